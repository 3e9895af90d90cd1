// Fills a local store: with what the journal holds, and with work that had no user yet.
#include <algorithm>
#include <iterator>
#include <utility>

#include "core/base/sort.h"
#include "core/base/tuning.h"
#include "core/engine/local_store/local_store.h"
#include "core/model/path.h"

namespace synchrone {
namespace {

Dropped::Cause CauseOf(const std::string& name) {
  if (name == "withdrawn") return Dropped::Cause::kWithdrawn;
  if (name == "coalesced") return Dropped::Cause::kCoalesced;
  return name == "server" ? Dropped::Cause::kServerChosen : Dropped::Cause::kDiscarded;
}

}  // namespace

void LocalStore::Adopt(QueuedMutation queued, Turn& turn) {
  const Mutation& mutation = queued.mutation;
  if (queue_.Find(mutation.sequence)) return;
  if (queued.progress == Progress{}) {
    journal_.PutNewMutation(mutation);
  } else {
    stored_copy_.WriteRecords(queued);
  }
  const EntityKey entity = mutation.entity;
  turn.Touch(mutation);
  turn.accepted.push_back(mutation.sequence);
  turn.advanced.insert(mutation.sequence);
  turn.events.push_back(QueuedEvent{mutation.id, entity, mutation.kind, false});
  Insert(std::move(queued));
  confirmed_.RecallFromBases(entity);
}

void LocalStore::RestoreOne(QueuedMutation queued, Turn& turn) {
  if (queue_.Find(queued.sequence())) return;
  // A page may have died between the new id of a record and the rewriting of what refers to it: the
  // id map decides.
  if (!known_ids_.ids().empty()) {
    Mutation known = id_rewriter_.WithKnownIds(queued.mutation);
    if (known != queued.mutation) journal_.PutMutation(known);
    queued.mutation = std::move(known);
  }
  const Mutation& mutation = queued.mutation;
  turn.Touch(mutation);
  turn.events.push_back(QueuedEvent{mutation.id, mutation.entity, mutation.kind, true});
  if (queued.parked()) turn.advanced.insert(queued.sequence());
  Insert(std::move(queued));
}

void LocalStore::Restore(Recovered recovered, Turn& turn) {
  std::vector<UnfinishedSettlement> unfinished = std::move(recovered.unfinished);
  // Settlements that are finished below are remembered then.
  std::erase_if(recovered.history, [&](const SettledMutation& settled) {
    return std::any_of(unfinished.begin(), unfinished.end(), [&](const auto& one) {
      return one.queued.sequence() == settled.queued.sequence();
    });
  });
  settled_.Restore(std::move(recovered.history));
  // A tab that was frozen has recorded a settled mutation again, and storage has lost the
  // settlement.
  std::set<Sequence> settled;
  for (const SettledMutation& one : settled_.all()) settled.insert(one.queued.sequence());
  std::erase_if(recovered.queued, [&](const QueuedMutation& queued) {
    if (!settled.contains(queued.sequence())) return false;
    // Other tabs would take in the stale record; where there is none, they ask for the outcome.
    journal_.Remove(RecordKind::kMutation, queued.sequence());
    journal_.Remove(RecordKind::kProgress, queued.sequence());
    return true;
  });
  for (const UnfinishedSettlement& settlement : unfinished) {
    Progress progress;
    progress.steps = settlement.outcome.progress.steps;
    progress.attempts = settlement.outcome.progress.attempts;
    progress.possibly_sent = settlement.outcome.progress.possibly_sent;
    // The step of its drop is added again when the drop is applied.
    const bool dropped = settlement.outcome.progress.status == MutationStatus::kRolledBack;
    if (dropped && !progress.steps.empty()) progress.steps.pop_back();
    recovered.queued.push_back({settlement.queued.mutation, std::move(progress)});
  }
  Sort(recovered.queued,
       [](const QueuedMutation& a, const QueuedMutation& b) { return a.place() < b.place(); });
  // Emits an event and a view for each.
  turn.events.reserve(turn.events.size() + 2 * recovered.queued.size());
  for (QueuedMutation& queued : recovered.queued) RestoreOne(std::move(queued), turn);
  for (const ConfirmedRecord& stored : recovered.confirmed) confirmed_.Recall(stored, turn);
  for (const EntityKey& entity : queue_.Entities()) confirmed_.RecallFromBases(entity);
  // The page ended before it got the events of their confirmation: read the records.
  for (const Mutation& finished : recovered.finished) {
    if (finished.kind == Kind::kUpdate) turn.AskForRecord(finished);
  }
  for (const UnfinishedSettlement& settlement : unfinished) {
    const Sequence& sequence = settlement.queued.sequence();
    const ProgressRecord& outcome = settlement.outcome;
    if (outcome.progress.status == MutationStatus::kSynced) {
      Commit(Confirmed{sequence, outcome.server_id, outcome.record, outcome.whole, ""},
             DecidedIn::kThisTab, turn);
      // The page ended before it got the event of the confirmation: read the record.
      const Mutation& mutation = settlement.queued.mutation;
      if (mutation.kind == Kind::kUpdate) {
        turn.events.push_back(ReadNeededEvent{mutation.entity, mutation.tail});
      }
    } else {
      Commit(Dropped{sequence, CauseOf(outcome.cause)}, DecidedIn::kThisTab, turn);
    }
  }
}

}  // namespace synchrone
