#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/change.h"
#include "core/model/event.h"

namespace synchrone {

// What one tab announces to the others of the same user: the changes that it committed, and, from
// the leader, why the queue waits.
struct TabMessage {
  std::string scope;  // ScopeName of the user
  std::vector<Change> changes;
  int64_t announced_ms = 0;  // when, by the clock of the device
  bool from_leader = false;
  QueueWait waiting = QueueWait::kNone;
  // The tab is the leader from now on: what the former leader had no time to announce is in
  // storage.
  bool taken_over = false;
  // The message asks what became of the mutations in it: the tab finds nothing of them in storage.
  bool asks = false;
  bool operator==(const TabMessage&) const = default;
};

std::string EncodeTabMessage(const TabMessage& message);
// Nothing when it is not a message of this format version; unreadable changes are left out.
std::optional<TabMessage> DecodeTabMessage(std::string_view text);

}  // namespace synchrone
