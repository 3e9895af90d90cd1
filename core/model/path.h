#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/function_ref.h"
#include "core/base/result.h"
#include "core/model/mutation.h"

namespace synchrone {

// An endpoint as it is written. `path` identifies the resource; `tail` is what the written form
// adds behind an id on the wire: "", "/", "?clinic=3" or "/?clinic=3".
struct Endpoint {
  std::string path;
  std::string tail;
  bool operator==(const Endpoint&) const = default;
};

// Splits without checking. The path "/" keeps its slash.
Endpoint SplitEndpoint(std::string_view endpoint);

// Checks what the application or the storage gives as an endpoint.
// Accepted: an absolute path ("/api/v1/patients"), or an http(s) URL whose origin is `own_origin`
// (made relative) or one of `origins`. Refused: anything that a browser would resolve elsewhere
// ("//host", backslashes), dot segments, control characters and white space, a fragment.
// kInvalidEndpoint, kForbiddenOrigin.
Result<Endpoint> ReadEndpoint(std::string_view endpoint, std::string_view own_origin,
                              const std::vector<std::string>& origins);

// "https://host:port" of an endpoint's path, or "" for the page's own origin.
std::string OriginOf(const std::string& endpoint);

// As encodeURIComponent (RFC 3986 unreserved plus !*'()).
std::string EncodeSegment(const std::string& segment);
// The reverse; a malformed escape stays as it is.
std::string DecodeSegment(std::string_view segment);

// "/api/v1/patients" + "p 1" -> "/api/v1/patients/p%201"; the resource itself for an empty id.
std::string EntityPath(const EntityKey& entity);

// The path (or URL) that the mutation's request goes to.
std::string PathOf(const Mutation& mutation);

// `path` (or URL) with each segment, and each value of its query, replaced by what `replace` makes
// of it, decoded.
std::string ReplaceSegments(std::string_view path,
                            FunctionRef<std::string(const std::string&)> replace);

// What a raw endpoint is about.
struct RawTarget {
  Kind kind = Kind::kAction;
  EntityKey entity;
  std::string action_path;  // set for kAction
  bool operator==(const RawTarget&) const = default;
};

// Reads the path of a raw endpoint, without its tail. `resources`: those that are known. An id
// directly under a known resource is its record; under an unknown one PUT, PATCH and DELETE name a
// record with their last segment. A POST to a collection is a create of `data_id` (the id in its
// data). Anything deeper under an id is an action on that record; any other path, a POST without an
// id in its data among them, is an action in a lane of its own.
RawTarget ReadRawTarget(Method method, const std::string& endpoint, const std::string& data_id,
                        const std::vector<Resource>& resources);

}  // namespace synchrone
