#include "core/engine/tabs/recovery.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "core/base/tuning.h"
#include "core/engine/tabs/tab_message.h"
#include "core/model/path.h"
#include "core/queue/backoff.h"

namespace synchrone {
namespace {

// What a recovery has found of each mutation.
class StoredWork {
 public:
  explicit StoredWork(const Recovered& recovered) {
    for (const QueuedMutation& one : recovered.queued) queued_[one.sequence()] = &one;
    for (const SettledMutation& one : recovered.history) ends_[one.queued.sequence()] = &one;
    for (const auto& one : recovered.unfinished) unfinished_.insert(one.queued.sequence());
  }

  const QueuedMutation* Find(const Sequence& sequence) const { return In(queued_, sequence); }
  // How it was settled, by its history record.
  const SettledMutation* FindEnd(const Sequence& sequence) const { return In(ends_, sequence); }
  // Those of `queue` that are stored otherwise or not at all. The recovery settles the unfinished
  // ones itself.
  std::vector<QueuedMutation> DifferingFrom(const Queue& queue) const {
    std::vector<QueuedMutation> differing;
    for (const QueuedMutation* known : queue.All()) {
      const QueuedMutation* stored = Find(known->sequence());
      const bool is_same = stored && *stored == *known;
      if (!is_same && !unfinished_.contains(known->sequence())) differing.push_back(*known);
    }
    return differing;
  }

 private:
  template <typename Value>
  static Value* In(const std::map<Sequence, Value*>& values, const Sequence& sequence) {
    const auto place = values.find(sequence);
    return place == values.end() ? nullptr : place->second;
  }

  std::map<Sequence, const QueuedMutation*> queued_;
  std::map<Sequence, const SettledMutation*> ends_;
  std::set<Sequence> unfinished_;
};

}  // namespace

void Recovery::Recover(Turn& turn, bool knows_all) {
  const auto known = [&](const Sequence& sequence) -> const Mutation* {
    const QueuedMutation* queued = local_store_.queue().Find(sequence);
    return queued ? &queued->mutation : nullptr;
  };
  Result<Recovered> recovered = journal_.Recover(turn.now_ms, known);
  const std::optional<int64_t> former_ms = std::exchange(next_ms_, std::nullopt);
  if (!recovered.ok()) {
    if (recovered.status().code() != ErrorCode::kStorageUnreadable) {
      return turn.Diagnose(
          "STORAGE_DENIED",
          "Storage cannot be read: changes live in memory only. Allow site data for this page.");
    }
    turn.Diagnose("STORAGE_UNREADABLE",
                  "What is stored cannot be read now. It is read again at least once a minute: "
                  "keep the page open, as changes live in memory until then.");
    tab_.NoteCounter(journal_.ListedCounter());
    next_ms_ = former_ms;
    // Recover may also be called meanwhile: at a sign-in, or with the lock.
    if (former_ms.value_or(0) > turn.steady_ms) return;
    next_ms_ = turn.steady_ms +
               std::min(DoubledMs(tuning::kProbeFirst_ms, failures_++), tuning::kProbeMax_ms);
    return;
  }
  const bool was_unreadable = std::exchange(failures_, 0) > 0;
  std::erase_if(recovered->queued, [&](const QueuedMutation& queued) {
    const Mutation* same = known(queued.sequence());
    const bool is_known = same && *same == queued.mutation;
    if (is_known || HasSoundEndpoints(queued.mutation)) return false;
    journal_.QuarantineMutation(queued.sequence());
    ++recovered->quarantined;
    return true;
  });
  std::erase_if(recovered->finished,
                [](const Mutation& finished) { return !HasSoundEndpoints(finished); });
  if (recovered->quarantined > 0) {
    turn.Diagnose("DAMAGED_RECORDS",
                  "Stored records could not be read. They were moved to "
                  "'synchrone:1:quarantine:', their neighbours are unharmed.");
  }
  if (recovered->newer > 0) {
    turn.Diagnose("NEWER_FORMAT",
                  "Stored records were written by a newer version and wait for it, untouched.");
  }
  tab_.NoteCounter(recovered->highest_counter);
  sealed_ = recovered->sealed;
  local_store_.known_ids().Restore(recovered->id_map);
  CatchUp(*recovered, knows_all, turn);
  RewriteKnown(turn);
  if (was_unreadable) PlaceBehind(recovered->queued, turn);
  local_store_.Restore(std::move(*recovered), turn);
  for (const QueuedMutation* queued : local_store_.queue().All()) {
    Know(queued->mutation.entity.resource, queued->mutation.tail, turn);
  }
}

void Recovery::PlaceBehind(const std::vector<QueuedMutation>& stored, Turn& turn) {
  Sequence last;
  for (const QueuedMutation& one : stored) {
    if (!tab_.HasMade(one.sequence())) last = std::max(last, one.place());
  }
  std::vector<QueuedMutation> early;
  for (const QueuedMutation* queued : local_store_.queue().All()) {
    const bool is_unsent = queued->pending() && queued->progress.attempts == 0;
    if (!tab_.HasMade(queued->sequence()) || !is_unsent) continue;
    // What follows one that is moved keeps its order behind it.
    if (!early.empty() || queued->place() < last) early.push_back(*queued);
  }
  for (QueuedMutation& queued : early) {
    queued.progress.place = tab_.NextSequence();
    local_store_.Advance(queued.sequence(), queued.progress, turn);
  }
}

void Recovery::RewriteKnown(Turn& turn) {
  if (local_store_.ids().empty()) return;
  std::vector<Mutation> known;
  for (const QueuedMutation* queued : local_store_.queue().All()) {
    Mutation mutation = local_store_.id_rewriter().WithKnownIds(queued->mutation);
    if (mutation != queued->mutation) known.push_back(std::move(mutation));
  }
  for (Mutation& mutation : known) {
    const DecidedIn decided_in = tab_.leader ? DecidedIn::kThisTab : DecidedIn::kAnotherTab;
    local_store_.Commit(Rewritten{std::move(mutation)}, decided_in, turn);
  }
}

void Recovery::CatchUp(const Recovered& recovered, bool knows_all, Turn& turn) {
  if (local_store_.queue().size() == 0) return;
  const StoredWork stored(recovered);
  const bool cleared = journal_.WasCleared();
  const bool asks = !tab_.leader && !cleared && recovered.quarantined == 0;
  // Announced at time 0, as the oldest message there can be: the mutations may have been sent
  // since.
  TabMessage question{ScopeName(tab_.user), {}, 0, false, QueueWait::kNone, false, true};
  for (const QueuedMutation& known : stored.DifferingFrom(local_store_.queue())) {
    const Sequence& sequence = known.sequence();
    const QueuedMutation* record = stored.Find(sequence);
    const SettledMutation* end = stored.FindEnd(sequence);
    const bool is_sending = table_.IsSending(sequence);
    if (record ? LacksProgress(*record, known) : !end && is_sending) {
      if (tab_.leader) local_store_.stored_copy().Write(known);
    } else if (is_sending) {
      // Discarded in a tab that died before it sent a message: the discard is applied after the
      // answer.
      const bool was_dropped =
          !record && end->queued.progress.status == MutationStatus::kRolledBack;
      if (was_dropped) {
        table_.decided().try_emplace(sequence, Dropped{sequence, Dropped::Cause::kDiscarded});
      }
    } else if (record) {
      CatchUpWith(known, *record, turn);
    } else if (end) {
      TakeSettlement(SettlementOf(*end), turn);
    } else if (asks) {
      question.changes.push_back(Accepted{known.mutation});
    } else {
      KeepWithoutTrace(known, knows_all, turn);
    }
  }
  if (!question.changes.empty()) channel_.Broadcast(EncodeTabMessage(question));
  if (cleared) RecordAgain(turn);
}

void Recovery::KeepWithoutTrace(const QueuedMutation& known, bool knows_all, Turn& turn) {
  local_store_.stored_copy().Write(known);
  if (knows_all) return;
  // Another tab may have sent it since this one learned of it.
  if (known.pending()) MarkPossiblySent(known, turn);
  // A decision about it that arrives now may be older than that.
  if (tab_.leader) table_.WaitOutUnknown(known, turn);
}

void Recovery::MarkPossiblySent(const QueuedMutation& queued, Turn& turn) {
  Progress progress = queued.progress;
  progress.possibly_sent = true;
  progress.last_attempt_ms = turn.now_ms;
  progress.failed_after_ms = 0;
  local_store_.Advance(Sequence(queued.sequence()), progress, turn);
}

void Recovery::CatchUpWith(const QueuedMutation& known, const QueuedMutation& stored, Turn& turn) {
  const auto take = [&](Change change) {
    local_store_.Commit(std::move(change), DecidedIn::kAnotherTab, turn);
  };
  if (stored.mutation != known.mutation) take(Rewritten{stored.mutation});
  Progress progress = stored.progress;
  KeepAttempts(progress, known.progress);
  if (progress != known.progress) take(Advanced{stored.sequence(), std::move(progress)});
}

void Recovery::ReadAgain(const MutationId& id, Turn& turn) {
  const QueuedMutation* decided = local_store_.queue().FindId(id);
  if (tab_.leader || !decided) return;
  ReadRecordsOf(EntityKey(decided->mutation.entity), turn);
}

void Recovery::ReadRecordsOf(const EntityKey& entity, Turn& turn) {
  std::vector<QueuedMutation> concerned;
  for (const auto& group :
       {local_store_.queue().OfEntity(entity), local_store_.queue().ReferringTo(entity.id)}) {
    for (const QueuedMutation* queued : group) concerned.push_back(*queued);
  }
  for (const QueuedMutation& known : concerned) {
    const std::optional<QueuedMutation> stored = journal_.ReadQueued(known.sequence());
    if (!stored || stored->settled()) return Recover(turn);
    CatchUpWith(known, *stored, turn);
  }
}

Change Recovery::SettlementOf(const SettledMutation& settled) const {
  const Sequence& sequence = settled.queued.sequence();
  const Mutation& mutation = settled.queued.mutation;
  if (settled.queued.progress.status == MutationStatus::kSynced) {
    const bool is_named =
        mutation.kind == Kind::kCreate && !local_store_.ids().IsUnnamed(mutation.entity);
    return Confirmed{sequence,         is_named ? mutation.entity.id : EntityId(), "", true, "",
                     settled.is_number};
  }
  if (settled.cause == "coalesced") {
    return Dropped{sequence, Dropped::Cause::kCoalesced, settled.into};
  }
  return Dropped{sequence, Dropped::Cause::kDiscarded};
}

void Recovery::TakeSettlement(const Change& change, Turn& turn) {
  const auto* confirmed = std::get_if<Confirmed>(&change);
  const Sequence* sequence = confirmed ? &confirmed->sequence : SequenceOf(change);
  const QueuedMutation* queued = sequence ? local_store_.queue().Find(*sequence) : nullptr;
  const bool is_unrecorded = tab_.leader && queued && !std::holds_alternative<Advanced>(change) &&
                             !journal_.Has(RecordKind::kHistory, *sequence);
  const DecidedIn decided_in = is_unrecorded ? DecidedIn::kThisTab : DecidedIn::kAnotherTab;
  if (!confirmed || !queued || !confirmed->record.empty()) {
    return local_store_.Commit(change, decided_in, turn);
  }
  const QueuedMutation one = *queued;
  ConfirmedOutcome outcome;
  outcome.server_id = confirmed->server_id.value();
  const RecordState before = local_store_.confirmed(one.mutation.entity);
  Confirmed sent = transitions_.ConfirmedBy(one, before, outcome);
  sent.is_number = confirmed->is_number;
  local_store_.Commit(std::move(sent), decided_in, turn);
  // Only what was sent is known, and the record may have been changed since.
  Mutation settled = one.mutation;
  if (!confirmed->server_id.empty()) settled.entity.id = confirmed->server_id;
  const bool is_named = settled.kind == Kind::kCreate && !confirmed->server_id.empty();
  if (is_named || settled.kind == Kind::kUpdate) turn.AskForRecord(settled);
}

const Sequence* Recovery::SequenceOf(const Change& change) {
  if (const auto* advanced = std::get_if<Advanced>(&change)) return &advanced->sequence;
  if (const auto* dropped = std::get_if<Dropped>(&change)) return &dropped->sequence;
  return nullptr;
}

void Recovery::RecordAgain(const Moment& moment) {
  const bool is_devices_user = tab_.user_named && !tab_.is_suspended;
  if (is_devices_user && !tab_.user.anonymous()) journal_.device_user().Put(tab_.user);
  local_store_.stored_copy().Write(moment.now_ms);
  journal_.NoteSeen(moment.now_ms);
  journal_.records().reserve().Keep();
}

void Recovery::TakeLoss(Turn& turn) {
  if (journal_.WasCleared()) return RecordAgain(turn);
  if (!journal_.records().durable()) return;  // what is missing is about to be written
  if (local_store_.stored_copy().IsWhole()) return;
  Recover(turn);
  if (tab_.leader) local_store_.stored_copy().Write(turn.now_ms);
}

bool Recovery::HasSoundEndpoints(const Mutation& mutation) {
  const auto is_sound = [](const std::string& endpoint) {
    // Its origin is checked when it is sent: the application may allow it later.
    const std::string origin = OriginOf(endpoint);
    const Result<Endpoint> written = ReadEndpoint(endpoint, "", {origin});
    return written.ok() && written->path + written->tail == endpoint;
  };
  const std::string& resource = mutation.entity.resource.value();
  const std::string path = PathOf(mutation);
  return SplitEndpoint(resource).tail.empty() && is_sound(resource) &&
         (path == resource || is_sound(path));
}

void Recovery::Know(const Resource& resource, const std::string& tail, const Moment& moment) {
  endpoints_.Know(resource);
  gate_.KnowOrigin(OriginOf(resource.value()), resource.value() + tail, moment.steady_ms);
}

}  // namespace synchrone
