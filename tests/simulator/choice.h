#pragma once

#include <cstdint>
#include <vector>

namespace synchrone::simulator {

// Reproducible choices (splitmix64: S. Vigna, "An experimental exploration of Marsaglia's xorshift
// generators", 2016). Each step of a schedule has its own, so that taking other steps away does not
// change what it chooses.
class Choice {
 public:
  explicit Choice(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t mixed = state_ += 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
  }
  // 0 … n - 1.
  size_t Below(size_t n) { return static_cast<size_t>(Next() % n); }
  int64_t Between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(Next() % static_cast<uint64_t>(high - low + 1));
  }
  bool Chance(int percent) { return static_cast<int>(Below(100)) < percent; }
  // In [0, 1).
  double Unit() { return static_cast<double>(Next() >> 11) / 9007199254740992.0; }
  template <typename T>
  const T& OneOf(const std::vector<T>& all) {
    return all[Below(all.size())];
  }
  // The index of one of these weights, each as likely as it is large.
  size_t Weighted(const std::vector<int>& weights) {
    int total = 0;
    for (const int weight : weights) total += weight;
    int at = static_cast<int>(Below(static_cast<size_t>(total)));
    size_t index = 0;
    while (at >= weights[index]) at -= weights[index++];
    return index;
  }

 private:
  uint64_t state_;
};

}  // namespace synchrone::simulator
