#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/event.h"

namespace synchrone {

// Whether requests may go, and when to ask again: the evidence rules of BEHAVIOUR section 4. Pure:
// time and randomness come in as arguments.
//
// An origin that did not answer is asked with a cheap read, at growing intervals, until it answers;
// so is one whose answers were errors only ("unhealthy", 3.6), and a session that is over. The
// browser's word that it is offline is a hint: it makes the queue wait, and probes go on slowly.
class Gate {
 public:
  explicit Gate(bool online) : online_(online) {}

  // Why nothing at all may go now, the strongest reason first; kNone when it may.
  QueueWait Waiting(int64_t now_ms) const;
  // Requests to this origin may go.
  bool Open(const std::string& origin, int64_t now_ms) const;

  bool online() const { return online_; }
  void SetOnline(bool online, int64_t now_ms);
  void SetPaused(bool paused) { paused_ = paused; }
  void SetOfflineMode(bool on) { offline_mode_ = on; }
  // Nobody has said yet who is signed in (7.1a).
  void SetUserUnknown(bool unknown) { user_unknown_ = unknown; }
  bool login_needed() const { return login_needed_; }

  // There is work for `origin`; while offline, `probe_url` is what to ask now and then.
  void KnowOrigin(const std::string& origin, const std::string& probe_url, int64_t now_ms);
  // A request to `origin` failed without an answer. `probe_url`: what to ask.
  void NoteUnreachable(const std::string& origin, const std::string& probe_url, int64_t now_ms,
                       double unit);
  // The session is over. True when that is news.
  bool NoteLogin(const std::string& origin, const std::string& probe_url, int64_t now_ms);
  void NoteRateLimit(const std::string& origin, int64_t until_ms);
  // A request to `origin` got a verdict: it is there.
  void NoteAnswer(const std::string& origin);
  // New credentials, or a person who wants it now.
  void ClearLogin() { login_needed_ = false; }

  // What a probe's answer says. Returns true when the origin is there.
  bool NoteProbe(const std::string& url, int status, bool html, int64_t now_ms, double unit);
  // The URLs to probe now; each is asked once until its answer.
  std::vector<std::string> TakeDueProbes(int64_t now_ms);
  // Probe as soon as possible: the page is looked at again, the network is back, a person asks.
  void HurryProbes(int64_t now_ms);
  // When the next probe is due; nothing when none is needed.
  std::optional<int64_t> NextProbeMs() const;
  // When the next rate limit ends.
  std::optional<int64_t> NextOpeningMs(int64_t now_ms) const;

 private:
  struct Origin {
    bool unreachable = false;
    int probes = 0;
    bool probing = false;
    int64_t next_probe_ms = 0;
    std::string probe_url;
    int64_t limited_until_ms = 0;
  };

  bool NeedsProbe(const Origin& origin) const {
    return !origin.probe_url.empty() && (origin.unreachable || login_needed_ || !online_);
  }

  bool online_;
  bool paused_ = false;
  bool offline_mode_ = false;
  bool user_unknown_ = false;
  bool login_needed_ = false;
  std::map<std::string, Origin> origins_;
};

}  // namespace synchrone
