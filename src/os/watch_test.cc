#include "os/watch.h"

#include <poll.h>

#include <cstdio>
#include <fstream>

#include "os/file.h"

namespace ingot::os {
namespace {

namespace fs = std::filesystem;

class Watch : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) /
            ("watch-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const fs::path& path, const std::string& text) const { std::ofstream(path) << text; }
  // Events are in the queue when the call that caused them returns: nothing is waited for.
  bool readable() const {
    pollfd wanted{.fd = watch_.fd(), .events = POLLIN, .revents = 0};
    return ::poll(&wanted, 1, 0) == 1;
  }

  fs::path root_;
  FileWatch watch_;
};

// CFG-92: creation, rename-replace, delete.
TEST_F(Watch, TellsOfEveryWayAFileChanges) {
  const fs::path file = root_ / "settings.json";
  watch_.watch({file});
  EXPECT_FALSE(watch_.changed());
  write(file, "{}");
  EXPECT_TRUE(readable());
  EXPECT_TRUE(watch_.changed()) << "created";
  EXPECT_FALSE(watch_.changed()) << "once";
  write(file, "{ }");
  EXPECT_TRUE(watch_.changed()) << "written in place";
  ASSERT_TRUE(write_atomic(file, "{  }"));
  EXPECT_TRUE(watch_.changed()) << "replaced by rename";
  write(file, "{}");
  EXPECT_TRUE(watch_.changed()) << "written after it was replaced";
  fs::permissions(file, fs::perms::owner_read);
  EXPECT_TRUE(watch_.changed()) << "mode";
  fs::remove(file);
  EXPECT_TRUE(watch_.changed()) << "deleted";
}

TEST_F(Watch, OtherNamesInTheFolderDoNotCount) {
  watch_.watch({root_ / "settings.json"});
  write(root_ / "other.json", "{}");
  fs::create_directory(root_ / "sessions");
  EXPECT_TRUE(readable());
  EXPECT_FALSE(watch_.changed());
  write(root_ / "sessions/settings.json", "{}");
  EXPECT_FALSE(readable()) << "what happens in other folders does not even wake";
}

TEST_F(Watch, WaitsForFoldersThatDoNotExistYet) {
  const fs::path file = root_ / "sub/.factory/settings.json";
  watch_.watch({file});
  fs::create_directory(root_ / "sub");
  EXPECT_TRUE(watch_.changed());
  fs::create_directory(root_ / "sub/.factory");
  EXPECT_TRUE(watch_.changed());
  write(file, "{}");
  EXPECT_TRUE(watch_.changed());
  fs::remove_all(root_ / "sub");
  EXPECT_TRUE(watch_.changed());
  fs::create_directories(root_ / "sub/.factory");
  EXPECT_TRUE(watch_.changed());
  write(file, "{}");
  EXPECT_TRUE(watch_.changed()) << "again";
}

TEST_F(Watch, FollowsSymlinksOfFilesAndFolders) {
  fs::create_directories(root_ / "dotfiles/factory");
  fs::create_directories(root_ / "other");
  write(root_ / "dotfiles/factory/real.json", "{}");
  write(root_ / "other/real.json", "{}");
  fs::create_directory_symlink(root_ / "dotfiles/factory", root_ / "folder");
  fs::create_symlink("real.json", root_ / "dotfiles/factory/settings.json");
  watch_.watch({root_ / "folder/settings.json"});

  write(root_ / "dotfiles/factory/real.json", "{ }");
  EXPECT_TRUE(watch_.changed()) << "the target was written";
  ASSERT_TRUE(write_atomic(root_ / "dotfiles/factory/real.json", "{}"));
  EXPECT_TRUE(watch_.changed()) << "the target was replaced";
  fs::create_symlink(root_ / "other/real.json", root_ / "dotfiles/factory/new");
  EXPECT_FALSE(watch_.changed());
  fs::rename(root_ / "dotfiles/factory/new", root_ / "dotfiles/factory/settings.json");
  EXPECT_TRUE(watch_.changed()) << "the link points elsewhere";
  write(root_ / "other/real.json", "{ }");
  EXPECT_TRUE(watch_.changed()) << "the new target was written";
  write(root_ / "dotfiles/factory/real.json", "{  }");
  EXPECT_FALSE(watch_.changed()) << "the old target is nobody's";
  fs::remove(root_ / "folder");
  EXPECT_TRUE(watch_.changed()) << "the folder's link is gone";
}

TEST_F(Watch, ALoopOfSymlinksEnds) {
  fs::create_symlink("b", root_ / "a");
  fs::create_symlink("a", root_ / "b");
  watch_.watch({root_ / "a/settings.json"});
  EXPECT_FALSE(watch_.changed());
  fs::remove(root_ / "b");
  EXPECT_TRUE(watch_.changed());
}

}  // namespace
}  // namespace ingot::os
