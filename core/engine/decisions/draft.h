#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/status.h"
#include "core/model/mutation.h"

namespace synchrone {

// What a caller wants to enqueue.
struct Draft {
  MutationId id;  // empty: one is made
  Kind kind = Kind::kUpdate;
  std::optional<Method> method;  // of an update; unset: as the endpoint is configured
  Resource resource;             // as written; its tail is split off
  EntityId entity;
  std::string action_path;  // kAction only
  std::string tail;         // as Mutation::tail
  std::string version;      // as Mutation::version
  std::string data;         // JSON text
  std::string base;         // JSON text, or ""
  std::string reason;
  int64_t hold_ms = 0;
  int64_t not_after_ms = 0;
  int64_t timestamp_ms = 0;  // when the person made it; 0: now
  bool needs_transform = false;
  bool local_id = false;
  int payload_version = 0;
};

// A draft from existing code, which names a method and a path.
struct RawDraft {
  std::string type;
  std::string endpoint;
  Draft rest;
};

// What the caller of an accepted draft gets.
struct Receipt {
  MutationId id;        // the draft's, or the one that was made for it
  bool durable = true;  // false: storage refused it, and it lives in memory until there is room
};

// How a person settles a conflict: their own change again, on the version that the server has now;
// the server's record, which drops the change; or a record merged from both. Of an uncertain
// change: kMine sends it again, kServer says that it had been saved.
enum class Resolution { kMine, kServer, kMerged };

// kTooLarge with a sentence that says what to do.
Status TooLarge();

}  // namespace synchrone
