#include "tools/text_encoding.h"

namespace ingot::tools {
namespace {

using namespace std::string_literals;

std::string utf16(std::string_view ascii, bool big) {
  std::string out;
  for (const char c : ascii) {
    if (big) out += '\0';
    out += c;
    if (!big) out += '\0';
  }
  return out;
}

std::string round_trip(const std::string& bytes) {
  const auto decoded = decode_text(bytes);
  if (!decoded) return "not text";
  const auto encoded = encode_text(decoded->text, decoded->encoding);
  if (!encoded) return to_text(encoded.error());
  return (decoded->bom ? std::string(bom_of(decoded->encoding)) : "") + *encoded;
}

struct Case {
  std::string name, bytes, text;
  Encoding encoding;
  bool bom;
};

std::vector<Case> cases() {
  return {
      {"plain", "hello\n", "hello\n", Encoding::utf8, false},
      {"empty", "", "", Encoding::utf8, false},
      {"utf-8", "h\xC3\xA9llo\n", "h\xC3\xA9llo\n", Encoding::utf8, false},
      {"utf-8 with BOM", "\xEF\xBB\xBFhi\r\n", "hi\r\n", Encoding::utf8, true},
      {"utf-8 with a broken byte", "\xC3\xA9 \xC3\xA8 \xFF\n", "\xC3\xA9 \xC3\xA8 \xFF\n",
       Encoding::utf8, false},
      {"utf-16le with BOM", "\xFF\xFE" + utf16("a\r\n", false), "a\r\n", Encoding::utf16le, true},
      {"utf-16be with BOM", "\xFE\xFF" + utf16("a\n", true), "a\n", Encoding::utf16be, true},
      {"utf-16le", utf16("hello world", false), "hello world", Encoding::utf16le, false},
      {"utf-16be", utf16("hello world", true), "hello world", Encoding::utf16be, false},
      {"surrogates", "\xFF\xFE\x3D\xD8\x00\xDE"s, "\xF0\x9F\x98\x80", Encoding::utf16le, true},
      {"western", "caf\xE9 \x80 5\n", "caf\xC3\xA9 \xE2\x82\xAC 5\n", Encoding::windows1252, false},
      {"undefined byte", "\xE9 \x81\n", "\xC3\xA9 \xC2\x81\n", Encoding::windows1252, false},
      {"cyrillic", "\xCF\xF0\xE8\xE2\xE5\xF2\n",
       "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82\n", Encoding::windows1251, false},
  };
}

// CLI-79
TEST(TextEncoding, FindsTheEncodingAndDecodes) {
  for (const Case& c : cases()) {
    const auto decoded = decode_text(c.bytes);
    ASSERT_TRUE(decoded) << c.name;
    EXPECT_EQ(decoded->text, c.text) << c.name;
    EXPECT_EQ(decoded->encoding, c.encoding) << c.name;
    EXPECT_EQ(decoded->bom, c.bom) << c.name;
  }
}

// CLI-79
TEST(TextEncoding, WhatIsDecodedIsEncodedToTheSameBytes) {
  for (const Case& c : cases()) EXPECT_EQ(round_trip(c.bytes), c.bytes) << c.name;
  // Every byte of a one-byte encoding, in both guesses.
  std::string western = "\xE9 ";
  std::string cyrillic = "\xCF\xF0\xE8\xE2\xE5\xF2\xCF\xF0\xE8\xE2\xE5\xF2";
  for (int i = 0; i < 20; ++i) cyrillic += cyrillic.substr(0, 12);
  for (int c = 0x80; c <= 0xFF; ++c) {
    western += static_cast<char>(c);
    western += ' ';
    cyrillic += ' ';
    cyrillic += static_cast<char>(c);
  }
  EXPECT_EQ(round_trip(western), western);
  EXPECT_EQ(round_trip(cyrillic), cyrillic);
}

TEST(TextEncoding, BinaryDataIsNoText) {
  EXPECT_FALSE(
      decode_text("\x7F"
                  "ELF\0\0\0\1"s));
  EXPECT_FALSE(decode_text("a\0b"s));
  EXPECT_FALSE(decode_text("\x01\x02\x03\x04"));
  EXPECT_FALSE(decode_text("\xFF\xFE\x00\xD8"s)) << "half a surrogate pair";
  EXPECT_FALSE(
      decode_text("\xFF\xFE"
                  "abc"))
      << "half a unit";
}

TEST(TextEncoding, CharactersTheEncodingLacksAreNamed) {
  EXPECT_EQ(to_text(encode_text("\xE4\xB8\xAD", Encoding::windows1252).error()),
            "the character U+4E2D does not exist in windows-1252, the encoding of the file");
}

}  // namespace
}  // namespace ingot::tools
