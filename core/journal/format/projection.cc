#include "core/journal/format/projection.h"

#include <set>

#include "core/base/checksum.h"
#include "core/base/json.h"
#include "core/base/object_text.h"
#include "core/model/path.h"
#include "core/model/sequence_text.h"

namespace synchrone {
namespace {

// Ours carry the sequence; an element without it was written by other code.
bool IsOurs(const Json& element) {
  const Json* sequence = Find(element, "sequence");
  return sequence && sequence->is_array();
}

std::string TextOfMember(const Json& element, const char* key) {
  const Json* member = Find(element, key);
  return member && !member->is_null() ? DumpJson(*member) : "";
}

// `/api/v1/patients` with an itemId: older code kept the record's id beside the endpoint.
std::string EndpointOf(const Json& element, const std::string& type) {
  std::string endpoint = StringOr(element, "endpoint");
  const Json* item = Find(element, "itemId");
  if (endpoint.empty() || !item || item->is_null() || type == "POST") return endpoint;
  const std::string id = TextOf(*item);
  const std::string segment = "/" + EncodeSegment(id);
  const bool is_there = id.empty() || endpoint.ends_with(segment) || endpoint.ends_with("/" + id);
  return is_there ? endpoint : endpoint + segment;
}

// An id that is missing or taken is replaced by one made of the element itself, which is the same
// whenever the array is read: an import that was cut short does not take anything twice.
std::string IdOf(const Json& element, const std::set<std::string>& taken) {
  const Json* given = Find(element, "id");
  const bool is_number = given && given->is_number_integer();
  std::string id = is_number ? given->text() : StringOr(element, "id");
  const std::string made = "imported-" + Crc32().Add(DumpJson(element)).hex();
  if (id.empty() || taken.contains(id)) id = made;
  for (int n = 2; taken.contains(id); ++n) id = made + "-" + std::to_string(n);
  return id;
}

// Who made it, where the entry says so: as text, or as a number.
std::string UserOf(const Json& element) {
  const Json* user = Find(element, "userId");
  return user && user->is_number() ? user->text() : StringOr(element, "userId");
}

}  // namespace

std::string ProjectionElement(const QueuedMutation& queued, const std::string& endpoint) {
  const Mutation& mutation = queued.mutation;
  ObjectText element;
  element.Text("id", mutation.id.value())
      .Number("timestamp", mutation.timestamp_ms)
      .Text("type", MethodName(mutation.method))
      .Text("endpoint", endpoint)
      .Raw("data", mutation.data)
      .Number("retries", queued.progress.retries)
      .Text("status", StatusName(queued.progress.status))
      .TextOrNull("userId", mutation.user.id)
      .TextOrNull("reason", mutation.reason)
      .Raw("sequence", SequenceText(mutation.sequence));
  if (queued.parked()) element.Text("kind", ParkKindName(queued.progress.park));
  return element.str();
}

LegacyEntries ReadLegacyEntries(std::string_view projection, const std::string& user) {
  LegacyEntries found;
  if (projection.empty()) return found;
  const Result<Json> array = ParseJson(projection);
  if (!array.ok() || !array->is_array()) {
    found.unreadable = 1;
    return found;
  }
  std::set<std::string> ids;
  for (const Json& element : *array) {
    if (IsOurs(element)) continue;
    const std::string status = StringOr(element, "status", "pending");
    if (status == "synced" || status == "rolled-back") continue;
    const std::string named = UserOf(element);
    if (!named.empty() && named != user) {
      found.of_others.push_back(DumpJson(element));
      continue;
    }
    LegacyEntry entry;
    entry.id = IdOf(element, ids);
    ReadText(element, "type", entry.type);
    entry.endpoint = EndpointOf(element, entry.type);
    entry.data = TextOfMember(element, "data");
    entry.previous = TextOfMember(element, "previousState");
    ReadText(element, "reason", entry.reason);
    entry.timestamp_ms = IntOr(element, "timestamp", 0);
    entry.retries = static_cast<int>(IntOr(element, "retries", 0));
    if (entry.type.empty() || entry.endpoint.empty()) {
      ++found.unreadable;
    } else {
      ids.insert(entry.id);
      found.entries.push_back(std::move(entry));
    }
  }
  return found;
}

}  // namespace synchrone
