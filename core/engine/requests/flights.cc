#include "core/engine/requests/flights.h"

#include <algorithm>
#include <utility>

#include "core/base/sort.h"

namespace synchrone {

void Flights::Add(AttemptId attempt, Flight flight) {
  by_sequence_[flight.sequence] = attempt;
  if (flight.batch == 0) {
    ++singles_;
  } else {
    Batch& batch = batches_[flight.batch];
    batch.endpoint = flight.batch_endpoint;
    batch.entries.insert(attempt);
  }
  flights_.emplace(attempt, std::move(flight));
}

std::optional<Flight> Flights::Land(AttemptId attempt) {
  const auto place = flights_.find(attempt);
  if (place == flights_.end()) return std::nullopt;
  Flight flight = std::move(place->second);
  flights_.erase(place);
  by_sequence_.erase(flight.sequence);
  if (flight.batch == 0) {
    --singles_;
  } else {
    const auto batch = batches_.find(flight.batch);
    batch->second.entries.erase(attempt);
    if (batch->second.entries.empty()) batches_.erase(batch);
  }
  return flight;
}

std::vector<Flight> Flights::LandBatch(AttemptId first) {
  std::vector<Flight> landed;
  const auto batch = batches_.find(first);
  if (batch == batches_.end()) return landed;
  const std::set<AttemptId> entries = batch->second.entries;
  for (const AttemptId attempt : entries) landed.push_back(*Land(attempt));
  Sort(landed, [](const Flight& a, const Flight& b) { return a.sequence < b.sequence; });
  return landed;
}

void Flights::Keep(const std::set<Sequence>& kept) {
  std::vector<AttemptId> others;
  for (const auto& [sequence, attempt] : by_sequence_) {
    if (!kept.contains(sequence)) others.push_back(attempt);
  }
  for (const AttemptId attempt : others) Land(attempt);
}

void Flights::Clear() { *this = Flights(); }

std::vector<Sequence> Flights::Sequences() const {
  std::vector<Sequence> sequences;
  sequences.reserve(by_sequence_.size());
  for (const auto& [sequence, attempt] : by_sequence_) sequences.push_back(sequence);
  return sequences;
}

bool Flights::IsBusy(const std::string& batch_endpoint) const {
  return std::any_of(batches_.begin(), batches_.end(),
                     [&](const auto& batch) { return batch.second.endpoint == batch_endpoint; });
}

}  // namespace synchrone
