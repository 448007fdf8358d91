// config/tui_settings.h: how the interactive terminal looks and behaves, as the user set it.
//
// Purpose    Typed values of the keys that concern the terminal. Defaults are in keys_rows.inc;
//            config::load fills in all of them.
// Source     tui.md names the effect of each; the keys stand beside the members.
// Ownership  A plain value.
// Invariant  Enumerators stand in the order of the row's words (config/typed.cc goes by it).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ingot::config {

struct StatusLineCommand {
  std::string command;
  std::int64_t padding = 0, max_rows = 1;
  friend bool operator==(const StatusLineCommand&, const StatusLineCommand&) = default;
};

struct TuiSettings {
  enum class Wrap { word, terminal };
  enum class KeyPreset { standard, vi, emacs };
  enum class DiffMode { github, unified };  // two columns in dialogs and the viewer, or one
  enum class ToolResults { expanded, compact };
  enum class TodoPlace { in_transcript, pinned };
  enum class Logo { once, always, off };
  enum class Focus { always, focused, unfocused };
  enum class SubagentSounds { on, off, quiet, inherit };

  Wrap wrap = {};                     // ingot.tui.wrap
  std::optional<bool> low_bandwidth;  // ingot.tui.lowBandwidth; unset: over SSH
  std::int64_t paste_fold = 0;        // ingot.tui.pasteFold: lines; 0: never
  bool reduced_motion = false;        // ingot.tui.reducedMotion; also with a screen reader
  bool screen_reader = false;         // ingot.tui.screenReader
  KeyPreset key_preset = {};          // ingot.tui.keyPreset
  bool uses_vi() const { return key_preset == KeyPreset::vi; }
  std::int64_t ambiguous_width = 1;  // ingot.tui.ambiguousWidth: 1 or 2 cells
  bool title = false;                // ingot.tui.title: the terminal's title is set
  bool notifications = false;        // ingot.tui.notifications: on the desktop, by OSC 9 and 99
  std::int64_t resume_turns = 0;     // ingot.tui.resumeTurns: printed again on resuming

  DiffMode diff_mode = {};                       // diffMode
  ToolResults tool_results = {};                 // toolResultDisplay
  TodoPlace todo_place = {};                     // todoDisplayMode
  bool show_thinking = false;                    // showThinkingInMainView
  bool show_token_usage = false;                 // showTokenUsageIndicator
  std::string theme;                             // theme: an id, or "auto"
  bool override_colors = false;                  // overrideTerminalColors
  bool nerd_font = false;                        // nerdFont
  Logo logo = {};                                // logoAnimation
  std::optional<StatusLineCommand> status_line;  // statusLine

  // "off", "bell", "fx-ok01", "fx-ack01" or a file.
  std::string completion_sound, awaiting_input_sound;  // completionSound, awaitingInputSound
  // completionSoundFocusMode, awaitingInputSoundFocusMode, else soundFocusMode.
  Focus completion_sound_focus = {}, awaiting_input_sound_focus = {};
  SubagentSounds subagent_sounds = {};  // subagentSounds
};

}  // namespace ingot::config
