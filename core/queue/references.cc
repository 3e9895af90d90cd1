#include "core/queue/references.h"

#include <algorithm>

#include "core/base/json.h"

namespace synchrone {
namespace {

// A string token of JSON text: [begin, end) includes both quotes.
struct StringToken {
  size_t begin = 0;
  size_t end = 0;
};

// Calls `on_value` for each string token that is a value.
template <typename OnValue>
void ForEachStringValue(std::string_view json, OnValue on_value) {
  for (size_t i = 0; i < json.size(); ++i) {
    if (json[i] != '"') continue;
    const size_t begin = i++;
    while (i < json.size() && json[i] != '"') i += json[i] == '\\' ? 2 : 1;
    if (i >= json.size()) return;
    size_t next = i + 1;
    while (next < json.size() && (json[next] == ' ' || json[next] == '\t')) ++next;
    const bool is_name = next < json.size() && json[next] == ':';
    if (!is_name) on_value(StringToken{begin, i + 1});
  }
}

bool IsHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

void AddOnce(std::vector<EntityId>& ids, EntityId id) {
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
}

// An id as a context may spell it: text, or a whole number.
EntityId IdOf(const Json& value) {
  return EntityId(value.is_string() || value.is_number_integer() ? value.text() : "");
}

// Lower-case letters and digits only: "medical-records" and "medicalRecords" are the same noun.
std::string NounOf(const std::string& text) {
  std::string noun;
  for (const char c : text) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_upper || is_plain) noun += static_cast<char>(is_upper ? c - 'A' + 'a' : c);
  }
  return noun;
}

template <typename OnValue>
void ForEachFieldValue(Json& document, const std::vector<std::string>& fields, OnValue on_value) {
  if (!document.is_object()) return;
  for (const std::string& field : fields) {
    const auto member = document.find(field);
    if (member == document.end()) continue;
    if (member->is_array()) {
      for (Json& element : *member) on_value(element);
    } else {
      on_value(*member);
    }
  }
}

}  // namespace

bool IsDistinctive(std::string_view id) {
  if (id.size() != kDistinctiveSize) return false;
  for (size_t i = 0; i < id.size(); ++i) {
    const bool is_dash_place = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash_place ? id[i] != '-' : !IsHex(id[i])) return false;
  }
  return true;
}

std::vector<EntityId> FindIds(const std::string& json,
                              FunctionRef<bool(const EntityId&)> is_wanted) {
  std::vector<EntityId> found;
  ForEachStringValue(json, [&](StringToken token) {
    const std::string_view text =
        std::string_view(json).substr(token.begin + 1, token.end - token.begin - 2);
    if (!IsDistinctive(text)) return;
    EntityId id(text);
    if (is_wanted(id)) AddOnce(found, std::move(id));
  });
  return found;
}

std::string ReplaceIds(const std::string& json, const EntityId& former, const EntityId& next,
                       bool is_number) {
  const std::string former_token = QuoteJson(former.value());
  const std::string next_token = is_number ? next.value() : QuoteJson(next.value());
  std::string replaced;
  size_t copied = 0;
  ForEachStringValue(json, [&](StringToken token) {
    if (json.compare(token.begin, token.end - token.begin, former_token) != 0) return;
    replaced.append(json, copied, token.begin - copied);
    replaced.append(next_token);
    copied = token.end;
  });
  replaced.append(json, copied);
  return replaced;
}

bool MayName(const std::string& field, const Resource& resource) {
  std::string noun = NounOf(field);
  for (const std::string_view ending : {"ids", "id", "s"}) {
    if (noun.size() > ending.size() && noun.ends_with(ending)) {
      noun.resize(noun.size() - ending.size());
      break;
    }
  }
  const std::string& path = resource.value();
  return !noun.empty() && NounOf(path.substr(path.rfind('/') + 1)).starts_with(noun);
}

std::vector<EntityId> FindIdsInFields(const std::string& json,
                                      const std::vector<std::string>& fields,
                                      FunctionRef<bool(const EntityId&)> is_wanted) {
  std::vector<EntityId> found;
  Result<Json> document = fields.empty() ? Json() : ParseJson(json);
  if (!document.ok()) return found;
  ForEachFieldValue(*document, fields, [&](Json& value) {
    EntityId id = IdOf(value);
    if (!id.empty() && is_wanted(id)) AddOnce(found, std::move(id));
  });
  return found;
}

std::string ReplaceIdsInFields(const std::string& json, const std::vector<std::string>& fields,
                               const EntityId& former, const EntityId& next, bool is_number) {
  Result<Json> document = fields.empty() ? Json() : ParseJson(json);
  if (!document.ok() || fields.empty()) return json;
  const Json written = is_number ? ParsedOrNull(next.value()) : Json(next.value());
  ForEachFieldValue(*document, fields, [&](Json& value) {
    if (IdOf(value) == former) value = written;
  });
  return DumpJson(*document);
}

}  // namespace synchrone
