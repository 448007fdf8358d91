#include "engine/question_log.h"

#include <array>
#include <utility>

#include "base/clock.h"

namespace ingot::engine {
namespace {

std::string name_of(tools::Risk risk) {
  static constexpr std::array kNames = {"read", "low", "medium", "high"};
  return kNames[static_cast<std::size_t>(risk)];
}

std::string name_of(agent::Permission::Answer answer) {
  static constexpr std::array kNames = {"allow", "deny", "stop"};
  return kNames[static_cast<std::size_t>(answer)];
}

}  // namespace

void QuestionLog::asked(const agent::PermissionAsked& question) {
  if (file_.empty()) return;
  const std::lock_guard lock(mutex_);
  open_[question.call_id] = {.session_id = session_id_,
                             .about = question.is_command ? "command"
                                      : question.needs    ? "change"
                                                          : "protected",
                             .risk = name_of(question.risk)};
}

void QuestionLog::answered(const std::string& call_id, const agent::Permission& permission) {
  const std::lock_guard lock(mutex_);
  auto question = open_.extract(call_id);
  if (!question) return;
  question.mapped().time = to_iso8601(system_clock().wall());
  question.mapped().answer = name_of(permission.answer);
  [[maybe_unused]] const auto added = ledger::add_question(file_, question.mapped());
}

}  // namespace ingot::engine
