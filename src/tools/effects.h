// tools/effects.h: what a tool call would touch, as a value.
//
// Purpose    Tools describe, policy/ decides. A call says what it would read, write or run before
//            anything happens; nothing is executed to find out.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ingot::tools {

// Highest wins when a call has several parts.
enum class Risk { read, low, medium, high };

struct Effects {
  std::vector<std::filesystem::path> reads;   // absolute
  std::vector<std::filesystem::path> writes;  // absolute
  std::string command;                        // a shell command line; empty for other tools
  std::filesystem::path command_directory;    // where it would run
  Risk claimed = Risk::read;                  // the model's own claim; may only raise (AUT-05)
  // One line for people: "Execute: make test", "Edit src/a.cc".
  std::string detail;
};

}  // namespace ingot::tools
