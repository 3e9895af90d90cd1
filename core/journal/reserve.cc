#include "core/journal/reserve.h"

#include <string>

#include "core/base/tuning.h"
#include "core/journal/format/key_schema.h"

namespace synchrone {

void Reserve::Keep() {
  const std::string key(kReserveKey);
  const auto reserve = storage_.Get(key);
  if (!reserve.ok()) return;
  if (!reserve->value_or("").empty()) {
    is_released_ = false;  // another tab has written it
    return;
  }
  is_released_ = !storage_.Put(key, std::string(tuning::kReserve, '.'), "").ok();
  // Emptied, not removed: its key shows that the storage was not cleared.
  if (is_released_ && !reserve->has_value()) is_released_ = storage_.Put(key, "", "").ok();
}

bool Reserve::Release() {
  const std::string key(kReserveKey);
  const auto reserve = storage_.Get(key);
  if (!reserve.ok() || reserve->value_or("").empty() || !storage_.Put(key, "", "").ok()) {
    return false;
  }
  return is_released_ = true;
}

}  // namespace synchrone
