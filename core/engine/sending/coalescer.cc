#include "core/engine/sending/coalescer.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace synchrone {

bool Coalescer::MayMerge(const QueuedMutation& queued, const Moment& moment) const {
  const Progress& progress = queued.progress;
  const bool untouched = queued.pending() && progress.attempts == 0 && !progress.kept_offline;
  return untouched && queued.mutation.not_after_ms == 0 && !table_.IsSending(queued.sequence()) &&
         waits_.WaitOf(queued, moment) == EntryWait::kNone;
}

const QueuedMutation* Coalescer::NextOf(const QueuedMutation& queued) const {
  const Queue::List same = local_store_.queue().OfEntity(queued.mutation.entity);
  const auto one = std::find_if(same.begin(), same.end(), [&](const QueuedMutation* other) {
    return other->sequence() == queued.sequence();
  });
  return std::distance(one, same.end()) > 1 ? *std::next(one) : nullptr;
}

std::optional<QueuedMutation> Coalescer::MergeAt(const QueuedMutation& head, Turn& turn) {
  std::optional<QueuedMutation> first = head;
  const EndpointOptions& options = endpoints_.Get(head.mutation.entity.resource);
  if (!options.coalesce || options.fifo) return first;  // 'fifo': one order over all records
  while (first && MayMerge(*first, turn)) {
    const QueuedMutation* next = NextOf(*first);
    if (!next || !MayMerge(*next, turn)) break;
    const Coalesced rule = Coalesce(first->mutation, next->mutation);
    if (rule == Coalesced::kBothStay) break;
    if (rule == Coalesced::kNothing && !MayVanish(first->mutation)) break;
    // Where the merge cannot be recorded at once, a tab that takes over would find the changes
    // unmerged, and send them with the same key (3.7).
    if (!journal_.HasRoomToMerge(first->mutation, next->mutation)) break;
    first = Merge(*first, QueuedMutation(*next), rule, turn);
  }
  return first;
}

bool Coalescer::MayVanish(const Mutation& created) const {
  const auto referring = local_store_.queue().ReferringTo(created.entity.id);
  return std::all_of(referring.begin(), referring.end(), [&](const QueuedMutation* other) {
    return other->mutation.entity == created.entity;
  });
}

std::optional<QueuedMutation> Coalescer::Merge(const QueuedMutation& first,
                                               const QueuedMutation& next, Coalesced rule,
                                               Turn& turn) {
  const RecordStore::Transaction transaction(journal_.records());
  constexpr auto kCoalesced = Dropped::Cause::kCoalesced;
  if (rule == Coalesced::kIntoEarlier) {
    Mutation merged = first.mutation;
    merged.data = CoalescedData(first.mutation, next.mutation);
    local_store_.Commit(Rewritten{std::move(merged)}, turn);
    local_store_.Commit(Dropped{next.sequence(), kCoalesced, first.id()}, turn);
    return *local_store_.queue().Find(first.sequence());
  }
  local_store_.Commit(Dropped{first.sequence(), kCoalesced, next.id()}, turn);
  if (rule == Coalesced::kIntoLater) return *local_store_.queue().Find(next.sequence());
  transitions_.Confirm(next, ConfirmedOutcome{}, "never sent", turn);
  return std::nullopt;
}

}  // namespace synchrone
