#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "core/base/function_ref.h"
#include "core/model/event.h"
#include "core/model/mutation.h"

namespace synchrone {

// The queued mutations of one user, in lanes.
//
// Invariants: a sequence is queued once; a lane holds its mutations in the order of their places
// (QueuedMutation::place); settled mutations are not here. All iteration is in that order, so that
// every tab and every replay decides alike.
class Queue {
 public:
  // A lane: the record, or one for everything where the application asked for 'fifo'.
  using Lane = EntityKey;

  Queue() = default;
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  // `lane`: the lane of the mutation. `references`: the records that it refers to and that are
  // still being created.
  void Insert(QueuedMutation queued, const Lane& lane, std::vector<EntityId> references);
  // Replaces the contents; the sequence and the id stay.
  void ReplaceMutation(const Mutation& mutation, const Lane& lane,
                       std::vector<EntityId> references);
  void SetProgress(const Sequence& sequence, Progress progress);
  void Erase(const Sequence& sequence);
  void Clear();

  const QueuedMutation* Find(const Sequence& sequence) const;
  // The first with that id: two tabs may have accepted the same id at the same moment.
  const QueuedMutation* FindId(const MutationId& id) const;
  // No mutation of its lane comes after it.
  bool IsLastOfLane(const Sequence& sequence) const;
  // Queued mutations in order. Valid until the queue changes.
  using List = std::span<const QueuedMutation* const>;
  // The queued mutations of one record.
  List OfEntity(const EntityKey& entity) const;
  bool HasEntity(const EntityKey& entity) const { return by_entity_.contains(entity); }
  // Every queued mutation, in order.
  std::vector<const QueuedMutation*> All() const;
  // Every record with queued mutations, in the order of the first of each.
  std::vector<EntityKey> Entities() const;
  // `some` in that order; records without queued mutations come first.
  std::vector<EntityKey> InOrder(const std::set<EntityKey>& some) const;
  // The mutations that refer to `id`.
  List ReferringTo(const EntityId& id) const;
  // The queued creates of records that are called `id`: ids that are not ours may be the same in
  // several resources.
  List CreatesOf(const EntityId& id) const;
  // The first of them, or nullptr.
  const QueuedMutation* CreateOf(const EntityId& id) const;
  // `waiting` cannot be sent before `awaited` has left the queue: it refers to the record of
  // `awaited` or comes after it in a lane, directly or by way of others.
  bool WaitsFor(const Sequence& waiting, const Sequence& awaited) const;

  size_t size() const { return entries_.size(); }
  int pending_count() const { return pending_count_; }
  // Pending mutations that are held until a person sends them.
  int held_count() const { return held_count_; }
  int parked_count() const { return static_cast<int>(entries_.size()) - pending_count_; }

  // What a lane could send next, and why it does not.
  struct Candidate {
    const QueuedMutation* queued = nullptr;
    EntryWait wait = EntryWait::kNone;
  };
  // Until when a mutation waits (epoch ms; 0: it does not).
  struct Times {
    int64_t now_ms = 0;
    FunctionRef<int64_t(const Sequence&)> due;         // for its retry
    FunctionRef<int64_t(const Mutation&)> held_until;  // for the end of its hold
  };
  // Visits the next mutation of each lane with pending work, in order, until `visit` returns false.
  // The lanes of `busy`, the mutations that are being sent, are left out.
  void ForEachCandidate(const Times& times, const std::vector<Sequence>& busy,
                        FunctionRef<bool(const Candidate&)> visit) const;
  // Why this pending mutation has to wait, as far as the queue knows.
  EntryWait WaitOf(const QueuedMutation& queued, const Times& times) const;

 private:
  struct LaneState;
  struct Entry : QueuedMutation {
    std::vector<EntityId> references;
    LaneState* lane = nullptr;
  };
  struct ByPlace {
    bool operator()(const QueuedMutation* a, const QueuedMutation* b) const;
  };
  // Mutations in the order of their places. Most are added at the end and removed at the front, and
  // listing them is the most frequent operation: so this is a vector whose front may be unused.
  class Ordered {
   public:
    void insert(const QueuedMutation* entry);
    void erase(const QueuedMutation* entry);
    bool empty() const { return size() == 0; }
    size_t size() const { return entries_.size() - static_cast<size_t>(first_); }
    auto begin() const { return entries_.begin() + first_; }
    auto end() const { return entries_.end(); }
    const QueuedMutation* back() const { return entries_.back(); }

   private:
    std::vector<const QueuedMutation*>::iterator PlaceOf(const QueuedMutation* entry);

    std::vector<const QueuedMutation*> entries_;
    std::ptrdiff_t first_ = 0;  // how many entries at the front are unused
  };
  struct LaneState {
    Lane key;
    Ordered all;
    Ordered waiting;   // may be sent as soon as nothing before them is in the way
    Ordered barriers;  // parked, and in the way of what comes after them
  };
  struct ByFirst {
    bool operator()(const LaneState* a, const LaneState* b) const;
  };

  // A record that the entry refers to is still being created.
  bool IsReferenceOpen(const Entry& entry, const EntityId& id) const;
  const Entry* FindEntry(const Sequence& sequence) const;
  // Counts the entry in (1) or out (-1).
  void Count(const QueuedMutation& queued, int by);
  void Link(Entry& entry, const Lane& lane);
  void Unlink(Entry& entry);
  void AddToLane(Entry& entry);
  void RemoveFromLane(Entry& entry);
  // Adds the entry to the index of its own record, and of each record that it refers to.
  void Index(const Entry& entry);
  void RemoveFromIndex(const Entry& entry);
  std::optional<Candidate> CandidateOf(const LaneState& lane, const Times& times) const;
  EntryWait OwnWait(const Entry& entry, const Times& times) const;

  std::map<Sequence, Entry> entries_;
  std::set<const QueuedMutation*, ByPlace> order_;
  std::map<MutationId, std::set<Sequence>> by_id_;
  std::map<EntityKey, Ordered> by_entity_;
  std::map<EntityId, Ordered> referring_;  // to this id
  std::map<EntityId, Ordered> creates_;    // of the record that is called so
  std::map<Lane, LaneState> lanes_;
  std::set<LaneState*, ByFirst> open_;  // lanes with something waiting
  int pending_count_ = 0;
  int held_count_ = 0;
};

}  // namespace synchrone
