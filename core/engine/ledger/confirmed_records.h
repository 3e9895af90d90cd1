#pragma once

#include <set>

#include "core/engine/turn/turn.h"
#include "core/journal/journal.h"
#include "core/queue/queue.h"
#include "core/state/overlay.h"

namespace synchrone {

// What is confirmed of records with queued mutations, in memory and, each in a record of its own,
// in the journal: it survives the page.
class ConfirmedRecords {
 public:
  ConfirmedRecords(Journal& journal, const Queue& queue) : journal_(journal), queue_(queue) {}

  ConfirmedStates& states() { return states_; }
  const ConfirmedStates& states() const { return states_; }
  // The journal has what is known of the record from now on, or nothing when it has no queued
  // mutations any more.
  void Keep(const EntityKey& entity, Author author);
  // A base is given only when nothing of the record is pending: it is the newest word (2.6).
  void LearnBase(const Mutation& mutation);
  // What the journal held.
  void Recall(const ConfirmedRecord& stored, Turn& turn);
  // What mutations say of a record that has no confirmed record of its own.
  void RecallFromBases(const EntityKey& entity);
  bool IsRecorded(const EntityKey& entity);
  void RecordAgain(const EntityKey& entity);
  void Clear();

 private:
  Journal& journal_;
  const Queue& queue_;
  ConfirmedStates states_;
  std::set<EntityKey> stored_;  // the journal has a confirmed record of these
};

}  // namespace synchrone
