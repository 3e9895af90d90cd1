#include "core/engine/engine.h"

#include <algorithm>
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/run_turn.h"
#include "core/journal/format/key_schema.h"
#include "core/model/path.h"

namespace synchrone {

Engine::Engine(const Ports& ports, EngineOptions options)
    : ports_(ports), parts_(ports, std::move(options)), alarms_(ports.scheduler) {}

Status Engine::Start() {
  return RunTurn([&](Turn& turn) {
    if (started_) return Status(ErrorCode::kNotAllowedNow, "The engine has started already.");
    started_ = true;
    // What earlier pages have left has waited; what is made in this very millisecond has not.
    parts_.table.NoteWaiting(turn.steady_ms - 1);
    parts_.session.Begin(turn);
    return Status::Ok();
  });
}

// ---- The turn

void Engine::TakeTurn(FunctionRef<void(Turn&)> decide) {
  SYNCHRONE_CHECK(!in_turn_, "a port called the engine from inside a turn");
  in_turn_ = true;
  const int64_t clock_ms = ports_.clock.NowMs();
  moment_.steady_ms += std::max<int64_t>(0, clock_ms - moment_.now_ms);
  moment_.now_ms = clock_ms;
  // A tab that was blocked does not know yet that another one took over.
  if (parts_.tab.leader && !ports_.leader_lock.IsCurrent()) parts_.tab.leader = false;
  parts_.sender.WantPump();
  Turn turn(moment_);
  decide(turn);
  FinishTurn(turn);
  in_turn_ = false;
}

void Engine::FinishTurn(Turn& turn) {
  parts_.sync.ApplyDecisions(turn);
  parts_.conflict_detector.AskAgain(turn);
  if (!parts_.journal.records().durable()) parts_.journal.records().Flush();
  parts_.local_store.views().Emit(turn);
  for (const Sequence& sequence : turn.advanced) {
    const QueuedMutation* queued = parts_.local_store.queue().Find(sequence);
    if (!queued) continue;
    turn.events.push_back(ProgressEvent{
        queued->id(), queued->mutation.entity, queued->progress.status, queued->progress.park,
        IsSending(sequence), queued->progress.retries, WaitOf(*queued)});
  }
  parts_.projection.NoteChanged((turn.accepted.size() + turn.outgoing.size()) *
                                tuning::kTypicalEntry_bytes);
  parts_.outbox.Collect(turn, parts_.journal.records().durable());
  parts_.table.ForgetUnqueued(parts_.local_store.queue());
  ArmTimers();
  Snapshot snapshot = GetSnapshot();
  if (snapshot.waiting != QueueWait::kNone) parts_.table.NoteWaiting(moment_.steady_ms);
  if (snapshot != last_snapshot_) {
    last_snapshot_ = snapshot;
    turn.events.push_back(SnapshotEvent{std::move(snapshot)});
  }
  if (!turn.events.empty()) ports_.events.Emit(std::move(turn.events));
}

void Engine::ArmTimers() {
  const int64_t steady_ms = moment_.steady_ms;
  const std::optional<int64_t> recovery_ms = parts_.recovery.next_ms();
  if (recovery_ms) alarms_.ArmAt(Timer::kCatchUp, recovery_ms, steady_ms);
  if (!parts_.tab.leader) return;
  if (parts_.sender.MaySend(moment_)) alarms_.ArmAt(Timer::kSend, steady_ms, steady_ms);
  std::optional<int64_t> due_ms = parts_.sender.next_due_ms();
  for (const std::optional<int64_t> at_ms :
       {parts_.gate.NextOpeningMs(steady_ms), parts_.table.NextArrivalMs(steady_ms)}) {
    if (at_ms) due_ms = std::min(due_ms.value_or(*at_ms), *at_ms);
  }
  alarms_.ArmAt(Timer::kDue, due_ms, steady_ms);
  const bool has_work = parts_.local_store.queue().pending_count() > 0;
  alarms_.ArmAt(Timer::kProbe, has_work ? parts_.gate.NextProbeMs() : std::nullopt, steady_ms);
  if (parts_.projection.IsStale() && !alarms_.IsArmed(Timer::kProjection)) {
    alarms_.ArmAt(Timer::kProjection, steady_ms + tuning::kProjectionDelay_ms, steady_ms);
  }
}

// ---- Inputs of the ports

void Engine::OnTimer(Timer timer) {
  RunTurn([&](Turn& turn) {
    alarms_.NoteFired(timer);
    if (!parts_.tab.leader && timer != Timer::kCatchUp) return;
    switch (timer) {
      case Timer::kSend:
        Pump(turn);
        break;
      case Timer::kDue:
        parts_.sender.ForgetDue();
        break;
      case Timer::kProbe:
        // Other code may have removed single records. While nothing is sent, nothing else notices.
        parts_.recovery.TakeLoss(turn);
        for (const std::string& url : parts_.gate.TakeDueProbes(turn.steady_ms)) {
          ports_.transport.Probe(url);
        }
        break;
      case Timer::kProjection:
        parts_.projection.Write();
        break;
      case Timer::kCatchUp:
        parts_.sync.CatchUpWithUnannounced(turn);
        if (parts_.recovery.next_ms().value_or(turn.steady_ms + 1) > turn.steady_ms) break;
        parts_.recovery.Recover(turn);
        parts_.table.WaitOutAll(parts_.local_store.queue().All(), turn);
        break;
    }
  });
}

void Engine::Pump(Turn& turn) {
  parts_.sender.Begin();
  if (parts_.gate.Waiting(turn.steady_ms) == QueueWait::kUser) return;
  if (parts_.recovery.HoldsWork()) return;
  if (parts_.session.SessionIsOtherUsers(turn)) return;
  if (parts_.journal.WasCleared()) parts_.recovery.RecordAgain(turn);
  parts_.responses.ReadAgain(turn);
  parts_.responses.ConfirmUnread(turn);
  parts_.sender.Pump(turn);
}

void Engine::OnResponse(AttemptId attempt, const Response& response) {
  RunTurn([&](Turn& turn) { parts_.responses.TakeResponse(attempt, response, turn); });
}

void Engine::OnTransportFailure(AttemptId attempt, TransportFailure failure) {
  RunTurn([&](Turn& turn) { parts_.responses.TakeFailure(attempt, failure, turn); });
}

void Engine::OnBatchUnusable(AttemptId first, bool may_have_arrived) {
  RunTurn([&](Turn& turn) { parts_.responses.TakeUnusableBatch(first, may_have_arrived, turn); });
}

void Engine::OnVerified(AttemptId attempt, VerifyResult result, std::string_view record) {
  RunTurn([&](Turn& turn) { parts_.responses.TakeVerifyResult(attempt, result, record, turn); });
}

void Engine::OnProbe(const std::string& url, int status, bool html) {
  RunTurn([&](Turn& turn) { parts_.responses.TakeProbe(url, status, html, turn); });
}

void Engine::OnSessionOver(const std::string& url) {
  RunTurn([&](Turn& turn) {
    const bool is_new = parts_.gate.NoteLogin(OriginOf(url), url, turn.steady_ms);
    if (is_new) turn.events.push_back(AuthRequiredEvent{});
  });
}

void Engine::OnConnectivity(bool online) {
  RunTurn([&](Turn& turn) {
    if (online != parts_.gate.online()) parts_.gate.SetOnline(online, turn.steady_ms);
    parts_.gate.HurryProbes(turn.steady_ms);
  });
}

void Engine::OnLeadership(bool held) {
  RunTurn([&](Turn& turn) {
    const bool was_leader = std::exchange(parts_.tab.leader, held);
    parts_.sync.ForgetLeadersWait();
    if (!held) return Resign();
    // Mutations made before that have waited for the former leader.
    if (!was_leader) parts_.table.NoteWaiting(turn.steady_ms - tuning::kUnannounced_ms);
    // The former leader may have recorded what it had no time to announce.
    parts_.recovery.Recover(turn, was_leader);
    parts_.legacy.Import(turn);
    // A request that it has recorded may still be in flight (6.1). Its page may be gone and its
    // answer lost; but a second request, or the next change of the record, could overtake it.
    parts_.table.WaitOutAll(parts_.local_store.queue().All(), turn);
    parts_.journal.records().KeepToBudget();
    parts_.journal.NoteSeen(turn.now_ms);
    parts_.journal.records().reserve().Keep();
    parts_.outbox.AnnounceTakeover();
    parts_.projection.NoteChanged(1);  // it is this tab's to write now
  });
}

void Engine::Resign() {
  parts_.tab.leader = false;
  parts_.table.Resign();
}

void Engine::OnTabMessage(std::string_view message) {
  RunTurn(
      [&](Turn& turn) { parts_.projection.NoteChanged(parts_.sync.TakeMessage(message, turn)); });
}

void Engine::OnStorageKey(std::string_view key) {
  // localStorage.clear(), or keys may be missing (5.6a).
  if (key.empty()) return OnStorageCleared();
  RunTurn([&](Turn& turn) {
    if (key == kDeviceUserKey) return parts_.session.FollowDeviceUser(turn);
    if (!parts_.sync.TakeRecord(key, turn)) return;
    alarms_.ArmAt(Timer::kCatchUp, turn.steady_ms + tuning::kUnannounced_ms, turn.steady_ms);
  });
}

void Engine::OnStorageCleared() {
  RunTurn([&](Turn& turn) { parts_.recovery.TakeLoss(turn); });
}

void Engine::FlushOutbox() { parts_.sync.Flush(moment_); }

// ---- Questions

Snapshot Engine::GetSnapshot() const {
  const Queue& queue = parts_.local_store.queue();
  const Journal& journal = parts_.journal;
  Snapshot snapshot;
  snapshot.online = parts_.gate.online();
  snapshot.waiting = parts_.sync.Waiting(moment_);
  snapshot.led_away = snapshot.waiting == QueueWait::kUnreachable && parts_.gate.led_away();
  snapshot.pending = queue.pending_count();
  snapshot.sending = static_cast<int>(parts_.table.flights().size());
  snapshot.held = queue.held_count();
  snapshot.attention = queue.parked_count();
  snapshot.sealed = parts_.recovery.sealed() + parts_.projection.left_for_others();
  snapshot.durable = journal.records().durable() && !parts_.recovery.next_ms();
  if (!snapshot.durable) {
    snapshot.storage_reason =
        journal.records().trouble() == ErrorCode::kStorageFull ? "full" : "denied";
  }
  snapshot.last_synced_ms =
      std::max(parts_.tab.last_synced_ms, parts_.local_store.settled().last_synced_ms());
  snapshot.sender = parts_.tab.leader;
  snapshot.user = parts_.tab.user;
  return snapshot;
}

EntryWait Engine::WaitOf(const QueuedMutation& queued) const {
  return parts_.waits.WaitOf(queued, moment_);
}

std::vector<MutationId> Engine::Unsendable() const { return parts_.sender.Unsendable(moment_); }

bool Engine::CanSend(const MutationId& id) const {
  const QueuedMutation* queued = parts_.local_store.queue().FindId(id);
  return queued && queued->pending() && parts_.waits.PageWait(queued->mutation) == EntryWait::kNone;
}

EntityId Engine::ResolveId(const EntityId& id) const {
  EntityId known = parts_.local_store.ids().ResolveAnywhere(id);
  if (!known.empty()) return known;
  return parts_.local_store.queue().CreateOf(id) ? id : EntityId();
}

}  // namespace synchrone
