#include "core/engine/tabs/tab_sync.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/tabs/tab_message.h"
#include "core/journal/format/key_schema.h"

namespace synchrone {
namespace {

// Progress that would make a parked mutation pending again without a step that is new here. A
// person's decision adds a step; so a tab that was blocked wrote this, with less progress.
bool IsStale(const Progress& incoming, const Progress& known) {
  const bool brings_back =
      known.status == MutationStatus::kError && incoming.status == MutationStatus::kPending;
  return brings_back && !AddsStep(incoming, known);
}

}  // namespace

size_t TabSync::TakeMessage(std::string_view text, Turn& turn) {
  const std::optional<TabMessage> message = DecodeTabMessage(text);
  if (!message || message->scope != ScopeName(tab_.user)) return 0;
  if (message->from_leader) leaders_wait_ = message->waiting;
  const int64_t age_ms = turn.now_ms - message->announced_ms;
  const bool is_old = age_ms < 0 || age_ms > tuning::kStaleMessage_ms;
  const MessageOrigin origin{message->from_leader, is_old, message->asks};
  for (const Change& change : message->changes) Take(change, origin, turn);
  if (message->taken_over && !tab_.leader) {
    recovery_.Recover(turn);
    // What is stored nowhere is announced to the new leader.
    for (const QueuedMutation* queued : local_store_.queue().All()) {
      const bool made_here = tab_.HasMade(queued->sequence());
      if (made_here && !journal_.records().durable()) outbox_.Announce(queued->sequence());
    }
  }
  return message->changes.size();
}

void TabSync::TakeAccepted(const Mutation& mutation, const MessageOrigin& origin, Turn& turn) {
  const Sequence& sequence = mutation.sequence;
  if (!Recovery::HasSoundEndpoints(mutation)) return;
  if (origin.asks && !tab_.leader && !IsSettled(sequence)) return;
  // Contents and ids that this tab knows may be newer than the message.
  if (const QueuedMutation* known = local_store_.queue().Find(sequence)) {
    if (origin.asks && !journal_.Has(RecordKind::kMutation, sequence))
      local_store_.stored_copy().Write(*known);
    return;
  }
  // Storage refused it when it was made, and its message comes late: it may have been settled.
  if (IsSettled(sequence)) return RemoveStale(sequence, turn);
  tab_.NoteCounter(sequence.counter);
  recovery_.Know(mutation.entity.resource, mutation.tail, turn);
  // Its tab may not know the newest id of the record yet, and may be gone before there is room to
  // record it.
  Mutation known = local_store_.id_rewriter().WithKnownIds(mutation);
  const bool is_stored = journal_.ReadMutation(sequence).has_value();
  if (!is_stored) journal_.PutNewMutation(known);
  if (is_stored && tab_.leader && known != mutation) journal_.PutMutation(known);
  local_store_.Commit(Accepted{std::move(known)}, DecidedIn::kAnotherTab, turn);
  const bool is_over = origin.is_old || (tab_.leader && origin.from_leader);
  if (!is_stored && is_over) WaitOutLeader(sequence, turn);
}

void TabSync::Take(const Change& change, const MessageOrigin& origin, Turn& turn) {
  if (const auto* accepted = std::get_if<Accepted>(&change)) {
    return TakeAccepted(accepted->mutation, origin, turn);
  }
  // Its tab has not recorded the merge yet, and may die before it does: the two records count. A
  // page that was frozen may have written the record again since.
  const auto* dropped = std::get_if<Dropped>(&change);
  const bool is_merged = dropped && dropped->cause == Dropped::Cause::kCoalesced;
  if (is_merged && !origin.is_old && journal_.ReadMutation(dropped->sequence)) return;
  const auto* rewritten = std::get_if<Rewritten>(&change);
  if (rewritten && !Recovery::HasSoundEndpoints(rewritten->mutation)) return;
  const auto* advanced = std::get_if<Advanced>(&change);
  if (tab_.leader && origin.from_leader && IsOutdated(change)) return;
  if (tab_.leader && (advanced || !origin.from_leader)) return TakeDecision(change, turn);
  // A message may arrive after newer ones: what is recorded counts, unless storage refused the
  // progress of this message.
  if (advanced) {
    const auto stored = journal_.ReadQueued(advanced->sequence);
    const bool is_recorded = stored && !stored->settled() &&
                             stored->progress.attempts >= advanced->progress.attempts &&
                             stored->progress.steps.size() >= advanced->progress.steps.size();
    if (is_recorded) {
      const Advanced recorded{advanced->sequence, stored->progress};
      return local_store_.Commit(recorded, DecidedIn::kAnotherTab, turn);
    }
  }
  recovery_.TakeSettlement(change, turn);
}

bool TabSync::IsSettled(const Sequence& sequence) {
  const auto& history = local_store_.history();
  return journal_.Has(RecordKind::kHistory, sequence) ||
         std::any_of(history.begin(), history.end(), [&](const SettledMutation& settled) {
           return settled.queued.sequence() == sequence;
         });
}

void TabSync::RemoveStale(const Sequence& sequence, Turn& turn) {
  for (const SettledMutation& settled : local_store_.history()) {
    if (settled.queued.sequence() != sequence) continue;
    if (tab_.leader && !journal_.Has(RecordKind::kHistory, sequence)) journal_.PutHistory(settled);
    turn.outgoing.push_back(recovery_.SettlementOf(settled));
  }
  if (!tab_.leader) return;
  journal_.Remove(RecordKind::kMutation, sequence);
  journal_.Remove(RecordKind::kProgress, sequence);
}

void TabSync::TakeWhole(const QueuedMutation& stored, Turn& turn) {
  TakeAccepted(stored.mutation, {}, turn);
  // Another tab may have tried or parked it before this one learned of it.
  const QueuedMutation* taken = local_store_.queue().Find(stored.sequence());
  if (!taken) return;
  Progress progress = stored.progress;
  if (taken->progress.possibly_sent) {
    progress.possibly_sent = true;
    progress.failed_after_ms = 0;
  }
  tab_.NoteCounter(progress.place.counter);
  if (progress == taken->progress) return;
  const DecidedIn decided_in = tab_.leader ? DecidedIn::kThisTab : DecidedIn::kAnotherTab;
  local_store_.Advance(stored.sequence(), progress, turn, decided_in);
  if (tab_.leader) table_.WaitOut(*local_store_.queue().Find(stored.sequence()), turn);
}

void TabSync::WaitOutLeader(const Sequence& sequence, Turn& turn) {
  const QueuedMutation* taken = local_store_.queue().Find(sequence);
  if (!taken) return;
  recovery_.MarkPossiblySent(*taken, turn);
  if (tab_.leader) table_.WaitOut(*taken, turn);
}

bool TabSync::IsOutdated(const Change& change) const {
  const auto* advanced = std::get_if<Advanced>(&change);
  const QueuedMutation* queued = advanced ? local_store_.queue().Find(advanced->sequence) : nullptr;
  if (!queued) return false;
  const int more = advanced->progress.attempts - queued->progress.attempts;
  return more < 0 || (more == 0 && !AddsStep(advanced->progress, queued->progress));
}

void TabSync::TakeDecision(const Change& change, Turn& turn) {
  const Sequence* sequence = Recovery::SequenceOf(change);
  const QueuedMutation* queued = sequence ? local_store_.queue().Find(*sequence) : nullptr;
  if (!queued) return recovery_.TakeSettlement(change, turn);
  if (table_.IsSending(*sequence)) {
    table_.decided().insert_or_assign(*sequence, change);
    return;
  }
  const auto* advanced = std::get_if<Advanced>(&change);
  if (!advanced) return local_store_.Commit(change, turn);
  const Progress& known = queued->progress;
  // The stored record is overwritten with what is known here.
  if (IsStale(advanced->progress, known)) return local_store_.Advance(*sequence, known, turn);
  Progress progress = advanced->progress;
  tab_.NoteCounter(progress.place.counter);
  KeepAttempts(progress, known);
  // A decision may be older than the attempt that left no trace here (Recovery::KeepWithoutTrace).
  const bool is_same =
      progress.attempts == known.attempts && progress.generation == known.generation;
  if (is_same && known.possibly_sent && !progress.possibly_sent) {
    progress.possibly_sent = true;
    progress.last_attempt_ms = known.last_attempt_ms;
    progress.failed_after_ms = known.failed_after_ms;
  }
  local_store_.Advance(*sequence, progress, turn);
}

void TabSync::ApplyDecisions(Turn& turn) {
  std::map<Sequence, Change>& all = table_.decided();
  for (auto decided = all.begin(); decided != all.end();) {
    if (table_.IsSending(decided->first)) {
      ++decided;
      continue;
    }
    const Change change = std::move(decided->second);
    decided = all.erase(decided);
    if (local_store_.queue().Find(*Recovery::SequenceOf(change))) TakeDecision(change, turn);
  }
}

bool TabSync::TakeRecord(std::string_view key, Turn& turn) {
  const std::optional<ParsedKey> parsed = ParseKey(ScopePrefix(tab_.user), key);
  if (!parsed) return false;
  const bool of_queue =
      parsed->kind == RecordKind::kMutation || parsed->kind == RecordKind::kProgress;
  const bool of_history = parsed->kind == RecordKind::kHistory;
  if (of_queue || (of_history && local_store_.queue().Find(parsed->sequence))) {
    return NoteRecord(parsed->sequence, turn);
  }
  if (of_history) LearnSettlement(parsed->sequence);
  return false;
}

void TabSync::LearnSettlement(const Sequence& sequence) {
  std::optional<SettledMutation> settled = journal_.ReadHistory(sequence);
  if (settled) local_store_.settled().Learn(std::move(*settled));
}

// A new mutation is taken in at once. For any other change a message is awaited, which says more
// than the record.
bool TabSync::NoteRecord(const Sequence& sequence, Turn& turn) {
  const std::optional<QueuedMutation> stored = journal_.ReadQueued(sequence);
  if (const QueuedMutation* known = local_store_.queue().Find(sequence)) {
    if (stored != *known) unannounced_.insert(sequence);
    return stored != *known;
  }
  if (!stored || stored->settled()) return false;
  // A mutation that this tab has made and that is not queued here is settled: a tab that was frozen
  // still had it.
  if (tab_.HasMade(sequence)) {
    RemoveStale(sequence, turn);
  } else {
    TakeWhole(*stored, turn);
  }
  return false;
}

void TabSync::CatchUpWithUnannounced(Turn& turn) {
  bool settled = false;
  for (const Sequence& sequence : std::exchange(unannounced_, {})) {
    const QueuedMutation* known = local_store_.queue().Find(sequence);
    if (!known) continue;
    const std::optional<QueuedMutation> stored = journal_.ReadQueued(sequence);
    if (!stored || stored->settled()) {
      settled = true;
    } else if (LacksProgress(*stored, *known)) {
      if (tab_.leader) local_store_.stored_copy().Write(*known);
    } else if (tab_.leader) {
      if (stored->progress != known->progress) {
        TakeDecision(Advanced{sequence, stored->progress}, turn);
      }
    } else {
      recovery_.CatchUpWith(QueuedMutation(*known), *stored, turn);
    }
  }
  if (settled) recovery_.Recover(turn);
}

QueueWait TabSync::Waiting(const Moment& moment) const {
  QueueWait own = gate_.Waiting(moment.steady_ms);
  // Nothing waits for the API, so no probe is sent.
  if (own == QueueWait::kUnreachable && local_store_.queue().pending_count() == 0) {
    own = QueueWait::kNone;
  }
  if (!tab_.leader) return std::max(own, leaders_wait_);
  return recovery_.HoldsWork() ? std::max(own, QueueWait::kStorage) : own;
}

void TabSync::Clear() {
  unannounced_.clear();
  leaders_wait_ = QueueWait::kNone;
}

}  // namespace synchrone
