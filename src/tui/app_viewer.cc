// tui/app_viewer.cc: what is too long for the chat, in the alternate screen.

#include <unistd.h>

#include <cstdlib>
#include <string>
#include <utility>

#include "os/file.h"
#include "os/foreground.h"
#include "os/paths.h"
#include "tui/app.h"
#include "tui/session_pages.h"

namespace ingot::tui {
namespace {

// Up and left as far as it goes, then everything below away: the screen is ours alone.
constexpr std::string_view kEmptyScreen = "\r\x1b[999A\x1b[J";
constexpr std::chrono::milliseconds kSearchSlice{20};
constexpr std::size_t kPagerColumns = 100;  // tables for $PAGER, which wraps nothing itself

}  // namespace

void App::view(std::string title, std::unique_ptr<Pages> pages, bool at_end) {
  viewer_ = std::make_unique<Viewer>(std::move(title), std::move(pages), at_end);
  terminal_->enter_alternate();
  clear_viewer();
}

void App::clear_viewer() {
  terminal_->write(kEmptyScreen);
  screen_.emplace(static_cast<std::size_t>(size_.columns));
  screen_->look_like(viewport_);
}

void App::view_session(SessionPages::Show show) {
  const std::string id = conversation_.session_id();
  if (id.empty()) return say("! there is no session to show yet");
  auto log = engine::open_session_log(configuration_, id);
  if (!log) return say_error(log.error());
  const bool changes = show == SessionPages::Show::changes;
  view((changes ? "changes of session " : "session ") + id.substr(0, 8),
       std::make_unique<SessionPages>(*std::move(log), change_look(), show), true);
}

void App::draw_viewer() {
  if (viewer_->is_searching()) viewer_->search_on(Clock::now() + kSearchSlice);
  viewer_->set_notice(dialog_ ? "the agent waits for an answer: q goes to the question" : "");
  Frame frame;
  frame.rows = viewer_->rows(screen_->row_columns(), static_cast<std::size_t>(size_.rows));
  frame.cursor_row = frame.rows.size() - 1;
  frame.cursor_column = frame.rows.back().columns();
  std::string bytes = screen_->draw({}, std::move(frame));
  if (!bytes.empty()) terminal_->send(bytes);
}

void App::handle_viewer(const term::Key& key) {
  switch (viewer_->handle(key)) {
    case Viewer::Outcome::stay:
      break;
    case Viewer::Outcome::close:
      close_viewer();
      break;
    case Viewer::Outcome::pager:
      show_in_pager();
      break;
  }
}

void App::close_viewer() {
  if (!viewer_) return;
  viewer_.reset();
  screen_.reset();
  terminal_->leave_alternate();
  if (dialog_) dialog_->appear(Clock::now());
}

// Written page by page, so that a long session is never held as a whole.
void App::show_in_pager() {
  std::string name = (os::temporary_folder() / "ingot-transcript-XXXXXX").string();
  const os::Fd file(::mkstemp(name.data()));
  if (!file.valid()) return viewer_->say("no temporary file could be made");
  Pages& pages = viewer_->pages();
  const std::size_t count = pages.count();
  for (std::size_t i = 0; i < count; ++i) {
    std::string text;
    for (const Line& line : pages.page(i, kPagerColumns)) text += line.text() + "\n";
    if (!os::write_all(file.get(), text)) break;
  }
  // Nothing of ours stays on the screen that the pager gets.
  terminal_->leave_alternate();
  terminal_->write(viewport_.clear());
  terminal_->release();
  in_editor_ = true;
  const std::string pager = os::environment_variable("PAGER").value_or("less");
  const auto exit = os::run_in_foreground({"sh", "-c", pager + " \"$1\"", pager, name},
                                          os::environment_without(configuration_.hidden_variables),
                                          conversation_.waker(), [this] { return ended_by_ != 0; });
  in_editor_ = false;
  terminal_->take_back();
  viewport_.forget();
  resized_ = true;  // nobody told us meanwhile
  ::unlink(name.c_str());
  terminal_->enter_alternate();
  clear_viewer();
  if (!exit) viewer_->say(to_text(exit.error()));
  if (exit && exit->code != 0) viewer_->say(pager + " ended with an error; PAGER chooses another");
}

}  // namespace ingot::tui
