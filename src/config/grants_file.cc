#include "config/grants_file.h"

#include <charconv>
#include <utility>
#include <variant>

#include "os/file.h"

namespace ingot::config {
namespace {

constexpr std::uint64_t kMaxBytes = 16U << 20U;

}  // namespace

Result<std::string> read_grants(const std::filesystem::path& path, std::string_view consequence) {
  const auto info = os::stat_file(path);
  if (!info) {
    if (info.error().kind == Error::Kind::not_found) return std::string("{}");
    return info.error();
  }
  if ((info->mode & 022) != 0) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "other users can write it; " + std::string(consequence),
                 .where = path.string(),
                 .remedy = "look through it, then: chmod 600 " + path.string()};
  }
  return os::read_regular_file(path, kMaxBytes);
}

Result<json::Located> parse_grants(std::string_view text, const std::string& shown,
                                   std::string_view consequence) {
  auto parsed = json::parse_located(text);
  if (const auto* error = std::get_if<json::LocatedError>(&parsed)) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "not valid JSON: " + error->what + "; " + std::string(consequence),
                 .where = shown + ":" + std::to_string(error->at.line) + ":" +
                          std::to_string(error->at.column),
                 .remedy = "mend the file or delete it"};
  }
  return std::move(std::get<json::LocatedText>(parsed).root);
}

std::optional<std::uint64_t> whole_number(const json::Located& holder, std::string_view name) {
  const json::Located* value = holder.find(name);
  if (value == nullptr || !value->is(json::Located::Type::number)) return std::nullopt;
  std::uint64_t number = 0;
  const char* end = value->text.data() + value->text.size();
  const auto [at, error] = std::from_chars(value->text.data(), end, number);
  if (error != std::errc() || at != end) return std::nullopt;
  return number;
}

}  // namespace ingot::config
