#include "doctor/finding.h"

#include <algorithm>

#include "json/writer.h"

namespace ingot::doctor {
namespace {

using Level = Finding::Level;

std::string_view mark(Level level) {
  switch (level) {
    case Level::ok:
      return "  ok     ";
    case Level::note:
      return "  note   ";
    case Level::warning:
      return "  WARNING";
    case Level::error:
      return "  ERROR  ";
  }
  return "  ok     ";
}

}  // namespace

std::string_view to_string(Level level) {
  switch (level) {
    case Level::ok:
      return "ok";
    case Level::note:
      return "note";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "ok";
}

bool has_problems(const std::vector<Section>& sections) {
  return std::any_of(sections.begin(), sections.end(), [](const Section& section) {
    return std::any_of(section.findings.begin(), section.findings.end(), [](const Finding& one) {
      return one.level == Level::error || one.level == Level::warning;
    });
  });
}

std::string to_text(const std::vector<Section>& sections, bool verbose) {
  std::string text;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  for (const Section& section : sections) {
    std::string lines;
    for (const Finding& finding : section.findings) {
      errors += finding.level == Level::error ? 1 : 0;
      warnings += finding.level == Level::warning ? 1 : 0;
      if (finding.level == Level::note && !verbose && finding.code.starts_with("N")) continue;
      lines += std::string(mark(finding.level)) + "  " + finding.check + ": ";
      if (!finding.where.empty()) lines += finding.where + ": ";
      if (!finding.code.empty()) lines += finding.code + ": ";
      lines += finding.text;
      if (finding.duration_ms >= 0) lines += " (" + std::to_string(finding.duration_ms) + " ms)";
      lines += "\n";
      if (!finding.remedy.empty()) lines += "             -> " + finding.remedy + "\n";
    }
    if (!lines.empty()) text += section.title + "\n" + lines;
  }
  const auto counted = [](std::size_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
  };
  if (errors + warnings == 0) return text + "No problems found.\n";
  return text + counted(errors, "error") + ", " + counted(warnings, "warning") + ".\n";
}

std::string to_json(const std::vector<Section>& sections) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().member("ok", !has_problems(sections)).key("sections").begin_array();
  for (const Section& section : sections) {
    writer.begin_object().member("title", section.title).key("findings").begin_array();
    for (const Finding& finding : section.findings) {
      writer.begin_object()
          .member("level", to_string(finding.level))
          .member("check", finding.check)
          .member("text", finding.text);
      if (!finding.code.empty()) writer.member("code", finding.code);
      if (!finding.where.empty()) writer.member("where", finding.where);
      if (!finding.remedy.empty()) writer.member("remedy", finding.remedy);
      if (finding.duration_ms >= 0) writer.member("durationMs", finding.duration_ms);
      writer.end_object();
    }
    writer.end_array().end_object();
  }
  writer.end_array().end_object();
  return text;
}

}  // namespace ingot::doctor
