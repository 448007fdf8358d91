// json/value.h: JSON that was read, as views.
//
// Purpose    Reading foreign JSON without exceptions: a missing member, a null and a member of the
//            wrong type all answer "no value" where one is asked for (PRV-5), so that a reader
//            states what it needs and tolerates the rest.
// Source     RFC 8259, parsed by simdjson (DOM).
// Ownership  A Value points into the Reader or Document it came from and into nothing else; it dies
//            with the next parse() of that Reader. Strings are views of the same lifetime.
// Threads    One Reader belongs to one thread; a Document may be read from several.
// Errors     Kind::protocol for text that is not JSON, is nested deeper than 1,024 or is larger
//            than kMaxBytes. The message names no position; json/located.h does that when needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ingot::json {

constexpr std::size_t kMaxBytes = 256U << 20U;

class Elements;
class Members;

class Value {
 public:
  enum class Type { missing, null, boolean, number, string, array, object };

  Value() = default;  // missing

  Type type() const;
  bool exists() const { return type() != Type::missing; }
  bool is_null() const { return type() == Type::null; }
  // Missing or null: "there is nothing here".
  bool is_absent() const { return !exists() || is_null(); }
  bool is_object() const { return type() == Type::object; }
  bool is_array() const { return type() == Type::array; }
  bool is_string() const { return type() == Type::string; }

  // The member `key`; missing when there is none or this is no object. Of duplicates the first.
  Value operator[](std::string_view key) const;

  std::optional<std::string_view> string() const;
  std::string_view string_or(std::string_view fallback) const {
    return string().value_or(fallback);
  }
  std::optional<bool> boolean() const;
  std::optional<double> number() const;
  // Whole numbers only; 3.0 counts, 3.5 and values outside 64 bits do not.
  std::optional<std::int64_t> integer() const;

  // Empty for anything but an array, an object.
  Elements elements() const;
  Members members() const;
  std::size_t size() const;  // of an array or object, else 0

  // Minified JSON text. For the exact bytes as received see json/raw.h.
  std::string to_json() const;

 private:
  friend class Reader;
  friend class Elements;
  friend class Members;
  Value(const void* document, std::size_t index) : document_(document), index_(index) {}
  const void* document_ = nullptr;
  std::size_t index_ = 0;
};

struct Member {
  std::string_view key;
  Value value;
};

// for (const Value item : value.elements())
class Elements {
 public:
  class Iterator {
   public:
    Value operator*() const { return Value(document_, index_); }
    Iterator& operator++();
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    friend class Elements;
    const void* document_ = nullptr;
    std::size_t index_ = 0;
  };
  Iterator begin() const;
  Iterator end() const;

 private:
  friend class Value;
  explicit Elements(Value array) : array_(array) {}
  Value array_;
};

// for (const auto& [key, item] : value.members())
class Members {
 public:
  class Iterator {
   public:
    Member operator*() const;
    Iterator& operator++();
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    friend class Members;
    const void* document_ = nullptr;
    std::size_t index_ = 0;
  };
  Iterator begin() const;
  Iterator end() const;

 private:
  friend class Value;
  explicit Members(Value object) : object_(object) {}
  Value object_;
};

// Reads many texts one after the other, reusing its memory: one per stream.
class Reader {
 public:
  Reader();
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  // The value of `text`, valid until the next parse().
  Result<Value> parse(std::string_view text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// One text and its value together.
class Document {
 public:
  static Result<Document> parse(std::string_view text);
  Value root() const { return root_; }

 private:
  Document(Reader reader, Value root) : reader_(std::move(reader)), root_(root) {}
  Reader reader_;
  Value root_;
};

}  // namespace ingot::json
