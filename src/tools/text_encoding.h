// tools/text_encoding.h: a file's bytes as UTF-8 text, and back.
//
// Purpose    File tools show and match text, but leave every byte of a file that they do not mean
// to
//            change as it is (CLI-79): decoding and encoding are each other's inverse for what
//            decode() accepts.
// Source     Unicode 15 chapter 3 (UTF-16, BOM); the tables of windows-1252 and windows-1251 as
//            published by Unicode, Inc.; bytes these leave undefined stand for the code point of
//            the same number.
// Errors     encode(): Kind::invalid_argument when a character does not exist in the encoding.
//
// How the encoding is found: a BOM decides; without one, zero bytes at every other place mean
// UTF-16; any other zero byte, or many control characters, mean that it is no text. What is
// (mostly) UTF-8 is taken as UTF-8, single broken bytes included: they are kept and shown as
// U+FFFD. The rest is a one-byte encoding: Cyrillic when most of its letters stand in runs of upper
// bytes, else Western. ISO-8859-1 and its likes are subsets for all that matters; in ISO-8859-2 and
// others letters look wrong but stay what they are.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ingot::tools {

enum class Encoding { utf8, utf16le, utf16be, windows1252, windows1251 };
std::string_view to_string(Encoding encoding);

struct DecodedText {
  std::string text;  // without the BOM; for utf8 the bytes as they are
  Encoding encoding = Encoding::utf8;
  bool bom = false;
};

// Empty when the bytes are no text, or UTF-16 that is not well-formed.
std::optional<DecodedText> decode_text(std::string_view bytes);

// `text` alone, without a BOM.
Result<std::string> encode_text(std::string_view text, Encoding encoding);
std::string_view bom_of(Encoding encoding);

}  // namespace ingot::tools
