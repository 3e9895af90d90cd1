#include "tests/simulator/sim_tab.h"

#include "core/base/check.h"

namespace synchrone::simulator {

SimTab::SimTab(TabHost& host, Storage& disk, const std::string& name, bool online, Keys keys)
    : host_(host), keys_(keys), storage_(disk), ports_(*this) {
  const Ports ports{storage_, ports_, ports_, ports_, ports_, ports_, ports_, ports_};
  engine_ = std::make_unique<Engine>(
      ports, EngineOptions{TabId(name), "https://clinic.example", {kPartnerOrigin}, online});
}

void SimTab::Start(int version) {
  const Status started = engine_->Start();
  SYNCHRONE_CHECK(started.ok(), started.message().data());
  const Status versioned =
      engine_->ConfigureEndpoint("", R"({"payloadVersion":)" + std::to_string(version) + "}");
  SYNCHRONE_CHECK(versioned.ok(), versioned.message().data());
  for (const ResourceHabits& habits : AllHabits()) {
    const Status configured = engine_->ConfigureEndpoint(habits.resource, habits.options);
    SYNCHRONE_CHECK(configured.ok(), configured.message().data());
    if (habits.foreign() || keys_ != Keys::kDeclared) continue;
    const Status declared =
        engine_->ConfigureEndpoint(habits.resource, R"({"idempotencyHeader":true})");
    SYNCHRONE_CHECK(declared.ok(), declared.message().data());
  }
}

std::optional<std::pair<int64_t, Timer>> SimTab::NextTimer() const {
  std::optional<std::pair<int64_t, Timer>> next;
  for (const auto& [timer, at_ms] : timers_) {
    if (!next || at_ms < next->first) next = {at_ms, timer};
  }
  return next;
}

void SimTab::Fire(Timer timer) {
  timers_.erase(timer);
  engine_->OnTimer(timer);
}

void SimTab::Ticker::Arm(Timer timer, int64_t delay_ms) {
  tab.timers_[timer] = tab.host_.RealMs() + delay_ms;
}

// What a dead page does has no effect.
void SimTab::Ticker::Request(const std::string& name) {
  if (!tab.dead()) tab.host_.OnLockWanted(name);
}

void SimTab::Ticker::Broadcast(std::string_view message) {
  if (!tab.dead()) tab.host_.OnBroadcast(message);
}

void SimTab::Ticker::Send(const synchrone::Request& request) {
  if (!tab.dead()) tab.host_.OnSend(request);
}

void SimTab::Ticker::SendBatch(const BatchRequest& batch) {
  if (!tab.dead()) tab.host_.OnSendBatch(batch);
}

void SimTab::Ticker::Verify(const VerifyRequest& question) {
  if (!tab.dead()) tab.host_.OnVerify(question);
}

void SimTab::Ticker::Probe(const std::string& url) {
  if (!tab.dead()) tab.host_.OnProbeWanted(url);
}

void SimTab::Ticker::Emit(std::vector<Event> events) {
  if (!tab.dead()) tab.host_.OnEvents(events);
}

}  // namespace synchrone::simulator
