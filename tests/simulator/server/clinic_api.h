#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/model/ids.h"

namespace synchrone::simulator {

// What the API of our own origin makes of idempotency keys (BEHAVIOUR 3.12a). Other origins get
// none.
enum class Keys {
  kDeclared,  // it honours them, and the application says so
  kShown,     // it honours them, and only its answers show it
  kIgnored,   // it carries out each request
};
// Half of all schedules meet an API whose keys are declared, a quarter each of the others.
Keys KeysOf(uint64_t seed);

// One resource of the model server, with the habits of an API that exists somewhere.
struct ResourceHabits {
  enum class Ids { kNumbers, kUuids, kAsSent };
  enum class Versions { kNone, kField, kETag };
  enum class Answers { kEnvelope, kBare, kVersionOnly, kNothing };

  const char* resource;
  // What the application configures for it.
  const char* options;
  Ids ids = Ids::kNumbers;
  Versions versions = Versions::kField;
  Answers answers = Answers::kEnvelope;
  bool has_patch = true;
  bool whole_records = false;  // PUT replaces the record
  bool fifo = false;
  // An action gives the record a new version and does not say which.
  bool actions_change_version = false;
  // Temp ids of this resource are short ("12"): they count in declared fields only.
  bool short_temp_ids = false;
  // The application declared kDeclaredReference as a field that holds ids.
  bool declares_references = true;
  // What became of a request can be looked up, at least now and then (3.12).
  bool verifies = true;
  // Unsent changes are merged (3.9).
  bool coalesces = false;

  // On another origin: the key and If-Match are not sent (BEHAVIOUR 3.7).
  bool foreign() const { return resource[0] != '/'; }
};

const std::vector<ResourceHabits>& AllHabits();
const ResourceHabits& HabitsOf(const Resource& resource);

// The declared reference field of every resource of the model.
inline constexpr const char* kDeclaredReference = "patientId";
// Fields that people fill in.
const std::vector<std::string>& AllFields();
// The temp id of the n-th record, as crypto.randomUUID() makes them.
std::string TempUuid(int n);
inline constexpr const char* kPartnerOrigin = "https://partner.example";

}  // namespace synchrone::simulator
