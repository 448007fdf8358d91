#include "ledger/ledger.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "json/value.h"
#include "json/writer.h"
#include "ledger/json_numbers.h"
#include "os/file.h"

namespace ingot::ledger {
namespace {

constexpr std::uint64_t kMaxBookBytes = 1U << 30U;

std::string to_line(const Record& record) {
  std::string line;
  json::Writer writer(line);
  writer.begin_object()
      .member("time", record.time)
      .member("session", record.session_id)
      .member("turn", record.turn)
      .member("role", record.role)
      .member("modelId", record.model_id)
      .member("model", record.model)
      .member("host", record.host)
      .member("provider", record.protocol);
  write_count(writer, "input", record.usage.input);
  write_count(writer, "output", record.usage.output);
  write_count(writer, "cacheRead", record.usage.cache_read);
  write_count(writer, "cacheWrite", record.usage.cache_write);
  write_count(writer, "reasoning", record.usage.reasoning);
  writer.key("price").begin_object().member("source", record.price.source);
  write_money(writer, "input", record.price.input);
  write_money(writer, "output", record.price.output);
  write_money(writer, "cacheRead", record.price.cache_read);
  write_money(writer, "cacheWrite", record.price.cache_write);
  writer.end_object();
  if (record.usage.cache_write_1h >= 0) writer.member("cacheWrite1h", record.usage.cache_write_1h);
  writer.member("cache", to_string(record.cache.outcome));
  write_count(writer, "cacheExpected", record.cache.expected);
  if (record.cache.missed()) writer.member("cacheMiss", record.cache.why);
  write_money(writer, "costUsd", record.cost_usd);
  writer.member("costReported", record.cost_reported)
      .member("estimated", record.usage.estimated)
      .member("durationMs", record.duration_ms)
      .member("partial", record.partial)
      .end_object();
  return line + "\n";
}

}  // namespace

Ledger::Ledger(std::filesystem::path file, std::string session_id)
    : file_(std::move(file)), session_id_(std::move(session_id)) {}

Result<> Ledger::record(Record record) {
  if (record.session_id.empty()) record.session_id = session_id_;
  records_.push_back(std::move(record));
  if (file_.empty()) return {};
  INGOT_TRY_VOID(os::make_folders(file_.parent_path(), 0700));
  INGOT_TRY(os::AppendFile file, os::AppendFile::open(file_, 0600));
  return file.append(to_line(records_.back()));
}

Totals totals_of(const std::vector<Record>& records) {
  Totals totals;
  std::set<std::string_view> begun;  // sessions whose first request has been seen
  std::optional<double> cost = 0.0;
  std::optional<double> saved = 0.0;
  std::int64_t later_read = 0;
  std::int64_t later_prompt = 0;
  for (const Record& record : records) {
    const chat::Usage& usage = record.usage;
    const bool is_first = begun.insert(record.session_id).second;
    ++totals.requests;
    totals.duration_ms += record.duration_ms;
    chat::add(totals.usage, usage);
    cost = cost && record.cost_usd ? std::optional(*cost + *record.cost_usd) : std::nullopt;
    if (usage.cache_read >= 0 || usage.cache_write >= 0) {
      totals.cache_reported = true;
      const auto part = saved_by_cache(usage, record.price);
      saved = saved && part ? std::optional(*saved + *part) : std::nullopt;
      if (!is_first) {  // the first request of a session cannot hit (PRV-120)
        later_read += chat::told(usage.cache_read);
        later_prompt += chat::prompt_tokens(usage);
      }
    }
  }
  if (totals.requests > 0) totals.cost_usd = cost;
  if (totals.cache_reported) totals.saved_usd = saved;
  if (totals.cache_reported && later_prompt > 0) {
    totals.hit_rate = static_cast<double>(later_read) / static_cast<double>(later_prompt);
  }
  return totals;
}

namespace {

// Unix time is not stored apart: ISO 8601 in UTC sorts as text.
Record record_of(json::Value line) {
  const auto text = [&](std::string_view key) { return std::string(line[key].string_or("")); };
  const auto count = [&](std::string_view key) { return line[key].integer().value_or(-1); };
  Record record;
  record.time = text("time");
  record.session_id = text("session");
  record.turn = text("turn");
  record.role = text("role");
  record.model_id = text("modelId");
  record.model = text("model");
  record.host = text("host");
  record.protocol = text("provider");
  record.usage.input = count("input");
  record.usage.output = count("output");
  record.usage.cache_read = count("cacheRead");
  record.usage.cache_write = count("cacheWrite");
  record.usage.cache_write_1h = count("cacheWrite1h");
  record.usage.reasoning = count("reasoning");
  record.usage.estimated = line["estimated"].boolean().value_or(false);
  const json::Value price = line["price"];
  record.price.source = std::string(price["source"].string_or(""));
  record.price.input = price["input"].number();
  record.price.output = price["output"].number();
  record.price.cache_read = price["cacheRead"].number();
  record.price.cache_write = price["cacheWrite"].number();
  record.cost_usd = line["costUsd"].number();
  record.cost_reported = line["costReported"].boolean().value_or(false);
  record.duration_ms = line["durationMs"].integer().value_or(0);
  record.partial = line["partial"].boolean().value_or(false);
  record.cache.expected = count("cacheExpected");
  record.cache.outcome = outcome_from(text("cache")).value_or(CacheOutcome::first);
  record.cache.why = text("cacheMiss");
  return record;
}

}  // namespace

Result<Book> read_book(const std::filesystem::path& file, std::string_view session) {
  Book book;
  const auto info = os::stat_file(file);
  if (!info && info.error().kind == Error::Kind::not_found) return book;
  INGOT_TRY(const std::string bytes, os::read_file(file, kMaxBookBytes));
  json::Reader reader;
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (line.find(session) == std::string_view::npos) continue;
    const auto root = reader.parse(line);
    if (root && (*root)["session"].is_string() && (*root)["time"].is_string()) {
      if ((*root)["session"].string_or("").starts_with(session)) {
        book.records.push_back(record_of(*root));
      }
    } else {
      ++book.skipped;
    }
  }
  return book;
}

}  // namespace ingot::ledger
