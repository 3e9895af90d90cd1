#pragma once

#include <optional>
#include <string>

#include "core/engine/requests/waits.h"
#include "core/engine/transitions/transitions.h"
#include "core/queue/coalesce.h"

namespace synchrone {

// Changes of one record that are merged before they are sent. Only the leader knows what has not
// left, so the leader merges, one pair after the other until no rule applies.
class Coalescer {
 public:
  Coalescer(Journal& journal, LocalStore& local_store, const Endpoints& endpoints,
            const RequestTable& table, const Waits& waits, Transitions& transitions)
      : journal_(journal),
        local_store_(local_store),
        endpoints_(endpoints),
        table_(table),
        waits_(waits),
        transitions_(transitions) {}

  // `head` merged with what follows it, to be sent in its place; nothing: no request is needed.
  // Nothing is merged while storage refuses writes.
  std::optional<QueuedMutation> MergeAt(const QueuedMutation& head, Turn& turn);

 private:
  // It waits for nothing but its turn, and no request of it has left.
  bool MayMerge(const QueuedMutation& queued, const Moment& moment) const;
  // The next mutation of its lane, when it is about the same record.
  const QueuedMutation* NextOf(const QueuedMutation& queued) const;
  // False: another record's change refers to it, so it still has to be made, then deleted.
  bool MayVanish(const Mutation& created) const;
  std::optional<QueuedMutation> Merge(const QueuedMutation& first, const QueuedMutation& next,
                                      Coalesced rule, Turn& turn);

  Journal& journal_;
  LocalStore& local_store_;
  const Endpoints& endpoints_;
  const RequestTable& table_;
  const Waits& waits_;
  Transitions& transitions_;
};

}  // namespace synchrone
