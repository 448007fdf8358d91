#include "session/settings_file.h"

#include <algorithm>
#include <span>

#include "json/raw.h"
#include "json/value.h"
#include "json/writer.h"
#include "os/file.h"

namespace ingot::session {
namespace {

constexpr std::uint64_t kMaxBytes = 16U << 20U;
constexpr std::string_view kOwnMembers[] = {
    "model",      "reasoningEffort", "interactionMode", "autonomyLevel", "tags",
    "tokenUsage", "todos",           "archivedAt",      "ingot"};
constexpr std::string_view kOwnCounters[] = {"inputTokens", "outputTokens", "cacheReadTokens",
                                             "cacheCreationTokens", "thinkingTokens"};
constexpr std::string_view kOwnDetails[] = {"model",     "provider",   "baseUrl",
                                            "costUsd",   "estimated",  "cacheCreation1hTokens",
                                            "lastFront", "compaction", "budgetUsd"};

std::int64_t count(json::Value usage, std::string_view key) {
  return usage[key].integer().value_or(-1);
}

void write_count(json::Writer& writer, std::string_view key, std::int64_t value) {
  if (value >= 0) writer.member(key, value);
}

std::optional<Compaction> read_compaction(json::Value value) {
  if (!value.is_object()) return std::nullopt;
  Compaction compaction;
  compaction.until = value["until"].string_or("");
  compaction.summary = value["summary"].string_or("");
  for (const json::Value text : value["opening"].elements()) {
    compaction.opening.emplace_back(text.string_or(""));
  }
  if (compaction.until.empty() || compaction.opening.empty()) return std::nullopt;
  return compaction;
}

void write_compaction(json::Writer& writer, const Compaction& compaction,
                      const Redactor& redactor) {
  writer.key("compaction")
      .begin_object()
      .member("until", compaction.until)
      .member("summary", redactor.redact(compaction.summary))
      .key("opening")
      .begin_array();
  for (const std::string& text : compaction.opening) writer.string(redactor.redact(text));
  writer.end_array().end_object();
}

// The members of the object `before` that ingot does not write itself, as they were.
void keep_others(json::Writer& writer, std::string_view before,
                 std::span<const std::string_view> own) {
  const auto document = json::Document::parse(before);
  if (!document) return;
  for (const auto& [key, value] : document->root().members()) {
    if (std::find(own.begin(), own.end(), key) != own.end()) continue;
    writer.raw_member(key, json::raw_member(before, key));
  }
}

void write_tags(json::Writer& writer, const std::vector<Tag>& tags, const Redactor& redactor) {
  writer.key("tags").begin_array();
  for (const Tag& tag : tags) {
    writer.begin_object().member("name", redactor.redact(tag.name));
    if (!tag.metadata.empty()) {
      writer.key("metadata").begin_object();
      for (const auto& [key, value] : tag.metadata) writer.member(key, redactor.redact(value));
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
  take(settings.last_front, root["ingot"]["lastFront"]);
  settings.cost_usd = root["ingot"]["costUsd"].number();
  settings.budget_usd = root["ingot"]["budgetUsd"].number();
  settings.compaction = read_compaction(root["ingot"]["compaction"]);
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
  settings.usage.cache_write_1h = count(root["ingot"], "cacheCreation1hTokens");
  settings.usage.estimated = root["ingot"]["estimated"].boolean().value_or(false);
  return settings;
}

Result<> write_settings(const std::filesystem::path& path, const Settings& settings,
                        const Redactor& redactor) {
  std::string before = os::read_file(path, kMaxBytes).value_or({});
  const auto document = json::Document::parse(before);
  if (!document || !document->root().is_object()) before = "{}";
  std::string text;
  json::Writer writer(text);
  const auto write = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) writer.member(key, redactor.redact(value));
  };
  writer.begin_object();
  write("model", settings.model);
  write("reasoningEffort", settings.reasoning_effort);
  write("interactionMode", settings.interaction_mode);
  write("autonomyLevel", settings.autonomy);
  write_tags(writer, settings.tags, redactor);
  writer.key("tokenUsage").begin_object();
  write_count(writer, "inputTokens", settings.usage.input);
  write_count(writer, "outputTokens", settings.usage.output);
  write_count(writer, "cacheReadTokens", settings.usage.cache_read);
  write_count(writer, "cacheCreationTokens", settings.usage.cache_write);
  write_count(writer, "thinkingTokens", settings.usage.reasoning);
  keep_others(writer, json::raw_member(before, "tokenUsage"), kOwnCounters);
  writer.end_object();
  write("todos", settings.todos);
  write("archivedAt", settings.archived_at);
  writer.key("ingot").begin_object();
  write("model", settings.model_name);
  write("provider", settings.provider);
  write("baseUrl", settings.base_url);
  write("lastFront", settings.last_front);
  if (settings.cost_usd) writer.member("costUsd", *settings.cost_usd);
  write_count(writer, "cacheCreation1hTokens", settings.usage.cache_write_1h);
  if (settings.usage.estimated) writer.member("estimated", true);
  if (settings.budget_usd) writer.member("budgetUsd", *settings.budget_usd);
  if (settings.compaction) write_compaction(writer, *settings.compaction, redactor);
  keep_others(writer, json::raw_member(before, "ingot"), kOwnDetails);
  writer.end_object();
  keep_others(writer, before, kOwnMembers);
  writer.end_object();
  return os::write_atomic(path, text + "\n", {.mode = 0600});
}

}  // namespace ingot::session
