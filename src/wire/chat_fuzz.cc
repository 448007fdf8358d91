#include "wire/decoder_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return ingot::wire::fuzz_decoder(ingot::models::Protocol::completions, data, size);
}
