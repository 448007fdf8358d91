// base/result.h: a value or an Error.
//
// Purpose    The return type of every call that can fail and crosses a room border. Named after
//            std::expected, which neither compiler we support has in C++20, and [[nodiscard]].
// Errors     value() on an error is a broken invariant: it stops the program.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "base/assert.h"
#include "base/error.h"

namespace ingot {

template <typename T = void>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & {
    INGOT_ASSERT(has_value(), "a Result is asked for its value only after has_value()");
    return *std::get_if<0>(&state_);
  }
  const T& value() const& { return const_cast<Result*>(this)->value(); }
  T&& value() && { return std::move(value()); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T value_or(T fallback) && { return has_value() ? std::move(value()) : std::move(fallback); }

  Error& error() & {
    INGOT_ASSERT(!has_value(), "a Result is asked for its error only after !has_value()");
    return *std::get_if<1>(&state_);
  }
  const Error& error() const& { return const_cast<Result*>(this)->error(); }
  Error&& error() && { return std::move(error()); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Error error) : error_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  bool has_value() const { return error_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  const Error& error() const& {
    INGOT_ASSERT(!has_value(), "a Result is asked for its error only after !has_value()");
    return *std::get_if<1>(&error_);
  }
  Error&& error() && { return std::move(const_cast<Error&>(std::as_const(*this).error())); }

 private:
  std::variant<std::monostate, Error> error_;
};

}  // namespace ingot

#define INGOT_CONCAT_INNER(a, b) a##b
#define INGOT_CONCAT(a, b) INGOT_CONCAT_INNER(a, b)

// INGOT_TRY(const Config config, load(path)); declares `config` or returns the error.
#define INGOT_TRY(declaration, ...) \
  INGOT_TRY_INNER(INGOT_CONCAT(try_, __LINE__), declaration, __VA_ARGS__)
#define INGOT_TRY_INNER(name, declaration, ...)          \
  auto name = (__VA_ARGS__);                             \
  if (!name.has_value()) return std::move(name).error(); \
  declaration = std::move(name).value()

// For calls without a value, or whose value is of no interest.
#define INGOT_TRY_VOID(...)                                         \
  do {                                                              \
    if (auto try_result = (__VA_ARGS__); !try_result.has_value()) { \
      return std::move(try_result).error();                         \
    }                                                               \
  } while (false)
