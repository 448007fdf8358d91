#include "policy/walk.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "os/file.h"
#include "policy/programs.h"

namespace ingot::policy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxLoopRuns = 16;  // of a body, once for each word
constexpr const char* kRemedy = "; split it into several calls";

bool is_word(const Word& word, std::string_view text) {
  return word.pieces.size() == 1 && word.pieces[0].kind == Piece::Kind::text &&
         word.pieces[0].text == text;
}

// Whether what it prints may stand in the text itself.
bool prints(const Command& command) {
  return command.kind == Command::Kind::simple && !command.words.empty() &&
         (is_word(command.words[0], "echo") || is_word(command.words[0], "printf") ||
          is_word(command.words[0], "cat"));
}

bool is_whole_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
}

}  // namespace

Walk::Walk(const Ground& ground) : ground_(ground) {
  state_.directories = {ground.directory.empty() ? ground.workspace : ground.directory};
  parts_.emplace_back();  // what belongs to no simple command
  result_.risk = Risk::read;
}

bool Walk::spend() {
  if (budget_ > 0) {
    --budget_;
    return true;
  }
  raise(Risk::high, std::string("it has ") + kTooMany + kRemedy, kRefused);
  return false;
}

void Walk::raise(Risk risk, const std::string& why, unsigned flags) {
  CommandPart& part = parts_[part_];
  part.risk = std::max(part.risk, risk);
  part.flags |= flags;
  // A refusal names its own reason: that is what can be mended.
  const bool refuses = (flags & kRefused) != 0 && (result_.flags & kRefused) == 0;
  const bool decides = refuses || ((result_.flags & kRefused) == 0 &&
                                   (risk > result_.risk || (result_.flags == 0 && flags != 0)));
  result_.risk = std::max(result_.risk, risk);
  result_.flags |= flags;
  if (!decides) return;
  result_.why = why;
  result_.begin = part.span.begin;
  result_.end = part.span.end;
}

void Walk::raise_by_option(Risk risk, const std::string& why, unsigned flags) {
  parts_[part_].option_risk = std::max(parts_[part_].option_risk, risk);
  raise(risk, why, flags);
}

void Walk::begin_part(std::span<const Field> words, bool plain) {
  CommandPart part{.plain = plain};
  for (const Field& word : words) part.words.push_back(word.text);
  if (!words.empty()) part.span = {words.front().span.begin, words.back().span.end};
  if (outer_span_) part.span = *outer_span_;
  parts_.push_back(std::move(part));
  part_ = parts_.size() - 1;
}

void Walk::text(std::string_view command) {
  const ParsedText parsed = parse_shell(command);
  script(*parsed.script);
  if (parsed.error.empty()) return;
  part_ = 0;
  parts_[0].span = {parsed.error_at, std::min(command.find_first_of(" \t\n;|", parsed.error_at + 1),
                                              command.size())};
  if (outer_span_) parts_[0].span = *outer_span_;
  raise(
      Risk::high,
      parsed.over_limit ? "it has " + parsed.error + kRemedy : "it cannot be read: " + parsed.error,
      parsed.over_limit ? kRefused | kUnparsed : kUnparsed);
}

Assessment Walk::result() && {
  if (parts_[0].risk == Risk::read && parts_[0].flags == 0 && parts_.size() > 1) {
    parts_.erase(parts_.begin());
  }
  result_.parts = std::move(parts_);
  return std::move(result_);
}

void Walk::script(const Script& script) {
  std::optional<ShellState> sure;  // before what may not run
  std::vector<fs::path> left;      // where it stays if the last pipeline could not move
  for (const Pipeline& next : script.pipelines) {
    if (next.before != "&&") may_stay(left);
    left = state_.directories;
    if (next.before == ";") {
      if (sure) merge(*sure);
      sure.reset();
    } else if (!sure) {
      sure = state_;
    }
    if (next.background) {
      apart([&] { pipeline(next); });
    } else {
      pipeline(next);
    }
  }
  may_stay(left);
  if (sure) merge(*sure);
}

// A folder that is not there leaves the shell where it was.
void Walk::may_stay(const std::vector<fs::path>& left) {
  std::vector<fs::path>& here = state_.directories;
  if (left == here || here.empty()) return;
  const bool is_there = ground_.looks && std::all_of(here.begin(), here.end(), [](const auto& at) {
                          const auto info = os::stat_file(at);
                          return info && info->type == os::FileInfo::Type::directory;
                        });
  if (is_there) return;
  for (const fs::path& place : left) {
    if (std::find(here.begin(), here.end(), place) == here.end()) here.push_back(place);
  }
  if (here.size() > kMaxPlaces) here.clear();
}

// After what may or may not have run.
void Walk::merge(const ShellState& other) {
  for (auto& [name, value] : state_.variables) {
    const auto before = other.variables.find(name);
    const bool same =
        before != other.variables.end() && value.is_known && before->second.is_known &&
        value.items.size() == before->second.items.size() &&
        std::equal(value.items.begin(), value.items.end(), before->second.items.begin(),
                   [](const Field& a, const Field& b) { return a.text == b.text; });
    if (!same) value.is_known = false;
    value.is_number =
        value.is_number && before != other.variables.end() && before->second.is_number;
  }
  std::vector<fs::path>& here = state_.directories;
  if (here.empty() || other.directories.empty()) {
    here.clear();
  } else {
    for (const fs::path& place : other.directories) {
      if (std::find(here.begin(), here.end(), place) == here.end()) here.push_back(place);
    }
    if (here.size() > kMaxPlaces) here.clear();
  }
  std::erase_if(state_.functions, [&](const auto& function) {
    const auto before = other.functions.find(function.first);
    return before == other.functions.end() || before->second != function.second;
  });
}

void Walk::pipeline(const Pipeline& pipeline) {
  Input input;
  if (pipeline.commands.size() == 1) {
    const bool outer = std::exchange(in_pipeline_, in_pipeline_ || pipeline.background);
    command(pipeline.commands[0], input);
    in_pipeline_ = outer;
    return;
  }
  const bool outer = std::exchange(in_pipeline_, true);
  upstream_.push_back({.pipeline = &pipeline});
  for (std::size_t i = 0; i < pipeline.commands.size(); ++i) {
    const Command& next = pipeline.commands[i];
    Input output{.kind = Input::Kind::unknown};
    if (i == 0 && prints(next)) {
      Script alone;
      alone.pipelines.push_back({.commands = {next}, .before = ";"});
      apart([&] {
        if (auto text = printed(alone)) output = {Input::Kind::text, *std::move(text)};
      });
    }
    upstream_.back().at = i;
    apart([&] { command(next, input); });
    input = std::move(output);
  }
  upstream_.pop_back();
  in_pipeline_ = outer;
}

bool Walk::is_handed_secrets() {
  bool is_secret = false;
  for (Upstream& place : upstream_) {
    while (place.looked_at < place.at && !place.names_secret) {
      place.names_secret = names_secret(place.pipeline->commands[place.looked_at++]);
    }
    is_secret = is_secret || place.names_secret;
  }
  return is_secret;
}

// `find -name .env | ...`, `echo .env | ...`: what is handed on are names of secrets.
bool Walk::names_secret(const Command& command) const {
  return std::any_of(command.words.begin(), command.words.end(), [&](const Word& word) {
    std::string text;
    for (const Piece& piece : word.pieces) text += piece.text;
    if (text.empty() || text.size() > kMaxShown || command.words.size() < 2) return false;
    const std::vector<fs::path> places = places_of({.text = std::move(text)});
    return std::any_of(places.begin(), places.end(),
                       [&](const fs::path& place) { return is_secret(place, ground_); });
  });
}

void Walk::command(const Command& next, Input& input) {
  if (!spend()) return;
  const std::size_t outer = part_;
  if (next.kind == Command::Kind::simple) {
    simple(next, input);
    part_ = outer;
    return;
  }
  part_ = 0;
  if (next.kind == Command::Kind::function) {
    state_.functions[next.name] = next.bodies[0];
    called_.push_back(next.bodies[0].get());
    apart([&] {
      for (const char* name : {"1", "2", "3", "4", "5", "6", "7", "8", "9"}) {
        state_.variables.erase(name);
      }
      script(*next.bodies[0]);
    });
    called_.pop_back();
    part_ = outer;
    return;
  }
  begin_part({}, next.redirections.empty());
  parts_[part_].span = outer_span_ ? *outer_span_ : next.span;
  redirections(next.redirections, input);
  switch (next.kind) {
    case Command::Kind::subshell:
      apart([&] { script(*next.bodies[0]); });
      break;
    case Command::Kind::group:
      script(*next.bodies[0]);
      break;
    case Command::Kind::loop:
      loop(next);
      break;
    case Command::Kind::branch:
      branch(next);
      break;
    case Command::Kind::test:
      test(next);
      break;
    default:
      for (const Word& word : next.words) fold_whole(word, state_, ground_, *this);
  }
  part_ = outer;
}

void Walk::loop(const Command& next) {
  const bool is_for = !next.name.empty();
  Fields items;
  for (const Word& word : next.words) {
    Fields more = fold_word(word, state_, ground_, *this);
    items.insert(items.end(), more.begin(), more.end());
  }
  const bool numbers = !items.empty() && std::all_of(items.begin(), items.end(), [](const auto& f) {
    return f.number || (f.is_literal() && is_whole_number(f.text));
  });
  // A body that goes over few known words is looked at once for each.
  const std::size_t runs = items.size();
  const bool runs_each =
      is_for && runs > 0 && runs * loop_runs_ <= kMaxLoopRuns &&
      std::all_of(items.begin(), items.end(), [](const Field& item) { return item.is_known(); });
  const std::size_t outer_runs = loop_runs_;
  const ShellState before = state_;
  const auto run = [&](const Value& value) {
    if (is_for) assigns(next.name, {.text = std::string(1, kUnknown)});
    if (is_for) state_.variables[next.name] = value;
    for (const auto& body : next.bodies) script(*body);
    merge(before);
  };
  if (runs_each) {
    loop_runs_ *= runs;
    for (const Field& item : items) {
      if (budget_ > 0) run({.items = {item}, .is_known = true, .is_number = numbers});
    }
  } else {
    const Value any{.is_number = numbers};
    run(any);
    // What the body changes is not known at its beginning either.
    const bool moved = state_.directories != before.directories;
    if (moved) state_.directories.clear();
    if (moved || state_.variables.size() != before.variables.size() || knows_less_than(before)) {
      run(any);
    }
  }
  loop_runs_ = outer_runs;
  if (is_for) state_.variables[next.name] = {.is_number = numbers};
}

bool Walk::knows_less_than(const ShellState& before) const {
  return std::any_of(before.variables.begin(), before.variables.end(), [&](const auto& old) {
    const auto now = state_.variables.find(old.first);
    return old.second.is_known && (now == state_.variables.end() || !now->second.is_known);
  });
}

void Walk::branch(const Command& next) {
  for (const Word& word : next.words) fold_whole(word, state_, ground_, *this);
  for (const auto& body : next.bodies) {
    const ShellState before = state_;
    script(*body);
    merge(before);
  }
}

void Walk::test(const Command& next) {
  constexpr std::array<std::string_view, 6> kArithmetic = {"-eq", "-ne", "-lt",
                                                           "-le", "-gt", "-ge"};
  Fields words;
  for (const Word& word : next.words) {
    words.push_back(fold_whole(word, state_, ground_, *this));
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& text = words[i].text;
    if ((text == "-v" || text == "-R") && i + 1 < words.size() &&
        (!words[i + 1].is_known() || words[i + 1].text.find('[') != std::string::npos)) {
      raise(Risk::high, "the name of a variable is evaluated");
    }
    if (std::find(kArithmetic.begin(), kArithmetic.end(), text) == kArithmetic.end()) continue;
    if (i > 0) arithmetic_text(words[i - 1].number ? "0" : words[i - 1].text);
    if (i + 1 < words.size()) arithmetic_text(words[i + 1].number ? "0" : words[i + 1].text);
  }
}

void Walk::simple(const Command& next, Input& input) {
  part_ = 0;
  parts_[0].span = outer_span_ ? *outer_span_ : next.span;
  Fields words;
  for (const Word& word : next.words) {
    Fields more = fold_word(word, state_, ground_, *this);
    words.insert(words.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  }
  begin_part(words, next.assignments.empty());
  parts_[part_].span = outer_span_ ? *outer_span_ : next.span;
  const std::size_t own = part_;
  redirections(next.redirections, input);
  part_ = own;
  if (next.words.empty()) {
    for (const Assignment& each : next.assignments) assignment(each);
    return;
  }
  if (next.assignments.empty()) return program(words, input);
  // Set for this command alone, unless it is one that sets variables itself.
  bool is_odd = false;
  for (const Assignment& each : next.assignments) {
    const Field value =
        each.values.empty() ? Field() : fold_whole(each.values.front(), state_, ground_, *this);
    const bool reads_fields =
        each.name == "IFS" && !words.empty() &&
        (words[0].text == "read" || words[0].text == "mapfile" || words[0].text == "readarray");
    if (reads_fields) continue;
    const Risk risk = risk_of_variable(each.name, value.text);
    part_ = own;
    if (risk == Risk::high) raise(Risk::high, "it sets " + each.name);
    is_odd = is_odd || risk == Risk::medium;
    assigned_[each.name] = true;
    state_.variables[each.name].is_known = false;  // it may outlive a builtin
    for (const Word& element : each.values) fold_whole(element, state_, ground_, *this);
  }
  part_ = own;
  program(words, input);
  part_ = own;
  if (is_odd && parts_[own].risk == Risk::read) {
    raise(Risk::medium, "it sets a variable whose effect is not known");
  }
}

void Walk::program(std::span<const Field> words, const Input& input) {
  // Words that are nothing but expansions: what they give runs.
  if (words.empty()) return raise(Risk::high, "the program is computed", kOpaque);
  const Field& first = words.front();
  if (!first.is_literal()) {
    raise(Risk::high, "the program is computed: " + shown(first.text), kOpaque);
    return;
  }
  if (function_call(words, first.text)) return;
  const auto name = program_name(first);
  if (!name) return;
  parts_[part_].words.front() = *name;
  judge_program(*this, {.name = *name, .words = words, .input = input});
}

// The plain name of a program of the machine.
std::optional<std::string> Walk::program_name(const Field& word) {
  constexpr std::array<std::string_view, 10> kFolders = {
      "/bin",      "/usr/bin",        "/usr/local/bin", "/sbin",
      "/usr/sbin", "/usr/local/sbin", "/usr/games",     "/opt/homebrew/bin",
      "/snap/bin", "/opt/local/bin"};
  const std::size_t slash = word.text.rfind('/');
  if (slash == std::string::npos) {
    if (!ground_.looks || word.text.empty()) return word.text;
    const auto [known, is_new] = shadowed_.try_emplace(word.text, false);
    if (is_new) known->second = is_shadowed(word.text, ground_);
    if (!known->second) return word.text;
    raise(Risk::high, "\"" + shown(word.text) + "\" is a program of the workspace");
    return std::nullopt;
  }
  const std::string base = word.text.substr(slash + 1);
  parts_[part_].words.front() = base;
  if (word.text == "./gradlew" || word.text == "./mvnw") return word.text;
  const fs::path folder = fs::path(word.text).lexically_normal().parent_path();
  const bool is_system = word.text.front() == '/' && std::find(kFolders.begin(), kFolders.end(),
                                                               folder.native()) != kFolders.end();
  if (is_system && !base.empty()) return base;
  raise(Risk::high, "\"" + shown(word.text) + "\" is a script or program of unknown content");
  return std::nullopt;
}

bool Walk::function_call(std::span<const Field> words, const std::string& name) {
  const auto found = state_.functions.find(name);
  if (found == state_.functions.end() || found->second == nullptr) return false;
  // The same body, not the same name: a function may define another one under its own.
  if (std::find(called_.begin(), called_.end(), found->second.get()) != called_.end()) {
    if (in_pipeline_) raise(Risk::high, "a function that starts itself again and again", kDenied);
    return true;
  }
  if (called_.size() >= static_cast<std::size_t>(kMaxInnerTexts)) {
    raise_too_deep();
    return true;
  }
  const std::shared_ptr<const Script> body = found->second;
  called_.push_back(body.get());
  const std::size_t own = part_;
  for (std::size_t i = 1; i <= 9; ++i) {
    Value& value = state_.variables[std::to_string(i)];
    value = {};
    if (i < words.size()) value = {.items = {words[i]}, .is_known = words[i].is_known()};
  }
  script(*body);
  for (std::size_t i = 1; i <= 9; ++i) state_.variables.erase(std::to_string(i));
  part_ = own;
  called_.pop_back();
  return true;
}

}  // namespace ingot::policy
