#include "core/engine/local_store/settled_work.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "core/base/sort.h"
#include "core/base/tuning.h"

namespace synchrone {

void SettledWork::Add(SettledMutation settled) {
  NoteOutcome(settled);
  if (settled.cause == "withdrawn") return;
  // Only the newest keep their contents, for readers of the projection.
  Progress& progress = settled.queued.progress;
  for (std::string* text : {&settled.queued.mutation.base, &progress.server_record,
                            &progress.sent_record, &progress.error_body}) {
    std::string().swap(*text);  // an assignment may keep the room of the former text
  }
  all_.push_back(std::move(settled));
  if (all_.size() > tuning::kHistoryCount) all_.pop_front();
  if (all_.size() > tuning::kProjectionSettled) {
    const auto newest = std::prev(all_.end(), std::ptrdiff_t{tuning::kProjectionSettled});
    std::string().swap(std::prev(newest)->queued.mutation.data);
  }
}

void SettledWork::Learn(SettledMutation settled) {
  const Sequence& sequence = settled.queued.sequence();
  const bool is_known = std::any_of(all_.begin(), all_.end(), [&](const SettledMutation& one) {
    return one.queued.sequence() == sequence;
  });
  if (is_known) return;
  Add(std::move(settled));
}

void SettledWork::NoteOutcome(const SettledMutation& settled) {
  const Mutation& mutation = settled.queued.mutation;
  // The server has confirmed something about the record: it exists, or its delete is known.
  if (settled.queued.progress.status == MutationStatus::kSynced) {
    dropped_creates_.erase(mutation.entity);
    last_synced_ms_ = settled.settled_ms;
    return;
  }
  // A create that may have arrived is not a dropped one: the server decides about later changes of
  // the record.
  const bool may_exist = settled.cause == "coalesced" || settled.cause == "server" ||
                         settled.queued.progress.possibly_sent;
  if (mutation.kind == Kind::kCreate && !may_exist) dropped_creates_.insert(mutation.entity);
}

void SettledWork::Restore(std::vector<SettledMutation> recorded) {
  std::set<Sequence> known;
  for (const SettledMutation& one : all_) known.insert(one.queued.sequence());
  std::erase_if(recorded, [&](const auto& one) { return known.contains(one.queued.sequence()); });
  std::move(all_.begin(), all_.end(), std::back_inserter(recorded));
  Sort(recorded, [](const auto& a, const auto& b) {
    return std::pair(a.settled_ms, a.queued.sequence()) <
           std::pair(b.settled_ms, b.queued.sequence());
  });
  for (const SettledMutation& one : recorded) NoteOutcome(one);
  const size_t count = std::min<size_t>(recorded.size(), tuning::kHistoryCount);
  all_.clear();
  for (size_t i = recorded.size() - count; i < recorded.size(); ++i) {
    all_.push_back(std::move(recorded[i]));
  }
}

void SettledWork::Clear() {
  all_.clear();
  dropped_creates_.clear();
  last_synced_ms_.reset();
}

}  // namespace synchrone
