#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace synchrone::simulator {

// What one step of a schedule is about. All details come from its salt.
enum class StepKind {
  // People.
  kCreate,
  kUpdate,
  kDelete,
  kAction,
  kWithdraw,
  kRetry,
  kDiscard,
  kKeepOffline,
  kResolve,
  kPause,
  kOfflineMode,
  kProcess,
  kClear,
  // The world.
  kObserve,
  kElsewhere,  // another client changes a record
  kSession,    // it ends, or the person signs in again
  kWeather,    // how the network and the server are for a while
  kConnectivity,
  kClockJump,
  kRun,   // the next things happen: timers, arrivals, answers
  kWait,  // time passes
  kReload,
  kDieAtWrite,
  kErase,  // other code removes records, and the page looks after them
};
inline constexpr int kStepKinds = static_cast<int>(StepKind::kErase) + 1;
const char* StepName(StepKind kind);

struct Step {
  StepKind kind = StepKind::kRun;
  uint64_t salt = 0;
};

// How rough a schedule is, in percent.
struct Temper {
  int message_faults = 0;  // of requests that meet one
  int invalid_data = 0;    // of changes that the server refuses
  int references = 0;      // of changes that refer to other records
};

struct Schedule {
  uint64_t seed = 0;
  Temper temper;
  std::vector<Step> steps;
};

// A kind of step: its name, and how often it comes among the others.
struct KindInfo {
  const char* name;
  int weight;
};

// At least `kFewestSteps` steps, all from the seed.
inline constexpr int kFewestSteps = 40;
Schedule MakeSchedule(uint64_t seed);

}  // namespace synchrone::simulator
