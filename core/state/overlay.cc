#include "core/state/overlay.h"

#include <algorithm>
#include <utility>

namespace synchrone {
namespace {

Json ParsedOrObject(const std::string& text) {
  Result<Json> parsed = ParseJson(text);
  return parsed.ok() ? std::move(*parsed) : Json::object();
}

}  // namespace

RecordState ApplyMutation(const RecordState& before, const Mutation& mutation) {
  switch (mutation.kind) {
    case Kind::kCreate: return RecordState::Present(ParsedOrObject(mutation.data));
    case Kind::kDelete: return RecordState::Absent();
    case Kind::kAction: return before;
    case Kind::kUpdate: break;
  }
  if (before.knowledge == RecordState::Knowledge::kAbsent) return before;
  const Json known = before.record.is_object() ? before.record : Json::object();
  return {before.knowledge, ShallowMerge(known, ParsedOrObject(mutation.data))};
}

RecordState Fold(const RecordState& confirmed, const std::vector<const QueuedMutation*>& queued) {
  RecordState view = confirmed;
  for (const QueuedMutation* entry : queued) {
    if (entry->in_view()) view = ApplyMutation(view, entry->mutation);
  }
  return view;
}

SyncState SyncStateOf(const std::vector<const QueuedMutation*>& queued) {
  SyncState state = SyncState::kSynced;
  for (const QueuedMutation* entry : queued) {
    SyncState own = SyncState::kPending;
    if (entry->parked()) {
      own = entry->progress.park == ParkKind::kConflict ? SyncState::kConflict : SyncState::kError;
    }
    state = std::max(state, own);
  }
  return state;
}

const RecordState& ConfirmedStates::Get(const EntityKey& entity) const {
  static const RecordState kUnknown;
  const auto found = states_.find(entity);
  return found == states_.end() ? kUnknown : found->second;
}

void ConfirmedStates::Set(const EntityKey& entity, RecordState state) {
  states_[entity] = std::move(state);
}

}  // namespace synchrone
