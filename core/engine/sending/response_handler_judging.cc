// Answers whose meaning depends on what is known of the record: a 404 to an update, a conflict
// (BEHAVIOUR 2.2, section 4). A record that is not known is read first.
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/sending/response_handler.h"

namespace synchrone {

// Where the record cannot be read, the request is sent again and its answer is judged without a
// read; one that may have been applied is looked up, and one that certainly was counts as it was
// sent.
void ResponseHandler::ReadBeforeJudging(Answered& answered, Turn& turn, bool may_be_applied) {
  const Sequence sequence = answered.queued.sequence();
  table_.unjudged().insert_or_assign(
      sequence,
      RequestTable::Unjudged{answered.flight, answered.response, turn.steady_ms, turn.steady_ms});
  table_.StateOf(sequence).due_ms = turn.steady_ms + tuning::kRequestLife_ms;
  answered.progress.possibly_sent = may_be_applied;
  local_store_.Advance(sequence, answered.progress, turn);
  turn.AskForRecord(answered.queued.mutation);
}

bool ResponseHandler::JudgeBy(const EntityKey& entity, std::string_view read, Turn& turn) {
  bool is_believed = true;
  std::vector<QueuedMutation> waiting;
  for (const QueuedMutation* queued : local_store_.queue().OfEntity(entity)) {
    if (queued->pending() && table_.unjudged().contains(queued->sequence()))
      waiting.push_back(*queued);
  }
  for (const QueuedMutation& queued : waiting) {
    const auto kept_at = table_.unjudged().find(queued.sequence());
    if (kept_at == table_.unjudged().end()) continue;  // forgotten by a verdict on another
    RequestTable::Unjudged& kept = kept_at->second;
    const Outcome outcome = Classify(kept.response, kept.flight.asked, turn.now_ms);
    const int64_t shown_ms = kept.answered_ms + tuning::kShownAfter_ms;
    kept.is_early = kept.asked_ms < shown_ms && ShowsNothingDone(outcome, read, queued, kept);
    table_.StateOf(queued.sequence()).due_ms = kept.is_early ? shown_ms : 0;
    if (kept.is_early) {
      kept.early_read = read;
      continue;
    }
    const RequestTable::Unjudged unjudged =
        std::move(table_.unjudged().extract(queued.sequence()).mapped());
    Answered answered{unjudged.flight, queued, queued.progress, unjudged.response, true};
    if (const auto* missing = std::get_if<MissingOutcome>(&outcome)) {
      JudgeMissing(*missing, !read.empty(), answered, turn);
    } else if (std::holds_alternative<InconclusiveOutcome>(outcome)) {
      JudgeByRecord(std::get<InconclusiveOutcome>(outcome), read, answered, turn);
    } else if (const auto* conflict = std::get_if<ConflictOutcome>(&outcome)) {
      if (read.empty()) {
        JudgeRefused({conflict->code, conflict->message}, false, answered, turn);
      } else {
        JudgeConflict({conflict->code, conflict->message, std::string(read)}, answered, turn);
      }
    } else if (const auto* refused = std::get_if<RefusedOutcome>(&outcome)) {
      JudgeRefused(*refused, !read.empty(), answered, turn);
    } else if (const auto* confirmed = std::get_if<ConfirmedOutcome>(&outcome)) {
      // The read found nothing under its own id, or the record as it was: it was renamed to the
      // answer's.
      const bool is_left =
          read.empty() || (judge_.IsAsBefore(queued, ParsedOrNull(read)) &&
                           judge_.IsAsSent(queued, ParsedOrNull(confirmed->record)));
      const bool is_renamed = is_left && judge_.MayBeAnotherRecord(queued, *confirmed);
      is_believed = !read.empty();
      On(is_renamed ? *confirmed : ConfirmedOutcome{std::string(read), "", ""}, answered, turn);
    }
  }
  return is_believed;
}

// The record still exists, and is as it was before: a copy of the database that is behind shows it
// so.
bool ResponseHandler::ShowsNothingDone(const Outcome& outcome, std::string_view read,
                                       const QueuedMutation& queued,
                                       const RequestTable::Unjudged& kept) const {
  if (read.empty()) return false;
  const Json current = ParsedOrNull(read);
  const bool is_delete = queued.mutation.kind == Kind::kDelete;
  if (const auto* inconclusive = std::get_if<InconclusiveOutcome>(&outcome)) {
    if (inconclusive->unreadable) return false;  // it is sent again
    return is_delete ? !IsDeleted(*inconclusive, current, kept.flight, queued)
                     : judge_.IsAsBefore(queued, current);
  }
  if (std::holds_alternative<RefusedOutcome>(outcome)) return is_delete;
  return std::holds_alternative<ConfirmedOutcome>(outcome) && judge_.IsAsBefore(queued, current);
}

void ResponseHandler::ReadAgain(Turn& turn) {
  for (auto& [sequence, kept] : table_.unjudged()) {
    const QueuedMutation* found = local_store_.queue().Find(sequence);
    if (!kept.is_early || !found || table_.DueOf(sequence) > turn.steady_ms) continue;
    kept.is_early = false;
    kept.asked_ms = turn.steady_ms;
    table_.StateOf(sequence).due_ms = turn.steady_ms + tuning::kRequestLife_ms;
    turn.AskForRecord(found->mutation);
  }
}

void ResponseHandler::ConfirmUnread(Turn& turn) {
  std::vector<Sequence> overdue;
  for (const auto& [sequence, unjudged] : table_.unjudged()) {
    if (table_.DueOf(sequence) <= turn.steady_ms) overdue.push_back(sequence);
  }
  for (const Sequence& sequence : overdue) {
    const QueuedMutation* found = local_store_.queue().Find(sequence);
    const auto kept_at = table_.unjudged().find(sequence);
    if (kept_at == table_.unjudged().end()) continue;
    const RequestTable::Unjudged& kept = kept_at->second;
    if (found && !kept.early_read.empty()) {
      JudgeBy(EntityKey(found->mutation.entity), std::string(kept.early_read), turn);
      continue;
    }
    const Outcome outcome = Classify(kept.response, kept.flight.asked, turn.now_ms);
    if (!found || !found->pending() || !std::holds_alternative<ConfirmedOutcome>(outcome)) continue;
    const RequestTable::Unjudged unjudged = std::move(table_.unjudged().extract(sequence).mapped());
    const QueuedMutation queued = *found;
    Answered answered{unjudged.flight, queued, queued.progress, unjudged.response, true};
    On(ConfirmedOutcome{}, answered, turn);
  }
}

void ResponseHandler::On(const MissingOutcome& outcome, Answered& answered, Turn& turn) {
  const bool may_be_route = answered.flight.asked.method == Method::kPatch &&
                            !judge_.PatchHasWorked(answered.queued.mutation.entity.resource);
  if (may_be_route && !answered.was_read) return ReadBeforeJudging(answered, turn);
  if (outcome.page) return On(UnreachableOutcome{answered.response.status}, answered, turn);
  On(RefusedOutcome{outcome.code, outcome.message}, answered, turn);
}

void ResponseHandler::JudgeMissing(const MissingOutcome& outcome, bool exists, Answered& answered,
                                   Turn& turn) {
  if (exists) return On(NoPatchOutcome{}, answered, turn);
  On(RefusedOutcome{outcome.code, outcome.message}, answered, turn);
}

void ResponseHandler::On(const InconclusiveOutcome& outcome, Answered& answered, Turn& turn) {
  if (!answered.was_read) return ReadBeforeJudging(answered, turn, outcome.unreadable);
  if (outcome.unreadable) {
    // So did the attempt before, whose read did not come.
    ++answered.progress.retries;
    return On(RetryOutcome{"", "", true}, answered, turn);
  }
  On(ConfirmedOutcome{}, answered, turn);
}

// A read shows the record as it was before: no row was changed, because this person may not change
// it, or the text came from something in front of the API. A read finds no record: it is gone or
// cannot be read by itself; then the API did answer, and the text was its own.
void ResponseHandler::JudgeByRecord(const InconclusiveOutcome& outcome, std::string_view read,
                                    Answered& answered, Turn& turn) {
  const Json current = ParsedOrNull(read);
  const bool is_delete = answered.queued.mutation.kind == Kind::kDelete;
  const bool is_said = outcome.unreadable || outcome.unclear;
  const bool is_done = read.empty() ? is_delete || is_said
                       : is_delete  ? IsDeleted(outcome, current, answered.flight, answered.queued)
                                    : !judge_.IsAsBefore(answered.queued, current);
  if (is_done)
    return On(ConfirmedOutcome{is_delete ? "" : std::string(read), "", ""}, answered, turn);
  if (outcome.unreadable) return On(RetryOutcome{"", "", true}, answered, turn);
  // Where a copy of the record was read that is not up to date, nothing is undone.
  if (outcome.unclear) return On(UncertainOutcome{outcome.message}, answered, turn);
  On(RefusedOutcome{"NOT_CHANGED", outcome.message}, answered, turn);
}

// An API that keeps deleted records need not mark them: one that has changed was deleted, where the
// answer does not say that it was not.
bool ResponseHandler::IsDeleted(const InconclusiveOutcome& outcome, const Json& current,
                                const Flight& flight, const QueuedMutation& queued) const {
  return judge_.IsGone(flight, queued.mutation, current) ||
         (outcome.unclear && !judge_.IsAsKnown(flight, queued, current));
}

// Where the record does not exist, a delete has nothing more to do.
void ResponseHandler::JudgeRefused(const RefusedOutcome& outcome, bool exists, Answered& answered,
                                   Turn& turn) {
  if (!exists && answered.queued.mutation.kind == Kind::kDelete) {
    return transitions_.Confirm(answered.queued, ConfirmedOutcome{}, "gone", turn);
  }
  On(outcome, answered, turn);
}

void ResponseHandler::On(const ConflictOutcome& outcome, Answered& answered, Turn& turn) {
  if (outcome.current.empty() && !answered.was_read) return ReadBeforeJudging(answered, turn);
  JudgeConflict(outcome, answered, turn);
}

void ResponseHandler::JudgeConflict(const ConflictOutcome& outcome, Answered& answered,
                                    Turn& turn) {
  const RecordStore::Transaction transaction(journal_.records());
  const EntityKey& entity = answered.queued.mutation.entity;
  const Json current = ParsedOrNull(outcome.current);
  table_.NoteSuccess(answered.flight.origin, turn.steady_ms);
  answered.progress.possibly_sent = false;
  if (judge_.IsGone(answered.flight, answered.queued.mutation, current)) {
    return transitions_.Confirm(answered.queued, ConfirmedOutcome{}, "gone", turn);
  }
  if (judge_.IsAsSent(answered.queued, current)) {
    return transitions_.Confirm(answered.queued, ConfirmedOutcome{outcome.current, "", ""},
                                "as sent", turn);
  }
  if (judge_.IsAsKnown(answered.flight, answered.queued, current)) {
    On(RefusedOutcome{outcome.code, outcome.message}, answered, turn);
    return local_store_.Commit(Observed{entity, outcome.current}, turn);
  }
  local_store_.confirmed_records().NoteTag(entity, "");
  if (judge_.MayMerge(answered.queued, current)) {
    ++answered.progress.generation;  // on another version: another request, another key
    answered.progress.sent_fingerprint = 0;
    local_store_.Advance(answered.queued.sequence(), answered.progress, turn);
    return local_store_.Commit(Observed{entity, outcome.current}, turn);
  }
  answered.progress.server_record = outcome.current;
  Park(answered, ParkKind::kConflict, "CONFLICT", outcome.message, turn);
  if (!outcome.current.empty()) {
    local_store_.Commit(Observed{entity, outcome.current}, turn);
  } else {
    turn.AskForRecord(answered.queued.mutation);
  }
}

}  // namespace synchrone
