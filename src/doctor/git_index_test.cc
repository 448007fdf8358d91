#include "doctor/git_index.h"

#include <cstdlib>
#include <fstream>

#include "os/file.h"

namespace ingot::doctor {
namespace {

namespace fs = std::filesystem;

class GitIndex : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::canonical(testing::TempDir()) /
            ("git-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(root_);
    fs::create_directories(root_ / "repo/sub");
  }
  void TearDown() override { fs::remove_all(root_); }

  void git(const std::string& words, const std::string& where = "repo") const {
    const std::string command = "cd '" + (root_ / where).string() +
                                "' && HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 git -c "
                                "user.name=a -c user.email=a@b.test " +
                                words + " >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << command;  // NOLINT: one thread
  }
  void make_files() const {
    for (const char* name : {"a.json", "sub/a.json", "sub/ab.json", "sub/b.json", "sub/new.json"}) {
      std::ofstream(root_ / "repo" / name) << "{}";
    }
  }
  void expect_tracked() const {
    for (const char* name : {"a.json", "sub/a.json", "sub/ab.json"}) {
      EXPECT_EQ(tracking_repository(root_ / "repo" / name), root_ / "repo") << name;
    }
    EXPECT_EQ(tracking_repository(root_ / "repo/sub/new.json"), fs::path());
    EXPECT_EQ(tracking_repository(root_ / "repo/none"), fs::path());
  }

  fs::path root_;
};

// CFG-204
TEST_F(GitIndex, ReadsEveryVersion) {
  make_files();
  git("init");
  git("add a.json sub/a.json sub/ab.json");
  expect_tracked();
  git("add --intent-to-add sub/b.json");  // needs version 3
  expect_tracked();
  EXPECT_EQ(tracking_repository(root_ / "repo/sub/b.json"), root_ / "repo");
  git("update-index --index-version 4");
  expect_tracked();
}

TEST_F(GitIndex, ReadsSha256AndASplitIndex) {
  make_files();
  git("init --object-format=sha256");
  git("add a.json sub/a.json");
  git("update-index --split-index");
  git("add sub/ab.json");
  expect_tracked();
}

TEST_F(GitIndex, FollowsWorkTreesAndSymlinks) {
  make_files();
  git("init");
  git("add a.json sub/a.json sub/ab.json");
  git("commit -m x");
  git("worktree add ../tree");
  EXPECT_EQ(tracking_repository(root_ / "tree/sub/a.json"), root_ / "tree");
  fs::create_directories(root_ / "home/.factory");
  fs::create_symlink(root_ / "repo/a.json", root_ / "home/.factory/settings.json");
  EXPECT_EQ(tracking_repository(root_ / "home/.factory/settings.json"), root_ / "repo");
  fs::create_directory_symlink(root_ / "repo/sub", root_ / "home/sub");
  EXPECT_EQ(tracking_repository(root_ / "home/sub/ab.json"), root_ / "repo");
}

TEST_F(GitIndex, ABrokenIndexTracksNothing) {
  make_files();
  git("init");
  git("add a.json sub/a.json sub/ab.json");
  const fs::path index = root_ / "repo/.git/index";
  const auto whole = os::read_file(index, 1U << 20U);
  ASSERT_TRUE(whole);
  for (std::size_t size = 0; size < whole->size(); ++size) {
    std::ofstream(index, std::ios::trunc) << whole->substr(0, size);
    EXPECT_EQ(tracking_repository(root_ / "repo/sub/new.json"), fs::path()) << size;
  }
}

}  // namespace
}  // namespace ingot::doctor
