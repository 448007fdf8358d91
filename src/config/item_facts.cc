#include "config/item_facts.h"

#include <algorithm>
#include <set>

#include "config/expand.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::config {
namespace {

namespace fs = std::filesystem;
using json::Located;

constexpr std::uint64_t kMaxScriptBytes = 4U << 20U;
constexpr std::size_t kMaxWords = 200;  // of one item that are looked up as files

void each_text(const Located& value, const std::function<void(const std::string&)>& sink) {
  if (value.is(Located::Type::string)) sink(value.text);
  for (const Located& element : value.elements) each_text(element, sink);
  for (const json::LocatedMember& member : value.members) each_text(member.value, sink);
}

std::string text_of(const Located& entry, std::string_view name) {
  const Located* value = entry.find(name);
  return value != nullptr && value->is(Located::Type::string) ? value->text : std::string();
}

// "host:port" as it is written, variables and all.
std::string host_in(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  return std::string(url.substr(0, url.find_first_of("/?#")));
}

// Words of a command line, roughly: wherever a shell could see the end of one.
std::vector<std::string> words_in(std::string_view text) {
  constexpr std::string_view kBetween = " \t\r\n;|&<>()\"'`=,";
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kBetween), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

// Where a word leads inside the project. A leading variable ("$FACTORY_PROJECT_DIR/x") stands for
// the root.
fs::path place_of(std::string word, const fs::path& root) {
  if (word.starts_with('$')) word.erase(0, std::min(word.find('/'), word.size()));
  if (word.starts_with('/') && !os::is_inside(word, root)) word.erase(0, 1);
  return os::canonical(root / word);
}

class Scripts {
 public:
  Scripts(const fs::path& root, ItemFacts& facts) : root_(root), facts_(facts) {}

  void look_up(const std::string& text) {
    for (const std::string& word : words_in(text)) {
      if (++looked_up_ > kMaxWords) return;
      const fs::path path = place_of(word, root_);
      if (!os::is_inside(path, root_) || !seen_.insert(path).second) continue;
      const auto info = os::stat_file(path);
      if (!info || info->type != os::FileInfo::Type::file) continue;
      const std::string shown = path.lexically_relative(root_).string();
      const auto content = os::read_regular_file(path, kMaxScriptBytes);
      // A file too large to look at has a different hash each time it is changed.
      facts_.hashed.push_back(
          shown + (content ? os::sha256_hex(*content)
                           : std::to_string(info->size) + "." + std::to_string(info->mtime_ns)));
      facts_.hashed.push_back((info->mode & 0111U) != 0 ? "runs" : "does not run");
      facts_.consequences.push_back("names the file " + shown +
                                    " of the project; its content is part of what you trust");
    }
  }

 private:
  const fs::path& root_;
  ItemFacts& facts_;
  std::set<fs::path> seen_;
  std::size_t looked_up_ = 0;
};

}  // namespace

ItemFacts facts_of_model(const Located& entry, const fs::path& root,
                         const Environment& environment) {
  ItemFacts facts;
  const std::string url =
      entry.find("baseUrl") == nullptr ? text_of(entry, "base_url") : text_of(entry, "baseUrl");
  const std::string host = host_in(url).empty() ? "its server" : host_in(url);
  facts.consequences.push_back("sends conversations to " + host);
  if (has_reference(url)) facts.hashed.push_back(host_in(expand(url, environment).text));
  std::set<std::string> variables;
  each_text(entry, [&](const std::string& text) {
    for (const std::string& name : expand(text, environment).used) {
      if (variables.insert(name).second) {
        facts.consequences.push_back("sends the value of your variable " + name + " to " + host);
      }
    }
  });
  const Located* own = entry.find("ingot");
  if (own == nullptr || !own->is(Located::Type::object)) return facts;
  for (const char* name : {"apiKeyFile", "caFile", "clientCert", "clientKey"}) {
    const std::string file = text_of(*own, name);
    if (!file.empty()) facts.consequences.push_back("reads the file " + file + " (" + name + ")");
  }
  const std::string command = text_of(*own, "apiKeyCommand");
  if (command.empty()) return facts;
  facts.consequences.push_back("runs the command " + command);
  Scripts(root, facts).look_up(command);
  return facts;
}

ItemFacts facts_of_command(const Located& value, const fs::path& root) {
  ItemFacts facts;
  Scripts scripts(root, facts);
  each_text(value, [&](const std::string& text) { scripts.look_up(text); });
  return facts;
}

}  // namespace ingot::config
