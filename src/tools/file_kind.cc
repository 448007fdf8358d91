#include "tools/file_kind.h"

#include <string>

namespace ingot::tools {
namespace {

using namespace std::string_view_literals;

std::uint32_t at(std::string_view bytes, std::size_t i) {
  return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
}
std::uint32_t big16(std::string_view b, std::size_t i) { return at(b, i) << 8U | at(b, i + 1); }
std::uint32_t big32(std::string_view b, std::size_t i) {
  return big16(b, i) << 16U | big16(b, i + 2);
}
std::uint32_t little16(std::string_view b, std::size_t i) { return at(b, i) | at(b, i + 1) << 8U; }
std::uint32_t little32(std::string_view b, std::size_t i) {
  return little16(b, i) | little16(b, i + 2) << 16U;
}

// The size stands in the first start-of-frame segment.
void measure_jpeg(std::string_view bytes, ImageKind& kind) {
  std::size_t i = 2;
  while (i + 9 < bytes.size() && at(bytes, i) == 0xFF) {
    const std::uint32_t marker = at(bytes, i + 1);
    if (marker == 0xFF) {  // padding
      ++i;
      continue;
    }
    const bool frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) {
      kind.height = big16(bytes, i + 5);
      kind.width = big16(bytes, i + 7);
      return;
    }
    i += 2 + (marker >= 0xD0 && marker <= 0xD9 ? 0 : big16(bytes, i + 2));
  }
}

void measure_webp(std::string_view bytes, ImageKind& kind) {
  const std::string_view chunk = bytes.substr(12, 4);
  if (chunk == "VP8 ") {
    kind.width = little16(bytes, 26) & 0x3FFFU;
    kind.height = little16(bytes, 28) & 0x3FFFU;
  } else if (chunk == "VP8L") {
    const std::uint32_t bits = little32(bytes, 21);
    kind.width = (bits & 0x3FFFU) + 1;
    kind.height = (bits >> 14U & 0x3FFFU) + 1;
  } else if (chunk == "VP8X") {
    kind.width = (little32(bytes, 24) & 0xFFFFFFU) + 1;
    kind.height = (little32(bytes, 27) & 0xFFFFFFU) + 1;
  }
}

struct Signature {
  std::string_view bytes;
  std::string_view name;
  std::size_t offset = 0;
};

constexpr Signature kSignatures[] = {
    {"%PDF-"sv, "PDF document"},
    {"PK\x03\x04"sv, "ZIP archive"},
    {"PK\x05\x06"sv, "ZIP archive"},
    {"\x1F\x8B"sv, "gzip archive"},
    {"BZh"sv, "bzip2 archive"},
    {"\xFD"
     "7zXZ\0"sv,
     "xz archive"},
    {"\x28\xB5\x2F\xFD"sv, "zstd archive"},
    {"7z\xBC\xAF\x27\x1C"sv, "7-Zip archive"},
    {"Rar!\x1A\x07"sv, "RAR archive"},
    {"ustar"sv, "tar archive", 257},
    {"\x7F"
     "ELF"sv,
     "ELF binary"},
    {"MZ"sv, "Windows executable"},
    {"\xCF\xFA\xED\xFE"sv, "Mach-O binary"},
    {"\xCA\xFE\xBA\xBE"sv, "Java class or Mach-O binary"},
    {"!<arch>\n"sv, "static library"},
    {"\0asm"sv, "WebAssembly module"},
    {"SQLite format 3\0"sv, "SQLite database"},
    {"OggS"sv, "Ogg media"},
    {"ID3"sv, "MP3 audio"},
    {"fLaC"sv, "FLAC audio"},
    {"ftyp"sv, "MP4 media", 4},
    {"\x1A\x45\xDF\xA3"sv, "Matroska or WebM video"},
    {"wOFF"sv, "WOFF font"},
    {"wOF2"sv, "WOFF2 font"},
    {"\0\1\0\0\0"sv, "TrueType font"},
    {"OTTO"sv, "OpenType font"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "Microsoft Office document"},
};

}  // namespace

std::optional<ImageKind> image_kind(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) {
    return ImageKind{"PNG", "image/png", big32(bytes, 16), big32(bytes, 20)};
  }
  if (bytes.starts_with("\xFF\xD8\xFF"sv)) {
    ImageKind kind{"JPEG", "image/jpeg"};
    measure_jpeg(bytes, kind);
    return kind;
  }
  if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) {
    return ImageKind{"GIF", "image/gif", little16(bytes, 6), little16(bytes, 8)};
  }
  if (bytes.size() >= 30 && bytes.starts_with("RIFF"sv) && bytes.substr(8, 4) == "WEBP") {
    ImageKind kind{"WebP", "image/webp"};
    measure_webp(bytes, kind);
    return kind;
  }
  // "BM" alone begins too many texts: the reserved fields must be zero.
  if (bytes.size() >= 26 && bytes.starts_with("BM"sv) && little32(bytes, 6) == 0) {
    const std::uint32_t height = little32(bytes, 22);
    return ImageKind{"BMP", "", little32(bytes, 18), height > 0x7FFFFFFFU ? ~height + 1 : height};
  }
  if (bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv)) return ImageKind{"TIFF", ""};
  return std::nullopt;
}

std::string_view binary_kind(std::string_view bytes) {
  if (const auto image = image_kind(bytes)) return image->name;
  for (const Signature& signature : kSignatures) {
    if (bytes.size() >= signature.offset &&
        bytes.substr(signature.offset).starts_with(signature.bytes)) {
      return signature.name;
    }
  }
  return "binary data";
}

}  // namespace ingot::tools
