#include "ledger/stats.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "json/writer.h"
#include "ledger/totals_table.h"

namespace ingot::ledger {
namespace {

Stats::Row row_of(std::string name, const std::vector<Record>& records) {
  Stats::Row row{.name = std::move(name), .totals = totals_of(records), .is_local = true};
  std::set<std::string_view> sessions;
  for (const Record& record : records) {
    sessions.insert(record.session_id);
    const bool local = record.price.source == "local";
    row.is_local = row.is_local && local;
    row.known_usd += record.cost_usd.value_or(0);
    if (!record.cost_usd && !local) ++row.unpriced;
  }
  row.sessions = sessions.size();
  return row;
}

std::int64_t tokens_of(const Stats::Row& row) {
  return chat::prompt_tokens(row.totals.usage) + chat::told(row.totals.usage.output);
}

template <typename NameOf>
std::vector<Stats::Row> rows_by(const std::vector<Record>& records, NameOf name_of) {
  std::map<std::string, std::vector<Record>> groups;
  for (const Record& record : records) groups[name_of(record)].push_back(record);
  std::vector<Stats::Row> rows;
  for (const auto& [name, of_name] : groups) rows.push_back(row_of(name, of_name));
  return rows;
}

void put_costliest_first(std::vector<Stats::Row>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const Stats::Row& a, const Stats::Row& b) {
    return a.known_usd != b.known_usd ? a.known_usd > b.known_usd : tokens_of(a) > tokens_of(b);
  });
}

// "$1.20 + ?": what is known, and that there is more.
std::string cost_of_row(const Stats::Row& row) {
  if (row.is_local) return "local";
  if (row.unpriced == 0) return money(row.known_usd);
  return row.known_usd > 0 ? money(row.known_usd) + " + ?" : "price unknown";
}

std::string plural(std::size_t count, const std::string& word) {
  return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

std::string table_of(const std::string& heading, const std::vector<Stats::Row>& rows,
                     std::size_t columns) {
  TotalsTable table(heading);
  for (const Stats::Row& row : rows) table.add(row.name, row.totals, cost_of_row(row));
  return table.text(columns);
}

void write_row(json::Writer& writer, const Stats::Row& row) {
  writer.member("sessions", static_cast<std::int64_t>(row.sessions));
  write_totals(writer, row.totals);
  writer.key("knownCostUsd").number(row.known_usd);
  writer.member("unpricedRequests", static_cast<std::int64_t>(row.unpriced))
      .member("local", row.is_local);
}

void write_rows(json::Writer& writer, std::string_view key, std::string_view name,
                const std::vector<Stats::Row>& rows) {
  writer.key(key).begin_array();
  for (const Stats::Row& row : rows) {
    writer.begin_object().member(name, row.name);
    write_row(writer, row);
    writer.end_object();
  }
  writer.end_array();
}

void write_questions(json::Writer& writer, const QuestionCounts& counts) {
  const auto count = [&writer](std::string_view name, std::size_t of) {
    writer.member(name, static_cast<std::int64_t>(of));
  };
  writer.key("questions").begin_object();
  count("all", counts.all);
  count("allowed", counts.allowed);
  count("changes", counts.changes);
  count("protected", counts.protected_ones);
  writer.key("commands").begin_object();
  for (const auto& [risk, of_risk] : counts.by_risk) count(risk, of_risk);
  writer.end_object().end_object();
}

}  // namespace

Stats stats_of(const std::vector<Record>& records, const StatsNames& names) {
  Stats stats;
  stats.days = rows_by(records, names.day);
  stats.models = rows_by(records, [](const Record& record) { return record.model_id; });
  std::map<std::string, std::string> projects;  // each session is asked about once
  stats.projects = rows_by(records, [&](const Record& record) {
    const auto known = projects.find(record.session_id);
    if (known != projects.end()) return known->second;
    return projects.emplace(record.session_id, names.project(record.session_id)).first->second;
  });
  put_costliest_first(stats.models);
  put_costliest_first(stats.projects);
  stats.all = row_of("all", records);
  return stats;
}

std::string to_text(const Stats& stats, const TextLayout& layout) {
  const std::string questions =
      stats.questions.all == 0 ? std::string() : "questions  " + to_text(stats.questions) + "\n";
  if (stats.all.totals.requests == 0) {
    return "no requests are recorded for " + stats.period + "\n" + questions;
  }
  std::string text = stats.period + ": " + plural(stats.all.sessions, "session") + ", " +
                     plural(static_cast<std::size_t>(stats.all.totals.requests), "request") + ", " +
                     rounded(tokens_of(stats.all)) + " tokens, " + cost_of_row(stats.all) + "\n";
  text += table_of("day", stats.days, layout.columns);
  text += table_of("model", stats.models, layout.columns);
  text += table_of("project", stats.projects, layout.columns);
  if (!stats.all.is_local && stats.all.unpriced > 0) {
    text += "the price of " + plural(stats.all.unpriced, "request") +
            " is unknown; ingot.pricing in an entry of customModels sets it\n";
  }
  return text + questions;
}

std::string to_json(const Stats& stats) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().member("period", stats.period);
  write_row(writer, stats.all);
  write_rows(writer, "days", "day", stats.days);
  write_rows(writer, "models", "modelId", stats.models);
  write_rows(writer, "projects", "folder", stats.projects);
  write_questions(writer, stats.questions);
  writer.end_object();
  return text;
}

}  // namespace ingot::ledger
