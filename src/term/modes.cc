#include "term/modes.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <vector>

#include "base/assert.h"

namespace ingot::term {
namespace {

struct Bytes {
  std::string_view on, off;
};

Bytes bytes_of(Mode mode) {
  switch (mode) {
    case Mode::frames:
      return {"", "\x1b[?2026l"};
    case Mode::paste:
      return {"\x1b[?2004h", "\x1b[?2004l"};
    case Mode::kitty_keys:
      return {"\x1b[>1u", "\x1b[<1u"};
    case Mode::other_keys:
      return {"\x1b[>4;1m", "\x1b[>4;0m"};
    case Mode::colour_notices:
      return {"\x1b[?2031h", "\x1b[?2031l"};
    case Mode::focus:
      return {"\x1b[?1004h", "\x1b[?1004l"};
    case Mode::title:
      return {"\x1b[22;0t", "\x1b[23;0t"};
    case Mode::progress:
      return {"", "\x1b]9;4;0\x1b\\"};
    case Mode::alternate:
      return {"\x1b[?1049h", "\x1b[?1049l"};
  }
  return {};
}

// Keyboard flags belong to a screen: the alternate one begins without them.
std::string on_of(Mode mode) {
  std::string bytes(bytes_of(mode).on);
  if (mode == Mode::alternate && is_on(Mode::kitty_keys)) bytes += bytes_of(Mode::kitty_keys).on;
  return bytes;
}

std::string off_of(Mode mode) {
  std::string bytes;
  if (mode == Mode::alternate && is_on(Mode::kitty_keys)) bytes += bytes_of(Mode::kitty_keys).off;
  return bytes + std::string(bytes_of(mode).off);
}

constexpr std::string_view kAlways = "\x1b[?25h\x1b[0m";

struct Prepared {
  std::array<char, 256> bytes{};
  std::size_t length = 0;
};
std::array<Prepared, 2> prepared;  // the one that `current` names is never written to
std::atomic<int> current = 0;
std::vector<Mode> modes;  // in the order of switching on

void prepare() {
  std::string all;
  for (auto mode = modes.rbegin(); mode != modes.rend(); ++mode) all += off_of(*mode);
  all += kAlways;
  Prepared& next = prepared[static_cast<std::size_t>(1 - current.load())];
  INGOT_ASSERT(all.size() <= next.bytes.size(), "all modes together fit");
  std::copy(all.begin(), all.end(), next.bytes.begin());
  next.length = all.size();
  current = 1 - current.load();
}

}  // namespace

bool is_on(Mode mode) { return std::find(modes.begin(), modes.end(), mode) != modes.end(); }

std::string switch_on(Mode mode) {
  if (is_on(mode)) return {};
  std::string bytes = on_of(mode);
  modes.push_back(mode);
  prepare();
  return bytes;
}

std::string switch_off(Mode mode) {
  if (!is_on(mode)) return {};
  modes.erase(std::find(modes.begin(), modes.end(), mode));
  prepare();
  return off_of(mode);
}

std::string on_bytes() {
  std::string all;
  for (const Mode mode : modes) all += on_of(mode);
  return all;
}

std::string_view off_bytes() noexcept {
  const Prepared& now = prepared[static_cast<std::size_t>(current.load())];
  if (now.length == 0) return kAlways;
  return {now.bytes.data(), now.length};
}

// Leaving the alternate screen also restores a saved cursor: it is saved first, so that nothing
// moves when the normal screen is shown already. Popping keyboard flags that were never pushed does
// nothing.
std::string_view everything_off() noexcept {
  return "\x1b\\\x1b[?2026l\x1b]9;4;0\x1b\\\x1b[?1004l\x1b[?2031l\x1b[>4;0m\x1b[<9u\x1b"
         "7\x1b[?1049l\x1b[<9u\x1b[?2004l\x1b[?25h\x1b[0m";
}

}  // namespace ingot::term
