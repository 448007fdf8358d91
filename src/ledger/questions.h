// ledger/questions.h: what people were asked before calls ran, and what they answered: how many.
//
// Purpose    Shows whether too much is asked (PRM-07). The file is
// ~/.factory/ingot/questions.jsonl,
//            append-only, one line an answer, without any text of the conversation.
// Errors     Kind::io. Lines that cannot be read are left out.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace ingot::ledger {

struct Question {
  std::string time, session_id;
  std::string about;   // "command", "change", "protected": what no level allows
  std::string risk;    // of a command: read, low, medium, high
  std::string answer;  // "allow", "deny", "stop"
};
Result<> add_question(const std::filesystem::path& file, const Question& question);
// Oldest first; none when there is no such file.
Result<std::vector<Question>> read_questions(const std::filesystem::path& file);

struct QuestionCounts {
  std::size_t all = 0, commands = 0, changes = 0, protected_ones = 0, allowed = 0;
  std::map<std::string, std::size_t> by_risk;  // of commands
};
QuestionCounts counts_of(const std::vector<Question>& questions);
// "14: commands 9 (medium 6, high 3), changes 4, protected 1 · allowed 12, denied 2"
std::string to_text(const QuestionCounts& counts);

}  // namespace ingot::ledger
