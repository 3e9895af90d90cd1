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
    for (const Change& change : message->changes) {
      TakeForeign(change, message->from_sender, log);
    }
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

void Engine::TakeForeign(const Change& change, bool from_sender, TurnLog& log) {
  if (const auto* accepted = std::get_if<Accepted>(&change)) {
    const Sequence& sequence = accepted->mutation.sequence;
    if (!HasSoundEndpoints(accepted->mutation)) return;
    // One that found no room when it was made comes late: it may have been settled.
    if (IsSettled(sequence)) {
      if (leader_) journal_.RemoveMutation(sequence);
      return;
    }
    counter_ = std::max(counter_, accepted->mutation.sequence.counter);
    Know(accepted->mutation.entity.resource);
    // Its tab may not know yet what the record is called by now, and may be gone before there is
    // room for it.
    Mutation known = ledger_.naming().WithKnownIds(accepted->mutation);
    const bool is_stored = journal_.ReadMutation(sequence).has_value();
    if (!is_stored) journal_.PutNewMutation(known);
    if (is_stored && leader_ && known != accepted->mutation) journal_.PutMutation(known);
    return ledger_.Commit(Accepted{std::move(known)}, Author::kElsewhere, now_ms_, log);
  }
  const auto* rewritten = std::get_if<Rewritten>(&change);
  if (rewritten && !HasSoundEndpoints(rewritten->mutation)) return;
  // Decided here in another way at the same time: it goes on.
  const auto* requeued = std::get_if<Requeued>(&change);
  if (requeued && !ledger_.queue().Find(requeued->former)) {
    return NoteRecord(requeued->queued.sequence(), log);
  }
  if (leader_ && !from_sender) return TakeDecision(change, log);
  if (leader_ && IsOldNews(change)) return;
  ledger_.Commit(change, Author::kElsewhere, now_ms_, log);
}

bool Engine::IsSettled(const Sequence& sequence) {
  const auto& history = ledger_.history();
  return journal_.HasHistory(sequence) ||
         std::any_of(history.begin(), history.end(), [&](const SettledMutation& settled) {
           return settled.queued.sequence() == sequence;
         });
}

// What a former sender says comes late: its records were read when this tab took over. Unless they
// found no room.
bool Engine::IsOldNews(const Change& change) const {
  const auto* advanced = std::get_if<Advanced>(&change);
  const QueuedMutation* queued = advanced ? ledger_.queue().Find(advanced->sequence) : nullptr;
  return queued && advanced->progress.attempts <= queued->progress.attempts;
}

// Another tab sends, so what it has recorded counts, whether it has been told or not: before
// anything is decided about a mutation here.
void Engine::ReadAgain(const MutationId& id, TurnLog& log) {
  const QueuedMutation* known = ledger_.queue().FindId(id);
  if (leader_ || !known) return;
  const std::optional<QueuedMutation> stored = journal_.ReadQueued(known->sequence());
  if (stored && !stored->settled() && stored->id() == id) {
    CatchUpWith(QueuedMutation(*known), *stored, log);
  }
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
    return Commit(
        Requeued{*place, {requeued->queued.mutation, with_requests(requeued->queued.progress)}},
        log);
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
    if (ledger_.queue().Find(*PlaceOf(change))) TakeDecision(change, log);
  }
}

// A tab that was closed in the middle of things told nobody, but storage knows.
void Engine::OnStorageKey(const std::string& key) {
  RunTurn([&](TurnLog& log) {
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
  std::optional<QueuedMutation> stored = journal_.ReadQueued(sequence);
  if (const QueuedMutation* known = ledger_.queue().Find(sequence)) {
    if (stored == *known) return;
    untold_.insert(sequence);
    return ArmAt(Timer::kCatchUp, steady_ms_ + tuning::kUntold_ms);
  }
  if (!stored || stored->settled() || sequence.tab == options_.tab) return;
  TakeForeign(Accepted{std::move(stored->mutation)}, true, log);
  // Somebody may have tried or parked it before this tab has heard of it.
  const QueuedMutation* taken = ledger_.queue().Find(sequence);
  if (taken && stored->progress != taken->progress) {
    ledger_.Commit(Advanced{sequence, std::move(stored->progress)}, Author::kElsewhere, now_ms_,
                   log);
  }
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
