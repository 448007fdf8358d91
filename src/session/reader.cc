#include "session/reader.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "json/raw.h"
#include "json/value.h"
#include "json/writer.h"
#include "os/file.h"
#include "session/blocks.h"
#include "session/layout.h"

namespace ingot::session {
namespace {

constexpr std::string_view kMissingResult =
    "Error: interrupted: the run ended before this call had a result. It may or may not have taken "
    "effect; check before repeating it.";

constexpr std::array kKnownMembers = {"type",    "id",  "title",  "sessionTitle",    "owner",
                                      "version", "cwd", "parent", "callingSessionId"};

constexpr std::string_view kHeaderType = "session_start";

Header to_header(json::Value root) {
  Header header;
  header.id = root["id"].string_or("");
  header.title = root["sessionTitle"].string_or(root["title"].string_or(""));
  header.cwd = root["cwd"].string_or("");
  header.parent = root["parent"].string_or("");
  header.calling_session_id = root["callingSessionId"].string_or("");
  return header;
}

// Joins the results that follow an assistant message into one, in the order of its calls, and makes
// up those that are missing. Results of no call are dropped: providers refuse them.
class Joiner {
 public:
  explicit Joiner(Contents& contents) : contents_(contents) {}

  void take(chat::Message message) {
    if (message.role == chat::Role::tool) return take_results(std::move(message));
    close_open_calls();
    if (message.role == chat::Role::assistant) {
      for (const chat::ToolCall* call : chat::tool_calls(message)) open_.push_back(call->id);
    }
    contents_.messages.push_back(std::move(message));
  }

  void finish() {
    const std::size_t before = contents_.missing.size();
    at_end_ = true;
    close_open_calls();
    if (const std::size_t made = contents_.missing.size() - before; made > 0) {
      contents_.notices.push_back(std::to_string(made) + " tool call" + (made == 1 ? "" : "s") +
                                  " had no result and got one that says so");
    }
  }

 private:
  void take_results(chat::Message message) {
    std::vector<chat::ContentBlock> others;
    if (results_.empty()) results_id_ = message.id;
    for (chat::ContentBlock& block : message.blocks) {
      if (auto* result = std::get_if<chat::ToolResult>(&block)) {
        results_.push_back(std::move(*result));
      } else {
        others.push_back(std::move(block));
      }
    }
    if (others.empty()) return;
    // A file of another program may hold the user's text in the same message.
    close_open_calls();
    message.role = chat::Role::user;
    message.blocks = std::move(others);
    contents_.messages.push_back(std::move(message));
  }

  void close_open_calls() {
    if (open_.empty()) {
      results_.clear();
      results_id_.clear();
      return;
    }
    chat::Message joined;
    joined.role = chat::Role::tool;
    joined.id = results_id_;
    for (const std::string& id : open_) {
      const auto found = std::find_if(results_.begin(), results_.end(),
                                      [&](const auto& result) { return result.call_id == id; });
      if (found != results_.end()) {
        joined.blocks.emplace_back(std::move(*found));
        results_.erase(found);
        continue;
      }
      chat::ToolResult made = chat::error_result(id, std::string(kMissingResult));
      if (at_end_) contents_.missing.push_back(made);
      joined.blocks.emplace_back(std::move(made));
    }
    contents_.messages.push_back(std::move(joined));
    open_.clear();
    results_.clear();
    results_id_.clear();
  }

  Contents& contents_;
  std::vector<std::string> open_;  // ids of calls whose results are awaited
  std::vector<chat::ToolResult> results_;
  std::string results_id_;  // of the first message that held one of them
  bool at_end_ = false;
};

}  // namespace

Result<Contents> read_session_file(const std::filesystem::path& path) {
  INGOT_TRY(const std::string bytes, os::read_file(path, kMaxFileBytes));
  Contents contents;
  Joiner joiner(contents);
  json::Reader reader;
  bool any = false;  // something of a session was found
  std::size_t number = 0;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t end = bytes.find('\n', at);
    const bool complete = end != std::string::npos;
    const std::string_view line = std::string_view(bytes).substr(at, complete ? end - at : end);
    ++number;
    const auto root = reader.parse(line);
    if (!complete && !root) {
      contents.torn = true;
      contents.notices.emplace_back("the last line was cut off and is left out");
      break;
    }
    at = complete ? end + 1 : bytes.size();
    contents.whole_bytes = at;
    contents.open_end = !complete;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (number == 1 && root && (*root)["type"].string() == kHeaderType) {
      contents.header = to_header(*root);
      any = true;
      continue;
    }
    auto message = root ? from_line(line, *root) : Result<Line>(root.error());
    if (message) {
      contents.last_id = message->message.id;
      joiner.take(std::move(message->message));
      any = true;
    } else if (!root || !(*root)["type"].is_string() || (*root)["type"].string() == "message") {
      // Lines of other types are other programs' business.
      contents.notices.push_back("line " + std::to_string(number) +
                                 " cannot be read and is left out (" + message.error().what + ")");
    }
  }
  if (!any) return no_header(path);
  joiner.finish();
  return contents;
}

std::vector<chat::Message> joined(const std::vector<chat::Message>& lines) {
  Contents contents;
  Joiner joiner(contents);
  for (const chat::Message& line : lines) joiner.take(line);
  joiner.finish();
  return std::move(contents.messages);
}

Error no_header(const std::filesystem::path& path) {
  return {.kind = Error::Kind::protocol,
          .what = "the first line is not the complete header of a session",
          .where = path.string()};
}

bool works_in(const Header& header, const std::filesystem::path& cwd) {
  return header.cwd.empty() || header.cwd == to_utf8(cwd.string());
}

std::optional<Header> read_header(const std::filesystem::path& path) {
  constexpr std::size_t kMaxHeader = 65536;
  auto reader = os::LineReader::open(path);
  std::string line;
  if (!reader || !reader->next(line, kMaxHeader)) return std::nullopt;
  const auto document = json::Document::parse(line);
  if (!document || document->root()["type"].string() != kHeaderType) return std::nullopt;
  return to_header(document->root());
}

bool is_header(std::string_view line) {
  const auto document = json::Document::parse(line);
  return document && document->root()["type"].string() == kHeaderType;
}

std::string extra_members(std::string_view line) {
  std::string extra;
  const auto document = json::Document::parse(line);
  if (!document) return extra;
  for (const auto& [key, value] : document->root().members()) {
    if (std::find(kKnownMembers.begin(), kKnownMembers.end(), key) != kKnownMembers.end()) continue;
    extra += "," + json::quoted(key) + ":" + std::string(json::raw_member(line, key));
  }
  return extra;
}

std::string header_line(const Header& header, std::string_view owner, std::string_view extra) {
  std::string line;
  json::Writer writer(line);
  writer.begin_object()
      .member("type", "session_start")
      .member("id", header.id)
      .member("title", header.title)
      .member("sessionTitle", header.title)
      .member("owner", owner)
      .member("version", 2)
      .member("cwd", header.cwd)
      .key("parent");
  if (header.parent.empty()) {
    writer.null();
  } else {
    writer.string(header.parent);
  }
  if (!header.calling_session_id.empty())
    writer.member("callingSessionId", header.calling_session_id);
  writer.end_object();
  line.insert(line.size() - 1, extra);
  return line;
}

}  // namespace ingot::session
