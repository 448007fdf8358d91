// tools/edit_nearest.h: the region of a file that an unfound text most resembles.
//
// Purpose    Tells a model what differs, so that its next attempt succeeds without reading the
// whole
//            file again.
// Cost       Linear in the lines for texts that share lines; else the text's most telling line is
//            compared with at most kMaxComparedLines lines.
#pragma once

#include <string>
#include <string_view>

namespace ingot::tools {

constexpr std::size_t kMaxComparedLines = 20000;

// "The most similar region is lines 4-6: ..." with three of its lines and the first difference;
// empty when nothing is similar.
std::string nearest_region_text(std::string_view file, std::string_view old_text);

}  // namespace ingot::tools
