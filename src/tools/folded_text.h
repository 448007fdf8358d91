// tools/folded_text.h: text with differences of no meaning removed, and the way back.
//
// Purpose    Edit finds text that a model wrote from memory: line ends, trailing blanks and
//            typographic characters may differ from the file's. Both are folded alike and compared;
//            the offsets say which bytes of the file a place in the folded text stands for.
// Cost       Eight bytes a character beside the text; callers limit what they fold.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::tools {

struct Folding {
  bool trailing_blanks = false;  // gone before a line end and at the end of the text
  bool typography = false;       // quotes, dashes, odd and invisible spaces
};

struct FoldedText {
  std::string text;  // lines end in LF
  // Byte i of `text` stands for the bytes [starts[i], ends[i]) of the original.
  std::vector<std::uint32_t> starts, ends;
  bool lost_end = false;  // blanks at the very end were dropped
};

// Every kind of folding includes that of CR LF and CR to LF.
FoldedText fold(std::string_view text, Folding folding);

// All places of `needle` in `text` that do not overlap, and whether another one overlaps the first.
// Linear (Knuth, Morris, Pratt). An empty needle is nowhere.
struct Occurrences {
  std::vector<std::size_t> at;
  std::size_t overlapping = 0;  // how many there are when overlaps count
};
Occurrences occurrences(std::string_view text, std::string_view needle);

}  // namespace ingot::tools
