#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/model/ids.h"

namespace synchrone {

// What records are called: temp ids and the ids a context gave them, and the id that counts now
// (BEHAVIOUR 2.5a, 3.5). Never a wrong id: what is not known stays as it is.
class IdMap {
 public:
  // From now on `former` is called `next`.
  void Add(const EntityKey& former, const EntityId& next);
  void Clear();

  // The id that counts now; the entity itself when it was never renamed.
  EntityKey Resolve(const EntityKey& entity) const;
  // Resolve for an id of any resource: nothing known gives "".
  EntityId ResolveAnywhere(const EntityId& id) const;
  // The resources that have a record which was called `former`, in order of the renaming.
  std::vector<Resource> ResourcesOf(const EntityId& former) const;
  // The id is given anew: what was called so before is no longer meant.
  void Forget(const EntityKey& former);
  bool empty() const { return next_.empty(); }
  bool Knows(const EntityKey& former) const { return next_.contains(former); }
  const std::map<EntityKey, EntityId>& all() const { return next_; }
  // Every other id that resolves to `entity`.
  std::vector<EntityId> FormerIds(const EntityKey& entity) const;

 private:
  std::map<EntityKey, EntityId> next_;
  std::map<EntityKey, std::vector<EntityId>> former_;
  std::unordered_map<EntityId, std::vector<Resource>> resources_of_;
};

}  // namespace synchrone
