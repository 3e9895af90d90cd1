#include "core/queue/endpoints.h"

#include <utility>

namespace synchrone {

const EndpointOptions& Endpoints::Get(const Resource& resource) const {
  const auto place = known_.find(resource);
  return place == known_.end() ? default_options_ : place->second.options;
}

void Endpoints::Know(const Resource& resource) {
  known_.try_emplace(resource, Entry{Json::object(), default_options_, false});
}

Status Endpoints::Refresh(Entry& entry) const {
  Result<EndpointOptions> options = ParseEndpointOptions(ShallowMerge(defaults_, entry.configured));
  if (options.ok()) entry.options = std::move(*options);
  return options.status();
}

Status Endpoints::Configure(const Resource& resource, const Json& json) {
  if (!resource.empty()) {
    Know(resource);
    Entry entry = known_[resource];
    entry.configured = ShallowMerge(entry.configured, json);
    const Status status = Refresh(entry);
    if (status.ok()) known_[resource] = std::move(entry);
    return status;
  }
  Json defaults = ShallowMerge(defaults_, json);
  Result<EndpointOptions> options = ParseEndpointOptions(defaults);
  if (!options.ok()) return options.status();
  defaults_ = std::move(defaults);
  default_options_ = std::move(*options);
  for (auto& [name, entry] : known_) {
    if (const Status status = Refresh(entry); !status.ok()) return status;
  }
  return Status::Ok();
}

std::vector<Resource> Endpoints::Known() const {
  std::vector<Resource> resources;
  for (const auto& [resource, entry] : known_) resources.push_back(resource);
  return resources;
}

bool Endpoints::SwitchToPut(const Resource& resource) {
  Know(resource);
  return !std::exchange(known_[resource].no_patch, true);
}

bool Endpoints::HasNoPatch(const Resource& resource) const {
  const auto place = known_.find(resource);
  return place != known_.end() && place->second.no_patch;
}

Method Endpoints::UpdateMethod(const Resource& resource, Method asked) const {
  return HasNoPatch(resource) && asked == Method::kPatch ? Method::kPut : asked;
}

}  // namespace synchrone
