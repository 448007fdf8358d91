#include "config/entry_key.h"

#include <vector>

#include "config/expand.h"
#include "config/key_file.h"
#include "config/provider_name.h"
#include "config/url_check.h"
#include "config/values.h"

namespace ingot::config {
namespace {

using json::Located;

// "YOUR_…" and its kin: what stands in every example and works nowhere (W02).
std::string placeholder_in(std::string_view key) {
  const std::string word = lower_trimmed(key);
  for (const std::string_view mark :
       {"your_", "your-", "<your", "replace_me", "replace-me", "changeme", "change_me",
        "not-needed", "notneeded", "dummy", "placeholder", "xxxx", "insert"}) {
    if (word.find(mark) != std::string::npos) {
      return std::string(
          key.substr(word.find(mark) < key.size() ? word.find(mark) : 0, mark.size()));
    }
  }
  if (word == "ollama" || word == "none" || word == "key" || word == "api_key" ||
      word == "sk-...") {
    return std::string(key);
  }
  return {};
}

class KeyReader {
 public:
  KeyReader(EntryFields& fields, ModelEntry& entry, const Environment& environment,
            const std::string& host)
      : fields_(fields), entry_(entry), environment_(environment), host_(host) {}

  void read();

 private:
  void read_key_text(const Located& value);
  struct OtherKey {
    std::string_view name;
    const Located* value;
  };
  std::vector<OtherKey> other_keys();
  void read_other_key(const OtherKey& other);

  EntryFields& fields_;
  ModelEntry& entry_;
  const Environment& environment_;
  const std::string& host_;
};

void KeyReader::read_key_text(const Located& value) {
  entry_.api_key_source = "literal";
  if (fields_.legacy()) {
    if (has_reference(value.text)) {
      fields_.warning("W03", value, "apiKey",
                      "${VAR} is not expanded in config.json; move this entry to settings.json "
                      "(ingot config migrate)");
    }
    entry_.api_key = Secret(value.text);
    return;
  }
  const Expanded expanded = expand(value.text, environment_);
  for (const std::string& name : expanded.unset) {
    fields_.error("E08", value, "apiKey",
                  "apiKey refers to ${" + name + "}, which is not set; run: export " + name + "=…");
  }
  if (!expanded.used.empty()) entry_.api_key_source = "${" + expanded.used.front() + "}";
  if (!expanded.unset.empty()) return;
  std::string key = expanded.text;
  const std::size_t begin = key.find_first_not_of(" \t\r\n");
  const std::size_t end = key.find_last_not_of(" \t\r\n");
  if (begin == std::string::npos) {
    return fields_.error("E07", value, "apiKey", EntryFields::kEmptyKey);
  }
  if (begin != 0 || end + 1 != key.size()) {
    key = key.substr(begin, end - begin + 1);
    fields_.note("N04", value, "apiKey", "white space around the key is left out");
  }
  entry_.api_key = Secret(std::move(key));
}

// Where the entry's own options say the key comes from (CFG-205): a command, a file, the keyring. A
// file is read at once; the others when a request is made, so that no start waits for them.
std::vector<KeyReader::OtherKey> KeyReader::other_keys() {
  std::vector<OtherKey> others;
  const Located* own = fields_.object("ingot");
  if (own == nullptr) return others;
  for (const std::string_view name : {"apiKeyCommand", "apiKeyFile"}) {
    const Located* value = own->find(name);
    if (value == nullptr || value->is(Located::Type::null)) continue;
    if (value->is(Located::Type::string) &&
        value->text.find_first_not_of(" \t\r\n") != std::string::npos) {
      others.push_back({name, value});
    } else {
      fields_.error("E06", *value, "ingot." + std::string(name),
                    std::string(name) + " must be a string that is not empty, " + found(*value));
    }
  }
  if (const Located* value = own->find("keyring");
      value != nullptr && !value->is(Located::Type::null)) {
    if (!value->is(Located::Type::boolean)) {
      fields_.error("E06", *value, "ingot.keyring",
                    "keyring must be true or false, " + found(*value));
    } else if (value->text == "true") {
      others.push_back({"keyring", value});
    }
  }
  return others;
}

void KeyReader::read_other_key(const OtherKey& other) {
  entry_.api_key_at = fields_.position(*other.value);
  if (other.name == "apiKeyCommand") {
    entry_.key_command = other.value->text;
    entry_.api_key_source = "apiKeyCommand";
  } else if (other.name == "keyring") {
    entry_.key_in_keyring = true;
    entry_.api_key_source = "keyring";
  } else {
    entry_.key_file = key_file_path(other.value->text, environment_);
    entry_.api_key_source = entry_.key_file;
    auto key = read_key_file(entry_.key_file, environment_);
    if (!key) return fields_.error("E07", *other.value, "ingot.apiKeyFile", key.error().what);
    entry_.api_key = *std::move(key);
  }
}

void KeyReader::read() {
  const std::vector<OtherKey> others = other_keys();
  const Located* written = fields_.any("apiKey");
  if (!others.empty()) {
    const bool stands_in = written == nullptr ||
                           (written->is(Located::Type::string) &&
                            (is_stand_in(written->text) || !placeholder_in(written->text).empty()));
    if (others.size() > 1 || !stands_in) {
      const std::string first = stands_in ? "ingot." + std::string(others[1].name) : "apiKey";
      return fields_.error("E07", *others[0].value, "ingot." + std::string(others[0].name),
                           "the entry has two sources of its key: ingot." +
                               std::string(others[0].name) + " and " + first + "; keep one");
    }
    return read_other_key(others[0]);
  }
  const auto value = fields_.string("apiKey");
  if (!value) return fields_.missing("apiKey");
  entry_.api_key_at = fields_.position(*value);
  if (value->text.find_first_not_of(" \t\r\n") == std::string::npos) {
    return fields_.error("E07", *value, "apiKey", EntryFields::kEmptyKey);
  }
  read_key_text(*value);
  const std::string mark = placeholder_in(entry_.api_key.reveal());
  if (!mark.empty() && !host_.empty() && !is_loopback_host(host_)) {
    fields_.warning(
        "W02", *value, "apiKey",
        "apiKey looks like a placeholder (\"" + mark + "…\"); requests to " + host_ + " will fail");
  }
}

}  // namespace

void read_key(EntryFields& fields, ModelEntry& entry, const Environment& environment,
              const std::string& host) {
  KeyReader(fields, entry, environment, host).read();
}

bool is_stand_in(std::string_view key) {
  const std::string word = lower_trimmed(key);
  for (const std::string_view one :
       {"not-needed", "not-used", "notneeded", "none", "dummy", "placeholder", "ollama",
        "lm-studio", "lmstudio", "no-key-needed", "demo-key"}) {
    if (word == one) return true;
  }
  return false;
}

}  // namespace ingot::config
