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

// The same from existing code, which names a method and a path (BEHAVIOUR 3.2, 3.4).
struct RawDraft {
  std::string type;
  std::string endpoint;
  Draft rest;
};

struct Receipt {
  MutationId id;
  bool durable = true;
};

enum class Resolution { kMine, kServer, kMerged };

// kTooLarge with a sentence that says what to do.
Status TooLarge();

}  // namespace synchrone
