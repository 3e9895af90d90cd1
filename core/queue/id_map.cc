#include "core/queue/id_map.h"

#include <algorithm>

namespace synchrone {
namespace {

// A context's id, a temp id, the server's id: more renames than that are a circle.
constexpr int kMostRenames = 8;

}  // namespace

void IdMap::Add(const EntityKey& former, const EntityId& next) {
  if (former.id == next) return;
  next_[former] = next;
  std::vector<Resource>& resources = resources_of_[former.id];
  std::erase(resources, former.resource);
  resources.push_back(former.resource);
  std::vector<EntityId>& ids = former_[{former.resource, next}];
  if (std::find(ids.begin(), ids.end(), former.id) == ids.end()) ids.push_back(former.id);
}

void IdMap::Clear() { *this = IdMap(); }

EntityKey IdMap::Resolve(const EntityKey& entity) const {
  EntityKey current = entity;
  for (int renames = 0; renames < kMostRenames; ++renames) {
    const auto place = next_.find(current);
    if (place == next_.end()) return current;
    current.id = place->second;
  }
  return entity;
}

EntityId IdMap::ResolveAnywhere(const EntityId& id) const {
  const auto place = resources_of_.find(id);
  return place == resources_of_.end() ? EntityId() : Resolve({place->second.back(), id}).id;
}

std::vector<Resource> IdMap::ResourcesOf(const EntityId& former) const {
  const auto place = resources_of_.find(former);
  return place == resources_of_.end() ? std::vector<Resource>() : place->second;
}

void IdMap::Forget(const EntityKey& former) {
  const auto place = next_.find(former);
  if (place == next_.end()) return;
  std::erase(former_[{former.resource, place->second}], former.id);
  next_.erase(place);
  std::vector<Resource>& resources = resources_of_[former.id];
  std::erase(resources, former.resource);
  if (resources.empty()) resources_of_.erase(former.id);
}

std::vector<EntityId> IdMap::FormerIds(const EntityKey& entity) const {
  std::vector<EntityId> all;
  std::vector<EntityId> open = {entity.id};
  while (!open.empty()) {
    const auto place = former_.find({entity.resource, open.back()});
    open.pop_back();
    if (place == former_.end()) continue;
    for (const EntityId& id : place->second) {
      if (std::find(all.begin(), all.end(), id) != all.end()) continue;
      all.push_back(id);
      open.push_back(id);
    }
  }
  return all;
}

}  // namespace synchrone
