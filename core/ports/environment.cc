#include "core/ports/environment.h"

namespace synchrone {

const char* TimerName(Timer timer) {
  switch (timer) {
    case Timer::kSend:
      return "send";
    case Timer::kDue:
      return "due";
    case Timer::kProbe:
      return "probe";
    case Timer::kProjection:
      return "projection";
    case Timer::kCatchUp:
      return "catch-up";
  }
  return "";
}

}  // namespace synchrone
