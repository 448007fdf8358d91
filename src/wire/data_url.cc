#include "wire/data_url.h"

#include "base/base64.h"

namespace ingot::wire {

std::string data_url(const chat::Image& image) {
  return "data:" + image.media_type + ";base64," + to_base64(image.data);
}

std::optional<chat::Image> image_from_data_url(std::string_view url) {
  constexpr std::string_view kScheme = "data:";
  constexpr std::string_view kEncoding = ";base64,";
  if (!url.starts_with(kScheme)) return std::nullopt;
  url.remove_prefix(kScheme.size());
  const std::size_t at = url.find(kEncoding);
  if (at == std::string_view::npos) return std::nullopt;
  auto bytes = from_base64(url.substr(at + kEncoding.size()));
  if (!bytes) return std::nullopt;
  return chat::Image{.media_type = std::string(url.substr(0, at)), .data = std::move(*bytes)};
}

}  // namespace ingot::wire
