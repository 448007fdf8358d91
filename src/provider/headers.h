// provider/headers.h: the headers of one request.
//
// Source     PRV-12, CFG-55, CFG-72, CFG-115, CFG-116.
// Invariant  The only place where a key is revealed to be sent; described() shows it masked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/client.h"
#include "models/model.h"

namespace ingot::provider {

// `session_key` fills ${INGOT_SESSION_ID} in the entry's own header values and the header some
// vendors route their cache by. `key` stands for that of the entry where it was fetched.
std::vector<http::Header> request_headers(const models::Model& model, std::string_view session_key,
                                          bool stream, const std::optional<Secret>& key = {});
// The same with every secret shown as its hint.
std::vector<http::Header> described_headers(const models::Model& model,
                                            std::string_view session_key, bool stream);

}  // namespace ingot::provider
