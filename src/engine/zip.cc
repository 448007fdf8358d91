#include "engine/zip.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace ingot::engine {
namespace {

constexpr std::uint16_t kVersion = 20;                    // what a reader must know: 2.0
constexpr std::uint16_t kMadeBy = (3U << 8U) | kVersion;  // on Unix, so that modes count
constexpr std::uint16_t kUtf8Names = 1U << 11U;
constexpr std::uint32_t kMode = 0100600U << 16U;  // a regular file for its owner

// ISO 3309, reversed polynomial.
std::uint32_t crc32(std::string_view bytes) {
  static constexpr auto kTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = (value >> 1U) ^ ((value & 1U) * 0xEDB88320U);
      table[i] = value;
    }
    return table;
  }();
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) {
    crc = (crc >> 8U) ^ kTable[(crc ^ static_cast<unsigned char>(c)) & 0xFFU];
  }
  return ~crc;
}

void add(std::string& out, std::uint32_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>((number >> (8 * i)) & 0xFFU);
}
void add16(std::string& out, std::size_t number) {
  add(out, static_cast<std::uint32_t>(number), 2);
}
void add32(std::string& out, std::size_t number) {
  add(out, static_cast<std::uint32_t>(number), 4);
}

// What the header before an entry and its row in the directory have in common.
void add_facts(std::string& out, const ZipEntry& entry, const std::tm& time) {
  add16(out, kVersion);
  add16(out, kUtf8Names);
  add16(out, 0);  // stored
  add16(out,
        static_cast<std::size_t>((time.tm_hour << 11) | (time.tm_min << 5) | (time.tm_sec / 2)));
  add16(out, static_cast<std::size_t>(((time.tm_year - 80) << 9) | ((time.tm_mon + 1) << 5) |
                                      time.tm_mday));
  add32(out, crc32(entry.bytes));
  add32(out, entry.bytes.size());
  add32(out, entry.bytes.size());
  add16(out, entry.name.size());
  add16(out, 0);  // no extra field
}

}  // namespace

std::string zipped(const std::vector<ZipEntry>& entries, const std::tm& time) {
  std::string out, directory;
  for (const ZipEntry& entry : entries) {
    const std::size_t begin = out.size();
    add32(out, 0x04034B50);
    add_facts(out, entry, time);
    out += entry.name + entry.bytes;
    add32(directory, 0x02014B50);
    add16(directory, kMadeBy);
    add_facts(directory, entry, time);
    add16(directory, 0);  // no comment
    add16(directory, 0);  // on the first disk
    add16(directory, 0);  // nothing said of text or binary
    add32(directory, kMode);
    add32(directory, begin);
    directory += entry.name;
  }
  const std::size_t begin = out.size();
  out += directory;
  add32(out, 0x06054B50);
  add16(out, 0);
  add16(out, 0);
  add16(out, entries.size());
  add16(out, entries.size());
  add32(out, directory.size());
  add32(out, begin);
  add16(out, 0);  // no comment
  return out;
}

}  // namespace ingot::engine
