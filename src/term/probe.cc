#include "term/probe.h"

#include "term/sanitise.h"

namespace ingot::term {
namespace {

constexpr std::size_t kLongestVersion = 80;

// "[?2026;2$y": the state of a mode; 0: not known, 4: never on.
std::optional<bool> mode_answer(std::string_view answer, std::string_view mode) {
  const std::string begin = "[?" + std::string(mode) + ";";
  if (!answer.starts_with(begin) || !answer.ends_with("$y")) return std::nullopt;
  const std::string_view state = answer.substr(begin.size(), answer.size() - begin.size() - 2);
  return state == "1" || state == "2" || state == "3";
}

template <typename T>
bool note(T& place, T value) {
  if (place == value) return false;
  place = std::move(value);
  return true;
}

}  // namespace

std::string Probe::questions() {
  return "\x1b[>0q\x1b[?2026$p\x1b[?2031$p\x1b[?u" + colour_questions() + "\x1b[c";
}

std::string Probe::colour_questions() { return "\x1b]10;?\x1b\\\x1b]11;?\x1b\\"; }

bool Probe::take(std::string_view answer) {
  if (answer.starts_with("P>|")) {
    return note(version_, sanitise_line(answer.substr(3, kLongestVersion)));
  }
  if (const auto state = mode_answer(answer, "2026")) {
    return note(synchronizes_, std::optional(*state));
  }
  if (const auto state = mode_answer(answer, "2031")) return note(colour_notices_, *state);
  if (answer.starts_with("[?") && answer.ends_with('u')) return note(kitty_keys_, true);
  for (const bool behind : {false, true}) {
    if (!answer.starts_with(behind ? "]11;" : "]10;")) continue;
    const auto colour = parse_colour(answer.substr(4));
    return colour && note(behind ? background_ : foreground_, colour);
  }
  if (answer.starts_with("[?") && answer.ends_with('c')) return note(complete_, true);
  return false;
}

std::optional<bool> light_notice(std::string_view answer) {
  if (answer == "[?997;1n") return false;
  if (answer == "[?997;2n") return true;
  return std::nullopt;
}

}  // namespace ingot::term
