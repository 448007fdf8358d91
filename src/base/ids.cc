#include "base/ids.h"

#include <random>

namespace ingot {

std::string new_uuid() {
  static constexpr char kHex[] = "0123456789abcdef";
  std::random_device source;
  std::string id;
  id.reserve(36);
  std::uint32_t bits = 0;
  for (int nibble = 0; nibble < 32; ++nibble) {
    if (nibble % 8 == 0) bits = source();
    std::uint32_t value = bits & 15U;
    bits >>= 4U;
    if (nibble == 12) value = 4;                  // version
    if (nibble == 16) value = 8U | (value & 3U);  // variant
    if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) id += '-';
    id += kHex[value];
  }
  return id;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

std::uint64_t stable_hash(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = 14695981039346656037ULL ^ (seed * 0x9E3779B97F4A7C15ULL);
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  return hash;
}

std::string stable_base62(std::string_view text, std::size_t length) {
  static constexpr char kDigits[] =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::string out;
  out.reserve(length);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < length; ++i) {
    if (i % 10 == 0) bits = stable_hash(text, i / 10 + 1);  // 62^10 fits into 64 bits
    out += kDigits[bits % 62];
    bits /= 62;
  }
  return out;
}

}  // namespace ingot
