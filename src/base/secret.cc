#include "base/secret.h"

#include <utility>

namespace ingot {

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    wipe();
    value_ = other.value_;
  }
  return *this;
}

// Copied, not moved: a short string's bytes would stay behind in `other`.
Secret::Secret(Secret&& other) noexcept {
  value_ = other.value_;
  other.wipe();
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    value_ = other.value_;
    other.wipe();
  }
  return *this;
}

std::string Secret::hint() const {
  std::string text = "…";
  if (value_.size() >= 12) text += value_.substr(value_.size() - 4);
  return text;
}

void Secret::wipe() {
  // The volatile pointer keeps the compiler from dropping stores to memory about to be freed.
  volatile char* bytes = value_.data();
  for (std::size_t i = 0; i < value_.size(); ++i) bytes[i] = '\0';
  value_.clear();
}

}  // namespace ingot
