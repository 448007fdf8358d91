// os/new_file.h: a file where there is none yet.
//
// Errors     Kind::busy when something of that name is there: it stays as it is. Kind::io.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace ingot::os {

// Whole or not at all, like write_atomic().
Result<> write_new(const std::filesystem::path& path, std::string_view bytes, mode_t mode = 0666);

}  // namespace ingot::os
