// session/reader.h: a session file as it was left, by whatever ended its writer.
//
// Purpose    Reads every complete line, names what it had to leave out, and closes what an
//            interruption left open, so that any provider accepts the conversation.
// Errors     Kind::protocol when there is neither a header nor a message; io otherwise.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "session/session.h"

namespace ingot::session {

struct Contents {
  Header header;
  std::vector<chat::Message> messages;  // results of one assistant message joined, in call order
  std::vector<std::string> notices;
  // Results made up for calls that had none; a writer that goes on appends them.
  std::vector<chat::ToolResult> missing;
  std::string last_id;            // of the last message line
  std::uint64_t whole_bytes = 0;  // length without a torn last line
  bool torn = false;
  bool open_end = false;  // the last line is whole but for its LF: a writer adds that first
};

Result<Contents> read_session_file(const std::filesystem::path& path);

// The lines of a file as a conversation: the results of one assistant message joined, in the order
// of its calls.
std::vector<chat::Message> joined(const std::vector<chat::Message>& lines);

// The header of a session file; empty when it has no readable one.
std::optional<Header> read_header(const std::filesystem::path& path);
Error no_header(const std::filesystem::path& path);
// Whether `cwd` is where the session was last; a header that does not say so counts as yes.
bool works_in(const Header& header, const std::filesystem::path& cwd);
bool is_header(std::string_view line);
std::string header_line(const Header& header, std::string_view owner,
                        std::string_view extra_members);
// Members of an existing header line that Header does not know, as ",\"key\":value..." text.
std::string extra_members(std::string_view line);

}  // namespace ingot::session
