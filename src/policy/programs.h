// policy/programs.h: what a known program does with the words it is given.
//
// Purpose    A table with one row per program (programs_rows.inc): its class, what its options and
//            operands mean, or the rule that reads them. What has no row is high (CMD-20).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "policy/walk.h"

namespace ingot::policy {

struct Call {
  std::string name;  // without folder
  std::span<const Field> words;
  const Input& input;

  std::span<const Field> arguments() const { return words.subspan(1); }
};

void judge_program(Walk& walk, const Call& call);

// Whether PATH finds that program where anybody may have put it.
bool is_shadowed(const std::string& name, const Ground& ground);
// A package that comes from an address or from a folder, not from the registry.
bool is_foreign_package(const Field& package);

// A path that code is taken from or written to: outside the workspace it is high.
void judge_place(Walk& walk, const Field& path);

// Reads by a table and lets every option have its effect; what the table does not know makes it
// at least medium, and as bad as the worst option.
Arguments judge_arguments(Walk& walk, std::span<const Field> words, const OptionTable& table,
                          Operands operands = Operands::anywhere);

}  // namespace ingot::policy
