#pragma once

#include "core/engine/decisions/draft.h"
#include "core/engine/tabs/recovery.h"

namespace synchrone {

// Puts mutations into the queue: checks a draft, makes a mutation of it and records it. A draft
// that is refused changes nothing.
class Enqueuer {
 public:
  Enqueuer(ThisTab& tab, Journal& journal, LocalStore& local_store, const Endpoints& endpoints,
           Transitions& transitions, Recovery& recovery)
      : tab_(tab),
        journal_(journal),
        local_store_(local_store),
        endpoints_(endpoints),
        transitions_(transitions),
        recovery_(recovery) {}

  Result<Receipt> Accept(Draft draft, Turn& turn);
  // From existing code, which names a method and a path.
  Result<Receipt> Accept(RawDraft raw, Turn& turn);

 private:
  Result<Draft> ReadRaw(RawDraft raw) const;
  Status Check(Draft& draft) const;
  // Its create is queued, and no delete of it comes after.
  bool IsBeingCreated(const EntityKey& entity) const;
  Mutation MakeMutation(Draft draft, const Moment& moment);

  ThisTab& tab_;
  Journal& journal_;
  LocalStore& local_store_;
  const Endpoints& endpoints_;
  Transitions& transitions_;
  Recovery& recovery_;
};

}  // namespace synchrone
