#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/tuning.h"
#include "core/model/mutation.h"
#include "core/model/path.h"

namespace synchrone {

// What the host says of a page when it starts the engine. Fixed for the page's life.
struct EngineOptions {
  TabId tab;                         // fresh for every document, at least 96 random bits
  std::string own_origin;            // "https://clinic.example", or "" outside a browser
  std::vector<std::string> origins;  // foreign origins that patient data may go to
  bool online = true;                // at the start; OnConnectivity reports changes
  // The server knows the user by a cookie, so that all tabs are one person's. False where each tab
  // sends its own credentials.
  bool shared_session = true;
};

// This tab: its options, its user, and whether it is the leader of that user's tabs.
struct ThisTab {
  const EngineOptions options;
  User user = {};
  bool user_named = false;    // setUser or logout was called in this page
  bool is_suspended = false;  // another tab has signed another user in: this one sends nothing
  bool leader = false;        // it sends
  uint64_t counter = 0;       // Lamport
  // When the server last confirmed something that this page sent before its user was known.
  std::optional<int64_t> last_synced_ms = {};

  Sequence NextSequence() { return {++counter, options.tab}; }
  void NoteCounter(uint64_t seen) {
    if (seen <= tuning::kMaxCounter) counter = std::max(counter, seen);
  }
  bool HasMade(const Sequence& sequence) const { return sequence.tab == options.tab; }
  // An endpoint as the application writes it: of its own origin, or of one that it allows.
  Result<Endpoint> Read(std::string_view endpoint) const {
    return ReadEndpoint(endpoint, options.own_origin, options.origins);
  }
  bool SharesSession() const { return options.shared_session || !user_named; }
};

}  // namespace synchrone
