// doctor/finding.h: what a check found, and how it is shown.
//
// Purpose    Every check of `ingot doctor` and `ingot models test` ends in findings of one shape,
// so
//            that text and JSON say the same.
// Ownership  Plain values. Nothing in them is a key; texts of servers are redacted and sanitised by
//            whoever prints.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::doctor {

struct Finding {
  enum class Level { ok, note, warning, error };
  Level level = Level::ok;
  std::string check;   // what was looked at: "key", "streaming", "config"
  std::string text;    // what is so
  std::string remedy;  // what to do; empty when there is nothing to do
  std::string where;   // FILE:LINE:COL, or empty
  std::string code;    // E09, W04, ...; empty for findings that have none
  std::int64_t duration_ms = -1;
};

struct Section {
  std::string title;
  std::vector<Finding> findings;
};

std::string_view to_string(Finding::Level level);
// Whether anything needs mending: an error or a warning.
bool has_problems(const std::vector<Section>& sections);

std::string to_text(const std::vector<Section>& sections, bool verbose);
std::string to_json(const std::vector<Section>& sections);

}  // namespace ingot::doctor
