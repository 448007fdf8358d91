#include "term/emulator.h"

#include <array>

namespace ingot::term {
namespace {

// One that does all that is asked of terminals today.
constexpr Emulator able(std::string_view name, Notify notify = Notify::none,
                        bool progress = false) {
  return {.name = name,
          .reflows = true,
          .synchronizes = true,
          .true_colour = true,
          .links = true,
          .progress = progress,
          .notify = notify};
}

constexpr Emulator kTable[] = {
    {.name = "tmux", .reflows = true, .links = true},
    {.name = "screen"},
    {.name = "zellij", .reflows = true, .synchronizes = true, .true_colour = true},
    able("kitty", Notify::osc99),
    able("ghostty", Notify::osc9, true),
    able("wezterm", Notify::osc9, true),
    able("iterm2", Notify::osc9, true),
    able("foot", Notify::osc99),
    able("alacritty"),
    {.name = "vte", .reflows = true, .true_colour = true, .links = true},
    {.name = "konsole", .reflows = true, .true_colour = true, .links = true},
    able("vscode"),
    {.name = "apple", .reflows = true, .knows_keys = false},
    {.name = "windows",
     .reflows = true,
     .synchronizes = true,
     .true_colour = true,
     .links = true,
     .progress = true,
     .repaints_rows = true},
    {.name = "conemu", .progress = true, .repaints_rows = true},
    {.name = "xterm"},
    {.name = "linux", .knows_keys = false},
    {.name = "vt", .knows_keys = false},
};

// The beginning of XTVERSION's answer, lower case: "tmux 3.3a", "WezTerm 20240203", "iTerm2 3.5".
// TERM_PROGRAM uses nearly the same words. Longer words first.
struct Word {
  std::string_view word, name;
};
constexpr Word kWords[] = {
    {"tmux", "tmux"},           {"screen", "screen"},
    {"zellij", "zellij"},       {"kitty", "kitty"},
    {"ghostty", "ghostty"},     {"wezterm", "wezterm"},
    {"iterm", "iterm2"},        {"foot", "foot"},
    {"alacritty", "alacritty"}, {"vte", "vte"},
    {"konsole", "konsole"},     {"xterm.js", "vscode"},
    {"vscode", "vscode"},       {"apple_terminal", "apple"},
    {"xterm", "xterm"},
};

Emulator named(std::string_view name) {
  for (const Emulator& row : kTable) {
    if (row.name == name) return row;
  }
  return {};
}

std::optional<Emulator> by_word(std::string_view text) {
  std::string lower;
  for (const char c : text) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const Word& row : kWords) {
    if (lower.starts_with(row.word)) return named(row.name);
  }
  return std::nullopt;
}

Emulator by_environment(const Environment& environment) {
  const auto has = [&](const char* name) {
    const auto value = environment(name);
    return value && !value->empty();
  };
  const std::string term = environment("TERM").value_or("");
  // The innermost program is the one that draws.
  if (has("ZELLIJ")) return named("zellij");
  if (has("TMUX") || term.starts_with("tmux")) return named("tmux");
  if (has("STY")) return named("screen");
  if (const auto found = by_word(environment("TERM_PROGRAM").value_or(""))) return *found;
  if (has("KITTY_WINDOW_ID") || term.find("kitty") != std::string::npos) return named("kitty");
  if (has("WEZTERM_PANE")) return named("wezterm");
  if (has("VTE_VERSION")) return named("vte");
  if (has("KONSOLE_VERSION")) return named("konsole");
  if (has("WT_SESSION") || has("WSL_INTEROP")) return named("windows");
  if (has("ConEmuANSI")) return named("conemu");
  if (term.starts_with("alacritty")) return named("alacritty");
  if (term.starts_with("foot")) return named("foot");
  if (term.find("ghostty") != std::string::npos) return named("ghostty");
  if (term.starts_with("screen")) return named("screen");
  if (term.starts_with("linux")) return named("linux");
  if (term.starts_with("vt")) return named("vt");
  return {};
}

}  // namespace

Emulator emulator_of(const Environment& environment, std::string_view version) {
  Emulator found = by_environment(environment);
  if (const auto told = by_word(version)) {
    // ConPTY stands between, whoever answers.
    const bool repaints = found.repaints_rows;
    found = *told;
    found.repaints_rows = found.repaints_rows || repaints;
  }
  found.in_tmux = found.name == "tmux";
  const std::string depth = environment("COLORTERM").value_or("");
  if (depth == "truecolor" || depth == "24bit") found.true_colour = true;
  return found;
}

}  // namespace ingot::term
