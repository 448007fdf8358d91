#include "doctor/memory.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "models/size.h"

namespace ingot::doctor {
namespace {

struct Row {
  double billions;
  std::uint64_t memory, graphics;  // GB
};
constexpr std::array kRows = {Row{3, 4, 3}, Row{7, 8, 6}, Row{13, 16, 10}, Row{30, 32, 20},
                              Row{70, 64, 40}};

// Firmware and graphics keep a part: what is sold as 8 GB tells a little less.
constexpr std::uint64_t kTold = 900'000'000;  // bytes a GB must have at least

}  // namespace

std::uint64_t memory_of_this_machine() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long bytes = ::sysconf(_SC_PAGESIZE);
  return pages > 0 && bytes > 0
             ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(bytes)
             : 0;
}

std::optional<Finding> judge_memory(std::string_view model, std::uint64_t memory) {
  const auto billions = models::billions_in(model);
  if (!billions || memory == 0 || model.ends_with("-cloud")) return std::nullopt;
  // "8B" is the 7 of the rule.
  const auto* row = std::find_if(kRows.begin(), kRows.end(),
                                 [&](const Row& one) { return *billions <= one.billions * 1.15; });
  const bool is_larger = row == kRows.end();
  if (is_larger) row = std::prev(kRows.end());
  const std::string needs = (is_larger ? "more than " : "about ") + std::to_string(row->memory) +
                            " GB of memory or " + std::to_string(row->graphics) +
                            " GB of a graphics card";
  const std::string has = std::to_string((memory + (1U << 29U)) >> 30U) + " GB";
  if (memory >= row->memory * kTold && !is_larger) {
    return Finding{.check = "memory", .text = "needs " + needs + "; this machine has " + has};
  }
  return Finding{.level = Finding::Level::note,
                 .check = "memory",
                 .text = "the model needs " + needs + "; this machine has " + has +
                         (is_larger ? "" : ", so it will be slow or fail to load"),
                 .remedy = is_larger ? "" : "choose a smaller model"};
}

}  // namespace ingot::doctor
