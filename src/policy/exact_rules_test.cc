#include "policy/exact_rules.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/ids.h"
#include "os/file.h"
#include "os/paths.h"
#include "policy/decide.h"

namespace ingot::policy {
namespace {

namespace fs = std::filesystem;
using tools::Risk;
using Kind = Verdict::Kind;

constexpr tools::ToolSpec kExecute = {.name = "Execute", .category = tools::Category::execute};

// A home, a workspace, and programs that PATH finds: `build` and `other`.
class ExactRules : public testing::Test {
 protected:
  void SetUp() override {
    root_ = os::canonical(os::temporary_folder()) / ("exact-rules-" + new_uuid());
    home_ = root_ / ".factory";
    work_ = root_ / "work";
    bin_ = root_ / "bin";
    for (const fs::path& folder : {home_ / "ingot", work_, bin_}) {
      ASSERT_TRUE(os::make_folders(folder, 0700));
    }
    for (const char* name : {"build", "other"}) put(bin_ / name);
    path_ = ::getenv("PATH");
    ::setenv("PATH", (bin_.string() + ":" + path_).c_str(), 1);
  }
  void TearDown() override {
    ::setenv("PATH", path_.c_str(), 1);
    fs::remove_all(root_);
  }

  static void put(const fs::path& program) {
    ASSERT_TRUE(os::write_atomic(program, "#!/bin/sh\n", {.mode = 0755}));
  }

  Verdict ask(const std::string& command, Risk claimed = Risk::read, fs::path directory = {}) {
    Rules rules;
    rules.workspace = work_;
    rules.config_folder = home_;
    return decide(
        kExecute,
        {.command = command, .command_directory = std::move(directory), .claimed = claimed}, rules);
  }

  Result<> allow(const std::string& command, Risk risk = Risk::high) {
    return add_exact_rule(home_, {.workspace = work_, .command = command, .risk = risk},
                          "2026-01-02T03:04:05.678Z");
  }

  fs::path root_, home_, work_, bin_;
  std::string path_;
};

// PRM-03, PRM-04
TEST_F(ExactRules, ThatVeryCommandRunsInThatVeryFolder) {
  EXPECT_EQ(ask("build all").kind, Kind::ask);
  EXPECT_TRUE(ask("build all").can_keep);
  ASSERT_TRUE(allow(" build all\n"));
  EXPECT_EQ(ask("build all").kind, Kind::allow);
  EXPECT_EQ(ask("build all ").kind, Kind::allow);
  for (const char* other : {"build", "build all -j", "build all; other", "BUILD all"}) {
    EXPECT_EQ(ask(other).kind, Kind::ask) << other;
  }
  EXPECT_EQ(ask("build all", Risk::read, work_).kind, Kind::allow);
  EXPECT_EQ(ask("build all", Risk::read, root_).kind, Kind::ask);
  EXPECT_FALSE(ask("build all", Risk::read, root_).can_keep);

  const auto info = os::stat_file(home_ / "ingot/permissions.json");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->mode & 0777, 0600U);
  const auto rules = read_exact_rules(home_);
  ASSERT_TRUE(rules);
  ASSERT_EQ(rules->size(), 1U);
  EXPECT_EQ(rules->front().command, "build all");
  EXPECT_EQ(rules->front().risk, Risk::high);
  EXPECT_EQ(rules->front().date, "2026-01-02T03:04:05.678Z");

  ASSERT_TRUE(remove_exact_rule(home_, rules->front()));
  EXPECT_EQ(ask("build all").kind, Kind::ask);
}

// PRM-04
TEST_F(ExactRules, WhatCannotBeKnownFromItsTextIsNotAllowedForGood) {
  for (const char* command : {"rm -rf /",
                              "build $X",
                              "build `x`",
                              "build *.c",
                              "build ~/x",
                              "build > out",
                              "X=1 build",
                              "python3 x.py",
                              "python3.11 -c 1",
                              "/usr/bin/perl x",
                              "sh -c build",
                              "bash x",
                              "node x.js",
                              "env build",
                              "sudo build",
                              "timeout 5 build",
                              "xargs build",
                              "nohup build",
                              "find . -exec x",
                              "git push",
                              "git",
                              "eval build",
                              ". x",
                              "source x",
                              "exec build",
                              "no-such-program",
                              "build && sudo other",
                              "cd sub && ./run",
                              "if build",
                              "build &"}) {
    EXPECT_FALSE(programs_to_keep(command, work_)) << command;
    EXPECT_FALSE(allow(command)) << command;
    EXPECT_FALSE(ask(command).can_keep) << command;
  }
  for (const char* command :
       {"build", "build 'a b'", "cd sub && build", "build | other", "build 2>&1", "build; other"}) {
    EXPECT_TRUE(programs_to_keep(command, work_)) << command;
  }
  fs::create_symlink("/bin/sh", bin_ / "harmless");
  EXPECT_FALSE(programs_to_keep("harmless x", work_));
}

// PRM-04: stored rule for `make`, then `make` resolves into the workspace.
TEST_F(ExactRules, AnotherProgramOfThatNameIsAskedAbout) {
  ASSERT_TRUE(allow("build | other"));
  EXPECT_EQ(ask("build | other").kind, Kind::allow);
  put(work_ / "other");
  ::setenv("PATH", (work_.string() + ":" + bin_.string() + ":" + path_).c_str(), 1);
  EXPECT_EQ(ask("build | other").kind, Kind::ask);
}

// PRM-04
TEST_F(ExactRules, AHigherClassIsAskedAbout) {
  ASSERT_TRUE(add_exact_rule(home_, {.workspace = work_, .command = "ls", .risk = Risk::low}, ""));
  EXPECT_EQ(ask("ls", Risk::low).kind, Kind::allow);
  EXPECT_EQ(ask("ls", Risk::medium).kind, Kind::ask);
}

// PRM-04, SEC-03
TEST_F(ExactRules, AFolderThatTookTheOldOnesPlaceHasNoRules) {
  ASSERT_TRUE(allow("build"));
  fs::rename(work_, root_ / "moved");
  ASSERT_TRUE(os::make_folders(work_, 0700));
  EXPECT_EQ(ask("build").kind, Kind::ask);
  ASSERT_TRUE(allow("other"));
  EXPECT_EQ(ask("other").kind, Kind::allow);
  EXPECT_EQ(ask("build").kind, Kind::ask) << "the old folder's rules went with it";
}

// PRM-04: rule file planted in the project.
TEST_F(ExactRules, AFileThatTheUserAloneDidNotWriteAllowsNothing) {
  ASSERT_TRUE(allow("build"));
  const fs::path file = home_ / "ingot/permissions.json";
  const auto text = os::read_file(file, 1 << 20);
  ASSERT_TRUE(text);
  ASSERT_TRUE(os::make_folders(work_ / ".factory/ingot", 0700));
  ASSERT_TRUE(os::write_atomic(work_ / ".factory/ingot/permissions.json", *text, {.mode = 0600}));
  fs::remove(file);
  EXPECT_EQ(ask("build").kind, Kind::ask);

  ASSERT_TRUE(os::write_atomic(file, *text, {.mode = 0600}));
  EXPECT_EQ(ask("build").kind, Kind::allow);
  ::chmod(file.c_str(), 0666);
  EXPECT_EQ(ask("build").kind, Kind::ask);
  EXPECT_THAT(to_text(read_exact_rules(home_).error()), testing::HasSubstr("other users"));
}

// CLI-34
TEST_F(ExactRules, TheDenylistIsAskedAboutAllTheSame) {
  ASSERT_TRUE(allow("build"));
  Rules rules;
  rules.workspace = work_;
  rules.config_folder = home_;
  rules.command_denylist = {"build"};
  const Verdict verdict = decide(kExecute, {.command = "build"}, rules);
  EXPECT_EQ(verdict.kind, Kind::ask);
  EXPECT_FALSE(verdict.can_keep);
}

}  // namespace
}  // namespace ingot::policy
