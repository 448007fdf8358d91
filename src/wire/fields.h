// wire/fields.h: the members that close a request, in order, with the user's own merged in.
//
// Source     CFG-114, PRV-70: extraArgs are merged last, objects deeply, and null removes a member.
// Invariant  The same calls give the same bytes; a replaced member keeps its place.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ingot::wire {

class Fields {
 public:
  // `json` is a complete JSON value.
  void set(std::string_view name, std::string json);
  void set_string(std::string_view name, std::string_view text);
  void remove(std::string_view name);
  bool has(std::string_view name) const;

  // `object` is the text of a JSON object; anything else is ignored.
  void merge(std::string_view object);

  // ],"a":1,"b":2}
  std::string closing() const;

 private:
  std::vector<std::pair<std::string, std::string>> members_;
};

// The object `base` with the members of the object `over` merged into it.
std::string merged_objects(std::string_view base, std::string_view over);

}  // namespace ingot::wire
