#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "core/ports/digest.h"
#include "core/ports/environment.h"

namespace synchrone {

// A clock that stands still until a test moves it.
class FakeClock : public Clock {
 public:
  static constexpr int64_t kStart_ms = 1'700'000'000'000;

  int64_t NowMs() override { return now_ms_; }
  int64_t now_ms() const { return now_ms_; }
  void Advance(int64_t ms) { now_ms_ += ms; }
  // May go back, as a device's clock does.
  void Set(int64_t now_ms) { now_ms_ = now_ms; }

 private:
  int64_t now_ms_ = kStart_ms;
};

// No cryptography: two different texts get two different digests, as far as tests go.
class FakeDigest : public Digest {
 public:
  std::string Of(std::string_view text) override {
    return "d" + std::to_string(std::hash<std::string_view>{}(text));
  }
  std::string NewSalt() override { return "salt" + std::to_string(++salts_); }

 private:
  int salts_ = 0;
};

// Numbers for jitter. Fixed at 0.5 (the middle: no jitter at all) unless a test gives another.
class FixedRandom : public Random {
 public:
  double NextUnit() override { return unit; }
  double unit = 0.5;
};

// Reproducible numbers; print the seed when a test fails.
class SeededRandom : public Random {
 public:
  explicit SeededRandom(uint32_t seed) : source_(seed) {}
  double NextUnit() override { return static_cast<double>(source_()) / 4294967296.0; }

 private:
  std::mt19937 source_;
};

// Timers by name that only tests run.
class FakeScheduler : public Scheduler {
 public:
  using Fire = std::function<void(Timer)>;
  FakeScheduler(FakeClock& clock, Fire fire) : clock_(clock), fire_(std::move(fire)) {}

  void Arm(Timer timer, int64_t delay_ms) override { due_ms_[timer] = clock_.now_ms() + delay_ms; }
  void Cancel(Timer timer) override { due_ms_.erase(timer); }

  bool IsArmed(Timer timer) const { return due_ms_.contains(timer); }
  // Milliseconds until it fires (negative: overdue); nothing when it is not armed.
  std::optional<int64_t> DelayOf(Timer timer) const;

  // The armed timer that is due first, with its time.
  struct Due {
    Timer timer = Timer::kSend;
    int64_t at_ms = 0;
  };
  std::optional<Due> Next() const;

  // Fires this armed timer, after the clock went on to its time. CHECKs that it is armed.
  void RunTimer(Timer timer);

 private:
  FakeClock& clock_;
  Fire fire_;
  std::map<Timer, int64_t> due_ms_;
};

}  // namespace synchrone
