#include "config/key_file.h"

#include "os/file.h"

namespace ingot::config {
namespace {

constexpr std::uint64_t kMaxKeyFileBytes = 65536;

Error wrong(std::string what) {
  return {.kind = Error::Kind::invalid_argument, .what = std::move(what)};
}

}  // namespace

std::string key_file_path(const std::string& path, const Environment& environment) {
  return path.starts_with("~/") ? environment("HOME").value_or("") + path.substr(1) : path;
}

Result<Secret> read_key_file(const std::string& path, const Environment& environment) {
  const std::string file = key_file_path(path, environment);
  const auto info = os::stat_file(file);
  const auto text = os::read_file(file, kMaxKeyFileBytes);
  if (!info || !text) {
    return wrong("apiKeyFile cannot be read: " + to_text(text ? info.error() : text.error()));
  }
  if ((info->mode & 077) != 0) {
    return wrong("apiKeyFile is readable by other users; run: chmod 600 " + file);
  }
  const std::size_t begin = text->find_first_not_of(" \t\r\n");
  const std::size_t end = text->find_last_not_of(" \t\r\n");
  if (begin == std::string::npos) return wrong("apiKeyFile " + file + " is empty");
  return Secret(text->substr(begin, end - begin + 1));
}

}  // namespace ingot::config
