// policy/git_config.h: can git be run here without running what the repository names?
//
// Purpose    Even `git status` runs programs that a repository's own configuration names:
//            core.fsmonitor, filter.*.clean, what fetches missing objects, what includes lead to
//            (CMD-20a).
// Cost       One pass over the text.
// Invariant  Names that are known to start nothing count; everything else, and every line that is
//            not understood, is refused.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace ingot::policy {

// Of the text of .git/config: no key of it starts a program, changes where git works or reads
// another file.
bool starts_nothing(std::string_view git_config);

// The first key of it that starts a program in a command that only looks, or that is not
// understood: "core.fsmonitor". Less strict than the above: what is not known to start one passes.
std::optional<std::string> starting_key(std::string_view git_config);
// The same of the repository that git would find in `directory`, its worktree's included.
std::optional<std::string> key_that_starts_a_program(const std::filesystem::path& directory);

}  // namespace ingot::policy
