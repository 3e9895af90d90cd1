#pragma once

#include <string>

#include "core/engine/requests/gate.h"
#include "core/engine/transitions/transitions.h"
#include "core/ports/environment.h"

namespace synchrone {

// Brings what this tab knows and what storage holds together (BEHAVIOUR 5.3, 6): when a user's work
// is read, when this tab takes over, and before anything is decided about what another tab may have
// gone on with. A tab uses what others recorded, not their messages: they may have died before
// they sent any. Where other code has cleared the storage, what is known here is written again.
class Recovery {
 public:
  Recovery(ThisTab& tab, Journal& journal, Ledger& ledger, Endpoints& endpoints, Gate& gate,
           RequestTable& table, Transitions& transitions, TabChannel& channel)
      : tab_(tab),
        journal_(journal),
        ledger_(ledger),
        endpoints_(endpoints),
        gate_(gate),
        table_(table),
        transitions_(transitions),
        channel_(channel) {}

  // Reads everything that is stored of this user. `knows_all`: this tab was the leader until now,
  // so no other tab has sent anything.
  void Recover(Turn& turn, bool knows_all);
  void Recover(Turn& turn) { Recover(turn, tab_.leader); }
  // Reads what is stored of the mutations of a record, and of those that refer to it.
  void ReadRecordsOf(const EntityKey& entity, Turn& turn);
  // The same of the record of a mutation, unless this tab sends: then it knows.
  void ReadAgain(const MutationId& id, Turn& turn);
  // `stored` counts.
  void CatchUpWith(const QueuedMutation& known, const QueuedMutation& stored, Turn& turn);
  // A settlement that another tab has recorded; one that is recorded no more, the leader records
  // again. Where it does not say what the server answered, the record is what was sent, and is
  // read.
  void TakeSettlement(const Change& change, Turn& turn);
  // What became of `settled`, for a tab that finds no trace of it: what the server answered is
  // known no more.
  Change SettlementOf(const SettledMutation& settled) const;
  // The mutation whose outcome or progress the change is; nullptr: it is about something else.
  static const Sequence* SequenceOf(const Change& change);

  // Other code has removed records from storage, all or some, or may have (5.6a).
  void TakeLoss(Turn& turn);
  // What this page knows is all that there is of it: writes everything.
  void RecordAgain(const Moment& moment);

  // A stored or announced mutation whose endpoints could have come from Enqueue (5.3, 7.2).
  static bool HasSoundEndpoints(const Mutation& mutation);
  // The resource has work: its paths are understood and its origin is watched from now on.
  void Know(const Resource& resource, const std::string& tail, const Moment& moment);

  // Mutations of other users in storage, as last counted.
  int sealed() const { return sealed_; }
  void CountSealed() { sealed_ = journal_.CountSealed(); }

 private:
  void CatchUp(const Recovered& recovered, bool knows_all, Turn& turn);
  // What this page has made may refer to records that a former leader gave their ids.
  void RewriteKnown(Turn& turn);

  ThisTab& tab_;
  Journal& journal_;
  Ledger& ledger_;
  Endpoints& endpoints_;
  Gate& gate_;
  RequestTable& table_;
  Transitions& transitions_;
  TabChannel& channel_;
  int sealed_ = 0;
};

}  // namespace synchrone
