// Messages between tabs (BEHAVIOUR 6.2), and what storage says where there were none.
#include <algorithm>
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/engine.h"
#include "core/engine/tabs/tab_message.h"
#include "core/engine/turn.h"
#include "core/journal/key_schema.h"

namespace synchrone {

void Engine::OnTabMessage(const std::string& text) {
  RunTurn([&](TurnLog& log) {
    const std::optional<TabMessage> message = DecodeTabMessage(text);
    if (!message || message->scope != ScopeName(user_)) return;
    if (message->from_sender) senders_wait_ = message->waiting;
    const int64_t age_ms = now_ms_ - message->told_ms;
    const bool is_old = age_ms < 0 || age_ms > tuning::kStaleMessage_ms;
    const MessageOrigin origin{message->from_sender, is_old, message->asks};
    for (const Change& change : message->changes) TakeForeign(change, origin, log);
    if (message->taken_over && !leader_) {
      Recover(log);
      // What is stored nowhere has to be sent to the new sender.
      for (const QueuedMutation* queued : ledger_.queue().All()) {
        const bool made_here = queued->sequence().tab == options_.tab;
        if (made_here && !journal_.durable()) outbox_accepted_.push_back(queued->sequence());
      }
    }
    changed_bytes_ += message->changes.size();
  });
}

void Engine::TakeForeign(const Change& change, const MessageOrigin& origin, TurnLog& log) {
  if (const auto* accepted = std::get_if<Accepted>(&change)) {
    const Sequence& sequence = accepted->mutation.sequence;
    if (!HasSoundEndpoints(accepted->mutation)) return;
    if (origin.asks && !leader_ && !IsSettled(sequence)) return;
    // What is known of it here may have come since.
    if (const QueuedMutation* known = ledger_.queue().Find(sequence)) {
      if (origin.asks && !journal_.HasMutation(sequence)) ledger_.RecordAgain(*known);
      return;
    }
    // One that storage refused when it was made comes late: it may have been settled.
    if (IsSettled(sequence)) return RemoveStale(sequence, log);
    NoteCounter(sequence.counter);
    Know(accepted->mutation.entity.resource, accepted->mutation.tail);
    // Its tab may not know yet what the record is called by now, and may be gone before there is
    // room for it.
    Mutation known = ledger_.naming().WithKnownIds(accepted->mutation);
    const bool is_stored = journal_.ReadMutation(sequence).has_value();
    if (!is_stored) journal_.PutNewMutation(known);
    if (is_stored && leader_ && known != accepted->mutation) journal_.PutMutation(known);
    ledger_.Commit(Accepted{std::move(known)}, Author::kElsewhere, now_ms_, log);
    const bool is_over = origin.is_old || (leader_ && origin.from_sender);
    if (!is_stored && is_over) WaitOutSender(sequence, log);
    return;
  }
  const auto* rewritten = std::get_if<Rewritten>(&change);
  if (rewritten && !HasSoundEndpoints(rewritten->mutation)) return;
  if (leader_ && !origin.from_sender) return TakeDecision(change, log);
  if (leader_ && IsOutdated(change)) return;
  // A message may come after others that were made later: what is recorded counts, unless the steps
  // of the message were refused by storage.
  if (const auto* advanced = std::get_if<Advanced>(&change)) {
    const auto stored = journal_.ReadQueued(advanced->sequence);
    const bool is_recorded = stored && !stored->settled() &&
                             stored->progress.steps.size() >= advanced->progress.steps.size();
    if (is_recorded) {
      const Advanced recorded{advanced->sequence, stored->progress};
      return ledger_.Commit(recorded, Author::kElsewhere, now_ms_, log);
    }
  }
  TakeSettlement(change, log);
}

// What became of `settled`, for a tab that finds no trace of it: what the server answered is known
// no more.
Change Engine::SettlementOf(const SettledMutation& settled) const {
  const Sequence& sequence = settled.queued.sequence();
  const Mutation& mutation = settled.queued.mutation;
  if (settled.queued.progress.status == MutationStatus::kSynced) {
    const bool is_named =
        mutation.kind == Kind::kCreate && !ledger_.ids().IsUnnamed(mutation.entity);
    return Confirmed{sequence, is_named ? mutation.entity.id : EntityId(), "", true, ""};
  }
  if (settled.cause == "coalesced") {
    return Dropped{sequence, Dropped::Cause::kCoalesced, settled.into};
  }
  return Dropped{sequence, Dropped::Cause::kDiscarded};
}

// A settlement that another tab has recorded; one that is recorded no more, the sender records
// again. Where it does not say what the server answered, the record is what was sent, and is read.
void Engine::TakeSettlement(const Change& change, TurnLog& log) {
  const auto* confirmed = std::get_if<Confirmed>(&change);
  const Sequence* sequence = confirmed ? &confirmed->sequence : SequenceOf(change);
  const QueuedMutation* queued = sequence ? ledger_.queue().Find(*sequence) : nullptr;
  const bool is_unrecorded = leader_ && queued && !std::holds_alternative<Advanced>(change) &&
                             !journal_.HasHistory(*sequence);
  const Author author = is_unrecorded ? Author::kHere : Author::kElsewhere;
  if (!confirmed || !queued || !confirmed->record.empty()) {
    return ledger_.Commit(change, author, now_ms_, log);
  }
  const QueuedMutation one = *queued;
  ConfirmedOutcome outcome;
  outcome.server_id = confirmed->server_id.value();
  const RecordState before = ledger_.confirmed(one.mutation.entity);
  ledger_.Commit(ConfirmedBy(one, before, outcome).confirmed, author, now_ms_, log);
  if (one.mutation.kind == Kind::kUpdate) AskForRecord(one.mutation, log);
}

void Engine::NoteCounter(uint64_t counter) {
  if (counter <= tuning::kMaxCounter) counter_ = std::max(counter_, counter);
}

bool Engine::IsSettled(const Sequence& sequence) {
  const auto& history = ledger_.history();
  return journal_.HasHistory(sequence) ||
         std::any_of(history.begin(), history.end(), [&](const SettledMutation& settled) {
           return settled.queued.sequence() == sequence;
         });
}

// A record of what is settled, or a question about it. The settlement may have been evicted for
// other work, and who sends now may not know of it: each tab that remembers it says so.
void Engine::RemoveStale(const Sequence& sequence, TurnLog& log) {
  for (const SettledMutation& settled : ledger_.history()) {
    if (settled.queued.sequence() != sequence) continue;
    if (leader_ && !journal_.HasHistory(sequence)) journal_.PutHistory(settled);
    log.outgoing.push_back(SettlementOf(settled));
  }
  if (!leader_) return;
  journal_.RemoveMutation(sequence);
  journal_.RemoveProgress(sequence);
}

// Stored as a whole, and not queued in this tab.
void Engine::TakeWhole(const QueuedMutation& stored, TurnLog& log) {
  TakeForeign(Accepted{stored.mutation}, {}, log);
  // Another tab may have tried or parked it before this one has heard of it.
  const QueuedMutation* taken = ledger_.queue().Find(stored.sequence());
  if (!taken) return;
  Progress progress = stored.progress;
  if (taken->progress.possibly_sent) {
    progress.possibly_sent = true;
    progress.failed_after_ms = 0;
  }
  NoteCounter(progress.place.counter);
  if (progress == taken->progress) return;
  const Author author = leader_ ? Author::kHere : Author::kElsewhere;
  ledger_.Commit(Advanced{stored.sequence(), std::move(progress)}, author, now_ms_, log);
  if (leader_) WaitOut(*ledger_.queue().Find(stored.sequence()));
}

// From a former sender, or of long ago, when storage had no room for it: it may have been sent
// since. Its outcome comes later, or its sender is gone.
void Engine::WaitOutSender(const Sequence& sequence, TurnLog& log) {
  const QueuedMutation* taken = ledger_.queue().Find(sequence);
  if (!taken) return;
  Progress progress = taken->progress;
  progress.possibly_sent = true;
  progress.last_attempt_ms = now_ms_;
  progress.failed_after_ms = 0;
  Commit(Advanced{sequence, std::move(progress)}, log);
  if (leader_) WaitOut(*ledger_.queue().Find(sequence));
}

// A request of it that another tab, or a page that is gone, may have under way (6.1).
void Engine::WaitOut(const QueuedMutation& queued) {
  const Progress& progress = queued.progress;
  if (!queued.pending() || !progress.possibly_sent || IsSending(queued.sequence())) return;
  const int64_t age_ms = std::max<int64_t>(0, now_ms_ - progress.last_attempt_ms);
  // The server may still be at work on one that failed, for as long again (NoteUnanswered).
  const bool failed = progress.failed_after_ms > 0;
  const int64_t life_ms = failed ? std::min(2 * progress.failed_after_ms, tuning::kRequestLife_ms)
                                 : tuning::kRequestLife_ms;
  if (age_ms >= life_ms) return;
  travelling_[queued.sequence()] = {steady_ms_ + life_ms - age_ms, progress.generation};
}

// What a former sender says comes late: its records were read when this tab took over. Unless they
// were refused by storage.
bool Engine::IsOutdated(const Change& change) const {
  const auto* advanced = std::get_if<Advanced>(&change);
  const QueuedMutation* queued = advanced ? ledger_.queue().Find(advanced->sequence) : nullptr;
  return queued && advanced->progress.attempts <= queued->progress.attempts;
}

// Another tab sends, so what it has recorded counts, also without a message of it: before
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
    if (!stored || stored->settled()) return Recover(log);
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

// The mutation that a decision is about.
const Sequence* Engine::SequenceOf(const Change& change) {
  if (const auto* advanced = std::get_if<Advanced>(&change)) return &advanced->sequence;
  if (const auto* dropped = std::get_if<Dropped>(&change)) return &dropped->sequence;
  return nullptr;
}

namespace {

// Progress that would bring a parked mutation back without a step that is new here: a tab that was
// blocked has written it, and knows less. A person's decision is a step more.
bool IsStale(const Progress& incoming, const Progress& known) {
  const bool brings_back =
      known.status == MutationStatus::kError && incoming.status == MutationStatus::kPending;
  return brings_back &&
         (incoming.steps.empty() || std::find(known.steps.begin(), known.steps.end(),
                                              incoming.steps.back()) != known.steps.end());
}

}  // namespace

// What a person has decided in another tab, as the sender takes it: about what is being sent it
// counts after the answer, and it changes nothing of what became of the requests.
void Engine::TakeDecision(const Change& change, TurnLog& log) {
  const Sequence* sequence = SequenceOf(change);
  const QueuedMutation* queued = sequence ? ledger_.queue().Find(*sequence) : nullptr;
  if (!queued) return TakeSettlement(change, log);
  if (IsSending(*sequence)) {
    decided_.insert_or_assign(*sequence, change);
    return;
  }
  const auto* advanced = std::get_if<Advanced>(&change);
  if (!advanced) return Commit(change, log);
  const Progress& known = queued->progress;
  // What is known here is written over it.
  if (IsStale(advanced->progress, known)) return Commit(Advanced{*sequence, known}, log);
  Progress progress = advanced->progress;
  NoteCounter(progress.place.counter);
  if (known.attempts > progress.attempts) {
    progress.attempts = known.attempts;
    progress.possibly_sent = known.possibly_sent;
    progress.last_attempt_ms = known.last_attempt_ms;
    progress.failed_after_ms = known.failed_after_ms;
    progress.generation = known.generation;
    progress.sent_record = known.sent_record;
    progress.sent_print = known.sent_print;
  }
  Commit(Advanced{*sequence, std::move(progress)}, log);
}

void Engine::ApplyDecisions(TurnLog& log) {
  for (auto decided = decided_.begin(); decided != decided_.end();) {
    if (IsSending(decided->first)) {
      ++decided;
      continue;
    }
    const Change change = std::move(decided->second);
    decided = decided_.erase(decided);
    if (ledger_.queue().Find(*SequenceOf(change))) TakeDecision(change, log);
  }
}

// A tab that was closed may have sent no message, but storage has its records.
void Engine::OnStorageKey(const std::string& key) {
  // What a browser says of clear().
  if (key.empty()) return OnStorageCleared();
  RunTurn([&](TurnLog& log) {
    if (key == kDeviceUserKey) return FollowDeviceUser(log);
    const std::optional<ParsedKey> parsed = ParseKey(ScopePrefix(user_), key);
    if (!parsed) return;
    const bool of_queue =
        parsed->kind == RecordKind::kMutation || parsed->kind == RecordKind::kProgress;
    const bool of_history = parsed->kind == RecordKind::kHistory;
    if (of_queue || (of_history && ledger_.queue().Find(parsed->sequence))) {
      NoteRecord(parsed->sequence, log);
    } else if (of_history) {
      LearnSettlement(parsed->sequence);
    }
  });
}

// Of work that is not queued here: what this tab takes in later may depend on it.
void Engine::LearnSettlement(const Sequence& sequence) {
  std::optional<SettledMutation> settled = journal_.ReadHistory(sequence);
  if (settled) ledger_.Learn(std::move(*settled));
}

// A new mutation is taken in at once. Of another change its tab says more than its record does, if
// it lives long enough.
void Engine::NoteRecord(const Sequence& sequence, TurnLog& log) {
  const std::optional<QueuedMutation> stored = journal_.ReadQueued(sequence);
  if (const QueuedMutation* known = ledger_.queue().Find(sequence)) {
    if (stored == *known) return;
    untold_.insert(sequence);
    return alarms_.ArmAt(Timer::kCatchUp, steady_ms_ + tuning::kUntold_ms, steady_ms_);
  }
  if (!stored || stored->settled()) return;
  // What this tab has made and does not have is settled: a tab that was frozen has kept it.
  if (sequence.tab == options_.tab) return RemoveStale(sequence, log);
  TakeWhole(*stored, log);
}

void Engine::CatchUpWithUnannounced(TurnLog& log) {
  bool settled = false;
  for (const Sequence& sequence : std::exchange(untold_, {})) {
    const QueuedMutation* known = ledger_.queue().Find(sequence);
    if (!known) continue;
    const std::optional<QueuedMutation> stored = journal_.ReadQueued(sequence);
    if (!stored || stored->settled()) {
      settled = true;
    } else if (LacksProgress(*stored, *known)) {
      if (leader_) ledger_.RecordAgain(*known);
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
