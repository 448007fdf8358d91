#include "tui/attention.h"

namespace ingot::tui {
namespace {

using Focus = config::TuiSettings::Focus;
using std::chrono::seconds;

constexpr Attention::Time kBegin{seconds(1000)};

Attention attention(config::TuiSettings settings, term::Notify notify = term::Notify::osc9) {
  Attention made;
  made.use(settings, {.notify = notify});
  return made;
}

config::TuiSettings settings(const std::string& sound, Focus focus, bool notifications = true) {
  config::TuiSettings made;
  made.completion_sound = made.awaiting_input_sound = sound;
  made.completion_sound_focus = made.awaiting_input_sound_focus = focus;
  made.notifications = notifications;
  made.title = true;
  return made;
}

// TUI-130
TEST(Attention, ALongTurnIsNotifiedToThoseWhoAreAway) {
  Attention one = attention(settings("off", Focus::always));
  one.turn_began(kBegin);
  EXPECT_EQ(one.turn_ended("s", "w", kBegin + seconds(11)), "");  // nobody knows
  one.set_focus(true);
  EXPECT_EQ(one.turn_ended("s", "w", kBegin + seconds(11)), "");
  one.set_focus(false);
  EXPECT_EQ(one.turn_ended("ingot: x", "first\nsecond", kBegin + seconds(11)),
            "\x1b]9;ingot: x: first\x1b\\");
  EXPECT_EQ(one.turn_ended("ingot: x", "first", kBegin + seconds(9)), "");
  EXPECT_EQ(one.waits_for_user("t", "q"), "\x1b]9;t: q\x1b\\");
}

// TUI-130: foreign words cannot end the sequence.
TEST(Attention, WordsOfOthersStayWordsInTheNotification) {
  Attention one = attention(settings("off", Focus::always), term::Notify::osc99);
  one.set_focus(false);
  const std::string bytes = one.waits_for_user("a\x1b\\\x1b]0;b\a", std::string(500, 'x') + "\a");
  std::size_t escapes = 0;
  for (const char c : bytes) escapes += c == '\x1b' ? 1 : 0;
  EXPECT_EQ(escapes, 4U);
  EXPECT_EQ(bytes.find('\a'), std::string::npos);
  EXPECT_LT(bytes.size(), 260U);
}

// TUI-130
TEST(Attention, TheBellFollowsTheFocus) {
  struct Row {
    Focus mode;
    std::optional<bool> focus;
    bool rings;
  };
  for (const Row& row : {Row{Focus::always, true, true}, Row{Focus::always, false, true},
                         Row{Focus::focused, true, true}, Row{Focus::focused, false, false},
                         Row{Focus::unfocused, true, false}, Row{Focus::unfocused, false, true},
                         Row{Focus::unfocused, std::nullopt, false}}) {
    Attention one = attention(settings("bell", row.mode, false));
    if (row.focus) one.set_focus(*row.focus);
    EXPECT_EQ(one.waits_for_user("s", "w"), row.rings ? "\a" : "");
  }
}

TEST(Attention, FocusIsAskedForOnlyWhenSomethingDependsOnIt) {
  EXPECT_FALSE(attention(settings("bell", Focus::always, false)).wants_focus());
  EXPECT_FALSE(attention(settings("off", Focus::unfocused, false)).wants_focus());
  EXPECT_TRUE(attention(settings("bell", Focus::unfocused, false)).wants_focus());
  EXPECT_TRUE(attention(settings("off", Focus::always, true)).wants_focus());
}

// TUI-132
TEST(Attention, TheTitleIsSetOnChangeAndOnceASecondAtMost) {
  Attention one = attention(settings("off", Focus::always));
  EXPECT_EQ(one.set_title("ingot: a\x1b[2J", kBegin), "\x1b]0;ingot: a⟨CSI 2J⟩\x1b\\");
  EXPECT_EQ(one.set_title("ingot: b", kBegin + std::chrono::milliseconds(900)), "");
  EXPECT_NE(one.set_title("ingot: b", kBegin + seconds(1)), "");
  EXPECT_EQ(one.set_title("ingot: b", kBegin + seconds(9)), "");
}

}  // namespace
}  // namespace ingot::tui
