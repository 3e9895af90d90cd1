#include "tests/simulator/server/clinic_api.h"

#include "core/base/check.h"

namespace synchrone::simulator {
namespace {

using Ids = ResourceHabits::Ids;
using Versions = ResourceHabits::Versions;
using Answers = ResourceHabits::Answers;

std::vector<ResourceHabits> MakeHabits() {
  std::vector<ResourceHabits> all;
  all.push_back({.resource = "/api/v1/patients",
                 .options = R"({"putBody":"changes","references":["patientId"],
                                "batch":{"endpoint":"/api/v1/batch","maxEntries":3}})"});
  all.push_back({.resource = "/api/v1/appointments",
                 .options = R"({"putBody":"changes","references":["patientId"]})",
                 .ids = Ids::kUuids,
                 .answers = Answers::kBare,
                 .actions_change_version = true,
                 .short_temp_ids = true});
  all.push_back({.resource = "/api/v1/visits",
                 .options = R"({"putBody":"changes","references":["patientId"],"coalesce":true})",
                 .coalesces = true});
  all.push_back({.resource = "/api/v1/notes",
                 .options = R"({"putBody":"changes","references":["patientId"],
                                "batch":{"endpoint":"/api/v1/batch","maxEntries":3}})",
                 .versions = Versions::kETag,
                 .answers = Answers::kNothing,
                 .has_patch = false,
                 .actions_change_version = true});
  all.push_back({.resource = "/api/v1/consents",
                 .options = R"({"method":"PUT","putBody":"record"})",
                 .ids = Ids::kAsSent,
                 .answers = Answers::kVersionOnly,
                 .has_patch = false,
                 .whole_records = true,
                 .declares_references = false});
  all.push_back({.resource = "/api/v1/labs",
                 .options = R"({"putBody":"changes","ordering":"fifo","references":["patientId"]})",
                 .versions = Versions::kNone,
                 .answers = Answers::kNothing,
                 .fifo = true,
                 .short_temp_ids = true,
                 .verifies = false});
  all.push_back({.resource = "https://partner.example/orders",
                 .options = R"({"putBody":"changes","method":"PUT"})",
                 .ids = Ids::kUuids,
                 .versions = Versions::kNone,
                 .answers = Answers::kBare,
                 .declares_references = false});
  all.push_back({.resource = "https://partner.example/referrals",
                 .options = R"({"putBody":"changes"})",
                 .versions = Versions::kNone,
                 .declares_references = false,
                 .verifies = false});
  return all;
}

}  // namespace

Keys KeysOf(uint64_t seed) {
  if (seed % 2 == 0) return Keys::kDeclared;
  return seed % 4 == 1 ? Keys::kShown : Keys::kIgnored;
}

const std::vector<ResourceHabits>& AllHabits() {
  static const std::vector<ResourceHabits>* const kAll = new std::vector(MakeHabits());
  return *kAll;
}

const ResourceHabits& HabitsOf(const Resource& resource) {
  for (const ResourceHabits& habits : AllHabits()) {
    if (resource.value() == habits.resource) return habits;
  }
  SYNCHRONE_CHECK(false, resource.value().c_str());
}

const std::vector<std::string>& AllFields() {
  static const std::vector<std::string>* const kAll =
      new std::vector<std::string>{"name", "phone", "note", "room"};
  return *kAll;
}

std::string TempUuid(int n) {
  const std::string digits = std::to_string(n);
  return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

}  // namespace synchrone::simulator
