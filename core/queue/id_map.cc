#include "core/queue/id_map.h"

#include <algorithm>
#include <functional>

#include "core/base/sort.h"

namespace synchrone {

std::string_view IdMap::Former(const Name& name) const {
  return std::string_view(texts_).substr(name.text, name.former_size);
}

std::string_view IdMap::Next(const Name& name) const {
  return std::string_view(texts_).substr(name.text + name.former_size, name.next_size);
}

std::vector<const IdMap::Name*> IdMap::Named(const Index& index, std::string_view id,
                                             bool by_former) const {
  std::vector<const Name*> found;
  if (index.slots.empty()) return found;
  const size_t mask = index.slots.size() - 1;
  for (size_t at = std::hash<std::string_view>()(id) & mask; index.slots[at] != 0;
       at = (at + 1) & mask) {
    const Name& name = names_[index.slots[at] - 1];
    const bool is_it = name.resource != kForgotten && (by_former ? Former(name) : Next(name)) == id;
    if (is_it) found.push_back(&name);
  }
  Sort(found, std::less<>());
  return found;
}

void IdMap::Put(Index& index, uint32_t number, bool by_former) {
  if (2 * (index.used + 1) > index.slots.size()) {
    // Removed names are left out.
    index.slots.assign(std::max<size_t>(16, index.slots.size() * 2), 0);
    index.used = 0;
    for (uint32_t other = 0; other < number; ++other) {
      if (names_[other].resource != kForgotten) Put(index, other, by_former);
    }
  }
  const Name& name = names_[number];
  const std::string_view id = by_former ? Former(name) : Next(name);
  const size_t mask = index.slots.size() - 1;
  size_t at = std::hash<std::string_view>()(id) & mask;
  while (index.slots[at] != 0) at = (at + 1) & mask;
  index.slots[at] = number + 1;
  ++index.used;
}

uint32_t IdMap::ResourceIndex(const Resource& resource) {
  const auto place = std::find(resources_.begin(), resources_.end(), resource);
  const auto index = static_cast<uint32_t>(place - resources_.begin());
  if (place == resources_.end()) resources_.push_back(resource);
  return index;
}

const IdMap::Name* IdMap::Find(const EntityKey& former) const {
  for (const Name* name : Named(by_former_, former.id.value(), true)) {
    if (resources_[name->resource] == former.resource) return name;
  }
  return nullptr;
}

bool IdMap::Add(const EntityKey& former, const EntityId& next, bool is_ours, bool is_number) {
  if (former.id == next) return false;
  Forget(former);
  if (next.empty()) {
    unnamed_.insert(former);
    return false;
  }
  // The newest name counts: a chain from `next` back to `former` is cut.
  const EntityKey now{former.resource, next};
  const bool closes_circle = Resolve(now) == former;
  if (closes_circle) Forget(now);
  Name name{static_cast<uint32_t>(texts_.size()), static_cast<uint32_t>(former.id.value().size()),
            static_cast<uint32_t>(next.value().size()), ResourceIndex(former.resource), is_number};
  texts_ += former.id.value();
  texts_ += next.value();
  names_.push_back(name);
  if (!is_ours) not_ours_.insert(former);
  ++live_;
  const auto number = static_cast<uint32_t>(names_.size() - 1);
  Put(by_former_, number, true);
  Put(by_next_, number, false);
  return closes_circle;
}

void IdMap::Clear() { *this = IdMap(); }

EntityKey IdMap::Resolve(const EntityKey& entity) const {
  EntityKey current = entity;
  for (const Name* name = Find(current); name; name = Find(current)) {
    current.id = EntityId(Next(*name));
  }
  return current;
}

bool IdMap::IsNumber(const EntityKey& former) const {
  bool is_number = false;
  EntityKey current = former;
  for (const Name* name = Find(current); name; name = Find(current)) {
    is_number = name->is_number;
    current.id = EntityId(Next(*name));
  }
  return is_number;
}

EntityId IdMap::ResolveAnywhere(const EntityId& id) const {
  const std::vector<const Name*> names = Named(by_former_, id.value(), true);
  return names.empty() ? EntityId() : Resolve({resources_[names.back()->resource], id}).id;
}

std::vector<Resource> IdMap::ResourcesOf(const EntityId& former) const {
  std::vector<Resource> resources;
  for (const Name* name : Named(by_former_, former.value(), true)) {
    resources.push_back(resources_[name->resource]);
  }
  return resources;
}

bool IdMap::IsOurs(const EntityId& former) const {
  const auto place = not_ours_.lower_bound({Resource(), former});
  return place == not_ours_.end() || place->id != former;
}

std::vector<Resource> IdMap::UnnamedResourcesOf(const EntityId& id) const {
  std::vector<Resource> resources;
  for (auto it = unnamed_.lower_bound({Resource(), id}); it != unnamed_.end() && it->id == id;
       ++it) {
    resources.push_back(it->resource);
  }
  return resources;
}

void IdMap::Forget(const EntityKey& former) {
  unnamed_.erase(former);
  not_ours_.erase(former);
  const Name* name = Find(former);
  if (!name) return;
  names_[static_cast<size_t>(name - names_.data())].resource = kForgotten;
  --live_;
}

std::vector<EntityId> IdMap::FormerIds(const EntityKey& entity) const {
  std::vector<EntityId> all;
  std::vector<EntityId> open = {entity.id};
  while (!open.empty()) {
    const EntityId id = std::move(open.back());
    open.pop_back();
    for (const Name* name : Named(by_next_, id.value(), false)) {
      EntityId former(Former(*name));
      const bool is_other = resources_[name->resource] != entity.resource;
      if (is_other || std::find(all.begin(), all.end(), former) != all.end()) continue;
      all.push_back(former);
      open.push_back(std::move(former));
    }
  }
  return all;
}

std::vector<std::pair<EntityKey, EntityId>> IdMap::All() const {
  std::vector<std::pair<EntityKey, EntityId>> all;
  for (const Name& name : names_) {
    if (name.resource == kForgotten) continue;
    all.emplace_back(EntityKey{resources_[name.resource], EntityId(Former(name))},
                     EntityId(Next(name)));
  }
  for (const EntityKey& former : unnamed_) all.emplace_back(former, EntityId());
  return all;
}

}  // namespace synchrone
