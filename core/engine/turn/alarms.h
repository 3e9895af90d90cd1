#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "core/ports/environment.h"

namespace synchrone {

// The engine's timers by the time at which they fire. `now_ms` and `at_ms` are steady times.
class Alarms {
 public:
  explicit Alarms(Scheduler& scheduler) : scheduler_(scheduler) {}

  // Arms the timer; one that is armed for an earlier time stays. No `at_ms`: cancels it.
  void ArmAt(Timer timer, std::optional<int64_t> at_ms, int64_t now_ms);
  void NoteFired(Timer timer) { armed_ms_.erase(timer); }
  bool IsArmed(Timer timer) const { return armed_ms_.contains(timer); }

 private:
  Scheduler& scheduler_;
  std::map<Timer, int64_t> armed_ms_;
};

}  // namespace synchrone
