#include "tui/size_watch.h"

#include <algorithm>
#include <string>

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kQuiet(30), kLongest(100);
constexpr milliseconds kAnswerWait(100);
constexpr milliseconds kNoticeWait(400);  // what tmux takes its time for, with something to spare

}  // namespace

void SizeWatch::notice(Time now) {
  // A notice that was waited for begins another round, which waits for quiet like the first.
  if (!is_open() || stage_ == Stage::differs) first_ = now;
  last_ = now;
  stage_ = Stage::quiet;
}

SizeWatch::Time SizeWatch::due() const {
  switch (stage_) {
    case Stage::asked:
      return asked_ + kAnswerWait;
    case Stage::differs:
      return asked_ + kNoticeWait;
    case Stage::quiet:
      return std::min(last_ + kQuiet, std::max(first_, asked_) + kLongest);
    case Stage::known:
    case Stage::agreed:
      return last_;
  }
  return last_;
}

std::optional<milliseconds> SizeWatch::wait(Time now) const {
  if (!is_open()) return std::nullopt;
  return std::max(std::chrono::ceil<milliseconds>(due() - now), milliseconds(0));
}

SizeWatch::Step SizeWatch::step(Time now, bool answers) {
  if (!is_open() || now < due()) return Step::none;
  if (stage_ == Stage::quiet && answers && !silent_) {
    stage_ = Stage::asked;
    asked_ = now;
    ++owed_;
    return Step::ask;
  }
  if (stage_ == Stage::asked || stage_ == Stage::differs) silent_ = true;
  owed_ = 0;
  stage_ = Stage::known;
  return Step::take;
}

void SizeWatch::take(std::string_view answer, const term::Size& kernel) {
  if (!answer.starts_with("[8;") || !answer.ends_with('t')) return;
  if (owed_ > 0) --owed_;
  if (stage_ != Stage::asked) return;
  const bool agrees =
      answer == "[8;" + std::to_string(kernel.rows) + ";" + std::to_string(kernel.columns) + "t";
  stage_ = agrees ? Stage::agreed : Stage::differs;
}

}  // namespace ingot::tui
