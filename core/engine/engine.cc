#include "core/engine/engine.h"

#include <algorithm>
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/tabs/tab_message.h"
#include "core/engine/turn.h"
#include "core/model/path.h"

namespace synchrone {

Engine::Engine(const Ports& ports, EngineOptions options)
    : ports_(ports),
      options_(std::move(options)),
      journal_(ports.storage, options_.tab, ports.digest),
      ledger_(journal_, endpoints_),
      requests_(ledger_, endpoints_),
      judge_(ledger_, endpoints_, requests_),
      gate_(options_.online),
      alarms_(ports.scheduler) {}

Status Engine::Start() {
  return RunTurn([&](TurnLog& log) {
    if (started_) return Status(ErrorCode::kNotAllowedNow, "The engine has started already.");
    started_ = true;
    journal_.FinishSteps();
    const std::optional<User> device_user = journal_.DeviceUser();
    gate_.SetUserUnknown(device_user.has_value());
    EnterScope(device_user.value_or(User{}), log);
    return Status::Ok();
  });
}

QueueWait Engine::Waiting() const {
  return leader_ ? gate_.Waiting(steady_ms_) : std::max(gate_.Waiting(steady_ms_), senders_wait_);
}

// Cheap on purpose: it is asked after every enqueue, also with thousands of mutations waiting for a
// connection, and looking through them is Pump's work.
bool Engine::MaySend() const {
  const bool has_room = flights_.requests() < RequestLimit();
  const bool has_work = ledger_.queue().pending_count() > static_cast<int>(flights_.size());
  return leader_ && has_room && has_work &&
         std::any_of(origins_in_use_.begin(), origins_in_use_.end(),
                     [&](const std::string& origin) { return gate_.Open(origin, steady_ms_); });
}

void Engine::TakeTurn(FunctionRef<void(TurnLog&)> decide) {
  SYNCHRONE_CHECK(!in_turn_, "a port called the engine from inside a turn");
  in_turn_ = true;
  const int64_t clock_ms = ports_.clock.NowMs();
  steady_ms_ += std::max<int64_t>(0, clock_ms - now_ms_);
  now_ms_ = clock_ms;
  pump_wanted_ = true;
  TurnLog log;
  decide(log);
  FinishTurn(log);
  in_turn_ = false;
}

void Engine::FinishTurn(TurnLog& log) {
  ApplyDecisions(log);
  AskForUnread(log);
  if (!journal_.durable()) journal_.Flush();
  ledger_.TellViews(log);
  for (const Sequence& sequence : log.advanced) {
    const QueuedMutation* queued = ledger_.queue().Find(sequence);
    if (!queued) continue;
    log.events.push_back(ProgressEvent{
        queued->id(), queued->mutation.entity, queued->progress.status, queued->progress.park,
        IsSending(sequence), queued->progress.retries, WaitOf(*queued)});
  }
  changed_bytes_ += (log.accepted.size() + log.outgoing.size()) * tuning::kTypicalEntry_bytes;
  // The other tabs see a stored record by its storage event; what is in memory alone needs a
  // message.
  if (!journal_.durable()) {
    outbox_accepted_.insert(outbox_accepted_.end(), log.accepted.begin(), log.accepted.end());
  }
  std::move(log.outgoing.begin(), log.outgoing.end(), std::back_inserter(outbox_));
  ArmTimers();
  Snapshot snapshot = GetSnapshot();
  if (snapshot != told_) {
    told_ = snapshot;
    log.events.push_back(SnapshotEvent{std::move(snapshot)});
  }
  if (!log.events.empty()) ports_.events.Emit(std::move(log.events));
}

void Engine::ArmTimers() {
  if (!leader_) return;
  if (pump_wanted_ && MaySend()) alarms_.ArmAt(Timer::kSend, steady_ms_, steady_ms_);
  std::optional<int64_t> due_ms = next_due_ms_;
  const auto no_later_than = [&](int64_t at_ms) {
    due_ms = std::min(due_ms.value_or(at_ms), at_ms);
  };
  if (const auto opening_ms = gate_.NextOpeningMs(steady_ms_)) no_later_than(*opening_ms);
  std::erase_if(travelling_, [&](const auto& one) { return one.second.until_ms <= steady_ms_; });
  for (const auto& [sequence, request] : travelling_) no_later_than(request.until_ms);
  alarms_.ArmAt(Timer::kDue, due_ms, steady_ms_);
  const bool has_work = ledger_.queue().pending_count() > 0;
  alarms_.ArmAt(Timer::kProbe, has_work ? gate_.NextProbeMs() : std::nullopt, steady_ms_);
  const bool is_small = projected_bytes_ < tuning::kProjectionSmall_bytes;
  const bool is_stale = changed_bytes_ > 0 && (is_small || changed_bytes_ >= projected_bytes_ ||
                                               ledger_.queue().size() == 0);
  const bool is_armed = alarms_.IsArmed(Timer::kProjection);
  if (is_stale && !is_armed)
    alarms_.ArmAt(Timer::kProjection, steady_ms_ + tuning::kProjectionDelay_ms, steady_ms_);
}

void Engine::OnTimer(Timer timer) {
  RunTurn([&](TurnLog& log) {
    alarms_.NoteFired(timer);
    // A tab that was blocked has not heard yet that another one took over: it records nothing.
    if (leader_ && !ports_.leader_lock.IsCurrent()) Resign();
    if (!leader_ && timer != Timer::kCatchUp) return;
    switch (timer) {
      case Timer::kSend:
        pump_wanted_ = false;
        Pump(log);
        break;
      case Timer::kDue:
        next_due_ms_.reset();
        break;
      case Timer::kProbe:
        for (const std::string& url : gate_.TakeDueProbes(steady_ms_)) ports_.transport.Probe(url);
        break;
      case Timer::kProjection:
        WriteProjection();
        break;
      case Timer::kCatchUp:
        CatchUpWithUnannounced(log);
        break;
    }
  });
}

void Engine::OnConnectivity(bool online) {
  RunTurn([&](TurnLog&) {
    if (online != gate_.online()) gate_.SetOnline(online, steady_ms_);
    gate_.HurryProbes(steady_ms_);
  });
}

void Engine::OnProbe(const std::string& url, int status, bool html) {
  RunTurn([&](TurnLog& log) {
    if (gate_.NoteProbe(url, status, html, steady_ms_, ports_.random.NextUnit())) {
      StrikeSuspects(OriginOf(url), log);
    }
  });
}

void Engine::OnSessionOver(const std::string& url) {
  RunTurn([&](TurnLog& log) {
    const bool is_new = gate_.NoteLogin(OriginOf(url), url, steady_ms_);
    if (is_new) log.events.push_back(AuthRequiredEvent{});
  });
}

void Engine::FlushOutbox() {
  const bool taken_over = std::exchange(takeover_untold_, false);
  TabMessage message{ScopeName(user_), {}, now_ms_, leader_, Waiting(), taken_over};
  for (const Sequence& sequence : std::exchange(outbox_accepted_, {})) {
    // Its present state; the events that follow report what has left the queue since.
    const QueuedMutation* queued = ledger_.queue().Find(sequence);
    if (queued) message.changes.push_back(Accepted{queued->mutation});
  }
  for (Change& change : std::exchange(outbox_, {})) message.changes.push_back(std::move(change));
  if (taken_over || !message.changes.empty()) ports_.tabs.Broadcast(EncodeTabMessage(message));
}

Snapshot Engine::GetSnapshot() const {
  Snapshot snapshot;
  snapshot.online = gate_.online();
  snapshot.waiting = Waiting();
  snapshot.led_away = gate_.led_away();
  snapshot.pending = ledger_.queue().pending_count();
  snapshot.sending = static_cast<int>(flights_.size());
  snapshot.held = ledger_.queue().held_count();
  snapshot.attention = ledger_.queue().parked_count();
  snapshot.sealed = sealed_;
  snapshot.durable = journal_.durable();
  if (!snapshot.durable) {
    snapshot.storage_reason = journal_.trouble() == ErrorCode::kStorageFull ? "full" : "denied";
  }
  snapshot.last_synced_ms = std::max(last_synced_ms_, ledger_.last_synced_ms());
  snapshot.sender = leader_;
  snapshot.user = user_;
  return snapshot;
}

EntryWait Engine::WaitOf(const QueuedMutation& queued) const {
  if (!queued.pending()) return EntryWait::kNone;
  const EntryWait page_wait = PageWait(queued.mutation);
  if (page_wait != EntryWait::kNone) return page_wait;
  const EntryWait wait = ledger_.queue().WaitOf(queued, Times());
  const bool is_read = wait == EntryWait::kNone && asked_.contains(queued.mutation.entity);
  return is_read && requests_.LacksRecord(queued) ? EntryWait::kRead : wait;
}

EntityId Engine::ResolveId(const EntityId& id) const {
  const EntityId known = ledger_.ids().ResolveAnywhere(id);
  if (!known.empty()) return known;
  return ledger_.queue().CreateOf(id) ? id : EntityId();
}

}  // namespace synchrone
