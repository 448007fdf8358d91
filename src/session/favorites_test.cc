#include "session/favorites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace ingot::session {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FavoritesTest : public ::testing::Test {
 protected:
  FavoritesTest() { fs::remove_all(root_); }
  ~FavoritesTest() override { fs::remove_all(root_); }

  std::string content() const {
    std::ostringstream text;
    text << std::ifstream(root_ / ".favorites").rdbuf();
    return text.str();
  }

  const fs::path root_ =
      fs::temp_directory_path() / ("ingot-favorites-test-" + std::to_string(::getpid()));
};

// CLI-47
TEST_F(FavoritesTest, AreAnArrayOfIds) {
  EXPECT_THAT(*favorites(root_), IsEmpty());
  ASSERT_TRUE(set_favorite(root_, "one", true));
  ASSERT_TRUE(set_favorite(root_, "two", true));
  ASSERT_TRUE(set_favorite(root_, "one", true));
  EXPECT_EQ(content(), "[\"two\",\"one\"]\n");
  EXPECT_THAT(*favorites(root_), ElementsAre("two", "one"));
  ASSERT_TRUE(set_favorite(root_, "two", false));
  EXPECT_THAT(*favorites(root_), ElementsAre("one"));
  EXPECT_EQ(fs::status(root_ / ".favorites").permissions(), fs::perms(0600));
}

TEST_F(FavoritesTest, WhatIsNotOursStays) {
  fs::create_directories(root_);
  std::ofstream(root_ / ".favorites") << R"(["one", {"id": 2}, 3])";
  ASSERT_TRUE(set_favorite(root_, "two", true));
  EXPECT_EQ(content(), "[\"one\",{\"id\":2},3,\"two\"]\n");
}

TEST_F(FavoritesTest, AFileThatIsNoListIsNamedAndLeft) {
  fs::create_directories(root_);
  std::ofstream(root_ / ".favorites") << "my notes";
  const auto set = set_favorite(root_, "one", true);
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().where, (root_ / ".favorites").string());
  EXPECT_EQ(content(), "my notes");
}

}  // namespace
}  // namespace ingot::session
