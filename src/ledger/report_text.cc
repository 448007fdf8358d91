// ledger/report_text.cc: a report for people and for programs.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "json/writer.h"
#include "ledger/json_numbers.h"
#include "ledger/report.h"
#include "ledger/totals_table.h"

namespace ingot::ledger {
namespace {

std::string seconds(std::int64_t ms) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(ms) / 1000);
  return text.data();
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

}  // namespace

std::string money(double usd) {
  std::array<char, 48> text{};
  const double size = std::fabs(usd);
  const int decimals = size >= 1 || size == 0 ? 2 : size >= 0.01 ? 4 : 6;
  std::snprintf(text.data(), text.size(), "$%.*f", decimals, size);
  return text.data();
}

std::string rounded(std::int64_t count) {
  if (count < 1000) return std::to_string(count);
  std::array<char, 32> digits{};
  const double thousands = static_cast<double>(count) / 1000;
  const bool millions = thousands >= 999.5;
  const double shown = millions ? thousands / 1000 : thousands;
  std::snprintf(digits.data(), digits.size(), shown < 99.95 ? "%.1f" : "%.0f", shown);
  std::string text = digits.data();
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text + (millions ? "M" : "k");
}

std::string to_text(const Report& report, const TextLayout& layout) {
  if (report.totals.requests == 0) return "no requests are recorded\n";
  const bool all_local = std::all_of(report.models.begin(), report.models.end(),
                                     [](const ModelReport& model) { return model.is_local; });
  std::string text;
  for (const ModelReport& model : report.models) {
    text += model.model_id + "  (" + model.model + " at " + model.host + ")\n";
    TotalsTable table("role");
    for (const ModelReport::Role& role : model.roles) {
      table.add(role.name, role.totals, cost_text(role.totals, model.is_local));
    }
    if (model.roles.size() > 1) {
      table.add("all", model.totals, cost_text(model.totals, model.is_local));
    }
    text += table.text(layout.columns);
    text += cache_line(model);
    if (const std::string_view page = dashboard_of(model.host); !page.empty()) {
      text += "  the provider's own figures: " + std::string(page) + "\n";
    }
  }
  if (report.models.size() > 1) {
    TotalsTable table("role");
    table.add("all models", report.totals, cost_text(report.totals, all_local));
    text += "total\n" + table.text(layout.columns);
  }
  if (report.totals.usage.estimated) {
    text += "some counts are estimates: the server did not report usage\n";
  }
  for (const Report::Miss& miss : report.misses) {
    text += "cache missed (" + miss.outcome + "), " + std::to_string(miss.count) +
            (miss.count == 1 ? " time: " : " times, last: ") + miss.last + "\n";
  }
  text += turns_text(report, layout);
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
  writer.end_array().key("turns").begin_array();
  for (const Report::Turn& turn : report.turns) {
    writer.begin_object().member("id", turn.id).member("requests", turn.requests);
    write_count(writer, "tokens", turn.tokens);
    write_money(writer, "costUsd", turn.cost_usd);
    write_money(writer, "hitRate", turn.hit_rate);
    writer.key("cacheMisses").begin_array();
    for (const std::string& miss : turn.misses) writer.string(miss);
    writer.end_array().end_object();
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
