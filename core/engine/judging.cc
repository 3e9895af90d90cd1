// Answers whose meaning depends on what is known of the record: a 404 to an update, a conflict
// (BEHAVIOUR 2.2, section 4). What is not known is read first.
#include <algorithm>
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/engine.h"

namespace synchrone {

// Where the record cannot be read, the request is sent again, and its answer judged without.
void Engine::ReadBeforeJudging(Answered& answered, TurnLog& log) {
  const Sequence sequence = answered.queued.sequence();
  unjudged_.insert_or_assign(sequence, Unjudged{answered.flight, answered.response});
  sending_[sequence].due_ms = steady_ms_ + tuning::kRequestLife_ms;
  answered.progress.possibly_sent = false;
  Commit(Advanced{sequence, answered.progress}, log);
  AskForRecord(answered.queued.mutation, log);
}

void Engine::JudgeBy(const EntityKey& entity, const std::string& read, TurnLog& log) {
  std::vector<QueuedMutation> waiting;
  for (const QueuedMutation* queued : ledger_.queue().OfEntity(entity)) {
    if (queued->pending() && unjudged_.contains(queued->sequence())) waiting.push_back(*queued);
  }
  for (const QueuedMutation& queued : waiting) {
    const Unjudged unjudged = std::move(unjudged_.extract(queued.sequence()).mapped());
    sending_[queued.sequence()].due_ms = 0;
    Answered answered{unjudged.flight, queued, queued.progress, unjudged.response, true};
    const Outcome outcome = Classify(unjudged.response, unjudged.flight.asked, now_ms_);
    if (const auto* missing = std::get_if<MissingOutcome>(&outcome)) {
      JudgeMissing(*missing, !read.empty(), answered, log);
    } else if (std::holds_alternative<EmptyListOutcome>(outcome)) {
      JudgeByRecord(std::get<EmptyListOutcome>(outcome), read, answered, log);
    } else if (const auto* conflict = std::get_if<ConflictOutcome>(&outcome)) {
      if (read.empty()) {
        JudgeGone(*conflict, answered, log);
      } else {
        JudgeConflict({conflict->code, conflict->message, read}, answered, log);
      }
    }
  }
}

void Engine::On(const MissingOutcome& outcome, Answered& answered, TurnLog& log) {
  const bool may_be_route = answered.flight.asked.method == Method::kPatch &&
                            !judge_.PatchHasWorked(answered.queued.mutation.entity.resource);
  if (may_be_route && !answered.was_read) return ReadBeforeJudging(answered, log);
  if (outcome.page) return On(UnreachableOutcome{answered.response.status}, answered, log);
  On(RefusedOutcome{outcome.code, outcome.message}, answered, log);
}

void Engine::JudgeMissing(const MissingOutcome& outcome, bool exists, Answered& answered,
                          TurnLog& log) {
  if (exists) return On(NoPatchOutcome{}, answered, log);
  On(RefusedOutcome{outcome.code, outcome.message}, answered, log);
}

void Engine::On(const EmptyListOutcome& outcome, Answered& answered, TurnLog& log) {
  if (!answered.was_read) return ReadBeforeJudging(answered, log);
  if (outcome.unreadable) return On(UnreachableOutcome{0, true}, answered, log);
  On(ConfirmedOutcome{}, answered, log);
}

// The record as it was before: no row was changed, because it is gone or not this person's to
// change; or a text came from something before the API. One that the API says is not there is gone,
// or cannot be read by itself: then the API answers, and the text was its own.
void Engine::JudgeByRecord(const EmptyListOutcome& outcome, const std::string& read,
                           Answered& answered, TurnLog& log) {
  const Json current = ParsedOrNull(read);
  const bool is_delete = answered.queued.mutation.kind == Kind::kDelete;
  const bool is_changed = judge_.IsAsSent(answered.queued, current) ||
                          !judge_.IsAsKnown(answered.flight, answered.queued, current);
  const bool is_done = read.empty() ? is_delete || outcome.unreadable
                       : is_delete
                           ? judge_.IsGone(answered.flight, answered.queued.mutation, current)
                           : is_changed;
  if (is_done) return On(ConfirmedOutcome{is_delete ? "" : read, "", ""}, answered, log);
  if (outcome.unreadable) return On(UnreachableOutcome{0, true}, answered, log);
  On(RefusedOutcome{"NOT_CHANGED", ""}, answered, log);
}

// What a conflict was about does not exist: a delete has nothing more to do.
void Engine::JudgeGone(const ConflictOutcome& outcome, Answered& answered, TurnLog& log) {
  if (answered.queued.mutation.kind == Kind::kDelete) {
    return Confirm(answered.queued, ConfirmedOutcome{}, "gone", log);
  }
  On(RefusedOutcome{outcome.code, outcome.message}, answered, log);
}

void Engine::On(const ConflictOutcome& outcome, Answered& answered, TurnLog& log) {
  if (outcome.current.empty() && !answered.was_read) return ReadBeforeJudging(answered, log);
  JudgeConflict(outcome, answered, log);
}

void Engine::JudgeConflict(const ConflictOutcome& outcome, Answered& answered, TurnLog& log) {
  const Journal::Step step(journal_);
  const EntityKey& entity = answered.queued.mutation.entity;
  const Json current = ParsedOrNull(outcome.current);
  last_success_ms_[answered.flight.origin] = steady_ms_;
  answered.progress.possibly_sent = false;
  if (judge_.IsGone(answered.flight, answered.queued.mutation, current)) {
    return Confirm(answered.queued, ConfirmedOutcome{}, "gone", log);
  }
  if (judge_.IsAsSent(answered.queued, current)) {
    return Confirm(answered.queued, ConfirmedOutcome{outcome.current, "", ""}, "as sent", log);
  }
  if (judge_.IsAsKnown(answered.flight, answered.queued, current)) {
    On(RefusedOutcome{outcome.code, outcome.message}, answered, log);
    return Commit(Observed{entity, outcome.current}, log);
  }
  requests_.ForgetTag(entity);
  if (judge_.MayMerge(answered.queued, current)) {
    ++answered.progress.generation;  // on another version: another request, another key
    answered.progress.sent_print = 0;
    Commit(Advanced{answered.queued.sequence(), answered.progress}, log);
    return Commit(Observed{entity, outcome.current}, log);
  }
  answered.progress.server_record = outcome.current;
  Park(answered, ParkKind::kConflict, "CONFLICT", outcome.message, log);
  if (!outcome.current.empty()) {
    Commit(Observed{entity, outcome.current}, log);
  } else {
    AskForRecord(answered.queued.mutation, log);
  }
}

}  // namespace synchrone
