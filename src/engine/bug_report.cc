#include "engine/bug_report.h"

#include <sys/stat.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <functional>

#include "base/clock.h"
#include "config/files.h"
#include "config/secret_text.h"
#include "engine/listing.h"
#include "engine/session_log.h"
#include "engine/setting.h"
#include "engine/setting_rows.h"
#include "engine/spending.h"
#include "json/located.h"
#include "json/writer.h"
#include "os/file.h"
#include "os/new_file.h"
#include "os/paths.h"
#include "os/process.h"
#include "version.h"

namespace ingot::engine {
namespace {

namespace fs = std::filesystem;
using json::Located;

constexpr std::uint64_t kMaxSettings = 4U << 20U, kMaxCrash = 1U << 20U;
constexpr std::size_t kMostCrashes = 3;
constexpr std::string_view kEnding = ".tar.gz";
constexpr std::string_view kLeftOut = "[left out]";
constexpr mode_t kMode = 0600, kFolderMode = 0700;
constexpr std::chrono::seconds kTarLimit(20);
constexpr std::size_t kMaxTarWords = 4096;

struct Entry {
  std::string name, bytes;
};

// Of members with these names every text may be secret, whatever it looks like.
bool holds_private_values(std::string_view name) {
  return name == "env" || name == "headers" || name == "extraHeaders" || name == "extraArgs";
}

void leave_out_texts(Located& value) {
  if (value.is(Located::Type::string)) value.text = kLeftOut;
  for (json::LocatedMember& member : value.members) leave_out_texts(member.value);
  for (Located& element : value.elements) leave_out_texts(element);
}

// A name and password before the host, and what a query holds.
std::string without_private_parts(const std::string& text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string::npos || text.find(' ') != std::string::npos) return text;
  const std::size_t host = scheme + 3;
  std::string out = text.substr(0, text.find_first_of("?#"));
  const std::size_t path = std::min(out.find('/', host), out.size());
  const std::size_t at = out.rfind('@', path);
  if (at != std::string::npos && at >= host) out.replace(host, at - host, kLeftOut);
  if (out.size() < text.find('#') && text.find('?') != std::string::npos) {
    out += "?" + std::string(kLeftOut);
  }
  return out;
}

void clean(Located& value) {
  if (value.is(Located::Type::string)) value.text = without_private_parts(value.text);
  for (json::LocatedMember& member : value.members) {
    if (holds_private_values(member.key)) leave_out_texts(member.value);
    clean(member.value);
  }
  for (Located& element : value.elements) clean(element);
}

// The user's own files as they are written, without what could be a secret.
std::string settings_text(const Configuration& configuration) {
  std::string text;
  for (const char* name : {"settings.json", "config.json", "ingot.json"}) {
    const auto bytes = os::read_file(configuration.folder / name, kMaxSettings);
    if (!bytes) continue;
    text += std::string(name) + "\n";
    auto parsed = json::parse_located(*bytes);
    if (auto* found = std::get_if<json::LocatedText>(&parsed)) {
      config::hide_keys({}, found->root);
      clean(found->root);
      text += found->root.to_json() + "\n\n";
    } else {
      text += "(it cannot be read: see diagnostics.txt)\n\n";
    }
  }
  text += "in effect\n";
  for (const SettingRow& row : setting_rows(configuration)) {
    if (row.is_set) text += row.key + " = " + row.value + "  (" + row.origin + ")\n";
  }
  return text + "\nmodels\n" + model_list(configuration, false);
}

std::string report_text(const BugFacts& facts) {
  std::string text = "# " + (facts.title.empty() ? "What goes wrong" : facts.title) +
                     "\n\nWhat I did, what I expected, what happened instead:\n\n\n"
                     "## System\n\n";
  const auto line = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) text += "- " + name + ": " + value + "\n";
  };
  line("ingot", INGOT_VERSION);
  utsname system{};
  if (::uname(&system) == 0) {
    line("system", std::string(system.sysname) + " " + system.release + " " + system.machine);
  }
  for (const auto& [name, value] : facts.terminal) line(name, value);
  for (const char* name : {"TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "COLORTERM", "LANG",
                           "LC_ALL", "LC_CTYPE"}) {
    line(name, os::environment_variable(name).value_or(""));
  }
  for (const char* name : {"TMUX", "STY", "SSH_CONNECTION", "WSL_DISTRO_NAME", "INGOT_CONFIG_DIR",
                           "HTTPS_PROXY", "https_proxy", "NO_COLOR"}) {
    if (os::environment_variable(name)) line(name, "is set");
  }
  return text;
}

// A block by its kind and size.
void describe(json::Writer& out, const chat::ContentBlock& block) {
  out.begin_object();
  if (const auto* text = std::get_if<chat::Text>(&block)) {
    out.member("type", "text").member("bytes", text->text.size());
    if (text->synthetic) out.member("attached", true);
  } else if (const auto* thinking = std::get_if<chat::Thinking>(&block)) {
    out.member("type", "thinking").member("format", thinking->format);
    out.member("bytes", thinking->text.size()).member("opaqueBytes", thinking->opaque.size());
  } else if (const auto* image = std::get_if<chat::Image>(&block)) {
    out.member("type", "image").member("media", image->media_type);
    out.member("bytes", image->data.size());
  } else if (const auto* call = std::get_if<chat::ToolCall>(&block)) {
    out.member("type", "call").member("id", call->id).member("tool", call->name);
    out.member("bytes", call->input_json.size());
    if (!call->invalid.empty()) out.member("invalid", true);
  } else if (const auto* result = std::get_if<chat::ToolResult>(&block)) {
    out.member("type", "result").member("id", result->call_id);
    out.member("bytes", chat::text_of(*result).size()).member("error", result->is_error);
  } else if (const auto* unknown = std::get_if<chat::Unknown>(&block)) {
    out.member("type", unknown->type).member("bytes", unknown->json.size());
  }
  out.end_object();
}

// Each message on a line: who, when, from which model, what kinds of blocks.
std::string session_text(const SessionLog& log) {
  std::string text;
  for (std::size_t i = 0; i < log.size(); ++i) {
    const StoredMessage stored = log.read(i);
    const chat::Message& message = stored.message;
    if (message.blocks.empty()) continue;
    std::string row;
    json::Writer out(row);
    out.begin_object().member("at", stored.timestamp);
    out.member("role", chat::to_string(message.role));
    if (message.from) {
      out.member("model", message.from->model).member("protocol", message.from->protocol);
      out.member("stopReason", chat::to_string(message.stop_reason));
    }
    out.key("blocks").begin_array();
    for (const chat::ContentBlock& block : message.blocks) describe(out, block);
    out.end_array().end_object();
    text += row + "\n";
  }
  return text;
}

// The newest reports of crashes, which hold addresses alone.
std::vector<Entry> crashes(const fs::path& folder) {
  std::vector<Entry> found;
  const auto entries = os::list_folder(folder);
  if (!entries) return found;
  std::vector<std::string> names;
  for (const os::DirectoryEntry& entry : *entries) names.push_back(entry.name);
  std::sort(names.begin(), names.end(), std::greater<>());  // their names begin with the time
  for (const std::string& name : names) {
    if (found.size() == kMostCrashes) break;
    if (auto text = os::read_regular_file(folder / name, kMaxCrash)) {
      found.push_back({"crashes/" + name, *std::move(text)});
    }
  }
  return found;
}

std::string replaced(std::string text, const std::string& what, std::string_view by) {
  for (std::size_t at = what.empty() ? std::string::npos : text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

// bug-<time> in `bugs`, or bug-<time>-2 where there is one already.
Result<fs::path> new_folder(const fs::path& bugs) {
  INGOT_TRY_VOID(os::make_folders(bugs, kFolderMode));
  const std::string stamp = to_local(system_clock().wall(), "bug-%Y%m%d-%H%M%S");
  for (int number = 1;; ++number) {
    const fs::path folder = bugs / (stamp + (number == 1 ? "" : "-" + std::to_string(number)));
    if (os::stat_no_follow(folder.string() + std::string(kEnding))) continue;
    if (::mkdir(folder.c_str(), kFolderMode) == 0) return folder;
    if (errno != EEXIST) return system_error(errno, "make a folder", folder.string());
  }
}

// By tar, in the place of the folder, which stays where there is no tar.
Result<fs::path> packed(const fs::path& folder, const Redactor& redactor) {
  const fs::path file = folder.string() + std::string(kEnding);
  const auto told =
      os::run({.argv = {"tar", "-czf", file.string(), folder.filename().string()},
               .directory = folder.parent_path(),
               .environment = os::environment_without(os::variables_with_secrets(redactor))},
              kTarLimit, kMaxTarWords, {});
  std::error_code failed;
  if (!told || told->timed_out || told->exit.code != 0) {
    fs::remove(file, failed);
    return folder;
  }
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, failed);
  if (failed) return system_error(failed.value(), "make it yours alone", file.string());
  fs::remove_all(folder, failed);
  return file;
}

}  // namespace

Result<BugReport> write_bug_report(const Configuration& configuration, const BugFacts& facts) {
  std::vector<Entry> entries = {{"report.md", report_text(facts)},
                                {"settings.txt", settings_text(configuration)},
                                {"diagnostics.txt", facts.diagnostics}};
  std::vector<std::string> about = {"version, system, terminal; room for your words",
                                    "your settings and models, without keys and headers",
                                    "every problem of the configuration"};
  const auto add = [&](Entry entry, const char* what) {
    entries.push_back(std::move(entry));
    about.emplace_back(what);
  };
  if (!facts.session_id.empty()) {
    if (const auto log = open_session_log(configuration, facts.session_id)) {
      add({"session.jsonl", session_text(*log)},
          "who, when, which tools, how many bytes; no words");
    }
    const auto spent =
        spending(configuration, {.session = facts.session_id, .since = {}, .compare = {}},
                 std::chrono::system_clock::now());
    if (spent) add({"requests.json", ledger::to_json(*spent) + "\n"}, "tokens of each request");
  }
  for (Entry& crash : crashes(configuration.folder / "ingot" / "crashes")) {
    add(std::move(crash), "addresses of a crash");
  }
  BugReport report;
  const std::string home = os::home_folder().string();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Entry& entry = entries[i];
    entry.bytes = configuration.redactor.redact(entry.bytes);
    if (home.size() > 1) entry.bytes = replaced(std::move(entry.bytes), home, "~");
    report.parts.push_back({.name = entry.name, .about = about[i], .bytes = entry.bytes.size()});
  }
  INGOT_TRY(const fs::path folder, new_folder(configuration.folder / "ingot" / "bugs"));
  for (const Entry& entry : entries) {
    INGOT_TRY_VOID(os::make_folders((folder / entry.name).parent_path(), kFolderMode));
    INGOT_TRY_VOID(os::write_new(folder / entry.name, entry.bytes, kMode));
  }
  INGOT_TRY(report.file, packed(folder, configuration.redactor));
  return report;
}

}  // namespace ingot::engine
