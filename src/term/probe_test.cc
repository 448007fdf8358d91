#include "term/probe.h"

#include "term/emulator.h"
#include "term/key.h"

#include <map>

namespace ingot::term {
namespace {

const std::string kAnswers =
    "\x1bP>|kitty(0.32.1)\x1b\\\x1b[?2026;2$y\x1b[?2031;1$y\x1b[?0u"
    "\x1b]10;rgb:e5e5/e5e5/e5e5\x1b\\\x1b]11;rgb:1010/1010/1818\a\x1b[?62;22c";

void feed(KeyDecoder& keys, Probe& probe, std::string_view bytes, std::string& typed) {
  for (const Key& key : keys.feed(bytes)) {
    if (key.code == KeyCode::answer) {
      probe.take(key.text);
    } else if (key.code == KeyCode::text) {
      typed += key.text;
    }
  }
}

// TUI-40: wherever the line cuts, and whatever is typed between.
TEST(Probe, AnswersAreReadHoweverTheyAreCut) {
  for (std::size_t cut = 0; cut <= kAnswers.size(); ++cut) {
    KeyDecoder keys;
    keys.expect_answers(true);
    Probe probe;
    std::string typed;
    feed(keys, probe, std::string_view(kAnswers).substr(0, cut), typed);
    feed(keys, probe, std::string_view(kAnswers).substr(cut), typed);
    feed(keys, probe, "x", typed);
    EXPECT_EQ(typed, "x") << cut;
    EXPECT_EQ(probe.version(), "kitty(0.32.1)") << cut;
    EXPECT_TRUE(probe.is_complete() && probe.has_kitty_keys() && probe.has_colour_notices()) << cut;
    EXPECT_EQ(probe.synchronizes(), true) << cut;
    EXPECT_EQ(probe.background(), (Rgb{0x10, 0x10, 0x18})) << cut;
    EXPECT_EQ(probe.foreground(), (Rgb{0xE5, 0xE5, 0xE5})) << cut;
  }
}

// TUI-40: the first byte of an answer was taken for the Escape key, because the rest was late.
TEST(Probe, TheRestOfAnAnswerIsNoTextWhenItsEscapeWentAhead) {
  for (const std::string_view answer :
       {"\x1b[?62;22c", "\x1b]11;rgb:0/0/0\x1b\\", "\x1bP>|foot\x1b\\"}) {
    KeyDecoder keys;
    keys.expect_answers(true);
    Probe probe;
    std::string typed;
    feed(keys, probe, answer.substr(0, 1), typed);
    ASSERT_EQ(keys.flush().size(), 1U);
    for (const char byte : answer.substr(1)) feed(keys, probe, {&byte, 1}, typed);
    EXPECT_EQ(typed, "");
    feed(keys, probe, "[a", typed);
    EXPECT_EQ(typed, "[a");
  }
}

TEST(Probe, AnAnswerWithoutSenseChangesNothing) {
  Probe probe;
  for (const std::string_view answer : {"[?2026;0$y", "[?2026;$y", "]11;rgb:zz/0/0", "[1;1R", ""}) {
    probe.take(answer);
  }
  EXPECT_NE(probe.synchronizes(), true);
  EXPECT_FALSE(probe.background() || probe.is_complete() || probe.has_kitty_keys());
}

// TUI-18, TUI-12
TEST(Emulator, IsKnownByItsAnswerBeforeTheEnvironment) {
  const auto environment = [](std::map<std::string, std::string> values) {
    return [values](const std::string& name) -> std::optional<std::string> {
      const auto found = values.find(name);
      return found == values.end() ? std::nullopt : std::optional(found->second);
    };
  };
  EXPECT_FALSE(emulator_of(environment({{"TERM", "xterm-256color"}})).reflows);
  EXPECT_FALSE(emulator_of(environment({{"TERM", "xterm-256color"}})).synchronizes);
  EXPECT_TRUE(emulator_of(environment({{"TERM", "xterm-kitty"}})).reflows);
  EXPECT_EQ(emulator_of(environment({{"TMUX", "/x"}, {"TERM_PROGRAM", "WezTerm"}})).name, "tmux");
  EXPECT_EQ(emulator_of(environment({{"TERM_PROGRAM", "vscode"}}), "XTerm(388)").name, "xterm");
  EXPECT_TRUE(emulator_of(environment({{"WT_SESSION", "1"}}), "xterm(1)").repaints_rows);
  EXPECT_TRUE(emulator_of(environment({{"COLORTERM", "truecolor"}})).true_colour);
}

// TUI-122
TEST(Colour, IsPushedUntilItCanBeRead) {
  for (int step = 0; step < 50; ++step) {
    const auto at = [step](int factor) { return static_cast<std::uint8_t>(step * factor % 256); };
    const Rgb background{at(5), at(37), at(91)};
    for (const Rgb colour : {Rgb{255, 0, 0}, Rgb{0, 128, 0}, Rgb{0, 0, 255}, Rgb{128, 128, 128}}) {
      EXPECT_GE(contrast(readable(colour, background, 4.5), background), 4.5) << step;
    }
  }
  EXPECT_EQ(readable({255, 255, 255}, {0, 0, 0}, 4.5), (Rgb{255, 255, 255}));
}

TEST(Colour, IsReadInEverySpelling) {
  EXPECT_EQ(parse_colour("rgb:ffff/8080/0000"), (Rgb{255, 128, 0}));
  EXPECT_EQ(parse_colour("rgba:ff/80/00/ff"), (Rgb{255, 128, 0}));
  EXPECT_EQ(parse_colour("#ff8000"), (Rgb{255, 128, 0}));
  EXPECT_EQ(parse_colour("rgb:ff/80"), std::nullopt);
  EXPECT_EQ(colour_of_256(nearest_of_256({255, 0, 0})), (Rgb{255, 0, 0}));
}

}  // namespace
}  // namespace ingot::term
