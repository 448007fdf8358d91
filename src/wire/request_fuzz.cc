// Captured requests of any bytes, for all three protocols; what is read can be written again.
#include <array>
#include <cstdint>
#include <cstdlib>

#include "json/value.h"
#include "wire/transcript.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using ingot::models::Protocol;
  if (size == 0) return 0;
  constexpr std::array kProtocols = {Protocol::anthropic, Protocol::responses,
                                     Protocol::completions};
  ingot::models::Model model;
  model.protocol = kProtocols[data[0] % kProtocols.size()];
  model.model = "fuzzed";
  model.host = "server.test";
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto request = ingot::wire::codec_for(model.protocol).decode_request(model, body);
  if (!request) return 0;
  ingot::wire::Transcript transcript(model, request->prologue);
  for (const auto& message : request->messages) transcript.append(message);
  if (!ingot::json::Document::parse(transcript.body({}))) std::abort();
  return 0;
}
