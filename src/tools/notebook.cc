#include "tools/notebook.h"

#include "json/value.h"

namespace ingot::tools {
namespace {

std::string joined(json::Value text) {
  if (const auto whole = text.string()) return std::string(*whole);
  std::string out;
  for (const json::Value piece : text.elements()) out += piece.string_or("");
  return out;
}

void append_block(std::string& out, std::string_view title, std::string_view text) {
  out += title;
  out += '\n';
  out += text;
  if (!text.empty() && !text.ends_with('\n')) out += '\n';
}

void append_output(std::string& out, json::Value output) {
  const std::string_view type = output["output_type"].string_or("");
  if (type == "stream") return append_block(out, "[Output]", joined(output["text"]));
  if (type == "error") {
    std::string text(output["ename"].string_or("error"));
    text += ": ";
    text += output["evalue"].string_or("");
    return append_block(out, "[Error]", text);
  }
  const json::Value data = output["data"];
  if (const json::Value plain = data["text/plain"]; !plain.is_absent()) {
    append_block(out, "[Output]", joined(plain));
  }
  for (const auto& [media_type, item] : data.members()) {
    if (media_type.starts_with("image/")) {
      append_block(out, "[Output: " + std::string(media_type) + "]", "");
    }
  }
}

}  // namespace

std::optional<std::string> notebook_text(std::string_view json) {
  const auto document = json::Document::parse(json);
  if (!document || !document->root()["cells"].is_array()) return std::nullopt;
  std::string out;
  std::size_t number = 0;
  for (const json::Value cell : document->root()["cells"].elements()) {
    std::string title = "[Cell " + std::to_string(++number) + ": ";
    title += cell["cell_type"].string_or("unknown");
    title += ']';
    append_block(out, title, joined(cell["source"]));
    for (const json::Value output : cell["outputs"].elements()) append_output(out, output);
  }
  return out;
}

}  // namespace ingot::tools
