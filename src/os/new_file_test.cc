#include "os/new_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "os/file.h"

namespace ingot::os {
namespace {

namespace fs = std::filesystem;

class NewFileTest : public ::testing::Test {
 protected:
  NewFileTest() { fs::create_directories(folder_); }
  ~NewFileTest() override { fs::remove_all(folder_); }
  const fs::path folder_ =
      fs::temp_directory_path() / ("ingot-new-file-test-" + std::to_string(::getpid()));
};

TEST_F(NewFileTest, IsWrittenWithItsMode) {
  ASSERT_TRUE(write_new(folder_ / "a", "text", 0600));
  EXPECT_EQ(read_file(folder_ / "a", 100).value_or(""), "text");
  EXPECT_EQ(stat_file(folder_ / "a")->mode, 0600U);
}

TEST_F(NewFileTest, WhatIsThereStays) {
  std::ofstream(folder_ / "a") << "mine";
  fs::create_symlink("nowhere", folder_ / "link");
  for (const char* name : {"a", "link"}) {
    const auto written = write_new(folder_ / name, "text");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, Error::Kind::busy) << name;
  }
  EXPECT_EQ(read_file(folder_ / "a", 100).value_or(""), "mine");
  EXPECT_FALSE(fs::exists(folder_ / "nowhere"));
  EXPECT_FALSE(write_new(folder_ / "none/a", "text"));
}

}  // namespace
}  // namespace ingot::os
