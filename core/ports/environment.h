#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace synchrone {

// Milliseconds since the epoch by the device's clock, which may jump. Read once per turn.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t NowMs() = 0;
};

// Numbers in [0, 1) for jitter.
class Random {
 public:
  virtual ~Random() = default;
  virtual double NextUnit() = 0;
};

// The engine's timers. Each is armed at most once at a time.
enum class Timer {
  kSend,        // hand the next requests to the transport; armed with 0 ms: the next task
  kDue,         // the earliest backoff, hold or rate limit is over
  kProbe,       // ask whether the origin answers again
  kProjection,  // write the legacy array for readers
  kCatchUp,     // another tab has changed a record without a message, or storage is read again
};
const char* TimerName(Timer timer);  // "send", "due", "probe", "projection", "catch-up"

// Calls Engine::OnTimer(timer) once, not before `delay_ms`, never from inside Arm. Arming an armed
// timer replaces it.
class Scheduler {
 public:
  virtual ~Scheduler() = default;
  virtual void Arm(Timer timer, int64_t delay_ms) = 0;
  virtual void Cancel(Timer timer) = 0;
};

// Asks for the leader's lock of one (origin, company, user). The answer comes back as
// Engine::OnLeadership. Requesting another name releases the former lock first.
class LeaderLock {
 public:
  virtual ~LeaderLock() = default;
  virtual void Request(const std::string& name) = 0;
  // False when another tab has taken the lock that this one last held. The engine asks before it
  // records anything as the leader: a tab that was blocked learns late that its lock was stolen.
  // Never calls the engine.
  virtual bool IsCurrent() = 0;
};

// Announces to the other tabs of this origin what was committed here. They receive it as
// Engine::OnTabMessage, in order, or never.
class TabChannel {
 public:
  virtual ~TabChannel() = default;
  virtual void Broadcast(std::string_view message) = 0;
};

}  // namespace synchrone
