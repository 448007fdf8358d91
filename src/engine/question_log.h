// engine/question_log.h: writes down how often a person was asked, by reason (PRM-07).
//
// Threads    Any.
// Errors     A file that cannot be written counts nothing.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>

#include "agent/event.h"
#include "ledger/questions.h"

namespace ingot::engine {

class QuestionLog {
 public:
  // Empty `file`: nothing is written (--ephemeral).
  QuestionLog(std::filesystem::path file, std::string session_id)
      : file_(std::move(file)), session_id_(std::move(session_id)) {}

  void asked(const agent::PermissionAsked& question);
  void answered(const std::string& call_id, const agent::Permission& permission);

 private:
  std::filesystem::path file_;
  std::string session_id_;
  std::mutex mutex_;
  std::map<std::string, ledger::Question> open_;  // by call id; guarded by mutex_
};

}  // namespace ingot::engine
