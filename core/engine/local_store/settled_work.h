#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <set>
#include <vector>

#include "core/journal/history.h"

namespace synchrone {

// What was settled lately, as this tab remembers it: the newest with their contents, for the
// readers of the projection.
class SettledWork {
 public:
  // Oldest first.
  const std::list<SettledMutation>& all() const { return all_; }
  void Add(SettledMutation settled);
  // Remembers a mutation that another tab has settled and that was never queued here.
  void Learn(SettledMutation settled);
  // Takes in what the journal held. Keeps what only this tab knows: storage refused it, or other
  // code removed it.
  void Restore(std::vector<SettledMutation> recorded);
  // When the server last confirmed one that was added here or restored.
  std::optional<int64_t> last_synced_ms() const { return last_synced_ms_; }
  // The create of this record was dropped and cannot have arrived: unless something else shows the
  // record, it does not exist.
  bool CreateWasDropped(const EntityKey& entity) const { return dropped_creates_.contains(entity); }
  void Clear();

 private:
  // What its outcome says of the record and of the server.
  void NoteOutcome(const SettledMutation& settled);

  std::list<SettledMutation> all_;
  std::set<EntityKey> dropped_creates_;  // records whose create was dropped
  std::optional<int64_t> last_synced_ms_;
};

}  // namespace synchrone
