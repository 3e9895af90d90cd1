#include "core/queue/backoff.h"

#include <gtest/gtest.h>

namespace synchrone::backoff_test {
namespace {

// BEHAVIOUR 3.6: 2 s, 4 s, 8 s, ± 25 %.
TEST(BackoffMs, DoublesFromTwoSeconds) {
  EXPECT_EQ(BackoffMs(1, 0.5), 2'000);
  EXPECT_EQ(BackoffMs(2, 0.5), 4'000);
  EXPECT_EQ(BackoffMs(3, 0.5), 8'000);
}

TEST(BackoffMs, SpreadsByAQuarterToBothSides) {
  EXPECT_EQ(BackoffMs(1, 0.0), 1'500);
  EXPECT_EQ(BackoffMs(3, 0.0), 6'000);
  EXPECT_NEAR(static_cast<double>(BackoffMs(1, 0.999999)), 2'500, 1);
  EXPECT_NEAR(static_cast<double>(BackoffMs(3, 0.999999)), 10'000, 1);
}

TEST(BackoffMs, OfANonsensicalRetryStaysWithinReason) {
  EXPECT_EQ(BackoffMs(0, 0.5), 2'000);
  EXPECT_GT(BackoffMs(1'000'000, 0.5), 0);
}

// Section 4: 2 to 60 s.
TEST(ProbeDelayMs, DoublesFromTwoSecondsUpToAMinute) {
  const int64_t expected[] = {2'000, 4'000, 8'000, 16'000, 32'000, 60'000, 60'000};
  for (int probe = 1; probe <= 7; ++probe) {
    EXPECT_EQ(ProbeDelayMs(probe, 0.5), expected[probe - 1]) << probe;
  }
  EXPECT_EQ(ProbeDelayMs(1'000'000, 0.5), 60'000);
}

TEST(ProbeDelayMs, SpreadsWithinAMinute) {
  EXPECT_EQ(ProbeDelayMs(9, 0.0), 45'000);
  EXPECT_EQ(ProbeDelayMs(9, 0.999999), 60'000);
}

}  // namespace
}  // namespace synchrone::backoff_test
