// Commands of any bytes: a class comes out, and another command in front never lowers it (CMD-26).
#include <cstdint>
#include <cstdlib>
#include <string>

#include "policy/risk.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const ingot::policy::Ground ground{.workspace = "/home/dev/proj", .home = "/home/dev"};
  const ingot::policy::Assessment alone = ingot::policy::assess_command(text, ground);
  const ingot::policy::Assessment behind = ingot::policy::assess_command("ls; " + text, ground);
  if (behind.risk < alone.risk) std::abort();
  return 0;
}
