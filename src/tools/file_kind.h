// tools/file_kind.h: what a file that is no text is, by its first bytes.
//
// Source     The formats' own specifications (PNG, JFIF, GIF89a, RIFF/WebP, BMP, TIFF 6.0) and the
//            well-known signatures of file(1).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ingot::tools {

struct ImageKind {
  std::string_view name;                // "PNG"
  std::string_view media_type;          // empty: providers do not take it
  std::uint32_t width = 0, height = 0;  // 0: not found
};
std::optional<ImageKind> image_kind(std::string_view bytes);

// "ZIP archive", "ELF binary"; "binary data" when it is none of those known.
std::string_view binary_kind(std::string_view bytes);

}  // namespace ingot::tools
