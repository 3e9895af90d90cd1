#include "core/base/json.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/base/object_text.h"

namespace synchrone {

Json::Json() = default;
Json::Json(Type type, std::string text) : type_(type), text_(std::move(text)) {}
Json::Json(bool flag) : type_(flag ? Type::kTrue : Type::kFalse) {}
Json::Json(std::string text) : Json(Type::kString, std::move(text)) {}
Json::Json(std::string_view text) : Json(std::string(text)) {}
Json::Json(const char* text) : Json(std::string(text)) {}
Json::Json(std::initializer_list<Member> members) : type_(Type::kObject), members_(members) {}
Json::Json(const Json& other) = default;
Json::Json(Json&& other) noexcept = default;
Json& Json::operator=(const Json& other) = default;
Json& Json::operator=(Json&& other) noexcept = default;
Json::~Json() = default;

Json Json::object() { return Json(Type::kObject, ""); }

Json Json::array(std::initializer_list<Json> elements) {
  Json array(Type::kArray, "");
  for (const Json& element : elements) array.push_back(element);
  return array;
}

Json Json::Number(std::string text) { return Json(Type::kNumber, std::move(text)); }

bool Json::is_number_integer() const {
  return is_number() && text_.find_first_of(".eE") == std::string::npos;
}

void Json::push_back(Json element) {
  if (is_null()) type_ = Type::kArray;
  members_.push_back({{}, std::move(element)});
}

Json::iterator Json::find(std::string_view name) {
  iterator at = begin();
  while (at != end() && (is_array() || at.key() != name)) ++at;
  return at;
}

Json::const_iterator Json::find(std::string_view name) const {
  const iterator found = const_cast<Json*>(this)->find(name);
  return begin() + (found - const_cast<Json*>(this)->begin());
}

Json& Json::operator[](std::string_view name) {
  if (const iterator found = find(name); found != end()) return *found;
  if (is_null()) type_ = Type::kObject;
  members_.push_back({std::string(name), {}});
  return members_.back().value;
}

const Json& Json::operator[](std::string_view name) const {
  const Json* found = Find(*this, name);
  SYNCHRONE_CHECK(found, "no such member");
  return *found;
}

void Json::erase(std::string_view name) {
  std::erase_if(members_, [&](const Member& member) { return is_object() && member.name == name; });
}

bool Json::operator==(const Json& other) const = default;

namespace {

void AppendJson(std::string& text, const Json& json) {
  if (json.is_string()) return AppendQuoted(text, json.text());
  if (json.is_number()) {
    text += json.text();
  } else if (json.is_structured()) {
    text += json.is_object() ? '{' : '[';
    for (auto it = json.begin(); it != json.end(); ++it) {
      if (it != json.begin()) text += ',';
      if (json.is_object()) {
        AppendQuoted(text, it.key());
        text += ':';
      }
      AppendJson(text, *it);
    }
    text += json.is_object() ? '}' : ']';
  } else {
    text += json.is_null() ? "null" : json.is_true() ? "true" : "false";
  }
}

}  // namespace

std::string DumpJson(const Json& json) {
  std::string text;
  AppendJson(text, json);
  return text;
}

std::string TextOf(const Json& json) { return json.is_string() ? json.text() : DumpJson(json); }

const Json* Find(const Json& object, std::string_view key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

const Json* Find(const Json& object, const std::string& key) {
  return Find(object, std::string_view(key));
}

const Json* Find(const Json& object, const char* key) {
  return Find(object, std::string_view(key));
}

std::string StringOr(const Json& object, std::string_view key, std::string_view fallback) {
  const Json* member = Find(object, key);
  return std::string(member && member->is_string() ? member->text() : fallback);
}

std::string StringOr(const Json& object, const char* key) {
  std::string text;
  ReadText(object, key, text);
  return text;
}

void ReadText(const Json& object, const char* key, std::string& text) {
  const Json* member = Find(object, key);
  if (member && member->is_string()) text = member->text();
}

int64_t IntOr(const Json& object, const char* key, int64_t fallback) {
  const Json* member = Find(object, key);
  return member ? member->whole().value_or(fallback) : fallback;
}

bool BoolOr(const Json& object, const char* key, bool fallback) {
  const Json* member = Find(object, key);
  return member && member->is_boolean() ? member->is_true() : fallback;
}

namespace {

// The value of a number's text: its significant digits, its power of ten, whether it is negative.
struct Decimal {
  std::string significant;  // without zeros at either end; empty: zero
  int64_t exponent = 0;     // of the digit behind the last
  bool negative = false;
  bool operator==(const Decimal&) const = default;
};

// The power of ten behind the "e" of a number. No text has the digits that a larger one would need.
int64_t PowerOf(std::string_view text) {
  constexpr int64_t kMost = 1'000'000'000'000;
  const bool negative = text.starts_with('-');
  int64_t power = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') power = std::min(power * 10 + (c - '0'), kMost);
  }
  return negative ? -power : power;
}

Decimal DecimalOf(std::string_view text) {
  Decimal digits;
  digits.negative = text.starts_with('-');
  bool is_fraction = false;
  for (size_t i = digits.negative ? 1 : 0; i < text.size(); ++i) {
    if (text[i] == 'e' || text[i] == 'E') {
      digits.exponent += PowerOf(text.substr(i + 1));
      break;
    }
    if (text[i] == '.') {
      is_fraction = true;
      continue;
    }
    digits.significant += text[i];
    if (is_fraction) --digits.exponent;
  }
  while (digits.significant.ends_with('0')) {
    digits.significant.pop_back();
    ++digits.exponent;
  }
  digits.significant.erase(0, digits.significant.find_first_not_of('0'));
  if (digits.significant.empty()) return {};
  return digits;
}

}  // namespace

std::optional<int64_t> Json::whole() const {
  if (!is_number()) return std::nullopt;
  Decimal number = DecimalOf(text_);
  constexpr int64_t kMostDigits = 19;
  const int64_t length = static_cast<int64_t>(number.significant.size()) + number.exponent;
  if (length > kMostDigits) return std::nullopt;
  if (length <= 0) return 0;
  number.significant.resize(static_cast<size_t>(length), '0');
  if (number.negative) number.significant.insert(0, 1, '-');
  const char* const begin = number.significant.data();
  int64_t whole = 0;
  const auto [end, error] = std::from_chars(begin, begin + number.significant.size(), whole);
  if (error != std::errc()) return std::nullopt;
  return whole;
}

bool SameJson(const Json& a, const Json& b) {
  if (a.is_number() && b.is_number()) {
    return a.text() == b.text() || DecimalOf(a.text()) == DecimalOf(b.text());
  }
  if (!a.is_structured()) return a == b;
  if (a.is_object() != b.is_object() || a.is_array() != b.is_array() || a.size() != b.size()) {
    return false;
  }
  auto other = b.begin();
  for (auto it = a.begin(); it != a.end(); ++it) {
    if (a.is_object()) other = b.find(it.key());
    if (other == b.end() || !SameJson(*it, *other)) return false;
    if (a.is_array()) ++other;
  }
  return true;
}

Json ShallowMerge(const Json& base, const Json& changes) {
  if (!base.is_object()) return changes;
  Json merged = base;
  for (auto it = changes.begin(); changes.is_object() && it != changes.end(); ++it) {
    merged[it.key()] = *it;
  }
  return merged;
}

namespace {

// FNV-1a.
uint64_t HashOf(std::string_view text) {
  uint64_t hash = 14695981039346656037u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

}  // namespace

uint64_t Fingerprint(const Json& json) {
  if (json.is_number()) {
    const Decimal number = DecimalOf(json.text());
    return HashOf((number.negative ? "-" : "") + number.significant + "e" +
                  std::to_string(number.exponent));
  }
  if (!json.is_structured()) return HashOf(DumpJson(json));
  uint64_t sum = json.size() * 2 + (json.is_array() ? 1 : 0);
  for (auto it = json.begin(); it != json.end(); ++it) {
    const uint64_t member = Fingerprint(*it);
    if (json.is_array()) {
      sum = sum * 1099511628211u + member;
    } else {
      sum += (HashOf(it.key()) ^ member) * 0x9E3779B97F4A7C15u;
    }
  }
  return sum;
}

std::string QuoteJson(std::string_view text) {
  std::string quoted;
  AppendQuoted(quoted, text);
  return quoted;
}

}  // namespace synchrone
