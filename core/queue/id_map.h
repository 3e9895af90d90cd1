#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/model/ids.h"

namespace synchrone {

// What records are called: temp ids and the ids a context gave them, and the id that counts now
// (BEHAVIOUR 2.5a, 3.5). Never a wrong id: what is not known stays as it is, and no chain of names
// is a circle.
//
// Kept for the life of the page, for every record that was made in it: some 100 bytes a name, of
// which the ids are 72.
class IdMap {
 public:
  // From now on `former` is called `next`; "": it is on the server, and its id is not known. True
  // when `next` was a former name of it, which it is no more: no chain of names is a circle. Not
  // `is_ours`: the server had given it, and it may be the id of a record of another resource, too.
  bool Add(const EntityKey& former, const EntityId& next, bool is_ours = true);
  void Clear();

  // The id that counts now; the entity itself when it was never renamed.
  EntityKey Resolve(const EntityKey& entity) const;
  // Resolve for an id of any resource: nothing known gives "".
  EntityId ResolveAnywhere(const EntityId& id) const;
  // The resources that have a record which was called `former`, in order of the renaming.
  std::vector<Resource> ResourcesOf(const EntityId& former) const;
  // The id is given anew: what was called so before is no longer meant.
  void Forget(const EntityKey& former);
  bool empty() const { return live_ == 0; }
  bool Knows(const EntityKey& former) const {
    return Find(former) != nullptr || unnamed_.contains(former);
  }
  bool IsOurs(const EntityKey& former) const { return !not_ours_.contains(former); }
  bool IsOurs(const EntityId& former) const;
  // A record was made whose id on the server is unknown (BEHAVIOUR 3.5a).
  bool has_unnamed() const { return !unnamed_.empty(); }
  bool IsUnnamed(const EntityKey& entity) const { return unnamed_.contains(entity); }
  // The resources that have an unnamed record which is called `id` here.
  std::vector<Resource> UnnamedResourcesOf(const EntityId& id) const;
  // Every other id that resolves to `entity`.
  std::vector<EntityId> FormerIds(const EntityKey& entity) const;
  // Every name that was given up, and the one that followed it; "" where that is not known.
  std::vector<std::pair<EntityKey, EntityId>> All() const;

 private:
  struct Name {
    uint32_t text = 0;  // where the former id begins in texts_; the next one stands behind it
    uint32_t former_size = 0;
    uint32_t next_size = 0;
    uint32_t resource = 0;  // index in resources_; kForgotten: it counts no more
  };
  // Names by the hash of one of their ids: their index and one, or 0. Open addressing.
  struct Index {
    std::vector<uint32_t> slots;
    size_t used = 0;
  };
  static constexpr uint32_t kForgotten = UINT32_MAX;

  std::string_view Former(const Name& name) const;
  std::string_view Next(const Name& name) const;
  const Name* Find(const EntityKey& former) const;
  uint32_t ResourceIndex(const Resource& resource);
  // The names that count with this former, or next, id, in the order of their renaming.
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
