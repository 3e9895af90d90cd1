#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "tests/simulator/browser/browser_simulation.h"

namespace synchrone::simulator {

// One document of the browser, and what waits to reach it.
class BrowserSimulation::Tab : public TabHost {
 public:
  Tab(BrowserSimulation& browser, int page_number, int application_version)
      : page(page_number),
        version(application_version),
        browser_(browser),
        announcing_(browser.storage_, [this](const std::string& key) {
          browser_.NotifyOthers(*this, {TabNotice::Source::kStorageKey, key});
        }) {
    sim = std::make_unique<SimTab>(*this, announcing_, "tab" + std::to_string(page),
                                   browser.online_, browser.keys_);
  }

  Engine& engine() { return sim->engine(); }
  const Engine& engine() const { return sim->engine(); }
  const User user() const { return engine().GetSnapshot().user; }

  const int page;
  const int version;  // of the application
  std::unique_ptr<SimTab> sim;
  std::string lock;  // that it queues for or holds
  bool frozen = false;
  bool user_named = false;  // by setUser
  bool lost_lock = false;   // and has no notice of it yet
  std::deque<TabNotice> inbox;
  std::deque<Delivery> held;  // answers that came while it was frozen
  std::vector<EntityKey> reads_wanted;
  std::map<AttemptId, std::string> flights;  // attempt -> mutation

  // ---- TabHost
  int64_t WallMs() override { return 1'700'000'000'000 + browser_.real_ms_ + browser_.skew_ms_; }
  int64_t RealMs() override { return browser_.real_ms_; }
  double Jitter() override { return browser_.choice_.Unit(); }
  void OnSend(const Request& request) override;
  void OnSendBatch(const BatchRequest& batch) override;
  void OnVerify(const VerifyRequest& question) override;
  void OnProbeWanted(const std::string& url) override;
  void OnLockWanted(const std::string& name) override { browser_.WantLock(*this, name); }
  bool HasLock() override { return browser_.HoldsLock(*this); }
  void OnEvents(const std::vector<Event>& events) override;
  void OnBroadcast(std::string_view message) override {
    browser_.NotifyOthers(*this, {TabNotice::Source::kMessage, std::string(message)});
  }

 private:
  int Faults() const { return browser_.calm_ ? 0 : browser_.schedule_.temper.message_faults; }
  // Asked right before a request leaves (6.1): a tab that was frozen may have lost the lock.
  bool MaySend();

  BrowserSimulation& browser_;
  AnnouncingStorage announcing_;
};

}  // namespace synchrone::simulator
