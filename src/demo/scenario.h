// demo/scenario.h: what a scripted model says, turn by turn.
//
// Purpose    Reads docs/formats/scenario.md and chooses the turn that answers a request. The choice
//            depends on the request alone, so that many conversations can go on at once.
// Ownership  Values.
// Errors     Kind::invalid_argument whose `where` is the file and the path of the field
//            ("turns[2].calls[0].name"); at most 8 MiB and 10,000 turns.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ingot::demo {

struct ScriptedCall {
  std::string name;
  std::string input_json;  // an object
};

// A failure in place of, or in the middle of, an answer.
struct ScriptedError {
  int status = 500;
  std::string type, message;                // empty type: what the protocol calls this status
  std::optional<std::int64_t> retry_after;  // seconds
  bool in_stream = false;                   // after half of the answer, if that is a stream
};

struct ScriptedTurn {
  std::size_t number = 0;                                // assistant messages before it
  std::string last_user_contains, tool_result_contains;  // empty: any
  std::string text, reasoning;
  std::vector<ScriptedCall> calls;
  std::chrono::milliseconds delay{0};  // before each delta; before a whole answer once
  std::size_t chunk = 24;              // bytes of text in a delta
  std::optional<ScriptedError> error;
  bool cut = false;       // the connection breaks in the middle of the answer
  std::size_t times = 1;  // how often error and cut strike the same request; 0: always
  enum class Stop { natural, length, refusal, window } stop = Stop::natural;
};

struct Scenario {
  std::string model;  // the only one served; empty: any
  std::vector<ScriptedTurn> turns;
  bool loop = false;
  std::size_t window = 0;  // tokens of the longest prompt that is answered; 0: any
  std::map<std::string, std::string> variables;  // {{name}}; set by code, not by the file
};

// `where` leads the path of the field in errors.
Result<Scenario> parse_scenario(std::string_view json, const std::string& where = {});
Result<Scenario> load_scenario(const std::filesystem::path& path);

// What a choice looks at.
struct Situation {
  std::size_t assistant_messages = 0;
  std::string_view last_user, tool_results;
};
// The turn that answers, and its place in the file. A turn with a short text where there is none.
struct Chosen {
  ScriptedTurn turn;
  std::size_t index = 0;
};
Chosen choose_turn(const Scenario& scenario, const Situation& situation);

// `text` with {{name}} replaced; names that nobody knows stay. `in_json`: text is JSON and the
// values are escaped to stand inside its strings.
std::string with_variables(std::string_view text,
                           const std::map<std::string, std::string>& variables, bool in_json);

}  // namespace ingot::demo
