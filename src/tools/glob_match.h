// tools/glob_match.h: file name patterns.
//
// Purpose    One meaning of patterns whatever program lists the files: `*` and `?` within a name,
//            `**` across folders, `[a-z]`, `[!a]`, `{a,b}` (nested too), `\` quotes. A pattern
//            without a slash fits at any depth; a leading `/` or `./` binds it to the top.
// Cost       Linear in pattern times path. Braces expand to at most kMaxAlternatives patterns; the
//            rest is taken literally.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ingot::tools {

class Glob {
 public:
  static constexpr std::size_t kMaxAlternatives = 256;

  explicit Glob(std::string_view pattern);
  // `path` is relative, its parts separated by "/".
  bool matches(std::string_view path) const;
  // Also true when a folder above `path` matches: what an exclusion means.
  bool covers(std::string_view path) const;
  // The patterns after braces were expanded and "**/" was put before those without a slash.
  const std::vector<std::string>& alternatives() const { return alternatives_; }

 private:
  std::vector<std::string> alternatives_;
};

// Some of `include` matches (or it is empty) and none of `exclude` covers.
struct GlobFilter {
  std::vector<Glob> include, exclude;
  bool accepts(std::string_view path) const;
};

}  // namespace ingot::tools
