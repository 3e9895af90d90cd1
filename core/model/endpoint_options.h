#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/model/mutation.h"

namespace synchrone {

// What the application configures for one resource. Transforms and callbacks stay with the host;
// here are the options that the core decides by.
struct EndpointOptions {
  enum class PutBody { kChanges, kRecord };
  enum class OnUnknown { kAsk, kResend };

  Method update_method = Method::kPatch;
  PutBody put_body = PutBody::kRecord;
  // Where creates go, as written, when it is not the collection; empty: to the collection.
  std::string create_path;
  std::string version_field = "version";
  // Fields whose values are ids of other records, for ids that are not ours.
  std::vector<std::string> references;
  bool fifo = false;
  // A conflict whose sides changed different fields is merged, unless it touches one of
  // `always_ask`.
  bool merge_disjoint = false;
  std::vector<std::string> always_ask;
  OnUnknown on_unknown = OnUnknown::kAsk;
  // Unsent mutations of one record are merged before they are sent.
  bool coalesce = false;
  // Where many mutations go in one request; empty: each in one of its own.
  std::string batch_endpoint;
  int batch_entries = 0;
  // Unset: sent to the same origin only.
  std::optional<bool> idempotency_header;
  std::optional<bool> if_match;
  // The API keeps the id that a create is sent with: where the answer names no id, it is the
  // record's.
  bool client_ids = false;
  // The API compares weak ETags as well: they count as versions.
  bool weak_versions = false;
  // This page has the transforms that the application configured for the endpoint.
  bool has_transform = false;
  // The newest version of the application's shapes that this page knows.
  int payload_version = 0;

  bool operator==(const EndpointOptions&) const = default;
};

// Reads {method, putBody, versionField, references, ordering, merge, alwaysAsk, onUnknown,
// create, coalesce, batch, idempotencyHeader, ifMatch, clientIds, weakVersions, hasTransform};
// unknown members are ignored. Refuses values of the wrong kind.
Result<EndpointOptions> ParseEndpointOptions(const Json& json);

}  // namespace synchrone
