#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/model/mutation.h"

namespace synchrone {

// The legacy array under localStorage['medicalPro_mutation_queue']: a projection for readers,
// never a source of recovery. One element is an entry as callers see it, in the form of the
// original brief.

// The JSON text of one element. `endpoint` is its request path.
std::string ProjectionElement(const QueuedMutation& queued, const std::string& endpoint);

// An element that we did not write: existing code queued it, and it is imported once.
struct LegacyEntry {
  // As given; made of the element's text where it is missing or another element has it.
  std::string id;
  std::string type;
  std::string endpoint;
  std::string data;      // JSON text, or ""
  std::string previous;  // previousState, JSON text, or ""
  std::string reason;
  int64_t timestamp_ms = 0;
  int retries = 0;
  bool operator==(const LegacyEntry&) const = default;
};

// What an array of existing code holds, from the view of one user.
struct LegacyEntries {
  std::vector<LegacyEntry> entries;
  std::vector<std::string> of_others;  // elements, as they were, that name another user
  int unreadable = 0;  // elements, or the whole value, that were not what existing code writes
};

// Reads an array that existing code left: its unsettled elements, in order, that name `user` or
// no user.
LegacyEntries ReadLegacyEntries(std::string_view projection, const std::string& user = {});

}  // namespace synchrone
