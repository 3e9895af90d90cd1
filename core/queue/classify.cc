#include "core/queue/classify.h"

#include <algorithm>
#include <string_view>

#include "core/base/tuning.h"
#include "core/model/path.h"
#include "core/queue/answer_body.h"
#include "core/queue/retry_after.h"

namespace synchrone {
namespace {

// One answer being read.
struct Reading {
  const Response& response;
  const AskedRequest& asked;
  int64_t now_ms;
  AnswerBody body;

  bool changes_known_record() const {
    return asked.kind == Kind::kUpdate || asked.kind == Kind::kDelete;
  }
  std::string code() const {
    std::string code = body.error_code();
    return code.empty() ? "HTTP_" + std::to_string(response.status) : code;
  }
};

bool SameKeyIsBusy(const std::string& code) {
  return code == "IDEMPOTENCY_KEY_IN_PROGRESS" || code == "idempotency-key-in-progress";
}

bool IsStrongTag(std::string_view etag) {
  return etag.size() >= 2 && etag.front() == '"' && etag.back() == '"';
}

std::string IdIn(const Json& record) {
  const Json* id = Find(record, "id");
  if (!id) return {};
  if (id->is_string()) return id->get<std::string>();
  return id->is_number_integer() ? DumpJson(*id) : "";
}

std::string IdInLocation(std::string_view location) {
  location = location.substr(0, location.find_first_of("?#"));
  while (!location.empty() && location.back() == '/') location.remove_suffix(1);
  return DecodeSegment(location.substr(location.rfind('/') + 1));
}

Outcome Confirm(const Reading& reading) {
  ConfirmedOutcome confirmed;
  if (const Json* record = reading.body.record()) {
    confirmed.record = DumpJson(*record);
    confirmed.server_id = IdIn(*record);
  }
  if (confirmed.server_id.empty() && reading.asked.kind == Kind::kCreate) {
    confirmed.server_id = IdInLocation(reading.response.location);
  }
  if (IsStrongTag(reading.response.etag)) confirmed.etag = reading.response.etag;
  return confirmed;
}

Outcome Refuse(const Reading& reading) {
  return RefusedOutcome{reading.code(), reading.body.error_message()};
}

Outcome Retry(const Reading& reading) {
  return RetryOutcome{reading.code(), reading.body.error_message()};
}

Outcome Conflict(const Reading& reading) {
  const Json* current = reading.body.current();
  return ConflictOutcome{reading.code(), reading.body.error_message(),
                         current ? DumpJson(*current) : ""};
}

Outcome RateLimit(const Reading& reading) {
  const auto asked_ms = RetryAfterMs(reading.response.retry_after, reading.now_ms);
  return RateLimitedOutcome{asked_ms.value_or(tuning::kProbeFirst_ms)};
}

// "Accepted" with a note about a job is no record; a record names itself.
bool HoldsRecord(const Reading& reading) {
  const Json* record = reading.body.record();
  return record && !IdIn(*record).empty();
}

Outcome GatewayGaveUp() { return UnreachableOutcome{0, true}; }

Outcome ClassifySuccess(const Reading& reading) {
  if (reading.body.is_html()) return UnreachableOutcome{};
  if (reading.body.says_failure()) return Refuse(reading);
  if (reading.response.status == 202 && !HoldsRecord(reading)) return UncertainOutcome{};
  return Confirm(reading);
}

bool ApiHasNoPatch(const Reading& reading) {
  if (reading.asked.method != Method::kPatch || reading.asked.kind != Kind::kUpdate) return false;
  if (reading.response.status == 405) return true;
  const bool about_the_route =
      !reading.body.is_json() || reading.body.error_code() == "ROUTE_NOT_FOUND";
  return reading.response.status == 404 && about_the_route;
}

// A page in HTML is a proxy's. An empty or plain-text 4xx is taken for the API's own refusal: it
// can be read and kept, while waiting for another answer would hold up everybody's work.
Outcome ClassifyRefusal(const Reading& reading) {
  if (ApiHasNoPatch(reading)) return NoPatchOutcome{};
  if (reading.body.is_html()) return UnreachableOutcome{reading.response.status};
  return Refuse(reading);
}

Outcome ClassifyStatus(const Reading& reading) {
  const int status = reading.response.status;
  switch (status) {
    case 401:
    case 419:
      return LoginOutcome{};
    case 423:
      return WaitOutcome{};
    case 408:
    case 425:
      return Retry(reading);
    case 429:
      return RateLimit(reading);
    case 503:
      return reading.response.retry_after.empty() ? GatewayGaveUp() : RateLimit(reading);
    case 502:
    case 504:
      return GatewayGaveUp();
    case 511:
      return UnreachableOutcome{};
    default:
      break;
  }
  if (status >= 500) return Retry(reading);
  if (status < 400) return UnreachableOutcome{};
  const bool gone = status == 404 || status == 410;
  if (gone && reading.asked.kind == Kind::kDelete && !reading.body.is_html()) {
    return ConfirmedOutcome{};
  }
  if (status == 409 && SameKeyIsBusy(reading.code())) return WaitOutcome{};
  if ((status == 409 || status == 412) && reading.changes_known_record()) return Conflict(reading);
  return ClassifyRefusal(reading);
}

Outcome ClassifyAsTold(const Reading& reading) {
  const std::string& told = reading.response.override_outcome;
  if (told == "confirmed") return Confirm(reading);
  if (told == "conflict") return Conflict(reading);
  if (told == "retry") return Retry(reading);
  if (told == "wait") return RateLimit(reading);
  if (told == "login") return LoginOutcome{};
  if (told == "unreachable") return GatewayGaveUp();
  if (told == "uncertain") return UncertainOutcome{reading.body.error_message()};
  return Refuse(reading);
}

}  // namespace

Outcome Classify(const Response& response, const AskedRequest& asked, int64_t now_ms) {
  const Reading reading{response, asked, now_ms, AnswerBody(response)};
  if (!response.override_outcome.empty()) return ClassifyAsTold(reading);
  if (response.redirected_away) {
    return response.same_origin ? Outcome(LoginOutcome{}) : Outcome(UnreachableOutcome{});
  }
  const bool success = response.status >= 200 && response.status < 300;
  return success ? ClassifySuccess(reading) : ClassifyStatus(reading);
}

}  // namespace synchrone
