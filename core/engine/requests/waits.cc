#include "core/engine/requests/waits.h"

#include <algorithm>

#include "core/model/path.h"

namespace synchrone {

int64_t Waits::DueOf(const Sequence& sequence, const Moment& moment) const {
  int64_t due_ms = table_.DueOf(sequence);
  if (const RequestTable::InheritedAttempt* inherited = table_.FindInheritedAttempt(sequence)) {
    const QueuedMutation* queued = local_store_.queue().Find(sequence);
    const bool harmless = queued && maker_.KeyIsHonoured(queued->mutation.entity.resource) &&
                          queued->progress.generation == inherited->generation &&
                          !maker_.NeedsVerification(*queued);
    if (!harmless) due_ms = std::max(due_ms, inherited->until_ms);
  }
  return due_ms == 0 ? 0 : moment.now_ms + (due_ms - moment.steady_ms);
}

int64_t Waits::HeldUntil(const Mutation& mutation, const Moment& moment) const {
  if (mutation.hold_until_ms == 0) return 0;
  int64_t& held_until_ms = table_.StateOf(mutation.sequence).held_until_ms;
  if (held_until_ms == 0) {
    // Never longer than the hold was set for, even if the clock of the page that made it was wrong.
    const int64_t length_ms = std::max<int64_t>(0, mutation.hold_until_ms - mutation.timestamp_ms);
    held_until_ms = moment.steady_ms +
                    std::clamp<int64_t>(mutation.hold_until_ms - moment.now_ms, 0, length_ms);
  }
  return moment.now_ms + (held_until_ms - moment.steady_ms);
}

void Waits::ForEachCandidate(const Moment& moment,
                             FunctionRef<bool(const Queue::Candidate&)> visit) const {
  const auto due = [&](const Sequence& sequence) { return DueOf(sequence, moment); };
  const auto held = [&](const Mutation& mutation) { return HeldUntil(mutation, moment); };
  local_store_.queue().ForEachCandidate({moment.now_ms, due, held}, table_.flights().Sequences(),
                                        visit);
}

EntryWait Waits::PageWait(const Mutation& mutation) const {
  const std::vector<std::string>& origins = tab_.options.origins;
  const std::string origin = OriginOf(PathOf(mutation));
  const bool allowed =
      origin.empty() || std::find(origins.begin(), origins.end(), origin) != origins.end();
  if (!allowed) return EntryWait::kOrigin;
  if (local_store_.id_rewriter().NeedsUnnamed(mutation)) return EntryWait::kDependency;
  const EndpointOptions& options = endpoints_.Get(mutation.entity.resource);
  // Data in the shape of a later version of the application is sent by pages of that version only
  // (5.5).
  const bool lacks_transform = (mutation.needs_transform && !options.has_transform) ||
                               mutation.payload_version > options.payload_version;
  return lacks_transform ? EntryWait::kTransform : EntryWait::kNone;
}

EntryWait Waits::WaitOf(const QueuedMutation& queued, const Moment& moment) const {
  if (!queued.pending()) return EntryWait::kNone;
  const EntryWait page_wait = PageWait(queued.mutation);
  if (page_wait != EntryWait::kNone) return page_wait;
  const auto due = [&](const Sequence& sequence) { return DueOf(sequence, moment); };
  const auto held = [&](const Mutation& mutation) { return HeldUntil(mutation, moment); };
  const EntryWait wait = local_store_.queue().WaitOf(queued, {moment.now_ms, due, held});
  const bool is_read = wait == EntryWait::kNone && table_.AskedMs(queued.mutation);
  return is_read ? EntryWait::kRead : wait;
}

}  // namespace synchrone
