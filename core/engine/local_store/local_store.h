#pragma once

#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/local_store/confirmed_records.h"
#include "core/engine/local_store/id_rewriter.h"
#include "core/engine/local_store/known_ids.h"
#include "core/engine/local_store/settled_work.h"
#include "core/engine/local_store/stored_copy.h"
#include "core/engine/local_store/views.h"
#include "core/engine/turn/turn.h"
#include "core/journal/journal.h"
#include "core/queue/endpoints.h"
#include "core/queue/queue.h"

namespace synchrone {

// The state of one user's work: the queue, what is confirmed of the records in it, their ids, and
// what was settled lately. Changed only by Commit, which records first and applies then:
//  - view = confirmed ⊕ pending, for every record, after every change;
//  - a mutation's outcome is in the journal before the mutation leaves the queue;
//  - an id is rewritten everywhere in the same change that confirms it.
// Knows nothing of sending, time or tabs.
class LocalStore {
 public:
  LocalStore(Journal& journal, const Endpoints& endpoints)
      : journal_(journal),
        endpoints_(endpoints),
        known_ids_(journal),
        id_rewriter_(queue_, known_ids_.ids(), endpoints),
        confirmed_(journal, queue_),
        stored_copy_(journal, queue_, known_ids_, confirmed_),
        views_(queue_, known_ids_.ids(), confirmed_.states()) {}

  // Forgets everything in memory (the journal keeps its records).
  void Clear();
  // Takes in what had no user yet, with its progress so far.
  void Adopt(QueuedMutation queued, Turn& turn);
  // Takes in what the journal held; finishes what a dying page left half done.
  void Restore(Recovered recovered, Turn& turn);

  // Records (kThisTab only), applies, and collects the events. A change of a mutation that is not
  // queued here is ignored.
  void Commit(Change change, DecidedIn decided_in, Turn& turn);
  void Commit(Change change, Turn& turn) { Commit(std::move(change), DecidedIn::kThisTab, turn); }
  // Commits an Advanced.
  void Advance(const Sequence& sequence, const Progress& progress, Turn& turn,
               DecidedIn decided_in = DecidedIn::kThisTab);

  // Finds lanes and references again: the options of an endpoint have changed.
  void Reindex();

  // How far the server's clock is ahead of the device's: for the audit trail.
  void SetServerOffset(int64_t ms) { server_offset_ms_ = ms; }

  // Nothing is queued here, and no name is known.
  bool empty() const { return queue_.size() == 0 && ids().empty(); }
  // The create of the record was dropped, and nothing else says that the record exists.
  bool CreateWasDropped(const EntityKey& entity) const;

  ConfirmedRecords& confirmed_records() { return confirmed_; }
  const ConfirmedRecords& confirmed_records() const { return confirmed_; }
  StoredCopy& stored_copy() { return stored_copy_; }
  KnownIds& known_ids() { return known_ids_; }
  Views& views() { return views_; }
  SettledWork& settled() { return settled_; }
  const SettledWork& settled() const { return settled_; }

  const Queue& queue() const { return queue_; }
  const IdMap& ids() const { return known_ids_.ids(); }
  ViewEvent ViewOf(const EntityKey& entity) const { return views_.Of(entity); }
  RecordState confirmed(const EntityKey& entity) const { return confirmed_.states().Get(entity); }
  // What is confirmed of a record, as Mutation::base holds it; nothing when the record is not known
  // as a whole.
  std::optional<std::string> BaseOf(const EntityKey& entity) const {
    return confirmed_.states().BaseOf(entity);
  }
  // Settled mutations, oldest first.
  const std::list<SettledMutation>& history() const { return settled_.all(); }
  const IdRewriter& id_rewriter() const { return id_rewriter_; }
  // The changes that park what waits for `created`; `code` says why.
  std::vector<Advanced> ParkedDependents(const Mutation& created, const char* code) const;

 private:
  void Accept(Mutation mutation, DecidedIn decided_in, Turn& turn);
  void Apply(const Rewritten& change, DecidedIn decided_in, Turn& turn);
  void Apply(const Advanced& change, DecidedIn decided_in, Turn& turn);
  void Apply(const Confirmed& change, DecidedIn decided_in, Turn& turn);
  void Apply(const Dropped& change, DecidedIn decided_in, Turn& turn);
  void Apply(const Observed& change, DecidedIn decided_in, Turn& turn);

  void Insert(QueuedMutation queued);
  void Erase(const QueuedMutation& queued);
  void RestoreOne(QueuedMutation queued, Turn& turn);
  // Rewrites every queued mutation that names `former`: it names `next` from now on.
  void Rename(const EntityKey& former, const EntityId& next, DecidedIn decided_in, Turn& turn);
  void DropCreated(const Mutation& created, DecidedIn decided_in, Turn& turn);
  void KeepBase(const QueuedMutation& queued, DecidedIn decided_in);
  void Rewrite(const Mutation& mutation, DecidedIn decided_in);
  SettledMutation SettledOf(const QueuedMutation& queued, const std::string& cause,
                            int64_t now_ms) const;
  // No other queued mutation is about the record or refers to it, and no other name changes.
  bool IsAlone(const Mutation& mutation, const Confirmed& change) const;
  // Removes its records except for the history, and remembers it.
  void Settle(SettledMutation settled);
  Queue::Lane LaneOf(const Mutation& mutation) const;

  Journal& journal_;
  const Endpoints& endpoints_;
  Queue queue_;
  KnownIds known_ids_;
  const IdRewriter id_rewriter_;
  ConfirmedRecords confirmed_;
  StoredCopy stored_copy_;
  Views views_;
  SettledWork settled_;
  std::optional<int64_t> server_offset_ms_;
};

}  // namespace synchrone
