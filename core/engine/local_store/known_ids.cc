#include "core/engine/local_store/known_ids.h"

#include <algorithm>

#include "core/base/tuning.h"
#include "core/model/path.h"

namespace synchrone {

void KnownIds::Add(const IdMapping& name, DecidedIn decided_in) {
  const bool closed_circle = ids_.Add(name.former, name.server_id, name.is_ours, name.is_number);
  if (decided_in == DecidedIn::kThisTab) {
    if (closed_circle) journal_.RemoveIdMapping({name.former.resource, name.server_id});
    journal_.PutIdMapping(name);
  }
  learned_.push_back(name);
  if (learned_.size() > tuning::kNamesBeforeSignIn) learned_.pop_front();
}

void KnownIds::AddAlias(const EntityKey& entity, const EntityId& other, int64_t now_ms) {
  const EntityKey former{entity.resource, other};
  if (other == entity.id || ids_.Knows(former)) return;
  Add({former, entity.id, now_ms}, DecidedIn::kThisTab);
}

void KnownIds::Release(const EntityKey& entity, DecidedIn decided_in) {
  if (!ids_.Knows(entity)) return;
  if (decided_in == DecidedIn::kThisTab) journal_.RemoveIdMapping(entity);
  ids_.Forget(entity);
}

void KnownIds::Adopt(const std::vector<IdMapping>& names) {
  for (const IdMapping& name : names) {
    if (!ids_.Knows(name.former)) Add(name, DecidedIn::kThisTab);
  }
}

void KnownIds::Restore(const std::vector<IdMapping>& names) {
  for (const IdMapping& mapping : names) {
    // 0.1.0 took the query for a part of the resource.
    const Resource resource(SplitEndpoint(mapping.former.resource.value()).path);
    const EntityKey former{resource, mapping.former.id};
    if (!ids_.Add(former, mapping.server_id, mapping.is_ours, mapping.is_number)) continue;
    // 0.1.0 could store names that lead to each other: the newer one counts.
    const auto other = std::find_if(names.begin(), names.end(), [&](const IdMapping& one) {
      return one.former.id == mapping.server_id && one.former.resource == mapping.former.resource;
    });
    const bool is_newer = other != names.end() && other->confirmed_ms > mapping.confirmed_ms;
    if (is_newer) {
      ids_.Add({resource, other->former.id}, other->server_id, other->is_ours, other->is_number);
    }
  }
}

void KnownIds::RecordAgain(int64_t now_ms) {
  for (const auto& [former, next] : ids_.All()) {
    journal_.PutIdMapping({former, next, now_ms, ids_.IsOurs(former), ids_.IsNumber(former)});
  }
}

void KnownIds::Clear() {
  ids_.Clear();
  learned_.clear();
}

}  // namespace synchrone
