#include "session/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/clock.h"
#include "session/session.h"

namespace ingot::session {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class IndexTest : public ::testing::Test {
 protected:
  IndexTest() { fs::remove_all(home_); }
  ~IndexTest() override { fs::remove_all(home_); }

  std::string add(const std::string& cwd, const std::string& question, const std::string& answer) {
    auto session = store_.create(cwd, "New session");
    EXPECT_TRUE(session);
    chat::Message user = chat::user_message(question);
    EXPECT_TRUE((*session)->append(user));
    chat::Message assistant;
    assistant.role = chat::Role::assistant;
    assistant.blocks.emplace_back(chat::Text{.text = answer});
    EXPECT_TRUE((*session)->append(assistant));
    EXPECT_TRUE(
        (*session)->save_settings({.model = "custom:m", .model_name = "m", .cost_usd = 0.5}));
    return (*session)->header().id;
  }

  const fs::path home_ =
      fs::temp_directory_path() / ("ingot-index-test-" + std::to_string(::getpid()));
  const fs::path root_ = home_ / "sessions", file_ = home_ / "ingot/sessions.db";
  Redactor redactor_;
  Store store_{root_, system_clock(), redactor_};
};

// TUI-113
TEST_F(IndexTest, KnowsWhatAListShows) {
  const std::string id = add("/home/me/one", "why does \"heredoc\" loop?", "because 漢字テスト");
  add("/home/me/two", "other", "words");
  auto index = Index::open(file_);
  ASSERT_TRUE(index);
  EXPECT_TRUE(*index->update(root_, {}));
  EXPECT_FALSE(*index->update(root_, {}));  // nothing has changed since
  const auto sessions = *index->sessions(folder_name("/home/me/one"));
  ASSERT_THAT(sessions, SizeIs(1));
  EXPECT_EQ(sessions[0].id, id);
  EXPECT_EQ(sessions[0].cwd, "/home/me/one");
  EXPECT_EQ(sessions[0].title, "why does \"heredoc\" loop?");
  EXPECT_EQ(sessions[0].model, "m");
  EXPECT_EQ(sessions[0].turns, 1);
  EXPECT_EQ(sessions[0].cost_usd, 0.5);
  EXPECT_EQ(sessions[0].last_user, "why does \"heredoc\" loop?");
  EXPECT_EQ(sessions[0].last_answer, "because 漢字テスト");
  EXPECT_THAT(*index->sessions(""), SizeIs(2));
}

TEST_F(IndexTest, FindsWhatWasSaid) {
  const std::string id = add("/home/me/one", "why does \"heredoc\" loop?", "because 漢字テスト");
  auto index = Index::open(file_);
  ASSERT_TRUE(index->update(root_, {}));
  for (const char* text : {"HEREDOC", "\"heredoc\" loop", "redo", "字テス", "because"}) {
    EXPECT_THAT(*index->containing(text, 10), ElementsAre(id)) << text;
  }
  for (const char* text : {"nowhere", "ab", "", "\"", "heredoc AND", "*"}) {
    EXPECT_THAT(*index->containing(text, 10), IsEmpty()) << text;
  }
}

TEST_F(IndexTest, FollowsTheFiles) {
  const std::string id = add("/home/me/one", "first", "one");
  auto index = Index::open(file_);
  ASSERT_TRUE(index->update(root_, {}));
  {
    auto opened = store_.open(id);
    ASSERT_TRUE(opened);
    chat::Message user = chat::user_message("afterwards");
    ASSERT_TRUE(opened->session->append(user));
  }
  EXPECT_TRUE(*index->update(root_, {}));
  EXPECT_EQ((*index->sessions(""))[0].turns, 2);
  EXPECT_THAT(*index->containing("afterwards", 10), ElementsAre(id));
  fs::remove(root_ / folder_name("/home/me/one") / (id + ".jsonl"));
  EXPECT_TRUE(*index->update(root_, {}));
  EXPECT_THAT(*index->sessions(""), IsEmpty());
  EXPECT_THAT(*index->containing("afterwards", 10), IsEmpty());
}

// CLI-59: archiving changes the settings alone.
TEST_F(IndexTest, LeavesOutWhatIsArchived) {
  const std::string id = add("/home/me/one", "first", "one");
  auto index = Index::open(file_);
  ASSERT_TRUE(index->update(root_, {}));
  ASSERT_TRUE(store_.set_archived(id, true));
  EXPECT_TRUE(*index->update(root_, {}));
  EXPECT_THAT(*index->sessions(""), IsEmpty());
  EXPECT_THAT(*index->sessions("", true), SizeIs(1));
  EXPECT_TRUE((*index->session(id))->archived);
  EXPECT_THAT(store_.list("/home/me/one"), IsEmpty());
  ASSERT_TRUE(store_.set_archived(id, false));
  EXPECT_TRUE(*index->update(root_, {}));
  EXPECT_THAT(*index->sessions(""), SizeIs(1));
  EXPECT_THAT(store_.list("/home/me/one"), SizeIs(1));
  EXPECT_EQ(*index->session("nobody"), std::nullopt);
}

TEST_F(IndexTest, ASessionInUseIsNotArchived) {
  const std::string id = add("/home/me/one", "first", "one");
  const auto opened = store_.open(id);
  ASSERT_TRUE(opened);
  const auto archived = store_.set_archived(id, true);
  ASSERT_FALSE(archived);
  EXPECT_EQ(archived.error().kind, Error::Kind::busy);
}

// It is a cache: whatever stands in its place, the sessions are found again.
TEST_F(IndexTest, IsMadeAnewWhenItIsBrokenOrGone) {
  const std::string id = add("/home/me/one", "first", "one");
  fs::create_directories(file_.parent_path());
  for (const char* content :
       {"", "this is no database, however long it may be. It goes on and on.", "SQLite format 3"}) {
    std::ofstream(file_, std::ios::trunc) << content;
    auto index = Index::open(file_);
    ASSERT_TRUE(index) << to_text(index.error());
    ASSERT_TRUE(index->update(root_, {}));
    EXPECT_THAT(*index->sessions(""), SizeIs(1)) << content;
    fs::remove(file_);
  }
}

TEST_F(IndexTest, ASessionThatCannotBeReadIsLeftOut) {
  add("/home/me/one", "first", "one");
  fs::create_directories(root_ / "-x");
  std::ofstream(root_ / "-x/broken00.jsonl") << "no json at all\n";
  auto index = Index::open(file_);
  EXPECT_TRUE(*index->update(root_, {}));
  EXPECT_FALSE(*index->update(root_, {}));
  EXPECT_THAT(*index->sessions(""), SizeIs(1));
}

}  // namespace
}  // namespace ingot::session
