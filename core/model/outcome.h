#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace synchrone {

// What an answer means for a mutation: the right-hand column of BEHAVIOUR section 4.

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

// An update or a delete was answered with an empty list, an update with null: success of some APIs,
// "no row was changed" of others. Or with a text (`unreadable`): the API's own, or of something
// before it; or with half a document, of a success or of a refusal. Only the record shows which.
struct EmptyListOutcome {
  bool unreadable = false;
  bool operator==(const EmptyListOutcome&) const = default;
};

// Another user changed the record. `current` is the server's record as JSON text, or empty.
struct ConflictOutcome {
  std::string code;
  std::string message;
  std::string current;
  bool operator==(const ConflictOutcome&) const = default;
};

// A verdict that may change: counts as an attempt, is tried again with backoff.
struct RetryOutcome {
  std::string code;
  std::string message;
  bool operator==(const RetryOutcome&) const = default;
};

// Not this entry's fault: it waits quietly and is tried again; nothing is counted.
struct WaitOutcome {
  bool operator==(const WaitOutcome&) const = default;
};

// The origin asks to be left alone for `delay_ms`.
struct RateLimitedOutcome {
  int64_t delay_ms = 0;
  bool operator==(const RateLimitedOutcome&) const = default;
};

// The session is over: the whole queue of this user waits.
struct LoginOutcome {
  bool operator==(const LoginOutcome&) const = default;
};

// It has not reached the API: nothing is counted against the entry yet.
struct UnreachableOutcome {
  // A proxy's page answered instead of the API: parked after ten minutes of it, with this status.
  int proxy_status = 0;
  // A gateway gave up waiting (502, 503, 504): the server may still have seen the request.
  bool may_have_arrived = false;
  // A page or another host answered in place of the API: it may want a person to sign in there.
  bool led_away = false;
  bool operator==(const UnreachableOutcome&) const = default;
};

// It may or may not have been applied. `code`: why that is not known.
struct UncertainOutcome {
  std::string message;
  std::string code = "OUTCOME_UNKNOWN";
  bool operator==(const UncertainOutcome&) const = default;
};

// The API has no PATCH for this resource (BEHAVIOUR 2.2): the endpoint goes over to PUT.
struct NoPatchOutcome {
  bool operator==(const NoPatchOutcome&) const = default;
};

using Outcome = std::variant<ConfirmedOutcome, RefusedOutcome, ConflictOutcome, RetryOutcome,
                             WaitOutcome, RateLimitedOutcome, LoginOutcome, UnreachableOutcome,
                             UncertainOutcome, NoPatchOutcome, MissingOutcome, EmptyListOutcome>;

}  // namespace synchrone
