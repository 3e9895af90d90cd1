#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "core/engine/tabs/outbox.h"
#include "core/engine/tabs/recovery.h"

namespace synchrone {

// What other tabs have done, as their messages and storage events report it. Storage decides;
// messages only come sooner. Only the leader says what became of a request; the others decide, and
// the leader applies their decisions: those about a mutation in flight after its answer.
class TabSync {
 public:
  TabSync(ThisTab& tab, Journal& journal, LocalStore& local_store, const Gate& gate,
          RequestTable& table, Recovery& recovery, Outbox& outbox)
      : tab_(tab),
        journal_(journal),
        local_store_(local_store),
        gate_(gate),
        table_(table),
        recovery_(recovery),
        outbox_(outbox) {}

  // Returns how many changes the message held.
  size_t TakeMessage(std::string_view text, Turn& turn);
  // Another tab wrote this record of the user. True: call CatchUpWithUnannounced in
  // tuning::kUnannounced_ms. Until then a message is awaited, which says more than the record.
  bool TakeRecord(std::string_view key, Turn& turn);
  void CatchUpWithUnannounced(Turn& turn);
  // Applies what other tabs have decided about mutations that were in flight and are no more.
  void ApplyDecisions(Turn& turn);

  // Why the queue waits, as far as this tab or the leader knows.
  QueueWait Waiting(const Moment& moment) const;
  void ForgetLeadersWait() { leaders_wait_ = QueueWait::kNone; }
  void Flush(const Moment& moment) { outbox_.Flush(moment, Waiting(moment)); }
  // The user changes.
  void Clear();

 private:
  // Where a message comes from.
  struct MessageOrigin {
    bool from_leader = false;
    bool is_old = false;  // this page was frozen meanwhile
    bool asks = false;    // as TabMessage::asks
  };

  void Take(const Change& change, const MessageOrigin& origin, Turn& turn);
  void TakeAccepted(const Mutation& mutation, const MessageOrigin& origin, Turn& turn);
  void TakeDecision(const Change& change, Turn& turn);
  // True for a change that a former leader announced after this tab took over: this tab has read
  // the stored records since. False for one that storage had refused.
  bool IsOutdated(const Change& change) const;
  bool IsSettled(const Sequence& sequence);
  // For a stale record of a settled mutation, or a question about one: every tab that remembers the
  // settlement announces it, since its history record may have been evicted; the leader removes the
  // record.
  void RemoveStale(const Sequence& sequence, Turn& turn);
  // Takes in a mutation that is stored and not queued in this tab, with its progress.
  void TakeWhole(const QueuedMutation& stored, Turn& turn);
  // A mutation that storage refused comes from a former leader, or in an old message: it may have
  // been sent since. It counts as possibly sent, and the leader waits for that request.
  void WaitOutLeader(const Sequence& sequence, Turn& turn);
  bool NoteRecord(const Sequence& sequence, Turn& turn);
  // Remembers how a mutation that is not queued here was settled: work that this tab takes in later
  // may depend on it.
  void LearnSettlement(const Sequence& sequence);

  ThisTab& tab_;
  Journal& journal_;
  LocalStore& local_store_;
  const Gate& gate_;
  RequestTable& table_;
  Recovery& recovery_;
  Outbox& outbox_;
  QueueWait leaders_wait_ = QueueWait::kNone;  // what the leader announced last
  std::set<Sequence> unannounced_;  // queued here, and another tab has changed the record
};

}  // namespace synchrone
