#pragma once

#include <string>
#include <vector>

#include "core/base/function_ref.h"
#include "core/queue/endpoints.h"
#include "core/queue/id_map.h"
#include "core/queue/queue.h"

namespace synchrone {

// Finds the ids of records in mutations and replaces former ids: in a body whole JSON values, in a
// path whole segments. An id that is not distinctive counts only in the record's own path and in
// declared fields. It returns new mutations and changes nothing itself.
class IdRewriter {
 public:
  IdRewriter(const Queue& queue, const IdMap& ids, const Endpoints& endpoints)
      : queue_(queue), ids_(ids), endpoints_(endpoints) {}

  // The ids of records that the mutation refers to and that are still being created. Its own record
  // is left out, and so are creates that wait for it: of two records that refer to each other one
  // has to be sent first.
  std::vector<EntityId> ReferencesOf(const Mutation& mutation) const;
  // The mutation's record, or one that it refers to, is on the server under an unknown id: its
  // request has no path.
  bool NeedsUnnamed(const Mutation& mutation) const;
  // The mutation with every id that is known under another by now.
  Mutation WithKnownIds(Mutation mutation) const;
  // The mutation after the record `former` was given the id `next`.
  Mutation Renamed(Mutation mutation, const EntityKey& former, const EntityId& next) const;
  // A path (or URL) with every distinctive id that is known under another by now.
  std::string KnownPath(const std::string& path) const;

 private:
  // The ids in body and paths for which `is_wanted` holds, where they count as ids.
  std::vector<EntityId> IdsIn(const Mutation& mutation,
                              FunctionRef<bool(const EntityId&)> is_wanted) const;
  // The id means the same record wherever it occurs.
  bool MeansOneRecord(const EntityId& id) const;
  // A queued create of `id`, seen from `mutation`.
  bool IsAwaited(const EntityId& id, const Mutation& mutation) const;
  // The declared fields of `mutation` in which `id` means a record of `resource`. Where records of
  // several resources may have the id, which is so for each id that the server gave, the name of
  // the field decides ("patientId": patients).
  std::vector<std::string> FieldsWithId(const Mutation& mutation, const EntityId& id,
                                        const Resource& resource,
                                        const std::vector<Resource>& rivals) const;
  void ReplaceKnownFields(Mutation& mutation) const;

  const Queue& queue_;
  const IdMap& ids_;
  const Endpoints& endpoints_;
};

}  // namespace synchrone
