#include "tui/external_editor.h"

#include <stdlib.h>

#include <filesystem>

#include "os/file.h"
#include "os/foreground.h"
#include "os/paths.h"

namespace ingot::tui {
namespace {

constexpr std::uint64_t kMaxBytes = 16U << 20U;

// A folder that nobody else can look into, gone with what is in it.
class PrivateFolder {
 public:
  PrivateFolder() : path_((os::temporary_folder() / "ingot-draft-XXXXXX").string()) {
    made_ = ::mkdtemp(path_.data()) != nullptr;
  }
  ~PrivateFolder() {
    std::error_code ignored;
    if (made_) std::filesystem::remove_all(path_, ignored);
  }
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  bool made() const { return made_; }
  std::filesystem::path path() const { return path_; }

 private:
  std::string path_;
  bool made_ = false;
};

}  // namespace

Result<std::string> edit_elsewhere(const std::string& program, const std::string& text,
                                   const std::vector<std::string>& hidden, const os::Waker& waker,
                                   const std::function<bool()>& ends) {
  const PrivateFolder folder;
  const std::filesystem::path file = folder.path() / "draft.md";
  if (!folder.made()) {
    return Error{.kind = Error::Kind::io,
                 .what = "no folder for the text could be made",
                 .where = os::temporary_folder().string(),
                 .remedy = "set TMPDIR to a folder that can be written"};
  }
  INGOT_TRY_VOID(os::write_atomic(file, text, {.mode = 0600, .sync = false}));
  // As git does it: the command may have arguments of its own, the file is one word.
  INGOT_TRY(const os::Exit exit,
            os::run_in_foreground({"sh", "-c", program + " \"$1\"", program, file.string()},
                                  os::environment_without(hidden), waker, ends));
  if (exit.code != 0) {
    return Error{.kind = Error::Kind::io,
                 .what = "the editor ended with " +
                         (exit.signal != 0 ? "signal " + std::to_string(exit.signal)
                                           : "status " + std::to_string(exit.code)) +
                         "; the text is as it was",
                 .where = program};
  }
  return os::read_file(file, kMaxBytes);
}

}  // namespace ingot::tui
