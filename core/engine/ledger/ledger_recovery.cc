// How a ledger begins: with what the journal holds, and with what had no user yet.
#include <algorithm>
#include <iterator>
#include <utility>

#include "core/base/sort.h"
#include "core/base/tuning.h"
#include "core/engine/ledger/ledger.h"
#include "core/model/path.h"

namespace synchrone {
namespace {

Dropped::Cause CauseOf(const std::string& name) {
  if (name == "withdrawn") return Dropped::Cause::kWithdrawn;
  if (name == "coalesced") return Dropped::Cause::kCoalesced;
  return name == "server" ? Dropped::Cause::kServerChosen : Dropped::Cause::kDiscarded;
}

// 0.1.0 kept the confirmed state of a record in one of its mutations: in the base of the last that
// is on its way and has one, or else of the first that is on its way; nullptr when all are set
// aside.
const QueuedMutation* CarrierIn(Queue::List queued) {
  const QueuedMutation* first = nullptr;
  const QueuedMutation* last_with_base = nullptr;
  for (const QueuedMutation* one : queued) {
    if (one->set_aside()) continue;
    if (!first) first = one;
    if (!one->mutation.base.empty()) last_with_base = one;
  }
  return last_with_base ? last_with_base : first;
}

}  // namespace

void Ledger::Recall(const ConfirmedRecord& stored, Turn& turn) {
  if (!queue_.HasEntity(stored.entity)) return;
  stored_confirmed_.insert(stored.entity);
  if (stored.left_out) {
    if (confirmed_.Find(stored.entity)) return;
    const std::string& tail = queue_.OfEntity(stored.entity).front()->mutation.tail;
    turn.events.push_back(ReadNeededEvent{stored.entity, tail});
    return;
  }
  confirmed_.Set(stored.entity, stored.record, stored.whole);
  turn.touched.insert(stored.entity);
}

void Ledger::RecallFromBases(const EntityKey& entity) {
  const Queue::List queued = queue_.OfEntity(entity);
  if (confirmed_.Find(entity) || queued.empty()) return;
  if (queued.front()->mutation.kind == Kind::kCreate) {
    return confirmed_.SetFromBase(entity, queued.front()->progress.server_record);
  }
  const QueuedMutation* carrier = CarrierIn(queued);
  if (carrier && !carrier->mutation.base.empty()) {
    return confirmed_.SetFromBase(entity, carrier->mutation.base);
  }
  for (auto one = queued.rbegin(); one != queued.rend(); ++one) {
    const std::string& noted = (*one)->progress.server_record;
    const std::string& base = noted.empty() ? (*one)->mutation.base : noted;
    if (!base.empty()) return confirmed_.SetFromBase(entity, base);
  }
}

void Ledger::AdoptNames(const std::vector<IdMapping>& names) {
  for (const IdMapping& name : names) {
    if (ids_.Knows(name.temp)) continue;
    NameRecord(name.temp, name.server_id, Author::kHere, name.confirmed_ms, name.is_ours);
  }
}

void Ledger::Adopt(QueuedMutation queued, Turn& turn) {
  const Mutation& mutation = queued.mutation;
  if (queue_.Find(mutation.sequence)) return;
  if (queued.progress == Progress{}) {
    journal_.PutNewMutation(mutation);
  } else {
    Record(queued);
  }
  const EntityKey entity = mutation.entity;
  turn.Touch(mutation);
  turn.accepted.push_back(mutation.sequence);
  turn.advanced.insert(mutation.sequence);
  turn.events.push_back(QueuedEvent{mutation.id, entity, mutation.kind, false});
  Insert(std::move(queued));
  RecallFromBases(entity);
}

bool Ledger::IsRecorded() {
  const std::vector<const QueuedMutation*> queued = queue_.All();
  const std::vector<EntityKey> entities = queue_.Entities();
  return journal_.HasNames(ids_.All()) &&
         std::all_of(queued.begin(), queued.end(),
                     [&](const QueuedMutation* one) {
                       const Sequence& sequence = one->sequence();
                       return journal_.HasMutation(sequence) &&
                              (one->progress == Progress{} || journal_.HasProgress(sequence));
                     }) &&
         std::all_of(entities.begin(), entities.end(), [&](const EntityKey& entity) {
           return !stored_confirmed_.contains(entity) || journal_.HasConfirmed(entity);
         });
}

void Ledger::RecordAgain(int64_t now_ms) {
  const Journal::Step together(journal_);
  for (const auto& [temp, next] : ids_.All()) {
    journal_.PutIdMapping({temp, next, now_ms, ids_.IsOurs(temp)});
  }
  for (const QueuedMutation* queued : queue_.All()) Record(*queued);
  for (const EntityKey& entity : queue_.Entities()) {
    if (stored_confirmed_.contains(entity)) KeepConfirmed(entity, Author::kHere);
  }
}

void Ledger::Record(const QueuedMutation& queued) {
  journal_.PutMutation(queued.mutation);
  if (queued.progress == Progress{}) return;
  journal_.PutProgress(queued.sequence(), {queued.progress, {}, {}, true, {}});
}

void Ledger::RecordAgain(const QueuedMutation& queued) {
  const Journal::Step together(journal_);
  Record(queued);
  const EntityKey& entity = queued.mutation.entity;
  if (stored_confirmed_.contains(entity)) KeepConfirmed(entity, Author::kHere);
}

void Ledger::RestoreOne(QueuedMutation queued, Turn& turn) {
  if (queue_.Find(queued.sequence())) return;
  // A page may have died between the new id of a record and the rewriting of what refers to it: the
  // id map is the truth.
  if (!ids_.empty()) {
    Mutation known = naming_.WithKnownIds(queued.mutation);
    if (known != queued.mutation) journal_.PutMutation(known);
    queued.mutation = std::move(known);
  }
  const Mutation& mutation = queued.mutation;
  turn.Touch(mutation);
  turn.events.push_back(QueuedEvent{mutation.id, mutation.entity, mutation.kind, true});
  if (queued.parked()) turn.advanced.insert(queued.sequence());
  Insert(std::move(queued));
}

void Ledger::RestoreNames(const std::vector<IdMapping>& names) {
  for (const IdMapping& mapping : names) {
    // 0.1.0 took the query for a part of the resource.
    const Resource resource(SplitEndpoint(mapping.temp.resource.value()).path);
    const EntityKey former{resource, mapping.temp.id};
    if (!ids_.Add(former, mapping.server_id, mapping.is_ours)) continue;
    // 0.1.0 could store names that lead to each other: the newer one counts.
    const auto other = std::find_if(names.begin(), names.end(), [&](const IdMapping& one) {
      return one.temp.id == mapping.server_id && one.temp.resource == mapping.temp.resource;
    });
    const bool is_newer = other != names.end() && other->confirmed_ms > mapping.confirmed_ms;
    if (is_newer) ids_.Add({resource, other->temp.id}, other->server_id, other->is_ours);
  }
}

// What storage refused, or other code removed from it, is known here alone.
void Ledger::RestoreHistory(std::vector<SettledMutation> recorded) {
  std::set<Sequence> known;
  for (const SettledMutation& one : history_) known.insert(one.queued.sequence());
  std::erase_if(recorded, [&](const auto& one) { return known.contains(one.queued.sequence()); });
  std::move(history_.begin(), history_.end(), std::back_inserter(recorded));
  Sort(recorded, [](const auto& a, const auto& b) {
    return std::pair(a.settled_ms, a.queued.sequence()) <
           std::pair(b.settled_ms, b.queued.sequence());
  });
  for (const SettledMutation& one : recorded) NoteGivenUp(one);
  const size_t count = std::min<size_t>(recorded.size(), tuning::kHistoryCount);
  history_.clear();
  for (size_t i = recorded.size() - count; i < recorded.size(); ++i) {
    history_.push_back(std::move(recorded[i]));
  }
}

void Ledger::Restore(Recovered recovered, Turn& turn) {
  std::vector<UnfinishedSettlement> unfinished = std::move(recovered.unfinished);
  // What is finished below is remembered then.
  std::erase_if(recovered.history, [&](const SettledMutation& settled) {
    return std::any_of(unfinished.begin(), unfinished.end(), [&](const auto& one) {
      return one.queued.sequence() == settled.queued.sequence();
    });
  });
  RestoreHistory(std::move(recovered.history));
  // A tab that was frozen has recorded again what is settled, and storage has lost the settlement.
  std::set<Sequence> settled;
  for (const SettledMutation& one : history_) settled.insert(one.queued.sequence());
  std::erase_if(recovered.queued,
                [&](const QueuedMutation& queued) { return settled.contains(queued.sequence()); });
  for (const UnfinishedSettlement& settlement : unfinished) {
    Progress progress;
    progress.steps = settlement.outcome.progress.steps;
    progress.attempts = settlement.outcome.progress.attempts;
    // The decision to drop it is noted once more when it is carried out.
    const bool dropped = settlement.outcome.progress.status == MutationStatus::kRolledBack;
    if (dropped && !progress.steps.empty()) progress.steps.pop_back();
    recovered.queued.push_back({settlement.queued.mutation, std::move(progress)});
  }
  Sort(recovered.queued,
       [](const QueuedMutation& a, const QueuedMutation& b) { return a.place() < b.place(); });
  // An event and a view for each.
  turn.events.reserve(turn.events.size() + 2 * recovered.queued.size());
  for (QueuedMutation& queued : recovered.queued) RestoreOne(std::move(queued), turn);
  for (const ConfirmedRecord& stored : recovered.confirmed) Recall(stored, turn);
  for (const EntityKey& entity : queue_.Entities()) RecallFromBases(entity);
  for (const UnfinishedSettlement& settlement : unfinished) {
    const Sequence& sequence = settlement.queued.sequence();
    const ProgressRecord& outcome = settlement.outcome;
    if (outcome.progress.status == MutationStatus::kSynced) {
      Commit(Confirmed{sequence, outcome.server_id, outcome.record, outcome.whole, ""},
             Author::kHere, turn);
      // The event of its confirmation is lost with the page that was to get it.
      const Mutation& mutation = settlement.queued.mutation;
      if (mutation.kind == Kind::kUpdate) {
        turn.events.push_back(ReadNeededEvent{mutation.entity, mutation.tail});
      }
    } else {
      Commit(Dropped{sequence, CauseOf(outcome.cause)}, Author::kHere, turn);
    }
  }
}

}  // namespace synchrone
