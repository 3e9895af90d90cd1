#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/model/ids.h"
#include "core/model/mutation.h"

namespace synchrone {

// A number for one request; the answer quotes it. Never reused within an engine.
using AttemptId = uint32_t;

// A mutation's request. The host adds what the core must not know: base URL, credentials, the
// application's headers and transforms.
struct Request {
  AttemptId attempt = 0;
  MutationId mutation;
  Resource resource;
  EntityId entity;
  std::string company;  // whose it is; empty: no company
  Kind operation = Kind::kUpdate;
  Method method = Method::kPatch;
  std::string url;               // path or absolute URL, percent-encoded
  std::string body;              // JSON text; empty: none
  bool local_id = false;         // the id in the body of this create was made here
  std::string idempotency_key;   // empty: the header is not sent
  bool key_is_honoured = false;  // a second request with the key is harmless
  // An earlier attempt of this create may have made its record, and no key keeps this one from
  // making another: the host looks for it first.
  bool may_be_made = false;
  std::string if_match;  // a quoted strong tag; empty: the header is not sent
};

// Many mutations in one request. Each entry has its attempt number, its key and its answer.
struct BatchRequest {
  std::string url;  // path or absolute URL of the batch endpoint
  std::vector<Request> entries;
};

// Asks whether an earlier attempt was applied. The host asks the application's `verify`, or looks
// the record up.
struct VerifyRequest {
  AttemptId attempt = 0;
  MutationId mutation;
  Resource resource;
};

// kApplied: the attempt was applied. kAbsent: it was not. kUnknown: neither can be shown.
enum class VerifyResult { kApplied, kAbsent, kUnknown };

// Sends, in the background. Answers come back as inputs of a later turn: Engine::OnResponse or
// Engine::OnTransportFailure, exactly one for each attempt, never from inside Send.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual void Send(const Request& request) = 0;
  // One answer for every entry of the batch, as for Send; or Engine::OnBatchUnusable once for all.
  virtual void SendBatch(const BatchRequest& batch) = 0;
  // The result comes exactly once, never from inside Verify: as Engine::OnVerified, or, when the
  // look-up got no answer, as OnTransportFailure or as OnResponse with a status that means "not
  // now" (401, 419, 429, 500, 503).
  virtual void Verify(const VerifyRequest& question) = 0;
  // A cheap read that changes nothing (HEAD of the resource, by turns with GET where HEAD fails),
  // to learn whether the origin answers. The answer comes as Engine::OnProbe with the same URL.
  virtual void Probe(const std::string& url) = 0;
};

}  // namespace synchrone
