#include <algorithm>
#include <iterator>
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/engine.h"
#include "core/model/path.h"

namespace synchrone {
namespace {

bool MissedItsTime(const Mutation& mutation, int64_t now_ms) {
  return mutation.not_after_ms > 0 && now_ms > mutation.not_after_ms;
}

}  // namespace

size_t Engine::RequestLimit() const {
  const bool are_many = ledger_.queue().pending_count() >= tuning::kManyWaiting;
  return are_many && answers_are_quick_ ? tuning::kMaxInFlightQuick : tuning::kMaxInFlight;
}

int64_t Engine::DueOf(const Sequence& sequence) const {
  const auto state = sending_.find(sequence);
  int64_t due_ms = state == sending_.end() ? 0 : state->second.due_ms;
  const auto travelling = travelling_.find(sequence);
  if (travelling != travelling_.end()) {
    const QueuedMutation* queued = ledger_.queue().Find(sequence);
    const bool harmless = queued && requests_.KeyIsHonoured(queued->mutation.entity.resource) &&
                          queued->progress.generation == travelling->second.generation &&
                          !requests_.NeedsVerdict(*queued);
    if (!harmless) due_ms = std::max(due_ms, travelling->second.until_ms);
  }
  return due_ms == 0 ? 0 : now_ms_ + (due_ms - steady_ms_);
}

int64_t Engine::HeldUntil(const Mutation& mutation) const {
  if (mutation.hold_until_ms == 0) return 0;
  int64_t& held_until_ms = sending_[mutation.sequence].held_until_ms;
  if (held_until_ms == 0) {
    // Never longer than it was to be, whatever the clock of the page that made it said.
    const int64_t length_ms = std::max<int64_t>(0, mutation.hold_until_ms - mutation.timestamp_ms);
    held_until_ms =
        steady_ms_ + std::clamp<int64_t>(mutation.hold_until_ms - now_ms_, 0, length_ms);
  }
  return now_ms_ + (held_until_ms - steady_ms_);
}

Queue::Times Engine::Times() const {
  return {now_ms_, [this](const Sequence& sequence) { return DueOf(sequence); },
          [this](const Mutation& mutation) { return HeldUntil(mutation); }};
}

EntryWait Engine::PageWait(const Mutation& mutation) const {
  const std::string origin = OriginOf(PathOf(mutation));
  const bool allowed = origin.empty() || std::find(options_.origins.begin(), options_.origins.end(),
                                                   origin) != options_.origins.end();
  if (!allowed) return EntryWait::kOrigin;
  if (ledger_.naming().NeedsUnnamed(mutation)) return EntryWait::kDependency;
  const EndpointOptions& options = endpoints_.Get(mutation.entity.resource);
  // Shapes of a later version of the application are for pages of that version (5.5).
  const bool lacks_transform = (mutation.needs_transform && !options.has_transform) ||
                               mutation.payload_version > options.payload_version;
  return lacks_transform ? EntryWait::kTransform : EntryWait::kNone;
}

bool Engine::WaitsForRecord(const QueuedMutation& queued, std::vector<QueuedMutation>& gone,
                            TurnLog& log) {
  if (!requests_.LacksRecord(queued)) return false;
  if (ledger_.BaseOf(queued.mutation.entity)) {
    gone.push_back(queued);
  } else if (asked_.insert(queued.mutation.entity).second) {
    AskForRecord(queued.mutation, log);
  }
  return true;
}

Flight Engine::FlightOf(const QueuedMutation& queued) const {
  const Mutation& mutation = queued.mutation;
  const std::string& resource = mutation.entity.resource.value();
  const bool weak_versions = endpoints_.Get(mutation.entity.resource).weak_versions;
  Flight flight;
  flight.sequence = queued.sequence();
  flight.origin = OriginOf(resource);
  flight.probe_url = resource + mutation.tail;
  flight.asked = {mutation.kind, mutation.method, mutation.entity, weak_versions};
  return flight;
}

Request Engine::Launch(const QueuedMutation& queued, TurnLog& log, AttemptId batch,
                       const std::string& batch_endpoint) {
  const AttemptId attempt = ++last_attempt_;
  const Sequence sequence = queued.sequence();
  QueuedMutation sending = requests_.Prepared(queued);
  Request request = requests_.Make(sending, attempt);
  // Another page may not know that the API has no PATCH, and would use the key for two requests.
  if (sending.mutation != queued.mutation) Commit(Rewritten{sending.mutation}, log);
  Flight flight = FlightOf(sending);
  flight.possibly_sent_before = queued.progress.possibly_sent;
  const bool changes_known_record = request.kind == Kind::kUpdate || request.kind == Kind::kDelete;
  if (changes_known_record) {
    flight.version =
        requests_.VersionOf(request.resource, ledger_.confirmed(flight.asked.entity).record);
  }
  flight.left_ms = steady_ms_;
  flight.batch = batch;
  flight.batch_endpoint = batch_endpoint;
  flights_.Add(attempt, std::move(flight));
  SendState& state = sending_[sequence];
  state.may_resend = false;
  state.due_ms = 0;
  if (state.first_attempt_ms == 0) state.first_attempt_ms = steady_ms_;
  Progress progress = std::move(sending.progress);
  ++progress.attempts;
  progress.possibly_sent = true;
  progress.last_attempt_ms = now_ms_;
  progress.failed_after_ms = 0;
  // The attempt is in the journal before the request leaves (3.7).
  Commit(Advanced{sequence, std::move(progress)}, log);
  return request;
}

void Engine::SendOne(const QueuedMutation& queued, TurnLog& log) {
  const Request request = Launch(queued, log);
  ports_.transport.Send(request);
}

void Engine::Verify(const QueuedMutation& queued) {
  const AttemptId attempt = ++last_attempt_;
  const Mutation& mutation = queued.mutation;
  Flight flight = FlightOf(queued);
  flight.possibly_sent_before = true;
  flights_.Add(attempt, std::move(flight));
  sending_[queued.sequence()].due_ms = 0;
  ports_.transport.Verify({attempt, mutation.id, mutation.entity.resource});
}

void Engine::ParkAll(const std::vector<QueuedMutation>& entries, ParkKind kind, const char* code,
                     TurnLog& log) {
  if (entries.empty()) return;
  const Journal::Step step(journal_);
  for (const QueuedMutation& queued : entries) {
    Progress progress = queued.progress;
    progress.park = kind;
    progress.error_code = code;
    ParkNow(queued, std::move(progress), log);
  }
}

std::vector<MutationId> Engine::Unsendable() const {
  std::vector<MutationId> ids;
  if (gate_.Waiting(steady_ms_) != QueueWait::kNone || flights_.size() > 0) return ids;
  ledger_.queue().ForEachCandidate(Times(), {}, [&](const Queue::Candidate& candidate) {
    const bool lacks = candidate.wait == EntryWait::kNone &&
                       PageWait(candidate.queued->mutation) != EntryWait::kNone;
    if (lacks) ids.push_back(candidate.queued->id());
    return true;
  });
  return ids;
}

bool Engine::CanSend(const MutationId& id) const {
  const QueuedMutation* queued = ledger_.queue().FindId(id);
  return queued && queued->pending() && PageWait(queued->mutation) == EntryWait::kNone;
}

void Engine::SendSingle(const QueuedMutation& queued, TurnLog& log) {
  if (requests_.NeedsVerdict(queued) && !sending_[queued.sequence()].may_resend) {
    Verify(queued);
  } else {
    SendOne(queued, log);
  }
}

void Engine::Pump(TurnLog& log) {
  next_due_ms_.reset();
  if (!leader_ || gate_.Waiting(steady_ms_) == QueueWait::kUser) return;
  if (IsSomebodyElsesSession(log)) return;
  if (journal_.WasCleared()) RecordAgain();
  Round round(flights_.requests(), RequestLimit());
  std::vector<QueuedMutation> expired;
  std::vector<QueuedMutation> gone;
  std::vector<QueuedMutation> given_up;
  std::vector<Sequence> without_path;
  const auto wait_until = [&](int64_t at_ms) {
    const int64_t due_ms = steady_ms_ + (at_ms - now_ms_);
    if (at_ms > now_ms_) next_due_ms_ = std::min(next_due_ms_.value_or(due_ms), due_ms);
  };
  const auto consider = [&](const Queue::Candidate& candidate) {
    const QueuedMutation& queued = *candidate.queued;
    // Another tab took it before it heard that the record that it needs has no name.
    if (candidate.wait == EntryWait::kNone && ledger_.naming().NeedsUnnamed(queued.mutation)) {
      without_path.push_back(queued.sequence());
      return true;
    }
    if (MissedItsTime(queued.mutation, now_ms_)) {
      expired.push_back(queued);
      return true;
    }
    wait_until(HeldUntil(queued.mutation));
    wait_until(DueOf(queued.sequence()));
    const Resource& resource = queued.mutation.entity.resource;
    const bool may_go = candidate.wait == EntryWait::kNone &&
                        gate_.Open(OriginOf(resource.value()), steady_ms_) &&
                        PageWait(queued.mutation) == EntryWait::kNone;
    if (!may_go) return true;
    // Made in another tab before that heard that there will be no such record (3.5).
    if (queued.mutation.kind != Kind::kCreate && ledger_.WasGivenUp(queued.mutation.entity)) {
      given_up.push_back(queued);
      return true;
    }
    if (WaitsForRecord(queued, gone, log)) return true;
    const EndpointOptions& options = endpoints_.Get(resource);
    if (!GoesInBatch(queued)) {
      round.AddSingle(queued);
    } else if (!flights_.IsBusy(options.batch_endpoint)) {
      round.AddToBatch(options.batch_endpoint, options.batch_entries, queued);
    }
    return !round.full();
  };
  ledger_.queue().ForEachCandidate(Times(), flights_.Sequences(), consider);
  ParkAll(expired, ParkKind::kExpired, "EXPIRED", log);
  ParkAll(gone, ParkKind::kRefused, "RECORD_GONE", log);
  ParkAll(given_up, ParkKind::kDependency, "DEPENDENCY_DISCARDED", log);
  for (const Sequence& sequence : without_path) ParkUnnamed(sequence, log);
  // Those behind them come next.
  pump_wanted_ = !expired.empty() || !gone.empty() || !given_up.empty() || !without_path.empty();
  Send(round.TakeSingles(), round.batches(), log);
}

void Engine::Send(std::vector<QueuedMutation> singles, const Batches& batches, TurnLog& log) {
  const auto merged = [&](const std::vector<QueuedMutation>& heads) {
    std::vector<QueuedMutation> sent;
    for (const QueuedMutation& head : heads) {
      std::optional<QueuedMutation> one = CoalesceAt(head, log);
      if (one) sent.push_back(std::move(*one));
      pump_wanted_ = pump_wanted_ || !one;
    }
    return sent;
  };
  singles = merged(singles);
  for (const auto& [endpoint, heads] : batches) {
    std::vector<QueuedMutation> entries = merged(heads);
    if (entries.size() > 1) {
      SendBatch(endpoint, entries, log);
    } else {
      std::move(entries.begin(), entries.end(), std::back_inserter(singles));
    }
  }
  for (const QueuedMutation& queued : singles) SendSingle(queued, log);
}

}  // namespace synchrone
