#include "tests/property/simulation.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

namespace synchrone::simulator {
namespace {

// Optimised builds go through 50 000 schedules, the sanitizers through some of them.
#ifdef NDEBUG
constexpr uint64_t kSeedsPerShard = 1000;
#else
constexpr uint64_t kSeedsPerShard = 4;
#endif
constexpr uint64_t kShards = 50;

// The law that the schedule of this seed breaks; "" for none.
std::string BrokenBy(uint64_t seed) {
  const Schedule schedule = MakeSchedule(seed);
  const std::optional<BrokenLaw> broken = Simulation(schedule).Run();
  if (!broken) return "";
  return "seed " + std::to_string(seed) + ", step " + std::to_string(broken->step) + ": " +
         broken->law + "\nnpm run simulate -- --seed " + std::to_string(seed);
}

class Schedules : public testing::TestWithParam<uint64_t> {};

TEST_P(Schedules, KeepTheLaws) {
  const uint64_t first = 1 + GetParam() * kSeedsPerShard;
  for (uint64_t seed = first; seed < first + kSeedsPerShard; ++seed) {
    EXPECT_EQ(BrokenBy(seed), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Shards, Schedules, testing::Range<uint64_t>(0, kShards));

uint64_t NumberFrom(const char* variable, uint64_t fallback) {
  const char* text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : fallback;
}

// On demand (npm run simulate): SEED replays one schedule with its trace, shrunk to the shortest
// that breaks a law; FROM and SEEDS go through a range.
TEST(OnDemand, DISABLED_Range) {
  const uint64_t from = NumberFrom("FROM", 1);
  for (uint64_t seed = from; seed < from + NumberFrom("SEEDS", 1000); ++seed) {
    EXPECT_EQ(BrokenBy(seed), "");
  }
}

TEST(OnDemand, DISABLED_Trace) {
  const Schedule whole = MakeSchedule(NumberFrom("SEED", 1));
  const Schedule schedule = Shrunk(whole);
  std::vector<std::string> trace;
  const std::optional<BrokenLaw> broken = Simulation(schedule).Run(&trace);
  for (const std::string& line : trace) std::printf("%s\n", line.c_str());
  std::printf("%zu steps, shrunk from %zu\n", schedule.steps.size(), whole.steps.size());
  EXPECT_FALSE(broken) << "step " << broken->step << ": " << broken->law;
}

}  // namespace
}  // namespace synchrone::simulator
