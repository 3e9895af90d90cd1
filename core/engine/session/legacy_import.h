#pragma once

#include "core/engine/decisions/enqueuer.h"
#include "core/engine/session/projection_writer.h"
#include "core/journal/format/projection.h"

namespace synchrone {

// Legacy arrays that existing code left behind: queued once, with nothing lost. What cannot be
// queued is kept in quarantine, because the leader overwrites the array.
class LegacyImport {
 public:
  LegacyImport(const ThisTab& tab, Journal& journal, LocalStore& local_store, Enqueuer& enqueuer,
               ProjectionWriter& projection)
      : tab_(tab),
        journal_(journal),
        local_store_(local_store),
        enqueuer_(enqueuer),
        projection_(projection) {}

  void Import(Turn& turn);

 private:
  bool ImportOne(const LegacyEntry& entry, Turn& turn);
  bool WasQueued(const MutationId& id) const;

  const ThisTab& tab_;
  Journal& journal_;
  LocalStore& local_store_;
  Enqueuer& enqueuer_;
  ProjectionWriter& projection_;
};

}  // namespace synchrone
