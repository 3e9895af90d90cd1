#include "core/base/json.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/object_text.h"

template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace synchrone {

namespace {

// Calls `visit(place, depth)` for every character outside of strings and for the opening quote of
// each string; the depth is that behind the character. Returns the depth at the end.
template <typename Visit>
int ForEachMark(std::string_view text, Visit visit) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    visit(i, depth);
    if (c != '"') continue;
    for (++i; i < text.size() && text[i] != '"'; ++i) i += text[i] == '\\' ? 1 : 0;
    if (i >= text.size()) return depth + 1;
  }
  return depth;
}

std::string_view Trimmed(std::string_view text) {
  constexpr char kBlank[] = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) + 1 - begin);
}

}  // namespace

bool IsTooDeep(std::string_view text) {
  bool too_deep = false;
  ForEachMark(text, [&](size_t, int depth) { too_deep = too_deep || depth > kMaxJsonDepth; });
  return too_deep;
}

bool IsBalanced(std::string_view text) {
  return ForEachMark(text, [](size_t, int) {}) == 0;
}

std::string_view MemberText(std::string_view text, std::string_view key) {
  constexpr size_t kNone = std::string_view::npos;
  std::string_view found;
  std::string_view name;
  size_t value = kNone;
  ForEachMark(text, [&](size_t i, int depth) {
    const char c = text[i];
    const bool ends = (depth == 1 && c == ',') || (depth == 0 && c == '}');
    if (ends && value != kNone) {
      if (name == key) found = Trimmed(text.substr(value, i - value));
      value = kNone;
    } else if (depth == 1 && value == kNone && c == '"') {
      name = text.substr(i + 1, text.find('"', i + 1) - i - 1);
    } else if (depth == 1 && value == kNone && c == ':') {
      value = i + 1;
    }
  });
  return found;
}

namespace {

// RFC 8259, 6.
bool IsWellFormedNumber(std::string_view text) {
  size_t i = text.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const size_t begin = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    return i > begin;
  };
  const bool is_zero = i < text.size() && text[i] == '0';
  const size_t whole = i;
  if (!digits() || (is_zero && i > whole + 1)) return false;
  if (i < text.size() && text[i] == '.' && (++i, !digits())) return false;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (!digits()) return false;
  }
  return i == text.size();
}

// The value of a number's text: its significant digits, its power of ten, whether it is negative.
struct Decimal {
  std::string significant;  // without zeros at either end; empty: zero
  int64_t exponent = 0;     // of the digit behind the last
  bool negative = false;
  bool operator==(const Decimal&) const = default;
};

Decimal DecimalOf(std::string_view text) {
  Decimal digits;
  digits.negative = text.starts_with('-');
  bool is_fraction = false;
  size_t i = digits.negative ? 1 : 0;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    if (text[i] == '.') {
      is_fraction = true;
      continue;
    }
    digits.significant += text[i];
    if (is_fraction) --digits.exponent;
  }
  if (i < text.size()) {
    int64_t power = 0;
    const size_t begin = text.substr(i + 1).starts_with('+') ? i + 2 : i + 1;
    std::from_chars(text.data() + begin, text.data() + text.size(), power);
    digits.exponent += power;
  }
  while (digits.significant.ends_with('0')) {
    digits.significant.pop_back();
    ++digits.exponent;
  }
  digits.significant.erase(0, digits.significant.find_first_not_of('0'));
  if (digits.significant.empty()) return {};
  return digits;
}

// The code unit of an escape such as \ud83d at `at`; nothing when there is none.
std::optional<unsigned> CodeUnitAt(std::string_view text, size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
  unsigned unit = 0;
  const char* const end = text.data() + at + 6;
  const auto [stop, error] = std::from_chars(text.data() + at + 2, end, unit, 16);
  if (error != std::errc() || stop != end) return std::nullopt;
  return unit;
}

bool IsHighSurrogate(std::optional<unsigned> unit) { return unit && (*unit & 0xFC00u) == 0xD800u; }
bool IsLowSurrogate(std::optional<unsigned> unit) { return unit && (*unit & 0xFC00u) == 0xDC00u; }

// JavaScript's strings may hold half a character (an emoji that was cut), which JSON.stringify
// writes as a lone escape. RFC 8259, 8.2 leaves open what that means; here it is U+FFFD.
std::string WithoutLoneSurrogates(std::string_view text) {
  std::string mended;
  for (size_t i = 0; i < text.size();) {
    size_t length = 1;
    if (text[i] == '\\') {
      const std::optional<unsigned> unit = CodeUnitAt(text, i);
      const bool is_pair = IsHighSurrogate(unit) && IsLowSurrogate(CodeUnitAt(text, i + 6));
      length = is_pair ? 12 : unit ? 6 : 2;
      if (!is_pair && (IsHighSurrogate(unit) || IsLowSurrogate(unit))) {
        mended += "\\ufffd";
        i += length;
        continue;
      }
    }
    mended += text.substr(i, length);
    i += length;
  }
  return mended;
}

// Builds the document that nlohmann's parser reads, with the text of each number that is no whole
// number of 64 bits (json.h).
class Reader : public nlohmann::json_sax<Json> {
 public:
  // `overflowing`: texts of numbers that stand in the document as kStandIn and their index.
  explicit Reader(const std::vector<std::string>& overflowing) : overflowing_(overflowing) {}

  Json Take() { return std::move(root_); }

  bool null() override { return Add(Json()); }
  bool boolean(bool value) override { return Add(Json(value)); }
  bool number_integer(number_integer_t value) override { return Add(Json(value)); }
  bool number_unsigned(number_unsigned_t value) override { return Add(Json(value)); }
  bool number_float(number_float_t, const string_t& text) override {
    size_t index = 0;
    const bool is_stand_in =
        text.starts_with(kStandIn) &&
        std::from_chars(text.data() + kStandIn.size(), text.data() + text.size(), index).ec ==
            std::errc();
    return Add(NumberOf(is_stand_in && index < overflowing_.size() ? overflowing_[index] : text));
  }
  bool string(string_t& value) override { return Add(Json(std::move(value))); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return Open(Json::object()); }
  bool key(string_t& name) override {
    name_ = std::move(name);
    return true;
  }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t) override { return Open(Json::array()); }
  bool end_array() override { return Close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

  // A number of size zero that nobody writes.
  static constexpr std::string_view kStandIn = "0.000000000000000000000e";

 private:
  static Json NumberOf(const std::string& text) {
    return Json::binary(std::vector<uint8_t>(text.begin(), text.end()));
  }

  Json* Place(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    // Of two members of one name the last counts, as in JavaScript.
    Json& member = parent[name_];
    member = std::move(value);
    return &member;
  }
  bool Add(Json value) {
    Place(std::move(value));
    return true;
  }
  bool Open(Json value) {
    open_.push_back(Place(std::move(value)));
    return true;
  }
  bool Close() {
    open_.pop_back();
    return true;
  }

  const std::vector<std::string>& overflowing_;
  std::vector<Json*> open_;
  std::string name_;
  Json root_;
};

bool IsNumberPart(char c) {
  return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
}

// The text with a stand-in for each number with an exponent, which are put into `overflowing`: a
// double does not hold 1e400, and nlohmann's parser refuses it.
std::string WithStandIns(std::string_view text, std::vector<std::string>& overflowing) {
  std::string mended;
  bool in_string = false;
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    size_t length = 1;
    if (in_string) {
      if (c == '\\') length = 2;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '-' || (c >= '0' && c <= '9')) {
      while (i + length < text.size() && IsNumberPart(text[i + length])) ++length;
      const std::string number(text.substr(i, length));
      if (number.find_first_of("eE") != std::string::npos && IsWellFormedNumber(number)) {
        mended += Reader::kStandIn;
        mended += std::to_string(overflowing.size());
        overflowing.push_back(number);
        i += length;
        continue;
      }
    }
    mended += text.substr(i, length);
    i += length;
  }
  return mended;
}

std::optional<Json> Parsed(std::string_view text, const std::vector<std::string>& overflowing) {
  Reader reader(overflowing);
  const bool is_whole = Json::sax_parse(text.begin(), text.end(), &reader);
  if (!is_whole) return std::nullopt;
  return reader.Take();
}

}  // namespace

Result<Json> ParseJson(std::string_view text) {
  if (IsTooDeep(text)) return Status(ErrorCode::kDamagedRecord, "The JSON is nested too deeply.");
  std::vector<std::string> overflowing;
  std::optional<Json> json = Parsed(text, overflowing);
  if (!json) {
    // What is rare: half a character, or a number that no double holds.
    const std::string mended = WithStandIns(WithoutLoneSurrogates(text), overflowing);
    json = Parsed(mended, overflowing);
  }
  if (!json) return Status(ErrorCode::kDamagedRecord, "The text is not JSON.");
  return std::move(*json);
}

Json ParsedOrNull(std::string_view text) {
  Result<Json> parsed = text.empty() ? Json() : ParseJson(text);
  return parsed.ok() ? std::move(*parsed) : Json();
}

namespace {

void AppendJson(std::string& text, const Json& json) {
  char after = '[';
  switch (json.type()) {
    case Json::value_t::object:
      after = '{';
      for (auto it = json.begin(); it != json.end(); ++it) {
        text += std::exchange(after, ',');
        AppendQuoted(text, it.key());
        text += ':';
        AppendJson(text, *it);
      }
      text += json.empty() ? "{}" : "}";
      return;
    case Json::value_t::array:
      for (const Json& element : json) {
        text += std::exchange(after, ',');
        AppendJson(text, element);
      }
      text += json.empty() ? "[]" : "]";
      return;
    case Json::value_t::string:
      return AppendQuoted(text, json.get_ref<const std::string&>());
    case Json::value_t::boolean:
      text += json.get<bool>() ? "true" : "false";
      return;
    case Json::value_t::number_integer:
      text += std::to_string(json.get<int64_t>());
      return;
    case Json::value_t::number_unsigned:
      text += std::to_string(json.get<uint64_t>());
      return;
    case Json::value_t::binary:
      text += NumberText(json);
      return;
    case Json::value_t::null:
    case Json::value_t::number_float:  // nobody makes one
    case Json::value_t::discarded:
      text += "null";
      return;
  }
}

}  // namespace

std::string DumpJson(const Json& json) {
  std::string text;
  AppendJson(text, json);
  return text;
}

bool IsNumber(const Json& json) { return json.is_number() || json.is_binary(); }

std::string NumberText(const Json& json) {
  if (!json.is_binary()) return DumpJson(json);
  const Json::binary_t& bytes = json.get_binary();
  return std::string(bytes.begin(), bytes.end());
}

const Json* Find(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  for (auto it = object.begin(); it != object.end(); ++it) {
    if (it.key() == key) return &*it;
  }
  return nullptr;
}

std::string StringOr(const Json& object, const char* key, std::string fallback) {
  const Json* member = Find(object, key);
  return member && member->is_string() ? member->get<std::string>() : std::move(fallback);
}

int64_t IntOr(const Json& object, const char* key, int64_t fallback) {
  const Json* member = Find(object, key);
  if (!member || !IsNumber(*member)) return fallback;
  if (member->is_number_integer()) return member->get<int64_t>();
  const double number = std::strtod(NumberText(*member).c_str(), nullptr);
  const bool representable = number > -9.0e15 && number < 9.0e15;
  return representable ? static_cast<int64_t>(number) : fallback;
}

bool BoolOr(const Json& object, const char* key, bool fallback) {
  const Json* member = Find(object, key);
  return member && member->is_boolean() ? member->get<bool>() : fallback;
}

bool SameJson(const Json& a, const Json& b) {
  if (IsNumber(a) && IsNumber(b)) {
    const std::string text = NumberText(a);
    const std::string other = NumberText(b);
    return text == other || DecimalOf(text) == DecimalOf(other);
  }
  if (!a.is_structured() || a.type() != b.type()) return a == b;
  if (a.size() != b.size()) return false;
  if (a.is_array()) return std::equal(a.begin(), a.end(), b.begin(), SameJson);
  for (auto it = a.begin(); it != a.end(); ++it) {
    const Json* other = Find(b, it.key());
    if (!other || !SameJson(*it, *other)) return false;
  }
  return true;
}

Json ShallowMerge(const Json& base, const Json& changes) {
  if (!base.is_object()) return changes;
  Json merged = base;
  if (!changes.is_object()) return merged;
  for (auto it = changes.begin(); it != changes.end(); ++it) merged[it.key()] = *it;
  return merged;
}

uint64_t Fingerprint(const Json& json) {
  const std::hash<std::string> hash;
  uint64_t sum = json.size() * 2 + (json.is_array() ? 1 : 0);
  if (IsNumber(json)) {
    const Decimal number = DecimalOf(NumberText(json));
    return hash((number.negative ? "-" : "") + number.significant + "e" +
                std::to_string(number.exponent));
  }
  if (!json.is_structured()) return hash(DumpJson(json));
  for (auto it = json.begin(); it != json.end(); ++it) {
    const uint64_t member = Fingerprint(*it);
    if (json.is_array()) {
      sum = sum * 1099511628211u + member;
    } else {
      sum += (hash(it.key()) ^ member) * 0x9E3779B97F4A7C15u;
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
