#include "engine/rewind.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/clock.h"
#include "engine/journals.h"
#include "engine/session_log.h"
#include "session/session.h"

namespace ingot::engine {
namespace {

bool same_words(const chat::Message& one, const chat::Message& other) {
  return one.role == other.role && one.blocks == other.blocks;
}

// The session, or one that it goes on from.
struct Ancestor {
  Journal journal;
  std::vector<chat::Message> messages;
  std::vector<std::string> times;  // of the messages
  struct Turn {
    tools::ChangedTurn changes;
    std::size_t message = 0;  // that it began with
  };
  std::vector<Turn> turns;
  std::size_t common = 0;  // so many messages of the session at hand are copies of its own
};

std::vector<std::string> times_of(const Configuration& configuration, const std::string& session,
                                  const std::vector<chat::Message>& messages) {
  std::map<std::string, std::string> by_id;
  const auto log = open_session_log(configuration, session);
  for (std::size_t i = 0; log && i < log->size(); ++i) {
    StoredMessage line = log->read(i);
    by_id.emplace(std::move(line.message.id), std::move(line.timestamp));
  }
  std::vector<std::string> times;
  for (const chat::Message& message : messages) times.push_back(by_id[message.id]);
  return times;
}

// The messages of a session, and what was done to files since each of them.
class Past {
 public:
  Past(const Configuration& configuration, const std::string& session) {
    const session::Store store(configuration.folder / "sessions", system_clock(),
                               configuration.redactor);
    for (Journal& journal : journals_of(configuration, session)) {
      auto loaded = store.load(journal.session);
      if (!loaded) break;
      Ancestor one{.journal = std::move(journal), .messages = std::move(loaded->messages)};
      one.times = times_of(configuration, one.journal.session, one.messages);
      for (tools::ChangedTurn& turn : tools::changed_turns(one.journal.folder, one.journal.until)) {
        const std::size_t message = message_of(turn, one);
        one.turns.push_back({.changes = std::move(turn), .message = message});
      }
      one.common = one.messages.size();
      if (!all_.empty()) {
        const std::vector<chat::Message>& of_child = all_.back().messages;
        const std::size_t most = std::min(all_.back().common, one.messages.size());
        one.common = 0;
        while (one.common < most && same_words(of_child[one.common], one.messages[one.common])) {
          ++one.common;
        }
      }
      all_.push_back(std::move(one));
      if (all_.back().common == 0) break;
    }
  }

  bool empty() const { return all_.empty(); }
  const std::vector<chat::Message>& messages() const { return all_.front().messages; }
  const std::filesystem::path& journal() const { return all_.front().journal.folder; }

  // When it was first said: copies have the time of the copy.
  const std::string& time_of(std::size_t message) const {
    const Ancestor* first = &all_.front();
    for (const Ancestor& one : all_) {
      if (message < one.common) first = &one;
    }
    return first->times[message];
  }

  std::vector<tools::TurnsOfSession> turns_since(std::size_t message) const {
    std::vector<tools::TurnsOfSession> since;
    for (const Ancestor& one : all_) {
      if (&one != &all_.front() && message >= one.common) break;
      tools::TurnsOfSession turns{.folder = one.journal.folder};
      for (const Ancestor::Turn& turn : one.turns) {
        if (turn.message >= message) turns.turns.push_back(turn.changes);
      }
      since.insert(since.begin(), std::move(turns));
    }
    return since;
  }

 private:
  // The one that a turn began with; of a rewind, the last one before it.
  static std::size_t message_of(const tools::ChangedTurn& turn, const Ancestor& where) {
    std::size_t last = 0;
    for (std::size_t i = 0; i < where.messages.size(); ++i) {
      if (where.messages[i].id == turn.id) return i;
      if (where.times[i] <= turn.at) last = i;
    }
    return last;
  }

  std::vector<Ancestor> all_;  // the session at hand first
};

bool is_of_user(const chat::Message& message) {
  return message.role == chat::Role::user && !chat::visible_text(message).empty();
}

std::size_t pictures_in(const chat::Message& message) {
  return static_cast<std::size_t>(
      std::count_if(message.blocks.begin(), message.blocks.end(),
                    [](const auto& block) { return std::holds_alternative<chat::Image>(block); }));
}

Error no_message() {
  return {.kind = Error::Kind::not_found, .what = "this message is no longer in the session"};
}

}  // namespace

std::vector<RewindPoint> rewind_points(const Configuration& configuration,
                                       const std::string& session) {
  std::vector<RewindPoint> points;
  const Past past(configuration, session);
  if (past.empty()) return points;
  tools::PresentFiles present;
  const std::vector<chat::Message>& messages = past.messages();
  std::size_t commands = 0;
  for (std::size_t i = messages.size(); i-- > 0;) {
    for (const chat::ToolCall* call : chat::tool_calls(messages[i])) {
      commands += call->name == "Execute";
    }
    if (!is_of_user(messages[i])) continue;
    points.push_back({.message_id = messages[i].id,
                      .text = chat::visible_text(messages[i]),
                      .title = session::title_from(chat::visible_text(messages[i])),
                      .at = past.time_of(i),
                      .messages = messages.size() - i,
                      .pictures = pictures_in(messages[i]),
                      .commands = commands,
                      .files = tools::way_back(past.turns_since(i), present)});
  }
  return points;
}

Result<tools::Rewound> rewind_files(const Configuration& configuration, const std::string& session,
                                    const std::string& message_id) {
  const Past past(configuration, session);
  if (past.empty()) return no_message();
  const std::vector<chat::Message>& messages = past.messages();
  const auto message = std::find_if(messages.begin(), messages.end(),
                                    [&](const auto& one) { return one.id == message_id; });
  if (message == messages.end()) return no_message();
  tools::PresentFiles present;
  const auto since = past.turns_since(static_cast<std::size_t>(message - messages.begin()));
  return tools::go_back(past.journal(), tools::way_back(since, present));
}

Result<NewSession> rewind_conversation(const Configuration& configuration,
                                       const std::string& session, const std::string& message_id,
                                       const std::filesystem::path& cwd) {
  const session::Store store(configuration.folder / "sessions", system_clock(),
                             configuration.redactor);
  INGOT_TRY(const session::Store::Opened opened, store.rewind(session, cwd, message_id));
  const session::Header& header = opened.session->header();
  return NewSession{.id = header.id,
                    .title = header.title == session::kUntitled ? std::string() : header.title};
}

}  // namespace ingot::engine
