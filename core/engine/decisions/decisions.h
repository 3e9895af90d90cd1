#pragma once

#include <string>

#include "core/engine/decisions/draft.h"
#include "core/engine/tabs/recovery.h"

namespace synchrone {

// What a person decides about a queued mutation: Engine's commands of the same names describe it.
// What another tab may have recorded of the mutation is read first. A mutation that is being sent
// can be decided about only after its answer (kInFlight).
class Decisions {
 public:
  Decisions(Journal& journal, LocalStore& local_store, const Endpoints& endpoints,
            const RequestTable& table, Transitions& transitions, Recovery& recovery)
      : journal_(journal),
        local_store_(local_store),
        endpoints_(endpoints),
        table_(table),
        transitions_(transitions),
        recovery_(recovery) {}

  Status Withdraw(const MutationId& id, Turn& turn);
  Status Retry(const MutationId& id, std::string_view data, Turn& turn);
  Status Discard(const MutationId& id, Turn& turn);
  Status KeepOffline(const MutationId& id, Turn& turn);
  Status ResolveConflict(const MutationId& id, Resolution resolution, std::string_view record,
                         Turn& turn);
  Status MigratePayload(const MutationId& id, std::string_view data, int version, Turn& turn);
  int Clear(Turn& turn);

 private:
  // The queued mutation of that id that is not in flight.
  Result<QueuedMutation> FindIdle(const MutationId& id, Turn& turn);
  Result<QueuedMutation> IdleOf(const MutationId& id) const;
  Status ResolveUncertain(const QueuedMutation& queued, Resolution resolution, Turn& turn);

  Journal& journal_;
  LocalStore& local_store_;
  const Endpoints& endpoints_;
  const RequestTable& table_;
  Transitions& transitions_;
  Recovery& recovery_;
};

}  // namespace synchrone
