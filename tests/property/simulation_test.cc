#include "tests/property/simulation.h"

#include <gtest/gtest.h>

#include "tests/property/kinds.h"

namespace synchrone::simulator {
namespace {

// Optimised builds go through 50 000 schedules of one page and 10 000 of a whole browser, the
// sanitizers through some of them. Any other range: npm run simulate.
#ifdef NDEBUG
constexpr uint64_t kSeedsPerShard = 1000;
constexpr uint64_t kBrowserSeedsPerShard = 200;
#else
constexpr uint64_t kSeedsPerShard = 4;
constexpr uint64_t kBrowserSeedsPerShard = 4;
#endif
constexpr uint64_t kShards = 50;

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

}  // namespace
}  // namespace synchrone::simulator
