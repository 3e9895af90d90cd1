#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ports/digest.h"
#include "core/ports/environment.h"
#include "core/ports/event_sink.h"
#include "core/ports/storage.h"
#include "core/ports/transport.h"

namespace synchrone {

// The ports of the core over the host of the page (host_calls.h). No logic: each translates the
// types of its port into calls of the host. The contracts are in core/ports.

// localStorage and what the host keeps beside it. Answers of the host become kStorageFull and
// kStorageDenied.
class BrowserStorage : public Storage {
 public:
  // The text that the host holds as a string of its own while an enqueue runs: a value with this
  // body is written without carrying the body over again (wasm/README.md).
  void Hold(std::string_view text) { held_ = text; }
  void Release() { held_ = {}; }

  Status Put(const std::string& key, std::string_view head, std::string_view body) override;
  Result<std::optional<std::string>> Get(const std::string& key) override;
  Status Remove(const std::string& key) override;
  Result<std::vector<std::string>> Keys(const std::string& prefix) override;
  Status ForEach(const std::vector<std::string>& keys, Visit visit) override;

 private:
  std::string_view held_;
};

// Hands each request to the host as one text; the host answers by Engine::OnResponse and the other
// inputs of the transport.
class BrowserTransport : public Transport {
 public:
  void Send(const Request& request) override;
  void SendBatch(const BatchRequest& batch) override;
  void Verify(const VerifyRequest& question) override;
  void Probe(const std::string& url) override;
};

// Date.now().
class BrowserClock : public Clock {
 public:
  int64_t NowMs() override;
};

// Math.random(): for jitter, never for ids.
class BrowserRandom : public Random {
 public:
  double NextUnit() override;
};

// Timers by name; the host calls Engine::OnTimer.
class BrowserScheduler : public Scheduler {
 public:
  void Arm(Timer timer, int64_t delay_ms) override;
  void Cancel(Timer timer) override;
};

// A Web Lock, or a lease in storage where there are none.
class BrowserLeaderLock : public LeaderLock {
 public:
  void Request(const std::string& name) override;
  bool IsCurrent() override;
};

// BroadcastChannel, or the host's replacement for it.
class BrowserTabChannel : public TabChannel {
 public:
  void Broadcast(std::string_view message) override;
};

// SHA-256 and salts of the audit trail.
class BrowserDigest : public Digest {
 public:
  std::string Of(std::string_view text) override;
  std::string NewSalt() override;
};

// Keeps the events until the host takes them.
class EventBuffer : public EventSink {
 public:
  void Emit(std::vector<Event> events) override;
  // The first events in order, at most `count`; of several snapshots only the newest, at the end.
  std::vector<Event> Take(size_t count);

 private:
  std::vector<Event> events_;
  size_t taken_ = 0;  // of `events_`
  std::optional<SnapshotEvent> snapshot_;
  bool announced_ = false;
};

}  // namespace synchrone
