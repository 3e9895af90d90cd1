#pragma once

#include <cstdint>
#include <vector>

#include "tests/simulator/schedule.h"

namespace synchrone::simulator {

// What one step of a schedule of a whole browser is about. All details come from its salt.
enum class BrowserStepKind {
  // A person, in some tab.
  kCreate,
  kUpdate,
  kDelete,
  kAction,
  kDecide,  // about a parked change: again, mine, theirs, given up, kept offline
  kPause,
  kProcess,
  kClear,
  // People.
  kSignIn,
  kSignOut,
  // Tabs.
  kOpen,
  kClose,
  kReload,
  kFreeze,
  kThaw,
  kSteal,  // a tab whose leader does not answer
  kDieAtWrite,
  kKillBrowser,
  // The world.
  kFillStorage,  // another library takes the room, all of it or all but a little
  kFreeStorage,
  kElsewhere,
  kWeather,
  kConnectivity,
  kClockJump,
  kRun,
  kWait,
};
inline constexpr int kBrowserStepKinds = static_cast<int>(BrowserStepKind::kWait) + 1;
const char* StepName(BrowserStepKind kind);

struct BrowserStep {
  BrowserStepKind kind = BrowserStepKind::kRun;
  uint64_t salt = 0;
};

// Tabs of two versions of the application (5.5), and what they make of each other's messages.
enum class AppVersions {
  kOne,
  kSameMessages,
  kLargerMessages,  // with members and changes that the other version does not know
  kOtherFormat,     // of another version, so that the other cannot read them
};

struct BrowserSchedule {
  uint64_t seed = 0;
  Temper temper;
  bool has_people = true;  // false: the application never says who works
  AppVersions versions = AppVersions::kOne;
  std::vector<BrowserStep> steps;
};

// How much the world disturbs. kRough: storage is often full, pages and the browser die in the
// middle, tabs freeze and lose the lock, clocks jump, and versions do not read each other.
enum class Disturbance { kSome, kRough };

// At least kFewestSteps steps, all from the seed.
BrowserSchedule MakeBrowserSchedule(uint64_t seed, Disturbance disturbance = Disturbance::kSome);

}  // namespace synchrone::simulator
