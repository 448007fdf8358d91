#include "config/values.h"

#include <set>

#include "config/check.h"
#include "config/keys.h"

namespace ingot::config {
namespace {

using json::Located;
using json::LocatedMember;
using Severity = Diagnostic::Severity;
using Type = SettingKey::Type;

std::string last_part(std::string_view name) {
  return std::string(name.substr(name.rfind('.') + 1));
}

// Goes through one object of the file whose members have rows of their own.
class Checker {
 public:
  explicit Checker(Source& source) : source_(source) {}

  // `prefix` is that of the members' rows: "sessionDefaultSettings."
  void check(const Located& object, const std::string& prefix);

 private:
  void check_value(const SettingKey& key, const Located& value);
  void check_parts(const SettingKey& key, const Located& value);
  void wrong(const SettingKey& key, const Located& value, const std::string& text);
  void note_unknown(const LocatedMember& member, const std::string& prefix);

  Source& source_;
  std::set<std::string> told_;
};

void Checker::check(const Located& object, const std::string& prefix) {
  for (const LocatedMember& member : object.members) {
    const bool plain = member.key.find_first_of(".[") == std::string::npos;
    const SettingKey* key = plain ? find_row(prefix + member.key) : nullptr;
    if (key == nullptr) {
      note_unknown(member, prefix);
    } else if (object.find(member.key) == &member.value && key->name != "customModels") {
      check_value(*key, member.value);
    }
  }
}

void Checker::wrong(const SettingKey& key, const Located& value, const std::string& text) {
  const bool effort = key.is_effort() && value.is(Located::Type::string);
  source_.report(Severity::error, effort ? "E16" : "E06", value.at, key.name,
                 last_part(key.name) + " " + text);
}

// A list or a map loses only its wrong parts.
void Checker::check_parts(const SettingKey& key, const Located& value) {
  const auto check_part = [&](const Located& part, const SettingPath& at) {
    const std::string text = wrong_part(key, part);
    if (text.empty()) return;
    source_.report(Severity::error, "E06", part.at, to_string(at), to_string(at) + " " + text);
  };
  std::size_t index = 0;
  for (const Located& element : value.elements) {
    check_part(element, {std::string(key.name), index++});
  }
  for (const LocatedMember& member : value.members) {
    check_part(member.value, {std::string(key.name), member.key});
  }
}

void Checker::check_value(const SettingKey& key, const Located& value) {
  if (value.is(Located::Type::null)) return;
  const bool has_parts = (key.type == Type::strings && value.is(Located::Type::array)) ||
                         (key.type == Type::numbers && value.is(Located::Type::object));
  if (has_parts) return check_parts(key, value);
  if (const std::string text = wrong_value(key, value); !text.empty()) {
    return wrong(key, value, text);
  }
  if (key.type == Type::object && has_rows_inside(key)) {
    check(value, std::string(key.name) + ".");
  }
}

void Checker::note_unknown(const LocatedMember& member, const std::string& prefix) {
  const std::string name = prefix + member.key;
  if (!told_.insert(name).second) return;
  std::vector<std::string> known;
  for (const SettingKey* key : rows_inside(prefix)) known.push_back(last_part(key->name));
  source_.report(
      Severity::note, "N02", member.key_at, name,
      "unknown key \"" + member.key + "\" is ignored" +
          (name == "custom_models" || name == "custom_model" ? "; did you mean \"customModels\"?"
                                                             : suggestion(member.key, known)));
}

}  // namespace

const Located* read_strings(const Located& value, std::vector<std::string>& into) {
  if (value.is(Located::Type::string)) {
    into.push_back(value.text);
    return nullptr;
  }
  if (!value.is(Located::Type::array)) return &value;
  for (const Located& element : value.elements) {
    if (!element.is(Located::Type::string)) return &element;
    into.push_back(element.text);
  }
  return nullptr;
}

void report_values(const Located& root, Source& source) { Checker(source).check(root, ""); }

}  // namespace ingot::config
