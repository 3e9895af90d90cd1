#include "tests/support/fake_time.h"

#include <algorithm>

#include "core/base/check.h"

namespace synchrone {

std::optional<int64_t> FakeScheduler::DelayOf(Timer timer) const {
  const auto place = due_ms_.find(timer);
  if (place == due_ms_.end()) return std::nullopt;
  return place->second - clock_.now_ms();
}

std::optional<FakeScheduler::Due> FakeScheduler::Next() const {
  std::optional<Due> next;
  for (const auto& [timer, at_ms] : due_ms_) {
    if (!next || at_ms < next->at_ms) next = Due{timer, at_ms};
  }
  return next;
}

void FakeScheduler::RunTimer(Timer timer) {
  const auto place = due_ms_.find(timer);
  SYNCHRONE_CHECK(place != due_ms_.end(), TimerName(timer));
  clock_.Set(std::max(clock_.now_ms(), place->second));
  due_ms_.erase(place);
  fire_(timer);
}

}  // namespace synchrone
