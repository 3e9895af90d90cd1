#pragma once

#include <list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/mutation.h"
#include "core/model/view.h"

namespace synchrone {

// `before` with `mutation`, which is in the view, put over it. Pure.
//   create: present, whatever was there. delete: absent. action: unchanged.
//   update: its changes over a present record; collected as "unknown with these changes" over an
//   unknown one; nothing over an absent one.
RecordState ApplyMutation(const RecordState& before, const Mutation& mutation);

// view = confirmed ⊕ pending: the mutations that are in the view, put over the confirmed state in
// their order. Rollback is the same fold with one mutation fewer.
RecordState Fold(const RecordState& confirmed, std::span<const QueuedMutation* const> queued);

// Fold for a long run of changes of one record: it is not folded again when its first change is
// removed or another is appended.
class FoldedEdits {
 public:
  // `all_in_view`: no mutation of `queued` is parked. Then a run with the length, the first and the
  // last mutation of the folded run is the folded run.
  RecordState Over(const RecordState& confirmed, std::span<const QueuedMutation* const> queued,
                   bool all_in_view);
  // Call it before `queued` leaves the queue.
  void Remove(const QueuedMutation* queued);

 private:
  void RemoveFirst();
  void Take(const std::vector<const QueuedMutation*>& edits);
  void Append(const QueuedMutation* queued);

  std::list<const QueuedMutation*> edits_;  // what is folded: updates that are in the view
  Json changes_ = Json::object();           // what they make together
  std::map<std::string, const QueuedMutation*> writers_;  // field -> who changed it last
};

// The fields that two people have changed differently: `theirs` has another value than `base` had,
// and another one than `changes` sets.
std::vector<std::string> ClashingFields(const Json& base, const Json& changes, const Json& theirs);

// The badge of a record with these queued mutations: conflict before error before pending.
SyncState SyncStateOf(std::span<const QueuedMutation* const> queued);

// The Mutation::base of a record that does not exist.
inline constexpr std::string_view kAbsentBase = "null";

// The confirmed state of the records that have queued mutations, and of no others: the collections
// stay with the host (wasm/README.md). Kept as text and parsed when asked for, since most
// are never asked for.
class ConfirmedStates {
 public:
  // Unknown when nothing is kept of the record, or when what is kept is not JSON.
  RecordState Get(const EntityKey& entity) const;
  // Get, as text.
  RecordStateText TextOf(const EntityKey& entity) const;
  // `record`: JSON text; empty: the record does not exist. `whole`: `record` is complete; false: it
  // has only the fields that are known.
  void Set(const EntityKey& entity, std::string record, bool whole = true);
  // This state as a Mutation::base: the record's text, or kAbsentBase; nothing when the record is
  // not known as a whole.
  std::optional<std::string> BaseOf(const EntityKey& entity) const;
  // The reverse of BaseOf.
  void SetFromBase(const EntityKey& entity, const std::string& base);
  void Forget(const EntityKey& entity) { states_.erase(entity); }
  void Clear() { states_.clear(); }

  struct Stored {
    std::string record;  // empty: it does not exist
    bool whole = true;
  };
  // nullptr when nothing is kept of the record.
  const Stored* Find(const EntityKey& entity) const;

 private:
  std::map<EntityKey, Stored> states_;
};

}  // namespace synchrone
