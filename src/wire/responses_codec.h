// wire/responses_codec.h: the OpenAI Responses protocol.
//
// Source     OpenAI API reference, "Responses" and "Streaming events", read 2026-07; requirements
//            PRV-43..59.
#pragma once

#include "wire/codec.h"

namespace ingot::wire {

class ResponsesCodec final : public Codec {
 public:
  std::string encode_prologue(const models::Model& model, const Prologue& prologue) const override;
  void encode_message(const models::Model& model, const chat::Message& message,
                      std::vector<std::string>& items) const override;
  bool merge(std::string& last, std::string_view next) const override;
  std::string with_cache_mark(const models::Model& model, std::string_view item) const override;
  std::string encode_epilogue(const models::Model& model, const RequestOptions& options,
                              bool has_tools) const override;
  std::unique_ptr<Decoder> new_decoder(const models::Model& model) const override;
  Result<Request> decode_request(const models::Model& model, std::string_view body) const override;
};

}  // namespace ingot::wire
