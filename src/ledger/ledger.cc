#include "ledger/ledger.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "json/writer.h"
#include "os/file.h"

namespace ingot::ledger {
namespace {

void write_count(json::Writer& writer, std::string_view key, std::int64_t value) {
  writer.key(key);
  if (value < 0) {
    writer.null();
  } else {
    writer.integer(value);
  }
}

void write_money(json::Writer& writer, std::string_view key, std::optional<double> value) {
  writer.key(key);
  if (value) {
    writer.number(*value);
  } else {
    writer.null();
  }
}

std::string to_line(const Record& record) {
  std::string line;
  json::Writer writer(line);
  writer.begin_object()
      .member("time", record.time)
      .member("session", record.session_id)
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
  write_money(writer, "costUsd", record.cost_usd);
  writer.member("costReported", record.cost_reported)
      .member("estimated", record.usage.estimated)
      .member("durationMs", record.duration_ms)
      .member("partial", record.partial)
      .end_object();
  return line + "\n";
}

void add(std::int64_t& sum, std::int64_t part) {
  if (part >= 0) sum = std::max<std::int64_t>(sum, 0) + part;
}

std::int64_t told(std::int64_t count) { return std::max<std::int64_t>(count, 0); }

// 1234567 as "1,234,567".
std::string grouped(std::int64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

// Enough digits to tell a cheap request from a free one.
std::string money(double usd) {
  char text[48];
  const double size = std::fabs(usd);
  const int decimals = size >= 1 || size == 0 ? 2 : size >= 0.01 ? 4 : 6;
  std::snprintf(text, sizeof text, "$%.*f", decimals, size);
  return text;
}

std::string count_or_unknown(std::int64_t count) {
  return count < 0 ? std::string("not reported") : grouped(count);
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

Totals Ledger::totals() const {
  Totals totals;
  std::optional<double> cost = 0.0;
  std::optional<double> saved = 0.0;
  std::int64_t later_read = 0;
  std::int64_t later_prompt = 0;
  for (const Record& record : records_) {
    const chat::Usage& usage = record.usage;
    ++totals.requests;
    add(totals.usage.input, usage.input);
    add(totals.usage.output, usage.output);
    add(totals.usage.cache_read, usage.cache_read);
    add(totals.usage.cache_write, usage.cache_write);
    add(totals.usage.reasoning, usage.reasoning);
    totals.usage.estimated = totals.usage.estimated || usage.estimated;
    cost = cost && record.cost_usd ? std::optional(*cost + *record.cost_usd) : std::nullopt;
    if (usage.cache_read >= 0 || usage.cache_write >= 0) {
      totals.cache_reported = true;
      const auto part = saved_by_cache(usage, record.price);
      saved = saved && part ? std::optional(*saved + *part) : std::nullopt;
      if (totals.requests > 1) {  // the first request of a session cannot hit (PRV-120)
        later_read += told(usage.cache_read);
        later_prompt += told(usage.input) + told(usage.cache_read) + told(usage.cache_write);
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

std::string Ledger::summary() const {
  const Totals sum = totals();
  const std::int64_t prompt =
      told(sum.usage.input) + told(sum.usage.cache_read) + told(sum.usage.cache_write);
  std::string text = "requests  " + grouped(sum.requests) + "\n";
  text += "prompt    " + grouped(prompt) + " tokens";
  if (sum.cache_reported) {
    text += ": " + grouped(told(sum.usage.cache_read)) + " from the cache, " +
            grouped(told(sum.usage.cache_write)) + " written to it, " +
            grouped(told(sum.usage.input)) + " fresh";
  }
  text += "\noutput    " + count_or_unknown(sum.usage.output) + " tokens";
  if (sum.usage.reasoning > 0) text += ", " + grouped(sum.usage.reasoning) + " of them reasoning";
  if (sum.usage.estimated) text += " (partly estimated: the server did not report usage)";
  text += "\ncache     ";
  if (!sum.cache_reported) {
    text += "not reported by this provider";
  } else if (sum.hit_rate) {
    char share[32];
    std::snprintf(share, sizeof share, "%.1f %%", *sum.hit_rate * 100);
    text += std::string(share) + " of the prompts after the first request came from the cache";
  } else {
    text += "nothing to hit yet: this was the first request";
  }
  text +=
      "\ncost      " + (sum.cost_usd ? money(*sum.cost_usd)
                                     : std::string("unknown: no price is known for this model"));
  const bool local = !records_.empty() && records_.back().price.source == "local";
  if (local) text += " (local)";
  if (sum.saved_usd && !local && std::fabs(*sum.saved_usd) > 0) {
    text += *sum.saved_usd > 0 ? ", caching saved " : ", caching cost ";
    text += money(*sum.saved_usd) + (*sum.saved_usd > 0 ? "" : " more");
  }
  return text + "\n";
}

}  // namespace ingot::ledger
