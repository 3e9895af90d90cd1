#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/engine/turn/alarms.h"
#include "core/engine/requests/flights.h"
#include "core/engine/requests/gate.h"
#include "core/engine/ledger/ledger.h"
#include "core/engine/requests/record_judge.h"
#include "core/engine/requests/request_maker.h"
#include "core/engine/sending/round.h"
#include "core/model/outcome.h"
#include "core/model/response.h"
#include "core/ports/digest.h"
#include "core/ports/environment.h"
#include "core/ports/event_sink.h"
#include "core/ports/transport.h"
#include "core/queue/classify.h"
#include "core/queue/coalesce.h"

namespace synchrone {

// What the engine needs of the world. All must outlive it.
struct Ports {
  Storage& storage;
  Transport& transport;
  Clock& clock;
  Random& random;
  Scheduler& scheduler;
  LeaderLock& leader_lock;
  TabChannel& tabs;
  EventSink& events;
  Digest* digest = nullptr;  // none: the audit trail has no chains
};

struct EngineOptions {
  TabId tab;                         // fresh for every document, at least 96 random bits
  std::string own_origin;            // "https://clinic.example", or "" outside a browser
  std::vector<std::string> origins;  // foreign origins that patient data may go to
  bool online = true;
  // The server knows the user by a cookie, so that all tabs are one person's (7.1). False where
  // each tab sends its own credentials.
  bool shared_session = true;
};

// A mutation as a caller hands it over.
struct Draft {
  MutationId id;  // empty: one is made
  Kind kind = Kind::kUpdate;
  std::optional<Method> method;  // of an update; unset: as the endpoint is configured
  Resource resource;             // as written; the tail of it is taken off
  EntityId entity;
  std::string action_path;  // kAction only
  std::string tail;         // as Mutation::tail
  std::string version;      // as Mutation::version
  std::string data;         // JSON text
  std::string base;         // JSON text, or ""
  std::string reason;
  int64_t hold_ms = 0;
  int64_t not_after_ms = 0;
  int64_t timestamp_ms = 0;  // when the person made it; 0: now
  bool needs_transform = false;
  bool local_id = false;
  int payload_version = 0;
};

// The same from existing code, which names a method and a path (BEHAVIOUR 3.2, 3.4).
struct RawDraft {
  std::string type;
  std::string endpoint;
  Draft rest;
};

struct LegacyEntry;

struct Receipt {
  MutationId id;
  bool durable = true;
};

enum class Resolution { kMine, kServer, kMerged };

// The queue of mutations: one deterministic machine whose inputs are commands of the application
// and the answers of its ports.
//
// Laws, after every turn:
//  1. view = confirmed ⊕ pending, for every record with queued mutations.
//  2. Every accepted mutation is in the journal until it is settled and its settlement was emitted.
//  3. One request is in flight per lane; sequences of a lane are sent in increasing order.
//  4. Every attempt of one generation carries the same idempotency key.
//  5. A refused mutation is out of the view in the turn that emits its refusal.
//
// A turn: decide, record (journal), commit (state, timers, requests), emit (one batch of events).
// Nothing re-enters: ports answer in later turns.
class Engine {
 public:
  Engine(const Ports& ports, EngineOptions options);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Recovers the device's user's journal and asks for the sender's lock. kStorageDenied is not an
  // error here: the queue then lives in memory, and the snapshot says so (BEHAVIOUR 5.4).
  Status Start();

  // ---- Commands. Each is one turn; a refused one changes nothing.

  // Records the mutation; its view is the caller's to show (BEHAVIOUR 5.1). kInvalidEndpoint,
  // kForbiddenOrigin, kTooLarge, kDuplicateId, kInvalidArgument.
  Result<Receipt> Enqueue(Draft draft);
  Result<Receipt> EnqueueRaw(RawDraft draft);
  // As if it had never been made. kNotAllowedNow once a request has left.
  Status Withdraw(const MutationId& id);
  // A person sends a parked or held mutation again, with other contents if `data` is not empty.
  Status Retry(const MutationId& id, const std::string& data);
  Status Discard(const MutationId& id);
  Status KeepOffline(const MutationId& id);
  // `record`: JSON text for kMerged. For an uncertain mutation kMine sends it again, kServer says
  // that it had been saved.
  Status ResolveConflict(const MutationId& id, Resolution resolution, const std::string& record);
  // Brings its data into the shape of a later version of the application (5.5), inside the queue.
  // kNotAllowedNow once a request has left with the former shape.
  Status MigratePayload(const MutationId& id, const std::string& data, int version);
  void SetPaused(bool paused);  // false also says that new credentials are there
  void SetOfflineMode(bool on);
  // Sends all that may go now, without waiting for backoff and probes.
  void Process();
  // Discards every entry of this user that is not in flight; returns how many.
  int Clear();
  void SetUser(const User& user);
  // Forgets who was signed in; what is queued stays sealed. Returns how much that is.
  int Logout();
  // An empty resource: defaults of every resource.
  Status ConfigureEndpoint(const std::string& resource, const std::string& options);
  Status AddAlias(const std::string& resource, const EntityId& entity, const EntityId& other);
  // A confirmed record was read; "" when the server says it does not exist.
  // `etag`: a strong tag of that record's own response, or "". `was_asked`: the read began after a
  // ReadNeededEvent of the record.
  Status Observe(const std::string& resource, const EntityId& entity, const std::string& record,
                 const std::string& etag = {}, bool was_asked = false);

  // ---- Inputs of the ports.
  void OnResponse(AttemptId attempt, const Response& response);
  void OnTransportFailure(AttemptId attempt, TransportFailure failure);
  // The batch whose first entry is `first` was not taken as such: its entries go one by one.
  // `may_have_arrived`: some of them may have been applied.
  void OnBatchUnusable(AttemptId first, bool may_have_arrived);
  // `record`: JSON text that the API has for it, or "" (kApplied only).
  void OnVerified(AttemptId attempt, Verdict verdict, const std::string& record);
  void OnProbe(const std::string& url, int status, bool html);
  // A read of that resource was answered with 401 or 419: the session is over.
  void OnSessionOver(const std::string& url);
  void OnTimer(Timer timer);
  // The page is idle: announces to the other tabs what was committed since the last call.
  void FlushOutbox();
  void OnConnectivity(bool online);
  void OnLeadership(bool held);
  void OnTabMessage(const std::string& message);
  // Another tab wrote this storage key. "": OnStorageCleared().
  void OnStorageKey(const std::string& key);
  // Other code has removed records from storage, all or some, or may have (5.6a).
  void OnStorageCleared();

  // ---- Questions. None changes anything.
  Snapshot GetSnapshot() const;
  const Ledger& ledger() const { return ledger_; }
  const Endpoints& endpoints() const { return endpoints_; }
  bool IsSending(const Sequence& sequence) const { return flights_.Has(sequence); }
  // The audit trail as it is stored (3.10), and what does not fit in it. `known_heads`: text that
  // an earlier Verify gave, or "".
  Journal::Audit ReadAudit() { return journal_.ReadAudit(); }
  // Those that this page cannot send and another might: nothing else keeps them (6.1).
  std::vector<MutationId> Unsendable() const;
  bool CanSend(const MutationId& id) const;
  // Why this one is not being sent, beside what GetSnapshot().waiting says of all.
  EntryWait WaitOf(const QueuedMutation& queued) const;
  // The record's id that counts now; "" when `id` is unknown.
  EntityId ResolveId(const EntityId& id) const;

 private:
  // An answer that means one thing or another by what the record is now, which is being read.
  struct Unjudged {
    Flight flight;
    Response response;
  };

  // What this tab remembers of a mutation that it sends. Times are steady; 0: none.
  struct SendState {
    int64_t due_ms = 0;  // backoff, quiet waits
    int64_t held_until_ms = 0;
    int64_t first_attempt_ms = 0;
    int proxy_pages = 0;      // answers of a proxy in a row
    bool may_resend = false;  // verify could not say, and the application says: resend
  };

  // A request of a former sender that may still be on its way (6.1).
  struct Travelling {
    int64_t until_ms = 0;  // a steady time
    int generation = 1;    // of its key
  };

  // engine.cc: the turn
  template <typename Decide>
  auto RunTurn(Decide decide);
  void TakeTurn(FunctionRef<void(TurnLog&)> decide);
  void FinishTurn(TurnLog& log);
  void Commit(Change change, TurnLog& log) {
    ledger_.Commit(std::move(change), Author::kHere, now_ms_, log);
  }
  void ArmTimers();
  bool MaySend() const;
  QueueWait Waiting() const;

  // commands.cc
  Status CheckDraft(Draft& draft) const;
  bool IsBeingCreated(const EntityKey& entity) const;
  Mutation MakeMutation(Draft draft);
  // `changes` as the data of the mutation; a version among them is the queue's (3.8).
  void SetData(Mutation& mutation, Json changes) const;
  // The resource has work: its paths are understood and its origin is watched from now on.
  void Know(const Resource& resource, const std::string& tail);
  Result<Draft> ReadRaw(RawDraft raw) const;
  Result<Receipt> Accept(Draft draft, TurnLog& log);
  // The queued mutation of that id that is not in flight.
  Result<QueuedMutation> FindIdle(const MutationId& id, TurnLog& log);
  Result<QueuedMutation> IdleOf(const MutationId& id) const;
  // False: what was read does not count yet.
  bool TakeRead(const EntityKey& entity, const Json& theirs, TurnLog& log);
  void AskForUnread(TurnLog& log);
  void ParkConflict(const QueuedMutation& queued, std::string theirs, TurnLog& log);
  bool ShowClash(const QueuedMutation& queued, TurnLog& log);
  static bool KeepsItsPlace(const QueuedMutation& queued);
  // Sends it again, at the end of its lane if later ones may have gone by (3.4a).
  void SendAgain(const QueuedMutation& queued, Mutation mutation, Progress progress, TurnLog& log);
  static void AskForRead(const QueuedMutation& queued, TurnLog& log);
  static void AskForRecord(const Mutation& mutation, TurnLog& log) {
    log.events.push_back(ReadNeededEvent{mutation.entity, mutation.tail});
  }
  void Drop(const QueuedMutation& queued, Dropped::Cause cause, TurnLog& log);
  // Commits that it waits for a person, and with a create what depends on it (3.5).
  void ParkNow(const QueuedMutation& queued, Progress progress, TurnLog& log);
  void ParkDependents(const Mutation& created, const std::string& code, TurnLog& log);
  // Parks a mutation of a record whose id on the server is unknown, or that refers to one (3.5a).
  void ParkUnnamed(const Sequence& sequence, TurnLog& log);
  void ReleaseDependents(const Mutation& created, TurnLog& log);
  Status ResolveUncertain(const QueuedMutation& queued, Resolution resolution, TurnLog& log);

  // sending.cc
  void Pump(TurnLog& log);
  void Send(std::vector<QueuedMutation> singles, const Batches& batches, TurnLog& log);
  void SendSingle(const QueuedMutation& queued, TurnLog& log);
  Flight FlightOf(const QueuedMutation& queued) const;
  // Records the attempt; the request is the caller's to hand over.
  Request Launch(const QueuedMutation& queued, TurnLog& log, AttemptId batch = 0,
                 const std::string& batch_endpoint = {});
  void SendOne(const QueuedMutation& queued, TurnLog& log);
  void Verify(const QueuedMutation& queued);
  void ParkAll(const std::vector<QueuedMutation>& entries, ParkKind kind, const char* code,
               TurnLog& log);
  // Asks for that record, or gives up when it is gone. False: it lacks nothing.
  bool WaitsForRecord(const QueuedMutation& queued, std::vector<QueuedMutation>& gone,
                      TurnLog& log);
  // Why this page may not send it at all: a transform it lacks, an origin it does not allow, a
  // record without a name.
  EntryWait PageWait(const Mutation& mutation) const;
  // How many requests may be in flight.
  size_t RequestLimit() const;
  int64_t DueOf(const Sequence& sequence) const;
  // Until when it is held, by the clock of this turn: a hold uses the steady time.
  int64_t HeldUntil(const Mutation& mutation) const;
  Queue::Times Times() const;

  // gathering.cc
  bool MayCoalesce(const QueuedMutation& queued) const;
  const QueuedMutation* NextOf(const QueuedMutation& queued) const;
  // What is to be sent in place of `head`, merged with what follows it; nothing: no request at all.
  std::optional<QueuedMutation> CoalesceAt(const QueuedMutation& head, TurnLog& log);
  bool MayVanish(const Mutation& created) const;
  std::optional<QueuedMutation> MergeWithNext(const QueuedMutation& first,
                                              const QueuedMutation& next, Coalesced rule,
                                              TurnLog& log);
  bool GoesInBatch(const QueuedMutation& queued) const;
  void SendBatch(const std::string& endpoint, const std::vector<QueuedMutation>& entries,
                 TurnLog& log);

  // answers.cc
  struct Answered {
    const Flight& flight;
    const QueuedMutation& queued;
    Progress progress;  // what it will be, unless the outcome says otherwise
    const Response& response;
    bool was_read = false;  // its record was to be read before the same answer was judged
  };
  void Take(const Flight& flight, const Response& response, TurnLog& log);
  void On(const ConfirmedOutcome& outcome, Answered& answered, TurnLog& log);
  void On(const RefusedOutcome& outcome, Answered& answered, TurnLog& log);
  void On(const ConflictOutcome& outcome, Answered& answered, TurnLog& log);
  void On(const RetryOutcome& outcome, Answered& answered, TurnLog& log);
  void On(const WaitOutcome& outcome, Answered& answered, TurnLog& log);
  void On(const RateLimitedOutcome& outcome, Answered& answered, TurnLog& log);
  void On(const LoginOutcome& outcome, Answered& answered, TurnLog& log);
  void On(const UnreachableOutcome& outcome, Answered& answered, TurnLog& log);
  void On(const UncertainOutcome& outcome, Answered& answered, TurnLog& log);
  void On(const NoPatchOutcome& outcome, Answered& answered, TurnLog& log);
  void On(const MissingOutcome& outcome, Answered& answered, TurnLog& log);
  void On(const EmptyListOutcome& outcome, Answered& answered, TurnLog& log);
  void Park(Answered& answered, ParkKind kind, const std::string& code, const std::string& message,
            TurnLog& log);
  // The API does not answer; probes find out when it does again.
  void NoteUnanswered(Answered& answered, bool may_have_arrived, TurnLog& log);
  // What an answer makes of a record. `has_version`: the answer itself holds one.
  struct Merged {
    Confirmed confirmed;
    Json record;
    bool has_version;
  };
  Merged ConfirmedBy(const QueuedMutation& queued, const RecordState& before,
                     const ConfirmedOutcome& outcome) const;
  // `how`: for the audit trail, as Step::what.
  void Confirm(const QueuedMutation& queued, const ConfirmedOutcome& outcome,
               const std::string& how, TurnLog& log);
  // The queued mutations of a record, and those that refer to it.
  std::vector<Sequence> FollowersOf(const EntityKey& entity) const;
  bool MayBeOldNews(const Flight& flight, const QueuedMutation& queued) const;

  // judging.cc: answers that mean one thing or another by what is known of the record
  void ReadBeforeJudging(Answered& answered, TurnLog& log);
  // The record is as `read` says ("": it does not exist): what the answers mean that waited for it.
  void JudgeBy(const EntityKey& entity, const std::string& read, TurnLog& log);
  void JudgeByRecord(const EmptyListOutcome& outcome, const std::string& read, Answered& answered,
                     TurnLog& log);
  void JudgeMissing(const MissingOutcome& outcome, bool exists, Answered& answered, TurnLog& log);
  void JudgeGone(const ConflictOutcome& outcome, Answered& answered, TurnLog& log);
  void JudgeConflict(const ConflictOutcome& outcome, Answered& answered, TurnLog& log);
  void NoteUnreachable(const Flight& flight);
  void StrikeSuspects(const std::string& origin, TurnLog& log);

  // people.cc: users, recovery, readers; tabs.cc: messages between tabs
  // `knows_all`: this tab was the sender until now, so no other tab has sent anything.
  void Recover(TurnLog& log, bool knows_all);
  void Recover(TurnLog& log) { Recover(log, leader_); }
  void EnterScope(const User& user, TurnLog& log);
  // This tab sends no more.
  void Resign();
  // Nothing of it is known any more: it has left the queue of this tab.
  void ForgetTimes(const Sequence& sequence);
  void LeaveUser(TurnLog& log);
  bool SharesSession() const;
  void FollowDeviceUser(TurnLog& log);
  void StandBack(TurnLog& log);
  bool IsSomebodyElsesSession(TurnLog& log);
  struct Unowned;
  Unowned TakeUnowned();
  void Adopt(Unowned unowned, const User& former, TurnLog& log);
  void RewriteKnown(TurnLog& log);
  void CatchUp(const Recovered& recovered, bool knows_all, TurnLog& log);
  void CatchUpWith(const QueuedMutation& known, const QueuedMutation& stored, TurnLog& log);
  void WaitOutFormerSender();
  // A stored or announced mutation whose endpoints could have come from Enqueue (5.3, 7.2).
  bool HasSoundEndpoints(const Mutation& mutation) const;
  void ImportLegacy(TurnLog& log);
  bool ImportOne(const LegacyEntry& entry, TurnLog& log);
  int CountSealed();
  void RecordAgain();
  bool WasQueued(const MutationId& id) const;
  // How a message of another tab has come.
  struct MessageOrigin {
    bool from_sender = false;
    bool is_old = false;  // this page was frozen meanwhile
    bool asks = false;    // as TabMessage::asks
  };
  void TakeForeign(const Change& change, const MessageOrigin& origin, TurnLog& log);
  bool IsSettled(const Sequence& sequence);
  void NoteCounter(uint64_t counter);
  void RemoveStale(const Sequence& sequence, TurnLog& log);
  Change SettlementOf(const SettledMutation& settled) const;
  void TakeSettlement(const Change& change, TurnLog& log);
  void LearnSettlement(const Sequence& sequence);
  void TakeWhole(const QueuedMutation& stored, TurnLog& log);
  void WaitOut(const QueuedMutation& queued);
  void WaitOutSender(const Sequence& sequence, TurnLog& log);
  bool IsOutdated(const Change& change) const;
  void ReadAgain(const MutationId& id, TurnLog& log);
  void ReadRecordsOf(const EntityKey& entity, TurnLog& log);
  static const Sequence* SequenceOf(const Change& change);
  void TakeDecision(const Change& change, TurnLog& log);
  void ApplyDecisions(TurnLog& log);
  void NoteRecord(const Sequence& sequence, TurnLog& log);
  void CatchUpWithUnannounced(TurnLog& log);
  void WriteProjection();
  void Diagnose(const char* code, const char* message, TurnLog& log,
                const Resource& resource = {}) const;

  const Ports ports_;
  const EngineOptions options_;
  Journal journal_;
  Endpoints endpoints_;
  Ledger ledger_;
  RequestMaker requests_;
  const RecordJudge judge_;
  Gate gate_;
  Alarms alarms_;

  User user_;
  bool user_told_ = false;          // setUser or logout was called in this page
  bool elsewhere_ = false;          // another tab has signed another user in
  std::optional<User> signed_out_;  // who another tab has logged out
  bool leader_ = false;
  bool started_ = false;
  int sealed_ = 0;
  uint64_t counter_ = 0;  // Lamport
  AttemptId last_attempt_ = 0;
  bool answers_are_quick_ = false;  // the last one was
  int64_t now_ms_ = 0;              // of the running turn, by the device's clock
  // The same without the jumps back that a clock makes: what waits uses this, or it would wait
  // for as long as the jump. A jump forward only ends waits early.
  int64_t steady_ms_ = 0;
  std::optional<int64_t> last_synced_ms_;  // before the user was known
  Snapshot told_;
  bool in_turn_ = false;
  bool pump_wanted_ = false;
  std::optional<int64_t> next_due_ms_;         // the earliest mutation that waits for its time
  QueueWait senders_wait_ = QueueWait::kNone;  // what the sending tab announced last
  // For the other tabs, when the page has a moment.
  std::vector<Sequence> outbox_accepted_;
  std::vector<Change> outbox_;
  bool takeover_untold_ = false;
  // What people have decided in other tabs about what is being sent here.
  std::map<Sequence, Change> decided_;
  std::map<Sequence, Unjudged> unjudged_;
  std::set<EntityKey> unread_;  // to be read when it is known what became of their requests
  std::set<Sequence> untold_;   // queued here, and another tab has changed the record

  Flights flights_;
  mutable std::map<Sequence, SendState> sending_;
  std::map<Sequence, Travelling> travelling_;
  std::set<std::string> origins_in_use_;                // of what was queued in this page's life
  std::map<std::string, std::set<Sequence>> suspects_;  // origin -> who failed last
  std::map<std::string, int64_t> last_success_ms_;      // origin -> when
  std::map<std::string, int64_t> batch_rest_until_ms_;  // batch endpoint -> until when
  std::set<EntityKey> asked_;  // records that are being read, for a PUT that waits for them
  // Entries of existing code that name another user, as they were left: they stay for them.
  std::vector<std::string> left_for_others_;
  size_t projected_bytes_ = 0;  // size of the projection as written last
  size_t changed_bytes_ = 0;    // how much has changed since
};

}  // namespace synchrone
