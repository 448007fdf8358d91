#include "cli/sessions.h"

#include <unistd.h>

#include <algorithm>
#include <optional>

#include "args/parser.h"
#include "base/clock.h"
#include "cli/command.h"
#include "engine/export.h"
#include "engine/session_finder.h"
#include "engine/sessions.h"
#include "engine/spending.h"
#include "json/writer.h"
#include "os/file.h"
#include "os/paths.h"
#include "term/columns.h"

namespace ingot::cli {
namespace {

using Arguments = std::vector<std::string>;

constexpr std::size_t kShortId = 8;
constexpr std::size_t kMaxTitle = 48;

constexpr const char* kSubcommandHelp =
    "  list                  those of this folder and your favourites, the newest first\n"
    "  export <id>           one as a document: --format, --output\n"
    "  rename <id> <title>   gives it another title\n"
    "  favorite <id>         marks it; --off takes the mark away\n"
    "  archive <id>          hides it from lists and from resume --last\n"
    "  unarchive <id>        shows it again\n";

constexpr const char* kExamples =
    "  ingot sessions list --all\n"
    "  ingot sessions export 1a2b3c4d --format html --output lexer.html\n"
    "  ingot sessions list --archived --json\n";

struct Options {
  Arguments words;
  bool json = false, all = false, archived = false, off = false, force = false, help = false;
  std::optional<long> limit;
  std::string format = "md", output;
};

Error bad(std::string what, std::string remedy = "see ingot sessions --help") {
  return {
      .kind = Error::Kind::invalid_argument, .what = std::move(what), .remedy = std::move(remedy)};
}

// An id that nobody has is a failure of the run, not of the command line (CLI-51).
int failed(const Error& error) {
  if (error.kind != Error::Kind::not_found) return complain(error);
  note(to_text(error));
  return kFailed;
}

std::string local_time(std::int64_t modified_ns) {
  const std::chrono::nanoseconds since_epoch(modified_ns);
  return to_local(std::chrono::system_clock::time_point(
                      std::chrono::duration_cast<std::chrono::system_clock::duration>(since_epoch)),
                  "%Y-%m-%d %H:%M");
}

std::string list_json(const std::vector<engine::IndexedSession>& sessions) {
  std::string text;
  json::Writer out(text);
  out.begin_object().key("sessions").begin_array();
  for (const engine::IndexedSession& one : sessions) {
    out.begin_object().member("id", one.id).member("title", one.title).member("cwd", one.cwd);
    out.member("modifiedMs", one.modified_ns / 1000000).member("turns", one.turns);
    out.member("model", one.model);
    if (one.cost_usd) out.member("costUsd", *one.cost_usd);
    out.member("favorite", one.favorite).member("archived", one.archived).end_object();
  }
  out.end_array().end_object();
  return text + "\n";
}

std::string list_text(const std::vector<engine::IndexedSession>& sessions, bool with_folders) {
  std::string text;
  for (const engine::IndexedSession& one : sessions) {
    std::string title = one.title;
    const std::size_t columns = term::columns(title);
    if (columns < kMaxTitle) title.append(kMaxTitle - columns, ' ');
    text += std::string(one.favorite ? "★ " : "  ") + one.id.substr(0, kShortId) + "  " +
            local_time(one.modified_ns) + "  " + title;
    if (one.turns > 0)
      text += "  " + std::to_string(one.turns) + (one.turns == 1 ? " turn" : " turns");
    if (one.cost_usd) text += "  " + ledger::money(*one.cost_usd);
    if (!one.model.empty()) text += "  " + one.model;
    if (with_folders && !one.cwd.empty()) text += "  " + one.cwd;
    text += "\n";
  }
  return text;
}

int list(const engine::Configuration& configuration, const Options& options) {
  const std::filesystem::path folder =
      options.all ? std::filesystem::path() : os::canonical(os::current_folder());
  engine::SessionFinder finder(configuration.folder, [] {});
  finder.begin();
  finder.wait();
  std::vector<engine::IndexedSession> sessions =
      options.archived ? finder.archived(folder) : finder.sessions(folder);
  if (options.limit && sessions.size() > static_cast<std::size_t>(*options.limit)) {
    sessions.resize(static_cast<std::size_t>(*options.limit));
  }
  const bool with_folders =
      options.all || std::any_of(sessions.begin(), sessions.end(),
                                 [&](const auto& one) { return one.cwd != folder.string(); });
  if (sessions.empty() && !options.json) {
    note(options.all ? "there is no session" : "there is no session of this folder; see --all");
  }
  const std::string text = options.json ? list_json(sessions) : list_text(sessions, with_folders);
  return print(configuration.redactor.redact(text));
}

int write_out(const std::string& text) {
  if (::isatty(STDOUT_FILENO) != 0) return print(text);
  const auto written = os::write_all(STDOUT_FILENO, text);
  return written ? 0 : complain(written.error());
}

int export_one(const engine::Configuration& configuration, const std::string& id,
               const Options& options) {
  const auto format = *session::export_format_from(options.format);
  const auto text = engine::exported_session(configuration, id, format);
  if (!text) return failed(text.error());
  if (options.output.empty()) return write_out(*text);
  const std::filesystem::path file = os::absolute(options.output, os::current_folder());
  auto written = engine::write_export(file, *text, options.force);
  if (!written) {
    Error error = written.error();
    if (error.kind == Error::Kind::busy) error.remedy = "name another file, or add --force";
    return complain(error);
  }
  return print("wrote " + std::to_string(text->size()) + " bytes to " + file.string() + "\n");
}

// What is done to one session, and what is said then.
Result<std::string> change(const engine::Configuration& configuration, const std::string& id,
                           const std::string& word, const Options& options) {
  if (word == "rename") {
    std::string title;
    for (std::size_t i = 2; i < options.words.size(); ++i) {
      title += (title.empty() ? "" : " ") + options.words[i];
    }
    if (title.find_first_not_of(' ') == std::string::npos) return bad("rename takes a title");
    INGOT_TRY_VOID(engine::rename_session(configuration, id, title));
    return "session " + id + " is called \"" + title + "\"\n";
  }
  if (word == "favorite") {
    INGOT_TRY_VOID(engine::mark_session(configuration, id, !options.off));
    return "session " + id + (options.off ? " is no longer a favourite\n" : " is a favourite\n");
  }
  INGOT_TRY_VOID(engine::archive_session(configuration, id, word == "archive"));
  return "session " + id + (word == "archive" ? " is archived\n" : " is no longer archived\n");
}

}  // namespace

int run_sessions(const Arguments& arguments) {
  Options options;
  args::Parser parser(
      "ingot sessions [list|export|rename|favorite|archive|unarchive] [id] [options]",
      "Sessions on this machine. An id may be cut to six characters or more.");
  parser.words(options.words)
      .flag("--all", options.all, "with list: of all folders")
      .flag("--archived", options.archived, "with list: those that are archived")
      .integer("--limit", "n", options.limit, 0, "with list: at most so many")
      .flag("--json", options.json, "with list: one JSON object")
      .choice("--format", "format", {"md", "html", "json"}, options.format, "with export")
      .value("-o, --output", "path", options.output, "with export: a file, else standard output")
      .flag("--force", options.force, "with export: replace a file that is there")
      .flag("--off", options.off, "with favorite: no longer one")
      .help_flag(options.help)
      .section("Subcommands", kSubcommandHelp)
      .section("Examples", kExamples);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (options.help) return print(parser.help());
  const std::string word = options.words.empty() ? "list" : options.words[0];
  static const Arguments kOfOne = {"export", "rename", "favorite", "archive", "unarchive"};
  const bool of_one = std::find(kOfOne.begin(), kOfOne.end(), word) != kOfOne.end();
  if (!of_one && word != "list") return complain(bad("sessions does not know \"" + word + "\""));
  if (of_one && options.words.size() < 2) return complain(bad(word + " takes the id of a session"));
  if (options.words.size() > (of_one ? 2U : 1U) && word != "rename") {
    return complain(bad(word + " does not know \"" + options.words.back() + "\""));
  }
  const auto configuration = engine::load_configuration();
  if (!configuration) return complain(configuration.error());
  if (!of_one) return list(*configuration, options);
  const auto id = engine::find_session(*configuration, options.words[1]);
  if (!id) return failed(id.error());
  if (word == "export") return export_one(*configuration, *id, options);
  const auto said = change(*configuration, *id, word, options);
  return said ? print(configuration->redactor.redact(*said)) : failed(said.error());
}

}  // namespace ingot::cli
