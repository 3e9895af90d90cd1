#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/model/ids.h"
#include "core/ports/transport.h"
#include "core/queue/classify.h"

namespace synchrone {

// A mutation's request, or a question about it, that has no answer yet.
struct Flight {
  Sequence sequence;
  std::string origin;
  std::string probe_url;
  AskedRequest asked;
  // An earlier attempt may have been applied: this one's answer need not settle that.
  bool possibly_sent_before = false;
  // The version that the record had, as far as it was known here; "": not known.
  std::string version = {};
  AttemptId batch = 0;  // the first entry of the batch that it is part of; 0: none
  std::string batch_endpoint = {};
  int64_t left_ms = 0;  // steady; 0: a question, which is no request of the mutation
};

// What is in flight: at most one request for each mutation.
class Flights {
 public:
  void Add(AttemptId attempt, Flight flight);
  // Takes it out; nothing when it is not known, as that of a user who has left.
  std::optional<Flight> Land(AttemptId attempt);
  // Takes out every entry of the batch whose first is `first`, in the order of their sequences.
  std::vector<Flight> LandBatch(AttemptId first);
  // Forgets all but those of `kept`.
  void Keep(const std::set<Sequence>& kept);
  void Clear();

  bool Has(const Sequence& sequence) const { return by_sequence_.contains(sequence); }
  // The mutations that are being sent.
  std::vector<Sequence> Sequences() const;
  size_t size() const { return flights_.size(); }
  // How many requests that is: a batch is one.
  size_t requests() const { return singles_ + batches_.size(); }
  bool IsBusy(const std::string& batch_endpoint) const;

 private:
  struct Batch {
    std::string endpoint;
    std::set<AttemptId> entries;
  };

  std::map<AttemptId, Flight> flights_;
  std::map<Sequence, AttemptId> by_sequence_;
  std::map<AttemptId, Batch> batches_;
  size_t singles_ = 0;
};

}  // namespace synchrone
