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
  // Remembers what another tab has settled, and never was in the queue here.
  void Learn(SettledMutation settled);
  // What the journal held; what storage refused, or other code removed from it, is known here
  // alone.
  void Restore(std::vector<SettledMutation> recorded);
  // When the server last confirmed one, as far as this reaches.
  std::optional<int64_t> last_synced_ms() const;
  // The create of this record was given up: unless it is known otherwise, there is none.
  bool WasGivenUp(const EntityKey& entity) const { return given_up_.contains(entity); }
  void Clear();

 private:
  void NoteGivenUp(const SettledMutation& settled);

  std::list<SettledMutation> all_;
  std::set<EntityKey> given_up_;  // records whose create was given up
};

}  // namespace synchrone
