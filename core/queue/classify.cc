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
  bool was_redirected() const { return !response.redirected_to.empty(); }
  std::string code() const {
    std::string code = body.error_code();
    return code.empty() ? "HTTP_" + std::to_string(response.status) : code;
  }
};

bool SameKeyIsBusy(const std::string& code) {
  return code == "IDEMPOTENCY_KEY_IN_PROGRESS" || code == "idempotency-key-in-progress";
}

bool IsTag(std::string_view etag) {
  return etag.size() >= 2 && etag.front() == '"' && etag.back() == '"';
}

// The path of a URL, without query, fragment and slashes at the end.
std::string_view PathIn(std::string_view url) {
  url.remove_prefix(OriginOf(std::string(url)).size());
  url = url.substr(0, url.find_first_of("?#"));
  while (url.ends_with('/')) url.remove_suffix(1);
  return url;
}

// The id of the record in the body, unless it is known to be another record's: a redirect may have
// led an update to something else, and a list of one record need not be about it.
std::string IdInBody(const Reading& reading) {
  std::string id = reading.body.record_id();
  const bool is_own = id == reading.asked.entity.id.value();
  const bool may_be_another =
      reading.was_redirected() || reading.body.record_is_listed() || !reading.body.record();
  return may_be_another && !is_own && reading.asked.kind == Kind::kUpdate ? "" : id;
}

Outcome Confirm(const Reading& reading) {
  ConfirmedOutcome confirmed;
  const bool names_record =
      reading.asked.kind == Kind::kCreate || reading.asked.kind == Kind::kUpdate;
  if (names_record) confirmed.server_id = IdInBody(reading);
  const bool is_another = reading.body.record_is_listed() && confirmed.server_id.empty();
  if (reading.body.record() && !is_another) confirmed.record = DumpJson(*reading.body.record());
  if (confirmed.server_id.empty() && reading.asked.kind == Kind::kCreate) {
    confirmed.server_id = IdInLocation(reading.response.location, reading.asked.entity.resource);
  }
  if (IsVersion(reading.response.etag, reading.asked.weak_versions)) {
    confirmed.etag = reading.response.etag;
  }
  return confirmed;
}

Outcome Refuse(const Reading& reading) {
  return RefusedOutcome{reading.code(), reading.body.error_message()};
}

Outcome Retry(const Reading& reading) {
  return RetryOutcome{reading.code(), reading.body.error_message()};
}

// A record with another id may be the one that is in conflict; it is not the current state of ours.
Outcome Conflict(const Reading& reading) {
  const Json* current = reading.body.current();
  const Json* id = current ? Find(*current, "id") : nullptr;
  const std::string text = id ? TextOf(*id) : "";
  if (!text.empty() && text != reading.asked.entity.id.value()) current = nullptr;
  return ConflictOutcome{reading.code(), reading.body.error_message(),
                         current ? DumpJson(*current) : ""};
}

// A date is one of the server's clock, which the device's need not agree with.
Outcome RateLimit(const Reading& reading) {
  const int64_t date_ms = reading.response.date_ms;
  const auto asked_ms =
      RetryAfterMs(reading.response.retry_after, date_ms > 0 ? date_ms : reading.now_ms);
  return RateLimitedOutcome{asked_ms.value_or(tuning::kProbeFirst_ms)};
}

// "Accepted" with a note about a job is not a record; a record names itself.
bool HoldsRecord(const Reading& reading) {
  return reading.body.record() && !reading.body.record_id().empty();
}

// The body of an answer "accepted" counts when it is the record itself, not a job with an id of its
// own.
bool HoldsAccepted(const Reading& reading) {
  const bool is_own = reading.body.record_id() == reading.asked.entity.id.value();
  return HoldsRecord(reading) && (is_own || !reading.changes_known_record());
}

// No answer of the API, to a request that may have reached it.
Outcome AnswerLost() { return UnreachableOutcome{0, true}; }
// `may_have_arrived`: the API may have carried the request out before another page answered.
Outcome LedAway(bool may_have_arrived) { return UnreachableOutcome{0, may_have_arrived, true}; }

// The redirect leads to the record that is changed, wherever the API has moved.
bool LeadsToOwnRecord(const Reading& reading) {
  const std::string_view path = PathIn(reading.response.redirected_to);
  const std::string_view last = path.substr(path.rfind('/') + 1);
  return DecodeSegment(last) == reading.asked.entity.id.value();
}

// An answer without a record, to a change of one that was led to another place, says nothing of it.
bool SaysNothingOfRecord(const Reading& reading) {
  return reading.was_redirected() && reading.changes_known_record() && !LeadsToOwnRecord(reading);
}

// The redirect leads to the records of the resource, or to the record that the body shows, wherever
// the API has moved.
bool LeadsToRecords(const Reading& reading) {
  const std::string_view collection = PathIn(reading.asked.entity.resource.value());
  const std::string_view noun =
      collection.substr(std::min(collection.rfind('/'), collection.size()));
  std::string_view path = PathIn(reading.response.redirected_to);
  path = path.substr(0, path.find("/_history"));
  if (path.ends_with(noun)) return true;
  const size_t end = std::min(path.rfind('/'), path.size());
  const bool is_shown =
      DecodeSegment(path.substr(std::min(end + 1, path.size()))) == reading.body.record_id();
  return is_shown && path.substr(0, end).ends_with(noun);
}

Outcome LedElsewhere(const Reading& reading) {
  return UncertainOutcome{reading.response.redirected_to, "REDIRECTED"};
}

bool IsLabelledJson(const Response& response) {
  return response.content_type.find("json") != std::string::npos;
}

// A redirect may have turned a POST into a GET, whose answer says nothing of the POST unless it
// shows the record. A redirect other than 303 keeps the other methods.
Outcome ClassifyRedirected(const Reading& reading) {
  const AnswerBody& body = reading.body;
  const bool is_post = reading.asked.method == Method::kPost;
  // Answers that a GET does not give.
  const int status = reading.response.status;
  const bool is_of_post = status == 201 || status == 204 || status == 205;
  const bool confirms = is_post ? is_of_post : (body.empty() || body.says_success());
  if (body.says_failure() && !is_post) return Refuse(reading);
  if (HoldsRecord(reading) && !body.record_is_listed()) {
    const Kind kind = reading.asked.kind;
    const bool is_ours = kind == Kind::kUpdate   ? !IdInBody(reading).empty()
                         : kind == Kind::kCreate ? is_of_post || LeadsToRecords(reading)
                                                 : true;
    return is_ours ? Confirm(reading) : LedElsewhere(reading);
  }
  if (!confirms || body.is_cut_off()) return LedElsewhere(reading);
  return SaysNothingOfRecord(reading) ? Outcome(InconclusiveOutcome{true}) : Confirm(reading);
}

Outcome ClassifySuccess(const Reading& reading) {
  if (reading.body.is_html()) return LedAway(true);
  if (reading.was_redirected()) return ClassifyRedirected(reading);
  if (reading.body.says_failure()) return Refuse(reading);
  const int status = reading.response.status;
  // Accepted only, or with a status of its own for each part (RFC 4918, 11.1).
  const bool is_open = status == 202 || (status == 207 && !reading.body.empty());
  if (is_open && !HoldsAccepted(reading)) return UncertainOutcome{reading.body.error_message()};
  const AnswerBody& body = reading.body;
  // 201 means that a record was made, and only the API itself repeats a key.
  const bool is_own =
      (status == 201 && !IsLabelledJson(reading.response)) || reading.response.key_honoured;
  // Half a document may be half of a refusal.
  const bool is_unknown = body.is_cut_off() || (body.is_unreadable() && !is_own);
  const bool is_empty_list = body.is_empty_list() && !body.says_success();
  // APIs that look for the record to change answer null when they find none; for a delete that is
  // success.
  const bool is_null = body.is_null() && reading.asked.kind == Kind::kUpdate;
  if (is_null || (reading.changes_known_record() && (is_empty_list || is_unknown))) {
    return InconclusiveOutcome{is_unknown};
  }
  Outcome confirmed = Confirm(reading);
  // The new record cannot be read from the answer.
  const bool is_made = reading.asked.kind == Kind::kCreate && (body.is_empty_list() || is_unknown);
  const bool is_cut_off = reading.asked.method == Method::kPost && body.is_cut_off();
  const bool is_unnamed = std::get<ConfirmedOutcome>(confirmed).server_id.empty();
  return is_unnamed && (is_made || is_cut_off) ? RetryOutcome{"", "", true} : confirmed;
}

// No proxy answers with these, and some servers answer all their errors in HTML.
bool IsOfApplication(int status) {
  return status == 409 || status == 412 || status == 422 || status == 428;
}

// A page in HTML is a proxy's. An empty or plain-text 4xx is taken for the API's own refusal: it
// can be read and kept, while waiting for another answer would hold up everybody's work.
Outcome ClassifyRefusal(const Reading& reading) {
  const int status = reading.response.status;
  const bool is_page = reading.body.is_html() && !IsOfApplication(status);
  // The answer is that to a redirected GET: it does not say whether the POST did anything.
  const bool is_moved = status == 404 || status == 405 || status == 410;
  const bool is_post = reading.asked.method == Method::kPost;
  // Who may make a record need not be allowed to read it.
  const bool is_unread =
      status == 403 && reading.asked.kind == Kind::kCreate && !LeadsToRecords(reading);
  if (reading.was_redirected() && is_post && (is_moved || is_unread)) return LedElsewhere(reading);
  if (reading.asked.kind == Kind::kUpdate) {
    if (status == 405 && reading.asked.method == Method::kPatch) return NoPatchOutcome{};
    if (status == 404) return MissingOutcome{reading.code(), reading.body.error_message(), is_page};
  }
  if (is_page) return UnreachableOutcome{status};
  return Refuse(reading);
}

Outcome ClassifyStatus(const Reading& reading) {
  const int status = reading.response.status;
  switch (status) {
    case 401:
    case 419:
      return LoginOutcome{};
    case 423:
      return BusyOutcome{};
    case 408:
    case 425:
      return Retry(reading);
    case 429:
      return RateLimit(reading);
    case 503:
      return reading.response.retry_after.empty() ? AnswerLost() : RateLimit(reading);
    case 502:
    case 504:
      return AnswerLost();
    case 511:
      return LedAway(false);
    default:
      break;
  }
  if (status >= 500) return Retry(reading);
  if (status < 400) return AnswerLost();
  const bool gone = status == 404 || status == 410;
  // A sign-in knows neither the record nor the method.
  if ((gone || status == 405) && SaysNothingOfRecord(reading)) return InconclusiveOutcome{true};
  if (gone && reading.asked.kind == Kind::kDelete && !reading.body.is_html()) {
    return ConfirmedOutcome{};
  }
  if (status == 409 && SameKeyIsBusy(reading.code())) return BusyOutcome{};
  const bool is_conflict = status == 409 || status == 412;
  if (is_conflict && reading.changes_known_record()) return Conflict(reading);
  return ClassifyRefusal(reading);
}

Outcome ClassifyOverridden(const Reading& reading) {
  const std::string& outcome = reading.response.override_outcome;
  if (outcome == "confirmed") return Confirm(reading);
  if (outcome == "conflict") return Conflict(reading);
  if (outcome == "retry") return Retry(reading);
  if (outcome == "wait") return RateLimit(reading);
  if (outcome == "login") return LoginOutcome{};
  if (outcome == "unreachable") return AnswerLost();
  if (outcome == "unchanged" || outcome == "unclear") {
    return InconclusiveOutcome{false, outcome == "unclear", reading.body.error_message()};
  }
  if (outcome == "uncertain") return UncertainOutcome{reading.body.error_message()};
  return Refuse(reading);
}

}  // namespace

bool IsVersion(std::string_view etag, bool weak_versions) {
  if (weak_versions && etag.starts_with("W/")) etag.remove_prefix(2);
  return IsTag(etag);
}

std::string IdInLocation(std::string_view location, const Resource& resource) {
  const std::string_view path = PathIn(location);
  const std::string_view collection = PathIn(resource.value());
  const bool is_below = path.size() > collection.size() && path.starts_with(collection) &&
                        path[collection.size()] == '/';
  if (!is_below) return {};
  const std::string_view rest = path.substr(collection.size() + 1);
  const size_t end = rest.find('/');
  const std::string_view behind = end == std::string_view::npos ? "" : rest.substr(end);
  const bool is_version =
      behind.starts_with("/_history/") && behind.find('/', 10) == std::string_view::npos;
  const bool names_record = behind.empty() || behind == "/_history" || is_version;
  std::string id = DecodeSegment(rest.substr(0, end));
  const bool is_id = id != "." && id != ".." && id != "_history";
  return names_record && is_id ? id : "";
}

Outcome Classify(const Response& response, const AskedRequest& asked, int64_t now_ms) {
  const Reading reading{response, asked, now_ms, AnswerBody(response)};
  if (!response.override_outcome.empty()) return ClassifyOverridden(reading);
  if (!response.redirected_to.empty() && !response.same_origin) return LedAway(true);
  const bool success = response.status >= 200 && response.status < 300;
  if (success && reading.was_redirected() && reading.body.is_html()) return LoginOutcome{};
  return success ? ClassifySuccess(reading) : ClassifyStatus(reading);
}

}  // namespace synchrone
