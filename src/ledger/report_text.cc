// ledger/report_text.cc: a report for people and for programs.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

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

// A table whose columns are as wide as what stands in them.
struct Table {
  struct Column {
    std::string_view name, short_name;
    int loss;  // when the column goes as room gets short; 0: never
  };
  static constexpr std::array<Column, 9> kColumns = {{{"role", "role", 0},
                                                      {"requests", "req", 0},
                                                      {"input", "in", 0},
                                                      {"output", "out", 0},
                                                      {"thinking", "think", 2},
                                                      {"cache read", "read", 0},
                                                      {"cache write", "write", 3},
                                                      {"hit rate", "hit", 1},
                                                      {"cost", "cost", 0}}};
  using Cells = std::array<std::string, kColumns.size()>;

  void add(const std::string& name, const Totals& totals, bool local) {
    rows.push_back({name, &totals, local});
  }

  static Cells cells_of(const std::string& name, const Totals& totals, bool local, bool exact) {
    const auto count = [&](std::int64_t number) {
      return exact ? grouped(number) : number < 0 ? std::string("-") : rounded(number);
    };
    return {name,
            count(totals.requests),
            count(totals.usage.input),
            count(totals.usage.output),
            count(totals.usage.reasoning),
            count(totals.usage.cache_read),
            count(totals.usage.cache_write),
            rate_text(totals),
            cost_text(totals, local)};
  }

  std::string text(std::size_t columns) const {
    for (const bool exact : {true, false}) {
      std::vector<Cells> cells;
      Cells& head = cells.emplace_back();
      for (std::size_t c = 0; c < kColumns.size(); ++c) {
        head[c] = exact ? kColumns[c].name : kColumns[c].short_name;
      }
      for (const Row& row : rows) {
        cells.push_back(cells_of(row.name, *row.totals, row.local, exact));
      }
      std::array<std::size_t, kColumns.size()> widths{};
      for (const Cells& row : cells) {
        for (std::size_t c = 0; c < row.size(); ++c) {
          widths[c] = std::max(widths[c], row[c].size() + (exact ? 3 : 2));
        }
      }
      std::array<bool, kColumns.size()> kept{};
      kept.fill(true);
      const auto width = [&] {
        std::size_t sum = 2;
        for (std::size_t c = 0; c < kept.size(); ++c) sum += kept[c] ? widths[c] : 0;
        return sum;
      };
      if (exact && columns > 0 && width() > columns) continue;
      for (int loss = 1; columns > 0 && width() > columns && loss <= 3; ++loss) {
        for (std::size_t c = 0; c < kept.size(); ++c) {
          if (kColumns[c].loss == loss) kept[c] = false;
        }
      }
      std::string text;
      for (const Cells& row : cells) {
        text += "  " + row[0] + std::string(widths[0] - row[0].size(), ' ');
        for (std::size_t c = 1; c < row.size(); ++c) {
          if (kept[c]) text += std::string(widths[c] - row[c].size(), ' ') + row[c];
        }
        text += "\n";
      }
      return text;
    }
    return {};
  }

  struct Row {
    std::string name;
    const Totals* totals;
    bool local;
  };
  std::vector<Row> rows;
};

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
    Table table;
    for (const ModelReport::Role& role : model.roles) {
      table.add(role.name, role.totals, model.is_local);
    }
    if (model.roles.size() > 1) table.add("all", model.totals, model.is_local);
    text += table.text(layout.columns);
    text += cache_line(model);
    if (const std::string_view page = dashboard_of(model.host); !page.empty()) {
      text += "  the provider's own figures: " + std::string(page) + "\n";
    }
  }
  if (report.models.size() > 1) {
    Table table;
    table.add("all models", report.totals, all_local);
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
