#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/tuning.h"
#include "core/engine/requests/gate.h"
#include "core/engine/transitions/transitions.h"
#include "core/ports/environment.h"

namespace synchrone {

// Makes memory agree with storage: when a user's work is loaded, when this tab takes over, and
// before a decision about a mutation that another tab may have changed. What other tabs recorded
// counts, not what they announced: a tab may have died before it sent a message. Where other code
// has cleared the storage, what this tab knows is written again.
class Recovery {
 public:
  Recovery(ThisTab& tab, Journal& journal, LocalStore& local_store, Endpoints& endpoints,
           Gate& gate, RequestTable& table, Transitions& transitions, TabChannel& channel)
      : tab_(tab),
        journal_(journal),
        local_store_(local_store),
        endpoints_(endpoints),
        gate_(gate),
        table_(table),
        transitions_(transitions),
        channel_(channel) {}

  // Reads everything that is stored of this user. `knows_all`: this tab was the leader until now,
  // so no other tab has sent anything.
  void Recover(Turn& turn, bool knows_all);
  void Recover(Turn& turn) { Recover(turn, tab_.leader); }
  // What is stored could not be read: when to call Recover again, a steady time.
  std::optional<int64_t> next_ms() const { return next_ms_; }
  // What is stored may hold earlier changes of the records that are changed now: nothing is sent
  // for a moment. A storage that stays unreadable holds nothing up.
  bool HoldsWork() const { return next_ms_ && failures_ < tuning::kUnreadHolds; }
  // Reads what is stored of the mutations of a record, and of those that refer to it.
  void ReadRecordsOf(const EntityKey& entity, Turn& turn);
  // ReadRecordsOf for the record of a mutation. The leader need not read: it alone records what
  // becomes of requests.
  void ReadAgain(const MutationId& id, Turn& turn);
  // Takes over what is stored of a mutation, as far as it differs from `known`.
  void CatchUpWith(const QueuedMutation& known, const QueuedMutation& stored, Turn& turn);
  // Applies a settlement that another tab has recorded or announced. Where its history record is
  // missing, the leader writes that again. Where the server's answer is not known, what was sent
  // counts as confirmed, and the record is read.
  void TakeSettlement(const Change& change, Turn& turn);
  // Another tab may have sent the mutation until now, without a trace here.
  void MarkPossiblySent(const QueuedMutation& queued, Turn& turn);
  // `settled` as a change, for a tab that finds no trace of the mutation. It is without the
  // server's answer, which is not kept.
  Change SettlementOf(const SettledMutation& settled) const;
  // The mutation that an Advanced or a Dropped is about; nullptr for other changes.
  static const Sequence* SequenceOf(const Change& change);

  // Other code has removed records from storage, all or some, or may have done so.
  void TakeLoss(Turn& turn);
  // Writes everything that this page knows: it is stored nowhere else.
  void RecordAgain(const Moment& moment);

  // A stored or announced mutation whose endpoints could have come from Enqueue.
  static bool HasSoundEndpoints(const Mutation& mutation);
  // The resource has work: its paths are understood and its origin is watched from now on.
  void Know(const Resource& resource, const std::string& tail, const Moment& moment);

  // Mutations of other users in storage, as last counted.
  int sealed() const { return sealed_; }
  void CountSealed() { sealed_ = journal_.CountSealed(); }

 private:
  void CatchUp(const Recovered& recovered, bool knows_all, Turn& turn);
  // A queued mutation has neither a record nor a history (damaged, removed by other code, or
  // evicted), so its outcome is not known: records it again, as possibly sent unless `knows_all`.
  void KeepWithoutTrace(const QueuedMutation& known, bool knows_all, Turn& turn);
  // Moves what this page has made and not sent behind what is stored: it could not know how far the
  // counter is.
  void PlaceBehind(const std::vector<QueuedMutation>& stored, Turn& turn);
  // Rewrites mutations of this page that refer to records by an id from before a former leader
  // learned the new one.
  void RewriteKnown(Turn& turn);

  ThisTab& tab_;
  Journal& journal_;
  LocalStore& local_store_;
  Endpoints& endpoints_;
  Gate& gate_;
  RequestTable& table_;
  Transitions& transitions_;
  TabChannel& channel_;
  int sealed_ = 0;
  int failures_ = 0;  // in a row
  std::optional<int64_t> next_ms_;
};

}  // namespace synchrone
