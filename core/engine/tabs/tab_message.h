#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/change.h"
#include "core/model/event.h"

namespace synchrone {

// What one tab says to the others of the same user: the changes it committed, and, from the tab
// that sends, why the queue waits (BEHAVIOUR 6.2).
struct TabMessage {
  std::string scope;  // ScopeName of the user
  std::vector<Change> changes;
  int64_t told_ms = 0;  // when, by the clock of the device
  bool from_sender = false;
  QueueWait waiting = QueueWait::kNone;
  // This tab sends from now on: what the former sender had no time to announce is in storage.
  bool taken_over = false;
  // It asks what became of the mutations that it holds: storage says nothing of them any more.
  bool asks = false;
  bool operator==(const TabMessage&) const = default;
};

std::string EncodeTabMessage(const TabMessage& message);
// Nothing when it is not a message of this format version; unreadable changes are left out.
std::optional<TabMessage> DecodeTabMessage(const std::string& text);

}  // namespace synchrone
