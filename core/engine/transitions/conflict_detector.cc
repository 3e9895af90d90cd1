#include "core/engine/transitions/conflict_detector.h"

#include <utility>
#include <vector>

namespace synchrone {

void ConflictDetector::TakeRead(const EntityKey& entity, std::string_view record, const Json& read,
                                Turn& turn) {
  const std::vector<QueuedMutation> clashing = judge_.ClashingWith(entity, read);
  if (!clashing.empty() && judge_.MayHaveLeft(entity)) {
    unread_.insert(entity);
    return;
  }
  for (const QueuedMutation& queued : clashing) {
    transitions_.ParkConflict(queued, DumpJson(read), turn);
  }
  local_store_.Commit(Observed{entity, record.empty() ? "" : DumpJson(read)}, turn);
  // A conflict whose answer did not show the server's record shows it now.
  std::vector<Advanced> changes;
  for (const QueuedMutation* queued : local_store_.queue().OfEntity(entity)) {
    const Progress& progress = queued->progress;
    if (progress.park != ParkKind::kConflict || !progress.server_record.empty()) continue;
    changes.push_back({queued->sequence(), progress});
    changes.back().progress.server_record = record;
  }
  for (Advanced& shown : changes) local_store_.Commit(std::move(shown), turn);
}

void ConflictDetector::AskAgain(Turn& turn) {
  std::erase_if(unread_, [&](const EntityKey& entity) {
    if (judge_.MayHaveLeft(entity)) return false;
    const Queue::List queued = local_store_.queue().OfEntity(entity);
    turn.events.push_back(
        ReadNeededEvent{entity, queued.empty() ? "" : queued.back()->mutation.tail});
    return true;
  });
}

}  // namespace synchrone
