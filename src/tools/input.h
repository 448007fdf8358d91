// tools/input.h: the parameters of a call, repaired where their meaning is plain.
//
// Purpose    Small models send "20" for 20, a string for a list, `path` for `file_path`. What can
//            only mean one thing is accepted; everything else is an error that names the parameter
//            and shows a call that works (CLI-75).
// Ownership  Views in InputShape are literals. An Input reads from the json::Value given to it.
// Errors     The first one is kept (status()); values read after it are defaults. Kind
//            invalid_argument.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace ingot::tools {

struct ParameterName {
  std::string_view name;
  // Other agents' names for it, taken when `name` itself is absent.
  std::array<std::string_view, 3> aliases{};
};

struct InputShape {
  std::span<const ParameterName> names;
  std::string_view example;  // one line of JSON
};

class Input {
 public:
  Input(json::Value input, const InputShape& shape);

  std::string required_text(std::string_view name);
  std::optional<std::string> text(std::string_view name);
  std::optional<std::int64_t> whole_number(std::string_view name, std::int64_t least);
  bool flag(std::string_view name, bool fallback);
  std::vector<std::string> required_texts(std::string_view name);
  std::vector<std::string> texts(std::string_view name);
  // The parameter as it came; missing when absent or null.
  json::Value value(std::string_view name) const;

  // Reports that `name` must be something else.
  void refuse(std::string_view name, std::string_view must_be);
  Result<> status() const;
  // One line for each unknown parameter, each beginning with LF; usually empty.
  std::string notes() const;

 private:
  void fail(std::string what);
  json::Value input_;
  const InputShape& shape_;
  std::optional<Error> error_;
};

}  // namespace ingot::tools
