#include "core/queue/retry_after.h"

#include <gtest/gtest.h>

namespace synchrone::retry_after_test {
namespace {

// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110, 5.6.7.
constexpr int64_t kExample_ms = 784'111'777'000;

TEST(RetryAfterMs, ReadsSeconds) {
  EXPECT_EQ(RetryAfterMs("0", 0), 0);
  EXPECT_EQ(RetryAfterMs("120", 0), 120'000);
  EXPECT_EQ(RetryAfterMs("  7 ", 0), 7'000);
}

TEST(RetryAfterMs, ReadsAnHttpDateAgainstTheClock) {
  EXPECT_EQ(RetryAfterMs("Sun, 06 Nov 1994 08:49:37 GMT", kExample_ms - 30'000), 30'000);
  EXPECT_EQ(RetryAfterMs("Thu, 29 Feb 2024 12:00:00 GMT", 1'709'207'990'000), 10'000);
}

TEST(RetryAfterMs, ADateThatHasPassedMeansNow) {
  EXPECT_EQ(RetryAfterMs("Sun, 06 Nov 1994 08:49:37 GMT", kExample_ms + 1), 0);
}

// Section 4: capped at 5 minutes, since some APIs send milliseconds by mistake.
TEST(RetryAfterMs, NeverBelievesMoreThanFiveMinutes) {
  EXPECT_EQ(RetryAfterMs("300", 0), 300'000);
  EXPECT_EQ(RetryAfterMs("30000", 0), 300'000);
  EXPECT_EQ(RetryAfterMs("999999999999", 0), 300'000);
  EXPECT_EQ(RetryAfterMs("Sun, 06 Nov 1994 08:49:37 GMT", 0), 300'000);
}

TEST(RetryAfterMs, OfSeveralValuesTheFirstCounts) {
  EXPECT_EQ(RetryAfterMs("7, 9", 0), 7'000);
  EXPECT_EQ(RetryAfterMs("Sun, 06 Nov 1994 08:49:37 GMT", kExample_ms - 1'000), 1'000);
}

TEST(RetryAfterMs, WhatIsNeitherIsNothing) {
  for (const char* header : {"", " ", "soon", "-5", "1.5", "5s", "9999999999999",
                             "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
                             "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, xx Nov 1994 08:49:37 GMT"}) {
    EXPECT_FALSE(RetryAfterMs(header, 0).has_value()) << header;
  }
}

}  // namespace
}  // namespace synchrone::retry_after_test
