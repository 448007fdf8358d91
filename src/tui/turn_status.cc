#include "tui/turn_status.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/spending.h"

namespace ingot::tui {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Style kDim{.dim = true};
constexpr seconds kSilence{15};
constexpr std::size_t kNumbers = 58;  // columns that time, tokens, cost and the hint may take

}  // namespace

void TurnStatus::begin(Clock::time_point now) {
  const Look look = look_;
  *this = TurnStatus();
  look_ = look;
  working_ = true;
  began_ = last_heard_ = now;
  doing_ = "waiting for the model";
}

void TurnStatus::retrying(Clock::time_point until, std::string cause) {
  retry_at_ = until;
  retry_cause_ = std::move(cause);
}

void TurnStatus::book(const chat::Usage& usage, const std::optional<double>& cost) {
  chat::add(usage_, usage);
  if (!cost) cost_known_ = false;
  cost_ = cost_known_ ? std::optional(cost_.value_or(0) + *cost) : std::nullopt;
  streamed_ = 0;
}

std::string TurnStatus::words(Clock::time_point now,
                              const std::vector<CallInWords>& running) const {
  if (waits_for_person_) return "waiting for you";
  if (!running.empty()) return doing_in_words(running);
  const auto cause = retry_cause_.empty() ? std::string() : " (" + retry_cause_ + ")";
  if (retry_at_ > now) {
    const auto left = duration_cast<milliseconds>(retry_at_ - now).count();
    return "retrying in " + std::to_string((left + 999) / 1000) + " s" + cause;
  }
  // While a retry waits nothing can arrive.
  const auto silent = now - std::max(last_heard_, retry_at_);
  if (silent > kSilence) {
    return "no data for " + std::to_string(duration_cast<seconds>(silent).count()) + " s";
  }
  return retry_at_ > last_heard_ ? "repeating the request" + cause : doing_;
}

Line TurnStatus::working_line(Clock::time_point now, const std::vector<CallInWords>& running,
                              std::size_t columns) const {
  static constexpr std::array<const char*, 10> kSpinner = {"⠋", "⠙", "⠹", "⠸", "⠼",
                                                           "⠴", "⠦", "⠧", "⠇", "⠏"};
  const auto elapsed = duration_cast<milliseconds>(now - began_);
  Line line;
  line.own(look_.still
               ? "•"
               : kSpinner[static_cast<std::size_t>(elapsed.count() / 250) % kSpinner.size()],
           {.colour = Colour::cyan});
  line.own(" ").append(
      Line().foreign(words(now, running)).cut(columns > kNumbers + 12 ? columns - kNumbers : 12));
  const std::int64_t passed = elapsed.count() / 1000;
  line.own(" · " + std::to_string(look_.still ? passed / 5 * 5 : passed) + " s", kDim);
  const std::int64_t prompt = chat::prompt_tokens(usage_);
  if (prompt > 0) line.own(" · " + ledger::rounded(prompt) + " in", kDim);
  const std::int64_t output = chat::told(usage_.output) + uncounted();
  if (output > 0) line.own(" · " + ledger::rounded(output) + " out", kDim);
  if (cost_ > 0.0) line.own(" · " + ledger::money(*cost_), kDim);
  line.own(" · " + std::string(look_.interrupt) + " to interrupt", kDim);
  return line.cut(columns);
}

Line TurnStatus::summary(Clock::time_point now) const {
  std::string text = short_time(duration_cast<milliseconds>(now - began_));
  if (tools_ > 0) text += " · " + plural(tools_, "tool");
  const std::int64_t prompt = chat::prompt_tokens(usage_);
  if (prompt > 0) {
    text += " · " + ledger::rounded(prompt) + " in";
    if (usage_.cache_read >= 0) {
      text += " (" + std::to_string(usage_.cache_read * 100 / prompt) + " % cached)";
    }
  }
  if (usage_.output >= 0) text += " · " + ledger::rounded(usage_.output) + " out";
  if (cost_ > 0.0) text += " · " + ledger::money(*cost_);
  return Line().own(text, kDim);
}

}  // namespace ingot::tui
