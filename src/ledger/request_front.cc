#include "ledger/request_front.h"

#include <algorithm>

namespace ingot::ledger {
namespace {

// Walks over JSON text that is known to be well formed, keeping count of where it is.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ >= text_.size(); }
  std::size_t at() const { return at_; }
  const std::string& key() const { return key_; }
  bool in_messages() const { return key_ == "messages" || key_ == "input"; }
  std::size_t item() const { return item_; }
  // Right behind an element of the list of messages.
  bool behind_item() const { return behind_item_; }

  void step() {
    behind_item_ = false;
    const char c = text_[at_];
    if (c == '"') return string();
    if (c == '{' || c == '[') ++depth_;
    if (c == '}' || c == ']') {
      --depth_;
      behind_item_ = depth_ == 2 && in_messages();
    }
    if (c == ',' && depth_ == 2) ++item_;
    if (c == ',' && depth_ == 1) expects_key_ = true;
    if (c == '{' && depth_ == 1) expects_key_ = true;
    ++at_;
  }

 private:
  void string() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    if (depth_ == 1 && expects_key_) {
      key_ = text_.substr(begin, std::min(at_, text_.size()) - begin);
      expects_key_ = false;
      item_ = 0;
    }
    ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::string key_;
  std::size_t item_ = 0;
  bool expects_key_ = false;
  bool behind_item_ = false;
};

// Quotes inside strings are escaped, so these bytes can only be a member of the request.
std::string without_marks(std::string_view body) {
  constexpr std::string_view kMark = R"(,"cache_control":{)";
  std::string text;
  text.reserve(body.size());
  while (true) {
    const std::size_t at = body.find(kMark);
    text += body.substr(0, at);
    if (at == std::string_view::npos) return text;
    const std::size_t end = body.find('}', at);
    if (end == std::string_view::npos) return text;
    body.remove_prefix(end + 1);
  }
}

}  // namespace

std::string front_of(std::string_view body) {
  std::string text = without_marks(body);
  std::size_t end = 0;
  for (Walk walk(text); !walk.at_end();) {
    walk.step();
    if (walk.behind_item()) end = walk.at();
  }
  if (end != 0) text.resize(std::min(end, text.size()));
  return text;
}

std::optional<Parting> parting_of(std::string_view earlier, std::string_view later) {
  const auto [one, other] =
      std::mismatch(earlier.begin(), earlier.end(), later.begin(), later.end());
  if (one == earlier.end()) return std::nullopt;
  Parting parting;
  parting.byte = static_cast<std::size_t>(one - earlier.begin());
  std::string key;
  std::size_t last_item = 0;
  bool found = false;
  for (Walk walk(earlier); !walk.at_end();) {
    const std::size_t item = walk.item();
    walk.step();
    if (!found && walk.at() > parting.byte) {
      found = true;
      parting.key = walk.key();
      if (walk.in_messages()) parting.item = item;
    }
    if (walk.in_messages()) last_item = walk.item();
  }
  if (parting.item && *parting.item == last_item) return std::nullopt;
  return parting;
}

std::string to_text(const Parting& parting) {
  std::string text = "byte " + std::to_string(parting.byte) + ", in " + parting.key;
  if (parting.item) text += "[" + std::to_string(*parting.item) + "]";
  return text;
}

}  // namespace ingot::ledger
