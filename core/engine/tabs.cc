// What tabs tell each other (BEHAVIOUR 6.2), and what storage tells where they could not.
#include <algorithm>
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/engine.h"
#include "core/engine/tab_message.h"
#include "core/engine/turn.h"
#include "core/journal/key_schema.h"

namespace synchrone {

void Engine::OnTabMessage(const std::string& text) {
  RunTurn([&](TurnLog& log) {
    const std::optional<TabMessage> message = DecodeTabMessage(text);
    if (!message || message->scope != ScopeName(user_)) return;
    if (message->from_sender) senders_wait_ = message->waiting;
    const int64_t age_ms = now_ms_ - message->told_ms;
    const News news{message->from_sender, age_ms < 0 || age_ms > tuning::kOldNews_ms};
    for (const Change& change : message->changes) TakeForeign(change, news, log);
    if (message->taken_over && !leader_) {
      Recover(log);
      // What stands nowhere but here, the new sender has to be told.
      for (const QueuedMutation* queued : ledger_.queue().All()) {
        const bool made_here = queued->sequence().tab == options_.tab;
        if (made_here && !journal_.durable()) outbox_accepted_.push_back(queued->sequence());
      }
    }
    changed_bytes_ += message->changes.size();
  });
}

void Engine::TakeForeign(const Change& change, const News& news, TurnLog& log) {
  if (const auto* accepted = std::get_if<Accepted>(&change)) {
    const Sequence& sequence = accepted->mutation.sequence;
    if (!HasSoundEndpoints(accepted->mutation)) return;
    // What is known of it here may have come since.
    if (ledger_.queue().Find(sequence)) return;
    // One that found no room when it was made comes late: it may have been settled.
    if (IsSettled(accepted->mutation)) return ForgetPlace(sequence);
    counter_ = std::max(counter_, accepted->mutation.sequence.counter);
    Know(accepted->mutation.entity.resource, accepted->mutation.tail);
    // Its tab may not know yet what the record is called by now, and may be gone before there is
    // room for it.
    Mutation known = ledger_.naming().WithKnownIds(accepted->mutation);
    const bool is_stored = journal_.ReadMutation(sequence).has_value();
    if (!is_stored) journal_.PutNewMutation(known);
    if (is_stored && leader_ && known != accepted->mutation) journal_.PutMutation(known);
    ledger_.Commit(Accepted{std::move(known)}, Author::kElsewhere, now_ms_, log);
    const bool is_over = news.is_old || (leader_ && news.from_sender);
    if (!is_stored && is_over) WaitOutTeller(sequence, log);
    return;
  }
  const auto* rewritten = std::get_if<Rewritten>(&change);
  if (rewritten && !HasSoundEndpoints(rewritten->mutation)) return;
  const auto* requeued = std::get_if<Requeued>(&change);
  if (requeued && !ledger_.queue().Find(requeued->former)) {
    const bool is_there = ledger_.queue().Find(requeued->queued.sequence());
    return is_there ? NoteRecord(requeued->queued.sequence(), log)
                    : TakeWhole(requeued->queued, news, log);
  }
  if (leader_ && !news.from_sender) return TakeDecision(change, log);
  if (leader_ && IsOldNews(change)) return;
  ledger_.Commit(change, Author::kElsewhere, now_ms_, log);
}

bool Engine::IsSettled(const Mutation& mutation) {
  const auto& history = ledger_.history();
  return journal_.HasHistory(mutation.sequence) ||
         std::any_of(history.begin(), history.end(), [&](const SettledMutation& settled) {
           return IsSame(settled.queued.mutation, mutation);
         });
}

// What it found there counts no more. The other tabs see it go.
void Engine::ForgetPlace(const Sequence& sequence) {
  if (!leader_) return;
  journal_.RemoveMutation(sequence);
  journal_.RemoveProgress(sequence);
}

// Told or stored as a whole, at a place where this tab does not have it.
void Engine::TakeWhole(const QueuedMutation& told, const News& news, TurnLog& log) {
  const QueuedMutation* known = ledger_.queue().FindId(told.id());
  if (known && IsSame(known->mutation, told.mutation)) {
    // Two tabs may give it a new place at once.
    if (!CountsBefore(told, *known)) return ForgetPlace(told.sequence());
    const Requeued moved{known->sequence(), told};
    if (leader_) return TakeDecision(moved, log);
    return ledger_.Commit(moved, Author::kElsewhere, now_ms_, log);
  }
  TakeForeign(Accepted{told.mutation}, news, log);
  // Somebody may have tried or parked it before this tab has heard of it.
  const QueuedMutation* taken = ledger_.queue().Find(told.sequence());
  if (!taken) return;
  Progress progress = told.progress;
  progress.possibly_sent |= taken->progress.possibly_sent;
  if (progress == taken->progress) return;
  const Author author = leader_ ? Author::kHere : Author::kElsewhere;
  ledger_.Commit(Advanced{told.sequence(), std::move(progress)}, author, now_ms_, log);
}

// Told by a former sender, or long ago, when there was no room to record it: it may have been sent
// since. What was said of that comes later, or whoever sent it is gone.
void Engine::WaitOutTeller(const Sequence& sequence, TurnLog& log) {
  const QueuedMutation* taken = ledger_.queue().Find(sequence);
  if (!taken) return;
  Progress progress = taken->progress;
  progress.possibly_sent = true;
  progress.last_attempt_ms = now_ms_;
  if (leader_) {
    travelling_[sequence] = {steady_ms_ + tuning::kRequestLife_ms, progress.generation};
  }
  Commit(Advanced{sequence, std::move(progress)}, log);
}

// What a former sender says comes late: its records were read when this tab took over. Unless they
// found no room.
bool Engine::IsOldNews(const Change& change) const {
  const auto* advanced = std::get_if<Advanced>(&change);
  const QueuedMutation* queued = advanced ? ledger_.queue().Find(advanced->sequence) : nullptr;
  return queued && advanced->progress.attempts <= queued->progress.attempts;
}

// Another tab sends, so what it has recorded counts, whether it has been told or not: before
// anything is decided here about a mutation.
void Engine::ReadAgain(const MutationId& id, TurnLog& log) {
  const QueuedMutation* decided = ledger_.queue().FindId(id);
  if (leader_ || !decided) return;
  ReadRecordsOf(EntityKey(decided->mutation.entity), log);
}

// What is stored of the mutations of a record, and of those that refer to it.
void Engine::ReadRecordsOf(const EntityKey& entity, TurnLog& log) {
  std::vector<QueuedMutation> concerned;
  for (const auto& group :
       {ledger_.queue().OfEntity(entity), ledger_.queue().ReferringTo(entity.id)}) {
    for (const QueuedMutation* queued : group) concerned.push_back(*queued);
  }
  for (const QueuedMutation& known : concerned) {
    const std::optional<QueuedMutation> stored = journal_.ReadQueued(known.sequence());
    // Settled, or at another place.
    if (!stored || stored->settled() || stored->id() != known.id()) return Recover(log);
    CatchUpWith(known, *stored, log);
  }
}

Result<QueuedMutation> Engine::FindIdle(const MutationId& id, TurnLog& log) {
  ReadAgain(id, log);
  return IdleOf(id);
}

Result<QueuedMutation> Engine::IdleOf(const MutationId& id) const {
  const QueuedMutation* queued = ledger_.queue().FindId(id);
  if (!queued) {
    return Status(ErrorCode::kUnknownMutation, "No mutation with this id is queued for this user.");
  }
  if (IsSending(queued->sequence())) {
    return Status(ErrorCode::kInFlight, "It is being sent. Wait for the answer, then decide.");
  }
  return *queued;
}

// The place that a change is about.
const Sequence* Engine::PlaceOf(const Change& change) {
  if (const auto* advanced = std::get_if<Advanced>(&change)) return &advanced->sequence;
  if (const auto* dropped = std::get_if<Dropped>(&change)) return &dropped->sequence;
  if (const auto* requeued = std::get_if<Requeued>(&change)) return &requeued->former;
  return nullptr;
}

// What a person has decided in another tab, as the sender takes it: about what is being sent it
// counts after the answer, and it changes nothing of what became of the requests.
void Engine::TakeDecision(const Change& change, TurnLog& log) {
  const Sequence* place = PlaceOf(change);
  const QueuedMutation* queued = place ? ledger_.queue().Find(*place) : nullptr;
  if (!queued) return ledger_.Commit(change, Author::kElsewhere, now_ms_, log);
  if (IsSending(*place)) {
    decided_.insert_or_assign(*place, change);
    return;
  }
  const Journal::Step step(journal_);
  const Progress before = queued->progress;
  const auto with_requests = [&](Progress progress) {
    if (before.attempts <= progress.attempts) return progress;
    progress.attempts = before.attempts;
    progress.possibly_sent = before.possibly_sent;
    progress.last_attempt_ms = before.last_attempt_ms;
    progress.generation = before.generation;
    progress.sent_record = before.sent_record;
    return progress;
  };
  if (const auto* advanced = std::get_if<Advanced>(&change)) {
    return Commit(Advanced{*place, with_requests(advanced->progress)}, log);
  }
  if (const auto* requeued = std::get_if<Requeued>(&change)) {
    const QueuedMutation& moved = requeued->queued;
    Progress progress = with_requests(moved.progress);
    if (CountsBefore(moved, *queued)) {
      return Commit(Requeued{*place, {moved.mutation, std::move(progress)}}, log);
    }
    // Tried since then: a new place would be a new key (3.7).
    ForgetPlace(moved.sequence());
    return Commit(Advanced{*place, std::move(progress)}, log);
  }
  Commit(change, log);
}

void Engine::ApplyDecisions(TurnLog& log) {
  for (auto place = decided_.begin(); place != decided_.end();) {
    if (IsSending(place->first)) {
      ++place;
      continue;
    }
    const Change change = std::move(place->second);
    place = decided_.erase(place);
    const auto* requeued = std::get_if<Requeued>(&change);
    if (ledger_.queue().Find(*PlaceOf(change))) {
      TakeDecision(change, log);
    } else if (requeued) {
      ForgetPlace(requeued->queued.sequence());
    }
  }
}

// A tab that was closed in the middle of things told nobody, but storage knows.
void Engine::OnStorageKey(const std::string& key) {
  RunTurn([&](TurnLog& log) {
    if (key.empty()) return CheckStorage(log);
    if (key == kDeviceUserKey) return FollowDeviceUser(log);
    const std::optional<ParsedKey> parsed = ParseKey(ScopePrefix(user_), key);
    if (!parsed) return;
    const bool of_queue =
        parsed->kind == RecordKind::kMutation || parsed->kind == RecordKind::kProgress;
    if (of_queue) NoteRecord(parsed->sequence, log);
  });
}

// A new mutation is taken in at once. Of another change its tab says more than its record does, if
// it lives long enough.
void Engine::NoteRecord(const Sequence& sequence, TurnLog& log) {
  const std::optional<QueuedMutation> stored = journal_.ReadQueued(sequence);
  if (const QueuedMutation* known = ledger_.queue().Find(sequence)) {
    if (stored == *known) return;
    untold_.insert(sequence);
    return ArmAt(Timer::kCatchUp, steady_ms_ + tuning::kUntold_ms);
  }
  if (!stored || stored->settled()) return;
  // What this tab has made and does not have is settled: a tab that was frozen has kept it.
  if (sequence.tab == options_.tab) return ForgetPlace(sequence);
  TakeWhole(*stored, {}, log);
}

void Engine::CatchUpWithUntold(TurnLog& log) {
  bool settled = false;
  for (const Sequence& sequence : std::exchange(untold_, {})) {
    const QueuedMutation* known = ledger_.queue().Find(sequence);
    if (!known) continue;
    const std::optional<QueuedMutation> stored = journal_.ReadQueued(sequence);
    if (!stored || stored->settled()) {
      settled = true;
    } else if (leader_) {
      if (stored->progress != known->progress)
        TakeDecision(Advanced{sequence, stored->progress}, log);
    } else {
      CatchUpWith(QueuedMutation(*known), *stored, log);
    }
  }
  if (settled) Recover(log);
}

}  // namespace synchrone
