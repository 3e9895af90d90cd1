#pragma once

#include <string>
#include <vector>

#include "core/base/function_ref.h"
#include "core/queue/endpoints.h"
#include "core/queue/id_map.h"
#include "core/queue/queue.h"

namespace synchrone {

// What queued mutations call records, and what those records are called now (BEHAVIOUR 3.5): in a
// body whole JSON values, in a path whole segments, ids that are not distinctive only in the
// record's own path and in declared fields. Looks, and changes nothing.
class Naming {
 public:
  Naming(const Queue& queue, const IdMap& ids, const Endpoints& endpoints)
      : queue_(queue), ids_(ids), endpoints_(endpoints) {}

  // The ids of records that the mutation refers to and that are still being created, itself and
  // those that wait for it apart: two records may refer to each other, and one has to go first.
  std::vector<EntityId> ReferencesOf(const Mutation& mutation) const;
  // The mutation's record, or one that it refers to, is on the server under an unknown id
  // (BEHAVIOUR 3.5a): its request has no path.
  bool NeedsUnnamed(const Mutation& mutation) const;
  // The mutation with every id that is known under another by now.
  Mutation WithKnownIds(Mutation mutation) const;
  // The mutation after the record `temp` was given the id `next`.
  Mutation Renamed(Mutation mutation, const EntityKey& temp, const EntityId& next) const;
  // A path (or URL) with every distinctive id that is known under another by now.
  std::string KnownPath(const std::string& path) const;

 private:
  // The ids in body and paths for which `is_wanted` holds, where they count as ids.
  std::vector<EntityId> IdsIn(const Mutation& mutation,
                              FunctionRef<bool(const EntityId&)> is_wanted) const;
  // Wherever the id stands, it means the one record that it was made for.
  bool MeansOneRecord(const EntityId& id) const;
  // A queued create of `id`, seen from `mutation`.
  bool IsAwaited(const EntityId& id, const Mutation& mutation) const;
  // The declared fields of `mutation` in which `id` means a record of `resource`: where records of
  // several resources have one id, the name of the field says which ("patientId", patients); so it
  // does for an id that the server gave.
  std::vector<std::string> FieldsNaming(const Mutation& mutation, const EntityId& id,
                                        const Resource& resource,
                                        const std::vector<Resource>& rivals) const;
  void ReplaceKnownFields(Mutation& mutation) const;

  const Queue& queue_;
  const IdMap& ids_;
  const Endpoints& endpoints_;
};

}  // namespace synchrone
