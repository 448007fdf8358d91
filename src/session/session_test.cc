#include "session/session.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ids.h"
#include "base/utf8.h"
#include "json/value.h"
#include "os/file.h"

namespace ingot::session {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kCwd = "/no/such/project";

class SessionTest : public testing::Test {
 protected:
  SessionTest() { fs::remove_all(root_); }
  ~SessionTest() override { fs::remove_all(root_); }

  fs::path file(std::string_view id) const {
    return root_ / folder_name(kCwd) / (std::string(id) + ".jsonl");
  }
  std::string bytes(std::string_view id) const {
    return os::read_file(file(id), 1 << 26).value_or("");
  }
  void put(std::string_view id, std::string_view text) const {
    ASSERT_TRUE(os::make_folders(root_ / folder_name(kCwd)));
    ASSERT_TRUE(os::write_atomic(file(id), text));
  }

  std::unique_ptr<Session> create() const {
    auto session = store_.create(kCwd, kUntitled);
    EXPECT_TRUE(session) << (session ? "" : session.error().what);
    return std::move(session).value();
  }

  fs::path root_ = fs::path(testing::TempDir()) / ("ingot-sessions-" + std::to_string(::getpid()));
  Redactor redactor_;
  Store store_{root_, system_clock(), redactor_};
};

chat::Message calls(std::initializer_list<const char*> ids) {
  chat::Message message;
  message.role = chat::Role::assistant;
  message.from = chat::Provenance{.protocol = "anthropic", .host = "h", .model = "m"};
  message.stop_reason = chat::StopReason::tool_use;
  for (const char* id : ids) message.blocks.emplace_back(chat::ToolCall{id, "Read", "{}", "", ""});
  return message;
}

chat::Message result(const char* id, const char* text) {
  chat::Message message;
  message.role = chat::Role::tool;
  message.blocks.emplace_back(
      chat::ToolResult{.call_id = id, .blocks = {chat::Text{.text = text}}, .is_error = false});
  return message;
}

chat::Message answer(const char* text) {
  chat::Message message;
  message.role = chat::Role::assistant;
  message.blocks.emplace_back(chat::Text{.text = text});
  return message;
}

std::vector<chat::Message> append_all(Session& session, std::vector<chat::Message> messages) {
  for (chat::Message& message : messages) EXPECT_TRUE(session.append(message));
  return messages;
}

// Without ids: what a provider is told.
std::vector<chat::Message> said(std::vector<chat::Message> messages) {
  for (chat::Message& message : messages) message.id.clear();
  return messages;
}

// CLI-45, CLI-46
TEST_F(SessionTest, WritesAHeaderAndOneLineAMessageWhereOtherToolsLookForThem) {
  const auto session = create();
  append_all(*session, {chat::user_message("Fix  the\nparser"), answer("Done.")});
  std::istringstream lines(bytes(session->header().id));
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  const auto header = json::Document::parse(line);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->root()["type"].string(), "session_start");
  EXPECT_EQ(header->root()["id"].string(), session->header().id);
  EXPECT_EQ(header->root()["title"].string(), "Fix the parser");
  EXPECT_EQ(header->root()["version"].integer(), 2);
  EXPECT_EQ(header->root()["cwd"].string(), kCwd);
  EXPECT_TRUE(header->root()["parent"].is_null());
  std::string parent;
  for (const char* role : {"user", "assistant"}) {
    ASSERT_TRUE(std::getline(lines, line));
    const auto message = json::Document::parse(line);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->root()["type"].string(), "message");
    EXPECT_EQ(message->root()["parentId"].string_or(""), parent);
    EXPECT_EQ(message->root()["message"]["role"].string(), role);
    parent = message->root()["id"].string_or("");
    EXPECT_TRUE(is_uuid(parent));
  }
  EXPECT_FALSE(std::getline(lines, line));
}

// CLI-52: where it goes on is in its header, and which folder's list it is in follows.
TEST_F(SessionTest, ASessionThatMovesOnRemembersWhere) {
  const auto session = create();
  const std::string id = session->header().id;
  append_all(*session, {chat::user_message("look"), answer("Done.")});
  const fs::path folder = session->folder();
  ASSERT_TRUE(session->set_cwd("/elsewhere"));
  append_all(*session, {chat::user_message("and here")});
  EXPECT_EQ(session->folder(), folder);
  const auto header = store_.header(id);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->cwd, "/elsewhere");
  EXPECT_EQ(header->title, "look");
  const auto loaded = store_.load(id);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->messages.size(), 3U);
  EXPECT_TRUE(store_.list(kCwd).empty());
  ASSERT_TRUE(session->set_cwd(kCwd));
  EXPECT_EQ(store_.list(kCwd).size(), 1U);
}

// CLI-48
TEST_F(SessionTest, FilesAreReadableByTheirOwnerAlone) {
  const auto session = create();
  ASSERT_TRUE(session->save_settings({}));
  EXPECT_EQ(os::stat_file(root_)->mode, 0700U);
  EXPECT_EQ(os::stat_file(session->folder())->mode, 0700U);
  for (const auto& entry : fs::directory_iterator(session->folder())) {
    EXPECT_EQ(os::stat_file(entry.path())->mode, 0600U) << entry.path();
  }
}

TEST_F(SessionTest, ASessionComesBackAsItWas) {
  std::string id;
  std::vector<chat::Message> written;
  {
    const auto session = create();
    id = session->header().id;
    written = append_all(*session,
                         {chat::user_message("hi"), calls({"a"}), result("a", "A"), answer("bye")});
  }
  const auto opened = store_.open(id);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->loaded.messages, written);
  EXPECT_THAT(opened->loaded.notices, IsEmpty());
  EXPECT_EQ(store_.load(id)->messages, written);
}

TEST_F(SessionTest, ResultsAreGivenInTheOrderOfTheirCallsHoweverTheyCame) {
  const auto session = create();
  append_all(*session, {chat::user_message("hi"), calls({"a", "b"}), result("b", "B"),
                        result("a", "A"), answer("bye")});
  chat::Message joined = result("a", "A");
  joined.blocks.push_back(result("b", "B").blocks.front());
  EXPECT_EQ(said(store_.load(session->header().id)->messages),
            (std::vector{chat::user_message("hi"), calls({"a", "b"}), joined, answer("bye")}));
}

// CLI-48
TEST_F(SessionTest, ACallWithoutAResultGetsOneOnceAndForAll) {
  std::string id;
  {
    const auto session = create();
    id = session->header().id;
    append_all(*session, {chat::user_message("hi"), calls({"a", "b", "c"}), result("b", "B")});
  }
  const auto loaded = store_.load(id);
  ASSERT_TRUE(loaded);
  EXPECT_THAT(loaded->notices, ElementsAre(HasSubstr("2 tool calls")));
  const chat::Message& results = loaded->messages.back();
  ASSERT_EQ(results.blocks.size(), 3U);
  const auto& first = std::get<chat::ToolResult>(results.blocks[0]);
  EXPECT_TRUE(first.is_error);
  EXPECT_EQ(first.call_id, "a");
  EXPECT_THAT(chat::text_of(first), HasSubstr("interrupted"));
  EXPECT_FALSE(std::get<chat::ToolResult>(results.blocks[1]).is_error);

  auto opened = store_.open(id);
  ASSERT_TRUE(opened);
  append_all(*opened->session, {chat::user_message("go on")});
  const auto again = store_.load(id);
  ASSERT_TRUE(again);
  EXPECT_THAT(again->notices, IsEmpty());
  auto expected = said(loaded->messages);
  expected.push_back(chat::user_message("go on"));
  EXPECT_EQ(said(again->messages), expected);
}

TEST_F(SessionTest, AnInterruptionInTheMiddleIsClosedTheSameWayEachTime) {
  const auto session = create();
  append_all(*session, {chat::user_message("hi"), calls({"a"}), chat::user_message("never mind"),
                        answer("ok")});
  const auto once = store_.load(session->header().id);
  const auto twice = store_.load(session->header().id);
  ASSERT_TRUE(once && twice);
  ASSERT_EQ(once->messages.size(), 5U);
  EXPECT_EQ(once->messages[2].role, chat::Role::tool);
  EXPECT_EQ(once->messages, twice->messages);
}

// CLI-48: the file cut at every byte loads without losing a complete line, and goes on.
TEST_F(SessionTest, EveryTruncationKeepsTheCompleteLinesAndGoesOn) {
  std::string id;
  {
    const auto session = create();
    id = session->header().id;
    append_all(*session,
               {chat::user_message("h\xC3\xA9llo"), calls({"a"}), result("a", "A"), answer("bye")});
  }
  const std::string whole = bytes(id);
  const std::vector<chat::Message> all = store_.load(id)->messages;
  const std::size_t header = whole.find('\n');
  const std::string copy = new_uuid();
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    SCOPED_TRACE(size);
    put(copy, whole.substr(0, size));
    if (size < header) {
      EXPECT_FALSE(store_.load(copy));
      EXPECT_FALSE(store_.open(copy));
      continue;
    }
    // A message counts as soon as its last brace is there; an answer to a call is made up.
    std::vector<chat::Message> expected;
    std::size_t at = header + 1;
    for (const chat::Message& message : all) {
      at = whole.find('\n', at) + 1;
      if (size + 1 >= at) expected.push_back(message);
    }
    const bool open_call = expected.size() == 2;
    auto opened = store_.open(copy);
    ASSERT_TRUE(opened);
    std::vector<chat::Message> got = opened->loaded.messages;
    if (open_call) {
      ASSERT_EQ(got.size(), 3U);
      got.pop_back();
    }
    ASSERT_EQ(got, expected);
    append_all(*opened->session, {chat::user_message("next")});
    const auto after = store_.load(copy);
    ASSERT_TRUE(after);
    EXPECT_THAT(after->notices, IsEmpty());
    EXPECT_EQ(after->messages.size(), expected.size() + (open_call ? 2 : 1));
    EXPECT_EQ(chat::visible_text(after->messages.back()), "next");
  }
}

TEST_F(SessionTest, ABrokenLineInTheMiddleIsSkippedAndNamed) {
  std::string id;
  {
    const auto session = create();
    id = session->header().id;
    append_all(*session, {chat::user_message("one"), answer("two")});
  }
  std::string text = bytes(id);
  const std::size_t at = text.find('\n') + 1;
  text.insert(at, "{\"type\":\"message\",\"id\n\n{\"type\":\"todo_state\"}\n");
  put(id, text);
  const auto loaded = store_.load(id);
  ASSERT_TRUE(loaded);
  EXPECT_THAT(loaded->notices, ElementsAre(HasSubstr("line 2 ")));
  EXPECT_EQ(loaded->messages.size(), 2U);
}

TEST_F(SessionTest, ALostHeaderLosesNoMessageAndIsWrittenAgain) {
  const std::string id = new_uuid();
  const std::string line =
      R"({"type":"message","id":"1","message":{"role":"user","content":"hello there"}})";
  put(id, "\x01garbage\n" + line + "\n");
  auto opened = store_.open(id);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->loaded.header.id, id);
  ASSERT_EQ(opened->loaded.messages.size(), 1U);
  ASSERT_TRUE(opened->session->set_title("found again"));
  EXPECT_THAT(bytes(id), HasSubstr(line));
  EXPECT_EQ(store_.load(id)->header.title, "found again");
}

// What was appended is there after kill -9 at any moment; nothing else of the file is harmed.
TEST_F(SessionTest, AKillLosesNothingThatWasAppended) {
  for (int round = 0; round < 5; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const std::string id = new_uuid();
    const pid_t writer = ::fork();
    if (writer == 0) {
      auto session = store_.create(kCwd, "t", id);
      for (int i = 0; session; ++i) {
        chat::Message message =
            answer(std::string(static_cast<std::size_t>(i * 997 % 20000), 'x').c_str());
        if (!(*session)->append(message)) break;
        [[maybe_unused]] const auto n = ::write(ends[1], "+", 1);
      }
      ::_exit(1);
    }
    ::close(ends[1]);
    std::size_t appended = 0;
    char mark = 0;
    while (appended < 20U * (static_cast<std::size_t>(round) + 1) &&
           ::read(ends[0], &mark, 1) == 1) {
      ++appended;
    }
    ::kill(writer, SIGKILL);
    ::waitpid(writer, nullptr, 0);
    while (::read(ends[0], &mark, 1) == 1) ++appended;
    ::close(ends[0]);
    // The lock went with its holder.
    auto opened = store_.open(id);
    ASSERT_TRUE(opened) << opened.error().what;
    EXPECT_GE(opened->loaded.messages.size(), appended);
    EXPECT_LE(opened->loaded.messages.size(), appended + 1);
  }
}

// CLI-49
TEST_F(SessionTest, ASecondWriterIsTurnedAwayWithARemedy) {
  const auto session = create();
  const auto second = store_.open(session->header().id);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, Error::Kind::busy);
  EXPECT_THAT(second.error().remedy, HasSubstr("--fork " + session->header().id));
  EXPECT_TRUE(store_.load(session->header().id));
}

// CLI-50
TEST_F(SessionTest, TheTitleIsRewrittenInPlaceAndWritingGoesOn) {
  const auto session = create();
  append_all(*session, {chat::user_message("one")});
  ASSERT_TRUE(session->set_title("  A better title \n"));
  append_all(*session, {answer("two")});
  const auto loaded = store_.load(session->header().id);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->header.title, "A better title");
  EXPECT_EQ(loaded->messages.size(), 2U);
  EXPECT_FALSE(store_.open(session->header().id)) << "the lock outlives the rewrite";
}

TEST_F(SessionTest, ARewrittenHeaderKeepsWhatIngotDoesNotKnow) {
  const std::string id = new_uuid();
  put(id, R"({"type":"session_start","id":")" + id +
              R"(","title":"t","cwd":"/x","hostId":"h-1","isSessionTitleManuallySet":true})"
              "\n");
  auto opened = store_.open(id);
  ASSERT_TRUE(opened);
  ASSERT_TRUE(opened->session->set_title("new"));
  EXPECT_THAT(bytes(id), HasSubstr(R"("hostId":"h-1","isSessionTitleManuallySet":true})"));
}

TEST_F(SessionTest, ATitleThatIsThereIsKept) {
  auto named = store_.create(kCwd, "My title");
  ASSERT_TRUE(named);
  append_all(**named, {chat::user_message("something else")});
  EXPECT_EQ((*named)->header().title, "My title");
}

// CLI-51
TEST_F(SessionTest, IsFoundByAUniquePrefixOfSixCharacters) {
  for (const char* id :
       {"aaaaaa11-0000-4000-8000-000000000000", "aaaaaa22-0000-4000-8000-000000000000",
        "bbbbbb11-0000-4000-8000-000000000000"}) {
    ASSERT_TRUE(store_.create(kCwd, "t", id));
  }
  EXPECT_EQ(store_.find("bbbbbb").value_or(""), "bbbbbb11-0000-4000-8000-000000000000");
  EXPECT_EQ(store_.find("aaaaaa2").value_or(""), "aaaaaa22-0000-4000-8000-000000000000");
  EXPECT_THAT(store_.find("aaaaaa").error().what, HasSubstr("more than one"));
  for (const char* id : {"bbbbb", "cccccc", "", "../../etc/passwd"}) {
    const auto found = store_.find(id);
    ASSERT_FALSE(found) << id;
    EXPECT_EQ(found.error().kind, Error::Kind::not_found);
    EXPECT_EQ(found.error().what, "Session not found: " + std::string(id));
  }
}

// CLI-45
TEST_F(SessionTest, LegacySessionsInTheRootAreFoundAndContinuedWhereTheyLie) {
  const std::string id = new_uuid();
  ASSERT_TRUE(os::make_folders(root_));
  ASSERT_TRUE(os::write_atomic(root_ / (id + ".jsonl"), R"({"type":"session_start","id":")" + id +
                                                            R"(","title":"old"})"
                                                            "\n"));
  auto opened = store_.open(id.substr(0, 8));
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->session->folder(), root_);
  append_all(*opened->session, {answer("x")});
  EXPECT_EQ(store_.load(id)->messages.size(), 1U);
}

// CLI-54
TEST_F(SessionTest, AForkIsACopyThatLeavesTheOriginalAlone) {
  const auto session = create();
  const std::string id = session->header().id;
  append_all(*session, {chat::user_message("one"), calls({"a"}), result("a", "A")});
  Settings settings{.model = "custom:M-0", .reasoning_effort = "high", .archived_at = "2026"};
  ASSERT_TRUE(session->save_settings(settings));
  const std::string before = bytes(id);

  auto fork = store_.fork(id, "/elsewhere");  // although the original is in use
  ASSERT_TRUE(fork) << fork.error().what;
  EXPECT_EQ(bytes(id), before);
  const Header& header = fork->session->header();
  EXPECT_EQ(header.title, "one (fork)");
  EXPECT_EQ(header.parent, id);
  EXPECT_EQ(header.cwd, "/elsewhere");
  EXPECT_NE(header.id, id);
  const auto loaded = store_.load(header.id);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(said(loaded->messages), said(store_.load(id)->messages));
  EXPECT_EQ(loaded->messages, fork->loaded.messages);
  EXPECT_EQ(loaded->settings.model, "custom:M-0");
  EXPECT_EQ(loaded->settings.archived_at, "");
}

// CLI-61
TEST_F(SessionTest, ARewindIsACopyThatEndsBeforeAMessage) {
  const auto session = create();
  const std::string id = session->header().id;
  append_all(*session, {chat::user_message("one"), calls({"a"}), result("a", "A"),
                        chat::user_message("two"), chat::user_message("three")});
  const std::vector<chat::Message> all = store_.load(id)->messages;
  ASSERT_TRUE(session->save_settings({.model = "custom:M-0", .todos = "1. [pending] x"}));
  const std::string before = bytes(id);

  const auto fresh = store_.rewind(id, kCwd, all[3].id);
  ASSERT_TRUE(fresh) << to_text(fresh.error());
  const Header& header = fresh->session->header();
  EXPECT_EQ(std::tie(header.parent, header.title), std::tuple(id, "one (fork)"));
  const auto loaded = store_.load(header.id);
  EXPECT_EQ(said(loaded->messages), said({all.begin(), all.begin() + 3}));
  EXPECT_EQ(loaded->settings.model, "custom:M-0");
  EXPECT_EQ(loaded->settings.todos, "");

  // Nothing is before the first one: what comes next titles it.
  EXPECT_EQ(store_.rewind(id, kCwd, all[0].id)->session->header().title, kUntitled);
  EXPECT_EQ(store_.rewind(id, kCwd, "nobody").error().kind, Error::Kind::not_found);
  EXPECT_EQ(bytes(id), before);
}

std::vector<std::string> texts(const std::vector<chat::Message>& messages) {
  std::vector<std::string> all;
  for (const chat::Message& message : messages) {
    std::string& text = all.emplace_back();
    for (const chat::ContentBlock& block : message.blocks) {
      if (const auto* part = std::get_if<chat::Text>(&block)) text += part->text;
    }
  }
  return all;
}

// CLI-101: what is no longer seen stays in the file; a copy sees what the original does.
TEST_F(SessionTest, ACompactionHidesWhatIsOlderFromTheModelAlone) {
  const auto session = create();
  const std::string id = session->header().id;
  std::vector<chat::Message> lines = {chat::user_message("one"), calls({"a"}), result("a", "A"),
                                      answer("two"), chat::user_message("three")};
  append_all(*session, lines);
  const std::string before = bytes(id);
  const auto messages = session->messages();
  ASSERT_TRUE(messages);
  const Compaction compaction{
      .until = (*messages)[2].id, .summary = "S", .opening = {"<context>", "S!"}};
  Settings settings;
  settings.compaction = compaction;
  ASSERT_TRUE(session->save_settings(settings));
  EXPECT_EQ(bytes(id), before);

  const auto loaded = store_.load(id);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->messages.size(), 5U);
  EXPECT_EQ(loaded->settings.compaction, compaction);
  EXPECT_THAT(texts(seen_by_model(loaded->messages, compaction)),
              ElementsAre("<context>S!", "two", "three"));
  EXPECT_EQ(seen_by_model(loaded->messages, std::nullopt), loaded->messages);
  EXPECT_EQ(
      seen_by_model(loaded->messages, Compaction{.until = "gone", .summary = {}, .opening = {}}),
      loaded->messages);

  for (const bool given : {false, true}) {
    auto fork = store_.fork(id, kCwd, given ? std::optional(compaction) : std::nullopt);
    ASSERT_TRUE(fork);
    EXPECT_EQ(fork->session->header().title, given ? "one" : "one (fork)");
    const auto copy = store_.load(fork->session->header().id);
    ASSERT_TRUE(copy && copy->settings.compaction);
    EXPECT_NE(copy->settings.compaction->until, compaction.until);
    EXPECT_THAT(texts(seen_by_model(copy->messages, copy->settings.compaction)),
                ElementsAre("<context>S!", "two", "three"));
  }
}

TEST_F(SessionTest, SettingsComeBackAndKeepWhatIngotDoesNotKnow) {
  const auto session = create();
  const fs::path path = session->folder() / (session->header().id + ".settings.json");
  ASSERT_TRUE(os::write_atomic(
      path, R"({ "compaction": [1, 2], "tokenUsage": {"factoryCredits": 7}, "model": "old" })"));
  const Settings settings{
      .model = "custom:M-0",
      .model_name = "m",
      .provider = "anthropic",
      .base_url = "https://h/",
      .reasoning_effort = "low",
      .interaction_mode = "spec",
      .autonomy = "medium",
      .tags = {{.name = "ci", .metadata = {{"team", "x"}}}, {.name = "plain", .metadata = {}}},
      .usage = {.input = 1,
                .output = 2,
                .cache_read = 3,
                .cache_write = 4,
                .cache_write_1h = 2,
                .reasoning = 5,
                .estimated = true},
      .cost_usd = 0.25,
      .todos = "[ ] a",
      .archived_at = "2026-01-01T00:00:00Z"};
  ASSERT_TRUE(session->save_settings(settings));
  const Settings back = store_.load(session->header().id)->settings;
  EXPECT_EQ(back.model, settings.model);
  EXPECT_EQ(back.model_name, settings.model_name);
  EXPECT_EQ(back.provider, settings.provider);
  EXPECT_EQ(back.base_url, settings.base_url);
  EXPECT_EQ(back.reasoning_effort, settings.reasoning_effort);
  EXPECT_EQ(back.interaction_mode, settings.interaction_mode);
  EXPECT_EQ(back.autonomy, settings.autonomy);
  ASSERT_EQ(back.tags.size(), 2U);
  EXPECT_EQ(back.tags[0].metadata, settings.tags[0].metadata);
  EXPECT_EQ(back.usage, settings.usage);
  EXPECT_EQ(back.cost_usd, settings.cost_usd);
  EXPECT_EQ(back.todos, settings.todos);
  EXPECT_EQ(back.archived_at, settings.archived_at);
  const std::string text = os::read_file(path, 10000).value_or("");
  EXPECT_THAT(text, HasSubstr(R"("compaction":[1, 2])"));
  EXPECT_THAT(text, HasSubstr(R"("factoryCredits":7)"));
}

TEST_F(SessionTest, SecretsReachNoFile) {
  redactor_.add(Secret("sk-very-secret-key"));
  const auto session = create();
  append_all(*session, {chat::user_message("my key is sk-very-secret-key")});
  ASSERT_TRUE(session->save_settings({.base_url = "https://sk-very-secret-key@h/",
                                      .tags = {{.name = "sk-very-secret-key", .metadata = {}}},
                                      .todos = "use sk-very-secret-key"}));
  for (const auto& entry : fs::directory_iterator(session->folder())) {
    EXPECT_THAT(os::read_file(entry.path(), 10000).value_or(""), Not(HasSubstr("very-secret")));
  }
  EXPECT_TRUE(store_.load(session->header().id)->notices.empty());
}

TEST_F(SessionTest, AnEphemeralSessionLeavesNothingBehind) {
  const auto session = store_.create_ephemeral(kCwd);
  chat::Message message = chat::user_message("hi");
  ASSERT_TRUE(session->append(message));
  EXPECT_TRUE(is_uuid(message.id));
  ASSERT_TRUE(session->save_settings({}));
  EXPECT_FALSE(os::stat_file(root_));
}

TEST_F(SessionTest, AnIdFromOutsideCannotNameAnotherFolder) {
  const auto session = store_.create(kCwd, "t", "../outside");
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().kind, Error::Kind::invalid_argument);
}

// CLI-45
TEST(FolderName, JoinsTheFoldersByDashes) {
  EXPECT_EQ(folder_name("/home/me/project"), "-home-me-project");
  EXPECT_EQ(folder_name("/home//me/"), "-home-me");
  EXPECT_EQ(folder_name("/"), "-");
  EXPECT_EQ(folder_name("/a-b/c d"), "-a-b-c d");
}

TEST(FolderName, FitsAFileSystemWhateverTheDepth) {
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "/d\xC3\xA9";
  EXPECT_LE(folder_name(deep).size(), 255U);
  EXPECT_TRUE(is_utf8(folder_name(deep)));
  EXPECT_NE(folder_name(deep), folder_name(deep + "/x"));
}

// CLI-56
TEST(TitleFrom, IsOneLineOfAtMostSixtyCharacters) {
  EXPECT_EQ(title_from("  Fix\r\n\tthe   parser  "), "Fix the parser");
  EXPECT_EQ(title_from(std::string(100, 'x')), std::string(60, 'x'));
  std::string accents;
  for (int i = 0; i < 100; ++i) accents += "\xC3\xA9";
  EXPECT_EQ(utf8_length(title_from(accents)), 60U);
  EXPECT_EQ(title_from(" \n "), "");
}

}  // namespace
}  // namespace ingot::session
