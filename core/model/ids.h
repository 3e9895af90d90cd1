#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "core/base/strong_id.h"

namespace synchrone {

// The name of a mutation for callers: unique in the queue of one user.
using MutationId = StrongId<struct MutationIdTag>;
// The id of a record as its API or its context spells it. Local ids are EntityIds too.
using EntityId = StrongId<struct EntityIdTag>;
// The collection a record lives in: an absolute path ("/api/v1/patients") without a trailing
// slash, or an absolute URL on an allowed origin.
using Resource = StrongId<struct ResourceTag>;
// One document of the browser. Fresh for every page load.
using TabId = StrongId<struct TabIdTag>;

// The identity and the order of a mutation: a Lamport counter, ties broken by the tab. No clock is
// involved.
struct Sequence {
  uint64_t counter = 0;
  TabId tab;

  auto operator<=>(const Sequence&) const = default;
  bool operator==(const Sequence&) const = default;
};

// One record of one collection: the unit of order (a lane) and of the view.
struct EntityKey {
  Resource resource;
  EntityId id;

  // The ids are compared first: they differ more often than the resources.
  std::strong_ordering operator<=>(const EntityKey& other) const {
    const std::strong_ordering by_id = id <=> other.id;
    return by_id != 0 ? by_id : resource <=> other.resource;
  }
  bool operator==(const EntityKey&) const = default;
};

// The person to whom mutations belong. Both empty: the anonymous user.
struct User {
  std::string id;
  std::string company;

  bool anonymous() const { return id.empty() && company.empty(); }
  bool operator==(const User&) const = default;
};

}  // namespace synchrone
