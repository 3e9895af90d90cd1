#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/boxed.h"
#include "core/model/mutation.h"
#include "core/model/view.h"

namespace synchrone {

// Why one mutation is not being sent although the queue runs.
enum class EntryWait {
  kNone,
  kHeld,          // holdMs, or kept offline by a person
  kDependency,    // refers to a record that is not on the server yet
  kParkedBefore,  // behind a parked change, or refers to a record whose create is parked
  kTransform,     // this page lacks the application's transforms
  kOrigin,        // its endpoint is on an origin that this page does not allow
  kBackoff,       // tried, will be tried again
  kRead,          // its record is being read before it is sent by PUT
};
const char* EntryWaitName(EntryWait wait);  // "", "held", "dependency", …

// Why the whole queue waits.
enum class QueueWait {
  kNone,
  kOffline,
  kOfflineMode,
  kUnreachable,
  kLogin,
  kRateLimit,
  kPaused,
  kStorage,  // stored work cannot be read now, and is read again in a moment
  kUser,     // the page has not said yet who is signed in
};
const char* QueueWaitName(QueueWait wait);  // "" for kNone, "offline", "offline-mode", ...

// The queue in numbers.
struct Snapshot {
  bool online = true;
  QueueWait waiting = QueueWait::kNone;
  // The API is unreachable because a page or another host answers in its place: a person may have
  // to sign in there.
  bool led_away = false;
  int pending = 0;
  int sending = 0;
  int held = 0;  // of the pending ones
  int attention = 0;
  int sealed = 0;
  bool durable = true;
  std::string storage_reason;  // "", "full", "denied"
  std::optional<int64_t> last_synced_ms;
  bool sender = false;  // this tab is the leader; the name is public
  User user;
  bool operator==(const Snapshot&) const = default;
};

// A mutation has joined the queue.
struct QueuedEvent {
  MutationId id;
  EntityKey entity;
  Kind kind = Kind::kUpdate;
  bool foreign = false;  // made by another tab, or recovered
  bool operator==(const QueuedEvent&) const = default;
};

// The state of a mutation has changed, and it is still queued.
struct ProgressEvent {
  MutationId id;
  EntityKey entity;
  MutationStatus status = MutationStatus::kPending;
  ParkKind park = ParkKind::kNone;
  bool sending = false;
  int retries = 0;
  EntryWait waiting = EntryWait::kNone;
  bool operator==(const ProgressEvent&) const = default;
};

// A mutation has left the queue: confirmed or dropped.
struct SettledEvent {
  MutationId id;
  EntityKey entity;
  EntityId previous_id;  // set when the record got another id in this turn
  Kind kind = Kind::kUpdate;
  MutationStatus status = MutationStatus::kSynced;
  std::string cause;     // "confirmed", "discarded", "withdrawn", "server", "coalesced"
  std::string record;    // confirmed record as JSON text, or empty
  MutationId into = {};  // "coalesced": the mutation that it is part of now
  bool operator==(const SettledEvent&) const = default;
};

// Parked for a person to decide about, for whatever reason (Progress::park). Emitted once each time
// in every tab of the user.
struct ParkedEvent {
  Boxed<QueuedMutation> queued;
  std::string base;  // the confirmed record before, JSON text; empty: unknown
  bool operator==(const ParkedEvent&) const = default;
};

// The view of a record has changed, or its id.
struct ViewEvent {
  EntityKey entity;
  std::vector<EntityId> aliases;  // every other id the record is or was known by
  EntityId previous_id;           // set when the id changed in this turn
  RecordStateText view;
  RecordStateText confirmed;
  SyncState sync = SyncState::kSynced;
  std::string tail = {};  // Mutation::tail of the oldest queued mutation
  bool operator==(const ViewEvent&) const = default;
};

// The page has to read this record: the queue knows too little of it to send, or to show it.
struct ReadNeededEvent {
  EntityKey entity;
  std::string tail = {};  // of the path to read, as Mutation::tail
  bool operator==(const ReadNeededEvent&) const = default;
};

// The numbers of the queue have changed. The last event of its turn.
struct SnapshotEvent {
  Snapshot snapshot;
  bool operator==(const SnapshotEvent&) const = default;
};

// The server asks for new credentials; the queue waits until the page resumes it.
struct AuthRequiredEvent {
  bool operator==(const AuthRequiredEvent&) const = default;
};

// For developers: a code and a sentence, never contents.
struct DiagnosticEvent {
  std::string code;
  std::string message;
  Resource resource;
  MutationId mutation;
  bool operator==(const DiagnosticEvent&) const = default;
};

using Event = std::variant<QueuedEvent, ProgressEvent, SettledEvent, ParkedEvent, ViewEvent,
                           ReadNeededEvent, SnapshotEvent, AuthRequiredEvent, DiagnosticEvent>;

}  // namespace synchrone
