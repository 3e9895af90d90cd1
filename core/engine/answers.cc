#include <algorithm>
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/engine.h"
#include "core/engine/turn.h"
#include "core/queue/backoff.h"

namespace synchrone {
namespace {

bool HasMembersOf(const Json& record, const Json& wanted) {
  for (auto it = wanted.begin(); it != wanted.end(); ++it) {
    if (!Find(record, it.key())) return false;
  }
  return record.is_object();
}

bool SharesMember(const Json& record, const Json& wanted) {
  for (auto it = wanted.begin(); it != wanted.end(); ++it) {
    if (it.key() != "id" && Find(record, it.key())) return true;
  }
  return false;
}

// An answer without the record may still have its version, as a tag (RFC 9110, 8.8.3): where
// both are numbers, that is the version now.
void NameVersion(Json& record, const Json& answer, const std::string& etag,
                 const std::string& field) {
  const Json* former = Find(record, field);
  if (!former || Find(answer, field) || etag.size() < 3) return;
  const Result<Json> tag = ParseJson(etag.substr(1, etag.size() - 2));
  if (former->is_number_integer() && tag.ok() && tag->is_number_integer()) record[field] = *tag;
}

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

// It is about the request itself: no limit, sign-in or failure of the server stands in between.
bool IsVerdict(const Outcome& outcome) {
  return std::holds_alternative<ConfirmedOutcome>(outcome) ||
         std::holds_alternative<RefusedOutcome>(outcome) ||
         std::holds_alternative<ConflictOutcome>(outcome) ||
         std::holds_alternative<MissingOutcome>(outcome) ||
         std::holds_alternative<EmptyListOutcome>(outcome) ||
         std::holds_alternative<NoPatchOutcome>(outcome);
}

}  // namespace

// The server's answer is merged over (confirmed ⊕ what was sent): what it leaves out is kept (L3).
Engine::Merged Engine::ConfirmedBy(const QueuedMutation& queued, const RecordState& before,
                                   const ConfirmedOutcome& outcome) const {
  const Mutation& mutation = queued.mutation;
  Merged merged{{queued.sequence(), EntityId(), "", true, ""}, Json(), false};
  Confirmed& confirmed = merged.confirmed;
  if (mutation.kind == Kind::kDelete || mutation.kind == Kind::kAction) return merged;
  const Json answer = ParsedOrNull(outcome.record);
  const RecordState sent = ApplyMutation(before, mutation);
  Json& record = merged.record;
  record = sent.record.is_object() ? sent.record : Json::object();
  if (answer.is_object()) record = ShallowMerge(record, answer);
  confirmed.server_id = EntityId(outcome.server_id);
  const EntityId& name = outcome.server_id.empty() ? mutation.entity.id : confirmed.server_id;
  // One spelling of it everywhere: a number is no safe one, and {"id": null} is none.
  const bool is_made = mutation.kind == Kind::kCreate && !outcome.server_id.empty();
  if (record.contains("id") ? TextOf(record["id"]) != name.value() : is_made) {
    record["id"] = name.value();
  }
  const std::string& version_field = endpoints_.Get(mutation.entity.resource).version_field;
  NameVersion(record, answer, outcome.etag, version_field);
  merged.has_version = Find(answer, version_field) != nullptr;
  // A create that is answered with less than was sent is not known as the server has it.
  confirmed.whole =
      mutation.kind == Kind::kCreate ? HasMembersOf(answer, sent.record) : sent.present();
  confirmed.record = DumpJson(record);
  return merged;
}

void Engine::OnResponse(AttemptId attempt, const Response& response) {
  RunTurn([&](TurnLog& log) {
    if (const std::optional<Flight> flight = flights_.Land(attempt)) Take(*flight, response, log);
  });
}

void Engine::Take(const Flight& flight, const Response& response, TurnLog& log) {
  suspects_[flight.origin].erase(flight.sequence);
  answers_are_quick_ = steady_ms_ - flight.left_ms <= tuning::kQuickAnswer_ms;
  if (response.date_ms > 0) {
    ledger_.SetServerOffset(response.date_ms + tuning::kDateLag_ms - now_ms_);
  }
  if (response.key_honoured) requests_.NoteKeyHonoured(flight.origin);
  const QueuedMutation* found = ledger_.queue().Find(flight.sequence);
  // After so long this page may have been frozen, and another tab may have gone on with the record.
  if (found && now_ms_ - found->progress.last_attempt_ms > tuning::kStaleMessage_ms) {
    ReadRecordsOf(EntityKey(found->mutation.entity), log);
    found = ledger_.queue().Find(flight.sequence);
  }
  if (!found) return;
  const QueuedMutation queued = *found;
  const bool was_read = unjudged_.erase(flight.sequence) > 0;
  Answered answered{flight, queued, queued.progress, response, was_read};
  answered.progress.possibly_sent = flight.possibly_sent_before;
  answered.progress.error_status = response.status;
  NoteStep(answered.progress, now_ms_, StatusStep(response.status));
  const Outcome outcome = Classify(response, flight.asked, now_ms_);
  std::optional<Journal::Step> step;
  if (!std::holds_alternative<UnreachableOutcome>(outcome)) {
    gate_.NoteAnswer(flight.origin);
    if (!suspects_[flight.origin].empty()) step.emplace(journal_);
    StrikeSuspects(flight.origin, log);
  }
  if (IsVerdict(outcome)) gate_.NoteVerdict(flight.origin);
  std::visit([&](const auto& meaning) { On(meaning, answered, log); }, outcome);
}

void Engine::Confirm(const QueuedMutation& queued, const ConfirmedOutcome& outcome,
                     const std::string& how, TurnLog& log) {
  const Mutation& mutation = queued.mutation;
  ConfirmedOutcome named = outcome;
  const EntityKey answered{mutation.entity.resource, EntityId(outcome.server_id)};
  if (mutation.kind == Kind::kCreate && outcome.server_id.empty() &&
      endpoints_.Get(mutation.entity.resource).client_ids) {
    named.server_id = mutation.entity.id.value();
  }
  // An update may give the record another id; one that it had before is none, and an answer that
  // shows nothing of what was sent is about something else.
  const bool is_known = ledger_.ids().Resolve(answered) == mutation.entity;
  if (mutation.kind == Kind::kUpdate && is_known) named.server_id.clear();
  if (mutation.kind == Kind::kUpdate && !named.server_id.empty() &&
      !SharesMember(ParsedOrNull(outcome.record), ParsedOrNull(mutation.data))) {
    named = ConfirmedOutcome{};
  }
  Merged merged = ConfirmedBy(queued, ledger_.confirmed(mutation.entity), named);
  Confirmed& confirmed = merged.confirmed;
  confirmed.how = how;
  const bool unnamed = mutation.kind == Kind::kCreate && confirmed.server_id.empty();
  // What refers to a record that was made gets its new id, or its reason to wait, with it.
  std::vector<Sequence> following;
  if (mutation.kind == Kind::kCreate) following = FollowersOf(mutation.entity);
  std::optional<Journal::Step> step;
  if (following.size() > 1) step.emplace(journal_);
  ForgetTimes(queued.sequence());
  requests_.ForgetTag(mutation.entity);
  Commit(confirmed, log);
  EntityKey entity = mutation.entity;
  if (!confirmed.server_id.empty()) entity.id = confirmed.server_id;
  if (mutation.kind == Kind::kCreate || mutation.kind == Kind::kUpdate) {
    requests_.NoteConfirmed(entity, merged.record, named.etag, merged.has_version);
  }
  if (!unnamed) return;
  for (const Sequence& sequence : following) ParkUnnamed(sequence, log);
}

std::vector<Sequence> Engine::FollowersOf(const EntityKey& entity) const {
  const Queue& queue = ledger_.queue();
  std::vector<Sequence> sequences;
  const auto add = [&](Queue::List following) {
    for (const QueuedMutation* one : following) sequences.push_back(one->sequence());
  };
  add(queue.OfEntity(entity));
  for (const EntityId& name : ledger_.ids().FormerIds(entity)) add(queue.ReferringTo(name));
  add(queue.ReferringTo(entity.id));
  return sequences;
}

void Engine::ParkUnnamed(const Sequence& sequence, TurnLog& log) {
  const QueuedMutation* queued = ledger_.queue().Find(sequence);
  if (!queued || !queued->pending() || !ledger_.naming().NeedsUnnamed(queued->mutation)) return;
  Progress progress = queued->progress;
  progress.status = MutationStatus::kError;
  progress.park = ParkKind::kDependency;
  progress.error_code = "MISSING_SERVER_ID";
  Commit(Advanced{sequence, std::move(progress)}, log);
}

// A server that remembers the key of a request answers what it answered then, which may be older
// than what it has applied to the record since: confirmed or given up, it was sent.
bool Engine::MayBeOldNews(const Flight& flight, const QueuedMutation& queued) const {
  const auto& history = ledger_.history();
  return flight.possibly_sent_before &&
         std::any_of(history.begin(), history.end(), [&](const SettledMutation& settled) {
           return settled.queued.mutation.entity == queued.mutation.entity &&
                  settled.queued.sequence() != queued.sequence() &&
                  settled.queued.progress.attempts > 0;
         });
}

void Engine::On(const ConfirmedOutcome& outcome, Answered& answered, TurnLog& log) {
  last_success_ms_[answered.flight.origin] = steady_ms_;
  Confirm(answered.queued, outcome, StatusStep(answered.response.status), log);
  if (MayBeOldNews(answered.flight, answered.queued)) AskForRead(answered.queued, log);
}

void Engine::Park(Answered& answered, ParkKind kind, const std::string& code,
                  const std::string& message, TurnLog& log) {
  Progress& progress = answered.progress;
  progress.park = kind;
  progress.error_code = code;
  progress.error_message = message;
  progress.error_body = answered.response.body.substr(0, tuning::kErrorBodyBytes);
  ForgetTimes(answered.queued.sequence());
  ParkNow(answered.queued, progress, log);
}

void Engine::On(const RefusedOutcome& outcome, Answered& answered, TurnLog& log) {
  last_success_ms_[answered.flight.origin] = steady_ms_;
  answered.progress.possibly_sent = false;
  Park(answered, ParkKind::kRefused, outcome.code, outcome.message, log);
  const EntityKey& entity = answered.queued.mutation.entity;
  const int status = answered.response.status;
  const bool is_gone = status == 404 || status == 410;
  if (answered.queued.mutation.kind == Kind::kUpdate && is_gone && !answered.was_read) {
    if (status == 410) return Commit(Observed{entity, ""}, log);
    return AskForRecord(answered.queued.mutation, log);
  }
  // Without a key this says nothing of the attempt before it.
  if (answered.flight.possibly_sent_before && !requests_.KeyIsHonoured(entity.resource)) {
    AskForRecord(answered.queued.mutation, log);
  }
}

void Engine::On(const RetryOutcome& outcome, Answered& answered, TurnLog& log) {
  const Sequence sequence = answered.queued.sequence();
  Progress& progress = answered.progress;
  if (progress.retries < tuning::kMaxRetries) {
    ++progress.retries;
    sending_[sequence].due_ms = steady_ms_ + BackoffMs(progress.retries, ports_.random.NextUnit());
    Commit(Advanced{sequence, progress}, log);
    return;
  }
  const int64_t first_ms = sending_[sequence].first_attempt_ms;
  const auto success = last_success_ms_.find(answered.flight.origin);
  const bool unhealthy = success == last_success_ms_.end() || success->second < first_ms;
  if (requests_.NeedsVerdict({answered.queued.mutation, progress})) {
    Park(answered, ParkKind::kUncertain, "OUTCOME_UNKNOWN", "", log);
  } else {
    Park(answered, ParkKind::kRefused, outcome.code, outcome.message, log);
  }
  if (unhealthy) NoteUnreachable(answered.flight);
}

void Engine::On(const WaitOutcome&, Answered& answered, TurnLog& log) {
  const int64_t rest_ms = DoubledMs(tuning::kQuietWait_ms, answered.progress.attempts - 1);
  sending_[answered.queued.sequence()].due_ms =
      steady_ms_ + std::min(rest_ms, tuning::kProbeMax_ms);
  // The first request with this key is still at work. 423 says that nothing was done.
  if (answered.response.status == 409) {
    answered.progress.possibly_sent = true;
    requests_.NoteKeyHonoured(answered.flight.origin);
  }
  Commit(Advanced{answered.queued.sequence(), answered.progress}, log);
}

void Engine::On(const RateLimitedOutcome& outcome, Answered& answered, TurnLog& log) {
  gate_.NoteRateLimit(answered.flight.origin, outcome.delay_ms, steady_ms_);
  Commit(Advanced{answered.queued.sequence(), answered.progress}, log);
}

void Engine::On(const LoginOutcome&, Answered& answered, TurnLog& log) {
  const bool is_new =
      gate_.NoteLogin(answered.flight.origin, answered.flight.probe_url, steady_ms_);
  if (is_new) log.events.push_back(AuthRequiredEvent{});
  Commit(Advanced{answered.queued.sequence(), answered.progress}, log);
}

void Engine::On(const UnreachableOutcome& outcome, Answered& answered, TurnLog& log) {
  if (outcome.proxy_status == 0) {
    NoteUnanswered(answered, outcome.may_have_arrived, log);
    if (outcome.led_away) gate_.NoteLedAway(answered.flight.origin);
    return;
  }
  Progress& progress = answered.progress;
  const Sequence sequence = answered.queued.sequence();
  if (progress.first_strike_ms == 0) progress.first_strike_ms = now_ms_;
  const bool are_many = ++sending_[sequence].proxy_pages >= tuning::kProxyPages;
  if (are_many && now_ms_ - progress.first_strike_ms >= tuning::kProxyPatience_ms) {
    Park(answered, ParkKind::kBlocked, "HTTP_" + std::to_string(outcome.proxy_status), "", log);
    return;
  }
  sending_[sequence].due_ms =
      steady_ms_ + ProbeDelayMs(progress.attempts, ports_.random.NextUnit());
  Commit(Advanced{sequence, progress}, log);
}

void Engine::On(const UncertainOutcome& outcome, Answered& answered, TurnLog& log) {
  answered.progress.possibly_sent = true;
  Park(answered, ParkKind::kUncertain, outcome.code, outcome.message, log);
}

void Engine::On(const NoPatchOutcome&, Answered& answered, TurnLog& log) {
  const Resource& resource = answered.queued.mutation.entity.resource;
  if (endpoints_.SwitchToPut(resource)) {
    Diagnose("PATCH_NOT_SUPPORTED",
             "The API has no PATCH for this endpoint; updates go by PUT from now on. Say so with "
             "the option method: 'PUT'.",
             log, resource);
  }
  answered.progress.possibly_sent = false;
  Commit(Advanced{answered.queued.sequence(), answered.progress}, log);
}

void Engine::OnTransportFailure(AttemptId attempt, TransportFailure failure) {
  RunTurn([&](TurnLog& log) {
    const std::optional<Flight> flight = flights_.Land(attempt);
    answers_are_quick_ = false;
    const QueuedMutation* found = flight ? ledger_.queue().Find(flight->sequence) : nullptr;
    if (!found) return;
    const QueuedMutation queued = *found;
    const Response none;
    Answered answered{*flight, queued, queued.progress, none};
    answered.progress.possibly_sent = flight->possibly_sent_before;
    NoteStep(answered.progress, now_ms_, FailureStep(failure));
    NoteUnanswered(answered, failure != TransportFailure::kBlocked, log);
  });
}

// BEHAVIOUR 3.12: the answer to whether an earlier attempt was applied.
void Engine::OnVerified(AttemptId attempt, Verdict verdict, const std::string& record) {
  RunTurn([&](TurnLog& log) {
    const std::optional<Flight> flight = flights_.Land(attempt);
    const QueuedMutation* found = flight ? ledger_.queue().Find(flight->sequence) : nullptr;
    if (!found) return;
    const QueuedMutation queued = *found;
    Progress progress = queued.progress;
    switch (verdict) {
      case Verdict::kApplied: {
        Response read;
        read.status = 200;
        read.content_type = "application/json";
        read.body = record;
        read.override_outcome = "confirmed";
        const Outcome outcome = Classify(read, flight->asked, now_ms_);
        Confirm(queued, std::get<ConfirmedOutcome>(outcome), "verified: applied", log);
        if (record.empty()) AskForRead(queued, log);
        break;
      }
      case Verdict::kAbsent:
        progress.possibly_sent = false;
        NoteStep(progress, now_ms_, "verified: absent");
        Commit(Advanced{queued.sequence(), std::move(progress)}, log);
        break;
      case Verdict::kUnknown: {
        NoteStep(progress, now_ms_, "verified: unknown");
        Commit(Advanced{queued.sequence(), progress}, log);
        const EndpointOptions& options = endpoints_.Get(queued.mutation.entity.resource);
        if (options.on_unknown == EndpointOptions::OnUnknown::kResend) {
          sending_[queued.sequence()].may_resend = true;
        } else {
          ParkNow(queued, Uncertain(std::move(progress)), log);
        }
        break;
      }
    }
  });
}

void Engine::NoteUnanswered(Answered& answered, bool may_have_arrived, TurnLog& log) {
  const QueuedMutation& queued = answered.queued;
  NoteUnreachable(answered.flight);
  if (may_have_arrived) answered.progress.possibly_sent = true;
  // The server may still be at work on it: look no earlier than after as long again.
  const bool was_sent = answered.flight.left_ms > 0;
  const int64_t took_ms =
      was_sent ? std::min(steady_ms_ - answered.flight.left_ms, tuning::kRequestLife_ms) : 0;
  if (was_sent) answered.progress.failed_after_ms = std::max<int64_t>(took_ms, 1);
  const bool looks_next = requests_.NeedsVerdict({queued.mutation, answered.progress});
  if (looks_next && !answered.flight.possibly_sent_before) {
    sending_[queued.sequence()].due_ms = steady_ms_ + took_ms;
  }
  suspects_[answered.flight.origin].insert(queued.sequence());
  Commit(Advanced{queued.sequence(), answered.progress}, log);
}

void Engine::NoteUnreachable(const Flight& flight) {
  gate_.NoteUnreachable(flight.origin, flight.probe_url, steady_ms_, ports_.random.NextUnit());
}

// The origin answers, but did not answer these: that counts against them (section 4).
void Engine::StrikeSuspects(const std::string& origin, TurnLog& log) {
  const Journal::Step step(journal_);
  for (const Sequence& sequence : std::exchange(suspects_[origin], {})) {
    const QueuedMutation* queued = ledger_.queue().Find(sequence);
    if (!queued || !queued->pending()) continue;
    Progress progress = queued->progress;
    if (progress.first_strike_ms == 0) progress.first_strike_ms = now_ms_;
    // On a bad network that many are soon lost: a mutation that can be looked up has more time.
    const bool patient = requests_.NeedsVerdict(*queued) &&
                         now_ms_ - progress.first_strike_ms < tuning::kLookUpPatience_ms;
    if (++progress.strikes < tuning::kMaxStrikes || patient) {
      Commit(Advanced{sequence, std::move(progress)}, log);
      continue;
    }
    progress.park = progress.possibly_sent ? ParkKind::kUncertain : ParkKind::kBlocked;
    progress.error_code = progress.possibly_sent ? "OUTCOME_UNKNOWN" : "REQUEST_BLOCKED";
    ParkNow(QueuedMutation(*queued), std::move(progress), log);
  }
}

}  // namespace synchrone
