#include "ledger/questions.h"

#include <array>
#include <string_view>
#include <utility>

#include "json/value.h"
#include "json/writer.h"
#include "os/file.h"

namespace ingot::ledger {
namespace {

constexpr std::size_t kMaxLine = 1U << 16U;
constexpr std::array<std::string_view, 4> kRisks = {"read", "low", "medium", "high"};

void add(std::string& list, std::string_view name, std::size_t count) {
  if (count == 0) return;
  list += (list.empty() ? "" : ", ") + std::string(name) + " " + std::to_string(count);
}

}  // namespace

Result<> add_question(const std::filesystem::path& file, const Question& question) {
  std::string line;
  json::Writer(line)
      .begin_object()
      .member("time", question.time)
      .member("session", question.session_id)
      .member("about", question.about)
      .member("risk", question.risk)
      .member("answer", question.answer)
      .end_object();
  INGOT_TRY_VOID(os::make_folders(file.parent_path(), 0700));
  INGOT_TRY(os::AppendFile out, os::AppendFile::open(file, 0600));
  return out.append(line + "\n");
}

Result<std::vector<Question>> read_questions(const std::filesystem::path& file) {
  std::vector<Question> questions;
  auto lines = os::LineReader::open(file);
  if (!lines && lines.error().kind == Error::Kind::not_found) return questions;
  if (!lines) return lines.error();
  for (std::string line; lines->next(line, kMaxLine);) {
    const auto document = json::Document::parse(line);
    if (!document || !document->root()["about"].is_string()) continue;
    const auto text = [&](std::string_view key) {
      return std::string(document->root()[key].string_or(""));
    };
    questions.push_back({.time = text("time"),
                         .session_id = text("session"),
                         .about = text("about"),
                         .risk = text("risk"),
                         .answer = text("answer")});
  }
  return questions;
}

QuestionCounts counts_of(const std::vector<Question>& questions) {
  QuestionCounts counts;
  for (const Question& question : questions) {
    ++counts.all;
    counts.allowed += question.answer == "allow";
    if (question.about == "command") {
      ++counts.commands;
      ++counts.by_risk[question.risk];
    } else {
      ++(question.about == "protected" ? counts.protected_ones : counts.changes);
    }
  }
  return counts;
}

std::string to_text(const QuestionCounts& counts) {
  std::string risks, kinds;
  for (const std::string_view risk : kRisks) {
    const auto count = counts.by_risk.find(std::string(risk));
    if (count != counts.by_risk.end()) add(risks, risk, count->second);
  }
  add(kinds, "commands", counts.commands);
  if (!risks.empty()) kinds += " (" + risks + ")";
  add(kinds, "changes", counts.changes);
  add(kinds, "protected", counts.protected_ones);
  return std::to_string(counts.all) + ": " + kinds + " · allowed " +
         std::to_string(counts.allowed) + ", denied " + std::to_string(counts.all - counts.allowed);
}

}  // namespace ingot::ledger
