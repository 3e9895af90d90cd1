#pragma once

#include <cstdint>
#include <string>

namespace synchrone {

// An HTTP answer as the transport saw it. Every status is an answer; only a request that got none
// is a TransportFailure.
struct Response {
  int status = 0;
  std::string content_type;
  std::string body;         // text, possibly empty
  std::string etag;         // the header's value, empty: none
  std::string location;     // the header's value, empty: none
  std::string retry_after;  // the header's value, empty: none
  int64_t date_ms = 0;      // the server's clock (Date), since the epoch; 0: unknown
  // Where a redirect led, as a path or URL; empty: there was none. A redirect may have turned a
  // POST into a GET.
  std::string redirected_to;
  // `redirected_to` is on the origin that was asked.
  bool same_origin = true;
  // The answer shows that the API honours idempotency keys: it repeats ours, or says that it was
  // replayed.
  bool key_honoured = false;
  // The outcome that the application's classify(response) names; or what the answer says of an
  // update or a delete in place of the record: "unchanged", "unclear"; empty: none.
  std::string override_outcome;

  bool operator==(const Response&) const = default;
};

// Why an attempt has no answer.
enum class TransportFailure {
  kNetwork,  // the request left, no answer came
  kTimeout,  // no answer within the time limit
  kBlocked,  // the browser did not let it leave (CORS preflight, CSP), as far as one can know
};

}  // namespace synchrone
