// tools/execute_output.h: the way of a command's output from its pipe to the result.
//
// Purpose    Bytes become plain text, secrets are hidden, both ends are kept and the whole goes to
//            disk; on the side the last lines are reported while the command runs (CLI-85 to 87).
// Ownership  The ToolContext outlives it.
// Invariant  Nothing leaves it that did not pass the redactor: neither text(), the file nor
// progress.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tools/output_keeper.h"
#include "tools/plain_output.h"
#include "tools/tool.h"

namespace ingot::tools {

class ExecuteOutput {
 public:
  explicit ExecuteOutput(const ToolContext& context);

  void feed(std::string_view bytes);
  // The command is over.
  void finish();
  std::string text() const { return keeper_.text(); }

  // Passes on the last three lines that are not empty, when they changed.
  void report_progress();

 private:
  void take(std::string text);

  const ToolContext& context_;
  PlainOutput plain_;
  std::optional<StreamRedactor> redactor_;
  OutputKeeper keeper_;
  std::string recent_;  // the end of the text so far
  std::string reported_;
};

}  // namespace ingot::tools
