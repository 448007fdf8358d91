// base/secret.h: a key that cannot be printed by accident.
//
// Purpose    Holds an API key or another credential. No stream operator, no conversion; reveal()
//            is called where headers are built and where the redactor learns what to hide.
// Ownership  Owns its bytes and wipes them on destruction.
#pragma once

#include <string>
#include <string_view>

namespace ingot {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret& other);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { wipe(); }

  bool empty() const { return value_.empty(); }
  std::string_view reveal() const { return value_; }

  // "…" and the last four characters for secrets of 12 or more, else "…" (CFG-201).
  std::string hint() const;

  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  void wipe();
  std::string value_;
};

}  // namespace ingot
