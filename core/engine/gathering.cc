// What is gathered before it is sent: changes of one record that are merged (BEHAVIOUR 3.9), and
// mutations that go in one request (3.13).
#include <algorithm>
#include <iterator>
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/engine.h"
#include "core/engine/turn.h"
#include "core/model/path.h"
#include "core/queue/coalesce.h"

namespace synchrone {

// ---- 3.9

// Nothing but its turn keeps it from being sent, and nothing of it was sent before.
bool Engine::MayCoalesce(const QueuedMutation& queued) const {
  const Progress& progress = queued.progress;
  const bool untouched = queued.pending() && progress.attempts == 0 && !progress.kept_offline;
  return untouched && queued.mutation.not_after_ms == 0 && !IsSending(queued.sequence()) &&
         WaitOf(queued) == EntryWait::kNone;
}

// The next change of the same record, when it stands right behind.
const QueuedMutation* Engine::NextOf(const QueuedMutation& queued) const {
  const Queue::List same = ledger_.queue().OfEntity(queued.mutation.entity);
  const auto one = std::find_if(same.begin(), same.end(), [&](const QueuedMutation* other) {
    return other->sequence() == queued.sequence();
  });
  return std::distance(one, same.end()) > 1 ? *std::next(one) : nullptr;
}

// Only the sender knows what has not left, so it is here that changes are merged, and one by one
// until no rule applies.
std::optional<QueuedMutation> Engine::CoalesceAt(const QueuedMutation& head, TurnLog& log) {
  std::optional<QueuedMutation> first = head;
  const EndpointOptions& options = endpoints_.Get(head.mutation.entity.resource);
  if (!options.coalesce || options.fifo) return first;  // one order of all is an order of each
  while (first && MayCoalesce(*first)) {
    const QueuedMutation* next = NextOf(*first);
    if (!next || !MayCoalesce(*next)) break;
    const Coalesced rule = Coalesce(first->mutation, next->mutation);
    if (rule == Coalesced::kBothStay) break;
    if (rule == Coalesced::kNothing && !MayVanish(first->mutation)) break;
    first = MergeWithNext(*first, QueuedMutation(*next), rule, log);
  }
  return first;
}

// Another user's change refers to the record: it still has to be made, then deleted.
bool Engine::MayVanish(const Mutation& created) const {
  const auto referring = ledger_.queue().ReferringTo(created.entity.id);
  return std::all_of(referring.begin(), referring.end(), [&](const QueuedMutation* other) {
    return other->mutation.entity == created.entity;
  });
}

std::optional<QueuedMutation> Engine::MergeWithNext(const QueuedMutation& first,
                                                    const QueuedMutation& next, Coalesced rule,
                                                    TurnLog& log) {
  const Journal::Step step(journal_);
  constexpr auto kCoalesced = Dropped::Cause::kCoalesced;
  if (rule == Coalesced::kIntoEarlier) {
    Mutation merged = first.mutation;
    merged.data = CoalescedData(first.mutation, next.mutation);
    Commit(Rewritten{std::move(merged)}, log);
    Commit(Dropped{next.sequence(), kCoalesced, first.id()}, log);
    return *ledger_.queue().Find(first.sequence());
  }
  Commit(Dropped{first.sequence(), kCoalesced, next.id()}, log);
  if (rule == Coalesced::kIntoLater) return *ledger_.queue().Find(next.sequence());
  Confirm(next, ConfirmedOutcome{}, "never sent", log);
  return std::nullopt;
}

// ---- 3.13

bool Engine::GoesInBatch(const QueuedMutation& queued) const {
  const Resource& resource = queued.mutation.entity.resource;
  const std::string& endpoint = endpoints_.Get(resource).batch_endpoint;
  if (endpoint.empty() || requests_.NeedsVerdict(queued)) return false;
  const auto rest = batch_rest_until_ms_.find(endpoint);
  const bool rests = rest != batch_rest_until_ms_.end() && rest->second > steady_ms_;
  return !rests && requests_.KeyIsSent(resource);
}

void Engine::SendBatch(const std::string& endpoint, const std::vector<QueuedMutation>& entries,
                       TurnLog& log) {
  BatchRequest batch{endpoint, {}};
  for (const QueuedMutation& queued : entries) {
    const AttemptId first = batch.entries.empty() ? last_attempt_ + 1 : batch.entries[0].attempt;
    batch.entries.push_back(Launch(queued, log, first, endpoint));
  }
  ports_.transport.SendBatch(batch);
}

void Engine::OnBatchUnusable(AttemptId first, bool may_have_arrived) {
  RunTurn([&](TurnLog& log) {
    const Journal::Step step(journal_);
    const std::vector<Flight> entries = flights_.LandBatch(first);
    if (entries.empty()) return;  // of a user who has left
    const std::string& endpoint = entries.front().batch_endpoint;
    batch_rest_until_ms_[endpoint] = steady_ms_ + tuning::kBatchRest_ms;
    Diagnose("BATCH_NOT_UNDERSTOOD",
             "The API did not answer a batch as the contract says; mutations go one by one for a "
             "while. Check the option batch: { endpoint, maxEntries }.",
             log, Resource(endpoint));
    for (const Flight& flight : entries) {
      const QueuedMutation* queued = ledger_.queue().Find(flight.sequence);
      if (!queued) continue;
      Progress progress = queued->progress;
      progress.possibly_sent = may_have_arrived || flight.possibly_sent_before;
      NoteStep(progress, now_ms_, "batch refused");
      Commit(Advanced{flight.sequence, std::move(progress)}, log);
    }
  });
}

}  // namespace synchrone
