// tui/tool_lines.h: a finished tool call as committed lines, and what running ones are doing.
//
// Purpose    TUI-95, 96: a head line with exit status and time, both ends of the output, the change
//            a call made; one line for arguments that were no use.
// Threads    Pure functions but for the engine's.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tui/change_lines.h"
#include "tui/line.h"

namespace ingot::tui {

struct FinishedCall {
  std::string name, detail;  // detail: one line for people, without the name
  std::string input_json, result;
  bool is_error = false;
  std::chrono::milliseconds time{-1};  // below 0: not known
};

struct ToolLook {
  bool with_output = true;  // toolResultDisplay: "compact" drops it
  highlight::Engine* engine = nullptr;
};

// What became of a proposed plan; nothing for every other call.
std::optional<Line> plan_line(const FinishedCall& call);
std::vector<Line> tool_lines(const FinishedCall& call, const ToolLook& look);

// Calls that only look; several in a row are told in one line.
bool is_reading(std::string_view tool);
bool is_searching(std::string_view tool);
// "✓ question → answer": what AskUser was told, a line for each question.
std::vector<Line> answer_lines(std::string_view result);
// "Read src/a.cc (120 lines)": of one such call.
Line reading_line(const FinishedCall& call);

// What a call is about, without the tool's name and with paths below the working directory as
// people write them.
std::string short_detail(const std::string& tool, std::string detail);

// The same for a call of an earlier run: its command, path or pattern.
std::string detail_of_input(std::string_view input_json);

// What is going on, in words: "running npm test", "reading 3 files".
struct CallInWords {
  std::string name, detail;
};
std::string doing_in_words(const std::vector<CallInWords>& running);

// The output of Execute without what the tool wrote around it.
struct CommandOutput {
  std::string_view text;
  std::string status;  // "exit 1", "SIGTERM"; empty: not told
  std::string log;     // file with all of a long output
};
CommandOutput command_output(std::string_view result);

// The last lines of a text, dim.
std::vector<Line> last_lines(std::string_view text, std::size_t count);

std::string plural(std::int64_t count, const std::string& noun);
std::string short_time(std::chrono::milliseconds time);
std::string age(std::int64_t seconds);  // "5 min", "3 h", "2 d"

}  // namespace ingot::tui
