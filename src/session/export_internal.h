// session/export_internal.h: what the documents for people are made of.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "chat/message.h"
#include "session/export.h"

namespace ingot::session {

// One thing that was said or done, redacted and fit to be shown.
struct ExportEntry {
  enum class Kind { user, assistant, attached, thinking, call, result, image, other };
  Kind kind = Kind::other;
  // Whose words begin here, "You" or "Answer"; empty: those of the entry before go on. Results
  // belong to the answer whose calls they answer.
  std::string_view who;
  std::string time;     // of the message; ISO 8601, may be empty
  std::string model;    // of an answer
  std::string heading;  // of a call its tool, of something else its type
  std::string text;
  bool is_error = false;
  chat::Image image;
};
using ExportSink = std::function<void(const ExportEntry&)>;

void each_entry(const LineIndex& lines, const Redactor& redactor, const ExportSink& sink);

// Control characters but LF and tab as their pictures, those that change the direction of text by
// their numbers.
std::string shown_controls(std::string_view text);

// "key: value" pairs of the head of a document, in order.
std::vector<std::pair<std::string, std::string>> export_facts(const ExportSource& source);
// A title on one line.
std::string export_title(const ExportSource& source, const Redactor& redactor);

std::string exported_markdown(const ExportSource& source, const Redactor& redactor);
std::string exported_html(const ExportSource& source, const Redactor& redactor);
std::string exported_json(const ExportSource& source, const Redactor& redactor);

}  // namespace ingot::session
