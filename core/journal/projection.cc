#include "core/journal/projection.h"

#include "core/base/json.h"

namespace synchrone {
namespace {

// Ours carry the sequence; an element without it was written by somebody else.
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
  const std::string endpoint = StringOr(element, "endpoint");
  const std::string item = StringOr(element, "itemId");
  const bool is_appended = !item.empty() && type != "POST" && !endpoint.ends_with("/" + item);
  return is_appended ? endpoint + "/" + item : endpoint;
}

}  // namespace

std::string ProjectionElement(const QueuedMutation& queued, const std::string& endpoint) {
  const Mutation& mutation = queued.mutation;
  const Json before = {{"id", mutation.id.value()},
                       {"timestamp", mutation.timestamp_ms},
                       {"type", MethodName(mutation.method)},
                       {"endpoint", endpoint}};
  Json after = {{"retries", queued.progress.retries},
                {"status", StatusName(queued.progress.status)},
                {"userId", mutation.user.id.empty() ? Json() : Json(mutation.user.id)},
                {"reason", mutation.reason.empty() ? Json() : Json(mutation.reason)},
                {"sequence", {mutation.sequence.counter, mutation.sequence.tab.value()}}};
  if (queued.parked()) after["kind"] = ParkKindName(queued.progress.park);
  std::string text = DumpJson(before);
  text.back() = ',';
  text += "\"data\":" + (mutation.data.empty() ? "null" : mutation.data) + ",";
  return text + DumpJson(after).substr(1);
}

std::string ProjectionText(const std::vector<std::string>& elements) {
  std::string text = "[";
  for (const std::string& element : elements) {
    if (text.size() > 1) text += ',';
    text += element;
  }
  return text + "]";
}

LegacyEntries ReadLegacyEntries(std::string_view projection) {
  LegacyEntries found;
  if (projection.empty()) return found;
  const Result<Json> array = ParseJson(projection);
  if (!array.ok() || !array->is_array()) {
    found.unreadable = 1;
    return found;
  }
  for (const Json& element : *array) {
    if (IsOurs(element)) continue;
    const std::string status = StringOr(element, "status", "pending");
    if (status == "synced" || status == "rolled-back") continue;
    LegacyEntry entry;
    entry.id = StringOr(element, "id");
    entry.type = StringOr(element, "type");
    entry.endpoint = EndpointOf(element, entry.type);
    entry.data = TextOfMember(element, "data");
    entry.previous = TextOfMember(element, "previousState");
    entry.timestamp_ms = IntOr(element, "timestamp", 0);
    entry.retries = static_cast<int>(IntOr(element, "retries", 0));
    if (entry.type.empty() || entry.endpoint.empty()) {
      ++found.unreadable;
    } else {
      found.entries.push_back(std::move(entry));
    }
  }
  return found;
}

}  // namespace synchrone
