// agent/calls.h: runs the tool calls of one assistant message.
//
// Purpose    Reads and checks every call, decides on all before any runs (AUT-06, CLI-37), runs
//            read-only ones side by side and the others in order (CLI-78), and gives each exactly
//            one result.
// Threads    run_calls() blocks its caller's thread; up to kMaxParallel calls run on threads of
// their
//            own, all ended when it returns. `on_finished` is called on the caller's thread.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "agent/event.h"
#include "chat/message.h"
#include "policy/decide.h"
#include "tools/tool.h"

namespace ingot::agent {

constexpr std::size_t kMaxParallel = 8;

struct CallRules {
  const std::vector<const tools::Tool*>& tools;
  const policy::Rules& rules;
  bool stop_on_denied = true;
  // Asks a person all of it and waits; empty when there is none. May raise rules.autonomy.
  std::function<std::vector<Permission>(const std::vector<PermissionAsked>&)> ask;
  // Asks what a call wants to know and waits; empty when there is nobody.
  std::function<std::optional<tools::Answers>(const QuestionsAsked&)> ask_questions;
};

// A call with its outcome; told as soon as the call has ended, in order of ending.
struct FinishedCall {
  std::size_t index = 0;  // among the calls of the message
  const chat::ToolCall* call = nullptr;
  tools::Effects effects;
  chat::ToolResult result;
  std::vector<tools::FileChange> changes;
  bool unusable =
      false;  // it could not be read: bad JSON, wrong parameters, unknown tool (PRV-101)
  bool ran = false;
};

struct CallsOutcome {
  bool denied = false;  // and stop_on_denied: nothing ran
  CallDenied first_denied;
  bool interrupted = false;
};

CallsOutcome run_calls(const std::vector<const chat::ToolCall*>& calls, const CallRules& rules,
                       const tools::ToolContext& context, const std::string& message_id,
                       const Observer& observer,
                       const std::function<void(FinishedCall)>& on_finished);

}  // namespace ingot::agent
