#include "agent/questions.h"

#include <algorithm>
#include <utility>

namespace ingot::agent {
namespace {

constexpr std::size_t kMaxRefusals = 3;  // in a turn

std::string key_of(const PermissionAsked& question) {
  return question.name + "\n" + question.input_json;
}

// The one within the other: `sh -c "rm x"` after `rm x`.
bool is_like(const std::string& one, const std::string& other) {
  return one.find(other) != std::string::npos || other.find(one) != std::string::npos;
}

}  // namespace

void Questions::begin_turn() {
  refused_.clear();
  refused_details_.clear();
  refusals_ = 0;
}

std::vector<Permission> Questions::ask(const std::vector<PermissionAsked>& questions,
                                       const std::stop_token& stop) {
  std::vector<PermissionAsked> open;
  for (const PermissionAsked& question : questions) {
    if (refused_.count(key_of(question)) > 0) continue;
    open.push_back(question);
    open.back().like_refused =
        std::any_of(refused_details_.begin(), refused_details_.end(),
                    [&](const std::string& detail) { return is_like(detail, question.detail); });
  }
  wait(std::move(open), stop);

  std::vector<Permission> given;
  const std::lock_guard lock(mutex_);
  for (const PermissionAsked& question : questions) {
    if (const auto before = refused_.find(key_of(question)); before != refused_.end()) {
      given.push_back(before->second);
      ++refusals_;
      continue;
    }
    given.push_back(
        answers_[question.call_id].value_or(Permission{.answer = Permission::Answer::stop}));
    if (given.back().answer == Permission::Answer::allow) continue;
    refused_.emplace(key_of(question), given.back());
    refused_details_.push_back(question.detail);
    ++refusals_;
  }
  answers_.clear();
  if (refusals_ >= kMaxRefusals && given.back().answer == Permission::Answer::deny) {
    observer_(Notice{"three calls of this turn were refused, so it ends here; say how to go on"});
    given.back().answer = Permission::Answer::stop;
  }
  return given;
}

void Questions::wait(std::vector<PermissionAsked> questions, const std::stop_token& stop) {
  if (questions.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    answers_.clear();
    for (const PermissionAsked& question : questions) answers_[question.call_id];
  }
  const std::size_t count = questions.size();
  for (std::size_t i = 0; i < count; ++i) {
    questions[i].number = i + 1;
    questions[i].of = count;
    observer_(std::move(questions[i]));
  }
  std::unique_lock lock(mutex_);
  answered_.wait(lock, stop, [this] {
    const auto is_stop = [](const auto& one) {
      return one.second && one.second->answer == Permission::Answer::stop;
    };
    return std::all_of(answers_.begin(), answers_.end(),
                       [](const auto& one) { return one.second.has_value(); }) ||
           std::any_of(answers_.begin(), answers_.end(), is_stop);
  });
}

std::optional<tools::Answers> Questions::ask(const QuestionsAsked& questions,
                                             const std::stop_token& stop) {
  {
    const std::lock_guard lock(mutex_);
    asking_call_ = questions.call_id;
    user_answers_.reset();
  }
  observer_(questions);
  std::unique_lock lock(mutex_);
  answered_.wait(lock, stop, [this] { return asking_call_.empty(); });
  asking_call_.clear();
  return std::exchange(user_answers_, std::nullopt);
}

void Questions::answer(const std::string& call_id, std::optional<tools::Answers> answers) {
  const std::lock_guard lock(mutex_);
  if (asking_call_.empty() || asking_call_ != call_id) return;
  asking_call_.clear();
  user_answers_ = std::move(answers);
  answered_.notify_all();
}

void Questions::answer(const std::string& call_id, Permission permission) {
  const std::lock_guard lock(mutex_);
  const auto asked = answers_.find(call_id);
  if (asked == answers_.end() || asked->second) return;
  asked->second = std::move(permission);
  answered_.notify_all();
}

}  // namespace ingot::agent
