// base/redact.h: replaces known secrets by value in any text.
//
// Purpose    Invariant 3: a configured key never reaches a log, a session file, an error text or a
//            model. Whatever is written, shown or sent passes through here. Values shorter than
//            eight bytes are not treated as secrets (CFG-202): they would eat ordinary words.
// Ownership  A handle: copies share what is known, so that a key that is fetched late is hidden by
//            all of them from then on.
// Threads    Everything from any thread.
// Cost       Nothing when no secret is known; else one search per secret.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace ingot {

class Redactor {
 public:
  static constexpr std::size_t kMinSecretBytes = 8;

  void add(const Secret& secret) const;
  // Everything the other one knows.
  void add(const Redactor& other) const;
  // Replaces each occurrence, also in its JSON-escaped and base64 spellings, by "[redacted]".
  std::string redact(std::string_view text) const;
  bool mentions_secret(std::string_view text) const;
  // Length of the longest tail of `text` that is a proper beginning of a secret.
  std::size_t open_tail(std::string_view text) const;

 private:
  using Spellings = std::vector<Secret>;  // longest first
  std::shared_ptr<const Spellings> spellings() const;

  struct Known {
    std::mutex mutex;
    std::shared_ptr<const Spellings> spellings = std::make_shared<Spellings>();  // guarded by mutex
  };
  std::shared_ptr<Known> known_ = std::make_shared<Known>();
};

// Redacts a text that arrives in pieces: a tail that may be the beginning of a secret is held back
// until the next piece decides. `redactor` must outlive it.
class StreamRedactor {
 public:
  explicit StreamRedactor(const Redactor& redactor) : redactor_(redactor) {}
  std::string feed(std::string_view piece);
  std::string finish();

 private:
  const Redactor& redactor_;
  std::string pending_;
};

}  // namespace ingot
