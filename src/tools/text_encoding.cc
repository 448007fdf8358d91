#include "tools/text_encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "base/utf8.h"

namespace ingot::tools {
namespace {

constexpr std::size_t kSampleBytes = 8192;

using HighHalf = std::array<char32_t, 128>;

constexpr HighHalf kWindows1252 = [] {
  HighHalf table{};
  for (std::size_t i = 0; i < 128; ++i) table[i] = static_cast<char32_t>(128 + i);
  constexpr std::array<char32_t, 32> kSpecial = {
      0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  for (std::size_t i = 0; i < kSpecial.size(); ++i) table[i] = kSpecial[i];
  return table;
}();

constexpr HighHalf kWindows1251 = [] {
  HighHalf table{};
  constexpr std::array<char32_t, 64> kLow = {
      0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409,
      0x2039, 0x040A, 0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x98,   0x2122, 0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0xA0,
      0x040E, 0x045E, 0x0408, 0xA4,   0x0490, 0xA6,   0xA7,   0x0401, 0xA9,   0x0404, 0xAB,
      0xAC,   0xAD,   0xAE,   0x0407, 0xB0,   0xB1,   0x0406, 0x0456, 0x0491, 0xB5,   0xB6,
      0xB7,   0x0451, 0x2116, 0x0454, 0xBB,   0x0458, 0x0405, 0x0455, 0x0457};
  for (std::size_t i = 0; i < 64; ++i) table[i] = kLow[i];
  for (std::size_t i = 64; i < 128; ++i) table[i] = static_cast<char32_t>(0x0410 + i - 64);
  return table;
}();

std::uint8_t byte(char c) { return static_cast<std::uint8_t>(c); }

std::optional<std::string> from_utf16(std::string_view bytes, bool big) {
  if (bytes.size() % 2 != 0) return std::nullopt;
  const auto unit = [&](std::size_t i) {
    const unsigned first = byte(bytes[i]);
    const unsigned second = byte(bytes[i + 1]);
    return static_cast<char32_t>(big ? first << 8U | second : second << 8U | first);
  };
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    char32_t c = unit(i);
    if (c >= 0xDC00 && c <= 0xDFFF) return std::nullopt;
    if (c >= 0xD800 && c <= 0xDBFF) {
      if (i + 4 > bytes.size()) return std::nullopt;
      const char32_t low = unit(i + 2);
      if (low < 0xDC00 || low > 0xDFFF) return std::nullopt;
      c = 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00);
      i += 2;
    }
    append_utf8(out, c);
  }
  return out;
}

std::string from_one_byte(std::string_view bytes, const HighHalf& table) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    if (byte(c) < 0x80) {
      out += c;
    } else {
      append_utf8(out, table[byte(c) - 0x80U]);
    }
  }
  return out;
}

// Zero bytes in one half of the units and (nearly) none in the other.
std::optional<Encoding> utf16_without_bom(std::string_view sample) {
  std::size_t zero[2] = {0, 0};
  for (std::size_t i = 0; i < sample.size(); ++i) zero[i % 2] += sample[i] == '\0' ? 1U : 0U;
  const std::size_t units = sample.size() / 2;
  if (units < 2) return std::nullopt;
  if (zero[1] * 10 >= units * 7 && zero[0] * 20 <= units) return Encoding::utf16le;
  if (zero[0] * 10 >= units * 7 && zero[1] * 20 <= units) return Encoding::utf16be;
  return std::nullopt;
}

bool looks_binary(std::string_view sample) {
  std::size_t odd = 0;
  for (const char c : sample) {
    if (c == '\0') return true;
    const bool harmless = byte(c) >= 0x20 || (c >= '\t' && c <= '\r') || c == '\x1B' || c == '\b';
    if (!harmless) ++odd;
  }
  return odd * 20 > sample.size();
}

bool is_mostly_utf8(std::string_view text) {
  std::size_t sequences = 0;
  std::size_t broken = 0;
  while (!text.empty()) {
    if (byte(text.front()) < 0x80) {
      text.remove_prefix(1);
      continue;
    }
    const CodePoint next = decode_utf8(text);
    ++(next.valid ? sequences : broken);
    text.remove_prefix(next.length);
  }
  return broken == 0 || sequences > broken;
}

// In Western text letters above 0x7F stand alone; in Cyrillic text words consist of them.
bool looks_cyrillic(std::string_view text) {
  std::size_t in_runs = 0;
  std::size_t all = 0;
  std::size_t run = 0;
  const auto end_run = [&] {
    all += run;
    if (run >= 3) in_runs += run;
    run = 0;
  };
  for (const char c : text) {
    const bool letter = byte(c) >= 0xC0 || byte(c) == 0xA8 || byte(c) == 0xB8;
    if (letter) {
      ++run;
    } else {
      end_run();
      if (byte(c) >= 0x80) ++all;
    }
  }
  end_run();
  return all > 0 && in_runs * 10 > all * 6;
}

const HighHalf& table_of(Encoding encoding) {
  return encoding == Encoding::windows1251 ? kWindows1251 : kWindows1252;
}

}  // namespace

std::string_view to_string(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "UTF-8";
    case Encoding::utf16le:
      return "UTF-16LE";
    case Encoding::utf16be:
      return "UTF-16BE";
    case Encoding::windows1252:
      return "windows-1252";
    case Encoding::windows1251:
      return "windows-1251";
  }
  return "UTF-8";
}

std::string_view bom_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "\xEF\xBB\xBF";
    case Encoding::utf16le:
      return "\xFF\xFE";
    case Encoding::utf16be:
      return "\xFE\xFF";
    default:
      return "";
  }
}

std::optional<DecodedText> decode_text(std::string_view bytes) {
  for (const Encoding encoding : {Encoding::utf8, Encoding::utf16le, Encoding::utf16be}) {
    const std::string_view bom = bom_of(encoding);
    if (!bytes.starts_with(bom)) continue;
    const std::string_view rest = bytes.substr(bom.size());
    if (encoding == Encoding::utf8) {
      return DecodedText{.text = std::string(rest), .encoding = encoding, .bom = true};
    }
    auto text = from_utf16(rest, encoding == Encoding::utf16be);
    if (!text || text->find('\0') != std::string::npos) return std::nullopt;
    return DecodedText{.text = std::move(*text), .encoding = encoding, .bom = true};
  }
  const std::string_view sample = bytes.substr(0, kSampleBytes);
  if (sample.find('\0') != std::string_view::npos) {
    const auto encoding = utf16_without_bom(sample);
    if (!encoding) return std::nullopt;
    auto text = from_utf16(bytes, *encoding == Encoding::utf16be);
    if (!text || looks_binary(std::string_view(*text).substr(0, kSampleBytes))) return std::nullopt;
    return DecodedText{.text = std::move(*text), .encoding = *encoding, .bom = false};
  }
  if (looks_binary(sample)) return std::nullopt;
  if (is_mostly_utf8(bytes)) {
    return DecodedText{.text = std::string(bytes), .encoding = Encoding::utf8, .bom = false};
  }
  const Encoding encoding = looks_cyrillic(bytes) ? Encoding::windows1251 : Encoding::windows1252;
  return DecodedText{
      .text = from_one_byte(bytes, table_of(encoding)), .encoding = encoding, .bom = false};
}

Result<std::string> encode_text(std::string_view text, Encoding encoding) {
  if (encoding == Encoding::utf8) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const CodePoint next = decode_utf8(text);
    const char32_t c = next.value;
    text.remove_prefix(next.length);
    if (encoding == Encoding::utf16le || encoding == Encoding::utf16be) {
      const auto put = [&](char32_t unit) {
        const char high = static_cast<char>(unit >> 8U);
        const char low = static_cast<char>(unit & 0xFFU);
        out += encoding == Encoding::utf16be ? high : low;
        out += encoding == Encoding::utf16be ? low : high;
      };
      if (c < 0x10000) {
        put(c);
      } else {
        put(0xD800 + ((c - 0x10000) >> 10U));
        put(0xDC00 + ((c - 0x10000) & 0x3FFU));
      }
      continue;
    }
    if (c < 0x80) {
      out += static_cast<char>(c);
      continue;
    }
    const HighHalf& table = table_of(encoding);
    const auto found = std::find(table.begin(), table.end(), c);
    if (found == table.end()) {
      char name[16];
      std::snprintf(name, sizeof name, "U+%04X", static_cast<unsigned>(c));
      return Error{.kind = Error::Kind::invalid_argument,
                   .what = std::string("the character ") + name + " does not exist in " +
                           std::string(to_string(encoding)) + ", the encoding of the file"};
    }
    out += static_cast<char>(0x80 + (found - table.begin()));
  }
  return out;
}

}  // namespace ingot::tools
