#include "engine/export.h"

#include <utility>

#include "base/clock.h"
#include "os/file.h"
#include "os/new_file.h"
#include "os/paths.h"
#include "session/layout.h"
#include "session/settings_file.h"
#include "version.h"

namespace ingot::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxSettings = 16U << 20U;
constexpr mode_t kMode = 0600;
constexpr std::size_t kShortId = 8;

std::optional<ExportFormat> format_of(const fs::path& file) {
  std::string ending = file.extension().string();
  if (ending.empty()) return std::nullopt;
  ending.erase(0, 1);
  if (ending == "htm") ending = "html";
  return session::export_format_from(ending);
}

}  // namespace

ExportTarget export_target(std::string_view text, const std::string& id, const fs::path& folder) {
  const std::size_t end = std::min(text.find(' '), text.size());
  std::optional<ExportFormat> format = session::export_format_from(text.substr(0, end));
  std::string_view path = text;
  if (format) path = text.substr(std::min(text.find_first_not_of(' ', end), text.size()));
  ExportTarget target{.file = path.empty() ? folder : os::absolute(path, folder)};
  if (!format && !path.empty()) format = format_of(target.file);
  target.format = format.value_or(ExportFormat::markdown);
  const auto there = os::stat_file(target.file);
  if (there && there->type == os::FileInfo::Type::directory) {
    target.file /=
        "session-" + id.substr(0, kShortId) + "." + std::string(session::ending_of(target.format));
  }
  return target;
}

fs::path free_name(const fs::path& file) {
  for (int number = 2;; ++number) {
    fs::path other = file.parent_path() / (file.stem().string() + "-" + std::to_string(number) +
                                           file.extension().string());
    if (!os::stat_no_follow(other)) return other;
  }
}

Result<std::string> exported_session(const Configuration& configuration, const std::string& id,
                                     ExportFormat format) {
  const session::Store store(configuration.folder / "sessions", system_clock(),
                             configuration.redactor);
  INGOT_TRY(const session::Header header, store.header(id));
  INGOT_TRY(const fs::path file, store.messages_file(id));
  const session::Files files{.folder = file.parent_path(), .id = file.stem().string()};
  INGOT_TRY(const session::LineIndex lines, session::LineIndex::open(file));
  const session::Settings settings = session::read_settings(files.settings());
  return session::exported(
      {.header = header,
       .settings = settings,
       .settings_json = os::read_file(files.settings(), kMaxSettings).value_or(std::string()),
       .lines = lines,
       .time = to_iso8601(system_clock().wall()),
       .version = INGOT_VERSION},
      format, configuration.redactor);
}

Result<> write_export(const fs::path& file, std::string_view text, bool replace) {
  const auto there = os::stat_file(file);
  if (there && there->type == os::FileInfo::Type::file && replace) {
    // It may have been made for others to read.
    std::error_code failed;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, failed);
    if (failed) return system_error(failed.value(), "make it yours alone", file.string());
    return os::write_atomic(file, text);
  }
  if (!os::stat_file(file.parent_path())) {
    return Error{.kind = Error::Kind::not_found,
                 .what = "there is no such folder",
                 .where = file.parent_path().string(),
                 .remedy = "make it first, or name another"};
  }
  return os::write_new(file, text, kMode);
}

}  // namespace ingot::engine
