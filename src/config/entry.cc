#include "config/entry.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "config/check.h"
#include "config/entry_fields.h"
#include "config/entry_key.h"
#include "config/entry_own.h"
#include "config/expand.h"
#include "config/keys.h"
#include "config/provider_name.h"
#include "config/url_check.h"

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
  void read_headers();
  void read_arguments();
  void read_id();
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
    read_key(fields_, entry_, environment_, host_);
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
  read_own_options(fields_, entry_);
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
