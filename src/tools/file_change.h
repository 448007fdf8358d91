// tools/file_change.h: what Create and Edit share: loading for a change, storing, the diff.
//
// Errors     Texts for the model, in Error::what.
#pragma once

#include <string>
#include <string_view>

#include "os/file.h"
#include "tools/builtin.h"
#include "tools/text_encoding.h"

namespace ingot::tools {

constexpr std::uint64_t kMaxChangedBytes = 64U << 20U;

struct LoadedFile {
  os::FileInfo info;
  std::string bytes;
};

// The file's content if the model has seen it as it is (CLI: freshness check).
Result<LoadedFile> load_seen(const Target& target, const ToolContext& context);

// Writes `bytes` and records that the model knows them.
Result<> store_seen(const Target& target, std::string_view bytes, const ToolContext& context);

// A unified diff of at most 200 lines, and the change for the result object.
std::string diff_text(std::string_view old_text, std::string_view new_text, const Target& target,
                      FileChange& change);

// All of it, without the names of the files, for people.
std::string whole_diff_text(std::string_view old_text, std::string_view new_text);

// Why `written` must not replace `existing`: it holds a mark that stands for a hidden secret
// (SHL-09). Empty when it may.
std::string hidden_secret_text(std::string_view existing, std::string_view written,
                               const ToolContext& context);

}  // namespace ingot::tools
