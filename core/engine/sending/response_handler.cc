#include "core/engine/sending/response_handler.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "core/base/tuning.h"
#include "core/model/path.h"
#include "core/queue/backoff.h"

namespace synchrone {
namespace {

std::string StatusStep(int status) { return "HTTP " + std::to_string(status); }

const char* FailureStep(TransportFailure failure) {
  switch (failure) {
    case TransportFailure::kNetwork:
      return "no answer";
    case TransportFailure::kTimeout:
      return "timeout";
    case TransportFailure::kBlocked:
      return "blocked";
  }
  return "";
}

// The answer is a verdict on the request itself: no rate limit, sign-in or failure of the server is
// in the way.
bool IsVerdict(const Outcome& outcome) {
  return std::holds_alternative<ConfirmedOutcome>(outcome) ||
         std::holds_alternative<RefusedOutcome>(outcome) ||
         std::holds_alternative<ConflictOutcome>(outcome) ||
         std::holds_alternative<MissingOutcome>(outcome) ||
         std::holds_alternative<InconclusiveOutcome>(outcome) ||
         std::holds_alternative<NoPatchOutcome>(outcome);
}

}  // namespace

void ResponseHandler::TakeResponse(AttemptId attempt, const Response& response, Turn& turn) {
  const std::optional<Flight> landed = table_.flights().Land(attempt);
  if (!landed) return;
  const Flight& flight = *landed;
  std::set<Sequence>& unanswered = table_.UnansweredOf(flight.origin);
  unanswered.erase(flight.sequence);
  table_.NoteAnswerTime(turn.steady_ms - flight.left_ms);
  if (response.date_ms > 0) {
    local_store_.SetServerOffset(response.date_ms + tuning::kDateLag_ms - turn.now_ms);
  }
  if (response.key_honoured) maker_.NoteKeyHonoured(flight.origin);
  const QueuedMutation* found = local_store_.queue().Find(flight.sequence);
  // An answer this late may come to a page that was frozen, and another tab may have changed the
  // mutation.
  if (found && turn.now_ms - found->progress.last_attempt_ms > tuning::kStaleMessage_ms) {
    recovery_.ReadRecordsOf(EntityKey(found->mutation.entity), turn);
    found = local_store_.queue().Find(flight.sequence);
  }
  if (!found) return;
  const QueuedMutation queued = *found;
  Answered answered{flight, queued, queued.progress, response, flight.is_unreadable};
  answered.progress.possibly_sent = flight.possibly_sent_before;
  // A server that redirects has received the request, and may have carried it out.
  if (!response.redirected_to.empty()) NotePossiblySent(answered, turn);
  answered.progress.error_status = response.status;
  NoteStep(answered.progress, turn.now_ms, StatusStep(response.status).c_str());
  const Outcome outcome = Classify(response, flight.asked, turn.now_ms);
  std::optional<RecordStore::Transaction> transaction;
  if (!std::holds_alternative<UnreachableOutcome>(outcome)) {
    gate_.NoteAnswer(flight.origin);
    if (!unanswered.empty()) transaction.emplace(journal_.records());
    CountUnanswered(flight.origin, turn);
  }
  if (IsVerdict(outcome)) gate_.NoteVerdict(flight.origin);
  std::visit([&](const auto& meaning) { On(meaning, answered, turn); }, outcome);
}

bool ResponseHandler::MayBeReplayed(const Flight& flight, const QueuedMutation& queued) const {
  const auto& history = local_store_.history();
  return flight.possibly_sent_before &&
         std::any_of(history.begin(), history.end(), [&](const SettledMutation& settled) {
           return settled.queued.mutation.entity == queued.mutation.entity &&
                  settled.queued.sequence() != queued.sequence() &&
                  settled.queued.progress.attempts > 0;
         });
}

void ResponseHandler::On(const ConfirmedOutcome& outcome, Answered& answered, Turn& turn) {
  const bool is_doubtful = !answered.was_read && !outcome.record.empty() &&
                           (judge_.IsAsBefore(answered.queued, ParsedOrNull(outcome.record)) ||
                            judge_.MayBeAnotherRecord(answered.queued, outcome));
  if (is_doubtful) return ReadBeforeJudging(answered, turn, true);
  table_.NoteSuccess(answered.flight.origin, turn.steady_ms);
  // RFC 9110, 15.3.2: a record was made.
  const bool is_edit = answered.flight.asked.kind == Kind::kUpdate;
  if (is_edit && answered.response.status == 201) {
    turn.Diagnose(
        "RECORD_MADE_ANEW",
        "The API answered an edit with 201: it had no such record, which a colleague may have "
        "deleted, and has made it again. Let it answer 404, or give the records a version, which "
        "goes out as If-Match.",
        answered.queued.mutation.entity.resource);
  }
  transitions_.Confirm(answered.queued, outcome, StatusStep(answered.response.status).c_str(),
                       turn);
  if (MayBeReplayed(answered.flight, answered.queued))
    transitions_.AskForRead(answered.queued, turn);
}

void ResponseHandler::Park(Answered& answered, ParkKind kind, std::string_view code,
                           std::string_view message, Turn& turn) {
  Progress& progress = answered.progress;
  progress.park = kind;
  progress.error_code = code;
  progress.error_message = message;
  progress.error_body = answered.response.body.substr(0, tuning::kErrorBodyBytes);
  table_.Forget(answered.queued.sequence());
  transitions_.Park(answered.queued, progress, turn);
}

void ResponseHandler::On(const RefusedOutcome& outcome, Answered& answered, Turn& turn) {
  const EntityKey& entity = answered.queued.mutation.entity;
  // Without a key the refusal is not a verdict on the attempt before it.
  const bool is_doubtful =
      answered.flight.possibly_sent_before && !maker_.KeyIsHonoured(entity.resource);
  // APIs refuse in many ways to delete what is gone.
  const bool may_be_gone = is_doubtful && answered.queued.mutation.kind == Kind::kDelete;
  if (may_be_gone && !answered.was_read) return ReadBeforeJudging(answered, turn, true);
  table_.NoteSuccess(answered.flight.origin, turn.steady_ms);
  answered.progress.possibly_sent = false;
  Park(answered, ParkKind::kRefused, outcome.code, outcome.message, turn);
  const int status = answered.response.status;
  const bool is_gone = status == 404 || status == 410;
  if (answered.queued.mutation.kind == Kind::kUpdate && is_gone) {
    // When a read has not found the record either, the answer counts.
    const bool counts = status == 410 || answered.was_read;
    if (counts) return local_store_.Commit(Observed{entity, ""}, turn);
    return turn.AskForRecord(answered.queued.mutation);
  }
  if (is_doubtful) turn.AskForRecord(answered.queued.mutation);
}

void ResponseHandler::On(const RetryOutcome& outcome, Answered& answered, Turn& turn) {
  const Sequence sequence = answered.queued.sequence();
  Progress& progress = answered.progress;
  if (outcome.may_be_applied) NotePossiblySent(answered, turn);
  const bool is_look_up = answered.flight.left_ms == 0;
  const bool is_create = answered.queued.mutation.kind == Kind::kCreate;
  // Where the application has decided that it is sent again, it knows that nothing was made.
  const bool has_failed =
      answered.response.status >= 500 && answered.response.override_outcome.empty();
  if (is_create && !is_look_up && has_failed) progress.may_be_made = true;
  const bool is_unknown = maker_.NeedsVerification({answered.queued.mutation, progress});
  // The last attempt is looked up, too (TakeVerifyResult).
  if (progress.retries < tuning::kMaxRetries || (outcome.may_be_applied && is_unknown)) {
    ++progress.retries;
    table_.StateOf(sequence).due_ms =
        turn.steady_ms + BackoffMs(progress.retries, random_.NextUnit());
    local_store_.Advance(sequence, progress, turn);
    return;
  }
  const int64_t first_ms = table_.StateOf(sequence).first_attempt_ms;
  const bool unhealthy = !table_.HasSucceededSince(answered.flight.origin, first_ms);
  if (is_unknown || outcome.may_be_applied) {
    Park(answered, ParkKind::kUncertain, "OUTCOME_UNKNOWN", "", turn);
  } else {
    Park(answered, ParkKind::kRefused, outcome.code, outcome.message, turn);
  }
  if (unhealthy) NoteUnreachable(answered.flight, turn);
}

void ResponseHandler::On(const BusyOutcome&, Answered& answered, Turn& turn) {
  const int64_t rest_ms = DoubledMs(tuning::kBusyWait_ms, answered.progress.attempts - 1);
  table_.StateOf(answered.queued.sequence()).due_ms =
      turn.steady_ms + std::min(rest_ms, tuning::kProbeMax_ms);
  // 409: the first request with this key is being processed. 423: nothing was done.
  if (answered.response.status == 409) {
    answered.progress.possibly_sent = true;
    maker_.NoteKeyHonoured(answered.flight.origin);
  }
  local_store_.Advance(answered.queued.sequence(), answered.progress, turn);
}

void ResponseHandler::On(const RateLimitedOutcome& outcome, Answered& answered, Turn& turn) {
  gate_.NoteRateLimit(answered.flight.origin, outcome.delay_ms, turn.steady_ms);
  local_store_.Advance(answered.queued.sequence(), answered.progress, turn);
}

void ResponseHandler::On(const LoginOutcome&, Answered& answered, Turn& turn) {
  const Flight& flight = answered.flight;
  const bool is_new = !gate_.LeftBeforeRenewal(flight.left_ms) &&
                      gate_.NoteLogin(flight.origin, flight.probe_url, turn.steady_ms);
  if (is_new) turn.events.push_back(AuthRequiredEvent{});
  local_store_.Advance(answered.queued.sequence(), answered.progress, turn);
}

void ResponseHandler::On(const UnreachableOutcome& outcome, Answered& answered, Turn& turn) {
  if (outcome.proxy_status == 0) {
    NoteUnanswered(answered, outcome.may_have_arrived, turn);
    if (outcome.led_away) gate_.NoteLedAway(answered.flight.origin);
    return;
  }
  Progress& progress = answered.progress;
  const Sequence sequence = answered.queued.sequence();
  if (progress.first_strike_ms == 0) progress.first_strike_ms = turn.now_ms;
  const bool are_many = ++table_.StateOf(sequence).proxy_pages >= tuning::kProxyPages;
  if (are_many && turn.now_ms - progress.first_strike_ms >= tuning::kProxyPatience_ms) {
    Park(answered, ParkKind::kBlocked, "HTTP_" + std::to_string(outcome.proxy_status), "", turn);
    return;
  }
  table_.StateOf(sequence).due_ms =
      turn.steady_ms + ProbeDelayMs(progress.attempts, random_.NextUnit());
  local_store_.Advance(sequence, progress, turn);
}

void ResponseHandler::On(const UncertainOutcome& outcome, Answered& answered, Turn& turn) {
  answered.progress.possibly_sent = true;
  Park(answered, ParkKind::kUncertain, outcome.code, outcome.message, turn);
}

void ResponseHandler::On(const NoPatchOutcome&, Answered& answered, Turn& turn) {
  const Resource& resource = answered.queued.mutation.entity.resource;
  if (endpoints_.SwitchToPut(resource)) {
    turn.Diagnose(
        "PATCH_NOT_SUPPORTED",
        "The API has no PATCH for this endpoint; updates go by PUT from now on. Say so with "
        "the option method: 'PUT'.",
        resource);
  }
  answered.progress.possibly_sent = false;
  local_store_.Advance(answered.queued.sequence(), answered.progress, turn);
}

void ResponseHandler::TakeFailure(AttemptId attempt, TransportFailure failure, Turn& turn) {
  const std::optional<Flight> flight = table_.flights().Land(attempt);
  table_.NoteNoAnswer();
  const QueuedMutation* found = flight ? local_store_.queue().Find(flight->sequence) : nullptr;
  if (!found) return;
  const QueuedMutation queued = *found;
  const Response none;
  Answered answered{*flight, queued, queued.progress, none};
  answered.progress.possibly_sent = flight->possibly_sent_before;
  NoteStep(answered.progress, turn.now_ms, FailureStep(failure));
  NoteUnanswered(answered, failure != TransportFailure::kBlocked, turn);
}

void ResponseHandler::TakeVerifyResult(AttemptId attempt, VerifyResult result,
                                       std::string_view record, Turn& turn) {
  const std::optional<Flight> flight = table_.flights().Land(attempt);
  const QueuedMutation* found = flight ? local_store_.queue().Find(flight->sequence) : nullptr;
  if (!found) return;
  const QueuedMutation queued = *found;
  Progress progress = queued.progress;
  switch (result) {
    case VerifyResult::kApplied: {
      Response read;
      read.status = 200;
      read.content_type = "application/json";
      read.body = record;
      read.override_outcome = "confirmed";
      const Outcome outcome = Classify(read, flight->asked, turn.now_ms);
      transitions_.Confirm(queued, std::get<ConfirmedOutcome>(outcome), "verified: applied", turn);
      if (record.empty()) transitions_.AskForRead(queued, turn);
      break;
    }
    case VerifyResult::kAbsent:
      progress.possibly_sent = false;
      progress.may_be_made = false;
      // The request of an attempt that is not recorded here is unknown: its key may name a
      // different request.
      if (progress.sent_fingerprint == 0 && progress.attempts == 0) ++progress.generation;
      NoteStep(progress, turn.now_ms, "verified: absent");
      local_store_.Advance(queued.sequence(), progress, turn);
      // Each attempt was answered with success, and no look-up has found what they made.
      if (progress.retries > tuning::kMaxRetries) {
        transitions_.Park(queued, Uncertain(std::move(progress)), turn);
      }
      break;
    case VerifyResult::kUnknown: {
      const EndpointOptions& options = endpoints_.Get(queued.mutation.entity.resource);
      const bool resends = options.on_unknown == EndpointOptions::OnUnknown::kResend &&
                           ++progress.retries <= tuning::kMaxRetries;
      NoteStep(progress, turn.now_ms, "verified: unknown");
      local_store_.Advance(queued.sequence(), progress, turn);
      if (resends) {
        table_.StateOf(queued.sequence()).may_resend = true;
      } else {
        transitions_.Park(queued, Uncertain(std::move(progress)), turn);
      }
      break;
    }
  }
}

void ResponseHandler::TakeUnusableBatch(AttemptId first, bool may_have_arrived, Turn& turn) {
  const RecordStore::Transaction transaction(journal_.records());
  const std::vector<Flight> entries = table_.flights().LandBatch(first);
  if (entries.empty()) return;  // their user has signed out
  const std::string& endpoint = entries.front().batch_endpoint;
  table_.RestBatches(endpoint, turn.steady_ms);
  turn.Diagnose(
      "BATCH_NOT_UNDERSTOOD",
      "The API did not answer a batch as the contract says; mutations go one by one for a "
      "while. Check the option batch: { endpoint, maxEntries }.",
      Resource(endpoint));
  for (const Flight& flight : entries) {
    const QueuedMutation* queued = local_store_.queue().Find(flight.sequence);
    if (!queued) continue;
    Progress progress = queued->progress;
    progress.possibly_sent = may_have_arrived || flight.possibly_sent_before;
    NoteStep(progress, turn.now_ms, "batch refused");
    local_store_.Advance(flight.sequence, progress, turn);
  }
}

void ResponseHandler::TakeProbe(const std::string& url, int status, bool html, Turn& turn) {
  if (gate_.NoteProbe(url, status, html, turn.steady_ms, random_.NextUnit())) {
    CountUnanswered(OriginOf(url), turn);
  }
}

int64_t ResponseHandler::NoteEnd(Answered& answered, const Moment& moment) {
  if (answered.flight.left_ms == 0) return 0;  // a look-up
  const int64_t took_ms =
      std::min(moment.steady_ms - answered.flight.left_ms, tuning::kRequestLife_ms);
  answered.progress.failed_after_ms = std::max<int64_t>(took_ms, 1);
  return took_ms;
}

void ResponseHandler::NotePossiblySent(Answered& answered, const Moment& moment) {
  answered.progress.possibly_sent = true;
  NoteEnd(answered, moment);
}

void ResponseHandler::NoteUnanswered(Answered& answered, bool may_have_arrived, Turn& turn) {
  const QueuedMutation& queued = answered.queued;
  NoteUnreachable(answered.flight, turn);
  if (may_have_arrived) answered.progress.possibly_sent = true;
  // The server may still be processing it: it is verified after as long again as the attempt took.
  const int64_t took_ms = NoteEnd(answered, turn);
  const bool looks_next = maker_.NeedsVerification({queued.mutation, answered.progress});
  if (looks_next && !answered.flight.possibly_sent_before) {
    table_.StateOf(queued.sequence()).due_ms = turn.steady_ms + took_ms;
  }
  table_.UnansweredOf(answered.flight.origin).insert(queued.sequence());
  local_store_.Advance(queued.sequence(), answered.progress, turn);
}

void ResponseHandler::NoteUnreachable(const Flight& flight, const Moment& moment) {
  gate_.NoteUnreachable(flight.origin, flight.probe_url, moment.steady_ms, random_.NextUnit());
}

void ResponseHandler::CountUnanswered(const std::string& origin, Turn& turn) {
  const RecordStore::Transaction transaction(journal_.records());
  for (const Sequence& sequence : std::exchange(table_.UnansweredOf(origin), {})) {
    const QueuedMutation* queued = local_store_.queue().Find(sequence);
    if (!queued || !queued->pending()) continue;
    Progress progress = queued->progress;
    if (progress.first_strike_ms == 0) progress.first_strike_ms = turn.now_ms;
    // A bad network soon loses kMaxStrikes requests: a mutation that can be verified has more time.
    const bool patient = maker_.NeedsVerification(*queued) &&
                         turn.now_ms - progress.first_strike_ms < tuning::kLookUpPatience_ms;
    if (++progress.strikes < tuning::kMaxStrikes || patient) {
      local_store_.Advance(sequence, progress, turn);
      continue;
    }
    progress.park = progress.possibly_sent ? ParkKind::kUncertain : ParkKind::kBlocked;
    progress.error_code = progress.possibly_sent ? "OUTCOME_UNKNOWN" : "REQUEST_BLOCKED";
    transitions_.Park(QueuedMutation(*queued), std::move(progress), turn);
  }
}

}  // namespace synchrone
