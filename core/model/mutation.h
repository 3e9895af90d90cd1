#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/ids.h"

namespace synchrone {

// What the mutation does to its record.
enum class Kind { kCreate, kUpdate, kDelete, kAction };
// The HTTP method of its request.
enum class Method { kPost, kPut, kPatch, kDelete };

const char* KindName(Kind kind);        // "create", "update", "delete", "action"
const char* MethodName(Method method);  // "POST", "PUT", "PATCH", "DELETE"
std::optional<Kind> ParseKind(const std::string& name);
std::optional<Method> ParseMethod(const std::string& name);

// A change that a user made. A value; only a rewrite (a new id of a record it names, a new base,
// a person's retry with other contents) replaces it by another.
struct Mutation {
  MutationId id;
  Sequence sequence;
  User user;
  Kind kind = Kind::kUpdate;
  Method method = Method::kPatch;
  EntityKey entity;
  // The path of an action as it was asked for, or of a create that does not go to its collection.
  // Empty for all others, whose path follows from the entity.
  std::string action_path;
  // What the written form of the endpoint adds at the end of the path: "", "/", "?clinic=3",
  // "/?clinic=3".
  std::string tail;
  // JSON text, opaque until it is needed: the record of a create, the changes of an update.
  // Empty: no body.
  std::string data;
  // The version among the caller's changes, JSON text. It is not part of `data`, because the queue
  // may know a newer one. Empty: the changes held none.
  std::string version;
  // JSON text of the confirmed record when the mutation was made, if it was known and nothing of
  // this entity was pending. Empty: unknown.
  std::string base;
  std::string tag = {};      // RecordTag: the newest of the record where `base` is given; or empty
  int64_t timestamp_ms = 0;  // device clock, since the epoch
  std::string reason;
  int64_t hold_until_ms = 0;  // not sent before this time; 0: at once
  int64_t not_after_ms = 0;   // not sent after this time but parked; 0: never
  // The application transforms this endpoint's records, so only a page that has the transforms
  // may send it.
  bool needs_transform = false;
  // The id of a create was made here: the host leaves it out of the body, unless the API keeps ids
  // of clients.
  bool local_id = false;
  // The version of the application's own shapes that the documents have; 0: it names none.
  int payload_version = 0;

  bool operator==(const Mutation&) const = default;
};

// How far it has come. kError: kept until a person decides. kRolledBack: discarded.
enum class MutationStatus { kPending, kSynced, kError, kRolledBack };
const char* StatusName(MutationStatus status);  // "pending", "synced", "error", "rolled-back"

// Why a mutation is parked (status kError).
enum class ParkKind {
  kNone,
  kRefused,     // by the server
  kConflict,    // another user changed the record
  kUncertain,   // it may have been applied
  kBlocked,     // no request can leave the browser
  kDependency,  // the record it refers to was refused
  kExpired,     // past its not_after_ms
};
const char* ParkKindName(ParkKind kind);  // "", "refused", "conflict", "uncertain", ...

// A step of a mutation in its audit trail: the answer to an attempt ("HTTP 503", "timeout"), or a
// decision of a person ("retry"). Never contents.
struct AuditStep {
  int64_t at_ms = 0;
  std::string what;
  bool operator==(const AuditStep&) const = default;
};

// What became of a mutation so far: small, rewritten as it changes, beside the mutation.
struct Progress {
  MutationStatus status = MutationStatus::kPending;
  ParkKind park = ParkKind::kNone;
  int retries = 0;             // after verdicts that counted
  int strikes = 0;             // failures while the origin answered a probe
  int generation = 1;          // of the idempotency key
  int attempts = 0;            // requests that were handed to the transport
  bool possibly_sent = false;  // an attempt left and has no known answer
  // An attempt of a create has failed in the server (500 and the like), which may have made the
  // record before: the host looks for it before the next attempt leaves.
  bool may_be_made = false;
  int64_t last_attempt_ms = 0;
  int64_t failed_after_ms = 0;  // how long the last attempt took until it failed; 0: it has not
  int64_t first_strike_ms = 0;  // when uncounted failures of this entry began; 0: none
  bool kept_offline = false;    // shown again, held until the person syncs it
  // Why it is parked: a code, a sentence for people, the HTTP status (0: none), the answer's body.
  std::string error_code;
  std::string error_message;
  int error_status = 0;
  std::string error_body;
  // The server's record in a conflict, JSON text.
  std::string server_record;
  // The body that was sent, JSON text, where it is not the mutation's data. While the request may
  // have been applied it is sent again unchanged. Empty: not sent, or the body is the data.
  std::string sent_record;
  // Names the request that the key was used for (RequestMaker::FingerprintOf; stored as `print`);
  // 0: none, or 0.1.0 sent it.
  uint32_t sent_fingerprint = 0;
  // The position in the order of sending, after a person's retry has put it behind others; counter
  // 0: the position is its sequence. The sequence itself never changes.
  Sequence place;
  // Its audit trail, oldest first; NoteStep limits it.
  std::vector<AuditStep> steps;

  bool operator==(const Progress&) const = default;
};

// Adds a step. Beyond tuning::kMaxSteps the second oldest is removed, so that the first one is
// kept.
void NoteStep(Progress& progress, int64_t at_ms, const char* what);

// `progress`, parked because a request may have been applied.
Progress Uncertain(Progress progress);

// A mutation in the queue.
struct QueuedMutation {
  Mutation mutation;
  Progress progress;

  const MutationId& id() const { return mutation.id; }
  const Sequence& sequence() const { return mutation.sequence; }
  const Sequence& place() const {
    return progress.place.counter > 0 ? progress.place : mutation.sequence;
  }
  bool pending() const { return progress.status == MutationStatus::kPending; }
  bool parked() const { return progress.status == MutationStatus::kError; }
  bool settled() const { return !pending() && !parked(); }
  // The base stays as it is when the confirmed record changes: the mutation is parked or kept
  // offline, and its base shows a person what was confirmed then; or it is a create.
  bool keeps_base() const {
    return parked() || progress.kept_offline || mutation.kind == Kind::kCreate;
  }
  // Its effect is part of the view: it is pending (kept offline or not), or it is parked because it
  // may have been applied. Any other parked mutation is rolled back.
  bool in_view() const { return pending() || (parked() && progress.park == ParkKind::kUncertain); }
  bool operator==(const QueuedMutation&) const = default;
};

// The newest step of `progress` is not among those of `known`.
bool AddsStep(const Progress& progress, const Progress& known);

// Progress is never taken back: a stored record that has less of it than `known` is not newer.
// Storage refused the newer one, or other code has removed it.
bool LacksProgress(const QueuedMutation& stored, const QueuedMutation& known);

// Puts into `progress` what `known` says of attempts, where it knows of more of them: a decision in
// another tab, or a record that storage refused to update, holds older progress.
void KeepAttempts(Progress& progress, const Progress& known);

// The id of a mutation whose caller gave none.
MutationId DefaultId(const Sequence& sequence);

// The value of the Idempotency-Key header: constant over attempts, tabs and reloads, new for each
// generation. A tab id carries enough randomness to be unique in the world.
std::string IdempotencyKey(const QueuedMutation& queued);

}  // namespace synchrone
