#include "models/size.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>

namespace ingot::models {
namespace {

constexpr double kEnough = 30;  // CFG-125

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// Where the number that ends before `end` begins; a point stands between digits.
std::size_t number_begin(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && (is_digit(text[begin - 1]) || (text[begin - 1] == '.' && begin < end &&
                                                     begin > 1 && is_digit(text[begin - 2])))) {
    --begin;
  }
  return begin;
}

double number(std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); }

}  // namespace

std::optional<double> billions_in(std::string_view id) {
  std::optional<double> most;
  for (std::size_t i = 1; i < id.size(); ++i) {
    const char unit = static_cast<char>(std::tolower(static_cast<unsigned char>(id[i])));
    if ((unit != 'b' && unit != 'm') || !is_digit(id[i - 1])) continue;
    if (i + 1 < id.size() && is_word(id[i + 1])) continue;
    std::size_t begin = number_begin(id, i);
    double billions = number(id.substr(begin, i - begin));
    if (begin > 1 && (id[begin - 1] == 'x' || id[begin - 1] == 'X') && is_digit(id[begin - 2])) {
      const std::size_t experts = number_begin(id, begin - 1);
      billions *= number(id.substr(experts, begin - 1 - experts));
      begin = experts;
    } else if (begin > 0 && (id[begin - 1] == 'e' || id[begin - 1] == 'E')) {
      --begin;
    }
    if (begin > 0 && is_word(id[begin - 1])) continue;  // "A35B": only the active ones
    if (unit == 'm') billions /= 1000;
    most = std::max(most.value_or(0), billions);
  }
  return most;
}

void note_sizes(std::vector<Listed>& models) {
  for (Listed& listed : models) {
    const auto billions = billions_in(listed.model.model);
    const bool is_noted =
        std::any_of(listed.notes.begin(), listed.notes.end(),
                    [](const config::Diagnostic& one) { return one.code == "W07"; });
    if (!billions || *billions >= kEnough || is_noted) continue;
    char size[32];
    std::snprintf(size, sizeof size, "%.3g", *billions);
    config::Diagnostic& note = listed.notes.emplace_back();
    note.severity = config::Diagnostic::Severity::note;
    note.code = "W07";
    note.at = listed.model_at;
    note.path = listed.path.empty() ? "model" : listed.path + ".model";
    note.label = listed.model.display_name;
    note.text = "about " + std::string(size) +
                "B parameters; under 30B expect weak results on coding tasks, good for "
                "experiments";
  }
}

}  // namespace ingot::models
