#include "config/entry.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/utf8.h"
#include "config/check.h"
#include "config/entry_fields.h"
#include "config/expand.h"
#include "config/key_file.h"
#include "config/keys.h"
#include "config/provider_name.h"
#include "config/url_check.h"
#include "config/values.h"

namespace ingot::config {
namespace {

using json::Located;
using Severity = Diagnostic::Severity;

constexpr std::size_t kMaxModelCharacters = 512;

class EntryReader {
 public:
  EntryReader(EntryFields& fields, ModelEntry& entry, const Environment& environment)
      : fields_(fields), entry_(entry), environment_(environment) {}

  void read();

 private:
  void read_model();
  void read_provider();
  void read_base_url();
  void read_key();
  void read_key_text(const Located& value);
  struct OtherKey {
    std::string_view name;
    const Located* value;
  };
  std::vector<OtherKey> other_keys();
  void read_other_key(const OtherKey& other);
  void read_headers();
  void read_arguments();
  void read_id();
  void read_own_options();
  void read_pricing(const Located& pricing);
  bool speaks_bedrock() const;
  void refuse_bedrock();
  void check_remote();

  EntryFields& fields_;
  ModelEntry& entry_;
  const Environment& environment_;
  std::string host_;
  bool plain_http_ = false;
};

void EntryReader::read_model() {
  const auto value = fields_.string("model");
  if (!value) return fields_.missing("model");
  entry_.model_at = fields_.position(*value);
  if (value->text.empty() || utf8_length(value->text) > kMaxModelCharacters) {
    return fields_.error("E06", *value, "model",
                         "model must be a string of 1 to 512 characters, found " +
                             std::to_string(utf8_length(value->text)));
  }
  entry_.model = value->text;
}

void EntryReader::read_provider() {
  const auto value = fields_.string("provider");
  if (!value) return fields_.missing("provider");
  entry_.provider_at = fields_.position(*value);
  const std::string wrong = wrong_provider(value->text);
  if (!wrong.empty()) return fields_.error("E09", *value, "provider", wrong);
  entry_.provider = value->text;
}

void EntryReader::read_base_url() {
  const auto value = fields_.string("baseUrl");
  if (!value) return fields_.missing("baseUrl");
  entry_.base_url_at = fields_.position(*value);
  std::string url = value->text;
  if (!fields_.legacy()) {
    const Expanded expanded = expand(url, environment_);
    for (const std::string& name : expanded.unset) {
      fields_.error(
          "E08", *value, "baseUrl",
          "baseUrl refers to ${" + name + "}, which is not set; run: export " + name + "=…");
    }
    if (!expanded.unset.empty()) return;
    url = expanded.text;
  }
  const UrlCheck check = check_url(url);
  if (!check.code.empty()) return fields_.error(check.code, *value, "baseUrl", check.text);
  entry_.base_url = url;
  host_ = check.host;
  plain_http_ = check.plain_http;
}

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

void EntryReader::read_key_text(const Located& value) {
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
std::vector<EntryReader::OtherKey> EntryReader::other_keys() {
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

void EntryReader::read_other_key(const OtherKey& other) {
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

void EntryReader::read_key() {
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

void EntryReader::read_headers() {
  const Located* headers = fields_.object("extraHeaders");
  if (headers == nullptr) return;
  for (const json::LocatedMember& member : headers->members) {
    const Located& value = member.value;
    const bool broken =
        value.is(Located::Type::string) && value.text.find_first_of("\r\n") != std::string::npos;
    if (!value.is(Located::Type::string) || broken) {
      fields_.error("E12", value, "extraHeaders",
                    "extraHeaders[\"" + member.key + "\"] must be a string without line breaks, " +
                        (broken ? "found one with a line break"
                                : "found " + std::string(json::type_name(value.type))));
      continue;
    }
    std::string text = value.text;
    if (!fields_.legacy()) {
      // ${INGOT_SESSION_ID} is filled in per conversation, when the request is made (CFG-115).
      const Expanded expanded = expand(text, [&](const std::string& name) {
        if (name == "INGOT_SESSION_ID") return std::optional<std::string>("${INGOT_SESSION_ID}");
        return environment_(name);
      });
      for (const std::string& name : expanded.unset) {
        fields_.error("E08", value, "extraHeaders",
                      "extraHeaders[\"" + member.key + "\"] refers to ${" + name +
                          "}, which is not set; run: export " + name + "=…");
      }
      text = expanded.text;
    }
    entry_.extra_headers.emplace_back(member.key, std::move(text));
  }
}

void EntryReader::read_arguments() {
  const Located* arguments = fields_.object("extraArgs");
  if (arguments == nullptr) return;
  static constexpr std::array kReserved = {"model",        "messages", "input", "system",
                                           "instructions", "tools",    "stream"};
  for (const json::LocatedMember& member : arguments->members) {
    if (std::find(kReserved.begin(), kReserved.end(), member.key) != kReserved.end()) {
      fields_.error_at("E13", member.key_at, "extraArgs",
                       "extraArgs may not set \"" + member.key +
                           "\"; reserved: model, messages, input, system, instructions, tools, "
                           "stream");
    }
  }
  entry_.extra_args_json = arguments->to_json();
}

void EntryReader::read_id() {
  const auto value = fields_.string("id");
  if (!value) return;
  entry_.id_at = fields_.position(*value);
  if (!value->text.starts_with("custom:") || value->text.size() == 7) {
    return fields_.error("E14", *value, "id",
                         "id must start with \"custom:\", found \"" + value->text + "\"");
  }
  entry_.id = value->text;
}

void EntryReader::read_pricing(const Located& pricing) {
  ModelEntry::Pricing prices;
  const auto price = [&](std::string_view name, std::optional<double>& into) {
    const Located* value = pricing.find(name);
    if (value == nullptr || value->is(Located::Type::null)) return;
    const double number = std::strtod(value->text.c_str(), nullptr);
    if (!value->is(Located::Type::number) || number < 0 || !std::isfinite(number)) {
      return fields_.error("E06", *value, "ingot.pricing",
                           "pricing." + std::string(name) +
                               " must be a number of US dollars per million tokens, " +
                               found(*value));
    }
    into = number;
  };
  price("input", prices.input);
  price("output", prices.output);
  price("cacheRead", prices.cache_read);
  price("cacheWrite", prices.cache_write);
  entry_.pricing = prices;
}

void EntryReader::read_own_options() {
  const Located* own = fields_.object("ingot");
  if (own == nullptr) return;
  if (const Located* pricing = own->find("pricing")) {
    if (pricing->is(Located::Type::object)) {
      read_pricing(*pricing);
    } else {
      fields_.error("E06", *pricing, "ingot.pricing",
                    "pricing must be an object, " + found(*pricing));
    }
  }
  const auto text = [&](std::string_view name, std::string& into,
                        const std::vector<std::string>& allowed) {
    const Located* value = own->find(name);
    if (value == nullptr || value->is(Located::Type::null)) return;
    const bool known =
        allowed.empty() || std::find(allowed.begin(), allowed.end(), value->text) != allowed.end();
    if (value->is(Located::Type::string) && known) {
      into = value->text;
      return;
    }
    std::string what = std::string(name) + " must be ";
    for (const std::string& one : allowed) what += (&one == &allowed.front() ? "" : ", ") + one;
    fields_.error("E06", *value, "ingot." + std::string(name),
                  (allowed.empty() ? what + "a string" : what) + "; " + found(*value));
  };
  text("promptCache", entry_.prompt_cache, {"auto", "anthropic", "long", "off"});
  text("maxTokensField", entry_.max_tokens_field, {"max_tokens", "max_completion_tokens"});
  text("reasoningField", entry_.reasoning_field,
       {"reasoning_content", "reasoning", "reasoning_details", "think_tags", "parts", "same"});
  text("caFile", entry_.ca_file, {});
  text("clientCert", entry_.client_cert, {});
  text("clientKey", entry_.client_key, {});
  if (const Located* value = own->find("fallback"); value && !value->is(Located::Type::null)) {
    std::vector<std::string> ids;
    if (const Located* bad = read_strings(*value, ids)) {
      fields_.error("E06", *bad, "ingot.fallback",
                    "fallback must be a model id or an array of them, " + found(*bad));
    } else {
      entry_.fallback = std::move(ids);
    }
  }
  if (const Located* value = own->find("timeoutMs")) {
    entry_.timeout_ms = fields_.whole_number(*value, "ingot.timeoutMs", "timeoutMs", 1000);
  }
}

void EntryReader::check_remote() {
  if (plain_http_ && !host_.empty() && !is_loopback_host(host_)) {
    const Located* url = fields_.any("baseUrl");
    if (url != nullptr) {
      fields_.warning("W05", *url, "baseUrl",
                      "the key would travel unencrypted to http://" + host_);
    }
  }
}

bool EntryReader::speaks_bedrock() const {
  const Located* provider = fields_.any("provider");
  return provider != nullptr && provider->is(Located::Type::string) &&
         provider->text == "bedrock-converse";
}

// An entry for AWS Bedrock has no URL and no key (CFG-66); what else it has is kept, and it is
// listed with this one reason.
void EntryReader::refuse_bedrock() {
  const auto provider = fields_.string("provider");
  if (provider) entry_.provider = provider->text;
  const Located* bedrock = fields_.any("bedrock");
  if (provider && provider->text == kGenericProvider && bedrock != nullptr) {
    return fields_.error("E17", *provider, "provider",
                         "bedrock needs provider \"anthropic\", \"openai\" or "
                         "\"bedrock-converse\", found \"generic-chat-completion-api\"");
  }
  fields_.error("E17", bedrock != nullptr ? *bedrock : *fields_.any("provider"),
                bedrock != nullptr ? "bedrock" : "provider",
                "AWS Bedrock is not supported yet; the entry stays as it is and cannot be chosen");
}

void EntryReader::read() {
  read_model();
  if (const auto name = fields_.string("displayName")) entry_.display_name = name->text;
  if (fields_.any("bedrock") == nullptr && !speaks_bedrock()) {
    read_provider();
    read_base_url();
    read_key();
  } else {
    refuse_bedrock();
  }
  read_id();
  entry_.max_output_tokens = fields_.integer("maxOutputTokens", 1);
  entry_.max_context_limit = fields_.integer("maxContextLimit", 1);
  entry_.thinking_max_tokens = fields_.integer("thinkingMaxTokens", 1024);
  entry_.index = fields_.integer("index", 0);
  entry_.no_image_support = fields_.boolean("noImageSupport").value_or(false);
  entry_.enable_thinking = fields_.boolean("enableThinking");
  if (const auto effort = fields_.string("reasoningEffort")) {
    const std::string wrong = wrong_value(*find_row("customModels[].reasoningEffort"), *effort);
    if (wrong.empty()) {
      entry_.reasoning_effort = effort->text;
    } else {
      fields_.error("E16", *effort, "reasoningEffort", "reasoningEffort " + wrong);
    }
  }
  read_headers();
  read_arguments();
  read_own_options();
  check_remote();
  if (fields_.legacy()) {
    for (const std::string_view name : {"maxOutputTokens", "displayName"}) {
      if (fields_.any(name) == nullptr) {
        fields_.warning_at_entry("W01", "required in config.json: \"" + fields_.spelling(name) +
                                            "\"; using the default");
      }
    }
  }
  fields_.note_unknown();
}

}  // namespace

std::string key_of(const ModelEntry& entry) {
  if (!entry.id.empty()) return entry.id;
  return entry.display_name.empty() ? entry.model : entry.display_name;
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

ModelEntry read_entry(const Located& element, int index, Source& source,
                      const Environment& environment) {
  ModelEntry entry;
  entry.array_index = index;
  entry.legacy = source.legacy();
  entry.at = entry.base_url_at = entry.api_key_at = entry.provider_at = source.position(element.at);
  EntryFields fields(element, index, source, entry);
  if (!element.is(Located::Type::object)) {
    fields.not_an_object();
    return entry;
  }
  EntryReader(fields, entry, environment).read();
  return entry;
}

}  // namespace ingot::config
