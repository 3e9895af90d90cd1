#include "core/base/boxed.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace synchrone::boxed_test {
namespace {

TEST(Boxed, IsCopiedAndComparedAsItsValueIs) {
  Boxed<std::string> first(std::string("a"));
  const Boxed<std::string> copy = first;
  EXPECT_EQ(copy, first);
  EXPECT_NE(&*copy, &*first);
  first = Boxed<std::string>(std::string("bc"));
  EXPECT_FALSE(copy == first);
  const Boxed<std::string> moved = std::move(first);
  EXPECT_EQ(*moved, "bc");
  EXPECT_EQ(copy->size(), 1u);
}

}  // namespace
}  // namespace synchrone::boxed_test
