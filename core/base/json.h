#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace synchrone {

// A JSON value (RFC 8259). Members of an object keep their order, so that a merged record has the
// order that JavaScript's spread gives. Numbers keep their text, from the caller to the wire and
// back (12.0, 1e400, 12345678901234567890123): nothing here formats a floating-point number.
//
// Asking for what the value does not have (a member of a list, the text of an object) gives
// nothing, never an error.
class Json {
 public:
  struct Member;
  template <typename Of>
  class Place;
  using iterator = Place<Member>;
  using const_iterator = Place<const Member>;
  using value_type = Json;

  // null
  Json();
  Json(std::nullptr_t) : Json() {}  // NOLINT: values convert
  Json(bool flag);                  // NOLINT
  Json(std::string text);           // NOLINT
  Json(std::string_view text);      // NOLINT
  Json(const char* text);           // NOLINT
  template <std::integral Number>
  Json(Number number) : Json(Type::kNumber, std::to_string(number)) {}  // NOLINT
  // An object of these members.
  Json(std::initializer_list<Member> members);
  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(const Json& other);
  Json& operator=(Json&& other) noexcept;
  ~Json();

  static Json object();
  static Json array(std::initializer_list<Json> elements = {});
  // `text`: a number as RFC 8259, 6 writes it.
  static Json Number(std::string text);

  bool is_null() const { return type_ == Type::kNull; }
  bool is_boolean() const { return type_ == Type::kTrue || type_ == Type::kFalse; }
  bool is_number() const { return type_ == Type::kNumber; }
  // A number without fraction and exponent.
  bool is_number_integer() const;
  bool is_string() const { return type_ == Type::kString; }
  bool is_array() const { return type_ == Type::kArray; }
  bool is_object() const { return type_ == Type::kObject; }
  bool is_structured() const { return is_array() || is_object(); }

  bool is_true() const { return type_ == Type::kTrue; }
  // The contents of a string, the text of a number as it was written; "" of other values.
  const std::string& text() const { return text_; }
  // The number without its fraction; nothing for what 64 bits do not hold and for other values.
  std::optional<int64_t> whole() const;
  // The value as bool, a whole number or std::string.
  template <typename T>
  T get() const;

  // Elements and members.
  bool empty() const { return size() == 0; }
  size_t size() const;
  iterator begin();
  iterator end();
  const_iterator begin() const;
  const_iterator end() const;
  const Json& front() const;
  const Json& back() const;
  Json& back();

  // The element at `index`, which has to exist.
  const Json& operator[](size_t index) const;
  Json& operator[](size_t index);
  void push_back(Json element);

  const_iterator find(std::string_view name) const;
  iterator find(std::string_view name);
  bool contains(std::string_view name) const;
  // The member of that name; a missing one is added as null. A null value becomes an object.
  Json& operator[](std::string_view name);
  // The member of that name, which has to exist.
  const Json& operator[](std::string_view name) const;
  const Json& at(std::string_view name) const { return (*this)[name]; }
  void erase(std::string_view name);

  // Equal in text and in the order of members. SameJson compares the meaning.
  bool operator==(const Json& other) const;

 private:
  enum class Type : uint8_t { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject };
  Json(Type type, std::string text);

  Type type_ = Type::kNull;
  std::string text_;
  std::vector<Member> members_;  // of an array without names
};

// One member of an object.
struct Json::Member {
  std::string name;
  Json value;
  // Not defaulted: Clang 14 and its clang-tidy crash on two defaulted ones that need each other.
  bool operator==(const Member& other) const { return name == other.name && value == other.value; }
};

// Where an element or a member is.
template <typename Of>
class Json::Place {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = Json;
  using difference_type = std::ptrdiff_t;
  using reference = std::conditional_t<std::is_const_v<Of>, const Json&, Json&>;
  using pointer = std::remove_reference_t<reference>*;

  Place() = default;
  explicit Place(Of* at) : at_(at) {}

  reference operator*() const { return at_->value; }
  pointer operator->() const { return &at_->value; }
  // The name of a member.
  const std::string& key() const { return at_->name; }
  reference value() const { return at_->value; }
  Place& operator++() {
    ++at_;
    return *this;
  }
  Place operator++(int) { return Place(at_++); }
  Place operator+(difference_type by) const { return Place(at_ + by); }
  difference_type operator-(const Place& other) const { return at_ - other.at_; }
  bool operator==(const Place&) const = default;

 private:
  Of* at_ = nullptr;
};

inline Json::iterator Json::begin() { return iterator(members_.data()); }
inline Json::iterator Json::end() { return iterator(members_.data() + members_.size()); }
inline Json::const_iterator Json::begin() const { return const_iterator(members_.data()); }
inline Json::const_iterator Json::end() const {
  return const_iterator(members_.data() + members_.size());
}
inline size_t Json::size() const { return members_.size(); }
inline const Json& Json::front() const { return members_.front().value; }
inline bool Json::contains(std::string_view name) const { return find(name) != end(); }
inline const Json& Json::back() const { return members_.back().value; }
inline Json& Json::back() { return members_.back().value; }
inline const Json& Json::operator[](size_t index) const { return members_[index].value; }
inline Json& Json::operator[](size_t index) { return members_[index].value; }

template <typename T>
T Json::get() const {
  if constexpr (std::same_as<T, bool>) {
    return is_true();
  } else if constexpr (std::integral<T>) {
    return static_cast<T>(whole().value_or(0));
  } else {
    return text_;
  }
}

// Deeper documents are refused: dumping them recurses, and no clinical record is that deep.
inline constexpr int kMaxJsonDepth = 64;

// Reads RFC 8259 text, as JSON.stringify writes it: half a surrogate pair becomes U+FFFD, and of
// several members of one name the last counts. Refuses damaged text and depth over kMaxJsonDepth
// (kDamagedRecord).
Result<Json> ParseJson(std::string_view text);
Result<Json> ParseJson(const std::string& text);
inline Result<Json> ParseJson(const char* text) { return ParseJson(std::string_view(text)); }

// Whether ParseJson would read the text. Builds no value where the text is as JSON.stringify writes
// it.
bool IsJson(std::string_view text);

// ParseJson with null for damaged text.
Json ParsedOrNull(std::string_view text);
Json ParsedOrNull(const std::string& text);
inline Json ParsedOrNull(const char* text) { return ParsedOrNull(std::string_view(text)); }

// Whether ParseJson would refuse the text for its depth. Looks at brackets only.
bool IsTooDeep(std::string_view text);

// Compact text without raw newlines (a journal record is line-oriented). Invalid UTF-8 becomes
// U+FFFD, never an error.
std::string DumpJson(const Json& json);

// The contents of a string; of another value its JSON text.
std::string TextOf(const Json& json);

// Members of `object` by type; the fallback when absent, of another type, or not an object.
std::string StringOr(const Json& object, std::string_view key, std::string_view fallback = {});
std::string StringOr(const Json& object, const char* key);
int64_t IntOr(const Json& object, const char* key, int64_t fallback);
bool BoolOr(const Json& object, const char* key, bool fallback);

// Puts the string of that name into `text`, which stays as it is when there is none.
void ReadText(const Json& object, const char* key, std::string& text);

// The member itself, or nullptr.
const Json* Find(const Json& object, std::string_view key);
const Json* Find(const Json& object, const std::string& key);
const Json* Find(const Json& object, const char* key);

// The text of a member of the JSON object `text` as it was written (the last of several), "" when
// there is none. Reads documents that ParseJson refuses for their depth.
std::string_view MemberText(std::string_view text, std::string_view key);

// Every bracket of the JSON text is closed, and no other document follows: it was neither cut off
// on its way nor glued to another one.
bool IsOneDocument(std::string_view text);

// Whether two values say the same: databases change the order of members, and write 12.0 as 12.
bool SameJson(const Json& a, const Json& b);

// `base` with every top-level member of `changes` put over it, as `{...base, ...changes}` does.
Json ShallowMerge(const Json& base, const Json& changes);

// A number that is equal for two values that SameJson takes for the same, and almost never for
// others.
uint64_t Fingerprint(const Json& json);

// `text` as a JSON string literal, quotes included.
std::string QuoteJson(std::string_view text);

}  // namespace synchrone
