#include "core/engine/sending/sender.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/base/tuning.h"
#include "core/model/path.h"

namespace synchrone {
namespace {

bool MissedItsTime(const Mutation& mutation, int64_t now_ms) {
  return mutation.not_after_ms > 0 && now_ms > mutation.not_after_ms;
}

}  // namespace

void Sender::Pump(Turn& turn) {
  Round round(table_.flights(), table_.Limit(local_store_.queue().pending_count()));
  Found found;
  waits_.ForEachCandidate(turn, [&](const Queue::Candidate& candidate) {
    return Consider(candidate, round, found, turn);
  });
  transitions_.ParkAll(found.expired, ParkKind::kExpired, "EXPIRED", turn);
  transitions_.ParkAll(found.gone, ParkKind::kRefused, "RECORD_GONE", turn);
  transitions_.ParkAll(found.create_dropped, ParkKind::kDependency, "DEPENDENCY_DISCARDED", turn);
  for (const Sequence& sequence : found.without_path) transitions_.ParkUnnamed(sequence, turn);
  // Their successors may be sent in the next round.
  is_wanted_ = !found.expired.empty() || !found.gone.empty() || !found.create_dropped.empty() ||
               !found.without_path.empty();
  Send(round, turn);
}

bool Sender::Consider(const Queue::Candidate& candidate, Round& round, Found& found, Turn& turn) {
  const QueuedMutation& queued = *candidate.queued;
  const Resource& resource = queued.mutation.entity.resource;
  const EndpointOptions& options = endpoints_.Get(resource);
  const bool goes_in_batch = GoesInBatch(queued, options, turn);
  // As what comes after a full round: it is looked at again when the batch has its answer.
  if (goes_in_batch && !round.TakesIntoBatch(options.batch_endpoint)) return true;
  // Another tab accepted it before it knew that the record which it needs has no known id.
  if (candidate.wait == EntryWait::kNone &&
      local_store_.id_rewriter().NeedsUnnamed(queued.mutation)) {
    found.without_path.push_back(queued.sequence());
    return true;
  }
  if (MissedItsTime(queued.mutation, turn.now_ms)) {
    found.expired.push_back(queued);
    return true;
  }
  WaitUntil(waits_.HeldUntil(queued.mutation, turn), turn);
  WaitUntil(waits_.DueOf(queued.sequence(), turn), turn);
  const bool may_go = candidate.wait == EntryWait::kNone &&
                      gate_.Open(OriginOf(resource.value()), turn.steady_ms) &&
                      waits_.PageWait(queued.mutation) == EntryWait::kNone;
  if (!may_go) return true;
  // Another tab queued it before it learned that the create was dropped (3.5).
  if (queued.mutation.kind != Kind::kCreate &&
      local_store_.CreateWasDropped(queued.mutation.entity)) {
    found.create_dropped.push_back(queued);
    return true;
  }
  if (WaitsForRecord(queued, found, turn)) return true;
  if (goes_in_batch) {
    round.AddToBatch(options.batch_endpoint, options.batch_entries, queued);
  } else {
    round.AddSingle(queued);
  }
  return !round.full();
}

void Sender::WaitUntil(int64_t at_ms, const Moment& moment) {
  const int64_t due_ms = moment.steady_ms + (at_ms - moment.now_ms);
  if (at_ms > moment.now_ms) next_due_ms_ = std::min(next_due_ms_.value_or(due_ms), due_ms);
}

bool Sender::WaitsForRecord(const QueuedMutation& queued, Found& found, Turn& turn) {
  // What has to be verified is looked up first.
  if (launcher_.Verifies(queued)) return false;
  const EntityKey& entity = queued.mutation.entity;
  const bool lacks = maker_.LacksRecord(queued);
  if (!lacks && !maker_.MayMakeRecord(queued)) return false;
  const bool has_waited = table_.HasWaited(queued.mutation, turn);
  if (!has_waited && local_store_.BaseOf(entity) == kAbsentBase) {
    found.gone.push_back(queued);
    return true;
  }
  if (!lacks && !has_waited) return false;
  if (table_.Ask(queued.mutation, turn.steady_ms)) turn.AskForRecord(queued.mutation);
  if (lacks) return true;
  // An API may let a person change what they may not read: the edit is sent after a while.
  const int64_t until_ms = *table_.AskedMs(queued.mutation) + tuning::kRequestLife_ms;
  WaitUntil(turn.now_ms + (until_ms - turn.steady_ms), turn);
  return turn.steady_ms < until_ms;
}

bool Sender::GoesInBatch(const QueuedMutation& queued, const EndpointOptions& options,
                         const Moment& moment) const {
  const std::string& endpoint = options.batch_endpoint;
  if (endpoint.empty() || table_.BatchesRest(endpoint, moment.steady_ms)) return false;
  return maker_.KeyIsSent(queued.mutation.entity.resource) && !maker_.NeedsVerification(queued);
}

void Sender::Send(Round& round, Turn& turn) {
  std::vector<QueuedMutation> singles = Merged(round.TakeSingles(), turn);
  for (const auto& [endpoint, heads] : round.batches()) {
    std::vector<QueuedMutation> entries = Merged(heads, turn);
    if (entries.size() > 1) {
      launcher_.SendBatch(endpoint, entries, turn);
    } else {
      std::move(entries.begin(), entries.end(), std::back_inserter(singles));
    }
  }
  for (const QueuedMutation& queued : singles) launcher_.Send(queued, turn);
}

std::vector<QueuedMutation> Sender::Merged(const std::vector<QueuedMutation>& heads, Turn& turn) {
  std::vector<QueuedMutation> sent;
  for (const QueuedMutation& head : heads) {
    std::optional<QueuedMutation> one = coalescer_.MergeAt(head, turn);
    if (one) sent.push_back(std::move(*one));
    is_wanted_ = is_wanted_ || !one;
  }
  return sent;
}

bool Sender::MaySend(const Moment& moment) const {
  const int pending = local_store_.queue().pending_count();
  const Flights& flights = table_.flights();
  const bool has_room = flights.requests() < table_.Limit(pending);
  const bool has_work = pending > static_cast<int>(flights.size());
  return is_wanted_ && has_room && has_work && gate_.AnyOpen(moment.steady_ms);
}

std::vector<MutationId> Sender::Unsendable(const Moment& moment) const {
  std::vector<MutationId> ids;
  const bool may_go = gate_.Waiting(moment.steady_ms) == QueueWait::kNone;
  if (!may_go || table_.flights().size() > 0) return ids;
  waits_.ForEachCandidate(moment, [&](const Queue::Candidate& candidate) {
    const bool lacks = candidate.wait == EntryWait::kNone &&
                       waits_.PageWait(candidate.queued->mutation) != EntryWait::kNone;
    if (lacks) ids.push_back(candidate.queued->id());
    return true;
  });
  return ids;
}

}  // namespace synchrone
