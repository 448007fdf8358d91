// config/save.h: a settings file is changed on disk.
//
// Purpose    Reads the file afresh under a lock, edits it (config/edit.h) and replaces it whole, or
//            not at all (CFG-24): a kill or a full disk leaves the old file. A symlink stays one;
//            its target is replaced. The mode is kept; new files are 0600, new folders 0700.
// Threads    From any thread and process; each change is made to the result of the one before.
// Errors     Those of edit(); Kind::busy when the lock is not free within ten seconds; io. The file
//            is then as it was.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/edit.h"

namespace ingot::config {

// Whether the file was changed: not when every value is in place already. `shown` is how errors
// name the file.
Result<bool> save(const std::filesystem::path& path, const std::vector<Edit>& edits,
                  const std::string& shown);

}  // namespace ingot::config
