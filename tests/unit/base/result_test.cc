#include "core/base/result.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace synchrone::result_test {
namespace {

TEST(Result, HoldsAValueOrTheStatusThatSaysWhyNot) {
  const Result<int> seven = 7;
  EXPECT_TRUE(seven.ok());
  EXPECT_EQ(*seven, 7);
  const Result<int> none = Status(ErrorCode::kTooLarge, "Make it smaller.");
  EXPECT_FALSE(none.ok());
  EXPECT_EQ(none.status().code(), ErrorCode::kTooLarge);
  EXPECT_EQ(none.status().message(), "Make it smaller.");
}

TEST(ResultDeathTest, TheValueOfARefusalIsABrokenLaw) {
  const Result<int> none = Status(ErrorCode::kTooLarge, "Make it smaller.");
  EXPECT_DEATH(none.value(), "Make it smaller");
}

// BEHAVIOUR 10: codes are part of the public contract.
TEST(ErrorCode, EveryCodeHasANameOfItsOwn) {
  std::set<std::string> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::kStopped); ++code) {
    const std::string name = ErrorCodeName(static_cast<ErrorCode>(code));
    EXPECT_NE(name, "UNKNOWN");
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

}  // namespace
}  // namespace synchrone::result_test
