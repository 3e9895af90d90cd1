#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/tuning.h"
#include "core/engine/requests/flights.h"
#include "core/model/mutation.h"

namespace synchrone {

// Batch endpoint -> what goes there in one request.
using Batches = std::map<std::string, std::vector<QueuedMutation>>;

// What one round of sending gathers: as many requests as may be in flight, a batch being one.
class Round {
 public:
  Round(const Flights& flights, size_t limit)
      : flights_(flights), requests_(flights.requests()), limit_(limit) {}

  // The endpoint has no batch in flight, and that of this round has room or can be begun.
  bool TakesIntoBatch(const std::string& endpoint) const {
    const auto begun = bytes_.find(endpoint);
    if (begun != bytes_.end()) return begun->second <= tuning::kMaxBatchBytes;
    return has_room() && !flights_.IsBusy(endpoint);
  }

  void AddSingle(const QueuedMutation& queued) {
    if (!has_room()) return;
    singles_.push_back(queued);
    ++requests_;
  }

  // `endpoint`: one that takes it.
  void AddToBatch(const std::string& endpoint, int max_entries, const QueuedMutation& queued) {
    const auto place = batches_.find(endpoint);
    if (place == batches_.end()) {
      batches_[endpoint].push_back(queued);
      bytes_[endpoint] = queued.mutation.data.size();
      ++requests_;
      ++open_;
      return;
    }
    size_t& bytes = bytes_[endpoint];
    bytes += queued.mutation.data.size();
    const bool fits = bytes <= tuning::kMaxBatchBytes;
    if (fits) place->second.push_back(queued);
    if (fits && place->second.size() < static_cast<size_t>(max_entries)) return;
    bytes = tuning::kMaxBatchBytes + 1;
    --open_;
  }

  bool full() const { return !has_room() && open_ == 0; }
  std::vector<QueuedMutation> TakeSingles() { return std::move(singles_); }
  const Batches& batches() const { return batches_; }

 private:
  bool has_room() const { return requests_ < limit_; }

  const Flights& flights_;
  std::vector<QueuedMutation> singles_;
  Batches batches_;
  std::map<std::string, size_t> bytes_;  // of each batch; more than a batch may have: it is full
  size_t requests_;
  size_t limit_;
  int open_ = 0;  // batches with room
};

}  // namespace synchrone
