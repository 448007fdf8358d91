#include "tui/file_index.h"

#include <fstream>

#include "tui/file_list.h"

namespace ingot::tui {
namespace {

std::vector<std::string> paths(const std::vector<FileMatch>& matches) {
  std::vector<std::string> all;
  for (const FileMatch& match : matches) all.push_back(match.path);
  return all;
}

// TUI-65
TEST(FileList, HoldsFilesAndTheirFolders) {
  FileList list;
  for (const char* path : {"src/deep/gamma.py", "src/deep/beta.py", "top.txt"}) list.add(path);
  FileSearch search;
  search.begin("gam");
  while (search.step(list, 1)) {
  }
  EXPECT_EQ(paths(search.best(list)), (std::vector<std::string>{"src/deep/gamma.py"}));
  search.begin("deep");
  while (search.step(list, 1)) {
  }
  EXPECT_EQ(paths(search.best(list)).front(), "src/deep/");
  EXPECT_EQ(list.size(), 5U);
}

// TUI-65: each letter that is added looks at what the letters before have left.
TEST(FileList, LettersNarrowWhatWasFound) {
  FileList list;
  for (int i = 0; i < 100000; ++i) {
    list.add("folder" + std::to_string(i % 300) + "/file" + std::to_string(i) + ".cc");
  }
  list.add("folder7/zebra.cc");
  FileSearch search;
  search.begin("z");
  while (search.step(list, 5000)) {
  }
  EXPECT_EQ(search.compared(), list.size());
  EXPECT_EQ(search.total(), 1U);
  search.begin("ze");
  while (search.step(list, 5000)) {
  }
  EXPECT_EQ(search.compared(), 1U);
  EXPECT_EQ(paths(search.best(list)), (std::vector<std::string>{"folder7/zebra.cc"}));
  // Another word begins anew; what comes in later is looked at alone.
  search.begin("zebra.cc");
  while (search.step(list, 5000)) {
  }
  list.add("folder8/zebra.cc");
  EXPECT_TRUE(search.has_more(list));
  while (search.step(list, 5000)) {
  }
  EXPECT_EQ(search.total(), 2U);
}

class FileIndexTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    for (const char* path : {"src/a.cc", ".git/config", "ignored/b.cc", "with blank.txt"}) {
      std::filesystem::create_directories((folder_ / path).parent_path());
      std::ofstream(folder_ / path) << "x";
    }
    std::ofstream(folder_ / ".gitignore") << "ignored/\n";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  FileIndex::Found settled(FileIndex& index, const std::string& wanted) {
    index.search(wanted);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < end) {
      index.settle();
      FileIndex::Found found = index.found();
      if (found.complete && found.wanted == wanted) return found;
      std::this_thread::yield();
    }
    return {};
  }

  std::filesystem::path folder_;
  os::Waker waker_;
};

// TUI-65
TEST_F(FileIndexTest, FindsWhatIsNotIgnored) {
  FileIndex index(waker_);
  index.begin(folder_);
  const FileIndex::Found all = settled(index, "");
  ASSERT_TRUE(all.complete);
  std::vector<std::string> found = paths(all.best);
  std::sort(found.begin(), found.end());
  std::vector<std::string> wanted = {".gitignore", "src/", "src/a.cc", "with blank.txt"};
  if (!all.knows_ignored) wanted.insert(wanted.begin() + 1, {"ignored/", "ignored/b.cc"});
  EXPECT_EQ(found, wanted);
  EXPECT_EQ(paths(settled(index, "a.c").best), (std::vector<std::string>{"src/a.cc"}));
}

TEST_F(FileIndexTest, AnotherFolderHasOtherFiles) {
  FileIndex index(waker_);
  index.begin(folder_);
  settled(index, "a");
  index.begin(folder_ / "src");
  EXPECT_EQ(paths(settled(index, "").best), (std::vector<std::string>{"a.cc"}));
}

}  // namespace
}  // namespace ingot::tui
