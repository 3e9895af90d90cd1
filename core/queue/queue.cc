#include "core/queue/queue.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/json.h"

namespace synchrone {

void Queue::Insert(QueuedMutation queued, Lane lane, std::vector<EntityId> references) {
  const Sequence sequence = queued.sequence();
  SYNCHRONE_CHECK(!queued.settled(), "a settled mutation does not belong in the queue");
  SYNCHRONE_CHECK(!by_id_.contains(queued.id()), "a mutation id is queued once");
  const auto [place, inserted] =
      entries_.emplace(sequence, Entry{std::move(queued), std::move(lane), std::move(references)});
  SYNCHRONE_CHECK(inserted, "a sequence is given once");
  const Entry& entry = place->second;
  by_id_.emplace(entry.queued.id(), sequence);
  by_entity_[entry.queued.mutation.entity].insert(sequence);
  if (entry.queued.mutation.kind == Kind::kCreate) {
    creates_[entry.queued.mutation.entity.id].insert(sequence);
  }
  Count(entry.queued, 1);
  AddToLane(entry);
  AddReferences(entry);
}

void Queue::ReplaceMutation(const Mutation& mutation, std::vector<EntityId> references) {
  const Entry* former = FindEntry(mutation.sequence);
  SYNCHRONE_CHECK(former, "only a queued mutation is rewritten");
  QueuedMutation queued{mutation, former->queued.progress};
  Lane lane = former->lane == former->queued.mutation.entity ? mutation.entity : former->lane;
  Erase(mutation.sequence);
  Insert(std::move(queued), std::move(lane), std::move(references));
}

void Queue::SetProgress(const Sequence& sequence, Progress progress) {
  const auto place = entries_.find(sequence);
  SYNCHRONE_CHECK(place != entries_.end(), "only a queued mutation makes progress");
  QueuedMutation& queued = place->second.queued;
  Count(queued, -1);
  queued.progress = std::move(progress);
  Count(queued, 1);
  SYNCHRONE_CHECK(!queued.settled(), "a settled mutation leaves the queue by Erase");
}

void Queue::Erase(const Sequence& sequence) {
  const auto place = entries_.find(sequence);
  SYNCHRONE_CHECK(place != entries_.end(), "only a queued mutation leaves the queue");
  const Entry& entry = place->second;
  const Mutation& mutation = entry.queued.mutation;
  RemoveReferences(entry);
  RemoveFromLane(entry);
  const auto of_entity = by_entity_.find(mutation.entity);
  of_entity->second.erase(sequence);
  if (of_entity->second.empty()) by_entity_.erase(of_entity);
  if (const auto creates = creates_.find(mutation.entity.id); creates != creates_.end()) {
    creates->second.erase(sequence);
    if (creates->second.empty()) creates_.erase(creates);
  }
  by_id_.erase(mutation.id);
  Count(entry.queued, -1);
  entries_.erase(place);
}

void Queue::Clear() { *this = Queue(); }

void Queue::Count(const QueuedMutation& queued, int by) {
  if (!queued.pending()) return;
  pending_count_ += by;
  if (queued.progress.kept_offline) held_count_ += by;
}

const Queue::Entry* Queue::FindEntry(const Sequence& sequence) const {
  const auto place = entries_.find(sequence);
  return place == entries_.end() ? nullptr : &place->second;
}

const QueuedMutation* Queue::Find(const Sequence& sequence) const {
  const Entry* entry = FindEntry(sequence);
  return entry ? &entry->queued : nullptr;
}

const QueuedMutation* Queue::FindId(const MutationId& id) const {
  const auto place = by_id_.find(id);
  return place == by_id_.end() ? nullptr : Find(place->second);
}

bool Queue::InSameLane(const Sequence& a, const Sequence& b) const {
  const Entry* first = FindEntry(a);
  const Entry* second = FindEntry(b);
  return first && second && first->lane == second->lane;
}

bool Queue::IsLastOfLane(const Sequence& sequence) const {
  const Entry* entry = FindEntry(sequence);
  return !entry || *lanes_.at(entry->lane).rbegin() == sequence;
}

std::vector<const QueuedMutation*> Queue::OfEntity(const EntityKey& entity) const {
  std::vector<const QueuedMutation*> found;
  const auto place = by_entity_.find(entity);
  if (place == by_entity_.end()) return found;
  for (const Sequence& sequence : place->second) found.push_back(Find(sequence));
  return found;
}

std::vector<const QueuedMutation*> Queue::All() const {
  std::vector<const QueuedMutation*> all;
  all.reserve(entries_.size());
  for (const auto& [sequence, entry] : entries_) all.push_back(&entry.queued);
  return all;
}

std::vector<EntityKey> Queue::Entities() const {
  std::vector<EntityKey> entities;
  for (const auto& [entity, sequences] : by_entity_) entities.push_back(entity);
  return entities;
}

std::vector<const QueuedMutation*> Queue::ReferringTo(const EntityId& id) const {
  std::vector<const QueuedMutation*> found;
  const auto place = referring_.find(id);
  if (place == referring_.end()) return found;
  for (const Sequence& sequence : place->second) found.push_back(Find(sequence));
  return found;
}

std::vector<const QueuedMutation*> Queue::CreatesOf(const EntityId& id) const {
  std::vector<const QueuedMutation*> found;
  const auto place = creates_.find(id);
  if (place == creates_.end()) return found;
  for (const Sequence& sequence : place->second) found.push_back(Find(sequence));
  return found;
}

const QueuedMutation* Queue::CreateOf(const EntityId& id) const {
  const auto place = creates_.find(id);
  return place == creates_.end() ? nullptr : Find(*place->second.begin());
}

bool Queue::WaitsFor(const Sequence& waiting, const Sequence& awaited) const {
  const Entry* to = FindEntry(awaited);
  std::set<Sequence> seen;
  std::vector<Sequence> open = {waiting};
  while (!open.empty()) {
    const Entry* from = FindEntry(open.back());
    open.pop_back();
    if (!from || !seen.insert(from->queued.sequence()).second) continue;
    const bool behind = to && from->lane == to->lane && awaited < from->queued.sequence();
    if (behind || from->queued.sequence() == awaited) return true;
    for (const EntityId& id : from->references) {
      for (const QueuedMutation* create : CreatesOf(id)) {
        const bool is_own = create->mutation.entity == from->queued.mutation.entity;
        if (!is_own) open.push_back(create->sequence());
      }
    }
  }
  return false;
}

bool Queue::IsReferenceOpen(const Entry& entry, const EntityId& id) const {
  const std::vector<const QueuedMutation*> creates = CreatesOf(id);
  return std::any_of(creates.begin(), creates.end(), [&](const QueuedMutation* create) {
    return create->mutation.entity != entry.queued.mutation.entity &&
           !WaitsFor(create->sequence(), entry.queued.sequence());
  });
}

void Queue::AddReferences(const Entry& entry) {
  for (const EntityId& id : entry.references) referring_[id].insert(entry.queued.sequence());
}

void Queue::RemoveReferences(const Entry& entry) {
  for (const EntityId& id : entry.references) {
    const auto place = referring_.find(id);
    place->second.erase(entry.queued.sequence());
    if (place->second.empty()) referring_.erase(place);
  }
}

void Queue::AddToLane(const Entry& entry) {
  std::set<Sequence>& lane = lanes_[entry.lane];
  if (!lane.empty()) heads_.erase(*lane.begin());
  lane.insert(entry.queued.sequence());
  heads_.insert(*lane.begin());
}

void Queue::RemoveFromLane(const Entry& entry) {
  const auto place = lanes_.find(entry.lane);
  std::set<Sequence>& lane = place->second;
  heads_.erase(*lane.begin());
  lane.erase(entry.queued.sequence());
  if (lane.empty()) {
    lanes_.erase(place);
  } else {
    heads_.insert(*lane.begin());
  }
}

bool Queue::HoldsLane(const QueuedMutation& parked) {
  if (parked.mutation.kind == Kind::kCreate) return true;
  return parked.progress.park == ParkKind::kUncertain;
}

bool Queue::HeldByConflict(const QueuedMutation& conflict, const QueuedMutation& later) {
  if (conflict.mutation.kind != Kind::kUpdate || later.mutation.kind != Kind::kUpdate) return true;
  const Result<Json> mine = ParseJson(conflict.mutation.data);
  const Result<Json> changes = ParseJson(later.mutation.data);
  if (!mine.ok() || !changes.ok() || !changes->is_object()) return true;
  for (auto it = changes->begin(); it != changes->end(); ++it) {
    if (synchrone::Find(*mine, it.key())) return true;
  }
  return false;
}

EntryWait Queue::OwnWait(const Entry& entry, int64_t now_ms,
                         const std::function<int64_t(const Sequence&)>& due) const {
  const QueuedMutation& queued = entry.queued;
  if (queued.progress.kept_offline || queued.mutation.hold_until_ms > now_ms) {
    return EntryWait::kHeld;
  }
  for (const EntityId& id : entry.references) {
    if (IsReferenceOpen(entry, id)) return EntryWait::kDependency;
  }
  return due(queued.sequence()) > now_ms ? EntryWait::kBackoff : EntryWait::kNone;
}

std::optional<Queue::Candidate> Queue::CandidateOf(
    const std::set<Sequence>& lane, int64_t now_ms,
    const std::function<int64_t(const Sequence&)>& due) const {
  std::vector<const QueuedMutation*> conflicts;
  bool held = false;
  for (const Sequence& sequence : lane) {
    const Entry& entry = entries_.at(sequence);
    const QueuedMutation& queued = entry.queued;
    if (queued.parked()) {
      held = held || HoldsLane(queued);
      if (queued.progress.park == ParkKind::kConflict) conflicts.push_back(&queued);
      continue;
    }
    const bool set_aside = queued.progress.kept_offline && queued.mutation.kind != Kind::kCreate;
    if (set_aside) continue;
    const bool behind_conflict = std::any_of(
        conflicts.begin(), conflicts.end(),
        [&](const QueuedMutation* conflict) { return HeldByConflict(*conflict, queued); });
    if (held || behind_conflict) return Candidate{&queued, EntryWait::kParkedBefore};
    return Candidate{&queued, OwnWait(entry, now_ms, due)};
  }
  return std::nullopt;
}

void Queue::ForEachCandidate(int64_t now_ms, const std::function<int64_t(const Sequence&)>& due,
                             const std::function<bool(const Candidate&)>& visit) const {
  for (const Sequence& head : heads_) {
    const std::set<Sequence>& lane = lanes_.at(entries_.at(head).lane);
    const std::optional<Candidate> candidate = CandidateOf(lane, now_ms, due);
    if (candidate && !visit(*candidate)) return;
  }
}

EntryWait Queue::WaitOf(const QueuedMutation& queued, int64_t now_ms,
                        const std::function<int64_t(const Sequence&)>& due) const {
  const Entry* entry = FindEntry(queued.sequence());
  if (!entry || !queued.pending()) return EntryWait::kNone;
  const EntryWait own = OwnWait(*entry, now_ms, due);
  if (own != EntryWait::kNone) return own;
  const std::optional<Candidate> candidate = CandidateOf(lanes_.at(entry->lane), now_ms, due);
  const bool first_waits = candidate && candidate->wait == EntryWait::kParkedBefore;
  return first_waits ? EntryWait::kParkedBefore : EntryWait::kNone;
}

}  // namespace synchrone
