#include "ledger/cache_watch.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/ids.h"
#include "ledger/request_front.h"
#include "models/cache_rules.h"

namespace ingot::ledger {
namespace {

using chat::told;
using models::CacheRules;
using std::chrono::duration_cast;
using std::chrono::seconds;

// What the cache holds after this request: all of the prompt where it fills itself, else what was
// read and written.
std::int64_t kept_by(const chat::Usage& usage, const CacheRules& rules) {
  if (rules.kind == CacheRules::Kind::marks) {
    return told(usage.cache_read) + told(usage.cache_write);
  }
  return chat::prompt_tokens(usage) / rules.unit * rules.unit;
}

std::string duration(seconds gap) {
  if (gap < std::chrono::minutes(2)) return std::to_string(gap.count()) + " s";
  if (gap < std::chrono::hours(2)) return std::to_string(gap.count() / 60) + " min";
  return std::to_string(gap.count() / 3600) + " h";
}

std::string what_changed(const Parting& parting) {
  if (parting.key == "tools") return "the tools changed";
  if (parting.key == "system" || (parting.item && *parting.item == 0)) {
    return "the system prompt or the first message changed";
  }
  if (parting.item) return "an earlier message is not what it was";
  return "the request's settings changed";
}

template <typename Number>
void read_number(std::string_view text, Number& into) {
  std::from_chars(text.data(), text.data() + text.size(), into);
}

}  // namespace

std::string_view to_string(CacheOutcome outcome) {
  switch (outcome) {
    case CacheOutcome::first:
      return "first";
    case CacheOutcome::hit:
      return "hit";
    case CacheOutcome::not_reported:
      return "not reported";
    case CacheOutcome::too_short:
      return "below the minimum";
    case CacheOutcome::expired:
      return "expired";
    case CacheOutcome::changed:
      return "prefix changed";
    case CacheOutcome::reasoning:
      return "reasoning changed";
    case CacheOutcome::not_kept:
      return "not kept";
  }
  return "first";
}

std::optional<CacheOutcome> outcome_from(std::string_view text) {
  for (const CacheOutcome one :
       {CacheOutcome::first, CacheOutcome::hit, CacheOutcome::not_reported, CacheOutcome::too_short,
        CacheOutcome::expired, CacheOutcome::changed, CacheOutcome::reasoning,
        CacheOutcome::not_kept}) {
    if (text == to_string(one)) return one;
  }
  return std::nullopt;
}

// Fields separated by tabs; none of them can hold one.
std::string to_line(const FrontPrint& print) {
  if (print.model_id.empty()) return {};
  return print.model_id + "\t" + std::to_string(print.bytes) + "\t" + std::to_string(print.hash) +
         "\t" + std::to_string(print.tokens) + "\t" + std::to_string(print.time_s) + "\t" +
         print.effort;
}

FrontPrint print_from(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t tab = line.find('\t');
    fields.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) break;
    line.remove_prefix(tab + 1);
  }
  FrontPrint print;
  if (fields.size() != 6) return print;
  print.model_id = fields[0];
  read_number(fields[1], print.bytes);
  read_number(fields[2], print.hash);
  read_number(fields[3], print.tokens);
  read_number(fields[4], print.time_s);
  print.effort = fields[5];
  return print;
}

void CacheWatch::restore(FrontPrint print) {
  if (print.model_id.empty()) return;
  known_[print.model_id] = {.front = {}, .print = print};
  last_ = std::move(print);
}

CacheVerdict CacheWatch::judge(const models::Model& model, std::string_view body,
                               const chat::Usage& usage, Time now) {
  const CacheRules rules = models::cache_rules_for(model);
  std::string front = front_of(body);
  const auto now_s = duration_cast<seconds>(now.time_since_epoch());
  FrontPrint print{.model_id = model.id,
                   .bytes = front.size(),
                   .hash = stable_hash(front),
                   .tokens = kept_by(usage, rules),
                   .time_s = now_s.count(),
                   .effort = model.effort};
  CacheVerdict verdict;
  const auto found = known_.find(model.id);
  if (usage.cache_read < 0 && usage.cache_write < 0) {
    verdict.outcome = CacheOutcome::not_reported;
  } else if (found != known_.end()) {
    const Known& before = found->second;
    const seconds gap(std::max<std::int64_t>(now_s.count() - before.print.time_s, 0));
    verdict.expected = std::min(before.print.tokens, chat::prompt_tokens(usage));
    std::optional<Parting> parting;
    bool changed = false;
    if (!before.front.empty()) {
      parting = parting_of(before.front, front);
      changed = parting.has_value();
    } else {  // of an earlier process only the print is left
      changed =
          front.size() < before.print.bytes ||
          stable_hash(std::string_view(front).substr(0, before.print.bytes)) != before.print.hash;
    }
    if (told(usage.cache_read) * 2 >= verdict.expected && verdict.expected > 0) {
      verdict.outcome = CacheOutcome::hit;
    } else if (verdict.expected < rules.minimum) {
      verdict.outcome = CacheOutcome::too_short;
      verdict.expected = 0;
    } else {
      const std::string missed = std::to_string(told(usage.cache_read)) + " of " +
                                 std::to_string(verdict.expected) +
                                 " expected tokens came from the cache: ";
      if (changed) {
        verdict.outcome = CacheOutcome::changed;
        verdict.why = missed + (parting ? what_changed(*parting) + " (at " + to_text(*parting) + ")"
                                        : "the conversation, the tools or the system prompt are "
                                          "not what they were in the run before");
      } else if (before.print.effort != model.effort) {
        verdict.outcome = CacheOutcome::reasoning;
        verdict.why = missed + "the reasoning effort changed from " +
                      (before.print.effort.empty() ? "none" : before.print.effort) + " to " +
                      (model.effort.empty() ? "none" : model.effort);
      } else if (gap > rules.lifetime) {
        verdict.outcome = CacheOutcome::expired;
        verdict.why = missed + "the last request was " + duration(gap) +
                      " ago, and the provider keeps a prefix for about " + duration(rules.lifetime);
      } else {
        verdict.outcome = CacheOutcome::not_kept;
        verdict.why = missed + "the request begins with the bytes of the last one, sent " +
                      duration(gap) + " ago; the server dropped them or another replica answered" +
                      (rules.page.empty() ? "" : " (" + std::string(rules.page) + ")");
      }
    }
  }
  last_ = print;
  known_[model.id] = {.front = std::move(front), .print = std::move(print)};
  return verdict;
}

}  // namespace ingot::ledger
