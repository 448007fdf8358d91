#include "engine/spec.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace ingot::engine {
namespace {

namespace fs = std::filesystem;

class TestFolder {
 public:
  TestFolder() {
    std::string name = (fs::temp_directory_path() / "plans-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    path_ = fs::canonical(name);
  }
  ~TestFolder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// SPC-09
TEST(PlanFile, TheNameIsPlain) {
  const auto name = [](std::string title, std::string text = "text") {
    return plan_file_name({.text = std::move(text), .title = std::move(title)}, "2026-01-02");
  };
  EXPECT_EQ(name("Unterminated heredocs"), "2026-01-02-unterminated-heredocs.md");
  EXPECT_EQ(name("../../.bashrc"), "2026-01-02-bashrc.md");
  EXPECT_EQ(name("\x1b[2J a\nb\t c"), "2026-01-02-2j-a-b-c.md");
  EXPECT_EQ(name("Größe für Ärger, ﬁnal"), "2026-01-02-grosse-fur-arger-final.md");
  EXPECT_EQ(name("漢字"), "2026-01-02-spec.md");
  EXPECT_EQ(name("", "intro\n## The Heading\n# Later"), "2026-01-02-the-heading.md");
  EXPECT_EQ(name("\xff\xfe", "#\n#   \nno heading"), "2026-01-02-spec.md");
  EXPECT_EQ(name(std::string(100, 'x')), "2026-01-02-" + std::string(60, 'x') + ".md");
  EXPECT_EQ(name(std::string(59, 'x') + " yy"), "2026-01-02-" + std::string(59, 'x') + ".md");
}

// SPC-08
TEST(PlanFile, IsKeptWhereTheProjectSaysAndReplacesNothing) {
  const TestFolder home;
  const TestFolder project;
  Configuration configuration;
  configuration.folder = home.path() / ".factory";
  fs::create_directories(configuration.folder);
  fs::create_directories(project.path() / "deep/er");
  EXPECT_EQ(plan_folder(configuration, project.path() / "deep/er"), configuration.folder / "docs");
  fs::create_directories(project.path() / ".factory");
  fs::create_directories(project.path() / ".git");
  EXPECT_EQ(plan_folder(configuration, project.path() / "deep/er"),
            project.path() / ".factory/docs");
  configuration.settings.spec.save_folder = "plans";
  const fs::path cwd = project.path() / "deep";
  EXPECT_EQ(plan_folder(configuration, cwd), cwd / "plans");

  const Plan plan{.text = "# One\n\n\n", .title = "A plan"};
  const auto first = save_plan(configuration, cwd, plan, "2026-01-02");
  const auto second = save_plan(configuration, cwd, plan, "2026-01-02");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, cwd / "plans/2026-01-02-a-plan.md");
  EXPECT_EQ(*second, cwd / "plans/2026-01-02-a-plan-2.md");
  std::ifstream file(*first);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "# One\n");
}

}  // namespace
}  // namespace ingot::engine
