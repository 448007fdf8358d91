#include "policy/git_config.h"

#include <gtest/gtest.h>

namespace ingot::policy {
namespace {

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

}  // namespace
}  // namespace ingot::policy
