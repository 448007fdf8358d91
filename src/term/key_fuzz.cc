// Keys of any bytes at any cut: the same keys, and nothing stays behind.
#include <cstdint>
#include <cstdlib>

#include "term/key.h"

namespace {

std::string decode(std::string_view bytes, std::size_t cut) {
  ingot::term::KeyDecoder decoder;
  std::string all;
  const auto add = [&](const std::vector<ingot::term::Key>& keys) {
    for (const auto& key : keys) {
      all += std::to_string(static_cast<int>(key.code)) + (key.ctrl ? "c" : "") +
             (key.alt ? "a" : "") + (key.shift ? "s" : "") + key.text + "\n";
    }
  };
  add(decoder.feed(bytes.substr(0, cut)));
  add(decoder.feed(bytes.substr(cut)));
  add(decoder.flush());
  if (decoder.waiting() != ingot::term::KeyDecoder::Waiting::nothing) std::abort();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (decode(bytes, 0) != decode(bytes, data[0] % (bytes.size() + 1))) std::abort();
  return 0;
}
