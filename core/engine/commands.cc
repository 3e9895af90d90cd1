// The commands of the engine: each is one turn of the part that carries it out.
#include <utility>

#include "core/engine/engine.h"
#include "core/engine/run_turn.h"

namespace synchrone {

Result<Receipt> Engine::Enqueue(Draft draft) {
  return RunTurn([&](Turn& turn) { return parts_.enqueuer.Accept(std::move(draft), turn); });
}

Result<Receipt> Engine::EnqueueRaw(RawDraft draft) {
  return RunTurn([&](Turn& turn) { return parts_.enqueuer.Accept(std::move(draft), turn); });
}

Status Engine::Withdraw(const MutationId& id) {
  return RunTurn([&](Turn& turn) { return parts_.decisions.Withdraw(id, turn); });
}

Status Engine::Retry(const MutationId& id, std::string_view data) {
  return RunTurn([&](Turn& turn) { return parts_.decisions.Retry(id, data, turn); });
}

Status Engine::Discard(const MutationId& id) {
  return RunTurn([&](Turn& turn) { return parts_.decisions.Discard(id, turn); });
}

Status Engine::KeepOffline(const MutationId& id) {
  return RunTurn([&](Turn& turn) { return parts_.decisions.KeepOffline(id, turn); });
}

Status Engine::ResolveConflict(const MutationId& id, Resolution resolution,
                               std::string_view record) {
  return RunTurn(
      [&](Turn& turn) { return parts_.decisions.ResolveConflict(id, resolution, record, turn); });
}

Status Engine::MigratePayload(const MutationId& id, std::string_view data, int version) {
  return RunTurn(
      [&](Turn& turn) { return parts_.decisions.MigratePayload(id, data, version, turn); });
}

int Engine::Clear() {
  return RunTurn([&](Turn& turn) { return parts_.decisions.Clear(turn); });
}

void Engine::SetPaused(bool paused) {
  RunTurn([&](Turn& turn) {
    parts_.gate.SetPaused(paused);
    if (!paused) parts_.gate.RenewLogin(turn.steady_ms);
  });
}

void Engine::SetOfflineMode(bool on) {
  RunTurn([&](Turn&) { parts_.gate.SetOfflineMode(on); });
}

void Engine::Process() {
  RunTurn([&](Turn& turn) {
    parts_.table.HurryAll();
    parts_.gate.HurryProbes(turn.steady_ms);
  });
}

void Engine::SetUser(const User& user) {
  RunTurn([&](Turn& turn) {
    const std::string gone = parts_.session.SetUser(user, turn);
    if (!gone.empty()) ports_.tabs.Broadcast(gone);
  });
}

int Engine::Logout() {
  return RunTurn([&](Turn& turn) { return parts_.session.Logout(turn); });
}

Status Engine::ConfigureEndpoint(std::string_view resource, std::string_view options) {
  return RunTurn([&](Turn&) {
    const Result<Json> json = ParseJson(options);
    if (!json.ok()) return json.status();
    Resource configured;
    if (!resource.empty()) {
      Result<Endpoint> written = parts_.tab.Read(resource);
      if (!written.ok()) return written.status();
      configured = Resource(std::move(written->path));
    }
    const EndpointOptions before = parts_.endpoints.Get(configured);
    const Status status = parts_.endpoints.Configure(configured, *json);
    const EndpointOptions& now = parts_.endpoints.Get(configured);
    // Mutations that were recovered before these options came may change lanes or have references.
    if (before.fifo != now.fifo || before.references != now.references)
      parts_.local_store.Reindex();
    return status;
  });
}

Status Engine::AddAlias(std::string_view resource, const EntityId& entity, const EntityId& other) {
  return RunTurn([&](Turn& turn) {
    Result<Endpoint> written = parts_.tab.Read(resource);
    if (!written.ok()) return written.status();
    const EntityKey known =
        parts_.local_store.ids().Resolve({Resource(std::move(written->path)), entity});
    parts_.local_store.known_ids().AddAlias(known, other, turn.now_ms);
    turn.touched.insert(known);
    return Status::Ok();
  });
}

Status Engine::Observe(std::string_view resource, const EntityId& entity, std::string_view record,
                       std::string_view etag, bool was_asked) {
  return RunTurn([&](Turn& turn) {
    Result<Endpoint> written = parts_.tab.Read(resource);
    if (!written.ok()) return written.status();
    const EntityKey known =
        parts_.local_store.ids().Resolve({Resource(std::move(written->path)), entity});
    const Result<Json> read = record.empty() ? Json() : ParseJson(record);
    if (!read.ok()) return Status(ErrorCode::kNotSerialisable, "The record is not JSON.");
    parts_.table.NoteSeen(known, turn.steady_ms);
    const std::string& version_field = parts_.endpoints.Get(known.resource).version_field;
    parts_.local_store.confirmed_records().NoteRead(known, *read, etag, version_field);
    const RecordStore::Transaction transaction(parts_.journal.records());
    if (was_asked && !parts_.responses.JudgeBy(known, record, turn)) return Status::Ok();
    parts_.conflict_detector.TakeRead(known, record, *read, turn);
    return Status::Ok();
  });
}

}  // namespace synchrone
