#include "demo/scenario.h"

#include <algorithm>
#include <initializer_list>

#include "base/nearest.h"
#include "json/value.h"
#include "json/writer.h"
#include "os/file.h"

namespace ingot::demo {
namespace {

constexpr std::size_t kMaxFileBytes = 8U << 20U;
constexpr std::size_t kMaxTurns = 10'000;
constexpr std::int64_t kMaxDelayMs = 600'000;
constexpr std::int64_t kMaxChunkBytes = 1 << 20;

// One object of the file: its members by name, with errors that say where they are.
class Section {
 public:
  Section(json::Value value, std::string path) : value_(value), path_(std::move(path)) {}

  Error wrong(std::string_view key, std::string what, std::string remedy = {}) const {
    std::string where = key.empty() ? path_ : path_of(key);
    if (!where.empty() && where.back() == ' ') where.resize(where.size() - 2);  // the file alone
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = std::move(what),
                 .where = std::move(where),
                 .remedy = std::move(remedy)};
  }

  Result<> only(std::initializer_list<std::string_view> keys) const {
    if (!value_.is_object()) return wrong({}, "must be an object");
    for (const auto& [key, item] : value_.members()) {
      if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
      const std::string close = nearest(key, std::vector<std::string>(keys.begin(), keys.end()));
      return wrong(key, "is not a field of a scenario",
                   close.empty() ? "" : "did you mean \"" + close + "\"?");
    }
    return {};
  }

  Result<> take(std::string_view key, std::string& target) const {
    const json::Value item = value_[key];
    if (!item.exists()) return {};
    if (!item.is_string()) return wrong(key, "must be a string");
    target = *item.string();
    return {};
  }

  Result<> take(std::string_view key, bool& target) const {
    const json::Value item = value_[key];
    if (!item.exists()) return {};
    if (!item.boolean()) return wrong(key, "must be true or false");
    target = *item.boolean();
    return {};
  }

  Result<> take(std::string_view key, std::int64_t least, std::int64_t most,
                std::optional<std::int64_t>& target) const {
    const json::Value item = value_[key];
    if (!item.exists()) return {};
    const auto number = item.integer();
    if (!number || *number < least || *number > most) {
      return wrong(key, "must be a whole number from " + std::to_string(least) + " to " +
                            std::to_string(most));
    }
    target = *number;
    return {};
  }

  json::Value operator[](std::string_view key) const { return value_[key]; }
  std::string path_of(std::string_view key) const {
    return (path_.empty() || path_.back() == ' ' ? path_ : path_ + ".") + std::string(key);
  }

 private:
  json::Value value_;
  std::string path_;
};

Result<ScriptedError> read_error(const Section& section) {
  INGOT_TRY_VOID(section.only({"status", "type", "message", "retry_after", "in_stream"}));
  ScriptedError error;
  std::optional<std::int64_t> status;
  INGOT_TRY_VOID(section.take("status", 400, 599, status));
  if (!status) return section.wrong("status", "is missing");
  error.status = static_cast<int>(*status);
  INGOT_TRY_VOID(section.take("type", error.type));
  INGOT_TRY_VOID(section.take("message", error.message));
  INGOT_TRY_VOID(section.take("retry_after", 0, 86'400, error.retry_after));
  INGOT_TRY_VOID(section.take("in_stream", error.in_stream));
  return error;
}

Result<std::vector<ScriptedCall>> read_calls(json::Value list, const std::string& path) {
  if (!list.is_array()) return Section(list, path).wrong({}, "must be an array");
  std::vector<ScriptedCall> calls;
  for (const json::Value item : list.elements()) {
    const Section section(item, path + "[" + std::to_string(calls.size()) + "]");
    INGOT_TRY_VOID(section.only({"name", "input"}));
    ScriptedCall call;
    INGOT_TRY_VOID(section.take("name", call.name));
    if (call.name.empty()) return section.wrong("name", "is missing");
    if (section["input"].exists() && !section["input"].is_object()) {
      return section.wrong("input", "must be an object");
    }
    call.input_json = section["input"].exists() ? section["input"].to_json() : "{}";
    calls.push_back(std::move(call));
  }
  return calls;
}

Result<> read_stop(const Section& section, ScriptedTurn& turn) {
  std::string stop;
  INGOT_TRY_VOID(section.take("stop", stop));
  if (stop == "length") {
    turn.stop = ScriptedTurn::Stop::length;
  } else if (stop == "refusal") {
    turn.stop = ScriptedTurn::Stop::refusal;
  } else if (stop == "window") {
    turn.stop = ScriptedTurn::Stop::window;
  } else if (!stop.empty()) {
    return section.wrong("stop", "must be \"length\", \"refusal\" or \"window\"");
  }
  return {};
}

Result<ScriptedTurn> read_turn(const Section& section, std::size_t number) {
  INGOT_TRY_VOID(section.only({"turn", "when", "text", "reasoning", "calls", "delay_ms", "chunk",
                               "error", "cut", "times", "stop"}));
  ScriptedTurn turn;
  std::optional<std::int64_t> explicit_number, delay, chunk, times;
  INGOT_TRY_VOID(section.take("turn", 0, 1'000'000, explicit_number));
  turn.number = explicit_number ? static_cast<std::size_t>(*explicit_number) : number;
  if (section["when"].exists()) {
    const Section when(section["when"], section.path_of("when"));
    INGOT_TRY_VOID(when.only({"last_user_contains", "tool_result_contains"}));
    INGOT_TRY_VOID(when.take("last_user_contains", turn.last_user_contains));
    INGOT_TRY_VOID(when.take("tool_result_contains", turn.tool_result_contains));
  }
  INGOT_TRY_VOID(section.take("text", turn.text));
  INGOT_TRY_VOID(section.take("reasoning", turn.reasoning));
  if (section["calls"].exists()) {
    INGOT_TRY(turn.calls, read_calls(section["calls"], section.path_of("calls")));
  }
  INGOT_TRY_VOID(section.take("delay_ms", 0, kMaxDelayMs, delay));
  turn.delay = std::chrono::milliseconds(delay.value_or(0));
  INGOT_TRY_VOID(section.take("chunk", 1, kMaxChunkBytes, chunk));
  if (chunk) turn.chunk = static_cast<std::size_t>(*chunk);
  if (section["error"].exists()) {
    const Section error(section["error"], section.path_of("error"));
    INGOT_TRY(turn.error, read_error(error));
  }
  INGOT_TRY_VOID(section.take("cut", turn.cut));
  INGOT_TRY_VOID(section.take("times", 0, 1'000'000, times));
  if (times) turn.times = static_cast<std::size_t>(*times);
  INGOT_TRY_VOID(read_stop(section, turn));
  return turn;
}

bool fits(const ScriptedTurn& turn, const Situation& situation) {
  return situation.last_user.find(turn.last_user_contains) != std::string_view::npos &&
         situation.tool_results.find(turn.tool_result_contains) != std::string_view::npos;
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view json, const std::string& where) {
  const std::string lead = where.empty() ? "" : where + ": ";
  auto document = json::Document::parse(json);
  if (!document) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "the scenario is not JSON: " + document.error().what,
                 .where = where};
  }
  const Section root(document->root(), lead);
  INGOT_TRY_VOID(root.only({"model", "turns", "loop", "window"}));
  Scenario scenario;
  INGOT_TRY_VOID(root.take("model", scenario.model));
  INGOT_TRY_VOID(root.take("loop", scenario.loop));
  std::optional<std::int64_t> window;
  INGOT_TRY_VOID(root.take("window", 1, 100'000'000, window));
  scenario.window = static_cast<std::size_t>(window.value_or(0));
  if (!root["turns"].is_array() || root["turns"].size() == 0) {
    return root.wrong("turns", "must be an array with at least one turn");
  }
  if (root["turns"].size() > kMaxTurns) return root.wrong("turns", "has more than 10000 turns");
  for (const json::Value item : root["turns"].elements()) {
    const Section section(item, lead + "turns[" + std::to_string(scenario.turns.size()) + "]");
    const std::size_t number = scenario.turns.empty() ? 0 : scenario.turns.back().number + 1;
    INGOT_TRY(ScriptedTurn turn, read_turn(section, number));
    scenario.turns.push_back(std::move(turn));
  }
  return scenario;
}

Result<Scenario> load_scenario(const std::filesystem::path& path) {
  INGOT_TRY(const std::string text, os::read_file(path, kMaxFileBytes));
  return parse_scenario(text, path.string());
}

Chosen choose_turn(const Scenario& scenario, const Situation& situation) {
  std::size_t turns = 0;
  for (const ScriptedTurn& turn : scenario.turns) turns = std::max(turns, turn.number + 1);
  std::size_t number = situation.assistant_messages;
  if (scenario.loop && turns > 0) number %= turns;
  Chosen chosen{.turn = {}, .index = scenario.turns.size()};
  if (number >= turns) {
    chosen.turn.text = "The script has ended.";
    return chosen;
  }
  for (std::size_t i = 0; i < scenario.turns.size(); ++i) {
    if (scenario.turns[i].number != number || !fits(scenario.turns[i], situation)) continue;
    return {.turn = scenario.turns[i], .index = i};
  }
  chosen.turn.text = "The script has no turn for this request.";
  return chosen;
}

std::string with_variables(std::string_view text,
                           const std::map<std::string, std::string>& variables, bool in_json) {
  std::string result;
  while (true) {
    const std::size_t open = text.find("{{");
    const std::size_t close =
        open == std::string_view::npos ? std::string_view::npos : text.find("}}", open);
    if (close == std::string_view::npos) return result += text;
    const auto found = variables.find(std::string(text.substr(open + 2, close - open - 2)));
    if (found == variables.end()) {
      result += text.substr(0, open + 1);
      text.remove_prefix(open + 1);
      continue;
    }
    result += text.substr(0, open);
    const std::string value = in_json ? json::quoted(found->second) : found->second;
    result +=
        in_json ? std::string_view(value).substr(1, value.size() - 2) : std::string_view(value);
    text.remove_prefix(close + 2);
  }
}

}  // namespace ingot::demo
