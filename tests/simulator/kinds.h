#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/simulator/browser/browser_simulation.h"
#include "tests/simulator/simulation.h"

namespace synchrone::simulator {

// The kinds of schedule: one page; a whole browser with its tabs, people and quota; a whole
// browser that is disturbed more (Disturbance::kRough). `World` runs a schedule of its kind;
// `kOption` selects the kind in `npm run simulate`.
struct OnePage {
  static constexpr const char* kOption = "";
  static Schedule Make(uint64_t seed) { return MakeSchedule(seed); }
  using World = Simulation;
};
struct WholeBrowser {
  static constexpr const char* kOption = " --browser";
  static BrowserSchedule Make(uint64_t seed) { return MakeBrowserSchedule(seed); }
  using World = BrowserSimulation;
};
struct RoughBrowser {
  static constexpr const char* kOption = " --rough";
  static BrowserSchedule Make(uint64_t seed) {
    return MakeBrowserSchedule(seed, Disturbance::kRough);
  }
  using World = BrowserSimulation;
};

// The law that the schedule of this seed breaks, and how to repeat it; "" for none.
template <typename Kind>
std::string BrokenBy(uint64_t seed) {
  const auto schedule = Kind::Make(seed);
  const std::optional<BrokenLaw> broken = typename Kind::World(schedule).Run();
  if (!broken) return "";
  return "seed " + std::to_string(seed) + ", step " + std::to_string(broken->step) + ": " +
         broken->law + "\nnpm run simulate --" + Kind::kOption + " --seed " + std::to_string(seed);
}

}  // namespace synchrone::simulator
