// What others have changed on the server, as reads tell it, and edits that clash with it
// (BEHAVIOUR 3.8).
#include <algorithm>
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/engine.h"
#include "core/engine/turn.h"
#include "core/model/path.h"

namespace synchrone {

// Somebody else has changed a record whose edits have not left yet. Where both have changed the
// same field, the edit would go out on their version and undo theirs unseen: a person compares
// (3.8). What may have left is the server's to judge, and what is read may be its effect.
void Engine::ParkClashing(const EntityKey& entity, const Json& theirs, TurnLog& log) {
  const std::vector<const QueuedMutation*> of_record = ledger_.queue().OfEntity(entity);
  const RecordState before = ledger_.confirmed(entity);
  const std::string& field = endpoints_.Get(entity.resource).version_field;
  const Json* version = Find(theirs, field);
  const bool has_left = std::any_of(of_record.begin(), of_record.end(), [](const auto* queued) {
    return queued->progress.possibly_sent;
  });
  if (has_left || !before.present() || !version) return;
  const Json* former = Find(before.record, field);
  if (!former || *former == *version) return;
  std::vector<QueuedMutation> clashing;
  for (const QueuedMutation* queued : of_record) {
    const bool waits = queued->pending() && !queued->progress.kept_offline;
    if (!waits || queued->mutation.kind != Kind::kUpdate || IfMatchOf(queued->mutation).empty()) {
      continue;
    }
    const Result<Json> mine = ParseJson(queued->mutation.data);
    if (mine.ok() && !ClashingFields(before.record, *mine, theirs).empty()) {
      clashing.push_back(*queued);
    }
  }
  for (const QueuedMutation& queued : clashing) {
    ParkConflict(queued, DumpJson(theirs), log);
  }
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
                       const std::string& record) {
  return RunTurn([&](TurnLog& log) {
    Result<std::string> normalised =
        NormaliseEndpoint(resource, options_.own_origin, options_.origins);
    if (!normalised.ok()) return normalised.status();
    const EntityKey known = ledger_.ids().Resolve({Resource(std::move(*normalised)), entity});
    const Result<Json> read = record.empty() ? Json() : ParseJson(record);
    if (!read.ok()) return Status(ErrorCode::kNotSerialisable, "The record is not JSON.");
    const auto etag = etags_.find(known);
    if (etag != etags_.end() && etag->second.empty()) etags_.erase(etag);
    const Journal::Step step(journal_);
    ParkClashing(known, *read, log);
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
  const Mutation& mutation = queued.mutation;
  const RecordState confirmed = ledger_.confirmed(mutation.entity);
  if (mutation.kind != Kind::kUpdate || mutation.base.empty() || !confirmed.present()) return false;
  const Result<Json> base = ParseJson(mutation.base);
  const Result<Json> mine = ParseJson(mutation.data);
  const ParkKind park = queued.progress.park;
  const bool seen_already = park == ParkKind::kConflict || park == ParkKind::kUncertain;
  const bool clashes = !seen_already && base.ok() && mine.ok() &&
                       !ClashingFields(*base, *mine, confirmed.record).empty();
  if (!clashes) return false;
  ParkConflict(queued, DumpJson(confirmed.record), log);
  log.events.push_back(RefusedEvent{*ledger_.queue().Find(queued.sequence()), mutation.base});
  return true;
}

}  // namespace synchrone
