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

// A request of a mutation, or a VerifyRequest about it, that has no answer yet.
struct Flight {
  Sequence sequence;
  std::string origin;
  std::string probe_url;
  AskedRequest asked;
  // An earlier attempt may have been applied; the answer to this one need not settle that.
  bool possibly_sent_before = false;
  // The answer to the attempt before waited for a read of the record, which did not come: the
  // answer to this one is judged without.
  bool is_unreadable = false;
  // The version that the record had, as far as it was known here; "": not known.
  std::string version = {};
  AttemptId batch = 0;  // the first entry of the batch that it is part of; 0: none
  std::string batch_endpoint = {};
  int64_t left_ms = 0;  // a steady time; 0: a VerifyRequest
};

// What is in flight: at most one request for each mutation.
class Flights {
 public:
  void Add(AttemptId attempt, Flight flight);
  // Removes it; nothing when it is not known, because its user has signed out, for example.
  std::optional<Flight> Land(AttemptId attempt);
  // Removes every entry of the batch whose first is `first`, in the order of their sequences.
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
