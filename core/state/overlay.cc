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
    case Kind::kCreate:
      return RecordState::Present(ParsedOrObject(mutation.data));
    case Kind::kDelete:
      return RecordState::Absent();
    case Kind::kAction:
      return before;
    case Kind::kUpdate:
      break;
  }
  if (before.knowledge == RecordState::Knowledge::kAbsent) return before;
  const Json known = before.record.is_object() ? before.record : Json::object();
  return {before.knowledge, ShallowMerge(known, ParsedOrObject(mutation.data))};
}

namespace {

SyncState ParkedState(ParkKind park) {
  if (park == ParkKind::kUncertain) return SyncState::kUncertain;
  return park == ParkKind::kConflict ? SyncState::kConflict : SyncState::kError;
}

}  // namespace

RecordState Fold(const RecordState& confirmed, std::span<const QueuedMutation* const> queued) {
  RecordState view = confirmed;
  for (const QueuedMutation* entry : queued) {
    if (entry->in_view()) view = ApplyMutation(view, entry->mutation);
  }
  return view;
}

void FoldedEdits::Append(const QueuedMutation* queued) {
  edits_.push_back(queued);
  const Json changes = ParsedOrObject(queued->mutation.data);
  for (auto it = changes.begin(); changes.is_object() && it != changes.end(); ++it) {
    changes_[it.key()] = *it;
    writers_[it.key()] = queued;
  }
}

void FoldedEdits::RemoveFirst() {
  const QueuedMutation* first = edits_.front();
  edits_.pop_front();
  std::erase_if(writers_, [&](const auto& writer) {
    if (writer.second != first) return false;
    changes_.erase(writer.first);
    return true;
  });
}

void FoldedEdits::Remove(const QueuedMutation* queued) {
  if (!edits_.empty() && edits_.front() == queued) {
    RemoveFirst();
  } else if (std::find(edits_.begin(), edits_.end(), queued) != edits_.end()) {
    *this = FoldedEdits();
  }
}

// Makes `edits` the folded ones.
void FoldedEdits::Take(const std::vector<const QueuedMutation*>& edits) {
  while (!edits_.empty() && edits_.front() != edits.front()) RemoveFirst();
  const bool goes_on =
      edits_.size() <= edits.size() && std::equal(edits_.begin(), edits_.end(), edits.begin());
  if (!goes_on) *this = FoldedEdits();
  for (size_t i = edits_.size(); i < edits.size(); ++i) Append(edits[i]);
}

RecordState FoldedEdits::Over(const RecordState& confirmed,
                              std::span<const QueuedMutation* const> queued, bool all_in_view) {
  RecordState before = confirmed;
  const bool is_known = all_in_view && !edits_.empty() && edits_.size() == queued.size() &&
                        edits_.front() == queued.front() && edits_.back() == queued.back();
  if (!is_known) {
    // Mutations up to the last one that is not an update, mostly a create, are folded each time.
    size_t first = 0;
    std::vector<const QueuedMutation*> edits;
    for (size_t i = 0; i < queued.size(); ++i) {
      if (!queued[i]->in_view() || queued[i]->mutation.kind == Kind::kAction) continue;
      if (queued[i]->mutation.kind == Kind::kUpdate) {
        edits.push_back(queued[i]);
      } else {
        edits.clear();
        first = i + 1;
      }
    }
    before = Fold(confirmed, queued.first(first));
    if (edits.empty()) return before;
    Take(edits);
  }
  if (before.knowledge == RecordState::Knowledge::kAbsent) return before;
  const Json known = before.record.is_object() ? std::move(before.record) : Json::object();
  return {before.knowledge, ShallowMerge(known, changes_)};
}

std::vector<std::string> ClashingFields(const Json& base, const Json& changes, const Json& theirs) {
  static const Json kNothing;
  const auto value = [](const Json& record, const std::string& field) -> const Json& {
    const Json* found = Find(record, field);
    return found ? *found : kNothing;
  };
  std::vector<std::string> clashing;
  for (auto it = changes.begin(); changes.is_object() && it != changes.end(); ++it) {
    const Json& now = value(theirs, it.key());
    if (!SameJson(now, value(base, it.key())) && !SameJson(now, *it)) clashing.push_back(it.key());
  }
  return clashing;
}

SyncState SyncStateOf(std::span<const QueuedMutation* const> queued) {
  SyncState state = SyncState::kSynced;
  for (const QueuedMutation* entry : queued) {
    SyncState own = SyncState::kPending;
    if (entry->parked()) own = ParkedState(entry->progress.park);
    state = std::max(state, own);
  }
  return state;
}

RecordState ConfirmedStates::Get(const EntityKey& entity) const {
  const auto found = states_.find(entity);
  if (found == states_.end()) return RecordState::Unknown();
  const Stored& stored = found->second;
  if (stored.record.empty()) return RecordState::Absent();
  Result<Json> parsed = ParseJson(stored.record);
  if (!parsed.ok()) return RecordState::Unknown();
  if (stored.whole) return RecordState::Present(std::move(*parsed));
  return {RecordState::Knowledge::kUnknown, std::move(*parsed)};
}

RecordStateText ConfirmedStates::TextOf(const EntityKey& entity) const {
  const Stored* stored = Find(entity);
  if (!stored) return {};
  if (stored->record.empty()) return {RecordState::Knowledge::kAbsent};
  const auto knowledge =
      stored->whole ? RecordState::Knowledge::kPresent : RecordState::Knowledge::kUnknown;
  return {knowledge, stored->record};
}

const ConfirmedStates::Stored* ConfirmedStates::Find(const EntityKey& entity) const {
  const auto found = states_.find(entity);
  return found == states_.end() ? nullptr : &found->second;
}

std::optional<std::string> ConfirmedStates::BaseOf(const EntityKey& entity) const {
  const auto found = states_.find(entity);
  if (found == states_.end() || !found->second.whole) return std::nullopt;
  const std::string& record = found->second.record;
  return record.empty() ? std::string(kAbsentBase) : record;
}

void ConfirmedStates::SetFromBase(const EntityKey& entity, const std::string& base) {
  Set(entity, base == kAbsentBase ? "" : base);
}

void ConfirmedStates::Set(const EntityKey& entity, std::string record, bool whole) {
  states_[entity] = {std::move(record), whole};
}

}  // namespace synchrone
