#include "tui/history.h"

#include <sys/stat.h>

#include <fstream>

#include "base/secret.h"
#include "tui/draft_store.h"

namespace ingot::tui {
namespace {

class Drafts : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path file() const { return folder_ / "history/-project.jsonl"; }
  std::string bytes() const {
    std::ifstream stream(file());
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  History history() const { return {file(), redactor_}; }

  std::filesystem::path folder_;
  Redactor redactor_;
};

Draft with_paste() {
  return {.text = "see " + mark_of(0),
          .pastes = {make_paste("a\nb\n", 1)},
          .pictures = {{.file = "x.png", .width = 8, .height = 6}}};
}

// TUI-54
TEST_F(Drafts, HistoryIsWalkedAndTheDraftComesBack) {
  History first = history();
  first.add(draft_of("one"));
  first.add(draft_of("two"));
  first.add(draft_of("two"));
  first.add(with_paste());
  History again = history();
  const Draft unsent = draft_of("unsent");
  ASSERT_NE(again.older(unsent), nullptr);
  EXPECT_EQ(*again.older(unsent), draft_of("two"));
  EXPECT_EQ(*again.older(unsent), draft_of("one"));
  EXPECT_EQ(again.older(unsent), nullptr);
  EXPECT_EQ(*again.newer(), draft_of("two"));
  EXPECT_EQ(*again.newer(), with_paste());
  EXPECT_EQ(*again.newer(), unsent);
  EXPECT_EQ(again.newer(), nullptr);
}

// TUI-54
TEST_F(Drafts, HistoryIsPrivateAndHoldsNoKey) {
  redactor_.add(Secret("sk-very-secret"));
  history().add(draft_of("use sk-very-secret please"));
  EXPECT_EQ(bytes().find("very-secret"), std::string::npos);
  struct stat info {};
  ASSERT_EQ(::stat(file().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

// TUI-54
TEST_F(Drafts, HistoryKeepsAThousandEntries) {
  std::filesystem::create_directories(file().parent_path());
  {
    std::ofstream stream(file());
    for (int i = 0; i < 2500; ++i) stream << "\"entry " << i << "\"\n";
    stream << "not json\n{\"text\":7}\n";
  }
  History long_one = history();
  EXPECT_EQ(long_one.size(), 1000U);
  EXPECT_EQ(*long_one.older({}), draft_of("entry 2499"));
  const std::string kept = bytes();
  EXPECT_EQ(std::count(kept.begin(), kept.end(), '\n'), 1000);
  EXPECT_EQ(history().size(), 1000U);
}

// TUI-54
TEST_F(Drafts, HistoryIsSearchedFromTheNewest) {
  History all = history();
  for (const char* text : {"fix the Lexer", "run tests", "fix the parser"}) {
    all.add(draft_of(text));
  }
  const auto newest = all.find("fix", all.size());
  ASSERT_TRUE(newest);
  EXPECT_EQ(all[*newest].text, "fix the parser");
  EXPECT_EQ(all[*all.find("fix", *newest)].text, "fix the Lexer");
  EXPECT_EQ(all[*all.find("lexer", all.size())].text, "fix the Lexer");
  EXPECT_FALSE(all.find("nothing", all.size()));
}

TEST_F(Drafts, MarksThatStandForNothingAreTakenOut) {
  std::filesystem::create_directories(file().parent_path());
  std::ofstream(file()) << R"({"text":"a)" << mark_of(0) << mark_of(5)
                        << R"(b","pastes":[{"text":"P"}]})"
                        << "\n";
  History all = history();
  EXPECT_EQ(all.older({})->sent(), "aPb");
}

// TUI-59
TEST_F(Drafts, AnUnsentDraftOutlivesItsWriter) {
  const auto now = DraftStore::Time{} + std::chrono::hours(1);
  {
    DraftStore writer(file(), redactor_);
    writer.note(with_paste(), now);
    EXPECT_EQ(writer.wait(now), std::chrono::milliseconds(500));
    writer.save(with_paste(), now);  // too early
    EXPECT_EQ(DraftStore(file(), redactor_).take_left_behind(), std::vector<Draft>());
    writer.save(with_paste(), now + std::chrono::seconds(1));
    EXPECT_FALSE(writer.wait(now));
    // Whoever is alive keeps his draft.
    EXPECT_EQ(DraftStore(file(), redactor_).take_left_behind(), std::vector<Draft>());
    writer.keep(with_paste());
  }
  EXPECT_EQ(DraftStore(file(), redactor_).take_left_behind(), std::vector<Draft>{with_paste()});
  EXPECT_EQ(DraftStore(file(), redactor_).take_left_behind(), std::vector<Draft>());
}

// TUI-59
TEST_F(Drafts, AnOrderlyEndLeavesNothing) {
  const auto now = DraftStore::Time{} + std::chrono::hours(1);
  {
    DraftStore writer(file(), redactor_);
    writer.note(draft_of("text"), now);
    writer.save(draft_of("text"), now + std::chrono::seconds(1));
    writer.note({}, now);
  }
  for (const auto& entry : std::filesystem::directory_iterator(file().parent_path())) {
    EXPECT_FALSE(entry.path().string().find(".draft") != std::string::npos) << entry.path();
  }
}

}  // namespace
}  // namespace ingot::tui
