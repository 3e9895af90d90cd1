#include "core/base/json.h"

#include <utility>

namespace synchrone {
namespace {

bool TooDeep(std::string_view text) {
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

}  // namespace

Result<Json> ParseJson(std::string_view text) {
  if (TooDeep(text)) return Status(ErrorCode::kDamagedRecord, "The JSON is nested too deeply.");
  Json json = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
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

std::string QuoteJson(std::string_view text) { return DumpJson(Json(std::string(text))); }

}  // namespace synchrone
