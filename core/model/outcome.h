#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace synchrone {

// What an answer means for a mutation.

// The server has it. `record` is the unwrapped record as JSON text, empty when it sent none;
// `server_id` the id found in it or, of a create, in Location, spelled as it came; `etag` the
// record's tag, where it counts as a version.
struct ConfirmedOutcome {
  std::string record;
  std::string server_id;
  std::string etag;
  bool operator==(const ConfirmedOutcome&) const = default;
};

// Refused for good: the view is rolled back, the change is kept for a person.
struct RefusedOutcome {
  std::string code;
  std::string message;
  bool operator==(const RefusedOutcome&) const = default;
};

// The API found nothing at the address of an update (404): the record is gone, or the API has no
// such route. `page`: a page in HTML says so, which may be a proxy's.
struct MissingOutcome {
  std::string code;
  std::string message;
  bool page = false;
  bool operator==(const MissingOutcome&) const = default;
};

// A status of success that does not show whether anything was changed. An update or a delete was
// answered with an empty list, or an update with null: some APIs mean success, others "no row was
// changed". Or the body cannot be read (`unreadable`): a text, of the API or of something in front
// of it, or half a document, of a success or of a refusal. Or it has words in place of the record
// (`unclear`), or says that nothing was changed. A read of the record decides.
struct InconclusiveOutcome {
  bool unreadable = false;
  bool unclear = false;
  std::string message = {};
  bool operator==(const InconclusiveOutcome&) const = default;
};

// Another user changed the record. `current` is the server's record as JSON text, or empty.
struct ConflictOutcome {
  std::string code;
  std::string message;
  std::string current;
  bool operator==(const ConflictOutcome&) const = default;
};

// A verdict that may change: it counts as an attempt, and the request is sent again with backoff.
// `may_be_applied`: a success that does not show what was made, so that nothing is sent again
// before it was looked for.
struct RetryOutcome {
  std::string code;
  std::string message;
  bool may_be_applied = false;
  bool operator==(const RetryOutcome&) const = default;
};

// The server is still busy with this mutation (423, or 409 while a request with its key is being
// processed): it is sent again after a wait. Nothing is counted.
struct BusyOutcome {
  bool operator==(const BusyOutcome&) const = default;
};

// The origin limits the rate: nothing is sent to it for `delay_ms`.
struct RateLimitedOutcome {
  int64_t delay_ms = 0;
  bool operator==(const RateLimitedOutcome&) const = default;
};

// The session is over: the whole queue of this user waits.
struct LoginOutcome {
  bool operator==(const LoginOutcome&) const = default;
};

// The API itself has not answered: nothing is counted against the mutation yet.
struct UnreachableOutcome {
  // The status of a proxy's page that came in place of an answer: when that lasts
  // (tuning::kProxyPatience_ms), the mutation is parked with it. 0: there was none.
  int proxy_status = 0;
  // The API may have received the request: a gateway timed out or failed (502, 503, 504), or the
  // answer cannot be used.
  bool may_have_arrived = false;
  // A page or another host answered in place of the API: a person may have to sign in there.
  bool led_away = false;
  bool operator==(const UnreachableOutcome&) const = default;
};

// It may or may not have been applied. `code`: why that is not known.
struct UncertainOutcome {
  std::string message;
  std::string code = "OUTCOME_UNKNOWN";
  bool operator==(const UncertainOutcome&) const = default;
};

// The API has no PATCH for this resource: the endpoint goes over to PUT.
struct NoPatchOutcome {
  bool operator==(const NoPatchOutcome&) const = default;
};

using Outcome = std::variant<ConfirmedOutcome, RefusedOutcome, ConflictOutcome, RetryOutcome,
                             BusyOutcome, RateLimitedOutcome, LoginOutcome, UnreachableOutcome,
                             UncertainOutcome, NoPatchOutcome, MissingOutcome, InconclusiveOutcome>;

}  // namespace synchrone
