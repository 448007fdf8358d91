#include "json/value.h"

#include <simdjson.h>

#include <bit>
#include <cmath>

#include "json/repair.h"

namespace ingot::json {
namespace {

namespace dom = simdjson::dom;
using TapeRef = simdjson::internal::tape_ref;

// A Value is a simdjson tape reference kept as plain numbers, so that no other file of the program
// has to compile simdjson's header.
struct Reference {
  const void* document;
  std::size_t index;
};
static_assert(sizeof(dom::element) == sizeof(Reference));
static_assert(std::is_trivially_copyable_v<dom::element>);

dom::element to_element(const void* document, std::size_t index) {
  return std::bit_cast<dom::element>(Reference{.document = document, .index = index});
}

template <typename Ref>
Reference to_reference(const Ref& ref) {
  static_assert(sizeof(Ref) == sizeof(Reference) && std::is_trivially_copyable_v<Ref>);
  return std::bit_cast<Reference>(ref);
}

}  // namespace

// Recovers the element of a Value from inside its own members and friends.
#define INGOT_ELEMENT to_element(document_, index_)

Value::Type Value::type() const {
  if (document_ == nullptr) return Type::missing;
  switch (INGOT_ELEMENT.type()) {
    case dom::element_type::ARRAY:
      return Type::array;
    case dom::element_type::OBJECT:
      return Type::object;
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
      return Type::number;
    case dom::element_type::STRING:
      return Type::string;
    case dom::element_type::BOOL:
      return Type::boolean;
    case dom::element_type::NULL_VALUE:
      return Type::null;
  }
  return Type::missing;
}

Value Value::operator[](std::string_view key) const {
  if (document_ == nullptr) return {};
  dom::object object;
  if (INGOT_ELEMENT.get(object) != simdjson::SUCCESS) return {};
  dom::element found;
  if (object.at_key(key).get(found) != simdjson::SUCCESS) return {};
  const Reference ref = to_reference(found);
  return {ref.document, ref.index};
}

std::optional<std::string_view> Value::string() const {
  if (document_ == nullptr) return std::nullopt;
  std::string_view text;
  if (INGOT_ELEMENT.get(text) != simdjson::SUCCESS) return std::nullopt;
  return text;
}

std::optional<bool> Value::boolean() const {
  if (document_ == nullptr) return std::nullopt;
  bool truth = false;
  if (INGOT_ELEMENT.get(truth) != simdjson::SUCCESS) return std::nullopt;
  return truth;
}

std::optional<double> Value::number() const {
  if (document_ == nullptr) return std::nullopt;
  double number = 0;
  if (INGOT_ELEMENT.get(number) != simdjson::SUCCESS) return std::nullopt;
  return number;
}

std::optional<std::int64_t> Value::integer() const {
  if (document_ == nullptr) return std::nullopt;
  const dom::element element = INGOT_ELEMENT;
  std::int64_t whole = 0;
  if (element.get(whole) == simdjson::SUCCESS) return whole;
  double number = 0;
  if (element.is_double() && element.get(number) == simdjson::SUCCESS &&
      std::trunc(number) == number && std::fabs(number) < 9007199254740992.0) {
    return static_cast<std::int64_t>(number);
  }
  return std::nullopt;
}

std::size_t Value::size() const {
  if (document_ == nullptr) return 0;
  const dom::element element = INGOT_ELEMENT;
  dom::array array;
  if (element.get(array) == simdjson::SUCCESS) return array.size();
  dom::object object;
  if (element.get(object) == simdjson::SUCCESS) return object.size();
  return 0;
}

std::string Value::to_json() const {
  if (document_ == nullptr) return {};
  return simdjson::minify(INGOT_ELEMENT);
}

Elements Value::elements() const { return Elements(*this); }
Members Value::members() const { return Members(*this); }

namespace {

// begin() and end() of an array or object as tape positions; equal when it is neither.
template <typename Container>
std::pair<Reference, Reference> bounds(const void* document, std::size_t index) {
  Container container;
  if (document == nullptr || to_element(document, index).get(container) != simdjson::SUCCESS) {
    return {Reference{.document = nullptr, .index = 0}, Reference{.document = nullptr, .index = 0}};
  }
  return {to_reference(container.begin()), to_reference(container.end())};
}

}  // namespace

Elements::Iterator Elements::begin() const {
  const Reference ref = bounds<dom::array>(array_.document_, array_.index_).first;
  Iterator it;
  it.document_ = ref.document;
  it.index_ = ref.index;
  return it;
}

Elements::Iterator Elements::end() const {
  const Reference ref = bounds<dom::array>(array_.document_, array_.index_).second;
  Iterator it;
  it.document_ = ref.document;
  it.index_ = ref.index;
  return it;
}

Elements::Iterator& Elements::Iterator::operator++() {
  auto it = std::bit_cast<dom::array::iterator>(Reference{.document = document_, .index = index_});
  ++it;
  index_ = to_reference(it).index;
  return *this;
}

Members::Iterator Members::begin() const {
  const Reference ref = bounds<dom::object>(object_.document_, object_.index_).first;
  Iterator it;
  it.document_ = ref.document;
  it.index_ = ref.index;
  return it;
}

Members::Iterator Members::end() const {
  const Reference ref = bounds<dom::object>(object_.document_, object_.index_).second;
  Iterator it;
  it.document_ = ref.document;
  it.index_ = ref.index;
  return it;
}

Member Members::Iterator::operator*() const {
  const auto it =
      std::bit_cast<dom::object::iterator>(Reference{.document = document_, .index = index_});
  const Reference ref = to_reference(it.value());
  return {.key = it.key(), .value = Value(ref.document, ref.index)};
}

Members::Iterator& Members::Iterator::operator++() {
  auto it = std::bit_cast<dom::object::iterator>(Reference{.document = document_, .index = index_});
  ++it;
  index_ = to_reference(it).index;
  return *this;
}

struct Reader::Impl {
  dom::parser parser{kMaxBytes};
};

Reader::Reader() : impl_(std::make_unique<Impl>()) {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

Result<Value> Reader::parse(std::string_view text) {
  dom::element root;
  if (text.empty()) text = "";  // a view of nothing has no address, which simdjson copies from
  simdjson::error_code code =
      impl_->parser.parse(text.data(), text.size(), /*realloc_if_needed=*/true).get(root);
  if (code == simdjson::NUMBER_ERROR) {  // also of valid JSON: numbers of any size are
    const std::string soft = with_soft_numbers(text);
    code = impl_->parser.parse(soft.data(), soft.size(), /*realloc_if_needed=*/true).get(root);
  }
  if (code != simdjson::SUCCESS) {
    return Error{.kind = Error::Kind::protocol,
                 .what = std::string("not valid JSON: ") + simdjson::error_message(code)};
  }
  const Reference ref = to_reference(root);
  return Value(ref.document, ref.index);
}

Result<Document> Document::parse(std::string_view text) {
  Reader reader;
  INGOT_TRY(const Value root, reader.parse(text));
  return Document(std::move(reader), root);
}

}  // namespace ingot::json
