// cli/dialogue.h: a conversation with the person at the terminal, line by line.
//
// Purpose    What `ingot setup` and `ingot models add` ask with. Questions go to standard error:
//            standard output stays for results.
// Threads    One thread. Signals end every wait: Ctrl-C is Kind::cancelled.
#pragma once

#include <atomic>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "os/signals.h"
#include "term/line_input.h"

namespace ingot::cli {

class Dialogue {
 public:
  Dialogue();

  // Foreign text is made fit for the terminal.
  void say(const std::string& text);
  // What was typed, trimmed; `usual` when nothing was.
  Result<std::string> line(const std::string& question, const std::string& usual = {});
  // Nothing is shown while it is typed.
  Result<std::string> hidden(const std::string& question);
  Result<bool> yes(const std::string& question, bool usual);
  // The index of the row that was chosen by its number, its text, or what is left after filtering
  // by text. Enter takes the first row. With `free_text`, a text that no row contains is taken as
  // it is.
  struct Picked {
    std::size_t index = 0;
    std::string text;  // not of a row
  };
  Result<Picked> pick(const std::string& question, const std::vector<std::string>& rows,
                      bool free_text);

  std::stop_token stop() const { return stop_.get_token(); }

 private:
  void show(const std::vector<std::string>& rows, const std::vector<std::size_t>& shown);

  std::stop_source stop_;
  term::LineInput input_;
  os::SignalWatcher signals_;
};

}  // namespace ingot::cli
