#include "core/engine/local_store/id_rewriter.h"

#include <algorithm>
#include <utility>

#include "core/model/path.h"
#include "core/queue/references.h"

namespace synchrone {
namespace {

void AddOnce(std::vector<EntityId>& ids, EntityId id) {
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
}

// The path of an action on a record that has another id now.
std::string OnRecord(const std::string& action_path, const EntityKey& former,
                     const EntityKey& now) {
  const std::string prefix = EntityPath(former);
  if (!action_path.starts_with(prefix)) return action_path;
  const std::string rest = action_path.substr(prefix.size());
  const bool whole_segment = rest.empty() || rest[0] == '/' || rest[0] == '?';
  return whole_segment ? EntityPath(now) + rest : action_path;
}

}  // namespace

bool IdRewriter::IsAwaited(const EntityId& id, const Mutation& mutation) const {
  const Queue::List creates = queue_.CreatesOf(id);
  return std::any_of(creates.begin(), creates.end(), [&](const QueuedMutation* create) {
    return create->mutation.entity != mutation.entity &&
           !queue_.WaitsFor(create->sequence(), mutation.sequence);
  });
}

std::vector<EntityId> IdRewriter::IdsIn(const Mutation& mutation,
                                        FunctionRef<bool(const EntityId&)> is_wanted) const {
  std::vector<EntityId> ids = FindIds(mutation.data, is_wanted);
  const std::vector<std::string>& fields = endpoints_.Get(mutation.entity.resource).references;
  for (EntityId& id : FindIdsInFields(mutation.data, fields, is_wanted)) {
    AddOnce(ids, std::move(id));
  }
  for (const std::string* path :
       {&mutation.entity.resource.value(), &mutation.action_path, &mutation.tail}) {
    if (path->size() < kDistinctiveSize) continue;
    ReplaceSegments(*path, [&](const std::string& segment) {
      EntityId id(segment);
      if (IsDistinctive(segment) && is_wanted(id)) AddOnce(ids, std::move(id));
      return segment;
    });
  }
  return ids;
}

std::vector<EntityId> IdRewriter::ReferencesOf(const Mutation& mutation) const {
  return IdsIn(mutation, [&](const EntityId& id) { return IsAwaited(id, mutation); });
}

bool IdRewriter::NeedsUnnamed(const Mutation& mutation) const {
  if (!ids_.has_unnamed()) return false;
  const bool is_create = mutation.kind == Kind::kCreate;
  const auto keeps_ids = [&](const Resource& resource) {
    return endpoints_.Get(resource).client_ids;
  };
  if (!is_create && ids_.IsUnnamed(mutation.entity) && !keeps_ids(mutation.entity.resource)) {
    return true;
  }
  return !IdsIn(mutation, [&](const EntityId& id) {
            if (is_create && id == mutation.entity.id) return false;
            const std::vector<Resource> resources = ids_.UnnamedResourcesOf(id);
            return !resources.empty() &&
                   std::none_of(resources.begin(), resources.end(), keeps_ids);
          }).empty();
}

bool IdRewriter::MeansOneRecord(const EntityId& id) const {
  return IsDistinctive(id.value()) && ids_.IsOurs(id);
}

std::string IdRewriter::KnownPath(const std::string& path) const {
  return ReplaceSegments(path, [&](const std::string& segment) {
    const EntityId known = ids_.ResolveAnywhere(EntityId(segment));
    return MeansOneRecord(EntityId(segment)) && !known.empty() ? known.value() : segment;
  });
}

std::vector<std::string> IdRewriter::FieldsWithId(const Mutation& mutation, const EntityId& id,
                                                  const Resource& resource,
                                                  const std::vector<Resource>& rivals) const {
  std::vector<std::string> fields = endpoints_.Get(mutation.entity.resource).references;
  std::erase_if(fields, [&](const std::string& field) {
    if (MayName(field, resource)) return false;
    if (!ids_.IsOurs(EntityKey{resource, id})) return true;
    return std::any_of(rivals.begin(), rivals.end(),
                       [&](const Resource& rival) { return MayName(field, rival); });
  });
  if (mutation.entity == EntityKey{resource, id}) fields.push_back("id");
  return fields;
}

Mutation IdRewriter::Renamed(Mutation mutation, const EntityKey& former,
                             const EntityId& next) const {
  const bool is_number = ids_.IsNumber(former);
  if (MeansOneRecord(former.id)) {
    mutation.data = ReplaceIds(mutation.data, former.id, next, is_number);
    for (std::string* path : {&mutation.action_path, &mutation.tail}) {
      *path = ReplaceSegments(*path, [&](const std::string& segment) {
        return segment == former.id.value() ? next.value() : segment;
      });
    }
  } else {
    std::vector<Resource> rivals;
    for (const QueuedMutation* create : queue_.CreatesOf(former.id)) {
      const EntityKey& entity = create->mutation.entity;
      if (entity != former && entity != mutation.entity) rivals.push_back(entity.resource);
    }
    const auto fields = FieldsWithId(mutation, former.id, former.resource, rivals);
    mutation.data = ReplaceIdsInFields(mutation.data, fields, former.id, next, is_number);
  }
  if (mutation.entity == former) {
    mutation.entity.id = next;
    mutation.action_path = OnRecord(mutation.action_path, former, mutation.entity);
  }
  return mutation;
}

Mutation IdRewriter::WithKnownIds(Mutation mutation) const {
  if (ids_.empty()) return mutation;
  const EntityKey named = mutation.entity;
  // A create makes a new record, whichever record had the id before.
  const EntityKey now = mutation.kind == Kind::kCreate ? named : ids_.Resolve(named);
  if (now != named) mutation = Renamed(std::move(mutation), named, now.id);
  const auto is_renamed = [&](const EntityId& id) {
    return ids_.IsOurs(id) && !ids_.ResolveAnywhere(id).empty();
  };
  for (const EntityId& id : FindIds(mutation.data, is_renamed)) {
    if (mutation.kind == Kind::kCreate && id == mutation.entity.id) continue;
    const EntityKey former{ids_.ResourcesOf(id).back(), id};
    mutation.data = ReplaceIds(mutation.data, id, ids_.Resolve(former).id, ids_.IsNumber(former));
  }
  ReplaceKnownFields(mutation);
  mutation.action_path = KnownPath(mutation.action_path);
  mutation.tail = KnownPath(mutation.tail);
  return mutation;
}

void IdRewriter::ReplaceKnownFields(Mutation& mutation) const {
  const std::vector<std::string>& fields = endpoints_.Get(mutation.entity.resource).references;
  // An id that is being created again means the new record, not the one that had the id before.
  const auto is_renamed = [&](const EntityId& id) {
    return !ids_.ResourcesOf(id).empty() && !MeansOneRecord(id) && !IsAwaited(id, mutation);
  };
  for (const EntityId& id : FindIdsInFields(mutation.data, fields, is_renamed)) {
    const std::vector<Resource> resources = ids_.ResourcesOf(id);
    for (const Resource& resource : resources) {
      std::vector<Resource> rivals = resources;
      std::erase(rivals, resource);
      std::vector<std::string> naming = FieldsWithId(mutation, id, resource, rivals);
      std::erase(naming, "id");
      const EntityKey former{resource, id};
      mutation.data = ReplaceIdsInFields(mutation.data, naming, id, ids_.Resolve(former).id,
                                         ids_.IsNumber(former));
    }
  }
}

}  // namespace synchrone
