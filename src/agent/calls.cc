#include "agent/calls.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>

#include "base/queue.h"
#include "json/value.h"
#include "os/signals.h"

namespace ingot::agent {
namespace {

constexpr std::string_view kInterrupted = "Error: not run: interrupted by the user";

// One call while it is checked and run. The document owns what `input` points to.
struct Planned {
  const chat::ToolCall* call = nullptr;
  const tools::Tool* tool = nullptr;
  std::optional<json::Document> document;
  tools::Effects effects;
  std::string unusable;  // the text for the model; empty: it may run
  policy::Verdict verdict;
  bool approved = false;                       // by a person
  std::optional<Permission::Rewrite> rewrite;  // by a person, of the input
  std::string denied_by_user;  // what the model is told; empty when nobody was asked or agreed

  bool read_only() const { return tool != nullptr && tool->spec().read_only; }
};

std::string names_of(const std::vector<const tools::Tool*>& tools) {
  std::string names;
  for (const tools::Tool* tool : tools) {
    if (!names.empty()) names += ", ";
    names += tool->spec().name;
  }
  return names;
}

void read_input(Planned& planned, const std::string& input_json,
                const tools::ToolContext& context) {
  auto document = json::Document::parse(input_json.empty() ? "{}" : input_json);
  if (!document || !document->root().is_object()) {
    planned.unusable = "Error: the input of " + planned.call->name + " is not a JSON object";
    return;
  }
  planned.document.emplace(*std::move(document));
  auto effects = planned.tool->effects(planned.document->root(), context);
  if (!effects) {
    planned.unusable = "Error: " + to_text(effects.error());
    return;
  }
  planned.effects = *std::move(effects);
}

Planned plan(const chat::ToolCall& call, const CallRules& rules,
             const tools::ToolContext& context) {
  Planned planned;
  planned.call = &call;
  const auto tool = std::find_if(rules.tools.begin(), rules.tools.end(),
                                 [&](const tools::Tool* t) { return t->spec().name == call.name; });
  if (tool == rules.tools.end() && call.name == tools::kAskUser && !rules.ask_questions) {
    planned.unusable = "Error: " + std::string(tools::kNobodyToAsk);
    return planned;
  }
  if (tool == rules.tools.end()) {
    planned.unusable =
        "Error: there is no tool \"" + call.name + "\"; the tools are: " + names_of(rules.tools);
    return planned;
  }
  planned.tool = *tool;
  if (!call.invalid.empty()) {
    planned.unusable = "Error: the call was not run: " + call.invalid;
    // What the model wrote goes back to it, because the transcript replays {} in its place.
    if (!call.input_json.empty()) {
      planned.unusable += "\nThe input was: " + call.input_json.substr(0, 2000);
    }
    return planned;
  }
  read_input(planned, call.input_json, context);
  if (!planned.unusable.empty()) return planned;
  planned.verdict = policy::decide(planned.tool->spec(), planned.effects, rules.rules);
  return planned;
}

std::string refusal(const Planned& planned, policy::Autonomy has) {
  if (planned.verdict.by_mode) {
    return "Not run in spec mode: " + planned.verdict.why +
           ".\nNothing is changed before the plan is approved. Leave this to the plan, finish it "
           "and call ExitSpecMode.";
  }
  std::string text = "Permission denied: " + planned.call->name;
  if (planned.verdict.needs) {
    text += " needs autonomy \"" + std::string(policy::to_string(*planned.verdict.needs)) +
            "\"; this run has \"" + std::string(policy::to_string(has)) + "\"";
  } else {
    text += " is not allowed at any autonomy level";
  }
  if (!planned.verdict.why.empty()) text += " (" + planned.verdict.why + ")";
  return text + ". Continue without it or report what is missing.";
}

// Keys stand in no file but the settings.
bool holds_secret(const std::string& text, const Redactor* redactor) {
  return redactor != nullptr && redactor->redact(text) != text;
}

class Batch {
 public:
  Batch(const std::vector<const chat::ToolCall*>& calls, const CallRules& rules,
        const tools::ToolContext& context, const std::string& message_id, const Observer& observer,
        const std::function<void(FinishedCall)>& on_finished)
      : rules_(rules),
        context_(context),
        message_id_(message_id),
        observer_(observer),
        on_finished_(on_finished) {
    for (const chat::ToolCall* call : calls) planned_.push_back(plan(*call, rules, context));
    if (context.approve_plan) hold_back_others();
  }

  CallsOutcome run() {
    check_all();
    if (outcome_.interrupted) {
      for (std::size_t i = 0; i < planned_.size(); ++i) {
        finish_without_running(i, planned_[i].denied_by_user.empty() ? std::string(kInterrupted)
                                                                     : planned_[i].denied_by_user);
      }
      return outcome_;
    }
    if (outcome_.denied) {
      for (std::size_t i = 0; i < planned_.size(); ++i) {
        finish_without_running(
            i, planned_[i].unusable.empty()
                   ? (is_denied(planned_[i])
                          ? refusal(planned_[i], rules_.rules.autonomy)
                          : "Error: not run: another call of this message was refused")
                   : planned_[i].unusable);
      }
      return outcome_;
    }
    for (std::size_t i = 0; i < planned_.size();) {
      std::size_t end = i + 1;
      while (planned_[i].read_only() && end < planned_.size() && planned_[end].read_only()) ++end;
      run_range(i, end);
      i = end;
    }
    outcome_.interrupted = context_.stop.stop_requested();
    return outcome_;
  }

 private:
  // What comes with a plan may have been meant for after its approval (SPC-02).
  void hold_back_others() {
    const auto plan = std::find_if(planned_.begin(), planned_.end(), [](const Planned& planned) {
      return planned.unusable.empty() && planned.tool->spec().stands_alone;
    });
    if (plan == planned_.end()) return;
    for (Planned& planned : planned_) {
      if (&planned == &*plan || !planned.unusable.empty()) continue;
      planned.unusable = "Error: not run: wait for the approval of the plan, then call it again";
    }
  }

  static bool is_denied(const Planned& planned) {
    return planned.unusable.empty() && !planned.approved &&
           planned.verdict.kind != policy::Verdict::Kind::allow;
  }

  PermissionAsked question_on(const Planned& planned) const {
    const tools::Effects& effects = planned.effects;
    const Redactor* redactor = context_.redactor;
    const bool is_command = !effects.command.empty();
    const bool elsewhere =
        is_command && !effects.command_directory.empty() &&
        effects.command_directory.lexically_normal() != rules_.rules.workspace.lexically_normal();
    std::string patch = planned.tool->preview(planned.document->root(), context_);
    if (redactor != nullptr) patch = redactor->redact(patch);
    return {.call_id = planned.call->id,
            .name = planned.call->name,
            .input_json = planned.call->input_json,
            .detail = is_command ? effects.command : effects.detail,
            .patch = std::move(patch),
            .is_command = is_command,
            .folder = elsewhere ? effects.command_directory.string() : std::string(),
            .why = planned.verdict.why,
            .risky_begin = planned.verdict.begin,
            .risky_end = planned.verdict.end,
            .risk = planned.verdict.risk,
            .has = rules_.rules.autonomy,
            .needs = planned.verdict.needs,
            .can_keep = planned.verdict.can_keep && !holds_secret(effects.command, redactor)};
  }

  // Every call that a person may allow, in one go (AUT-07).
  void ask_person() {
    std::vector<Planned*> asked;
    std::vector<PermissionAsked> questions;
    for (Planned& planned : planned_) {
      if (!is_denied(planned) || planned.verdict.kind != policy::Verdict::Kind::ask) continue;
      asked.push_back(&planned);
      questions.push_back(question_on(planned));
    }
    if (asked.empty()) return;
    const std::vector<Permission> given = rules_.ask(questions);
    outcome_.interrupted = context_.stop.stop_requested();
    for (std::size_t i = 0; i < asked.size(); ++i) {
      asked[i]->approved = given[i].answer == Permission::Answer::allow;
      if (asked[i]->approved) {
        asked[i]->rewrite = given[i].rewrite;
        if (given[i].rewrite) read_input(*asked[i], given[i].rewrite->input_json, context_);
        continue;
      }
      asked[i]->denied_by_user = "The developer denied this call.";
      if (!given[i].message.empty()) asked[i]->denied_by_user += " They said: " + given[i].message;
      if (given[i].answer == Permission::Answer::stop) outcome_.interrupted = true;
    }
  }

  void check_all() {
    if (rules_.ask) ask_person();
    if (outcome_.interrupted) return;
    for (const Planned& planned : planned_) {
      if (!is_denied(planned) || !planned.denied_by_user.empty()) continue;
      CallDenied denied{.call_id = planned.call->id,
                        .name = planned.call->name,
                        .detail = planned.effects.detail,
                        .why = planned.verdict.why,
                        .required = planned.verdict.needs};
      if (rules_.stop_on_denied && !outcome_.denied && !planned.verdict.by_mode) {
        outcome_.denied = true;
        outcome_.first_denied = denied;
      }
      observer_(std::move(denied));
    }
  }

  void announce(const Planned& planned) {
    observer_(ToolStarted{
        .message_id = message_id_,
        .call_id = planned.call->id,
        .name = planned.call->name,
        .input_json = planned.rewrite ? planned.rewrite->input_json : planned.call->input_json,
        .detail = planned.effects.detail});
  }

  void finish_without_running(std::size_t index, std::string text) {
    announce(planned_[index]);
    on_finished_({.index = index,
                  .call = planned_[index].call,
                  .effects = planned_[index].effects,
                  .result = chat::error_result(planned_[index].call->id, std::move(text)),
                  .unusable = !planned_[index].unusable.empty()});
  }

  FinishedCall run_one(std::size_t index) const {
    const Planned& planned = planned_[index];
    tools::ToolContext context = context_;
    const std::string call_id = planned.call->id;
    context.progress = [this, call_id](std::string_view text) {
      observer_(ToolProgress{.call_id = call_id, .text = std::string(text)});
    };
    if (rules_.ask_questions) {
      context.ask = [this, call_id](const std::vector<tools::Question>& questions) {
        return rules_.ask_questions({.call_id = call_id, .questions = questions});
      };
    }
    tools::ToolOutput output = planned.tool->run(planned.document->root(), context);
    FinishedCall finished{
        .index = index, .call = planned.call, .effects = planned.effects, .ran = true};
    finished.result.call_id = planned.call->id;
    finished.result.blocks = std::move(output.blocks);
    finished.result.is_error = output.is_error;
    if (planned.rewrite && !output.is_error) {
      finished.result.blocks.emplace_back(
          chat::Text{.text = planned.rewrite->told, .synthetic = true});
    }
    finished.changes = std::move(output.changes);
    return finished;
  }

  // Runs planned_[begin, end): one call, or several read-only ones side by side.
  void run_range(std::size_t begin, std::size_t end) {
    std::vector<std::size_t> runnable;
    for (std::size_t i = begin; i < end; ++i) {
      if (!planned_[i].unusable.empty()) {
        finish_without_running(i, planned_[i].unusable);
      } else if (is_denied(planned_[i])) {
        finish_without_running(i, planned_[i].denied_by_user.empty()
                                      ? refusal(planned_[i], rules_.rules.autonomy)
                                      : planned_[i].denied_by_user);
      } else if (context_.stop.stop_requested()) {
        finish_without_running(i, std::string(kInterrupted));
      } else {
        announce(planned_[i]);
        runnable.push_back(i);
      }
    }
    if (runnable.size() == 1) {
      on_finished_(run_one(runnable.front()));
      return;
    }
    Queue<FinishedCall> finished(runnable.size() + 1);
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> workers;
    for (std::size_t n = 0; n < std::min(kMaxParallel, runnable.size()); ++n) {
      workers.emplace_back([&] {
        os::begin_thread("tool");
        for (std::size_t i = next++; i < runnable.size(); i = next++)
          finished.push(run_one(runnable[i]));
      });
    }
    for (std::size_t n = 0; n < runnable.size(); ++n) {
      if (auto call = finished.pop()) on_finished_(*std::move(call));
    }
  }

  const CallRules& rules_;
  const tools::ToolContext& context_;
  const std::string& message_id_;
  const Observer& observer_;
  const std::function<void(FinishedCall)>& on_finished_;
  std::vector<Planned> planned_;
  CallsOutcome outcome_;
};

}  // namespace

CallsOutcome run_calls(const std::vector<const chat::ToolCall*>& calls, const CallRules& rules,
                       const tools::ToolContext& context, const std::string& message_id,
                       const Observer& observer,
                       const std::function<void(FinishedCall)>& on_finished) {
  return Batch(calls, rules, context, message_id, observer, on_finished).run();
}

}  // namespace ingot::agent
