#include "core/engine/local_store/views.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace synchrone {
namespace {

// The number of changes of one record from which their fold is kept between turns (FoldedEdits).
constexpr size_t kLongRun = 16;

}  // namespace

ViewEvent Views::Of(const EntityKey& entity) const {
  const Queue::List queued = queue_.OfEntity(entity);
  if (queued.size() < kLongRun) folded_.erase(entity);
  return {entity,
          ids_.FormerIds(entity),
          EntityId(),
          TextOf(entity, queued),
          confirmed_.TextOf(entity),
          queue_.parked_count() == 0 && !queued.empty() ? SyncState::kPending : SyncStateOf(queued),
          queued.empty() ? "" : queued.front()->mutation.tail};
}

RecordStateText Views::TextOf(const EntityKey& entity, Queue::List queued) const {
  const auto changes_it = [](const QueuedMutation* one) {
    return one->in_view() && one->mutation.kind != Kind::kAction;
  };
  const auto first = std::find_if(queued.begin(), queued.end(), changes_it);
  if (first == queued.end()) return confirmed_.TextOf(entity);
  const bool is_only = std::none_of(std::next(first), queued.end(), changes_it);
  const Mutation& mutation = (*first)->mutation;
  if (is_only && mutation.kind == Kind::kCreate && !mutation.data.empty()) {
    return {RecordState::Knowledge::kPresent, mutation.data};
  }
  const ConfirmedStates::Stored* known = confirmed_.Find(entity);
  if (is_only && mutation.kind == Kind::kUpdate && known && known->whole) {
    const bool are_objects = known->record.starts_with('{') && mutation.data.starts_with('{');
    if (are_objects) return {RecordState::Knowledge::kPresent, known->record, mutation.data};
  }
  const RecordState confirmed = confirmed_.Get(entity);
  if (queued.size() < kLongRun) return RecordStateText::Of(Fold(confirmed, queued));
  const bool all_in_view = queue_.parked_count() == 0;
  return RecordStateText::Of(folded_[entity].Over(confirmed, queued, all_in_view));
}

void Views::Emit(Turn& turn) {
  // Lists show what was created in the order of their first views.
  for (const EntityKey& entity : queue_.InOrder(turn.touched)) {
    const bool renamed_away = ids_.Resolve(entity) != entity && !queue_.HasEntity(entity);
    if (renamed_away || entity.id.empty()) continue;
    ViewEvent view = Of(entity);
    const auto renamed = turn.renamed.find(entity);
    if (renamed != turn.renamed.end()) view.previous_id = renamed->second;
    // Rolled back, and the confirmed record was never seen: only the server knows it.
    const bool blind = view.view.knowledge == RecordState::Knowledge::kUnknown &&
                       turn.rolled_back.contains(entity);
    turn.events.push_back(std::move(view));
    if (blind) turn.events.push_back(ReadNeededEvent{entity, turn.rolled_back[entity]});
    if (!queue_.HasEntity(entity)) confirmed_.Forget(entity);
  }
}

ParkedEvent Views::Parked(const QueuedMutation& queued) const {
  const RecordState known = confirmed_.Get(queued.mutation.entity);
  const bool kept = !queued.mutation.base.empty() || !known.present();
  return {queued, kept ? queued.mutation.base : DumpJson(known.record)};
}

void Views::NoteErased(const QueuedMutation& queued) {
  const auto folded = folded_.find(queued.mutation.entity);
  if (folded != folded_.end()) folded->second.Remove(&queued);
}

}  // namespace synchrone
