// doctor/git_index.h: whether git has a file.
//
// Purpose    A key in a file that git keeps is in every copy of the repository (CFG-204). The index
//            is read and git is not run: a repository's own configuration can make git run programs
//            (SEC-13).
// Source     gitformat-index(5), git 2.39: versions 2 to 4, SHA-1 and SHA-256, split index.
// Errors     What cannot be read counts as not tracked.
#pragma once

#include <filesystem>

namespace ingot::doctor {

// The root of the repository that tracks the file; empty when none does. A symlink is tracked when
// it or what it points at is.
std::filesystem::path tracking_repository(const std::filesystem::path& file);

}  // namespace ingot::doctor
