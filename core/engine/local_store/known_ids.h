#pragma once

#include <cstdint>
#include <list>
#include <vector>

#include "core/engine/turn/turn.h"
#include "core/journal/journal.h"
#include "core/queue/id_map.h"

namespace synchrone {

// The ids that records are known under: local ids with the ids that the server gave for them, and
// other names of the same records. Each is recorded in the journal.
class KnownIds {
 public:
  explicit KnownIds(Journal& journal) : journal_(journal) {}

  const IdMap& ids() const { return ids_; }
  // The record with the id `former` has the id `server_id` from now on; "": its id on the server is
  // not known.
  void Add(const IdMapping& name, DecidedIn decided_in);
  // A record is also known as `other`.
  void AddAlias(const EntityKey& entity, const EntityId& other, int64_t now_ms);
  // The id belongs to a new record: its former meaning is removed.
  void Release(const EntityKey& entity, DecidedIn decided_in);
  // The newest names that were learned in this page, before the user was known or after.
  std::vector<IdMapping> learned() const { return {learned_.begin(), learned_.end()}; }
  // Records and remembers names that were learned before the user was known.
  void Adopt(const std::vector<IdMapping>& names);
  // Takes in the names that the journal held. Call it before the mutations are restored: they are
  // read with these names.
  void Restore(const std::vector<IdMapping>& names);
  // The journal has every name.
  bool AreRecorded() { return journal_.HasNames(ids_.All()); }
  // Records every name again.
  void RecordAgain(int64_t now_ms);
  void Clear();

 private:
  Journal& journal_;
  IdMap ids_;
  std::list<IdMapping> learned_;
};

}  // namespace synchrone
