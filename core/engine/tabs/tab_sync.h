#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "core/engine/tabs/outbox.h"
#include "core/engine/tabs/recovery.h"

namespace synchrone {

// What other tabs have done, as their messages and storage events report it (BEHAVIOUR 6.2).
// Storage decides; messages only come sooner. Only the leader says what became of a request; the
// others decide, and the leader applies it: about what is in flight, after the answer.
class TabSync {
 public:
  TabSync(ThisTab& tab, Journal& journal, Ledger& ledger, const Gate& gate, RequestTable& table,
          Recovery& recovery, Outbox& outbox)
      : tab_(tab),
        journal_(journal),
        ledger_(ledger),
        gate_(gate),
        table_(table),
        recovery_(recovery),
        outbox_(outbox) {}

  // Returns how many changes it held.
  size_t TakeMessage(const std::string& text, Turn& turn);
  // Another tab wrote this record of the user. True: CatchUpWithUnannounced is wanted in
  // kUntold_ms, for its tab may say more than the record does, if it lives long enough.
  bool TakeRecord(const std::string& key, Turn& turn);
  void CatchUpWithUnannounced(Turn& turn);
  // Applies what other tabs have decided about what is in flight no more.
  void ApplyDecisions(Turn& turn);

  // Why the queue waits, as far as this tab or the leader knows.
  QueueWait Waiting(const Moment& moment) const;
  void ForgetLeadersWait() { leaders_wait_ = QueueWait::kNone; }
  void Flush(const Moment& moment) { outbox_.Flush(moment, Waiting(moment)); }
  // Another user's work comes.
  void Clear();

 private:
  // How a message of another tab has come.
  struct MessageOrigin {
    bool from_sender = false;
    bool is_old = false;  // this page was frozen meanwhile
    bool asks = false;    // as TabMessage::asks
  };

  void Take(const Change& change, const MessageOrigin& origin, Turn& turn);
  void TakeAccepted(const Mutation& mutation, const MessageOrigin& origin, Turn& turn);
  void TakeDecision(const Change& change, Turn& turn);
  // What a former sender says comes late: its records were read when this tab took over. Unless
  // they were refused by storage.
  bool IsOutdated(const Change& change) const;
  bool IsSettled(const Sequence& sequence);
  // A record of what is settled, or a question about it. The settlement may have been evicted for
  // other work, and who sends now may not know of it: each tab that remembers it says so.
  void RemoveStale(const Sequence& sequence, Turn& turn);
  // Stored as a whole, and not queued in this tab.
  void TakeWhole(const QueuedMutation& stored, Turn& turn);
  // From a former sender, or of long ago, when storage had no room for it: it may have been sent
  // since. Its outcome comes later, or its sender is gone.
  void WaitOutSender(const Sequence& sequence, Turn& turn);
  bool NoteRecord(const Sequence& sequence, Turn& turn);
  // Of work that is not queued here: what this tab takes in later may depend on it.
  void LearnSettlement(const Sequence& sequence);

  ThisTab& tab_;
  Journal& journal_;
  Ledger& ledger_;
  const Gate& gate_;
  RequestTable& table_;
  Recovery& recovery_;
  Outbox& outbox_;
  QueueWait leaders_wait_ = QueueWait::kNone;  // what the leader announced last
  std::set<Sequence> unannounced_;  // queued here, and another tab has changed the record
};

}  // namespace synchrone
