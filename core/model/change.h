#pragma once

#include <string>
#include <variant>

#include "core/model/mutation.h"

namespace synchrone {

// The only ways to change a queue. A turn decides changes, the journal records them, the state
// applies them, and the other tabs apply the same ones.

// A mutation joined the queue.
struct Accepted {
  Mutation mutation;
  bool operator==(const Accepted&) const = default;
};

// The contents of a queued mutation were replaced (same sequence): a new id of something it refers
// to, a new base, a person's retry with other contents.
struct Rewritten {
  Mutation mutation;
  bool operator==(const Rewritten&) const = default;
};

// The progress of a queued mutation changed.
struct Advanced {
  Sequence sequence;
  Progress progress;
  bool operator==(const Advanced&) const = default;
};

// The server confirmed it. `record`: the server's record merged over what was confirmed before and
// what was sent, as JSON text; empty for a delete. `whole`: `record` is complete; false: it has
// only the fields that are known here. `server_id`: set when the record got another id than it had.
// `tag`: RecordTag, set when the next change is not made on the version in `record`.
struct Confirmed {
  Sequence sequence;
  EntityId server_id;
  std::string record;
  bool whole = true;
  std::string how = {};  // for the audit trail, as AuditStep::what
  // The server writes `server_id` as a number. `record` says so, too, where it has the server's id.
  bool is_number = false;
  std::string tag = {};
  bool operator==(const Confirmed&) const = default;
};

// It left the queue without being confirmed.
struct Dropped {
  enum class Cause { kDiscarded, kWithdrawn, kServerChosen, kCleared, kCoalesced };
  Sequence sequence;
  Cause cause = Cause::kDiscarded;
  MutationId into = {};  // kCoalesced: the mutation that it is part of now
  bool operator==(const Dropped&) const = default;
};

// A record with queued mutations was read from the server. Empty: it does not exist there.
struct Observed {
  EntityKey entity;
  std::string record;
  bool operator==(const Observed&) const = default;
};

using Change = std::variant<Accepted, Rewritten, Advanced, Confirmed, Dropped, Observed>;

}  // namespace synchrone
