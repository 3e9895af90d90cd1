#pragma once

#include <string>
#include <vector>

#include "core/engine/requests/record_judge.h"
#include "core/engine/requests/request_table.h"
#include "core/engine/turn/this_tab.h"
#include "core/model/outcome.h"

namespace synchrone {

// Confirms, parks, drops or sends again a queued mutation, with all that follows for the mutations
// that depend on it. It does not know who decided: an answer, a person or another tab.
class Transitions {
 public:
  Transitions(ThisTab& tab, Journal& journal, LocalStore& local_store, const Endpoints& endpoints,
              RequestTable& table, const RecordJudge& judge)
      : tab_(tab),
        journal_(journal),
        local_store_(local_store),
        endpoints_(endpoints),
        table_(table),
        judge_(judge) {}

  // What an answer makes of a record. It is merged over (`before` ⊕ what was sent): fields that it
  // omits keep their value.
  Confirmed ConfirmedBy(const QueuedMutation& queued, const RecordState& before,
                        const ConfirmedOutcome& outcome) const;
  // `how`: for the audit trail, as AuditStep::what.
  void Confirm(const QueuedMutation& queued, const ConfirmedOutcome& outcome, const char* how,
               Turn& turn);

  // Parks it for a person; with a create also what depends on it.
  void Park(const QueuedMutation& queued, Progress progress, Turn& turn);
  // Parks each of `entries`; all or none of it is recorded.
  void ParkAll(const std::vector<QueuedMutation>& entries, ParkKind kind, const char* code,
               Turn& turn);
  // Parks a mutation of a record whose id on the server is unknown, or that refers to one.
  void ParkUnnamed(const Sequence& sequence, Turn& turn);
  // `theirs`: the server's record, JSON text.
  void ParkConflict(const QueuedMutation& queued, std::string theirs, Turn& turn);
  // Parks it as a conflict where others have changed the same fields since it was parked. Returns
  // whether it did.
  bool ParkIfClashing(const QueuedMutation& queued, Turn& turn);

  void Drop(const QueuedMutation& queued, Dropped::Cause cause, Turn& turn);

  // The progress of a mutation that a person sends again: all counts start again.
  static Progress Renewed(const Progress& known);
  // Sends it again, at the end of its lane if later ones may have been sent before it.
  void SendAgain(const QueuedMutation& queued, Mutation mutation, Progress progress, Turn& turn);

  // `changes` as the data of the mutation; a version among them is the queue's.
  void SetData(Mutation& mutation, Json changes) const;
  // Asks to read the record of an edit that leaves the view although it may have been applied: only
  // the server knows that record.
  static void AskForRead(const QueuedMutation& queued, Turn& turn);

 private:
  // The queued mutations of a record, and those that refer to it.
  std::vector<Sequence> FollowersOf(const EntityKey& entity) const;
  void ParkDependents(const Mutation& created, Turn& turn);
  void ReleaseDependents(const Mutation& created, Turn& turn);

  ThisTab& tab_;
  Journal& journal_;
  LocalStore& local_store_;
  const Endpoints& endpoints_;
  RequestTable& table_;
  const RecordJudge& judge_;
};

}  // namespace synchrone
