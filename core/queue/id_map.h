#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/model/ids.h"

namespace synchrone {

// Former ids of records (local ids, ids that a context or the server gave) and the id that counts
// now. Invariants: an id that is not known resolves to itself; a chain of names never forms a
// circle.
//
// A name stays in memory until the user changes. It takes some 100 bytes, 72 of them for its two
// ids.
class IdMap {
 public:
  // From now on the record `former` is called `next`. An empty `next`: the record is on the server
  // under an id that is not known. Returns true when `next` was a former id of the same record;
  // that name is removed, so that no circle arises. `is_ours`: the id `former` was made here;
  // false: the server had given it, so a record of another resource may have the same id.
  // `is_number`: the server writes `next` as a number.
  bool Add(const EntityKey& former, const EntityId& next, bool is_ours = true,
           bool is_number = false);
  void Clear();

  // The id that counts now; the entity itself when it was never renamed.
  EntityKey Resolve(const EntityKey& entity) const;
  // The id that counts now is written as a number.
  bool IsNumber(const EntityKey& former) const;
  // Resolve for an id of any resource; "" when the id is not known.
  EntityId ResolveAnywhere(const EntityId& id) const;
  // The resources that have a record which was called `former`, in order of the renaming.
  std::vector<Resource> ResourcesOf(const EntityId& former) const;
  // The id belongs to a new record: its former meaning is removed.
  void Forget(const EntityKey& former);
  bool empty() const { return live_ == 0; }
  bool Knows(const EntityKey& former) const {
    return Find(former) != nullptr || unnamed_.contains(former);
  }
  bool IsOurs(const EntityKey& former) const { return !not_ours_.contains(former); }
  bool IsOurs(const EntityId& former) const;
  // A record was made whose id on the server is unknown.
  bool has_unnamed() const { return !unnamed_.empty(); }
  bool IsUnnamed(const EntityKey& entity) const { return unnamed_.contains(entity); }
  // The resources that have an unnamed record which is called `id` here.
  std::vector<Resource> UnnamedResourcesOf(const EntityId& id) const;
  // Every other id that resolves to `entity`.
  std::vector<EntityId> FormerIds(const EntityKey& entity) const;
  // Every former id and the id that replaced it; "" where that one is not known.
  std::vector<std::pair<EntityKey, EntityId>> All() const;

 private:
  struct Name {
    uint32_t text = 0;  // where the former id begins in texts_; the next id follows it
    uint32_t former_size = 0;
    uint32_t next_size = 0;
    uint32_t resource = 0;  // index in resources_; kForgotten: the name was removed
    bool is_number = false;
  };
  // A hash table of names by one of their ids, with open addressing. A slot holds an index in
  // names_ plus one; 0: it is free.
  struct Index {
    std::vector<uint32_t> slots;
    size_t used = 0;
  };
  static constexpr uint32_t kForgotten = UINT32_MAX;

  std::string_view Former(const Name& name) const;
  std::string_view Next(const Name& name) const;
  const Name* Find(const EntityKey& former) const;
  uint32_t ResourceIndex(const Resource& resource);
  // The names with this former (or next) id, in the order in which they were added.
  std::vector<const Name*> Named(const Index& index, std::string_view id, bool by_former) const;
  void Put(Index& index, uint32_t number, bool by_former);

  std::string texts_;
  std::vector<Name> names_;
  std::vector<Resource> resources_;
  Index by_former_;
  Index by_next_;
  size_t live_ = 0;
  std::set<EntityKey> unnamed_;
  std::set<EntityKey> not_ours_;
};

}  // namespace synchrone
