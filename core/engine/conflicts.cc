// What others have changed on the server, as reads show it, and edits that conflict with it
// (BEHAVIOUR 3.8).
#include <algorithm>
#include <utility>

#include "core/engine/engine.h"
#include "core/engine/turn.h"
#include "core/model/path.h"

namespace synchrone {

// Another user has changed a field that a waiting edit has changed: sent on their version, it
// would undo theirs unseen, so a person compares (3.8). While an edit may have left, what is read
// may be its own effect: the server says, and the record is read again then.
bool Engine::TakeRead(const EntityKey& entity, const Json& theirs, TurnLog& log) {
  const std::vector<QueuedMutation> clashing = judge_.ClashingWith(entity, theirs);
  if (!clashing.empty() && judge_.MayHaveLeft(entity)) {
    unread_.insert(entity);
    return false;
  }
  for (const QueuedMutation& queued : clashing) ParkConflict(queued, DumpJson(theirs), log);
  return true;
}

void Engine::AskForUnread(TurnLog& log) {
  std::erase_if(unread_, [&](const EntityKey& entity) {
    if (judge_.MayHaveLeft(entity)) return false;
    const Queue::List queued = ledger_.queue().OfEntity(entity);
    log.events.push_back(
        ReadNeededEvent{entity, queued.empty() ? "" : queued.back()->mutation.tail});
    return true;
  });
}

void Engine::ParkConflict(const QueuedMutation& queued, std::string theirs, TurnLog& log) {
  Progress progress = queued.progress;
  progress.status = MutationStatus::kError;
  progress.park = ParkKind::kConflict;
  progress.kept_offline = false;
  progress.error_code = "CONFLICT";
  progress.error_message.clear();
  progress.server_record = std::move(theirs);
  Commit(Advanced{queued.sequence(), std::move(progress)}, log);
}

Status Engine::Observe(const std::string& resource, const EntityId& entity,
                       const std::string& record, const std::string& etag, bool was_asked) {
  return RunTurn([&](TurnLog& log) {
    Result<Endpoint> written = ReadEndpoint(resource, options_.own_origin, options_.origins);
    if (!written.ok()) return written.status();
    const EntityKey known = ledger_.ids().Resolve({Resource(std::move(written->path)), entity});
    const Result<Json> read = record.empty() ? Json() : ParseJson(record);
    if (!read.ok()) return Status(ErrorCode::kNotSerialisable, "The record is not JSON.");
    asked_.erase(known);
    requests_.NoteRead(known, *read, etag);
    const Journal::Step step(journal_);
    if (was_asked) JudgeBy(known, record, log);
    if (!TakeRead(known, *read, log)) return Status::Ok();
    Commit(Observed{known, record.empty() ? "" : DumpJson(*read)}, log);
    // A conflict whose answer did not show the server's record shows it now.
    std::vector<Advanced> steps;
    for (const QueuedMutation* queued : ledger_.queue().OfEntity(known)) {
      const Progress& progress = queued->progress;
      if (progress.park != ParkKind::kConflict || !progress.server_record.empty()) continue;
      steps.push_back({queued->sequence(), progress});
      steps.back().progress.server_record = record;
    }
    for (Advanced& shown : steps) Commit(std::move(shown), log);
    return Status::Ok();
  });
}

bool Engine::ShowClash(const QueuedMutation& queued, TurnLog& log) {
  if (!judge_.ClashesWithConfirmed(queued)) return false;
  const Mutation& mutation = queued.mutation;
  ParkConflict(queued, DumpJson(ledger_.confirmed(mutation.entity).record), log);
  log.events.push_back(RefusedEvent{*ledger_.queue().Find(queued.sequence()), mutation.base});
  return true;
}

}  // namespace synchrone
