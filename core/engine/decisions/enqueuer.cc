#include "core/engine/decisions/enqueuer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/tuning.h"
#include "core/model/path.h"

namespace synchrone {
namespace {

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

Status TooLarge() {
  return Status(ErrorCode::kTooLarge,
                "The change is larger than 256 KiB. Upload large files by themselves and refer to "
                "them.");
}

Status Enqueuer::Check(Draft& draft) const {
  Result<Endpoint> written = tab_.Read(draft.resource.value());
  if (!written.ok()) return written.status();
  draft.resource = Resource(std::move(written->path));
  draft.tail += written->tail;
  const std::string& create_path = endpoints_.Get(draft.resource).create_path;
  if (draft.kind == Kind::kCreate && !create_path.empty()) {
    written = tab_.Read(create_path);
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
  // The base can be read from the server again.
  if (draft.data.size() + names + draft.base.size() > tuning::kMaxEntryBytes) draft.base.clear();
  if (draft.data.find('\n') != std::string::npos || draft.base.find('\n') != std::string::npos) {
    return Status(ErrorCode::kNotSerialisable, "The text holds a raw newline: it is not JSON.");
  }
  if (IsTooDeep(draft.data) || IsTooDeep(draft.base)) {
    return Status(ErrorCode::kNotSerialisable,
                  "The change is nested more than 64 levels deep: store it flatter.");
  }
  if (!draft.id.empty() && local_store_.queue().FindId(draft.id)) {
    return Status(ErrorCode::kDuplicateId, "A mutation with this id is queued already.");
  }
  if (draft.kind == Kind::kCreate && IsBeingCreated({draft.resource, draft.entity})) {
    return Status(ErrorCode::kDuplicateId,
                  "This record is being created already: change, retry or discard that.");
  }
  return Status::Ok();
}

bool Enqueuer::IsBeingCreated(const EntityKey& entity) const {
  bool is_created = false;
  for (const QueuedMutation* queued : local_store_.queue().OfEntity(entity)) {
    if (queued->mutation.kind == Kind::kCreate) is_created = true;
    if (queued->mutation.kind == Kind::kDelete) is_created = false;
  }
  return is_created;
}

Mutation Enqueuer::MakeMutation(Draft draft, const Moment& moment) {
  Mutation mutation;
  mutation.sequence = tab_.NextSequence();
  mutation.id = draft.id.empty() ? DefaultId(mutation.sequence) : std::move(draft.id);
  mutation.user = tab_.user;
  mutation.kind = draft.kind;
  mutation.method = MethodFor(draft, endpoints_.Get(draft.resource));
  mutation.entity = {std::move(draft.resource), std::move(draft.entity)};
  mutation.action_path = std::move(draft.action_path);
  mutation.tail = std::move(draft.tail);
  mutation.data = std::move(draft.data);
  mutation.version = std::move(draft.version);
  mutation.timestamp_ms = draft.timestamp_ms > 0 ? draft.timestamp_ms : moment.now_ms;
  mutation.reason = std::move(draft.reason);
  mutation.hold_until_ms = draft.hold_ms > 0 ? moment.now_ms + draft.hold_ms : 0;
  mutation.not_after_ms = draft.not_after_ms;
  mutation.needs_transform = draft.needs_transform;
  mutation.local_id = draft.local_id;
  mutation.payload_version = draft.payload_version;
  mutation = local_store_.id_rewriter().WithKnownIds(std::move(mutation));
  // Where earlier changes of the record are in the view, their base counts (2.6).
  const Queue::List queued = local_store_.queue().OfEntity(mutation.entity);
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

Result<Receipt> Enqueuer::Accept(Draft draft, Turn& turn) {
  if (const Status checked = Check(draft); !checked.ok()) return checked;
  recovery_.Know(draft.resource, draft.tail, turn);
  Mutation mutation = MakeMutation(std::move(draft), turn);
  MutationId id = mutation.id;
  const Sequence sequence = mutation.sequence;
  const bool has_no_path = local_store_.id_rewriter().NeedsUnnamed(mutation);
  std::optional<RecordStore::Transaction> transaction;
  if (has_no_path) transaction.emplace(journal_.records());
  local_store_.Commit(Accepted{std::move(mutation)}, turn);
  if (has_no_path) transitions_.ParkUnnamed(sequence, turn);
  transaction.reset();
  return Receipt{std::move(id), journal_.records().durable()};
}

Result<Draft> Enqueuer::ReadRaw(RawDraft raw) const {
  const std::optional<Method> method = ParseMethod(raw.type);
  if (!method) {
    return Status(ErrorCode::kInvalidArgument,
                  "The type must be 'POST', 'PUT', 'PATCH' or 'DELETE'.");
  }
  Result<Endpoint> written = tab_.Read(raw.endpoint);
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
    if (Result<Json> changes = ParseJson(draft.data); changes.ok())
      transitions_.SetData(changed, *changes);
    draft.data = std::move(changed.data);
    draft.version = std::move(changed.version);
  }
  return draft;
}

Result<Receipt> Enqueuer::Accept(RawDraft raw, Turn& turn) {
  Result<Draft> draft = ReadRaw(std::move(raw));
  if (!draft.ok()) return draft.status();
  return Accept(std::move(*draft), turn);
}

}  // namespace synchrone
