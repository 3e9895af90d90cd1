#include "core/engine/requests/request_table.h"

#include <algorithm>
#include <utility>

#include "core/base/tuning.h"

namespace synchrone {
namespace {

constexpr size_t kForgottenAtOnce = 64;

}  // namespace

void RequestTable::Resign() {
  flights_.Clear();
  inherited_.clear();
  unanswered_.clear();
  asked_.clear();
  seen_ms_.clear();
  unjudged_.clear();
  decided_.clear();
}

void RequestTable::Clear() {
  Resign();
  states_.clear();
  batch_rest_until_ms_.clear();
}

void RequestTable::Forget(const Sequence& sequence) {
  states_.erase(sequence);
  inherited_.erase(sequence);
  unjudged_.erase(sequence);
}

// A sight of the record from before a mutation was made does not count for that mutation
// (HasWaited).
void RequestTable::ForgetUnqueued(const Queue& queue) {
  // At least half of the entries are removed, so the cost for each is constant.
  if (remembered() <= 8 * queue.size() + kForgottenAtOnce) return;
  const auto forget = [](auto& some, const auto& is_queued) {
    std::erase_if(some, [&](const auto& one) { return !is_queued(one.first); });
  };
  const auto has_mutation = [&](const Sequence& sequence) { return queue.Find(sequence); };
  const auto has_record = [&](const EntityKey& entity) { return queue.HasEntity(entity); };
  forget(states_, has_mutation);
  forget(unjudged_, has_mutation);
  forget(asked_, has_record);
  forget(seen_ms_, has_record);
}

size_t RequestTable::Limit(int pending) const {
  const bool are_many = pending >= tuning::kManyWaiting;
  return are_many && answers_are_quick_ ? tuning::kMaxInFlightQuick : tuning::kMaxInFlight;
}

void RequestTable::NoteAnswerTime(int64_t took_ms) {
  answers_are_quick_ = took_ms <= tuning::kQuickAnswer_ms;
}

int64_t RequestTable::DueOf(const Sequence& sequence) const {
  const auto state = states_.find(sequence);
  return state == states_.end() ? 0 : state->second.due_ms;
}

void RequestTable::HurryAll() {
  for (auto& [sequence, state] : states_) state.due_ms = 0;
}

void RequestTable::WaitOut(const QueuedMutation& queued, const Moment& moment) {
  const Progress& progress = queued.progress;
  if (!queued.pending() || !progress.possibly_sent || IsSending(queued.sequence())) return;
  const int64_t age_ms = std::max<int64_t>(0, moment.now_ms - progress.last_attempt_ms);
  // The server may still be processing a request that failed: it gets once more the time that the
  // attempt took (NoteUnanswered).
  const bool failed = progress.failed_after_ms > 0;
  const int64_t life_ms = failed ? std::min(2 * progress.failed_after_ms, tuning::kRequestLife_ms)
                                 : tuning::kRequestLife_ms;
  if (age_ms >= life_ms) return;
  inherited_[queued.sequence()] = {moment.steady_ms + life_ms - age_ms, progress.generation};
}

void RequestTable::WaitOutAll(const std::vector<const QueuedMutation*>& all, const Moment& moment) {
  for (const QueuedMutation* queued : all) WaitOut(*queued, moment);
}

void RequestTable::WaitOutUnknown(const QueuedMutation& queued, const Moment& moment) {
  inherited_[queued.sequence()] = {moment.steady_ms + tuning::kRequestLife_ms,
                                   queued.progress.generation};
}

const RequestTable::InheritedAttempt* RequestTable::FindInheritedAttempt(
    const Sequence& sequence) const {
  const auto inherited = inherited_.find(sequence);
  return inherited == inherited_.end() ? nullptr : &inherited->second;
}

std::optional<int64_t> RequestTable::NextArrivalMs(int64_t steady_ms) {
  std::erase_if(inherited_, [&](const auto& one) { return one.second.until_ms <= steady_ms; });
  std::optional<int64_t> next_ms;
  for (const auto& [sequence, request] : inherited_) {
    next_ms = std::min(next_ms.value_or(request.until_ms), request.until_ms);
  }
  return next_ms;
}

bool RequestTable::HasSucceededSince(const std::string& origin, int64_t steady_ms) const {
  const auto success = last_success_ms_.find(origin);
  return success != last_success_ms_.end() && success->second >= steady_ms;
}

bool RequestTable::Ask(const Mutation& mutation, int64_t steady_ms) {
  if (AskedMs(mutation)) return false;
  asked_[mutation.entity] = {mutation.sequence, steady_ms};
  return true;
}

std::optional<int64_t> RequestTable::AskedMs(const Mutation& mutation) const {
  const auto asked = asked_.find(mutation.entity);
  const bool is_its_own = asked != asked_.end() && asked->second.sequence == mutation.sequence;
  return is_its_own ? std::optional(asked->second.at_ms) : std::nullopt;
}

void RequestTable::NoteSeen(const EntityKey& entity, int64_t steady_ms) {
  asked_.erase(entity);
  // Later than a wait that was noted in the same millisecond: sending is possible now.
  seen_ms_[entity] = std::max(steady_ms, waiting_ms_ + 1);
}

bool RequestTable::HasWaited(const Mutation& mutation, const Moment& moment) const {
  // A clock that was set back does not say when the mutation was made: it counts as old.
  const int64_t age_ms = moment.now_ms - mutation.timestamp_ms;
  int64_t known_ms = age_ms < 0 ? 0 : moment.steady_ms - age_ms;
  const auto seen = seen_ms_.find(mutation.entity);
  if (seen != seen_ms_.end()) known_ms = std::max(known_ms, seen->second);
  return known_ms <= waiting_ms_ || moment.steady_ms - known_ms > tuning::kRequestLife_ms;
}

void RequestTable::RestBatches(const std::string& endpoint, int64_t steady_ms) {
  batch_rest_until_ms_[endpoint] = steady_ms + tuning::kBatchRest_ms;
}

bool RequestTable::BatchesRest(const std::string& endpoint, int64_t steady_ms) const {
  const auto rest = batch_rest_until_ms_.find(endpoint);
  return rest != batch_rest_until_ms_.end() && rest->second > steady_ms;
}

}  // namespace synchrone
