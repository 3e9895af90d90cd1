#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/parts.h"
#include "core/engine/turn/alarms.h"
#include "core/model/outcome.h"
#include "core/model/response.h"

namespace synchrone {

// The queue of mutations: one deterministic machine whose inputs are commands of the application
// and the answers of its ports.
//
// Laws, after every turn:
//  1. view = confirmed ⊕ pending, for every record with queued mutations.
//  2. Every accepted mutation is in the journal until it is settled and its settlement was emitted.
//  3. One request is in flight per lane; sequences of a lane are sent in increasing order.
//  4. Every attempt of one generation carries the same idempotency key.
//  5. A refused mutation is out of the view in the turn that emits its ParkedEvent.
//
// A turn: decide, record (journal), commit (state, timers, requests), emit (one batch of events).
// Nothing re-enters: ports answer in later turns.
class Engine {
 public:
  Engine(const Ports& ports, EngineOptions options);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Recovers the journal of the device's user and asks for the leader's lock. kStorageDenied is not
  // an error here: the queue then lives in memory, and the snapshot says so.
  Status Start();

  // ---- Commands. Each is one turn; a refused one changes nothing.

  // Records the mutation; the caller shows the view of it. kInvalidEndpoint, kForbiddenOrigin,
  // kTooLarge, kDuplicateId, kInvalidArgument.
  Result<Receipt> Enqueue(Draft draft);
  Result<Receipt> EnqueueRaw(RawDraft draft);
  // Removes the mutation as if it had never been made. kNotAllowedNow once a request has left.
  Status Withdraw(const MutationId& id);
  // A person sends a parked or held mutation again, with other contents if `data` is not empty. An
  // uncertain one is looked for first, and sent only where it is absent.
  Status Retry(const MutationId& id, std::string_view data);
  Status Discard(const MutationId& id);
  Status KeepOffline(const MutationId& id);
  // `record`: JSON text for kMerged. For an uncertain mutation kMine sends it again, kServer says
  // that it had been saved.
  Status ResolveConflict(const MutationId& id, Resolution resolution, std::string_view record);
  // Brings its data into the shape of a later version of the application, inside the queue.
  // kNotAllowedNow once a request has left with the former shape.
  Status MigratePayload(const MutationId& id, std::string_view data, int version);
  void SetPaused(bool paused);  // false also means that there are new credentials
  void SetOfflineMode(bool on);
  // Sends all that may go now, without waiting for backoff and probes.
  void Process();
  // Discards every entry of this user that is not in flight; returns how many.
  int Clear();
  void SetUser(const User& user);
  // Forgets who was signed in; what is queued stays sealed. Returns how many mutations that are.
  int Logout();
  // An empty resource: defaults of every resource.
  Status ConfigureEndpoint(std::string_view resource, std::string_view options);
  Status AddAlias(std::string_view resource, const EntityId& entity, const EntityId& other);
  // A confirmed record was read; "" when the server says it does not exist.
  // `etag`: a strong tag of that record's own response, or "". `was_asked`: the read began after a
  // ReadNeededEvent of the record.
  Status Observe(std::string_view resource, const EntityId& entity, std::string_view record,
                 std::string_view etag = {}, bool was_asked = false);

  // ---- Inputs of the ports.
  void OnResponse(AttemptId attempt, const Response& response);
  void OnTransportFailure(AttemptId attempt, TransportFailure failure);
  // The API did not understand the batch whose first entry is `first`: its entries are sent one by
  // one. `may_have_arrived`: some of them may have been applied.
  void OnBatchUnusable(AttemptId first, bool may_have_arrived);
  // `record`: JSON text that the API has for it, or "" (kApplied only).
  void OnVerified(AttemptId attempt, VerifyResult result, std::string_view record);
  void OnProbe(const std::string& url, int status, bool html);
  // A read of that resource was answered with 401 or 419: the session is over.
  void OnSessionOver(const std::string& url);
  void OnTimer(Timer timer);
  // The page is idle: announces to the other tabs what was committed since the last call.
  void FlushOutbox();
  void OnConnectivity(bool online);
  void OnLeadership(bool held);
  void OnTabMessage(std::string_view message);
  // Another tab wrote this storage key. "": OnStorageCleared().
  void OnStorageKey(std::string_view key);
  // Other code has removed records from storage, all or some, or may have.
  void OnStorageCleared();

  // ---- Questions. None changes anything.
  Snapshot GetSnapshot() const;
  const LocalStore& local_store() const { return parts_.local_store; }
  const Endpoints& endpoints() const { return parts_.endpoints; }
  bool IsSending(const Sequence& sequence) const { return parts_.table.IsSending(sequence); }
  // The audit trail as it is stored.
  Journal::Audit ReadAudit() { return parts_.journal.ReadAudit(); }
  // The mutations that wait only because this page cannot send them; another one might.
  std::vector<MutationId> Unsendable() const;
  bool CanSend(const MutationId& id) const;
  // Why this one is not being sent; GetSnapshot().waiting says why none is.
  EntryWait WaitOf(const QueuedMutation& queued) const;
  // The record's id that counts now; "" when `id` is unknown.
  EntityId ResolveId(const EntityId& id) const;

 private:
  // One turn: `decide` records and applies its changes through LocalStore::Commit, then everything
  // that follows from them is armed and emitted.
  template <typename Decide>
  auto RunTurn(Decide decide);
  void TakeTurn(FunctionRef<void(Turn&)> decide);
  void FinishTurn(Turn& turn);
  void ArmTimers();
  // This tab is no longer the leader. Its successor reads what was recorded, and sends again what
  // has no answer.
  void Resign();
  void Pump(Turn& turn);

  const Ports ports_;
  Parts parts_;
  Alarms alarms_;
  Moment moment_;  // of the running turn, or of the last one
  Snapshot last_snapshot_;
  bool in_turn_ = false;
  bool started_ = false;
};

}  // namespace synchrone
