// Any bytes at any cut: no crash, and the cut does not change the events.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "http/sse.h"

using ingot::http::SseDecoder;

namespace {

std::vector<std::pair<std::string, std::string>> decode(std::string_view bytes, std::size_t cut) {
  std::vector<std::pair<std::string, std::string>> events;
  const auto sink = [&](const SseDecoder::Event& event) {
    events.emplace_back(event.name, event.data);
  };
  SseDecoder decoder;
  (void)decoder.feed(bytes.substr(0, cut), sink);
  (void)decoder.feed(bytes.substr(cut), sink);
  (void)decoder.finish(sink);
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t cut = bytes.empty() ? 0 : data[0] % (bytes.size() + 1);
  if (decode(bytes, 0) != decode(bytes, cut)) std::abort();
  return 0;
}
