#include "core/model/event.h"

namespace synchrone {

const char* SyncStateName(SyncState state) {
  switch (state) {
    case SyncState::kSynced:
      return "synced";
    case SyncState::kPending:
      return "pending";
    case SyncState::kError:
      return "error";
    case SyncState::kUncertain:
      return "uncertain";
    case SyncState::kConflict:
      return "conflict";
  }
  return "";
}

const char* EntryWaitName(EntryWait wait) {
  switch (wait) {
    case EntryWait::kNone:
      return "";
    case EntryWait::kHeld:
      return "held";
    case EntryWait::kDependency:
      return "dependency";
    case EntryWait::kParkedBefore:
      return "parked-before";
    case EntryWait::kTransform:
      return "transform";
    case EntryWait::kOrigin:
      return "origin";
    case EntryWait::kBackoff:
      return "backoff";
    case EntryWait::kRead:
      return "read";
  }
  return "";
}

const char* QueueWaitName(QueueWait wait) {
  switch (wait) {
    case QueueWait::kNone:
      return "";
    case QueueWait::kOffline:
      return "offline";
    case QueueWait::kOfflineMode:
      return "offline-mode";
    case QueueWait::kUnreachable:
      return "unreachable";
    case QueueWait::kLogin:
      return "login";
    case QueueWait::kRateLimit:
      return "rate-limit";
    case QueueWait::kPaused:
      return "paused";
    case QueueWait::kStorage:
      return "storage";
    case QueueWait::kUser:
      return "user";
  }
  return "";
}

}  // namespace synchrone
