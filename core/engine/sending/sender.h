#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/engine/requests/gate.h"
#include "core/engine/sending/coalescer.h"
#include "core/engine/sending/launcher.h"
#include "core/engine/sending/round.h"

namespace synchrone {

// Decides which mutations leave now: the next one of each lane, as many requests as may be in
// flight. A mutation that no request can help any more (expired; its record is gone or was never
// made) is parked. Only the leader calls it.
class Sender {
 public:
  Sender(LocalStore& local_store, const Endpoints& endpoints, const Gate& gate, RequestTable& table,
         const RequestMaker& maker, const Waits& waits, Transitions& transitions,
         Coalescer& coalescer, Launcher& launcher)
      : local_store_(local_store),
        endpoints_(endpoints),
        gate_(gate),
        table_(table),
        maker_(maker),
        waits_(waits),
        transitions_(transitions),
        coalescer_(coalescer),
        launcher_(launcher) {}

  // One round of sending.
  void Pump(Turn& turn);
  // Something has changed since the last round, so another one may send more.
  void WantPump() { is_wanted_ = true; }
  // A round begins, whether it may send or not.
  void Begin() {
    is_wanted_ = false;
    next_due_ms_.reset();
  }
  // A round is wanted, and may send something. Cheap on purpose: it is called after every enqueue,
  // also with thousands of mutations waiting for a connection; Pump looks through them.
  bool MaySend(const Moment& moment) const;
  // When the earliest mutation that waits for its time is due, a steady time.
  std::optional<int64_t> next_due_ms() const { return next_due_ms_; }
  void ForgetDue() { next_due_ms_.reset(); }

  // Mutations that this page cannot send and another might: nothing else keeps them.
  std::vector<MutationId> Unsendable(const Moment& moment) const;

 private:
  // What a round finds that is not to be sent.
  struct Found {
    std::vector<QueuedMutation> expired;
    std::vector<QueuedMutation> gone;
    std::vector<QueuedMutation> create_dropped;
    std::vector<Sequence> without_path;
  };

  // Adds it to what the round sends, or to what it finds. False: the round is full.
  bool Consider(const Queue::Candidate& candidate, Round& round, Found& found, Turn& turn);
  void Send(Round& round, Turn& turn);
  // What is sent of these, merged with what follows each.
  std::vector<QueuedMutation> Merged(const std::vector<QueuedMutation>& heads, Turn& turn);
  // `at_ms`: by the device's clock.
  void WaitUntil(int64_t at_ms, const Moment& moment);
  // For a PUT that needs its whole record, or that has waited and might make a deleted record
  // again: asks to read the record. One whose record is gone is added to `found`. False: it may be
  // sent.
  bool WaitsForRecord(const QueuedMutation& queued, Found& found, Turn& turn);
  bool GoesInBatch(const QueuedMutation& queued, const EndpointOptions& options,
                   const Moment& moment) const;

  LocalStore& local_store_;
  const Endpoints& endpoints_;
  const Gate& gate_;
  RequestTable& table_;
  const RequestMaker& maker_;
  const Waits& waits_;
  Transitions& transitions_;
  Coalescer& coalescer_;
  Launcher& launcher_;
  bool is_wanted_ = false;
  std::optional<int64_t> next_due_ms_;
};

}  // namespace synchrone
