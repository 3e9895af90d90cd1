#pragma once

#include <map>
#include <vector>

#include "core/model/endpoint_options.h"

namespace synchrone {

// What is known of each resource: what the application configured, and what was learned.
class Endpoints {
 public:
  // The options of `resource`, or the defaults.
  const EndpointOptions& Get(const Resource& resource) const;
  // `json`: members to set, over the defaults. An empty resource: sets the defaults of every
  // resource. Refuses what ParseEndpointOptions refuses.
  Status Configure(const Resource& resource, const Json& json);
  // Notes that the resource exists, so that raw paths under it are understood.
  void Know(const Resource& resource);
  std::vector<Resource> Known() const;

  // The API has no PATCH for it. Returns false when that was known already.
  bool SwitchToPut(const Resource& resource);
  bool HasNoPatch(const Resource& resource) const;
  // The method of an update: as asked, or PUT where the API has no PATCH.
  Method UpdateMethod(const Resource& resource, Method asked) const;

 private:
  struct Entry {
    Json configured = Json::object();
    EndpointOptions options;
    bool no_patch = false;
  };

  Status Refresh(Entry& known) const;

  Json defaults_ = Json::object();
  EndpointOptions default_options_;
  std::map<Resource, Entry> known_;
};

}  // namespace synchrone
