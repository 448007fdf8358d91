#include "term/sanitise.h"

#include "base/utf8.h"
#include "term/columns.h"

namespace ingot::term {
namespace {

using testing::HasSubstr;
using testing::Not;

// SEC-07, TUI-156
TEST(Sanitise, EscapeSequencesBecomeMarks) {
  EXPECT_EQ(sanitise("a\x1b[2Jb"), "a⟨CSI 2J⟩b");
  EXPECT_EQ(sanitise("\x1b]0;title\x07x"), "⟨OSC 0;title⟩x");
  EXPECT_EQ(sanitise("\x1b]52;c;aGk=\x1b\\x"), "⟨OSC 52;c;aGk=⟩x");
  EXPECT_EQ(sanitise("\x1b]8;;http://evil\x1b\\text\x1b]8;;\x1b\\"),
            "⟨OSC 8;;http://evil⟩text⟨OSC 8;;⟩");
  EXPECT_EQ(sanitise("\x1bPq#0\x1b\\|\x1b_G\x1b\\|\x1b^p\x1b\\|\x1bXs\x1b\\"),
            "⟨DCS q#0⟩|⟨APC G⟩|⟨PM p⟩|⟨SOS s⟩");
  EXPECT_EQ(sanitise("\x1b"
                     "c\x1b(0\x1b"
                     "7"),
            "⟨ESC c⟩⟨ESC (0⟩⟨ESC 7⟩");
  EXPECT_EQ(sanitise("\x1b[?1049h\x1b[6n\x1b[!p"), "⟨CSI ?1049h⟩⟨CSI 6n⟩⟨CSI !p⟩");
}

TEST(Sanitise, EightBitFormsAreSequencesToo) {
  EXPECT_EQ(sanitise("a\xC2\x9B"
                     "2Jb"),
            "a⟨CSI 2J⟩b");
  EXPECT_EQ(sanitise("\xC2\x9D"
                     "0;t\xC2\x9Cx"),
            "⟨OSC 0;t⟩x");
  EXPECT_EQ(sanitise("a\xC2\x85"
                     "b"),
            "a⟨U+0085⟩b");
  EXPECT_EQ(sanitise("a\x9B"
                     "2Jb"),
            "a\xEF\xBF\xBD"
            "2Jb");  // the byte alone is no UTF-8
}

TEST(Sanitise, UnfinishedSequencesDoNotSwallowTheText) {
  EXPECT_EQ(sanitise("a\x1b"), "a⟨ESC⟩");
  EXPECT_EQ(sanitise("a\x1b[12"), "a⟨CSI 12⟩");
  EXPECT_EQ(sanitise("a\x1b]0;t\nnext line"), "a⟨OSC 0;t⟩\nnext line");
  EXPECT_EQ(sanitise("\x1b[1\x1b[2Jx"), "⟨CSI 1⟩⟨CSI 2J⟩x");
  EXPECT_EQ(sanitise("\x1b]0;t\x1b[2Jx"), "⟨OSC 0;t⟩⟨CSI 2J⟩x");
  EXPECT_EQ(sanitise("\x1b\x1b[Jé"), "⟨ESC⟩⟨CSI J⟩é");
  const std::string endless = sanitise("\x1b]" + std::string(10000, 'x') + "end");
  EXPECT_THAT(endless, HasSubstr("⟨OSC xxx"));
  EXPECT_THAT(endless, HasSubstr("…⟩"));
  EXPECT_THAT(endless, testing::EndsWith("xend"));
}

TEST(Sanitise, ColoursLeaveWithoutAMark) {
  EXPECT_EQ(sanitise("\x1b[1;31merror\x1b[0m \x1b[38:2::1:2:3mx\x1b[m"), "error x");
  EXPECT_EQ(sanitise("\x1b[?1m\x1b[>4;1m"), "⟨CSI ?1m⟩⟨CSI >4;1m⟩");
}

TEST(Sanitise, ControlCharactersBecomeTheirPictures) {
  EXPECT_EQ(sanitise(std::string("a\0b\bc\x7f", 6)), "a␀b␈c␡");
  EXPECT_EQ(sanitise("one\r\ntwo\rthree\r"), "one\ntwo␍three␍");
  EXPECT_EQ(sanitise("a\tb\n"), "a\tb\n");
  EXPECT_EQ(sanitise_line("a\tb\nc\r\nd\re"), "a␉b␊c␊d␍e");
}

// TUI-157
TEST(Sanitise, WhatReordersOrHidesBecomesVisible) {
  EXPECT_EQ(sanitise("user\u202Enimda\u2066x\u200F"), "user⟨U+202E⟩nimda⟨U+2066⟩x⟨U+200F⟩");
  EXPECT_EQ(sanitise("pay\u200Bpal\uFEFF\u00AD\u2060"), "pay⟨U+200B⟩pal⟨U+FEFF⟩⟨U+00AD⟩⟨U+2060⟩");
  EXPECT_EQ(sanitise("a\u2028b\u2029"), "a⟨U+2028⟩b⟨U+2029⟩");
  EXPECT_EQ(sanitise("x\U000E0041\U000E007F"), "x⟨U+E0041⟩⟨U+E007F⟩");
  EXPECT_EQ(sanitise("a\u3164b\u115F"), "a⟨U+3164⟩b⟨U+115F⟩");  // Hangul fillers
  EXPECT_EQ(sanitise("a\u200Db"), "a⟨U+200D⟩b");
  EXPECT_EQ(sanitise("x\U0010FFFF"), "x\uFFFD");
}

TEST(Sanitise, HiddenDataInVariationSelectorsBecomesVisible) {
  EXPECT_EQ(sanitise("😀\uFE01\uFE02"), "😀\uFE01⟨U+FE02⟩");
  EXPECT_EQ(sanitise("😀\U000E0100"), "😀⟨U+E0100⟩");
  EXPECT_EQ(sanitise("\uFE0F"), "⟨U+FE0F⟩");
}

TEST(Sanitise, OrdinaryTextOfAllScriptsIsLeftAlone) {
  for (const std::string text :
       {"Grüße, мир, 世界, שלום, مرحبا, नमस्ते",
        "👩‍👩‍👧 👍🏽 🇩🇪 ❤️ 🏳️‍🌈 1️⃣", "می‌خواهم",
        "क्‍ष", "葛\U000E0100", "e\u0301 a\u00A0b \u2014 \u2026 \u2500\u2502\u2588 \uE0B0",
        "\u0600\u0661"}) {
    EXPECT_EQ(sanitise(text), text);
  }
}

TEST(Sanitise, CombiningMarksDoNotClimbIntoOtherLines) {
  std::string piled = "a";
  for (int i = 0; i < 100; ++i) piled += "\u0301";
  EXPECT_EQ(utf8_length(sanitise(piled)), 9U);
}

TEST(Sanitise, InvalidUtf8IsReplaced) {
  EXPECT_EQ(sanitise("a\xFF\xC3(b\xED\xA0\x80"), "a\uFFFD\uFFFD(b\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(sanitise("a\xE2\x82"), "a\uFFFD");
}

// Every way to cut a text in three gives what the uncut text gives, for each kind of ending.
TEST(Sanitiser, ResultsDoNotDependOnWhereTheTextIsCut) {
  const std::string text =
      "a\x1b[31mb\x1b[2J\x1b]0;t\x1b\\c\r\nd\re\xC2\x9B"
      "1mé👩‍👧x\u200D\u202E\x1b]u\xE2\x82\n\xF0\x9F\x1b";
  for (const auto lines : {Sanitiser::Lines::many, Sanitiser::Lines::one}) {
    const std::string whole =
        lines == Sanitiser::Lines::many ? sanitise(text) : sanitise_line(text);
    for (std::size_t i = 0; i <= text.size(); ++i) {
      for (std::size_t j = i; j <= text.size(); ++j) {
        Sanitiser pieces(lines);
        std::string joined = pieces.feed(text.substr(0, i));
        joined += pieces.feed(text.substr(i, j - i));
        joined += pieces.feed(text.substr(j));
        joined += pieces.finish();
        ASSERT_EQ(joined, whole) << "cut at " << i << " and " << j;
      }
    }
  }
}

TEST(Sanitiser, ShowsWhatIsWholeAtOnceAndStartsAnewAfterTheEnd) {
  Sanitiser sanitiser;
  EXPECT_EQ(sanitiser.feed("plain \xC3"), "plain ");
  EXPECT_EQ(sanitiser.feed("\xA9\x1b["), "é");
  EXPECT_EQ(sanitiser.finish(), "⟨CSI⟩");
  EXPECT_EQ(sanitiser.feed("2J"), "2J");
}

// All texts of three characters from a set that holds one of each kind.
TEST(Sanitise, NothingThatActsComesThrough) {
  const std::vector<std::string> kinds = {"\x1b",
                                          "[",
                                          "]",
                                          "m",
                                          "\\",
                                          "\x07",
                                          "\xC2\x9B",
                                          "\xC2\x9C",
                                          "\xC2\x9D",
                                          "\x9B",
                                          "\xE2",
                                          "\x80",
                                          "\xAE",
                                          "\u202E",
                                          "\u200D",
                                          "😀",
                                          "\uFE0F",
                                          "\u0301",
                                          "\r",
                                          "\n",
                                          "\t",
                                          "\x7f",
                                          std::string(1, '\0')};
  for (const auto& a : kinds) {
    for (const auto& b : kinds) {
      for (const auto& c : kinds) {
        const std::string shown = sanitise(a + b + c);
        ASSERT_TRUE(is_utf8(shown));
        for (const char byte : shown) {
          const auto u = static_cast<unsigned char>(byte);
          ASSERT_TRUE((u >= 0x20 && u != 0x7F) || u == '\n' || u == '\t');
        }
        ASSERT_EQ(shown.find("\xC2\x9B"), std::string::npos);
        ASSERT_EQ(shown.find("\u202E"), std::string::npos);
        ASSERT_EQ(sanitise(shown), shown);
      }
    }
  }
}

TEST(Untrusted, ShowsItselfThroughTheSanitiserOnly) {
  const Untrusted name(std::string("a\x1b[2J\nb"));
  EXPECT_EQ(name.printable().text(), "a⟨CSI 2J⟩\nb");
  EXPECT_EQ(name.printable_line().text(), "a⟨CSI 2J⟩␊b");
  EXPECT_EQ(name.raw(), "a\x1b[2J\nb");
  Printable line = Printable::literal("file: ");
  line += name.printable_line();
  EXPECT_EQ(line.text(), "file: a⟨CSI 2J⟩␊b");
}

TEST(Columns, CountWhatTheReaderSees) {
  EXPECT_EQ(columns(""), 0U);
  EXPECT_EQ(columns("abc"), 3U);
  EXPECT_EQ(columns("世界"), 4U);
  EXPECT_EQ(columns("e\u0301"), 1U);
  EXPECT_EQ(columns("👩‍👩‍👧"), 2U);
  EXPECT_EQ(columns("🇩🇪🇫🇷"), 4U);
  EXPECT_EQ(columns("❤\uFE0F"), 2U);
  EXPECT_EQ(columns("👍🏽"), 2U);
  EXPECT_EQ(columns("\xFF"), 1U);
}

// TUI-50: what the user says of their font counts for what UAX 11 leaves open, and for nothing
// else.
TEST(Columns, CountAmbiguousCharactersAsTheUserSays) {
  const std::string_view open = "§°…→①Ω";
  EXPECT_EQ(columns(open), 6U);
  set_ambiguous_columns(2);
  EXPECT_EQ(columns(open), 12U);
  EXPECT_EQ(columns("aä世"), 4U);     // told by Unicode
  EXPECT_EQ(columns("e\u0301"), 1U);  // a combining mark, though ambiguous
  EXPECT_EQ(prefix_of_columns("→→", 3), "→");
  set_ambiguous_columns(1);
  EXPECT_EQ(columns(open), 6U);
}

TEST(Columns, CutsWholeGraphemes) {
  EXPECT_EQ(prefix_of_columns("abc", 2), "ab");
  EXPECT_EQ(prefix_of_columns("世界", 3), "世");
  EXPECT_EQ(prefix_of_columns("ae\u0301b", 2), "ae\u0301");
  EXPECT_EQ(prefix_of_columns("👩‍👩‍👧x", 1), "");
}

}  // namespace
}  // namespace ingot::term
