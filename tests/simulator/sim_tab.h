#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/engine.h"
#include "tests/simulator/server/clinic_api.h"
#include "tests/support/memory_storage.h"

namespace synchrone::simulator {

inline constexpr int64_t kForever = std::numeric_limits<int64_t>::max();
inline constexpr int kMostHappenings = 20'000;  // until everything has come to rest

// What the simulation does for a tab.
class TabHost {
 public:
  virtual ~TabHost() = default;
  // The device's clock, which may jump.
  virtual int64_t WallMs() = 0;
  // Monotonic time, for timers.
  virtual int64_t RealMs() = 0;
  virtual double Jitter() = 0;
  virtual void OnSend(const Request& request) = 0;
  virtual void OnSendBatch(const BatchRequest& batch) = 0;
  virtual void OnVerify(const VerifyRequest& question) = 0;
  virtual void OnProbeWanted(const std::string& url) = 0;
  virtual void OnLockWanted(const std::string& name) = 0;
  // The only tab cannot lose its lock.
  virtual bool HasLock() { return true; }
  virtual void OnEvents(const std::vector<Event>& events) = 0;
  // For the other tabs; the only tab has none.
  virtual void OnBroadcast(std::string_view) {}
};

// One document: an engine, its timers, and the disk as this page can reach it.
class SimTab {
 public:
  SimTab(TabHost& host, Storage& disk, const std::string& name, bool online, Keys keys);

  Engine& engine() { return *engine_; }
  const Engine& engine() const { return *engine_; }
  // Starts the engine with the application's options, as a page does while it loads. `version`: of
  // the shapes of the application's data.
  void Start(int version = 0);

  // The page dies with write number `count` from now: it is the last one that lands.
  void DieAtWrite(int count) { storage_.CutAfter(storage_.writes() + count); }
  // A write has vanished: nothing that this page did since counts any more.
  bool dead() const { return storage_.cut(); }

  // The timer that fires first, with its real time.
  std::optional<std::pair<int64_t, Timer>> NextTimer() const;
  void Fire(Timer timer);

 private:
  struct Ticker : Clock, Random, Scheduler, LeaderLock, TabChannel, Transport, EventSink {
    explicit Ticker(SimTab& owner) : tab(owner) {}
    int64_t NowMs() override { return tab.host_.WallMs(); }
    double NextUnit() override { return tab.host_.Jitter(); }
    void Arm(Timer timer, int64_t delay_ms) override;
    void Cancel(Timer timer) override { tab.timers_.erase(timer); }
    void Request(const std::string& name) override;
    bool IsCurrent() override { return tab.host_.HasLock(); }
    void Broadcast(std::string_view message) override;
    void Send(const synchrone::Request& request) override;
    void SendBatch(const BatchRequest& batch) override;
    void Verify(const VerifyRequest& question) override;
    void Probe(const std::string& url) override;
    void Emit(std::vector<Event> events) override;
    SimTab& tab;
  };

  TabHost& host_;
  const Keys keys_;
  FaultyStorage storage_;
  Ticker ports_;
  std::map<Timer, int64_t> timers_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace synchrone::simulator
