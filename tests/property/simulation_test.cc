#include "tests/property/simulation.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace synchrone::simulator {
namespace {

TEST(Simulation, KeepsTheLaws) {
  const char* n = std::getenv("N");
  const char* from = std::getenv("FROM");
  const char* one = std::getenv("SEED");
  uint64_t a = from ? std::strtoull(from, nullptr, 10) : 1;
  uint64_t b = a + (n ? std::strtoull(n, nullptr, 10) : 1000);
  if (one) {
    a = std::strtoull(one, nullptr, 10);
    b = a + 1;
  }
  int bad = 0;
  for (uint64_t seed = a; seed < b; ++seed) {
    const Schedule s = MakeSchedule(seed);
    std::vector<std::string> trace;
    Simulation sim(s);
    const auto broken = sim.Run(one ? &trace : nullptr);
    if (one)
      for (auto& l : trace) std::printf("%s\n", l.c_str());
    if (broken) {
      std::printf("seed %lu step %d: %s\n", seed, broken->step, broken->law.c_str());
      ++bad;
    }
    if (bad > 40) break;
  }
  EXPECT_EQ(bad, 0);
}

}  // namespace
}  // namespace synchrone::simulator
