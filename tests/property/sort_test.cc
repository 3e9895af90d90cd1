#include "core/base/sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>

namespace synchrone {
namespace {

TEST(Sort, OrdersAsTheStandardsStableSortDoes) {
  std::mt19937 random(1);
  for (size_t size = 0; size < 300; ++size) {
    std::vector<std::pair<unsigned, size_t>> values;
    for (size_t i = 0; i < size; ++i) values.emplace_back(random() % (1 + size / 3), i);
    const auto by_first = [](const auto& a, const auto& b) { return a.first < b.first; };
    std::vector<std::pair<unsigned, size_t>> expected = values;
    std::stable_sort(expected.begin(), expected.end(), by_first);
    Sort(values, by_first);
    ASSERT_EQ(values, expected);
  }
}

TEST(Sort, MovesWhatCannotBeCopied) {
  std::vector<std::unique_ptr<int>> values;
  for (const int n : {3, 1, 2}) values.push_back(std::make_unique<int>(n));
  Sort(values, [](const auto& a, const auto& b) { return *a < *b; });
  EXPECT_EQ(*values.front(), 1);
  EXPECT_EQ(*values.back(), 3);
}

}  // namespace
}  // namespace synchrone
