#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/model/event.h"
#include "core/model/mutation.h"

namespace synchrone {

// The queued mutations of one user, in lanes (BEHAVIOUR 3.4).
//
// Invariants: every queued mutation has one sequence and one id; a lane holds its mutations in
// sequence order; settled mutations are not here. All iteration is in sequence order, so that every
// tab and every replay decides alike.
class Queue {
 public:
  // A lane: the record, or one for everything where the application asked for 'fifo'.
  using Lane = EntityKey;

  // `lane`: where the mutation stands. `references`: records it refers to that are still being
  // created (BEHAVIOUR 3.5).
  void Insert(QueuedMutation queued, Lane lane, std::vector<EntityId> references);
  // Replaces the contents; sequence, id and lane stay.
  void ReplaceMutation(const Mutation& mutation, std::vector<EntityId> references);
  void SetProgress(const Sequence& sequence, Progress progress);
  void Erase(const Sequence& sequence);
  void Clear();

  const QueuedMutation* Find(const Sequence& sequence) const;
  const QueuedMutation* FindId(const MutationId& id) const;
  bool InSameLane(const Sequence& a, const Sequence& b) const;
  // Nothing of its lane comes after it.
  bool IsLastOfLane(const Sequence& sequence) const;
  // The queued mutations of one record, in order.
  std::vector<const QueuedMutation*> OfEntity(const EntityKey& entity) const;
  // Every queued mutation, in order.
  std::vector<const QueuedMutation*> All() const;
  // Every record with queued mutations.
  std::vector<EntityKey> Entities() const;
  // The mutations that refer to `id`, in order.
  std::vector<const QueuedMutation*> ReferringTo(const EntityId& id) const;
  // The queued creates of records that are called `id`, in order: ids that are not ours may be the
  // same in several resources.
  std::vector<const QueuedMutation*> CreatesOf(const EntityId& id) const;
  // The first of them, or nullptr.
  const QueuedMutation* CreateOf(const EntityId& id) const;
  // `waiting` cannot go before `awaited` has left the queue: it refers to it, refers to one that
  // does, or comes after it in a lane.
  bool WaitsFor(const Sequence& waiting, const Sequence& awaited) const;

  size_t size() const { return entries_.size(); }
  int pending_count() const { return pending_count_; }
  // Pending ones that are held until their person sends them (BEHAVIOUR 3.2).
  int held_count() const { return held_count_; }
  int parked_count() const { return static_cast<int>(entries_.size()) - pending_count_; }

  // What a lane could send next, and why it does not.
  struct Candidate {
    const QueuedMutation* queued = nullptr;
    EntryWait wait = EntryWait::kNone;
  };
  // For each lane with pending work its next mutation, in sequence order, until `visit` says stop
  // (returns false). `due` tells when a retried mutation may go (epoch ms, 0: now).
  void ForEachCandidate(int64_t now_ms, const std::function<int64_t(const Sequence&)>& due,
                        const std::function<bool(const Candidate&)>& visit) const;
  // Why this pending mutation has to wait, as far as the queue knows.
  EntryWait WaitOf(const QueuedMutation& queued, int64_t now_ms,
                   const std::function<int64_t(const Sequence&)>& due) const;

 private:
  struct Entry {
    QueuedMutation queued;
    Lane lane;
    std::vector<EntityId> references;
  };

  // Counts the entry in (1) or out (-1).
  void Count(const QueuedMutation& queued, int by);
  // A record that the entry refers to is still being created.
  bool IsReferenceOpen(const Entry& entry, const EntityId& id) const;
  const Entry* FindEntry(const Sequence& sequence) const;
  void AddReferences(const Entry& entry);
  void RemoveReferences(const Entry& entry);
  void AddToLane(const Entry& entry);
  void RemoveFromLane(const Entry& entry);
  std::optional<Candidate> CandidateOf(const std::set<Sequence>& lane, int64_t now_ms,
                                       const std::function<int64_t(const Sequence&)>& due) const;
  EntryWait OwnWait(const Entry& entry, int64_t now_ms,
                    const std::function<int64_t(const Sequence&)>& due) const;
  // A parked mutation that later ones of its lane may not overtake.
  static bool HoldsLane(const QueuedMutation& parked);
  // A conflict holds the later edits of the same fields only (BEHAVIOUR 3.4a).
  static bool HeldByConflict(const QueuedMutation& conflict, const QueuedMutation& later);

  std::map<Sequence, Entry> entries_;
  std::map<Lane, std::set<Sequence>> lanes_;
  std::set<Sequence> heads_;  // the first of each lane
  std::map<EntityKey, std::set<Sequence>> by_entity_;
  std::unordered_map<MutationId, Sequence> by_id_;
  std::unordered_map<EntityId, std::set<Sequence>> creates_;
  std::unordered_map<EntityId, std::set<Sequence>> referring_;
  int pending_count_ = 0;
  int held_count_ = 0;
};

}  // namespace synchrone
