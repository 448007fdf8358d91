// wire/decoder_fuzz.h: one decoder, fed with lines of any bytes.
//
// The input's first byte chooses between a stream and a whole body; a stream's lines are events:
// "data: " and "event: " prefixes are taken off, so that recorded answers can be the seeds. What
// must hold: no crash, exactly one end, nothing after it (PRV-3, PRV-129), and the message can be
// sent back as valid JSON.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "wire/codec.h"

namespace ingot::wire {

inline void require(bool holds) {
  if (!holds) std::abort();
}

inline void feed_lines(Decoder& decoder, std::string_view lines, const chat::EventSink& sink) {
  std::string name;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("event: ")) {
      name = line.substr(7);
      continue;
    }
    if (line.starts_with("data: ")) line.remove_prefix(6);
    if (line.empty()) continue;
    decoder.on_event(name, line, sink);
    name.clear();
  }
}

inline int fuzz_decoder(models::Protocol protocol, const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  models::Model model;
  model.protocol = protocol;
  model.model = "fuzzed";
  model.host = "server.test";
  const Codec& codec = codec_for(protocol);
  const auto decoder = codec.new_decoder(model);
  int ends = 0;
  const chat::EventSink sink = [&](const chat::StreamEvent& event) {
    require(ends == 0);
    if (std::holds_alternative<chat::Finished>(event) ||
        std::holds_alternative<chat::Failed>(event)) {
      ++ends;
    }
  };
  if ((data[0] & 1U) == 0) {
    feed_lines(*decoder, bytes, sink);
  } else {
    decoder->on_whole(bytes, sink);
  }
  decoder->finish(sink);
  require(ends == 1);
  std::vector<std::string> items;
  codec.encode_message(model, decoder->message(), items);
  for (const std::string& item : items) require(json::Document::parse(item).has_value());
  return 0;
}

}  // namespace ingot::wire
