// tools/undo.cc: reading the journal of tools/file_history.h, and going back and forth in it.

#include <algorithm>
#include <utility>

#include "json/value.h"
#include "json/writer.h"
#include "os/file.h"
#include "tools/file_content.h"
#include "tools/file_history.h"

namespace ingot::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxLine = 1U << 20U;
constexpr mode_t kMode = 0600, kFolderMode = 0700;

fs::path journal_of(const fs::path& folder) { return folder / "journal"; }

ChangedTurn* find_turn(std::vector<ChangedTurn>& turns, std::string_view id) {
  const auto place =
      std::find_if(turns.begin(), turns.end(), [&](const auto& turn) { return turn.id == id; });
  return place == turns.end() ? nullptr : &*place;
}

ChangedFile& file_in(ChangedTurn& turn, const fs::path& path, bool& is_new) {
  const auto place = std::find_if(turn.files.begin(), turn.files.end(),
                                  [&](const auto& file) { return file.path == path; });
  is_new = place == turn.files.end();
  if (!is_new) return *place;
  turn.files.push_back({.path = path});
  return turn.files.back();
}

void take_change(json::Value line, std::vector<ChangedTurn>& turns) {
  const std::string id(line["turn"].string_or(""));
  const fs::path path(std::string(line["path"].string_or("")));
  if (id.empty() || !path.is_absolute()) return;
  if (turns.empty() || turns.back().id != id) {
    // A turn goes on in one piece; one of this name before it is another session's copy.
    turns.push_back({.id = id, .at = std::string(line["at"].string_or(""))});
  }
  bool is_new = false;
  ChangedFile& file = file_in(turns.back(), path, is_new);
  const auto after = line["after"].string();
  file.after = after ? std::optional<std::string>(*after) : std::nullopt;
  if (!is_new) return;
  file.before_mode = static_cast<unsigned>(line["mode"].integer().value_or(0));
  file.lost = line["lost"].string_or("");
  if (const auto before = line["before"].string()) file.before = std::string(*before);
}

void take_mark(json::Value line, std::vector<ChangedTurn>& turns) {
  if (ChangedTurn* const turn = find_turn(turns, line["redone"].string_or(""))) {
    turn->undone = false;
  }
  ChangedTurn* const turn = find_turn(turns, line["undone"].string_or(""));
  if (turn == nullptr) return;
  turn->undone = true;
  for (const json::Value mode : line["modes"].elements()) {
    for (ChangedFile& file : turn->files) {
      if (file.path == mode["path"].string_or("")) {
        file.after_mode = static_cast<unsigned>(mode["mode"].integer().value_or(0));
      }
    }
  }
}

// One file on its way from what it holds to what it shall hold.
struct Step {
  fs::path path;
  Content from, to;
};

// All of them, or none.
Result<> take(const std::vector<Step>& steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    auto done = put(steps[i].path, steps[i].to);
    if (done) continue;
    while (i-- > 0) {
      [[maybe_unused]] const auto back = put(steps[i].path, steps[i].from);
    }
    return done;
  }
  return {};
}

std::string names_of(const std::vector<fs::path>& paths) {
  std::string text;
  for (const fs::path& path : paths) text += (text.empty() ? "" : ", ") + path.string();
  return text;
}

class Way {
 public:
  Way(fs::path folder, std::string until, bool back)
      : folder_(std::move(folder)), until_(std::move(until)), back_(back) {}

  Result<TakenBack> go() {
    std::vector<ChangedTurn> turns = changed_turns(folder_, until_);
    const ChangedTurn* const turn = wanted(turns);
    if (turn == nullptr) return back_ ? nothing_to_undo() : nothing_to_redo();
    TakenBack taken{.turn = turn->id};
    INGOT_TRY(const std::vector<Step> steps, plan(*turn, taken));
    INGOT_TRY_VOID(keep_all(*turn, steps));
    if (const auto done = take(steps); !done) {
      [[maybe_unused]] const auto marked = mark(*turn, steps, !back_);
      return done.error();
    }
    for (const Step& step : steps) {
      (step.to.bytes ? taken.restored : taken.removed).push_back(step.path);
    }
    return taken;
  }

 private:
  const ChangedTurn* wanted(const std::vector<ChangedTurn>& turns) const {
    const auto last =
        std::find_if(turns.rbegin(), turns.rend(), [](const auto& turn) { return !turn.undone; });
    if (back_) return last == turns.rend() ? nullptr : &*last;
    // Those that follow it are all undone: the first of them is the one that was undone last.
    const std::size_t next = static_cast<std::size_t>(turns.rend() - last);
    return next < turns.size() ? &turns[next] : nullptr;
  }

  // What has to be written; refused as a whole when somebody has changed a file since.
  Result<std::vector<Step>> plan(const ChangedTurn& turn, TakenBack& taken) const {
    std::vector<Step> steps;
    std::vector<fs::path> changed;
    for (const ChangedFile& file : turn.files) {
      if (!file.lost.empty()) {
        taken.left.push_back(file);
        continue;
      }
      INGOT_TRY(Content now, content_at(file.path));
      const std::optional<std::string> print = print_of(now);
      if (print == (back_ ? file.before : file.after)) continue;  // it is so already
      if (print != (back_ ? file.after : file.before)) {
        changed.push_back(file.path);
        continue;
      }
      INGOT_TRY(Content to, kept(folder_, back_ ? file.before : file.after,
                                 back_ ? file.before_mode : file.after_mode));
      steps.push_back({.path = file.path, .from = std::move(now), .to = std::move(to)});
    }
    if (changed.empty()) return steps;
    return Error{.kind = Error::Kind::busy,
                 .what = "changed since then: " + names_of(changed),
                 .remedy = "nothing was touched; put it back yourself, or ask for it"};
  }

  // What goes away can be had again; then the journal says where we are.
  Result<> keep_all(const ChangedTurn& turn, const std::vector<Step>& steps) const {
    for (const Step& step : steps) {
      if (!step.from.bytes) continue;
      if (const auto kept = keep_content(folder_, *step.from.bytes); !kept) return kept.error();
    }
    return mark(turn, steps, back_);
  }

  Result<> mark(const ChangedTurn& turn, const std::vector<Step>& steps, bool undone) const {
    std::string line;
    json::Writer out(line);
    out.begin_object().member(undone ? "undone" : "redone", turn.id).key("modes").begin_array();
    for (const Step& step : steps) {
      if (!undone || !step.from.bytes) continue;
      out.begin_object().member("path", step.path.string());
      out.member("mode", static_cast<std::int64_t>(step.from.mode)).end_object();
    }
    out.end_array().end_object();
    return add_to_journal(folder_, line);
  }

  fs::path folder_;
  std::string until_;
  bool back_;
};

}  // namespace

Result<std::string> keep_content(const fs::path& folder, std::string_view bytes) {
  std::string name = os::sha256_hex(bytes);
  if (os::stat_no_follow(folder / name)) return name;
  INGOT_TRY_VOID(os::make_folders(folder, kFolderMode));
  INGOT_TRY_VOID(os::write_atomic(folder / name, bytes, {.mode = kMode}));
  return name;
}

Result<> add_to_journal(const fs::path& folder, const std::string& line) {
  INGOT_TRY_VOID(os::make_folders(folder, kFolderMode));
  INGOT_TRY(os::AppendFile file, os::AppendFile::open(journal_of(folder), kMode));
  INGOT_TRY_VOID(file.append(line + "\n"));
  return file.sync();
}

std::vector<ChangedTurn> changed_turns(const fs::path& folder, const std::string& until) {
  std::vector<ChangedTurn> turns;
  auto file = os::LineReader::open(journal_of(folder));
  if (!file) return turns;
  for (std::string line; file->next(line, kMaxLine);) {
    const auto document = json::Document::parse(line);
    if (!document) continue;
    take_change(document->root(), turns);
    take_mark(document->root(), turns);
  }
  std::erase_if(turns, [&](const ChangedTurn& turn) { return !until.empty() && turn.at > until; });
  return turns;
}

Result<std::string> kept_content(const fs::path& folder, const std::string& name) {
  constexpr std::string_view kHexadecimal = "0123456789abcdef";
  if (name.empty() || name.find_first_not_of(kHexadecimal) != std::string::npos) {
    return Error{.kind = Error::Kind::not_found, .what = "\"" + name + "\" names no content"};
  }
  return os::read_file(folder / name, kMaxContent);
}

Error nothing_to_undo() {
  return {.kind = Error::Kind::not_found, .what = "no change of a file is left to undo"};
}
Error nothing_to_redo() {
  return {.kind = Error::Kind::not_found, .what = "there is nothing to redo"};
}

Result<TakenBack> undo(const fs::path& folder, const std::string& until) {
  return Way(folder, until, true).go();
}
Result<TakenBack> redo(const fs::path& folder, const std::string& until) {
  return Way(folder, until, false).go();
}

}  // namespace ingot::tools
