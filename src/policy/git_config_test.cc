#include "policy/git_config.h"

#include <map>

#include "base/ids.h"
#include "os/file.h"
#include "os/paths.h"
#include "policy/risk.h"

namespace ingot::policy {
namespace {

namespace fs = std::filesystem;

// CMD-20a
TEST(GitConfig, WhatGitItselfWritesStartsNothing) {
  EXPECT_TRUE(starts_nothing(""));
  EXPECT_TRUE(
      starts_nothing("[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n"
                     "\tlogallrefupdates = true\n; a comment\n# another\n"
                     "[remote \"origin\"]\r\n\turl = git@host.test:a/b.git\r\n"
                     "\tfetch = +refs/heads/*:refs/remotes/origin/*\r\n"
                     "[branch \"feature/x\"]\n\tremote = origin\n\tmerge = refs/heads/main\n"
                     "[user]\n\tname = Somebody\n[CORE] FileMode = true\n"));
}

TEST(GitConfig, WhatStartsAProgramOrIsNotUnderstoodIsRefused) {
  for (const char* text :
       {"[core]\nfsmonitor = ./evil", "[core] fsmonitor = ./evil", "[CoRe]\n\tFSMonitor=./evil",
        "[filter \"x\"]\nclean = evil", "[include]\npath = /tmp/x",
        "[includeIf \"gitdir:/\"]\npath=x", "[core]\nworktree = /", "[core]\nhooksPath = .",
        "[core]\nattributesFile = x", "[remote \"o\"]\npromisor = true",
        "[remote \"o\"]\nuploadpack = evil", "[extensions]\npartialClone = o",
        "[core.x]\nfilemode = true", "[branch \"a\\\"]\nx = y\n[filter \\\"b\"]\nclean = evil",
        "[user]\nname = a \\\n[filter \"x\"]\n", "[user\nname = x", "fsmonitor = x",
        "\xEF\xBB\xBF[core]\nfsmonitor = x", "[user \"a]b\"]\nname = x"}) {
    EXPECT_FALSE(starts_nothing(text)) << text;
  }
}

// CMD-20a: what is found by somebody who only looks.
TEST(GitConfig, TheKeyThatStartsAProgramIsNamed) {
  const std::map<std::string, std::string> keys = {
      {"[core]\nfsmonitor = ./evil", "core.fsmonitor"},
      {"[core]\npager = less -x", "core.pager"},
      {"[core] sshCommand = evil", "core.sshcommand"},
      {"[diff \"x\"]\ntextconv = evil", "diff.textconv"},
      {"[diff]\nexternal = evil", "diff.external"},
      {"[filter \"x\"]\nprocess = evil", "filter.process"},
      {"[include]\npath = x", "include.path"},
      {"[alias]\nst = !evil", "alias.st"},
      {"[pager]\nlog = evil", "pager.log"},
      {"[credential]\nhelper = evil", "credential.helper"},
      {"[gpg]\nprogram = evil", "gpg.program"}};
  for (const auto& [text, key] : keys) EXPECT_EQ(starting_key(text), key) << text;
  EXPECT_EQ(starting_key("[core]\nfsmonitor = true\n[gc]\nauto = 0\n[merge]\nff = only\n"
                         "[core]\npager = cat\n[pager]\nlog = false"),
            std::nullopt);
  EXPECT_TRUE(starting_key("[user \"a]b\"]\nname = x"));
  EXPECT_TRUE(starting_key("[user]\nname = a \\\n[alias]\n"));
}

// CMD-20a: a prepared .git/config, a worktree, a bare repository nested in a folder.
TEST(GitConfig, TheRepositoryThatGitWouldFind) {
  const fs::path root = os::canonical(os::temporary_folder()) / ("git-guard-" + new_uuid());
  const auto put = [](const fs::path& file, const std::string& text) {
    ASSERT_TRUE(os::make_folders(file.parent_path(), 0700));
    ASSERT_TRUE(os::write_atomic(file, text, {}));
  };
  put(root / "plain/.git/config", "[core]\nbare = false\n");
  put(root / "evil/.git/config", "[core]\nfsmonitor = ./x\n");
  put(root / "linked/.git", "gitdir: ../evil/.git/worktrees/linked\n");
  put(root / "evil/.git/worktrees/linked/commondir", "../..\n");
  put(root / "plain/nested/HEAD", "ref: x\n");
  put(root / "plain/nested/objects/x", "");
  ASSERT_TRUE(os::make_folders(root / "plain/src/deep", 0700));
  ASSERT_TRUE(os::make_folders(root / "evil/src", 0700));
  EXPECT_EQ(key_that_starts_a_program(root / "plain/src/deep"), std::nullopt);
  EXPECT_EQ(key_that_starts_a_program(root / "evil/src"), "core.fsmonitor");
  EXPECT_EQ(key_that_starts_a_program(root / "linked"), "core.fsmonitor");
  EXPECT_EQ(key_that_starts_a_program(root / "plain/nested"), "a bare repository");

  const auto status_in = [&](const char* folder) {
    return assess_command("git status", {.workspace = root / folder, .looks = true});
  };
  EXPECT_EQ(status_in("plain").risk, tools::Risk::read);
  EXPECT_EQ(status_in("evil").risk, tools::Risk::high);
  EXPECT_THAT(status_in("evil").why, testing::HasSubstr("core.fsmonitor"));
  fs::remove_all(root);
}

}  // namespace
}  // namespace ingot::policy
