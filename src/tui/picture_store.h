// tui/picture_store.h: pictures that drafts refer to, as files under their hash (TUI-61).
//
// Errors     Kind::invalid_argument for what is no picture that models take or is too large.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "tui/draft.h"

namespace ingot::tui {

// Written into `folder` (0700, the file 0600) unless it is there already.
Result<Picture> keep_picture(const std::filesystem::path& folder, std::string_view bytes);

// Pictures that nobody has attached for a month go.
void forget_old_pictures(const std::filesystem::path& folder);

// The picture that pasted or dropped text stands for: a path (quoted, escaped, file:// or plain) of
// one, or a data URL; empty when it is just text.
std::optional<std::string> pasted_picture(std::string_view text,
                                          const std::filesystem::path& folder);

}  // namespace ingot::tui
