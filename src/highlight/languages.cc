#include "highlight/languages.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/letters.h"
#include "highlight/highlight.h"

namespace ingot::highlight {
namespace {

constexpr std::array kLanguages = std::to_array<Language>({
    {"c", "h", "text/x-csrc", "clike"},
    {"c++", "cpp cc cxx hpp hh hxx h++ ipp cuda cu", "text/x-c++src", "clike"},
    {"c#", "csharp cs", "text/x-csharp", "clike"},
    {"cmake", "", "text/x-cmake", "cmake"},
    {"css", "", "text/css", "css"},
    {"dart", "", "text/x-java", "clike"},
    {"diff", "patch", "text/x-diff", "diff"},
    {"dockerfile", "docker containerfile", "text/x-dockerfile", "simple dockerfile"},
    {"go", "golang", "text/x-go", "go"},
    {"haskell", "hs", "text/x-haskell", "haskell"},
    {"html", "htm xhtml vue svelte", "text/html", "xml javascript css htmlmixed"},
    {"ini", "cfg conf properties env gitconfig editorconfig desktop service", "text/x-properties",
     "properties"},
    {"java", "", "text/x-java", "clike"},
    {"javascript", "js mjs cjs jsx node", "text/javascript", "javascript"},
    {"json", "jsonc json5 jsonl ndjson", "application/json", "javascript"},
    {"kotlin", "kt kts", "text/x-kotlin", "clike"},
    {"less", "", "text/x-less", "css"},
    {"lua", "", "text/x-lua", "lua"},
    {"make", "makefile mk gnumakefile", "ingot-make", "simple make"},
    {"objective-c", "objc m mm", "text/x-objectivec", "clike"},
    {"perl", "pl pm", "text/x-perl", "perl"},
    {"powershell", "ps1 pwsh", "application/x-powershell", "powershell"},
    {"protobuf", "proto", "text/x-protobuf", "protobuf"},
    {"python", "py python3 pyi py3", "text/x-python", "python"},
    {"ruby", "rb gemfile rakefile", "text/x-ruby", "ruby"},
    {"rust", "rs", "text/x-rustsrc", "simple rust"},
    {"scala", "", "text/x-scala", "clike"},
    {"scss", "sass", "text/x-scss", "css"},
    {"sh", "bash shell zsh ksh console shell-session terminal bashrc profile", "text/x-sh",
     "shell"},
    {"sql", "sqlite mysql mariadb", "text/x-mysql", "sql"},
    {"postgresql", "postgres pgsql", "text/x-pgsql", "sql"},
    {"swift", "", "text/x-swift", "swift"},
    {"toml", "", "text/x-toml", "toml"},
    {"typescript", "ts tsx mts cts", "text/typescript", "javascript"},
    {"xml", "svg xsl xsd plist rss", "application/xml", "xml"},
    {"yaml", "yml", "text/x-yaml", "yaml"},
});

bool has_word(std::string_view words, std::string_view wanted) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == wanted) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

}  // namespace

const Language* find_language(std::string_view name) {
  const auto* const found =
      std::find_if(kLanguages.begin(), kLanguages.end(), [&](const Language& language) {
        return language.name == name || has_word(language.labels, name);
      });
  return found == kLanguages.end() ? nullptr : found;
}

std::string_view language_of_label(std::string_view label) {
  // "rust,ignore", "{.python}", "js {1,3}", "c++ title=x"
  const std::size_t begin = std::min(label.find_first_not_of(" \t{."), label.size());
  label.remove_prefix(begin);
  const Language* found = find_language(lower(label.substr(0, label.find_first_of(" \t,{}:="))));
  return found == nullptr ? std::string_view() : found->name;
}

std::string_view language_of_file(std::string_view path) {
  const std::string name = lower(path.substr(path.rfind('/') + 1));  // npos + 1 is 0
  const Language* found = find_language(name.substr(name.rfind('.') + 1));
  if (found == nullptr && name.starts_with("dockerfile")) found = find_language("dockerfile");
  if (found == nullptr && name == "cmakelists.txt") found = find_language("cmake");
  return found == nullptr ? std::string_view() : found->name;
}

}  // namespace ingot::highlight
