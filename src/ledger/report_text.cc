// ledger/report_text.cc: a report for people and for programs.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "json/writer.h"
#include "ledger/json_numbers.h"
#include "ledger/report.h"

namespace ingot::ledger {
namespace {

// 1234567 as "1,234,567"; "-" for what nobody told.
std::string grouped(std::int64_t count) {
  if (count < 0) return "-";
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string percent(double share) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %%", share * 100);
  return text.data();
}

std::string seconds(std::int64_t ms) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(ms) / 1000);
  return text.data();
}

std::string cost_text(const Totals& totals, bool local) {
  if (local) return "local";
  return totals.cost_usd ? money(*totals.cost_usd) : "price unknown";
}

std::string rate_text(const Totals& totals) {
  return totals.hit_rate ? percent(*totals.hit_rate) : "-";
}

using Cells = std::array<std::string, 9>;

std::string row(const Cells& cells) {
  constexpr std::array<std::size_t, 9> kWidths = {12, 8, 11, 10, 10, 11, 11, 9, 14};
  std::string line =
      "  " + cells[0] + std::string(kWidths[0] - std::min(kWidths[0], cells[0].size()), ' ');
  for (std::size_t i = 1; i < cells.size(); ++i) {
    const std::size_t width = std::max(kWidths[i], cells[i].size() + 1);
    line += std::string(width - cells[i].size(), ' ') + cells[i];
  }
  return line + "\n";
}

std::string row(const std::string& name, const Totals& totals, bool local) {
  return row({name, grouped(totals.requests), grouped(totals.usage.input),
              grouped(totals.usage.output), grouped(totals.usage.reasoning),
              grouped(totals.usage.cache_read), grouped(totals.usage.cache_write),
              rate_text(totals), cost_text(totals, local)});
}

std::string cache_line(const ModelReport& model) {
  const Totals& totals = model.totals;
  if (!totals.cache_reported) return "  cache: not reported by this provider\n";
  std::string line;
  if (model.is_local) return line;
  if (totals.saved_usd && *totals.saved_usd > 0) {
    line = "  saved by caching: " + money(*totals.saved_usd) + "\n";
  } else if (totals.saved_usd && *totals.saved_usd < 0) {
    line = "  caching cost more: " + money(*totals.saved_usd) + "\n";
  }
  if (model.cache_is_idle) {
    line +=
        "  nothing was read from the cache in 5 requests of more than 4000 tokens: a proxy that "
        "drops the marks, a prefix below the provider's minimum, or pauses longer than its "
        "lifetime; try: ingot doctor --model " +
        model.model_id + " --cache\n";
  }
  return line;
}

void write_totals(json::Writer& writer, const Totals& totals) {
  writer.member("requests", totals.requests);
  write_count(writer, "inputTokens", totals.usage.input);
  write_count(writer, "outputTokens", totals.usage.output);
  write_count(writer, "cacheReadTokens", totals.usage.cache_read);
  write_count(writer, "cacheCreationTokens", totals.usage.cache_write);
  write_count(writer, "thinkingTokens", totals.usage.reasoning);
  writer.member("estimated", totals.usage.estimated).member("cacheReported", totals.cache_reported);
  write_money(writer, "hitRate", totals.hit_rate);
  write_money(writer, "costUsd", totals.cost_usd);
  write_money(writer, "savedUsd", totals.saved_usd);
  writer.member("durationMs", totals.duration_ms);
}

}  // namespace

std::string money(double usd) {
  std::array<char, 48> text{};
  const double size = std::fabs(usd);
  const int decimals = size >= 1 || size == 0 ? 2 : size >= 0.01 ? 4 : 6;
  std::snprintf(text.data(), text.size(), "$%.*f", decimals, size);
  return text.data();
}

std::string to_text(const Report& report) {
  if (report.totals.requests == 0) return "no requests are recorded\n";
  const bool all_local = std::all_of(report.models.begin(), report.models.end(),
                                     [](const ModelReport& model) { return model.is_local; });
  std::string text;
  for (const ModelReport& model : report.models) {
    text += model.model_id + "  (" + model.model + " at " + model.host + ")\n";
    text += row({"role", "requests", "input", "output", "thinking", "cache read", "cache write",
                 "hit rate", "cost"});
    for (const ModelReport::Role& role : model.roles) {
      text += row(role.name, role.totals, model.is_local);
    }
    if (model.roles.size() > 1) text += row("all", model.totals, model.is_local);
    text += cache_line(model);
    if (const std::string_view page = dashboard_of(model.host); !page.empty()) {
      text += "  the provider's own figures: " + std::string(page) + "\n";
    }
  }
  if (report.models.size() > 1) {
    text += "total\n" + row("all models", report.totals, all_local);
  }
  if (report.totals.usage.estimated) {
    text += "some counts are estimates: the server did not report usage\n";
  }
  for (const Report::Miss& miss : report.misses) {
    text += "cache missed (" + miss.outcome + "), " + std::to_string(miss.count) +
            (miss.count == 1 ? " time: " : " times, last: ") + miss.last + "\n";
  }
  text += "cost " + cost_text(report.totals, all_local) + ", " +
          std::to_string(report.totals.requests) +
          (report.totals.requests == 1 ? " request" : " requests") + ", waited " +
          seconds(report.totals.duration_ms) + " for answers\n";
  if (report.comparison) {
    text += "the same tokens with " + report.comparison->model_id + ": " +
            (report.comparison->cost_usd ? money(*report.comparison->cost_usd)
                                         : std::string("price unknown")) +
            "\n";
  }
  return text;
}

std::string to_json(const Report& report) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object()
      .member("sessions", static_cast<std::int64_t>(report.sessions))
      .member("from", report.first_time)
      .member("to", report.last_time)
      .key("models")
      .begin_array();
  for (const ModelReport& model : report.models) {
    writer.begin_object()
        .member("modelId", model.model_id)
        .member("model", model.model)
        .member("host", model.host)
        .member("provider", model.protocol)
        .member("local", model.is_local);
    write_totals(writer, model.totals);
    writer.key("roles").begin_array();
    for (const ModelReport::Role& role : model.roles) {
      writer.begin_object().member("role", role.name);
      write_totals(writer, role.totals);
      writer.end_object();
    }
    writer.end_array()
        .member("cacheIdle", model.cache_is_idle)
        .member("dashboard", dashboard_of(model.host))
        .end_object();
  }
  writer.end_array().key("total").begin_object();
  write_totals(writer, report.totals);
  writer.end_object().key("cacheMisses").begin_array();
  for (const Report::Miss& miss : report.misses) {
    writer.begin_object()
        .member("cause", miss.outcome)
        .member("count", miss.count)
        .member("last", miss.last)
        .end_object();
  }
  writer.end_array();
  if (report.comparison) {
    writer.key("comparison").begin_object().member("modelId", report.comparison->model_id);
    write_money(writer, "costUsd", report.comparison->cost_usd);
    writer.end_object();
  }
  writer.end_object();
  return text;
}

}  // namespace ingot::ledger
