#include "tools/rewind.h"

#include <utility>

#include "base/clock.h"
#include "base/ids.h"
#include "json/writer.h"
#include "os/file.h"
#include "tools/file_content.h"

namespace ingot::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kChangedSince = "somebody else, or a command, has changed it since";

// What the turns together did to a file.
struct Chain {
  const ChangedFile* first = nullptr;
  fs::path folder;  // of the first
  std::optional<std::string> after;
  bool is_broken = false;  // what a turn found is not what the one before it had left
};

class Chains {
 public:
  explicit Chains(const std::vector<TurnsOfSession>& since) {
    for (const TurnsOfSession& session : since) {
      for (const ChangedTurn& turn : session.turns) {
        if (turn.undone) continue;
        for (const ChangedFile& file : turn.files) take(file, session.folder);
      }
    }
  }
  const std::vector<Chain>& all() const { return chains_; }

 private:
  void take(const ChangedFile& file, const fs::path& folder) {
    const auto [place, is_new] = places_.emplace(file.path, chains_.size());
    if (is_new) chains_.push_back({.first = &file, .folder = folder, .after = file.before});
    Chain& chain = chains_[place->second];
    if (file.lost.empty() && file.before != chain.after) chain.is_broken = true;
    chain.after = file.after;
  }

  std::map<fs::path, std::size_t> places_;
  std::vector<Chain> chains_;
};

Result<> write_down(const fs::path& folder, const std::string& turn, const FileBack& file,
                    const Content& now, const std::optional<std::string>& after) {
  std::string line;
  json::Writer out(line);
  out.begin_object().member("turn", turn).member("at", to_iso8601(system_clock().wall()));
  out.member("path", file.path.string());
  const auto name = [&out](std::string_view key, const std::optional<std::string>& print) {
    out.key(key);
    print ? out.string(*print) : out.null();
  };
  name("before", file.now);
  out.member("mode", static_cast<std::int64_t>(now.mode));
  name("after", after);
  out.end_object();
  return add_to_journal(folder, line);
}

Result<> go_back(const fs::path& folder, const std::string& turn, const FileBack& file) {
  INGOT_TRY(const Content now, content_at(file.path));
  if (print_of(now) != file.now) {
    return Error{.kind = Error::Kind::busy, .what = std::string(kChangedSince)};
  }
  INGOT_TRY(const Content before, kept(file.folder, file.before, file.mode));
  if (now.bytes) {
    INGOT_TRY(const std::string name, keep_content(folder, *now.bytes));
  }
  INGOT_TRY_VOID(write_down(folder, turn, file, now, file.before));
  auto done = put(file.path, before);
  if (!done) [[maybe_unused]]
    const auto taken_back = write_down(folder, turn, file, now, file.now);
  return done;
}

}  // namespace

Result<std::optional<std::string>> PresentFiles::print(const fs::path& path) {
  const auto known = known_.find(path);
  if (known != known_.end()) return known->second;
  const auto content = content_at(path);
  Result<std::optional<std::string>> print =
      content ? Result<std::optional<std::string>>(print_of(*content)) : content.error();
  return known_.emplace(path, std::move(print)).first->second;
}

WayBack way_back(const std::vector<TurnsOfSession>& since, PresentFiles& present) {
  WayBack way;
  const Chains chains(since);
  for (const Chain& chain : chains.all()) {
    const ChangedFile& file = *chain.first;
    const auto now = present.print(file.path);
    const auto leave = [&](std::string why) {
      way.left.push_back({.path = file.path, .why = std::move(why)});
    };
    if (!now) {
      leave(now.error().what);
    } else if (!file.lost.empty()) {
      leave(file.lost);
    } else if (*now == file.before) {
      continue;
    } else if (chain.is_broken || *now != chain.after) {
      leave(std::string(kChangedSince));
    } else if (file.before && !os::stat_no_follow(chain.folder / *file.before)) {
      leave("its former content is gone");
    } else {
      way.files.push_back({.path = file.path,
                           .folder = chain.folder,
                           .before = file.before,
                           .mode = file.before_mode,
                           .now = *now});
    }
  }
  return way;
}

Rewound go_back(const fs::path& folder, WayBack way) {
  Rewound rewound{.left = std::move(way.left)};
  const std::string turn = "rewind-" + new_uuid();
  for (const FileBack& file : way.files) {
    if (const auto done = go_back(folder, turn, file); !done) {
      rewound.left.push_back({.path = file.path, .why = done.error().what});
    } else {
      (file.before ? rewound.restored : rewound.removed).push_back(file.path);
    }
  }
  return rewound;
}

}  // namespace ingot::tools
