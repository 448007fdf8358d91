#include "config/save.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "json/located.h"

namespace ingot::config {
namespace {

namespace fs = std::filesystem;

class Save : public testing::Test {
 protected:
  Save() {
    std::string name = testing::TempDir() + "ingot-save-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    path_ = folder_ / "settings.json";
  }
  ~Save() override { fs::remove_all(folder_); }

  static Edit set(const std::string& key, std::string json) {
    return {Edit::Kind::set, {key}, std::move(json)};
  }
  static std::string read(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream out;
    out << stream.rdbuf();
    return out.str();
  }
  static void write(const fs::path& path, std::string_view text) {
    std::ofstream(path, std::ios::binary) << text;
  }
  static unsigned mode(const fs::path& path) {
    struct stat info {};
    ::stat(path.c_str(), &info);
    return info.st_mode & 07777U;
  }
  static ino_t inode(const fs::path& path) {
    struct stat info {};
    ::lstat(path.c_str(), &info);
    return info.st_ino;
  }
  // Fifty keys of one writer, one save each.
  bool save_fifty(const std::string& writer) {
    for (int i = 0; i < 50; ++i) {
      const auto saved = save(path_, {set(writer + std::to_string(i), "1")}, "s.json");
      if (!saved || !*saved) return false;
    }
    return true;
  }
  void expect_all(const std::vector<std::string>& writers) {
    const auto parsed = json::parse_located(read(path_));
    const auto* text = std::get_if<json::LocatedText>(&parsed);
    ASSERT_NE(text, nullptr);
    EXPECT_EQ(text->root.members.size(), 50 * writers.size());
    for (const std::string& writer : writers) {
      for (int i = 0; i < 50; ++i) EXPECT_NE(text->root.find(writer + std::to_string(i)), nullptr);
    }
  }

  fs::path folder_, path_;
};

TEST_F(Save, MakesFileAndFolderForTheUserOnly) {
  path_ = folder_ / "a/b/settings.json";
  const auto saved = save(path_, {set("model", "\"x\"")}, "s.json");
  ASSERT_TRUE(saved) << to_text(saved.error());
  EXPECT_TRUE(*saved);
  EXPECT_EQ(read(path_), "{\n  \"model\": \"x\"\n}\n");
  EXPECT_EQ(mode(path_), 0600U);
  EXPECT_EQ(mode(folder_ / "a/b"), 0700U);
}

TEST_F(Save, KeepsTheModeAndLeavesAnUnchangedFileAlone) {
  write(path_, "{\"model\": \"x\"}");
  ::chmod(path_.c_str(), 0640);
  const ino_t before = inode(path_);
  const auto same = save(path_, {set("model", "\"x\"")}, "s.json");
  ASSERT_TRUE(same);
  EXPECT_FALSE(*same);
  EXPECT_EQ(inode(path_), before);
  ASSERT_TRUE(save(path_, {set("model", "\"y\"")}, "s.json"));
  EXPECT_EQ(read(path_), "{\"model\": \"y\"}");
  EXPECT_EQ(mode(path_), 0640U);
  EXPECT_NE(inode(path_), before);  // replaced whole
}

TEST_F(Save, ReplacesTheTargetOfASymlink) {
  fs::create_directory(folder_ / "dotfiles");
  const fs::path target = folder_ / "dotfiles/factory.json";
  write(target, "{}\n");
  fs::create_symlink("dotfiles/factory.json", path_);
  const ino_t before = inode(target);
  ASSERT_TRUE(save(path_, {set("a", "1")}, "s.json"));
  EXPECT_TRUE(fs::is_symlink(path_));
  EXPECT_EQ(read(target), "{\n  \"a\": 1\n}\n");
  EXPECT_NE(inode(target), before);
  // Nothing of ours is left beside it.
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "dotfiles"), {}), 1);

  fs::remove(target);  // a symlink to nothing yet
  ASSERT_TRUE(save(path_, {set("a", "1")}, "s.json"));
  EXPECT_TRUE(fs::is_symlink(path_));
  EXPECT_EQ(read(target), "{\n  \"a\": 1\n}\n");
}

TEST_F(Save, NeverWritesAFileItCannotRead) {
  for (const std::string text : {"{ \"a\": 1, oops }", "[]", "{\"x\": \"\x01\"}"}) {
    write(path_, text);
    const ino_t before = inode(path_);
    const auto saved = save(path_, {set("a", "2")}, "~/s.json");
    ASSERT_FALSE(saved) << text;
    EXPECT_THAT(saved.error().where, testing::StartsWith("~/s.json:1:"));
    EXPECT_EQ(read(path_), text);
    EXPECT_EQ(inode(path_), before);
  }
  // All edits or none.
  write(path_, "{\"s\": \"text\"}");
  EXPECT_FALSE(save(path_, {set("a", "2"), {Edit::Kind::set, {"s", "x"}, "1"}}, "s.json"));
  EXPECT_EQ(read(path_), "{\"s\": \"text\"}");
}

TEST_F(Save, LosesNoChangeOfTwoThreads) {
  bool other = false;
  std::thread thread([&] { other = save_fifty("b"); });
  EXPECT_TRUE(save_fifty("a"));
  thread.join();
  EXPECT_TRUE(other);
  expect_all({"a", "b"});
}

TEST_F(Save, LosesNoChangeOfTwoProcesses) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) ::_exit(save_fifty("child") ? 0 : 1);
  EXPECT_TRUE(save_fifty("parent"));
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  expect_all({"child", "parent"});
}

}  // namespace
}  // namespace ingot::config
