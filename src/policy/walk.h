// policy/walk.h: the walk over a shell text that finds the class of each command in it.
//
// Purpose    Keeps what is so at each point (folder, variables, functions), judges redirections and
//            assignments, and hands each simple command to the rule of its program
//            (policy/programs.h), which reports back through the same object.
// Ownership  Lives for one text; `ground` outlives it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/fold.h"
#include "policy/options.h"
#include "policy/risk.h"

namespace ingot::policy {

using tools::Risk;

// What a command reads on its standard input.
struct Input {
  enum class Kind { none, text, unknown };
  Kind kind = Kind::none;
  std::string text;
};

constexpr int kMaxInnerTexts = 10;     // texts within texts, calls within calls
constexpr std::size_t kMaxPlaces = 4;  // where the shell may be; beyond that it may be anywhere
constexpr std::size_t kMaxShown = 80;  // bytes of a word in a reason

// A word as a reason shows it.
std::string shown(std::string text);

class Walk : public FoldEvents {
 public:
  explicit Walk(const Ground& ground);

  void text(std::string_view command);
  Assessment result() &&;

  // For the rules of programs.
  const Ground& ground() const { return ground_; }
  ShellState& state() { return state_; }
  void raise(Risk risk, const std::string& why, unsigned flags = 0);
  // The same, because of an option: an allowlist entry does not cover it (CMD-21).
  void raise_by_option(Risk risk, const std::string& why, unsigned flags = 0);
  void apply(const GivenOption& option);
  void reads(const Field& path);
  void reads_below(const Field& path);  // and everything in it
  void writes(const Field& path, Risk ordinary = Risk::low);
  // Words that another program runs.
  void inner_command(std::span<const Field> words, const Input& input = {});
  // A shell text that another program runs.
  void inner_text(const Field& script, const std::string& who);
  void assigns(std::string_view name, const Field& value);
  void assigns_unknown(std::string_view name);
  // What a variable that is set for a command alone does to it.
  Risk risk_of_variable(std::string_view name, const std::string& value);
  // All that the text may mean; none: anywhere.
  std::vector<std::filesystem::path> places_of(const Field& path) const;
  void moves_to(const Field& folder);
  // For one command only (`env -C`): what is changed in the state is taken back.
  template <typename Body>
  void apart(const Body& body) {
    ShellState before = state_;
    body();
    state_ = std::move(before);
  }
  // Whether what comes through the pipe are names of files that are secrets.
  bool is_handed_secrets();
  Risk part_risk() const { return parts_[part_].risk; }

  Field substituted(const Piece& piece) override;
  void arithmetic(const Piece& piece) override;
  void arithmetic_text(const std::string& text);
  void parameter(const Piece& piece) override;

 private:
  void apply_effect(const GivenOption& option);
  void script(const Script& script);
  void pipeline(const Pipeline& pipeline);
  void command(const Command& command, Input& input);
  void loop(const Command& command);
  bool knows_less_than(const ShellState& before) const;
  void branch(const Command& command);
  void test(const Command& command);
  void simple(const Command& command, Input& input);
  void assignment(const Assignment& assignment);
  void redirection(const Redirection& redirection, Input& input);
  void arithmetic_variable(std::string_view name);
  void redirections(const std::vector<Redirection>& redirections, Input& input);
  void program(std::span<const Field> words, const Input& input);
  bool function_call(std::span<const Field> words, const std::string& name);
  std::optional<std::string> program_name(const Field& word);
  std::optional<std::string> printed(const Script& script);
  std::optional<std::string> repository_root() const;
  bool prints_number(const Script& script) const;
  void merge(const ShellState& other);
  void may_stay(const std::vector<std::filesystem::path>& left);
  bool names_secret(const Command& command) const;
  void begin_part(std::span<const Field> words, bool plain);
  bool spend();
  void raise_too_deep();

  const Ground& ground_;
  ShellState state_;
  std::vector<CommandPart> parts_;
  std::size_t part_ = 0;
  Assessment result_;
  std::size_t budget_ = kMaxCommands;
  int inner_ = 0;              // texts within texts
  std::size_t loop_runs_ = 1;  // how often what is looked at now is looked at
  bool in_pipeline_ = false;
  // The pipelines around what is looked at, which command of each that is in, and whether those
  // before it name a secret, as far as was asked.
  struct Upstream {
    const Pipeline* pipeline;
    std::size_t at = 0, looked_at = 0;
    bool names_secret = false;
  };
  std::vector<Upstream> upstream_;
  std::map<std::string, bool> shadowed_;  // names that were looked for in PATH
  std::vector<const Script*> called_;     // the bodies of functions around what is looked at
  std::optional<Span> outer_span_;
  std::map<std::string, bool, std::less<>> assigned_;  // anywhere in the text so far
};

}  // namespace ingot::policy
