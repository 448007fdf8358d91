#include "ledger/report.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "models/endpoint.h"

namespace ingot::ledger {
namespace {

constexpr std::int64_t kIdlePrompt = 4000;  // CFG-137
constexpr std::int64_t kIdleRequests = 5;

bool is_idle(const std::vector<Record>& records) {
  std::int64_t zeros = 0;
  for (const Record& record : records) {
    if (record.usage.cache_read > 0 || record.usage.cache_write > 0) return false;
    if (record.usage.cache_read == 0 && chat::prompt_tokens(record.usage) > kIdlePrompt) ++zeros;
  }
  return zeros >= kIdleRequests;
}

ModelReport report_on_model(const std::vector<Record>& records) {
  ModelReport model;
  const Record& last = records.back();
  model.model_id = last.model_id;
  model.model = last.model;
  model.host = last.host;
  model.protocol = last.protocol;
  model.is_local = last.price.source == "local";
  model.totals = totals_of(records);
  model.cache_is_idle = is_idle(records);
  std::map<std::string, std::vector<Record>> by_role;
  for (const Record& record : records) by_role[record.role].push_back(record);
  for (const auto& [name, of_role] : by_role) {
    const auto at = name == "main" ? model.roles.begin() : model.roles.end();
    model.roles.insert(at, {.name = name, .totals = totals_of(of_role)});
  }
  return model;
}

std::vector<Report::Turn> turns_of(const std::vector<Record>& records) {
  std::vector<Report::Turn> turns;
  std::vector<Record> of_turn;
  const auto end_turn = [&] {
    if (of_turn.empty()) return;
    const Totals totals = totals_of(of_turn);
    const chat::Usage& usage = totals.usage;
    Report::Turn& turn = turns.emplace_back();
    turn.id = of_turn.front().turn;
    turn.requests = totals.requests;
    turn.tokens = chat::prompt_tokens(usage) + chat::told(usage.output);
    turn.cost_usd = totals.cost_usd;
    if (totals.cache_reported && chat::prompt_tokens(usage) > 0) {
      turn.hit_rate = static_cast<double>(chat::told(usage.cache_read)) /
                      static_cast<double>(chat::prompt_tokens(usage));
    }
    for (const Record& record : of_turn) {
      if (record.cache.missed()) turn.misses.push_back(record.cache.why);
    }
    of_turn.clear();
  };
  for (const Record& record : records) {
    // Records from before turns were kept stand for themselves.
    if (!of_turn.empty() && (record.turn.empty() || record.turn != of_turn.front().turn)) {
      end_turn();
    }
    of_turn.push_back(record);
  }
  end_turn();
  return turns;
}

}  // namespace

Report report_on(const std::vector<Record>& records) {
  Report report;
  report.totals = totals_of(records);
  std::set<std::string_view> sessions;
  // One model under two hosts is two models.
  std::vector<std::pair<std::string, std::vector<Record>>> by_model;
  for (const Record& record : records) {
    sessions.insert(record.session_id);
    const std::string key = record.model_id + "\n" + record.host + "\n" + record.model;
    auto at = std::find_if(by_model.begin(), by_model.end(),
                           [&](const auto& one) { return one.first == key; });
    if (at == by_model.end()) at = by_model.insert(by_model.end(), {key, {}});
    at->second.push_back(record);
    if (record.cache.missed()) {
      const std::string outcome(to_string(record.cache.outcome));
      auto miss = std::find_if(report.misses.begin(), report.misses.end(),
                               [&](const Report::Miss& one) { return one.outcome == outcome; });
      if (miss == report.misses.end()) {
        miss = report.misses.insert(report.misses.end(), {.outcome = outcome});
      }
      ++miss->count;
      miss->last = record.cache.why;
    }
  }
  report.sessions = sessions.size();
  if (report.sessions == 1) report.turns = turns_of(records);
  if (!records.empty()) {
    report.first_time = records.front().time;
    report.last_time = records.back().time;
  }
  for (const auto& [key, of_model] : by_model) report.models.push_back(report_on_model(of_model));
  return report;
}

Comparison compare(const std::vector<Record>& records, const models::Model& other) {
  Comparison comparison{.model_id = other.id, .cost_usd = 0.0};
  for (const Record& record : records) {
    const auto cost = cost_of(record.usage, other.price, other.protocol);
    if (!cost) return {.model_id = other.id, .cost_usd = std::nullopt};
    *comparison.cost_usd += *cost;
  }
  return comparison;
}

std::string_view dashboard_of(std::string_view host) {
  struct Page {
    std::string_view host, url;
  };
  static constexpr Page kPages[] = {
      {"api.anthropic.com", "https://console.anthropic.com/usage"},
      {"api.openai.com", "https://platform.openai.com/usage"},
      {"openrouter.ai", "https://openrouter.ai/activity"},
      {"api.groq.com", "https://console.groq.com/dashboard/usage"},
      {"api.fireworks.ai", "https://app.fireworks.ai/account/usage"},
      {"api.deepinfra.com", "https://deepinfra.com/dash/usage"},
      {"api.together.xyz", "https://api.together.ai/settings/billing"},
      {"inference.baseten.co", "https://app.baseten.co/settings/billing"},
      {"router.huggingface.co", "https://huggingface.co/settings/billing"},
      {"generativelanguage.googleapis.com", "https://aistudio.google.com/usage"},
      {"api.deepseek.com", "https://platform.deepseek.com/usage"},
      {"api.mistral.ai", "https://console.mistral.ai/usage"},
      {"api.x.ai", "https://console.x.ai"},
      {"api.moonshot.ai", "https://platform.moonshot.ai/console"},
      {"api.cerebras.ai", "https://cloud.cerebras.ai"},
  };
  for (const Page& page : kPages) {
    if (host == page.host) return page.url;
  }
  return {};
}

}  // namespace ingot::ledger
