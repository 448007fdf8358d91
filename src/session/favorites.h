// session/favorites.h: the sessions that a person has marked, by id.
//
// Purpose    `.favorites` in the folder of all sessions: a JSON array of ids (CLI-47), which other
//            programs read and write too.
// Threads    Functions; the file is changed under a lock, whole or not at all.
// Errors     Kind::protocol for a file that is no array: it is left as it is. Kind::io, busy.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ingot::session {

// None when there is no file.
Result<std::vector<std::string>> favorites(const std::filesystem::path& root);
// Elements that are no ids of ours stay.
Result<> set_favorite(const std::filesystem::path& root, std::string_view id, bool is_favorite);

}  // namespace ingot::session
