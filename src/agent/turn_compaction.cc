// agent/turn_compaction.cc: a conversation that grew too long is made shorter and goes on.
//
// The session's file is not touched: a mark in its settings, written whole or not at all, says what
// the model sees in place of the older messages. Until that is written everything is as it was.

#include <algorithm>
#include <utility>

#include "agent/compaction.h"
#include "agent/turn_internal.h"
#include "agent/work_records.h"

namespace ingot::agent {
namespace {

using End = TurnFinished::End;

constexpr int kMostRequests = 3;  // for one summary: each is given half of what the last one was
constexpr std::int64_t kLeastWindow = 2048;
constexpr std::size_t kBytesPerToken = 3;  // of text that must fit: fewer than are usual

// What of a window the summary and the instructions for it may need.
std::int64_t reserve_of(std::int64_t window) {
  return std::min<std::int64_t>(window / 4, 8192) + 512;
}

std::int64_t window_of(const models::Model& model, const wire::Learnt& learnt) {
  return std::max(std::min(learnt.window.value_or(model.context_tokens), model.context_tokens),
                  kLeastWindow);
}

}  // namespace

// The server knows better than any catalogue (PRV-103). An answer that may be as long as the window
// leaves no room for a question.
void learn_window(const chat::Failure& failure, const models::Model& model, wire::Learnt& learnt) {
  const auto named = provider::window_named_in(failure);
  if (!named) return;
  learnt.window = *named;
  const std::int64_t most = learnt.max_output_tokens.value_or(model.max_output_tokens.value_or(0));
  if (most > *named / 2) learnt.max_output_tokens = *named / 4;
}

// What is to be summarised: of `seen`, what stands before `kept`.
struct Agent::Older {
  CompactionCause cause;
  const std::vector<chat::Message>& seen;
  std::size_t kept;
  std::string_view focus;
};

struct Agent::Shortened {
  session::Compaction compaction;
  std::size_t removed = 0;
  std::int64_t tokens = 0;  // of what is seen then
};

std::optional<std::int64_t> Agent::compaction_point() const {
  if (!setup_.compaction.point) return std::nullopt;
  models::Model known = model();
  known.context_tokens = window();
  return setup_.compaction.point(known);
}

std::int64_t Agent::window() const { return window_of(model(), options_.learnt); }

// Ends the turn only when the request cannot be sent otherwise.
Agent::Step Agent::make_room(Turn& turn, CompactionCause cause, const std::string& reason) {
  observer_(CompactionStarted{.cause = cause, .reason = reason, .model = summariser().id});
  CompactionFinished finished{.cause = cause, .tokens_before = used_tokens()};
  auto shorter = shorten(cause, {}, turn.stop);
  Result<> adopted = shorter ? adopt(std::move(shorter->compaction)) : Result<>(shorter.error());
  if (adopted) {
    finished.removed = shorter->removed;
    finished.tokens_after = used_tokens();
    if (const auto point = compaction_point()) room_at_ = finished.tokens_after + *point / 4;
    turn.made_room = cause == CompactionCause::overflow;
    observer_(std::move(finished));
    return Step::go_on;
  }
  finished.error = to_text(adopted.error());
  turn.no_summary = true;
  const bool stopped = adopted.error().kind == Error::Kind::cancelled;
  const std::string error = finished.error;
  observer_(std::move(finished));
  if (stopped) {
    fail(turn, End::interrupted, "interrupted");
  } else if (cause == CompactionCause::overflow) {
    fail(turn, End::provider,
         reason + "; and its older messages could not be summarised: " + error +
             "; nothing is lost: start a new session, or choose a model with a larger window and "
             "go on");
  } else {
    return Step::go_on;
  }
  return Step::end;
}

void Agent::summarise(std::string_view focus, std::stop_token stop) {
  Turn turn;
  turn.stop = std::move(stop);
  take_changes();
  observer_(
      CompactionStarted{.cause = CompactionCause::asked, .reason = {}, .model = summariser().id});
  CompactionFinished finished{.cause = CompactionCause::asked, .tokens_before = used_tokens()};
  if (auto shorter = shorten(CompactionCause::asked, focus, turn.stop)) {
    finished.removed = shorter->removed;
    finished.tokens_after = shorter->tokens;
    turn.finished.text = shorter->compaction.summary;
    finished.compaction = std::move(shorter->compaction);
  } else {
    const bool stopped = shorter.error().kind == Error::Kind::cancelled;
    finished.error = to_text(shorter.error());
    fail(turn, stopped ? End::interrupted : End::provider, finished.error);
  }
  observer_(std::move(finished));
  save_settings();
  observer_(std::move(turn.finished));
}

Result<Agent::Shortened> Agent::shorten(CompactionCause cause, std::string_view focus,
                                        const std::stop_token& stop) {
  INGOT_TRY(std::vector<chat::Message> all, session_->messages());
  const std::vector<chat::Message> seen = session::seen_by_model(all, settings_.compaction);
  const std::size_t begin = settings_.compaction ? 1 : 0;
  const std::size_t kept = first_kept(
      seen, {.budget = std::min({kKeptTokens, window() / 4, tokens_of(seen) / 3}),
             .most = (cause == CompactionCause::overflow ? std::min(window(), tokens_of(seen))
                                                         : window()) /
                     2});
  if (kept <= begin) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "there is nothing older than the last message to summarise"};
  }
  Shortened shorter;
  shorter.removed = kept - begin;
  shorter.compaction.until = seen[kept - 1].id;
  INGOT_TRY(shorter.compaction.summary,
            summary_of({.cause = cause, .seen = seen, .kept = kept, .focus = focus}, stop));

  const auto first_seen = all.end() - static_cast<std::ptrdiff_t>(seen.size() - kept);
  Replacement parts{.summary = shorter.compaction.summary,
                    .records = work_records({all.begin(), first_seen}),
                    .todos = std::string(todos_.text()),
                    .request = {}};
  // The newest message of the user is what is being worked on.
  for (auto message = all.end(); message != all.begin();) {
    --message;
    if (message->role != chat::Role::user || chat::visible_text(*message).empty()) continue;
    if (message < first_seen) parts.request = chat::visible_text(*message);
    break;
  }
  for (const std::string& text : {setup_.agents_md.text(), last_context_}) {
    if (!text.empty()) shorter.compaction.opening.push_back(text);
  }
  shorter.compaction.opening.push_back(replacement_text(parts));
  shorter.tokens =
      prologue_tokens() + tokens_of({seen.begin() + static_cast<std::ptrdiff_t>(kept), seen.end()});
  for (const std::string& text : shorter.compaction.opening) {
    shorter.tokens += tokens_of(text.size());
  }
  return shorter;
}

const models::Model& Agent::summariser() const {
  return setup_.compaction.model ? *setup_.compaction.model : model();
}

// The model that the settings name may be down; the one in use has to be up anyway.
Result<std::string> Agent::summary_of(const Older& older, const std::stop_token& stop) {
  const models::Model& first = summariser();
  auto summary = summary_by(first, older, stop);
  if (summary || first == model() || summary.error().kind == Error::Kind::cancelled) {
    return summary;
  }
  observer_(Notice{to_text(summary.error()) + "; summarising with " + model().id});
  return summary_by(model(), older, stop);
}

// By the request that the conversation would go on with, so that it is read from the server's
// cache, as long as that fits; else by one that is written for it, with long results shortened
// (CLI-102).
Result<std::string> Agent::summary_by(const models::Model& with, const Older& older,
                                      const std::stop_token& stop) {
  const bool own = with == model();
  const bool has_earlier = settings_.compaction.has_value();
  const std::string request = summary_request(has_earlier, older.focus);
  provider::Callbacks callbacks = callbacks_for(with);
  callbacks.on_event = [this](const chat::StreamEvent& event) {
    if (const auto* text = std::get_if<chat::TextDelta>(&event)) {
      observer_(CompactionProgress{.bytes = text->text.size()});
    } else if (const auto* thought = std::get_if<chat::ReasoningDelta>(&event)) {
      observer_(CompactionProgress{.bytes = thought->text.size()});
    }
  };
  wire::RequestOptions options{.session_key = options_.session_key};
  if (own) options.learnt = options_.learnt;
  std::optional<chat::Failure> failure;
  const auto ask = [&](const wire::Transcript& transcript) {
    provider::Answer answer = services_.provider.send(transcript, options, callbacks, stop);
    book(answer, with, kCompactionRole);
    failure = answer.failure;
    if (failure) learn_window(*failure, with, options.learnt);
    return failure ? std::string() : chat::visible_text(answer.message);
  };
  if (own && older.cause != CompactionCause::overflow) {
    wire::Transcript transcript = transcript_;
    transcript.append(chat::user_message(request));
    if (std::string text = ask(transcript); !text.empty()) return text;
  }
  const std::int64_t window = window_of(with, options.learnt);
  auto most = static_cast<std::size_t>(window - reserve_of(window)) * kBytesPerToken;
  // Whatever the window is, this was too much for it.
  if (own && older.cause == CompactionCause::overflow) {
    most = std::min(most, static_cast<std::size_t>(used_tokens()) * kBytesPerToken / 2);
  }
  for (int i = 0; i < kMostRequests; ++i, most /= 2) {
    if (failure && failure->kind != chat::Failure::Kind::context_overflow) break;
    std::string text = "<conversation>\n";
    if (has_earlier) text += "[earlier summary] " + settings_.compaction->summary + "\n";
    text += written_out(older.seen, has_earlier ? 1 : 0, older.kept, most) + "</conversation>\n\n" +
            request;
    wire::Transcript transcript(with, {.system = std::string(summary_prompt()), .tools = {}});
    transcript.append(chat::user_message(std::move(text)));
    if (std::string summary = ask(transcript); !summary.empty()) return summary;
  }
  if (!failure) {
    return Error{.kind = Error::Kind::protocol, .what = with.id + " wrote no summary"};
  }
  const bool stopped = failure->kind == chat::Failure::Kind::cancelled;
  return Error{.kind = stopped ? Error::Kind::cancelled : Error::Kind::network,
               .what = stopped ? "interrupted" : provider::what_happened(*failure, with)};
}

Result<> Agent::adopt(session::Compaction compaction) {
  const auto before = std::exchange(settings_.compaction, std::move(compaction));
  settings_.todos = todos_.text();
  settings_.last_front.clear();
  if (const auto saved = session_->save_settings(settings_); !saved) {
    settings_.compaction = before;
    return saved.error();
  }
  INGOT_TRY_VOID(use_model(in_use_));
  cache_watch_.forget(model().id);
  setup_.agents_md.forget_touched();
  return {};
}

}  // namespace ingot::agent
