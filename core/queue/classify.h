#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/model/mutation.h"
#include "core/model/outcome.h"
#include "core/model/response.h"

namespace synchrone {

// What was asked, as far as the meaning of the answer depends on it.
struct AskedRequest {
  Kind kind = Kind::kUpdate;
  Method method = Method::kPatch;
  EntityKey entity = {};
  // The API compares weak ETags as well (the endpoint option weakVersions).
  bool weak_versions = false;
};

// What an answer means: the whole table of answers and outcomes, as one pure function. `now_ms` is
// for a Retry-After date in an answer that has no Date of its own. Codes and statuses decide, never
// the text of a message.
Outcome Classify(const Response& response, const AskedRequest& asked, int64_t now_ms);

// The text is an entity tag (RFC 9110, 8.8.3) that counts as a version: a strong one, or any where
// the API compares weak ones.
bool IsVersion(std::string_view etag, bool weak_versions);

// The id in a Location header: the segment that follows the resource's own path, on any origin,
// with or without "/_history/n" behind it. "" when the header names anything else.
std::string IdInLocation(std::string_view location, const Resource& resource);

}  // namespace synchrone
