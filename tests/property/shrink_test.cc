#include "tests/simulator/shrink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace synchrone::simulator {
namespace {

struct Numbers {
  std::vector<int> steps;
};

// Breaks a law at each 3: one where a 7 came before, another one where none did.
class TwoLaws {
 public:
  explicit TwoLaws(const Numbers& numbers) : steps_(numbers.steps) {}

  std::optional<BrokenLaw> Run() const {
    const auto three = std::find(steps_.begin(), steps_.end(), 3);
    if (three == steps_.end()) return std::nullopt;
    const int step = static_cast<int>(three - steps_.begin());
    if (std::find(steps_.begin(), three, 7) == three) {
      return BrokenLaw{step, "alone", CheckLine::Here()};
    }
    return BrokenLaw{step, "after " + std::to_string(step), CheckLine::Here()};
  }

 private:
  std::vector<int> steps_;
};

TEST(Shrunk, KeepsTheStepsThatTheSameLawNeeds) {
  EXPECT_EQ(Shrunk<TwoLaws>(Numbers{{1, 7, 2, 5, 3, 4}}).steps, (std::vector<int>{7, 3}));
  EXPECT_EQ(Shrunk<TwoLaws>(Numbers{{1, 2, 3, 7}}).steps, (std::vector<int>{3}));
}

TEST(Shrunk, LeavesAScheduleThatBreaksNoLawAsItIs) {
  EXPECT_EQ(Shrunk<TwoLaws>(Numbers{{1, 7, 2}}).steps, (std::vector<int>{1, 7, 2}));
}

}  // namespace
}  // namespace synchrone::simulator
