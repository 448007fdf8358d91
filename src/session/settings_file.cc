#include "session/settings_file.h"

#include <algorithm>
#include <array>

#include "json/raw.h"
#include "json/value.h"
#include "json/writer.h"
#include "os/file.h"

namespace ingot::session {
namespace {

constexpr std::uint64_t kMaxBytes = 16U << 20U;
constexpr std::array kOwnMembers = {"model", "reasoningEffort", "interactionMode", "autonomyLevel",
                                    "tags",  "tokenUsage",      "todos",           "archivedAt",
                                    "ingot"};

std::int64_t count(json::Value usage, std::string_view key) {
  return usage[key].integer().value_or(-1);
}

void write_count(json::Writer& writer, std::string_view key, std::int64_t value) {
  if (value >= 0) writer.member(key, value);
}

void write_tags(json::Writer& writer, const std::vector<Tag>& tags) {
  writer.key("tags").begin_array();
  for (const Tag& tag : tags) {
    writer.begin_object().member("name", tag.name);
    if (!tag.metadata.empty()) {
      writer.key("metadata").begin_object();
      for (const auto& [key, value] : tag.metadata) writer.member(key, value);
      writer.end_object();
    }
    writer.end_object();
  }
  writer.end_array();
}

}  // namespace

Settings read_settings(const std::filesystem::path& path) {
  Settings settings;
  const auto text = os::read_file(path, kMaxBytes);
  if (!text) return settings;
  const auto document = json::Document::parse(*text);
  if (!document) return settings;
  const json::Value root = document->root();
  const auto take = [](std::string& field, json::Value value) {
    if (const auto told = value.string()) field = std::string(*told);
  };
  take(settings.model, root["model"]);
  take(settings.reasoning_effort, root["reasoningEffort"]);
  take(settings.interaction_mode, root["interactionMode"]);
  take(settings.autonomy, root["autonomyLevel"]);
  take(settings.todos, root["todos"]);
  take(settings.archived_at, root["archivedAt"]);
  take(settings.model_name, root["ingot"]["model"]);
  take(settings.provider, root["ingot"]["provider"]);
  take(settings.base_url, root["ingot"]["baseUrl"]);
  settings.cost_usd = root["ingot"]["costUsd"].number();
  for (const json::Value tag : root["tags"].elements()) {
    Tag read;
    read.name = tag["name"].string_or(tag.string_or(""));
    for (const auto& [key, value] : tag["metadata"].members()) {
      if (value.is_string()) read.metadata.emplace_back(key, *value.string());
    }
    if (!read.name.empty()) settings.tags.push_back(std::move(read));
  }
  const json::Value usage = root["tokenUsage"];
  settings.usage.input = count(usage, "inputTokens");
  settings.usage.output = count(usage, "outputTokens");
  settings.usage.cache_read = count(usage, "cacheReadTokens");
  settings.usage.cache_write = count(usage, "cacheCreationTokens");
  settings.usage.reasoning = count(usage, "thinkingTokens");
  return settings;
}

Result<> write_settings(const std::filesystem::path& path, const Settings& settings,
                        const Redactor& redactor) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object()
      .member("model", settings.model)
      .member("reasoningEffort", settings.reasoning_effort)
      .member("interactionMode", settings.interaction_mode)
      .member("autonomyLevel", settings.autonomy);
  write_tags(writer, settings.tags);
  writer.key("tokenUsage").begin_object();
  write_count(writer, "inputTokens", settings.usage.input);
  write_count(writer, "outputTokens", settings.usage.output);
  write_count(writer, "cacheReadTokens", settings.usage.cache_read);
  write_count(writer, "cacheCreationTokens", settings.usage.cache_write);
  write_count(writer, "thinkingTokens", settings.usage.reasoning);
  writer.end_object().member("todos", settings.todos);
  if (!settings.archived_at.empty()) writer.member("archivedAt", settings.archived_at);
  writer.key("ingot")
      .begin_object()
      .member("model", settings.model_name)
      .member("provider", settings.provider)
      .member("baseUrl", settings.base_url);
  if (settings.cost_usd) writer.member("costUsd", *settings.cost_usd);
  writer.end_object();
  if (const auto before = os::read_file(path, kMaxBytes)) {
    if (const auto document = json::Document::parse(*before)) {
      for (const auto& [key, value] : document->root().members()) {
        if (std::find(kOwnMembers.begin(), kOwnMembers.end(), key) != kOwnMembers.end()) continue;
        writer.raw_member(key, json::raw_member(*before, key));
      }
    }
  }
  writer.end_object();
  return os::write_atomic(path, redactor.redact(text) + "\n", {.mode = 0600, .sync = false});
}

}  // namespace ingot::session
