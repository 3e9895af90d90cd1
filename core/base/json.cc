#include "core/base/json.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <utility>

template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace synchrone {

bool IsTooDeep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth > kMaxJsonDepth) return true;
  }
  return false;
}

namespace {

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

Json ParsedOrDiscarded(std::string_view text) {
  return Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
}

}  // namespace

Result<Json> ParseJson(std::string_view text) {
  if (IsTooDeep(text)) return Status(ErrorCode::kDamagedRecord, "The JSON is nested too deeply.");
  Json json = ParsedOrDiscarded(text);
  if (json.is_discarded()) json = ParsedOrDiscarded(WithoutLoneSurrogates(text));
  if (json.is_discarded()) return Status(ErrorCode::kDamagedRecord, "The text is not JSON.");
  return json;
}

std::string DumpJson(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
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
  if (!member || !member->is_number()) return fallback;
  if (member->is_number_integer()) return member->get<int64_t>();
  const double number = member->get<double>();
  const bool representable = number > -9.0e15 && number < 9.0e15;
  return representable ? static_cast<int64_t>(number) : fallback;
}

bool BoolOr(const Json& object, const char* key, bool fallback) {
  const Json* member = Find(object, key);
  return member && member->is_boolean() ? member->get<bool>() : fallback;
}

Json ShallowMerge(const Json& base, const Json& changes) {
  if (!base.is_object()) return changes;
  Json merged = base;
  if (!changes.is_object()) return merged;
  for (auto it = changes.begin(); it != changes.end(); ++it) merged[it.key()] = *it;
  return merged;
}

bool SameJson(const Json& a, const Json& b) {
  if (a.is_object() && b.is_object()) {
    if (a.size() != b.size()) return false;
    for (auto it = a.begin(); it != a.end(); ++it) {
      const Json* other = Find(b, it.key());
      if (!other || !SameJson(*it, *other)) return false;
    }
    return true;
  }
  if (!a.is_array() || !b.is_array()) return a == b;
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), SameJson);
}

uint64_t Fingerprint(const Json& json) {
  const std::hash<std::string> hash;
  uint64_t sum = json.size() * 2 + (json.is_array() ? 1 : 0);
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

std::string QuoteJson(std::string_view text) { return DumpJson(Json(std::string(text))); }

}  // namespace synchrone
