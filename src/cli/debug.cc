#include "cli/debug.h"

#include <optional>

#include "args/parser.h"
#include "cli/command.h"
#include "engine/capture.h"
#include "os/file.h"

namespace ingot::cli {
namespace {

constexpr std::uint64_t kMaxBytes = 256U << 20U;

Error wrong(std::string what, std::string remedy) {
  return Error{.kind = Error::Kind::invalid_argument,
               .what = std::move(what),
               .where = {},
               .remedy = std::move(remedy)};
}

}  // namespace

int run_debug(const std::vector<std::string>& arguments) {
  std::string protocol;
  std::string model = "unknown";
  std::string base_url = "https://server.invalid/v1";
  std::string content_type;
  std::optional<long> status;
  bool encode = false;
  bool help = false;
  std::vector<std::string> words;
  args::Parser parser("ingot debug decode --protocol <protocol> [options] <file>",
                      "Decodes a captured response body as the agent would and prints one JSON "
                      "object. Nothing is sent and no settings are read.");
  parser.words(words)
      .value("--protocol", "protocol", protocol, "anthropic, openai or generic-chat-completion-api")
      .value("--model", "model", model, "the model that was asked for")
      .value("--base-url", "url", base_url, "tells the vendor, whose habits are known")
      .value("--content-type", "type", content_type, "of the response; else told from the body")
      .integer("--status", "code", status, 100, "HTTP status of the response (200)")
      .flag("--encode", encode, "read a request body into a transcript and write it again")
      .help_flag(help);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) return print(parser.help());
  if (words.empty() || words[0] != "decode") {
    return complain(wrong("debug needs the word decode", "see ingot debug --help"));
  }
  if (words.size() != 2) {
    return complain(wrong("debug decode needs one file", "see ingot debug --help"));
  }
  auto captured = engine::captured_model(protocol, base_url, model);
  if (!captured) return complain(captured.error());
  auto body = os::read_file(words[1], kMaxBytes);
  if (!body) return complain(body.error());
  std::string json;
  if (encode) {
    auto rewritten = engine::rewrite_request(*captured, *body);
    if (!rewritten) return complain(rewritten.error());
    json = std::move(*rewritten);
  } else {
    engine::Capture capture;
    capture.model = std::move(*captured);
    capture.status = static_cast<int>(status.value_or(200));
    capture.content_type = content_type;
    capture.body.push_back(std::move(*body));
    json = engine::decode_response(capture);
  }
  return print(json + "\n");
}

}  // namespace ingot::cli
