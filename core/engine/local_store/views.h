#pragma once

#include <map>

#include "core/engine/turn/turn.h"
#include "core/queue/id_map.h"
#include "core/queue/queue.h"
#include "core/state/overlay.h"

namespace synchrone {

// view = confirmed ⊕ pending, for every record. What a long run of changes of one record makes
// together is kept between turns.
class Views {
 public:
  Views(const Queue& queue, const IdMap& ids, ConfirmedStates& confirmed)
      : queue_(queue), ids_(ids), confirmed_(confirmed) {}

  ViewEvent Of(const EntityKey& entity) const;
  // Emits the views of the touched records, and forgets the confirmed state of those with nothing
  // queued any more.
  void Emit(Turn& turn);
  // The event that announces a parked mutation.
  ParkedEvent Parked(const QueuedMutation& queued) const;
  // Call these before a mutation leaves the queue or gets other contents.
  void NoteErased(const QueuedMutation& queued);
  void NoteRewritten(const EntityKey& entity) { folded_.erase(entity); }
  void Clear() { folded_.clear(); }

 private:
  RecordStateText TextOf(const EntityKey& entity, Queue::List queued) const;

  const Queue& queue_;
  const IdMap& ids_;
  ConfirmedStates& confirmed_;
  mutable std::map<EntityKey, FoldedEdits> folded_;
};

}  // namespace synchrone
