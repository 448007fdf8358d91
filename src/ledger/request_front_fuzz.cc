// Two bodies of any bytes: fronts and partings are found without leaving the text.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ledger/request_front.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = text.find('\n');
  const std::string one = ingot::ledger::front_of(text.substr(0, cut));
  const std::string other =
      ingot::ledger::front_of(cut == std::string_view::npos ? text : text.substr(cut + 1));
  if (ingot::ledger::parting_of(one, one)) std::abort();
  const auto parting = ingot::ledger::parting_of(one, other);
  if (parting && parting->byte > one.size()) std::abort();
  return 0;
}
