#include "session/favorites.h"

#include "json/value.h"
#include "json/writer.h"
#include "os/file.h"

namespace ingot::session {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxBytes = 16U << 20U;
constexpr std::chrono::seconds kWait{2};

fs::path file_in(const fs::path& root) { return root / ".favorites"; }

Result<json::Document> read(const fs::path& file) {
  auto text = os::read_file(file, kMaxBytes);
  if (!text && text.error().kind == Error::Kind::not_found) return json::Document::parse("[]");
  if (!text) return text.error();
  auto document = json::Document::parse(*text);
  if (document && document->root().is_array()) return document;
  return Error{.kind = Error::Kind::protocol,
               .what = "the list of favourite sessions is no JSON array",
               .where = file.string(),
               .remedy = "mend it, or delete it: it only holds the marks"};
}

}  // namespace

Result<std::vector<std::string>> favorites(const fs::path& root) {
  INGOT_TRY(const json::Document document, read(file_in(root)));
  std::vector<std::string> ids;
  for (const json::Value element : document.root().elements()) {
    if (const auto id = element.string()) ids.emplace_back(*id);
  }
  return ids;
}

Result<> set_favorite(const fs::path& root, std::string_view id, bool is_favorite) {
  INGOT_TRY_VOID(os::make_folders(root, 0700));
  INGOT_TRY(const os::FileLock lock, os::FileLock::lock(root / ".favorites.lock", kWait));
  INGOT_TRY(const json::Document document, read(file_in(root)));
  std::string text;
  json::Writer out(text);
  out.begin_array();
  for (const json::Value element : document.root().elements()) {
    if (element.string() != id) out.raw(element.to_json());
  }
  if (is_favorite) out.string(id);
  out.end_array();
  return os::write_atomic(file_in(root), text + "\n", {.mode = 0600});
}

}  // namespace ingot::session
