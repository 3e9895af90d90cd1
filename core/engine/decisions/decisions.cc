#include "core/engine/decisions/decisions.h"

#include <utility>
#include <vector>

#include "core/base/tuning.h"

namespace synchrone {
namespace {

Status NotAllowed(Sentence why) { return Status(ErrorCode::kNotAllowedNow, why); }

constexpr char kMaybeSaved[] =
    "It may have been saved as it was. Settle that first, then change it.";

}  // namespace

Status Decisions::Withdraw(const MutationId& id, Turn& turn) {
  const Result<QueuedMutation> queued = FindIdle(id, turn);
  if (!queued.ok()) return queued.status();
  const Progress& progress = queued->progress;
  if (progress.attempts > 0 || progress.possibly_sent) {
    return NotAllowed("A request has left for it already.");
  }
  transitions_.Drop(*queued, Dropped::Cause::kWithdrawn, turn);
  return Status::Ok();
}

Status Decisions::Retry(const MutationId& id, std::string_view data, Turn& turn) {
  const Result<QueuedMutation> queued = FindIdle(id, turn);
  if (!queued.ok()) return queued.status();
  if (queued->pending() && !queued->progress.kept_offline) {
    return NotAllowed("It is pending already: process() ends backoff, and a hold ends by itself.");
  }
  if (local_store_.id_rewriter().NeedsUnnamed(queued->mutation)) {
    return NotAllowed(
        "The server has made the record that it needs without saying its id: it has no path to "
        "go to. Where the API keeps the ids that it is given, set the option clientIds: true.");
  }
  if (data.empty() && transitions_.ParkIfClashing(*queued, turn)) return Status::Ok();
  Mutation mutation = queued->mutation;
  mutation.hold_until_ms = 0;
  mutation.not_after_ms = 0;
  if (!data.empty()) {
    const Result<Json> contents = ParseJson(data);
    if (!contents.ok()) {
      return Status(ErrorCode::kNotSerialisable, "The new contents are not JSON.");
    }
    if (data.size() > tuning::kMaxEntryBytes) return TooLarge();
    if (queued->progress.possibly_sent) {
      return NotAllowed(kMaybeSaved);
    }
    transitions_.SetData(mutation, *contents);
  }
  Progress progress = Transitions::Renewed(queued->progress);
  NoteStep(progress, turn.now_ms, data.empty() ? "retry" : "retry with other contents");
  transitions_.SendAgain(*queued, std::move(mutation), std::move(progress), turn);
  return Status::Ok();
}

Status Decisions::Discard(const MutationId& id, Turn& turn) {
  const Result<QueuedMutation> queued = FindIdle(id, turn);
  if (!queued.ok()) return queued.status();
  transitions_.Drop(*queued, Dropped::Cause::kDiscarded, turn);
  return Status::Ok();
}

Status Decisions::KeepOffline(const MutationId& id, Turn& turn) {
  const Result<QueuedMutation> queued = FindIdle(id, turn);
  if (!queued.ok()) return queued.status();
  Progress progress = Transitions::Renewed(queued->progress);
  progress.kept_offline = true;
  NoteStep(progress, turn.now_ms, "keepOffline");
  local_store_.Advance(queued->sequence(), progress, turn);
  return Status::Ok();
}

Status Decisions::ResolveUncertain(const QueuedMutation& queued, Resolution resolution,
                                   Turn& turn) {
  switch (resolution) {
    case Resolution::kMine: {
      Progress progress = Transitions::Renewed(queued.progress);
      progress.last_attempt_ms = 0;  // The person has looked: it is not looked for first.
      NoteStep(progress, turn.now_ms, "send again");
      transitions_.SendAgain(queued, queued.mutation, std::move(progress), turn);
      return Status::Ok();
    }
    case Resolution::kServer:
      transitions_.Confirm(queued, ConfirmedOutcome{}, "already saved", turn);
      // A person says so, not the server.
      transitions_.AskForRead(queued, turn);
      return Status::Ok();
    case Resolution::kMerged:
      break;
  }
  return NotAllowed("It is not a conflict: say whether it was saved, or send it again.");
}

Status Decisions::ResolveConflict(const MutationId& id, Resolution resolution,
                                  std::string_view record, Turn& turn) {
  const Result<QueuedMutation> queued = FindIdle(id, turn);
  if (!queued.ok()) return queued.status();
  if (queued->progress.park == ParkKind::kUncertain) {
    return ResolveUncertain(*queued, resolution, turn);
  }
  if (queued->progress.park != ParkKind::kConflict) return NotAllowed("It is not in conflict.");
  if (resolution == Resolution::kServer) {
    transitions_.Drop(*queued, Dropped::Cause::kServerChosen, turn);
    return Status::Ok();
  }
  Mutation mutation = queued->mutation;
  if (resolution == Resolution::kMerged) {
    const Result<Json> merged = ParseJson(record);
    if (!merged.ok() || !merged->is_object()) {
      return Status(ErrorCode::kNotSerialisable, "The merged record is not a JSON object.");
    }
    if (record.size() > tuning::kMaxEntryBytes) return TooLarge();
    if (queued->progress.possibly_sent) return NotAllowed(kMaybeSaved);
    // A record that a person wants to keep is not deleted (3.8).
    if (mutation.kind == Kind::kDelete) {
      mutation.kind = Kind::kUpdate;
      mutation.method = endpoints_.Get(mutation.entity.resource).update_method;
    }
    transitions_.SetData(mutation, *merged);
  }
  Progress progress = Transitions::Renewed(queued->progress);
  NoteStep(progress, turn.now_ms,
           resolution == Resolution::kMine ? "resolve: mine" : "resolve: merged");
  transitions_.SendAgain(*queued, std::move(mutation), std::move(progress), turn);
  return Status::Ok();
}

int Decisions::Clear(Turn& turn) {
  // The mutations that this page shows; reading again may find more.
  std::vector<MutationId> ids;
  for (const QueuedMutation* queued : local_store_.queue().All()) ids.push_back(queued->id());
  for (const MutationId& id : ids) recovery_.ReadAgain(id, turn);
  const RecordStore::Transaction transaction(journal_.records());
  int discarded = 0;
  for (const MutationId& id : ids) {
    const Result<QueuedMutation> queued = IdleOf(id);
    if (!queued.ok()) continue;
    transitions_.Drop(*queued, Dropped::Cause::kCleared, turn);
    ++discarded;
  }
  return discarded;
}

Status Decisions::MigratePayload(const MutationId& id, std::string_view data, int version,
                                 Turn& turn) {
  const Result<QueuedMutation> queued = FindIdle(id, turn);
  if (!queued.ok()) return queued.status();
  if (queued->progress.possibly_sent) {
    return Status(ErrorCode::kNotAllowedNow, "It may have been saved as it is: it stays so.");
  }
  const Result<Json> contents = ParseJson(data);
  if (!contents.ok() || data.size() > tuning::kMaxEntryBytes) {
    return Status(ErrorCode::kNotSerialisable, "The migrated data are not JSON, or too large.");
  }
  Mutation mutation = queued->mutation;
  transitions_.SetData(mutation, *contents);
  mutation.payload_version = version;
  local_store_.Commit(Rewritten{std::move(mutation)}, turn);
  return Status::Ok();
}

Result<QueuedMutation> Decisions::FindIdle(const MutationId& id, Turn& turn) {
  recovery_.ReadAgain(id, turn);
  return IdleOf(id);
}

Result<QueuedMutation> Decisions::IdleOf(const MutationId& id) const {
  const QueuedMutation* queued = local_store_.queue().FindId(id);
  if (!queued) {
    return Status(ErrorCode::kUnknownMutation, "No mutation with this id is queued for this user.");
  }
  if (table_.IsSending(queued->sequence())) {
    return Status(ErrorCode::kInFlight, "It is being sent. Wait for the answer, then decide.");
  }
  return *queued;
}

}  // namespace synchrone
