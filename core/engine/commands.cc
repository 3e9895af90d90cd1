#include <algorithm>
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/engine.h"
#include "core/engine/turn.h"
#include "core/model/path.h"

namespace synchrone {
namespace {

Status NotAllowed(const char* why) { return Status(ErrorCode::kNotAllowedNow, why); }

// A person's new try: everything that was counted starts again.
Progress FreshProgress(const QueuedMutation& queued) {
  Progress fresh;
  fresh.attempts = queued.progress.attempts;
  fresh.generation = queued.progress.generation;
  fresh.possibly_sent = queued.progress.possibly_sent;
  // A key that may have been used for something is kept until its outcome is known (3.7).
  if (!fresh.possibly_sent && fresh.attempts > 0) ++fresh.generation;
  return fresh;
}

Method MethodFor(const Draft& draft, const EndpointOptions& options) {
  switch (draft.kind) {
    case Kind::kCreate: return Method::kPost;
    case Kind::kDelete: return Method::kDelete;
    case Kind::kUpdate:
    case Kind::kAction: break;
  }
  return draft.method.value_or(options.update_method);
}

std::string IdInData(const std::string& data) {
  const Result<Json> json = ParseJson(data);
  const Json* id = json.ok() ? Find(*json, "id") : nullptr;
  if (!id) return {};
  if (id->is_string()) return id->get<std::string>();
  return id->is_number_integer() ? DumpJson(*id) : "";
}

}  // namespace

Status Engine::CheckDraft(Draft& draft) const {
  Result<std::string> resource =
      NormaliseEndpoint(draft.resource.value(), options_.own_origin, options_.origins);
  if (!resource.ok()) return resource.status();
  draft.resource = Resource(std::move(*resource));
  if (draft.kind != Kind::kAction && draft.entity.empty()) {
    return Status(ErrorCode::kInvalidArgument, "Give the id of the record.");
  }
  if (draft.data.size() + draft.base.size() > tuning::kMaxEntryBytes) {
    return Status(ErrorCode::kTooLarge,
                  "The change is larger than 256 KiB. Upload large files by themselves and refer "
                  "to them.");
  }
  if (draft.data.find('\n') != std::string::npos || draft.base.find('\n') != std::string::npos) {
    return Status(ErrorCode::kNotSerialisable, "The text holds a raw newline: it is not JSON.");
  }
  if (!draft.id.empty() && ledger_.queue().FindId(draft.id)) {
    return Status(ErrorCode::kDuplicateId, "A mutation with this id is queued already.");
  }
  return Status::Ok();
}

Mutation Engine::MakeMutation(Draft draft) {
  Mutation mutation;
  mutation.sequence = {++counter_, options_.tab};
  mutation.id = draft.id.empty() ? DefaultId(mutation.sequence) : std::move(draft.id);
  mutation.user = user_;
  mutation.kind = draft.kind;
  mutation.method = MethodFor(draft, endpoints_.Get(draft.resource));
  mutation.entity = ledger_.ids().Resolve({std::move(draft.resource), std::move(draft.entity)});
  mutation.action_path = std::move(draft.action_path);
  mutation.data = std::move(draft.data);
  mutation.timestamp_ms = now_ms_;
  mutation.reason = std::move(draft.reason);
  mutation.hold_until_ms = draft.hold_ms > 0 ? now_ms_ + draft.hold_ms : 0;
  mutation.not_after_ms = draft.not_after_ms;
  mutation.needs_transform = draft.needs_transform;
  // With earlier changes of the record in the view, their base is the one that counts (2.6).
  const std::vector<const QueuedMutation*> earlier = ledger_.queue().OfEntity(mutation.entity);
  const bool base_counts = std::none_of(earlier.begin(), earlier.end(), [](const auto* queued) {
    return queued->in_view() && queued->mutation.kind != Kind::kAction;
  });
  if (base_counts && mutation.kind != Kind::kCreate) mutation.base = std::move(draft.base);
  return mutation;
}

void Engine::Know(const Resource& resource) {
  endpoints_.Know(resource);
  std::string origin = OriginOf(resource.value());
  gate_.KnowOrigin(origin, resource.value(), now_ms_);
  origins_in_use_.insert(std::move(origin));
}

Result<Receipt> Engine::Accept(Draft draft, TurnLog& log) {
  if (const Status checked = CheckDraft(draft); !checked.ok()) return checked;
  Know(draft.resource);
  Mutation mutation = MakeMutation(std::move(draft));
  MutationId id = mutation.id;
  Commit(Accepted{std::move(mutation)}, log);
  return Receipt{std::move(id), journal_.durable()};
}

Result<Receipt> Engine::Enqueue(Draft draft) {
  return RunTurn([&](TurnLog& log) { return Accept(std::move(draft), log); });
}

Result<Draft> Engine::ReadRaw(RawDraft raw) const {
  const std::optional<Method> method = ParseMethod(raw.type);
  if (!method) {
    return Status(ErrorCode::kInvalidArgument,
                  "The type must be 'POST', 'PUT', 'PATCH' or 'DELETE'.");
  }
  Result<std::string> endpoint =
      NormaliseEndpoint(raw.endpoint, options_.own_origin, options_.origins);
  if (!endpoint.ok()) return endpoint.status();
  RawTarget target = ReadRawTarget(*method, *endpoint, IdInData(raw.rest.data), endpoints_.Known());
  Draft draft = std::move(raw.rest);
  draft.kind = target.kind;
  draft.method = method;
  draft.resource = std::move(target.entity.resource);
  draft.entity = std::move(target.entity.id);
  draft.action_path = std::move(target.action_path);
  return draft;
}

Result<Receipt> Engine::EnqueueRaw(RawDraft raw) {
  return RunTurn([&](TurnLog& log) -> Result<Receipt> {
    Result<Draft> draft = ReadRaw(std::move(raw));
    if (!draft.ok()) return draft.status();
    return Accept(std::move(*draft), log);
  });
}

Result<QueuedMutation> Engine::FindIdle(const MutationId& id) const {
  const QueuedMutation* queued = ledger_.queue().FindId(id);
  if (!queued) {
    return Status(ErrorCode::kUnknownMutation, "No mutation with this id is queued for this user.");
  }
  if (IsSending(queued->sequence())) {
    return Status(ErrorCode::kInFlight, "It is being sent. Wait for the answer, then decide.");
  }
  return *queued;
}

Status Engine::Withdraw(const MutationId& id) {
  return RunTurn([&](TurnLog& log) {
    const Result<QueuedMutation> queued = FindIdle(id);
    if (!queued.ok()) return queued.status();
    if (queued->progress.attempts > 0) return NotAllowed("A request has left for it already.");
    Drop(*queued, Dropped::Cause::kWithdrawn, log);
    return Status::Ok();
  });
}

// What it held back comes after it. One that may have been applied keeps its key, and a new place
// would be a new key (3.7).
bool Engine::KeepsItsPlace(const QueuedMutation& queued) {
  const ParkKind park = queued.progress.park;
  return queued.mutation.kind == Kind::kCreate || park == ParkKind::kUncertain ||
         park == ParkKind::kConflict || queued.progress.possibly_sent;
}

void Engine::SendAgain(const QueuedMutation& queued, Mutation mutation, Progress progress,
                       TurnLog& log) {
  due_ms_.erase(queued.sequence());
  if (KeepsItsPlace(queued) || ledger_.queue().IsLastOfLane(queued.sequence())) {
    if (mutation != queued.mutation) Commit(Rewritten{std::move(mutation)}, log);
    Commit(Advanced{queued.sequence(), std::move(progress)}, log);
  } else {
    mutation.sequence = {++counter_, options_.tab};
    Commit(Requeued{queued.sequence(), {std::move(mutation), std::move(progress)}}, log);
  }
  if (queued.mutation.kind == Kind::kCreate) ReleaseDependents(queued.mutation, log);
}

bool Engine::ShowClash(const QueuedMutation& queued, TurnLog& log) {
  const Mutation& mutation = queued.mutation;
  const RecordState confirmed = ledger_.confirmed(mutation.entity);
  if (mutation.kind != Kind::kUpdate || mutation.base.empty() || !confirmed.present()) return false;
  const Result<Json> base = ParseJson(mutation.base);
  const Result<Json> mine = ParseJson(mutation.data);
  const bool clashes = queued.progress.park == ParkKind::kRefused && base.ok() && mine.ok() &&
                       !ClashingFields(*base, *mine, confirmed.record).empty();
  if (!clashes) return false;
  Progress progress = queued.progress;
  progress.park = ParkKind::kConflict;
  progress.error_code = "CONFLICT";
  progress.error_message.clear();
  progress.server_record = DumpJson(confirmed.record);
  Commit(Advanced{queued.sequence(), std::move(progress)}, log);
  log.events.push_back(RefusedEvent{*ledger_.queue().Find(queued.sequence()), mutation.base});
  return true;
}

Status Engine::Retry(const MutationId& id, const std::string& data) {
  return RunTurn([&](TurnLog& log) {
    const Result<QueuedMutation> queued = FindIdle(id);
    if (!queued.ok()) return queued.status();
    if (queued->pending() && !queued->progress.kept_offline) {
      return NotAllowed("It is on its way already: process() hurries it.");
    }
    if (data.empty() && ShowClash(*queued, log)) return Status::Ok();
    Mutation mutation = queued->mutation;
    mutation.hold_until_ms = 0;
    mutation.not_after_ms = 0;
    if (!data.empty()) {
      if (!ParseJson(data).ok()) {
        return Status(ErrorCode::kNotSerialisable, "The new contents are not JSON.");
      }
      if (queued->progress.possibly_sent) {
        return NotAllowed("It may have been saved as it was. Settle that first, then change it.");
      }
      mutation.data = data;
    }
    SendAgain(*queued, std::move(mutation), FreshProgress(*queued), log);
    return Status::Ok();
  });
}

Status Engine::Discard(const MutationId& id) {
  return RunTurn([&](TurnLog& log) {
    const Result<QueuedMutation> queued = FindIdle(id);
    if (!queued.ok()) return queued.status();
    Drop(*queued, Dropped::Cause::kDiscarded, log);
    return Status::Ok();
  });
}

// Without its create a record does not exist: later mutations of it go with it. What others say
// about it is kept for a person.
void Engine::Drop(const QueuedMutation& queued, Dropped::Cause cause, TurnLog& log) {
  const Mutation mutation = queued.mutation;
  due_ms_.erase(mutation.sequence);
  if (mutation.kind != Kind::kCreate) {
    Commit(Dropped{mutation.sequence, cause}, log);
    return;
  }
  ParkDependents(mutation, "DEPENDENCY_DISCARDED", log);
  std::vector<Sequence> followers;
  for (const QueuedMutation* follower : ledger_.queue().OfEntity(mutation.entity)) {
    if (follower->sequence() != mutation.sequence) followers.push_back(follower->sequence());
  }
  for (const Sequence& follower : followers) {
    Commit(Dropped{follower, Dropped::Cause::kDiscarded}, log);
  }
  Commit(Dropped{mutation.sequence, cause}, log);
}

void Engine::ParkNow(const QueuedMutation& queued, Progress progress, TurnLog& log) {
  const bool may_be_there = progress.park == ParkKind::kUncertain;
  progress.status = MutationStatus::kError;
  Commit(Advanced{queued.sequence(), std::move(progress)}, log);
  if (queued.mutation.kind == Kind::kCreate && !may_be_there) {
    ParkDependents(queued.mutation, "DEPENDENCY_REFUSED", log);
  }
}

void Engine::ParkDependents(const Mutation& created, const std::string& code, TurnLog& log) {
  std::vector<Advanced> steps;
  for (const QueuedMutation* queued : ledger_.queue().ReferringTo(created.entity.id)) {
    if (!queued->pending()) continue;
    Progress progress = queued->progress;
    progress.status = MutationStatus::kError;
    progress.park = ParkKind::kDependency;
    progress.error_code = code;
    steps.push_back({queued->sequence(), std::move(progress)});
  }
  for (Advanced& step : steps) Commit(std::move(step), log);
  // Those of the same record wait behind it: their reason to wait has changed.
  for (const QueuedMutation* queued : ledger_.queue().OfEntity(created.entity)) {
    log.advanced.insert(queued->sequence());
  }
}

void Engine::ReleaseDependents(const Mutation& created, TurnLog& log) {
  std::vector<QueuedMutation> released;
  for (const QueuedMutation* queued : ledger_.queue().ReferringTo(created.entity.id)) {
    if (queued->progress.park == ParkKind::kDependency) released.push_back(*queued);
  }
  for (const QueuedMutation& queued : released) {
    // One that was released with another may have moved on already.
    const QueuedMutation* now = ledger_.queue().Find(queued.sequence());
    if (now && now->parked()) SendAgain(queued, queued.mutation, FreshProgress(queued), log);
  }
}

Status Engine::KeepOffline(const MutationId& id) {
  return RunTurn([&](TurnLog& log) {
    const Result<QueuedMutation> queued = FindIdle(id);
    if (!queued.ok()) return queued.status();
    Progress progress = FreshProgress(*queued);
    progress.kept_offline = true;
    Commit(Advanced{queued->sequence(), std::move(progress)}, log);
    return Status::Ok();
  });
}

Status Engine::ResolveUncertain(const QueuedMutation& queued, Resolution resolution,
                                TurnLog& log) {
  switch (resolution) {
    case Resolution::kMine:
      SendAgain(queued, queued.mutation, FreshProgress(queued), log);
      return Status::Ok();
    case Resolution::kServer: Confirm(queued, ConfirmedOutcome{}, log); return Status::Ok();
    case Resolution::kMerged: break;
  }
  return NotAllowed("It is not a conflict: say whether it was saved, or send it again.");
}

Status Engine::ResolveConflict(const MutationId& id, Resolution resolution,
                               const std::string& record) {
  return RunTurn([&](TurnLog& log) {
    const Result<QueuedMutation> queued = FindIdle(id);
    if (!queued.ok()) return queued.status();
    if (queued->progress.park == ParkKind::kUncertain) {
      return ResolveUncertain(*queued, resolution, log);
    }
    if (queued->progress.park != ParkKind::kConflict) return NotAllowed("It is not in conflict.");
    if (resolution == Resolution::kServer) {
      Drop(*queued, Dropped::Cause::kServerChosen, log);
      return Status::Ok();
    }
    Mutation mutation = queued->mutation;
    if (resolution == Resolution::kMerged) {
      const Result<Json> merged = ParseJson(record);
      if (!merged.ok() || !merged->is_object()) {
        return Status(ErrorCode::kNotSerialisable, "The merged record is not a JSON object.");
      }
      mutation.data = record;
    }
    // From now on it stands on the server's version.
    mutation.base = queued->progress.server_record;
    SendAgain(*queued, std::move(mutation), FreshProgress(*queued), log);
    return Status::Ok();
  });
}

void Engine::SetPaused(bool paused) {
  RunTurn([&](TurnLog&) {
    gate_.SetPaused(paused);
    if (!paused) gate_.ClearLogin();
  });
}

void Engine::SetOfflineMode(bool on) {
  RunTurn([&](TurnLog&) {
    gate_.SetOfflineMode(on);
  });
}

void Engine::Process() {
  RunTurn([&](TurnLog&) {
    due_ms_.clear();
    gate_.HurryProbes(now_ms_);
  });
}

int Engine::Clear() {
  return RunTurn([&](TurnLog& log) {
    int discarded = 0;
    std::vector<MutationId> ids;
    for (const QueuedMutation* queued : ledger_.queue().All()) ids.push_back(queued->id());
    for (const MutationId& id : ids) {
      const Result<QueuedMutation> queued = FindIdle(id);
      if (!queued.ok()) continue;
      Drop(*queued, Dropped::Cause::kDiscarded, log);
      ++discarded;
    }
    return discarded;
  });
}

Status Engine::ConfigureEndpoint(const std::string& resource, const std::string& options) {
  return RunTurn([&](TurnLog&) {
    const Result<Json> json = ParseJson(options);
    if (!json.ok()) return json.status();
    if (resource.empty()) return endpoints_.Configure(Resource(), *json);
    Result<std::string> normalised =
        NormaliseEndpoint(resource, options_.own_origin, options_.origins);
    if (!normalised.ok()) return normalised.status();
    return endpoints_.Configure(Resource(std::move(*normalised)), *json);
  });
}

Status Engine::AddAlias(const std::string& resource, const EntityId& entity,
                        const EntityId& other) {
  return RunTurn([&](TurnLog& log) {
    Result<std::string> normalised =
        NormaliseEndpoint(resource, options_.own_origin, options_.origins);
    if (!normalised.ok()) return normalised.status();
    const EntityKey known =
        ledger_.ids().Resolve({Resource(std::move(*normalised)), entity});
    ledger_.AddAlias(known, other, now_ms_);
    log.touched.insert(known);
    return Status::Ok();
  });
}

Status Engine::Observe(const std::string& resource, const EntityId& entity,
                       const std::string& record) {
  return RunTurn([&](TurnLog& log) {
    Result<std::string> normalised =
        NormaliseEndpoint(resource, options_.own_origin, options_.origins);
    if (!normalised.ok()) return normalised.status();
    if (!record.empty() && !ParseJson(record).ok()) {
      return Status(ErrorCode::kNotSerialisable, "The record is not JSON.");
    }
    const EntityKey known = ledger_.ids().Resolve({Resource(std::move(*normalised)), entity});
    Commit(Observed{known, record}, log);
    // A conflict whose answer did not show the server's record shows it now.
    std::vector<Advanced> steps;
    for (const QueuedMutation* queued : ledger_.queue().OfEntity(known)) {
      const Progress& progress = queued->progress;
      if (progress.park != ParkKind::kConflict || !progress.server_record.empty()) continue;
      steps.push_back({queued->sequence(), progress});
      steps.back().progress.server_record = record;
    }
    for (Advanced& step : steps) Commit(std::move(step), log);
    return Status::Ok();
  });
}

}  // namespace synchrone
