#include "core/queue/backoff.h"

#include <algorithm>

#include "core/base/tuning.h"

namespace synchrone {
namespace {

int64_t Jittered(int64_t delay_ms, double unit) {
  const double factor = 1.0 + tuning::kBackoffJitter * (2.0 * unit - 1.0);
  return static_cast<int64_t>(static_cast<double>(delay_ms) * factor);
}

}  // namespace

int64_t DoubledMs(int64_t first_ms, int times) { return first_ms << std::clamp(times, 0, 20); }

int64_t BackoffMs(int retry, double unit) {
  return Jittered(DoubledMs(tuning::kBackoffBase_ms, retry - 1), unit);
}

int64_t ProbeDelayMs(int probe, double unit) {
  const int64_t delay_ms =
      std::min(DoubledMs(tuning::kProbeFirst_ms, probe - 1), tuning::kProbeMax_ms);
  return std::min(Jittered(delay_ms, unit), tuning::kProbeMax_ms);
}

}  // namespace synchrone
