#include "core/model/record_tag.h"

#include <algorithm>

namespace synchrone {

std::string RecordTag(const Json& record, std::string_view etag, const std::string& version_field) {
  const Json* version = Find(record, version_field);
  const bool shows_one = version && !version->is_null() && !version->is_structured();
  if (shows_one && etag == "\"" + TextOf(*version) + "\"") return {};
  return (std::to_string(Fingerprint(record)) + " ").append(etag);
}

std::optional<std::string> EtagFor(const Json& record, const std::string& record_tag) {
  const size_t space = record_tag.find(' ');
  if (space == std::string::npos) return std::nullopt;
  const bool is_of_it =
      !record.is_object() || record_tag.compare(0, space, std::to_string(Fingerprint(record))) == 0;
  std::string etag = record_tag.substr(space + 1);
  // What is stored is not trusted: with a control character the request could not leave.
  const bool can_leave =
      std::all_of(etag.begin(), etag.end(), [](unsigned char c) { return c >= 0x20 && c != 0x7F; });
  if (!is_of_it || !can_leave) return std::nullopt;
  return etag;
}

}  // namespace synchrone
