#include "doctor/git_index.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/letters.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxIndexBytes = 256U << 20U;
constexpr std::uint64_t kMaxSmallFileBytes = 1U << 20U;
constexpr std::size_t kStatBytes = 40;  // times, device, inode, mode, owner, size
constexpr unsigned kExtendedFlag = 0x4000;

// Bytes read from the front; what runs out makes it bad and reads as zero.
class Bytes {
 public:
  explicit Bytes(std::string_view all) : all_(all) {}

  bool good() const { return good_; }
  std::size_t at() const { return at_; }
  void skip(std::size_t count) { take(count); }
  std::string_view take(std::size_t count) {
    if (count > all_.size() - at_) {
      good_ = false;
      return {};
    }
    at_ += count;
    return all_.substr(at_ - count, count);
  }
  std::uint32_t number(std::size_t bytes) {
    std::uint32_t value = 0;
    for (const char c : take(bytes)) value = value << 8U | static_cast<unsigned char>(c);
    return value;
  }
  // Up to a NUL, which is passed over.
  std::string_view text() {
    const std::size_t end = all_.find('\0', at_);
    if (end == std::string_view::npos) {
      good_ = false;
      return {};
    }
    const std::string_view found = take(end - at_);
    skip(1);
    return found;
  }
  // git's variable-width number.
  std::size_t variable() {
    std::uint32_t byte = number(1);
    std::size_t value = byte & 127U;
    while ((byte & 128U) != 0 && good_ && value < (1U << 24U)) {
      byte = number(1);
      value = (value + 1) << 7U | (byte & 127U);
    }
    return value;
  }

 private:
  std::string_view all_;
  std::size_t at_ = 0;
  bool good_ = true;
};

// Whether the index lists `wanted`; `rest` is then of no interest.
bool lists(Bytes& bytes, std::string_view wanted, std::size_t hash_bytes) {
  if (bytes.take(4) != "DIRC") return false;
  const std::uint32_t version = bytes.number(4);
  const std::uint32_t count = bytes.number(4);
  if (version < 2 || version > 4) return false;
  std::string name;
  for (std::uint32_t i = 0; i < count && bytes.good(); ++i) {
    const std::size_t begin = bytes.at();
    bytes.skip(kStatBytes + hash_bytes);
    const std::uint32_t flags = bytes.number(2);
    if (version >= 3 && (flags & kExtendedFlag) != 0) bytes.skip(2);
    if (version == 4) {
      const std::size_t cut = bytes.variable();
      if (cut > name.size()) return false;
      name.resize(name.size() - cut);
      name += bytes.text();
    } else {
      name = bytes.text();
      // Entries are multiples of eight bytes; the name's NUL is the first of one to eight.
      bytes.skip((8 - (bytes.at() - begin) % 8) % 8);
    }
    if (bytes.good() && name == wanted) return true;
  }
  return false;
}

// The index that a split index is based on (extension "link"); empty for a whole one.
std::string base_index(Bytes& bytes, std::size_t hash_bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  while (bytes.good()) {
    const std::string_view kind = bytes.take(4);
    const std::uint32_t size = bytes.number(4);
    if (kind != "link") {
      bytes.skip(size);
      continue;
    }
    std::string name;
    for (const char c : bytes.take(hash_bytes)) {
      name += kDigits[static_cast<unsigned char>(c) >> 4U];
      name += kDigits[static_cast<unsigned char>(c) & 15U];
    }
    return "sharedindex." + name;
  }
  return {};
}

// Of a work tree or a submodule, ".git" is a file that names the folder.
fs::path git_folder(const fs::path& root) {
  fs::path git = root / ".git";
  const auto info = os::stat_file(git);
  if (!info) return {};
  if (info->type == os::FileInfo::Type::directory) return git;
  const auto text = os::read_file(git, kMaxSmallFileBytes);
  constexpr std::string_view kPointer = "gitdir: ";
  if (!text || !text->starts_with(kPointer)) return {};
  const std::string named = text->substr(kPointer.size(), text->find('\n') - kPointer.size());
  return os::absolute(named, root);
}

bool uses_sha256(const fs::path& git) {
  fs::path common = git;
  if (const auto named = os::read_file(git / "commondir", kMaxSmallFileBytes)) {
    common = os::absolute(named->substr(0, named->find('\n')), git);
  }
  const auto config = os::read_file(common / "config", kMaxSmallFileBytes);
  if (!config) return false;
  std::string text = lower(*config);
  const std::size_t at = text.find("objectformat");
  return at != std::string::npos && text.substr(at, text.find('\n', at) - at).ends_with("sha256");
}

bool is_tracked_in(const fs::path& root, const std::string& name) {
  const fs::path git = git_folder(root);
  if (git.empty()) return false;
  const std::size_t hash_bytes = uses_sha256(git) ? 32 : 20;
  const auto index = os::read_file(git / "index", kMaxIndexBytes);
  if (!index) return false;
  Bytes bytes(*index);
  if (lists(bytes, name, hash_bytes)) return true;
  const std::string base = base_index(bytes, hash_bytes);
  if (base.empty()) return false;
  const auto shared = os::read_file(git / base, kMaxIndexBytes);
  if (!shared) return false;
  Bytes more(*shared);
  return lists(more, name, hash_bytes);
}

// `file` is where it is and not where a link to it stands.
fs::path tracking_root(const fs::path& file) {
  for (fs::path folder = file.parent_path();; folder = folder.parent_path()) {
    std::error_code error;
    if (fs::exists(folder / ".git", error) &&
        is_tracked_in(folder, file.lexically_relative(folder).generic_string())) {
      return folder;
    }
    if (folder == folder.parent_path()) return {};
  }
}

}  // namespace

fs::path tracking_repository(const fs::path& file) {
  fs::path root = tracking_root(os::canonical(file.parent_path()) / file.filename());
  return root.empty() ? tracking_root(os::canonical(file)) : root;
}

}  // namespace ingot::doctor
