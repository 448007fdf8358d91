#include "cli/dialogue.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <numeric>

#include "base/letters.h"
#include "os/file.h"
#include "term/sanitise.h"

namespace ingot::cli {
namespace {

constexpr std::size_t kShownRows = 24;  // of a list; the rest is found by typing a part of it

std::optional<std::size_t> number_in(const std::string& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

void write(const std::string& text) {
  [[maybe_unused]] const auto written = os::write_all(STDERR_FILENO, term::sanitise(text));
}

}  // namespace

Dialogue::Dialogue()
    : signals_([this](int) {
        stop_.request_stop();
        input_.interrupt();
      }) {}

void Dialogue::say(const std::string& text) { write(text + "\n"); }

Result<std::string> Dialogue::line(const std::string& question, const std::string& usual) {
  write(question + (usual.empty() ? ": " : " [" + usual + "]: "));
  INGOT_TRY(std::string text, input_.line());
  text = std::string(trimmed(text));
  return text.empty() ? usual : text;
}

Result<std::string> Dialogue::hidden(const std::string& question) {
  write(question + ": ");
  INGOT_TRY(std::string text, input_.hidden_line());
  return std::string(trimmed(text));
}

Result<bool> Dialogue::yes(const std::string& question, bool usual) {
  while (true) {
    INGOT_TRY(std::string text, line(question + (usual ? " [Y/n]" : " [y/N]")));
    text = lower(std::move(text));
    if (text.empty()) return usual;
    if (text == "y" || text == "yes") return true;
    if (text == "n" || text == "no") return false;
  }
}

void Dialogue::show(const std::vector<std::string>& rows, const std::vector<std::size_t>& shown) {
  for (std::size_t i = 0; i < std::min(shown.size(), kShownRows); ++i) {
    const std::string number = std::to_string(shown[i] + 1);
    say(std::string(number.size() < 4 ? 4 - number.size() : 0, ' ') + number + "  " +
        rows[shown[i]]);
  }
  if (shown.size() > kShownRows) {
    say("      ... and " + std::to_string(shown.size() - kShownRows) +
        " more; type a part of a name to find it");
  }
}

Result<Dialogue::Picked> Dialogue::pick(const std::string& question,
                                        const std::vector<std::string>& rows, bool free_text) {
  std::vector<std::size_t> shown(rows.size());
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  show(rows, shown);
  while (true) {
    INGOT_TRY(const std::string text,
              line(question, shown.empty() ? std::string() : std::to_string(shown.front() + 1)));
    if (const auto number = number_in(text)) {
      if (*number >= 1 && *number <= rows.size()) return Picked{*number - 1, {}};
      say("There is no " + text + " in the list.");
      continue;
    }
    if (text.empty()) continue;
    if (lower(text) == "q" || lower(text) == "quit") return Error{.kind = Error::Kind::cancelled};
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string row = lower(rows[i]);
      if (row == lower(text)) return Picked{i, {}};
      if (row.find(lower(text)) != std::string::npos) left.push_back(i);
    }
    // One letter is too little to mean a name by.
    if (left.size() == 1 && text.size() > 1) return Picked{left.front(), {}};
    if (left.empty() && free_text) return Picked{rows.size(), text};
    if (left.empty()) {
      say("Nothing in the list contains \"" + text + "\".");
      continue;
    }
    shown = std::move(left);
    show(rows, shown);
  }
}

}  // namespace ingot::cli
