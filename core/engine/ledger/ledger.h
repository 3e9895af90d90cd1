#pragma once

#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/ledger/naming.h"
#include "core/engine/turn/turn.h"
#include "core/journal/journal.h"
#include "core/queue/endpoints.h"
#include "core/queue/id_map.h"
#include "core/queue/queue.h"
#include "core/state/overlay.h"

namespace synchrone {

// The state of one user's work: the queue, what is confirmed of the records in it, their ids, and
// what was settled lately. Changed only by Commit, which records first and applies then:
//  - view = confirmed ⊕ pending, for every record, after every change;
//  - a mutation's outcome is in the journal before the mutation leaves the queue;
//  - an id is rewritten everywhere in the same change that confirms it.
// Knows nothing of sending, time or tabs.
class Ledger {
 public:
  Ledger(Journal& journal, const Endpoints& endpoints)
      : journal_(journal), endpoints_(endpoints), naming_(queue_, ids_, endpoints) {}

  // Forgets everything in memory (the journal keeps its records).
  void Clear();
  // Takes in what had no user yet, with its progress so far.
  void Adopt(QueuedMutation queued, Turn& turn);
  // The names that the journal held: before what it held else, which is read with them.
  void RestoreNames(const std::vector<IdMapping>& names);
  // Takes in what the journal held; finishes what a dying page left half done.
  void Restore(Recovered recovered, Turn& turn);

  // Records (kHere only), applies, and collects the events. A change of a mutation that is not
  // queued here is ignored when it comes from elsewhere.
  void Commit(Change change, Author author, Turn& turn);
  void Commit(Change change, Turn& turn) { Commit(std::move(change), Author::kHere, turn); }

  // The application said something new about an endpoint: lanes and references are found again.
  void Reindex();

  // How far the server's clock is ahead of the device's: for the audit trail (3.10).
  void SetServerOffset(int64_t ms) { server_offset_ms_ = ms; }

  // A record is also known as `other` (BEHAVIOUR 2.5a).
  void AddAlias(const EntityKey& entity, const EntityId& other, int64_t now_ms);
  // Records and remembers names that were learned before the user was known.
  void AdoptNames(const std::vector<IdMapping>& names);
  // The newest names that were learned in this page, before the user was known or since.
  std::vector<IdMapping> learned_names() const { return {learned_.begin(), learned_.end()}; }
  // The journal has everything that is known here of what is queued, and every name.
  bool IsRecorded();
  // Records again everything that is known here: other code has cleared the storage (5.6a).
  void RecordAgain(int64_t now_ms);
  // The same for one mutation of the queue.
  void RecordAgain(const QueuedMutation& queued);
  // Remembers what another tab has settled, and never was in the queue here.
  void Learn(SettledMutation settled);
  // Its create was given up, and it is not known otherwise: there is no such record.
  bool WasGivenUp(const EntityKey& entity) const;

  // The view events of the touched records; forgets the confirmed state of records that have
  // nothing queued any more.
  void TellViews(Turn& turn);
  ViewEvent ViewOf(const EntityKey& entity) const;

  const Queue& queue() const { return queue_; }
  const IdMap& ids() const { return ids_; }
  RecordState confirmed(const EntityKey& entity) const { return confirmed_.Get(entity); }
  // The same as a base holds it; nothing when the record is not known as a whole.
  std::optional<std::string> BaseOf(const EntityKey& entity) const {
    return confirmed_.BaseOf(entity);
  }
  // Settled mutations, oldest first.
  const std::list<SettledMutation>& history() const { return history_; }
  // When the server last confirmed one, as far as the history reaches.
  std::optional<int64_t> last_synced_ms() const;
  const Naming& naming() const { return naming_; }
  // The steps that park what waits for `created` (3.5), `code` says why.
  std::vector<Advanced> ParkedDependents(const Mutation& created, const std::string& code) const;

 private:
  RecordStateText ViewText(const EntityKey& entity, Queue::List queued) const;
  void Accept(Mutation mutation, Author author, Turn& turn);
  void Apply(const Rewritten& change, Author author, Turn& turn);
  void Apply(const Advanced& change, Author author, Turn& turn);
  void Apply(const Confirmed& change, Author author, Turn& turn);
  void Apply(const Dropped& change, Author author, Turn& turn);
  void Apply(const Observed& change, Author author, Turn& turn);

  RefusedEvent Refusal(const QueuedMutation& queued) const;
  void Insert(QueuedMutation queued);
  void Erase(const QueuedMutation& queued);
  void LearnBase(const Mutation& mutation);
  void RestoreOne(QueuedMutation queued, Turn& turn);
  void RestoreHistory(std::vector<SettledMutation> recorded);
  // Everything queued that names `temp` names `next` from now on.
  void Rename(const EntityKey& temp, const EntityId& next, Author author, Turn& turn);
  // `former` is called `next` from now on; "": its id on the server is not known.
  void NameRecord(const EntityKey& former, const EntityId& next, Author author, int64_t now_ms,
                  bool is_ours = true);
  void DropCreated(const Mutation& created, Author author, Turn& turn);
  void KeepBase(const QueuedMutation& queued, Author author);
  void KeepConfirmed(const EntityKey& entity, Author author);
  void Recall(const ConfirmedRecord& stored, Turn& turn);
  // What mutations say of a record that has no confirmed record of its own.
  void RecallFromBases(const EntityKey& entity);
  // Its record, and what has become of it.
  void Record(const QueuedMutation& queued);
  void Rewrite(const Mutation& mutation, Author author);
  void Settle(const QueuedMutation& queued, const std::string& cause, Author author, int64_t now_ms,
              const MutationId& into = {});
  void Remember(SettledMutation settled);
  void NoteGivenUp(const SettledMutation& settled);
  void LearnName(IdMapping name);
  Queue::Lane LaneOf(const Mutation& mutation) const;

  Journal& journal_;
  const Endpoints& endpoints_;
  Queue queue_;
  ConfirmedStates confirmed_;
  IdMap ids_;
  const Naming naming_;
  std::set<EntityKey> stored_confirmed_;  // the journal has a confirmed record of these
  mutable std::map<EntityKey, FoldedEdits> folded_;
  std::list<IdMapping> learned_;
  std::list<SettledMutation> history_;
  std::set<EntityKey> given_up_;  // records whose create was given up
  std::optional<int64_t> server_offset_ms_;
};

}  // namespace synchrone
