#include "cli/stats.h"

#include "args/parser.h"
#include "base/clock.h"
#include "cli/command.h"
#include "engine/stats.h"

namespace ingot::cli {

int run_stats(const std::vector<std::string>& arguments) {
  std::string period = std::to_string(engine::kStatsDays);
  bool json = false;
  bool help = false;
  args::Parser parser("ingot stats [options]",
                      "What your sessions came to, by day, model and project: tokens, cache hits "
                      "and money, from the files on this machine alone.");
  parser.value("--days", "n", period, "of the last so many days (30), or all")
      .flag("--json", json, "one JSON object")
      .help_flag(help);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) return print(parser.help());
  const auto days = engine::days_from(period);
  if (!days) return complain(days.error());
  const auto configuration = engine::load_configuration();
  if (!configuration) return complain(configuration.error());
  const auto stats = engine::stats(*configuration, *days, system_clock().wall());
  if (!stats) return complain(stats.error());
  return print(json ? ledger::to_json(*stats) + "\n" : ledger::to_text(*stats));
}

}  // namespace ingot::cli
