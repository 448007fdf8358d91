// tools/output_keeper.h: a command's output in bounded memory, the whole of it on disk.
//
// Purpose    Keeps the first 10,000 and the last 30,000 characters; as soon as there are more,
//            everything goes to a file as well (CLI-86).
// Ownership  The keeper owns the file while it is written; the file stays.
// Errors     A file that cannot be written is given up; the text then says that the rest is lost.
// Cost       Some 200 KB of memory; at most kMaxFileBytes on disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "os/file.h"

namespace ingot::tools {

class OutputKeeper {
 public:
  static constexpr std::size_t kHeadCharacters = 10000;
  static constexpr std::size_t kTailCharacters = 30000;
  static constexpr std::uint64_t kMaxFileBytes = 256U << 20U;

  // The file is made in `folder` (mode 0700) only when it is needed.
  explicit OutputKeeper(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // `text` is well-formed UTF-8.
  void add(std::string_view text);

  // All of it, or both ends with a line between them that says what is missing and where it is.
  std::string text() const;
  const std::filesystem::path& file() const { return file_path_; }  // empty: none was needed

 private:
  void write(std::string_view text);
  void trim_tail();

  const std::filesystem::path folder_;
  std::string head_, tail_;
  std::size_t head_characters_ = 0, tail_characters_ = 0;
  std::uint64_t total_bytes_ = 0, total_newlines_ = 0;
  bool over_ = false;  // the whole is no longer in head_ and tail_
  std::filesystem::path file_path_;
  std::optional<os::AppendFile> file_;
  std::uint64_t written_ = 0;
};

}  // namespace ingot::tools
