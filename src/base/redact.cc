#include "base/redact.h"

#include <algorithm>
#include <utility>

#include "base/base64.h"

namespace ingot {
namespace {

constexpr std::string_view kReplacement = "[redacted]";

std::string json_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// Only whole groups: the tail depends on what follows the secret.
std::string base64(std::string_view text) { return to_base64(text.substr(0, text.size() / 3 * 3)); }

}  // namespace

std::shared_ptr<const Redactor::Spellings> Redactor::spellings() const {
  const std::lock_guard lock(known_->mutex);
  return known_->spellings;
}

void Redactor::add(const Secret& secret) const {
  if (secret.reveal().size() < kMinSecretBytes) return;
  const std::lock_guard lock(known_->mutex);
  auto more = std::make_shared<Spellings>(*known_->spellings);
  for (std::string spelling :
       {std::string(secret.reveal()), json_escaped(secret.reveal()), base64(secret.reveal())}) {
    if (spelling.size() < kMinSecretBytes) continue;
    Secret entry(std::move(spelling));
    if (std::find(more->begin(), more->end(), entry) == more->end()) {
      more->push_back(std::move(entry));
    }
  }
  std::stable_sort(more->begin(), more->end(), [](const Secret& a, const Secret& b) {
    return a.reveal().size() > b.reveal().size();
  });
  known_->spellings = std::move(more);
}

void Redactor::add(const Redactor& other) const {
  if (other.known_ == known_) return;
  const auto theirs = other.spellings();
  for (const Secret& secret : *theirs) add(secret);
}

std::string Redactor::redact(std::string_view text) const {
  std::string out(text);
  const auto spellings = this->spellings();
  for (const Secret& secret : *spellings) {
    std::size_t at = 0;
    while ((at = out.find(secret.reveal(), at)) != std::string::npos) {
      out.replace(at, secret.reveal().size(), kReplacement);
      at += kReplacement.size();
    }
  }
  return out;
}

bool Redactor::mentions_secret(std::string_view text) const {
  const auto spellings = this->spellings();
  return std::any_of(spellings->begin(), spellings->end(), [&](const Secret& secret) {
    return text.find(secret.reveal()) != std::string_view::npos;
  });
}

std::size_t Redactor::open_tail(std::string_view text) const {
  std::size_t longest = 0;
  const auto spellings = this->spellings();
  for (const Secret& secret : *spellings) {
    const std::string_view value = secret.reveal();
    std::size_t length = std::min(value.size() - 1, text.size());
    for (; length > longest; --length) {
      if (text.substr(text.size() - length) == value.substr(0, length)) longest = length;
    }
  }
  return longest;
}

std::string StreamRedactor::feed(std::string_view piece) {
  pending_ += piece;
  std::string ready = redactor_.redact(pending_);
  const std::size_t held = redactor_.open_tail(ready);
  pending_ = ready.substr(ready.size() - held);
  ready.resize(ready.size() - held);
  return ready;
}

std::string StreamRedactor::finish() { return std::exchange(pending_, {}); }

}  // namespace ingot
