#include "tests/simulator/simulation.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

#include "tests/simulator/kinds.h"

namespace synchrone::simulator {
namespace {

// Optimised builds go through 1 250 schedules of one page, 250 of a whole browser and 250 of a
// rough world; with SYNCHRONE_LONG=1 (npm run test:long) through 50 000, 10 000 and 10 000, and the
// sanitizers then through 800 of each kind. Any other range: npm run simulate.
#ifdef NDEBUG
constexpr uint64_t kSeedsPerShard = 25;
constexpr uint64_t kBrowserSeedsPerShard = 5;
constexpr uint64_t kTimesWhenLong = 40;
#else
constexpr uint64_t kSeedsPerShard = 1;
constexpr uint64_t kBrowserSeedsPerShard = 1;
constexpr uint64_t kTimesWhenLong = 16;
#endif
constexpr uint64_t kShards = 50;

uint64_t Times() {
  const char* is_long = std::getenv("SYNCHRONE_LONG");
  return is_long && std::string_view(is_long) == "1" ? kTimesWhenLong : 1;
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

TEST_P(Schedules, KeepTheLaws) { CheckShard<OnePage>(kSeedsPerShard * Times()); }
TEST_P(Schedules, OfAWholeBrowserKeepTheLaws) {
  CheckShard<WholeBrowser>(kBrowserSeedsPerShard * Times());
}
TEST_P(Schedules, OfARoughWorldKeepTheLaws) {
  CheckShard<RoughBrowser>(kBrowserSeedsPerShard * Times());
}

// What these show is tested as a kind: tests/unit/engine/tabs/trace_test.cc,
// tests/unit/engine/requests/update_test.cc, tests/unit/engine/sending/merged_changes_test.cc,
// tests/unit/engine/tabs/stale_messages_test.cc, tests/unit/engine/tabs/tabs_test.cc,
// tests/unit/journal/settled_elsewhere_test.cc, tests/unit/journal/transaction_test.cc and
// tests/unit/journal/eviction_test.cc.
TEST(KeptSchedules, KeepTheLawsThatTheyHaveBroken) {
  for (const uint64_t seed :
       {11307U, 16600U, 51008625U, 60011071U, 80000342U, 80000379U, 132160555U}) {
    EXPECT_EQ(BrokenBy<OnePage>(seed), "");
  }
}
TEST(KeptSchedules, OfAWholeBrowserKeepTheLawsThatTheyHaveBroken) {
  for (const uint64_t seed : {726U, 2892U, 3286U, 3501U, 6147U, 6299U, 21769U, 25893U, 27120U,
                              52004860U, 60012146U, 60013773U, 72012566U, 73001768U, 9738587U}) {
    EXPECT_EQ(BrokenBy<WholeBrowser>(seed), "");
  }
}

TEST(KeptSchedules, OfARoughWorldKeepTheLawsThatTheyHaveBroken) {
  for (const uint64_t seed :
       {60008772U, 60021278U, 72005660U, 73004755U, 80004001U, 8671438U, 20064860U}) {
    EXPECT_EQ(BrokenBy<RoughBrowser>(seed), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Shards, Schedules, testing::Range<uint64_t>(0, kShards));

}  // namespace
}  // namespace synchrone::simulator
