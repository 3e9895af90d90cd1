#include "core/queue/queue.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/json.h"

namespace synchrone {
namespace {

// A person keeps it offline: it is shown and not sent, and the lane goes on without it. A create is
// not skipped: later mutations of its record need it.
bool IsSkipped(const QueuedMutation& queued) {
  return queued.progress.kept_offline && queued.mutation.kind != Kind::kCreate;
}

// A parked mutation that later ones of its lane may not overtake.
bool HoldsLane(const QueuedMutation& parked) {
  if (parked.mutation.kind == Kind::kCreate) return true;
  return parked.progress.park == ParkKind::kUncertain;
}

// A conflict holds the later edits of the same fields of its record only (BEHAVIOUR 3.4a).
bool HeldByConflict(const QueuedMutation& conflict, const QueuedMutation& later) {
  // One lane for everything holds several records.
  if (conflict.mutation.entity != later.mutation.entity) return false;
  if (conflict.mutation.kind != Kind::kUpdate || later.mutation.kind != Kind::kUpdate) return true;
  const Result<Json> mine = ParseJson(conflict.mutation.data);
  const Result<Json> changes = ParseJson(later.mutation.data);
  if (!mine.ok() || !changes.ok() || !changes->is_object()) return true;
  for (auto it = changes->begin(); it != changes->end(); ++it) {
    if (Find(*mine, it.key())) return true;
  }
  return false;
}

// What an index has under the key, in order.
template <typename Index>
Queue::List Listed(const Index& index, const typename Index::key_type& key) {
  const auto place = index.find(key);
  if (place == index.end()) return {};
  return {place->second.begin(), place->second.end()};
}

}  // namespace

bool Queue::ByPlace::operator()(const QueuedMutation* a, const QueuedMutation* b) const {
  const std::strong_ordering by_place = a->place() <=> b->place();
  return by_place != 0 ? by_place < 0 : a->sequence() < b->sequence();
}

bool Queue::ByFirst::operator()(const LaneState* a, const LaneState* b) const {
  return ByPlace()(*a->waiting.begin(), *b->waiting.begin());
}

void Queue::Insert(QueuedMutation queued, const Lane& lane, std::vector<EntityId> references) {
  Sequence sequence = queued.sequence();
  SYNCHRONE_CHECK(!queued.settled(), "a settled mutation does not belong in the queue");
  const auto [place, inserted] = entries_.try_emplace(
      std::move(sequence), Entry{{std::move(queued)}, std::move(references), nullptr});
  SYNCHRONE_CHECK(inserted, "a sequence is queued once");
  Entry& entry = place->second;
  by_id_[entry.id()].insert(place->first);
  Link(entry, lane);
}

void Queue::ReplaceMutation(const Mutation& mutation, const Lane& lane,
                            std::vector<EntityId> references) {
  const auto place = entries_.find(mutation.sequence);
  SYNCHRONE_CHECK(place != entries_.end(), "only a queued mutation is rewritten");
  Entry& entry = place->second;
  SYNCHRONE_CHECK(entry.id() == mutation.id, "a mutation keeps its id");
  Unlink(entry);
  entry.mutation = mutation;
  entry.references = std::move(references);
  Link(entry, lane);
}

void Queue::SetProgress(const Sequence& sequence, Progress progress) {
  const auto found = entries_.find(sequence);
  SYNCHRONE_CHECK(found != entries_.end(), "only a queued mutation makes progress");
  Entry& entry = found->second;
  const bool moves = progress.place != entry.progress.place;
  if (moves) RemoveFromIndex(entry);
  const Lane lane = entry.lane->key;
  RemoveFromLane(entry);
  entry.progress = std::move(progress);
  SYNCHRONE_CHECK(!entry.settled(), "a settled mutation leaves the queue by Erase");
  entry.lane = &lanes_.try_emplace(lane, LaneState{lane, {}, {}, {}}).first->second;
  AddToLane(entry);
  if (moves) Index(entry);
}

void Queue::Erase(const Sequence& sequence) {
  const auto place = entries_.find(sequence);
  SYNCHRONE_CHECK(place != entries_.end(), "only a queued mutation leaves the queue");
  Entry& entry = place->second;
  Unlink(entry);
  const auto same_id = by_id_.find(entry.id());
  same_id->second.erase(place->first);
  if (same_id->second.empty()) by_id_.erase(same_id);
  entries_.erase(place);
}

void Queue::Clear() {
  open_.clear();
  lanes_.clear();
  creates_.clear();
  referring_.clear();
  by_entity_.clear();
  by_id_.clear();
  order_.clear();
  entries_.clear();
  pending_count_ = 0;
  held_count_ = 0;
}

void Queue::Link(Entry& entry, const Lane& lane) {
  entry.lane = &lanes_.try_emplace(lane, LaneState{lane, {}, {}, {}}).first->second;
  AddToLane(entry);
  Index(entry);
}

void Queue::Unlink(Entry& entry) {
  RemoveFromIndex(entry);
  RemoveFromLane(entry);
}

std::vector<const QueuedMutation*>::iterator Queue::Ordered::PlaceOf(const QueuedMutation* entry) {
  return std::lower_bound(entries_.begin() + first_, entries_.end(), entry, ByPlace());
}

void Queue::Ordered::insert(const QueuedMutation* entry) {
  const auto place = PlaceOf(entry);
  if (place != entries_.end() && *place == entry) return;
  const auto front = entries_.begin() + first_;
  if (first_ == 0 || place - front > entries_.end() - place) {
    entries_.insert(place, entry);
    return;
  }
  *std::move(front, place, front - 1) = entry;
  --first_;
}

void Queue::Ordered::erase(const QueuedMutation* entry) {
  const auto place = PlaceOf(entry);
  if (place == entries_.end() || *place != entry) return;
  const auto front = entries_.begin() + first_;
  if (place - front > entries_.end() - place) {
    entries_.erase(place);
    return;
  }
  std::move_backward(front, place, place + 1);
  ++first_;
  // At least half of the vector is unused: moving the rest costs no more than the removals so far.
  if (2 * first_ >= std::ssize(entries_)) {
    entries_.erase(entries_.begin(), entries_.begin() + first_);
    first_ = 0;
  }
}

void Queue::AddToLane(Entry& entry) {
  LaneState& lane = *entry.lane;
  const QueuedMutation& queued = entry;
  if (!lane.waiting.empty()) open_.erase(&lane);
  lane.all.insert(&entry);
  Count(queued, 1);
  if (queued.pending() && !IsSkipped(queued)) lane.waiting.insert(&entry);
  const bool is_in_the_way = HoldsLane(queued) || queued.progress.park == ParkKind::kConflict;
  if (queued.parked() && is_in_the_way) lane.barriers.insert(&entry);
  if (!lane.waiting.empty()) open_.insert(&lane);
}

void Queue::RemoveFromLane(Entry& entry) {
  LaneState& lane = *entry.lane;
  if (!lane.waiting.empty()) open_.erase(&lane);
  lane.all.erase(&entry);
  lane.waiting.erase(&entry);
  lane.barriers.erase(&entry);
  Count(entry, -1);
  if (!lane.waiting.empty()) open_.insert(&lane);
  if (lane.all.empty()) lanes_.erase(Lane(lane.key));
  entry.lane = nullptr;
}

void Queue::Count(const QueuedMutation& queued, int by) {
  if (!queued.pending()) return;
  pending_count_ += by;
  if (queued.progress.kept_offline) held_count_ += by;
}

void Queue::Index(const Entry& entry) {
  const Mutation& mutation = entry.mutation;
  order_.insert(&entry);
  by_entity_[mutation.entity].insert(&entry);
  if (mutation.kind == Kind::kCreate) creates_[mutation.entity.id].insert(&entry);
  for (const EntityId& id : entry.references) referring_[id].insert(&entry);
}

void Queue::RemoveFromIndex(const Entry& entry) {
  const auto remove = [&](auto& index, const auto& key) {
    const auto place = index.find(key);
    if (place == index.end()) return;
    place->second.erase(&entry);
    if (place->second.empty()) index.erase(place);
  };
  const Mutation& mutation = entry.mutation;
  order_.erase(&entry);
  remove(by_entity_, mutation.entity);
  if (mutation.kind == Kind::kCreate) remove(creates_, mutation.entity.id);
  for (const EntityId& id : entry.references) remove(referring_, id);
}

const Queue::Entry* Queue::FindEntry(const Sequence& sequence) const {
  const auto place = entries_.find(sequence);
  return place == entries_.end() ? nullptr : &place->second;
}

const QueuedMutation* Queue::Find(const Sequence& sequence) const {
  const Entry* entry = FindEntry(sequence);
  return entry;
}

const QueuedMutation* Queue::FindId(const MutationId& id) const {
  const auto place = by_id_.find(id);
  return place == by_id_.end() ? nullptr : Find(*place->second.begin());
}

bool Queue::IsLastOfLane(const Sequence& sequence) const {
  const Entry* entry = FindEntry(sequence);
  return !entry || entry->lane->all.back() == entry;
}

Queue::List Queue::OfEntity(const EntityKey& entity) const { return Listed(by_entity_, entity); }

std::vector<const QueuedMutation*> Queue::All() const { return {order_.begin(), order_.end()}; }

std::vector<EntityKey> Queue::Entities() const {
  std::vector<EntityKey> entities;
  for (const QueuedMutation* queued : order_) {
    const EntityKey& entity = queued->mutation.entity;
    if (OfEntity(entity).front() == queued) entities.push_back(entity);
  }
  return entities;
}

std::vector<EntityKey> Queue::InOrder(const std::set<EntityKey>& some) const {
  std::vector<EntityKey> entities;
  Ordered firsts;
  for (const EntityKey& entity : some) {
    const auto place = by_entity_.find(entity);
    if (place == by_entity_.end()) {
      entities.push_back(entity);
    } else {
      firsts.insert(*place->second.begin());
    }
  }
  for (const QueuedMutation* first : firsts) entities.push_back(first->mutation.entity);
  return entities;
}

Queue::List Queue::ReferringTo(const EntityId& id) const { return Listed(referring_, id); }

Queue::List Queue::CreatesOf(const EntityId& id) const { return Listed(creates_, id); }

const QueuedMutation* Queue::CreateOf(const EntityId& id) const {
  const auto place = creates_.find(id);
  return place == creates_.end() ? nullptr : *place->second.begin();
}

bool Queue::WaitsFor(const Sequence& waiting, const Sequence& awaited) const {
  const Entry* to = FindEntry(awaited);
  std::set<Sequence> seen;
  std::vector<Sequence> open = {waiting};
  while (!open.empty()) {
    const Entry* from = FindEntry(open.back());
    open.pop_back();
    if (!from || !seen.insert(from->sequence()).second) continue;
    const bool behind = to && from->lane == to->lane && ByPlace()(to, from);
    if (behind || from == to) return true;
    for (const EntityId& id : from->references) {
      for (const QueuedMutation* create : CreatesOf(id)) {
        const bool is_own = create->mutation.entity == from->mutation.entity;
        if (!is_own) open.push_back(create->sequence());
      }
    }
  }
  return false;
}

bool Queue::IsReferenceOpen(const Entry& entry, const EntityId& id) const {
  const List creates = CreatesOf(id);
  return std::any_of(creates.begin(), creates.end(), [&](const QueuedMutation* create) {
    return create->mutation.entity != entry.mutation.entity &&
           !WaitsFor(create->sequence(), entry.sequence());
  });
}

EntryWait Queue::OwnWait(const Entry& entry, const Times& times) const {
  const QueuedMutation& queued = entry;
  if (queued.progress.kept_offline || times.held_until(queued.mutation) > times.now_ms) {
    return EntryWait::kHeld;
  }
  for (const EntityId& id : entry.references) {
    if (!IsReferenceOpen(entry, id)) continue;
    return CreateOf(id)->parked() ? EntryWait::kParkedBefore : EntryWait::kDependency;
  }
  return times.due(queued.sequence()) > times.now_ms ? EntryWait::kBackoff : EntryWait::kNone;
}

std::optional<Queue::Candidate> Queue::CandidateOf(const LaneState& lane,
                                                   const Times& times) const {
  if (lane.waiting.empty()) return std::nullopt;
  const QueuedMutation* next = *lane.waiting.begin();
  for (const QueuedMutation* barrier : lane.barriers) {
    if (ByPlace()(next, barrier)) break;
    const bool is_held = HoldsLane(*barrier) || HeldByConflict(*barrier, *next);
    if (is_held) return Candidate{next, EntryWait::kParkedBefore};
  }
  return Candidate{next, OwnWait(static_cast<const Entry&>(*next), times)};
}

void Queue::ForEachCandidate(const Times& times, const std::vector<Sequence>& busy,
                             FunctionRef<bool(const Candidate&)> visit) const {
  std::set<const LaneState*> busy_lanes;
  for (const Sequence& sequence : busy) {
    if (const Entry* entry = FindEntry(sequence)) busy_lanes.insert(entry->lane);
  }
  for (const LaneState* lane : open_) {
    if (busy_lanes.contains(lane)) continue;
    const std::optional<Candidate> candidate = CandidateOf(*lane, times);
    if (candidate && !visit(*candidate)) return;
  }
}

EntryWait Queue::WaitOf(const QueuedMutation& queued, const Times& times) const {
  const Entry* entry = FindEntry(queued.sequence());
  if (!entry || !queued.pending()) return EntryWait::kNone;
  const EntryWait own = OwnWait(*entry, times);
  if (own != EntryWait::kNone) return own;
  const std::optional<Candidate> candidate = CandidateOf(*entry->lane, times);
  const bool first_waits = candidate && candidate->wait == EntryWait::kParkedBefore;
  return first_waits ? EntryWait::kParkedBefore : EntryWait::kNone;
}

}  // namespace synchrone
