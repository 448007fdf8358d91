#include "tui/plain.h"

#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <optional>

#include "engine/attach.h"
#include "os/file.h"
#include "os/signals.h"
#include "tui/conversation.h"
#include "tui/permission_dialog.h"
#include "tui/transcript.h"

namespace ingot::tui {
namespace {

class Plain {
 public:
  Plain(engine::Configuration& configuration, const Options& options,
        const std::filesystem::path& cwd)
      : configuration_(configuration),
        options_(options),
        conversation_(configuration, cwd),
        signals_([this](int signal) {
          signal_ = signal;
          conversation_.waker().wake();
        }),
        transcript_({}) {
    if (const auto level = policy::autonomy_from(options.autonomy)) {
      conversation_.set_autonomy(*level);
    }
    conversation_.set_system_prompt(options.append_system_prompt);
    transcript_.set_columns(1U << 20U);  // the terminal breaks lines itself
  }

  int run() {
    engine::Wanted wanted{.name = options_.model, .effort = options_.effort};
    const std::string session =
        options_.fork_id.empty() ? options_.resume.value_or("") : options_.fork_id;
    if (!session.empty()) wanted.session = engine::past_session(configuration_, session).model;
    auto chosen = conversation_.want_model(wanted);
    if (!chosen && chosen.error().kind == Error::Kind::not_found) {
      engine::add_local_models(configuration_, engine::find_local_models(configuration_, {}));
      chosen = conversation_.retry_model();
    }
    if (!chosen) {
      say("Error: " + to_text(chosen.error()));
      return 2;
    }
    if (options_.resume && !options_.resume->empty()) conversation_.resume(*options_.resume, false);
    if (!options_.fork_id.empty()) conversation_.resume(options_.fork_id, true);
    say("ingot with " + conversation_.model()->display_name + ". /quit leaves.");
    std::string prompt;
    for (const std::string& word : options_.words) prompt += (prompt.empty() ? "" : " ") + word;
    if (!prompt.empty()) send(prompt);
    while (true) {
      if (!working_) write("You: ");
      const auto line = next_line();
      if (!line) break;
      if (*line == "/quit" || *line == "/exit" || *line == "quit" || *line == "exit") break;
      if (line->find_first_not_of(" \t") == std::string::npos) continue;
      if (line->starts_with('/')) {
        say("This plain mode knows /quit only.");
        continue;
      }
      send(*line);
    }
    return signal_ == 0 ? 0 : 128 + signal_;
  }

 private:
  static void write(const std::string& text) {
    [[maybe_unused]] const auto written = os::write_all(STDOUT_FILENO, text);
  }
  // No escape byte may come out, whatever goes in.
  void say(const std::string& text) {
    for (const Line& line : foreign_lines(configuration_.redactor.redact(text))) {
      write(line.text() + "\n");
    }
  }
  void say(const std::vector<Line>& lines) {
    for (const Line& line : lines) write(line.text() + "\n");
  }

  void send(const std::string& text) {
    chat::Message message = chat::user_message(text);
    const auto& model = conversation_.model();
    const auto left_out =
        engine::attach_mentions(message, conversation_.cwd(), !model || model->takes_images);
    if (!left_out) return say("Error: " + to_text(left_out.error()));
    for (const std::string& path : *left_out) {
      say("\"" + model->display_name + "\" does not accept images: " + path + " is not attached");
    }
    const auto sent = conversation_.send(std::move(message));
    if (!sent) return say("Error: " + to_text(sent.error()));
    for (const std::string& notice : *sent) say(notice);
    working_ = true;
    while (working_) {
      if (!wait_for_events()) return;
    }
  }

  // False when the terminal is gone or a signal came while nothing runs.
  bool wait_for_events() {
    pollfd wanted{.fd = conversation_.waker().fd(), .events = POLLIN, .revents = 0};
    ::poll(&wanted, 1, -1);
    conversation_.waker().drain();
    if (signal_ != 0) conversation_.interrupt();
    while (auto event = conversation_.next()) {
      say(transcript_.take(*event, Transcript::Clock::now()));
      if (const auto* asked = std::get_if<agent::PermissionAsked>(&*event)) {
        // After a "stop" the other questions of that message are void.
        if (asked->number == 1) stopped_ = false;
        if (!stopped_) ask(*asked);
      }
      if (std::holds_alternative<agent::TurnFinished>(*event)) working_ = false;
    }
    return true;
  }

  void ask(const agent::PermissionAsked& question) {
    say(question.is_command ? "Run this command?" : "Allow this change?");
    say(subject_lines(question));
    if (!question.why.empty()) say(question.why);
    say("1 yes, once. 9 no, and stop. Anything else: no, and tell the agent this.");
    write("Answer: ");
    const auto line = next_line();
    agent::Permission given;
    if (!line || *line == "9") {
      given.answer = agent::Permission::Answer::stop;
      stopped_ = true;
    } else if (*line == "1") {
      given.answer = agent::Permission::Answer::allow;
    } else {
      given.message = *line;
    }
    conversation_.answer(question.call_id, std::move(given));
  }

  std::optional<std::string> next_line() {
    while (true) {
      if (const std::size_t end = input_.find('\n'); end != std::string::npos) {
        std::string line = input_.substr(0, end);
        input_.erase(0, end + 1);
        return line;
      }
      pollfd wanted[] = {{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                         {.fd = conversation_.waker().fd(), .events = POLLIN, .revents = 0}};
      ::poll(wanted, 2, -1);
      if (signal_ != 0) return std::nullopt;
      if (wanted[0].revents == 0) {
        conversation_.waker().drain();
        continue;
      }
      char buffer[4096];
      const ssize_t got = ::read(STDIN_FILENO, buffer, sizeof buffer);
      if (got <= 0) return std::nullopt;
      input_.append(buffer, static_cast<std::size_t>(got));
    }
  }

  engine::Configuration& configuration_;
  const Options& options_;
  std::atomic<int> signal_ = 0;
  Conversation conversation_;
  os::SignalWatcher signals_;
  Transcript transcript_;
  std::string input_;
  bool working_ = false, stopped_ = false;
};

}  // namespace

int run_plain(engine::Configuration& configuration, const Options& options,
              const std::filesystem::path& cwd) {
  return Plain(configuration, options, cwd).run();
}

}  // namespace ingot::tui
