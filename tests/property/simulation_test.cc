#include "tests/property/simulation.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "tests/property/browser_simulation.h"
#include "tests/property/shrink.h"

namespace synchrone::simulator {
namespace {

// Optimised builds go through 50 000 schedules of one page and 10 000 of a whole browser, the
// sanitizers through some of them.
#ifdef NDEBUG
constexpr uint64_t kSeedsPerShard = 1000;
constexpr uint64_t kBrowserSeedsPerShard = 200;
#else
constexpr uint64_t kSeedsPerShard = 4;
constexpr uint64_t kBrowserSeedsPerShard = 4;
#endif
constexpr uint64_t kShards = 50;

// What a schedule is run by: one page, or a whole browser.
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

// The law that the schedule of this seed breaks; "" for none.
template <typename Kind>
std::string BrokenBy(uint64_t seed) {
  const auto schedule = Kind::Make(seed);
  const std::optional<BrokenLaw> broken = typename Kind::World(schedule).Run();
  if (!broken) return "";
  return "seed " + std::to_string(seed) + ", step " + std::to_string(broken->step) + ": " +
         broken->law + "\nnpm run simulate --" + Kind::kOption + " --seed " + std::to_string(seed);
}

class Schedules : public testing::TestWithParam<uint64_t> {
 protected:
  template <typename Kind>
  void CheckShard(uint64_t seeds) {
    const uint64_t first = 1 + GetParam() * seeds;
    for (uint64_t seed = first; seed < first + seeds; ++seed) {
      EXPECT_EQ(BrokenBy<Kind>(seed), "");
    }
  }
};

TEST_P(Schedules, KeepTheLaws) { CheckShard<OnePage>(kSeedsPerShard); }
TEST_P(Schedules, OfAWholeBrowserKeepTheLaws) { CheckShard<WholeBrowser>(kBrowserSeedsPerShard); }

INSTANTIATE_TEST_SUITE_P(Shards, Schedules, testing::Range<uint64_t>(0, kShards));

uint64_t NumberFrom(const char* variable, uint64_t fallback) {
  const char* text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : fallback;
}

// On demand (npm run simulate): SEED replays one schedule with its trace, shrunk to the shortest
// that breaks a law; FROM and SEEDS go through a range.
template <typename Kind>
void GoThroughRange() {
  const uint64_t from = NumberFrom("FROM", 1);
  for (uint64_t seed = from; seed < from + NumberFrom("SEEDS", 1000); ++seed) {
    EXPECT_EQ(BrokenBy<Kind>(seed), "");
  }
}

template <typename Kind>
void Trace() {
  const auto whole = Kind::Make(NumberFrom("SEED", 1));
  const auto schedule = Shrunk<typename Kind::World>(whole);
  std::vector<std::string> trace;
  const std::optional<BrokenLaw> broken = typename Kind::World(schedule).Run(&trace);
  for (const std::string& line : trace) std::printf("%s\n", line.c_str());
  std::printf("%zu steps, shrunk from %zu\n", schedule.steps.size(), whole.steps.size());
  EXPECT_FALSE(broken) << "step " << broken->step << ": " << broken->law;
}

TEST(OnDemand, DISABLED_Range) { GoThroughRange<OnePage>(); }
TEST(OnDemand, DISABLED_Trace) { Trace<OnePage>(); }
TEST(OnDemand, DISABLED_BrowserRange) { GoThroughRange<WholeBrowser>(); }
TEST(OnDemand, DISABLED_BrowserTrace) { Trace<WholeBrowser>(); }

}  // namespace
}  // namespace synchrone::simulator
