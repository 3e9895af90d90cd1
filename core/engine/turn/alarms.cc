#include "core/engine/turn/alarms.h"

#include <algorithm>

#include "core/base/tuning.h"

namespace synchrone {

void Alarms::ArmAt(Timer timer, std::optional<int64_t> at_ms, int64_t now_ms) {
  const auto armed = armed_ms_.find(timer);
  if (!at_ms) {
    if (armed == armed_ms_.end()) return;
    armed_ms_.erase(armed);
    scheduler_.Cancel(timer);
    return;
  }
  if (armed != armed_ms_.end() && armed->second <= *at_ms && armed->second >= now_ms) return;
  // A timer that fires early finds nothing to do and is armed again.
  const int64_t delay_ms = std::clamp<int64_t>(*at_ms - now_ms, 0, tuning::kLongestTimer_ms);
  armed_ms_[timer] = now_ms + delay_ms;
  scheduler_.Arm(timer, delay_ms);
}

}  // namespace synchrone
