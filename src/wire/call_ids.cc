#include "wire/call_ids.h"

#include <algorithm>
#include <cctype>

#include "base/ids.h"

namespace ingot::wire {
namespace {

constexpr std::size_t kMadeLength = 24;
constexpr std::size_t kMistralLength = 9;

bool is_alphanumeric(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

}  // namespace

std::string wire_call_id(const models::Model& model, std::string_view id) {
  const auto limit = static_cast<std::size_t>(model.quirks.call_id_max);
  if (limit == kMistralLength) {
    if (id.size() == limit && std::all_of(id.begin(), id.end(), is_alphanumeric)) {
      return std::string(id);
    }
    return stable_base62(id, kMistralLength);
  }
  if (limit == 0 && !id.empty()) return std::string(id);
  const bool strict = model.protocol == models::Protocol::anthropic;
  const auto fits = [&](char c) {
    return strict ? is_alphanumeric(c) || c == '_' || c == '-'
                  : static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F;
  };
  if (!id.empty() && id.size() <= limit && std::all_of(id.begin(), id.end(), fits)) {
    return std::string(id);
  }
  return "call_" + stable_base62(id, kMadeLength);
}

std::string made_call_id(std::string_view response_id, std::size_t position) {
  return "call_" +
         stable_base62(std::string(response_id) + "#" + std::to_string(position), kMadeLength);
}

}  // namespace ingot::wire
