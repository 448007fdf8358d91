#include "cli/cost.h"

#include "args/parser.h"
#include "base/clock.h"
#include "cli/command.h"
#include "engine/spending.h"

namespace ingot::cli {

int run_cost(const std::vector<std::string>& arguments) {
  engine::SpendingQuery query;
  std::vector<std::string> words;
  bool json = false;
  bool help = false;
  args::Parser parser("ingot cost [session] [options]",
                      "What your models cost: tokens, cache hits, savings and money by model and "
                      "role, from the ledger on this machine. Without a session, all of them.");
  parser.words(words)
      .value("--since", "when", query.since, "only from then on: 24h, 7d, 2w or 2026-11-01")
      .value("--compare", "model", query.compare, "what the same tokens cost with this model")
      .flag("--json", json, "one JSON object")
      .help_flag(help);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) return print(parser.help());
  if (words.size() > 1) {
    return complain({.kind = Error::Kind::invalid_argument, .what = "cost takes one session"});
  }
  if (!words.empty()) query.session = words[0];
  const auto configuration = engine::load_configuration();
  if (!configuration) return complain(configuration.error());
  const auto report = engine::spending(*configuration, query, system_clock().wall());
  if (!report) return complain(report.error());
  return print(json ? ledger::to_json(*report) + "\n" : ledger::to_text(*report));
}

}  // namespace ingot::cli
