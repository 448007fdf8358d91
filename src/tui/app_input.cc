// tui/app_input.cc: what a draft becomes, and what comes into it from elsewhere.

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "engine/attach.h"
#include "os/file.h"
#include "os/paths.h"
#include "term/columns.h"
#include "tui/app.h"
#include "tui/clipboard_reader.h"
#include "tui/external_editor.h"
#include "tui/picture_store.h"

namespace ingot::tui {
namespace {

constexpr Style kDim{.dim = true};
constexpr std::size_t kQueueRows = 3;
constexpr std::size_t kShellTailRows = 3;
constexpr std::size_t kShellLines = 200;         // of a command's output in the scrollback
constexpr std::size_t kShellJoins = 32U << 10U;  // of it in the next message

std::string size_text(std::size_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + " B";
  return ledger::rounded(static_cast<std::int64_t>(bytes)) + "B";
}

// The beginning and the end of what a command printed, for the model.
std::string shortened(const std::string& output) {
  if (output.size() <= kShellJoins) return output;
  const std::string_view head = utf8_prefix(output, kShellJoins / 2);
  const std::string_view tail = utf8_suffix(output, kShellJoins / 2);
  return std::string(head) + "\n[" + std::to_string(output.size() - head.size() - tail.size()) +
         " bytes left out]\n" + std::string(tail);
}

}  // namespace

void App::submit(Draft draft, bool shell) {
  if (shell) return run_shell(draft.sent());
  const std::string text = draft.sent();
  if (text == "quit" || text == "exit") {
    quitting_ = true;
    return;
  }
  // A first word with a second slash is a path.
  const std::string_view word = std::string_view(text).substr(0, text.find_first_of(" \n"));
  if (word.size() > 1 && word[0] == '/' && word.find('/', 1) == std::string_view::npos) {
    return run_command(draft);
  }
  auto message = message_of(draft);
  if (!message) {
    say_error(message.error());
    return composer_.put_back(draft);
  }
  if (transcript_.working()) {
    conversation_.queue().push({.draft = std::move(draft), .message = *std::move(message)});
    return;
  }
  send({.draft = std::move(draft), .message = *std::move(message)});
}

Result<chat::Message> App::message_of(const Draft& draft) {
  chat::Message message = chat::user_message(draft.sent());
  const bool takes_images = !conversation_.model() || conversation_.model()->takes_images;
  INGOT_TRY(const std::vector<std::string> left_out,
            engine::attach_mentions(message, conversation_.cwd(), takes_images));
  for (const std::string& path : left_out) {
    say("! \"" + conversation_.model()->display_name + "\" does not accept images: " + path +
        " is not attached");
  }
  for (const Picture& picture : draft.pictures) {
    if (!takes_images) {
      return Error{.kind = Error::Kind::invalid_argument,
                   .what = "\"" + conversation_.model()->display_name + "\" does not accept images",
                   .remedy = "remove them with ctrl+d on an empty draft, or choose another model"};
    }
    INGOT_TRY_VOID(engine::attach_image(message, picture.file));
  }
  return message;
}

void App::send(MessageQueue::Entry entry) {
  chat::Message& message = entry.message;
  if (!shell_output_.empty()) {
    message.blocks.insert(
        message.blocks.begin(),
        chat::Text{.text = configuration_.redactor.redact(std::exchange(shell_output_, {})),
                   .synthetic = true});
  }
  auto sent = conversation_.send(std::move(message));
  if (!sent) {
    say_error(sent.error());
    return composer_.put_back(entry.draft);  // a draft is never lost (TUI-59)
  }
  for (const std::string& notice : *sent) say("! " + notice);
}

void App::send_text(const std::string& text) {
  Draft draft = draft_of(text);
  auto message = message_of(draft);
  if (!message) return say_error(message.error());
  send({.draft = std::move(draft), .message = *std::move(message)});
}

// A turn has ended: the next message of the queue begins another one, unless something is wrong.
void App::send_queued(agent::TurnFinished::End end) {
  if (end != agent::TurnFinished::End::done) {
    const Draft queued = conversation_.queue().take_all();
    if (!queued.empty()) composer_.put_back(queued);
    return;
  }
  if (auto next = conversation_.queue().take_first()) send(*std::move(next));
}

void App::add_queue(std::vector<Line>& rows, std::size_t columns) const {
  const std::vector<std::string> queued = conversation_.queue().shown();
  for (std::size_t i = 0; i < std::min(queued.size(), kQueueRows); ++i) {
    Line row = Line().own("  queued: ", kDim).foreign(queued[i], kDim);
    constexpr std::string_view kEdit = "↑ edit";
    constexpr std::size_t kEditColumns = 6;
    if (i == 0 && columns > 2 * kEditColumns) {
      row = row.cut(columns - kEditColumns - 2);
      row.own(std::string(columns - kEditColumns - row.columns(), ' ') + std::string(kEdit), kDim);
    }
    rows.push_back(row.cut(columns));
  }
  if (queued.size() > kQueueRows) {
    rows.push_back(Line().own("  +" + std::to_string(queued.size() - kQueueRows), kDim));
  }
}

void App::run_shell(const std::string& command) {
  if (command.find_first_not_of(" \t\n") == std::string::npos) return;
  if (shell_.is_running()) {
    say("! another command is still running; ctrl+c stops it");
    return composer_.put_back(draft_of(command), true);
  }
  shell_.start(command, conversation_.cwd());
}

void App::add_shell(std::vector<Line>& rows, std::size_t columns, Clock::time_point now) {
  if (!shell_.is_running()) return;
  rows.push_back(Line()
                     .own("$ ", {.bold = true})
                     .foreign(shell_.command())
                     .own(" · " +
                              short_time(std::chrono::duration_cast<std::chrono::milliseconds>(
                                  now - shell_.since())) +
                              " · ctrl+c to stop",
                          kDim)
                     .cut(columns));
  const std::vector<Line> tail = foreign_lines(shell_.tail(), kDim);
  for (std::size_t i = tail.size() - std::min(tail.size(), kShellTailRows); i < tail.size(); ++i) {
    if (!tail[i].empty()) rows.push_back(Line().own("  ").append(tail[i]).cut(columns));
  }
}

void App::take_shell() {
  const auto done = shell_.take();
  if (!done) return;
  read_branch();
  dirty_ = true;
  to_commit_.emplace_back();
  std::vector<Line> command = foreign_lines(done->command);
  for (std::size_t i = 0; i < command.size(); ++i) {
    to_commit_.push_back(Line().own(i == 0 ? "$ " : "", {.bold = true}).append(command[i]));
  }
  std::vector<Line> lines = foreign_lines(done->output);
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  if (lines.size() > kShellLines) {
    say("… " + std::to_string(lines.size() - kShellLines) + " lines left out here");
    lines.erase(lines.begin(), lines.end() - kShellLines);
  }
  for (Line& line : lines) to_commit_.push_back(std::move(line));
  const std::string joins = shortened(done->output);
  std::string note = size_text(joins.size()) + " of output";
  if (joins.size() < done->total) note += " (of " + size_text(done->total) + ")";
  note = done->total == 0 ? "no output; the command joins your next message"
                          : note + " join your next message";
  if (done->code != 0) {
    say("exit " + std::to_string(done->code) + " · " + note, {.colour = Colour::red});
  } else {
    say(note);
  }
  shell_output_ += "<bash>\n$ " + done->command + "\n" + joins +
                   (joins.empty() || joins.ends_with('\n') ? "" : "\n") + "exit status " +
                   std::to_string(done->code) + "\n</bash>\n";
}

bool App::may_attach() {
  if (!conversation_.model() || conversation_.model()->takes_images) return true;
  say("! \"" + conversation_.model()->display_name + "\" does not accept images");
  return false;
}

void App::attach(std::string_view bytes) {
  const std::filesystem::path folder = configuration_.folder / "ingot/history/pictures";
  forget_old_pictures(folder);
  auto picture = keep_picture(folder, bytes);
  if (!picture) return say_error(picture.error());
  composer_.attach(*std::move(picture));
}

// A path of a picture, or its bytes as a data URL, is the picture (TUI-61).
bool App::attach_pasted(const std::string& text) {
  const auto bytes = pasted_picture(text, conversation_.cwd());
  if (!bytes) return false;
  if (may_attach()) attach(*bytes);
  return true;
}

void App::paste_picture() {
  if (may_attach()) clipboard_.start();
}

void App::take_clipboard() {
  auto held = clipboard_.take();
  if (!held) return;
  dirty_ = true;
  if (!held->problem.empty()) return say("! " + held->problem);
  if (!held->picture.empty()) return attach(held->picture);
  composer_.handle({.code = term::KeyCode::paste, .text = term::clean_paste(held->text)},
                   Clock::now());
}

void App::open_editor() {
  auto text = edit_in_editor(composer_.draft().sent());
  if (!text) return;
  while (text->ends_with('\n')) text->pop_back();
  composer_.replace_text(*text);
}

std::optional<std::string> App::edit_in_editor(const std::string& before) {
  const std::string program =
      os::environment_variable("VISUAL").value_or(os::environment_variable("EDITOR").value_or(""));
  if (program.empty()) {
    say("! set VISUAL or EDITOR to edit elsewhere");
    return std::nullopt;
  }
  lend_terminal();
  terminal_->release();
  in_editor_ = true;
  const auto text = edit_elsewhere(program, before, configuration_.hidden_variables,
                                   conversation_.waker(), [this] { return ended_by_ != 0; });
  in_editor_ = false;
  terminal_->take_back();
  viewport_.forget();
  resized_ = true;  // nobody told us meanwhile
  if (!text) {
    say_error(text.error());
    return std::nullopt;
  }
  return *text;
}

}  // namespace ingot::tui
