#include <algorithm>
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/engine.h"
#include "core/engine/turn.h"
#include "core/model/path.h"

namespace synchrone {
namespace {

Status NotAllowed(const char* why) { return Status(ErrorCode::kNotAllowedNow, why); }

constexpr char kMaybeSaved[] =
    "It may have been saved as it was. Settle that first, then change it.";

Status TooLarge() {
  return Status(ErrorCode::kTooLarge,
                "The change is larger than 256 KiB. Upload large files by themselves and refer to "
                "them.");
}

// A person's new try: everything that was counted starts again.
Progress FreshProgress(const Progress& known) {
  Progress fresh;
  fresh.steps = known.steps;
  fresh.attempts = known.attempts;
  fresh.generation = known.generation;
  fresh.possibly_sent = known.possibly_sent;
  fresh.server_record = known.server_record;
  fresh.place = known.place;
  // Who sends an uncertain one again has looked: nothing is asked before (NeedsVerdict).
  if (known.park != ParkKind::kUncertain) fresh.last_attempt_ms = known.last_attempt_ms;
  fresh.failed_after_ms = known.failed_after_ms;
  // A key that may have been used for something is kept until its outcome is known (3.7).
  if (!fresh.possibly_sent && fresh.attempts > 0) {
    ++fresh.generation;
  } else {
    fresh.sent_record = known.sent_record;
    fresh.sent_print = known.sent_print;
  }
  return fresh;
}

Method MethodFor(const Draft& draft, const EndpointOptions& options) {
  switch (draft.kind) {
    case Kind::kCreate:
      return Method::kPost;
    case Kind::kDelete:
      return Method::kDelete;
    case Kind::kUpdate:
    case Kind::kAction:
      break;
  }
  return draft.method.value_or(options.update_method);
}

std::string IdInData(const std::string& data) {
  const Result<Json> json = ParseJson(data);
  const Json* id = json.ok() ? Find(*json, "id") : nullptr;
  if (!id) return {};
  return id->is_string() || id->is_number_integer() ? id->text() : "";
}

}  // namespace

Status Engine::CheckDraft(Draft& draft) const {
  Result<Endpoint> written =
      ReadEndpoint(draft.resource.value(), options_.own_origin, options_.origins);
  if (!written.ok()) return written.status();
  draft.resource = Resource(std::move(written->path));
  draft.tail += written->tail;
  const std::string& create_path = endpoints_.Get(draft.resource).create_path;
  if (draft.kind == Kind::kCreate && !create_path.empty()) {
    written = ReadEndpoint(create_path, options_.own_origin, options_.origins);
    if (!written.ok()) return written.status();
    draft.action_path = written->path + written->tail;
  }
  if (draft.kind != Kind::kAction && draft.entity.empty()) {
    return Status(ErrorCode::kInvalidArgument, "Give the id of the record.");
  }
  // A browser takes these for steps in the path, encoded or not: a delete of '..' would go astray.
  if (draft.entity.value() == "." || draft.entity.value() == "..") {
    return Status(ErrorCode::kInvalidArgument, "A record cannot have the id '.' or '..'.");
  }
  const size_t names = draft.id.value().size() + draft.entity.value().size() +
                       draft.resource.value().size() + draft.action_path.size() +
                       draft.reason.size();
  if (draft.data.size() + names > tuning::kMaxEntryBytes) return TooLarge();
  // It can be read again.
  if (draft.data.size() + names + draft.base.size() > tuning::kMaxEntryBytes) draft.base.clear();
  if (draft.data.find('\n') != std::string::npos || draft.base.find('\n') != std::string::npos) {
    return Status(ErrorCode::kNotSerialisable, "The text holds a raw newline: it is not JSON.");
  }
  if (IsTooDeep(draft.data) || IsTooDeep(draft.base)) {
    return Status(ErrorCode::kNotSerialisable,
                  "The change is nested more than 64 levels deep: store it flatter.");
  }
  if (!draft.id.empty() && ledger_.queue().FindId(draft.id)) {
    return Status(ErrorCode::kDuplicateId, "A mutation with this id is queued already.");
  }
  if (draft.kind == Kind::kCreate && IsBeingCreated({draft.resource, draft.entity})) {
    return Status(ErrorCode::kDuplicateId,
                  "This record is being created already: change, retry or discard that.");
  }
  return Status::Ok();
}

// A copy of the version among other changes says what the form was filled in on. Alone it is a
// change like any other.
void Engine::SetData(Mutation& mutation, Json changes) const {
  const std::string& field = endpoints_.Get(mutation.entity.resource).version_field;
  const Json* version = mutation.kind == Kind::kUpdate ? Find(changes, field) : nullptr;
  mutation.version.clear();
  if (version && changes.size() > 1) {
    mutation.version = DumpJson(*version);
    changes.erase(field);
  }
  mutation.data = DumpJson(changes);
}

// Its create is queued, and nothing that deletes it again comes after.
bool Engine::IsBeingCreated(const EntityKey& entity) const {
  bool is_created = false;
  for (const QueuedMutation* queued : ledger_.queue().OfEntity(entity)) {
    if (queued->mutation.kind == Kind::kCreate) is_created = true;
    if (queued->mutation.kind == Kind::kDelete) is_created = false;
  }
  return is_created;
}

Mutation Engine::MakeMutation(Draft draft) {
  Mutation mutation;
  mutation.sequence = {++counter_, options_.tab};
  mutation.id = draft.id.empty() ? DefaultId(mutation.sequence) : std::move(draft.id);
  mutation.user = user_;
  mutation.kind = draft.kind;
  mutation.method = MethodFor(draft, endpoints_.Get(draft.resource));
  mutation.entity = {std::move(draft.resource), std::move(draft.entity)};
  mutation.action_path = std::move(draft.action_path);
  mutation.tail = std::move(draft.tail);
  mutation.data = std::move(draft.data);
  mutation.version = std::move(draft.version);
  mutation.timestamp_ms = draft.timestamp_ms > 0 ? draft.timestamp_ms : now_ms_;
  mutation.reason = std::move(draft.reason);
  mutation.hold_until_ms = draft.hold_ms > 0 ? now_ms_ + draft.hold_ms : 0;
  mutation.not_after_ms = draft.not_after_ms;
  mutation.needs_transform = draft.needs_transform;
  mutation.local_id = draft.local_id;
  mutation.payload_version = draft.payload_version;
  mutation = ledger_.naming().WithKnownIds(std::move(mutation));
  // With earlier changes of the record in the view, their base is the one that counts (2.6).
  const Queue::List queued = ledger_.queue().OfEntity(mutation.entity);
  const bool base_counts =
      std::none_of(queued.begin(), queued.end(), [](const QueuedMutation* earlier) {
        return earlier->in_view() && earlier->mutation.kind != Kind::kAction;
      });
  const bool is_record = draft.base.starts_with('{');
  if (base_counts && is_record && mutation.kind != Kind::kCreate) {
    mutation.base = std::move(draft.base);
  }
  return mutation;
}

void Engine::Know(const Resource& resource, const std::string& tail) {
  endpoints_.Know(resource);
  std::string origin = OriginOf(resource.value());
  gate_.KnowOrigin(origin, resource.value() + tail, steady_ms_);
  origins_in_use_.insert(std::move(origin));
}

Result<Receipt> Engine::Accept(Draft draft, TurnLog& log) {
  if (const Status checked = CheckDraft(draft); !checked.ok()) return checked;
  Know(draft.resource, draft.tail);
  Mutation mutation = MakeMutation(std::move(draft));
  MutationId id = mutation.id;
  const Sequence sequence = mutation.sequence;
  const bool has_no_path = ledger_.naming().NeedsUnnamed(mutation);
  std::optional<Journal::Step> together;
  if (has_no_path) together.emplace(journal_);
  Commit(Accepted{std::move(mutation)}, log);
  if (has_no_path) ParkUnnamed(sequence, log);
  together.reset();
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
  Result<Endpoint> written = ReadEndpoint(raw.endpoint, options_.own_origin, options_.origins);
  if (!written.ok()) return written.status();
  RawTarget target =
      ReadRawTarget(*method, written->path, IdInData(raw.rest.data), endpoints_.Known());
  Draft draft = std::move(raw.rest);
  draft.tail = std::move(written->tail);
  draft.kind = target.kind;
  draft.method = method;
  draft.resource = std::move(target.entity.resource);
  draft.entity = std::move(target.entity.id);
  draft.action_path = std::move(target.action_path);
  const std::string& version_field = endpoints_.Get(draft.resource).version_field;
  if (draft.kind == Kind::kUpdate &&
      draft.data.find(QuoteJson(version_field)) < draft.data.size()) {
    Mutation changed;
    changed.entity.resource = draft.resource;
    if (Result<Json> changes = ParseJson(draft.data); changes.ok()) SetData(changed, *changes);
    draft.data = std::move(changed.data);
    draft.version = std::move(changed.version);
  }
  return draft;
}

Result<Receipt> Engine::EnqueueRaw(RawDraft raw) {
  return RunTurn([&](TurnLog& log) -> Result<Receipt> {
    Result<Draft> draft = ReadRaw(std::move(raw));
    if (!draft.ok()) return draft.status();
    return Accept(std::move(*draft), log);
  });
}

Status Engine::Withdraw(const MutationId& id) {
  return RunTurn([&](TurnLog& log) {
    const Result<QueuedMutation> queued = FindIdle(id, log);
    if (!queued.ok()) return queued.status();
    const Progress& progress = queued->progress;
    if (progress.attempts > 0 || progress.possibly_sent) {
      return NotAllowed("A request has left for it already.");
    }
    Drop(*queued, Dropped::Cause::kWithdrawn, log);
    return Status::Ok();
  });
}

// What it held back comes after it; and one that may have been applied is sent again first.
bool Engine::KeepsItsPlace(const QueuedMutation& queued) {
  const ParkKind park = queued.progress.park;
  return queued.mutation.kind == Kind::kCreate || park == ParkKind::kUncertain ||
         park == ParkKind::kConflict || queued.progress.possibly_sent;
}

void Engine::SendAgain(const QueuedMutation& queued, Mutation mutation, Progress progress,
                       TurnLog& log) {
  const Journal::Step step(journal_);
  sending_[queued.sequence()].due_ms = 0;
  sending_[queued.sequence()].held_until_ms = 0;
  suspects_[OriginOf(queued.mutation.entity.resource.value())].erase(queued.sequence());
  if (mutation.kind != Kind::kCreate) progress.server_record.clear();
  // From now on it stands on what is confirmed now.
  if (mutation.kind != Kind::kCreate) {
    mutation.base = ledger_.BaseOf(mutation.entity).value_or(std::move(mutation.base));
  }
  if (!(KeepsItsPlace(queued) || ledger_.queue().IsLastOfLane(queued.sequence()))) {
    progress.place = {++counter_, options_.tab};
  }
  if (mutation != queued.mutation) Commit(Rewritten{std::move(mutation)}, log);
  Commit(Advanced{queued.sequence(), std::move(progress)}, log);
  if (queued.mutation.kind == Kind::kCreate) ReleaseDependents(queued.mutation, log);
}

Status Engine::Retry(const MutationId& id, const std::string& data) {
  return RunTurn([&](TurnLog& log) {
    const Result<QueuedMutation> queued = FindIdle(id, log);
    if (!queued.ok()) return queued.status();
    if (queued->pending() && !queued->progress.kept_offline) {
      return NotAllowed("It is on its way already: process() hurries it.");
    }
    if (ledger_.naming().NeedsUnnamed(queued->mutation)) {
      return NotAllowed(
          "The server has made the record that it needs without saying its id: it has no path to "
          "go to. Where the API keeps the ids that it is given, set the option clientIds: true.");
    }
    if (data.empty() && ShowClash(*queued, log)) return Status::Ok();
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
      SetData(mutation, *contents);
    }
    Progress progress = FreshProgress(queued->progress);
    NoteStep(progress, now_ms_, data.empty() ? "retry" : "retry with other contents");
    SendAgain(*queued, std::move(mutation), std::move(progress), log);
    return Status::Ok();
  });
}

Status Engine::Discard(const MutationId& id) {
  return RunTurn([&](TurnLog& log) {
    const Result<QueuedMutation> queued = FindIdle(id, log);
    if (!queued.ok()) return queued.status();
    Drop(*queued, Dropped::Cause::kDiscarded, log);
    return Status::Ok();
  });
}

void Engine::Drop(const QueuedMutation& queued, Dropped::Cause cause, TurnLog& log) {
  const Journal::Step step(journal_);
  ForgetTimes(queued.sequence());
  Commit(Dropped{queued.sequence(), cause}, log);
  AskForRead(queued, log);
  // A record that may still have been made.
  const bool may_exist = queued.mutation.kind == Kind::kCreate && queued.progress.possibly_sent;
  if (may_exist) AskForRecord(queued.mutation, log);
}

// A change that leaves the view although it may have been applied: only the server knows the
// record.
void Engine::AskForRead(const QueuedMutation& queued, TurnLog& log) {
  const Kind kind = queued.mutation.kind;
  const bool changes_known_record = kind == Kind::kUpdate || kind == Kind::kDelete;
  if (!changes_known_record || !queued.progress.possibly_sent) return;
  AskForRecord(queued.mutation, log);
}

void Engine::ParkNow(const QueuedMutation& queued, Progress progress, TurnLog& log) {
  const Journal::Step step(journal_);
  const bool stays_in_view = progress.park == ParkKind::kUncertain;
  progress.status = MutationStatus::kError;
  const QueuedMutation parked{queued.mutation, progress};
  Commit(Advanced{queued.sequence(), std::move(progress)}, log);
  if (stays_in_view) return;
  AskForRead(parked, log);
  if (queued.mutation.kind == Kind::kCreate) {
    ParkDependents(queued.mutation, "DEPENDENCY_REFUSED", log);
  }
}

void Engine::ParkDependents(const Mutation& created, const std::string& code, TurnLog& log) {
  for (Advanced& step : ledger_.ParkedDependents(created, code)) Commit(std::move(step), log);
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
    if (!now || !now->parked() || ledger_.naming().NeedsUnnamed(queued.mutation)) continue;
    if (ShowClash(queued, log)) continue;
    Progress progress = FreshProgress(queued.progress);
    NoteStep(progress, now_ms_, "released");
    SendAgain(queued, queued.mutation, std::move(progress), log);
  }
}

Status Engine::KeepOffline(const MutationId& id) {
  return RunTurn([&](TurnLog& log) {
    const Result<QueuedMutation> queued = FindIdle(id, log);
    if (!queued.ok()) return queued.status();
    Progress progress = FreshProgress(queued->progress);
    progress.kept_offline = true;
    NoteStep(progress, now_ms_, "keepOffline");
    Commit(Advanced{queued->sequence(), std::move(progress)}, log);
    return Status::Ok();
  });
}

Status Engine::ResolveUncertain(const QueuedMutation& queued, Resolution resolution, TurnLog& log) {
  switch (resolution) {
    case Resolution::kMine: {
      Progress progress = FreshProgress(queued.progress);
      NoteStep(progress, now_ms_, "send again");
      SendAgain(queued, queued.mutation, std::move(progress), log);
      return Status::Ok();
    }
    case Resolution::kServer:
      Confirm(queued, ConfirmedOutcome{}, "already saved", log);
      // A person's word, not the server's.
      AskForRead(queued, log);
      return Status::Ok();
    case Resolution::kMerged:
      break;
  }
  return NotAllowed("It is not a conflict: say whether it was saved, or send it again.");
}

Status Engine::ResolveConflict(const MutationId& id, Resolution resolution,
                               const std::string& record) {
  return RunTurn([&](TurnLog& log) {
    const Result<QueuedMutation> queued = FindIdle(id, log);
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
      if (record.size() > tuning::kMaxEntryBytes) return TooLarge();
      if (queued->progress.possibly_sent) return NotAllowed(kMaybeSaved);
      // What a person wants to keep is not deleted (3.8).
      if (mutation.kind == Kind::kDelete) {
        mutation.kind = Kind::kUpdate;
        mutation.method = endpoints_.Get(mutation.entity.resource).update_method;
      }
      SetData(mutation, *merged);
    }
    Progress progress = FreshProgress(queued->progress);
    NoteStep(progress, now_ms_,
             resolution == Resolution::kMine ? "resolve: mine" : "resolve: merged");
    SendAgain(*queued, std::move(mutation), std::move(progress), log);
    return Status::Ok();
  });
}

void Engine::SetPaused(bool paused) {
  RunTurn([&](TurnLog&) {
    gate_.SetPaused(paused);
    if (!paused) gate_.RenewLogin();
  });
}

void Engine::SetOfflineMode(bool on) {
  RunTurn([&](TurnLog&) { gate_.SetOfflineMode(on); });
}

void Engine::Process() {
  RunTurn([&](TurnLog&) {
    for (auto& [sequence, state] : sending_) state.due_ms = 0;
    gate_.HurryProbes(steady_ms_);
  });
}

int Engine::Clear() {
  return RunTurn([&](TurnLog& log) {
    // What this page shows; reading again may find more.
    std::vector<MutationId> ids;
    for (const QueuedMutation* queued : ledger_.queue().All()) ids.push_back(queued->id());
    for (const MutationId& id : ids) ReadAgain(id, log);
    const Journal::Step step(journal_);
    int discarded = 0;
    for (const MutationId& id : ids) {
      const Result<QueuedMutation> queued = IdleOf(id);
      if (!queued.ok()) continue;
      Drop(*queued, Dropped::Cause::kCleared, log);
      ++discarded;
    }
    return discarded;
  });
}

Status Engine::ConfigureEndpoint(const std::string& resource, const std::string& options) {
  return RunTurn([&](TurnLog&) {
    const Result<Json> json = ParseJson(options);
    if (!json.ok()) return json.status();
    Resource configured;
    if (!resource.empty()) {
      Result<Endpoint> written = ReadEndpoint(resource, options_.own_origin, options_.origins);
      if (!written.ok()) return written.status();
      configured = Resource(std::move(written->path));
    }
    const EndpointOptions before = endpoints_.Get(configured);
    const Status status = endpoints_.Configure(configured, *json);
    const EndpointOptions& now = endpoints_.Get(configured);
    // What was recovered before the application said so stands in other lanes and may refer.
    if (before.fifo != now.fifo || before.references != now.references) ledger_.Reindex();
    return status;
  });
}

Status Engine::AddAlias(const std::string& resource, const EntityId& entity,
                        const EntityId& other) {
  return RunTurn([&](TurnLog& log) {
    Result<Endpoint> written = ReadEndpoint(resource, options_.own_origin, options_.origins);
    if (!written.ok()) return written.status();
    const EntityKey known = ledger_.ids().Resolve({Resource(std::move(written->path)), entity});
    ledger_.AddAlias(known, other, now_ms_);
    log.touched.insert(known);
    return Status::Ok();
  });
}

}  // namespace synchrone
