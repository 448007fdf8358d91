#include "tui/typing_guard.h"

#include <algorithm>

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;
using term::KeyCode;

constexpr milliseconds kGuard{250};  // AUT-14
constexpr milliseconds kStillTyping{500};

}  // namespace

TypingGuard::Time TypingGuard::until() const {
  Time until = painted_ + kGuard;
  if (last_key_ > painted_ - kStillTyping) until = std::max(until, last_key_ + kStillTyping);
  return until;
}

bool TypingGuard::passes_on(const term::Key& key, Time now) {
  // Leaving is safe at any time, and nobody types it by mistake.
  if (now >= until() || key.is_ctrl('c')) return false;
  last_key_ = now;
  return key.code == KeyCode::text || key.is(KeyCode::enter) || key.is(KeyCode::backspace) ||
         key.code == KeyCode::paste;
}

}  // namespace ingot::tui
