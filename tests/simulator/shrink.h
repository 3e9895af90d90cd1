#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "tests/simulator/broken_law.h"

namespace synchrone::simulator {

// The schedule without the steps that the breaking of its law does not need; as it is when it
// breaks none. `World`: what runs it. Runs of steps are left out, shorter and shorter ones, as long
// as the same law still breaks.
template <typename World, typename Schedule>
Schedule Shrunk(Schedule schedule) {
  const std::optional<BrokenLaw> broken = World(schedule).Run();
  if (!broken) return schedule;
  schedule.steps.resize(std::min(schedule.steps.size(), static_cast<size_t>(broken->step) + 1));
  for (size_t length = schedule.steps.size() / 2; length > 0; length /= 2) {
    for (size_t at = 0; at + length <= schedule.steps.size();) {
      Schedule shorter = schedule;
      const auto first = shorter.steps.begin() + static_cast<std::ptrdiff_t>(at);
      shorter.steps.erase(first, first + static_cast<std::ptrdiff_t>(length));
      const std::optional<BrokenLaw> now = World(shorter).Run();
      if (now && now->IsOfSameLaw(*broken)) {
        schedule = std::move(shorter);
      } else {
        at += length;
      }
    }
  }
  return schedule;
}

}  // namespace synchrone::simulator
