#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/event.h"

namespace synchrone {

// Whether requests may go, and when to ask again, by what answers have shown of each origin. Pure:
// time and randomness are arguments.
//
// An origin that did not answer is asked with a cheap read, at growing intervals, until it answers;
// so is one whose answers were errors only ("unhealthy"), and a session that is over. When the
// browser reports that it is offline, that is a hint: the queue waits, and probes continue slowly.
class Gate {
 public:
  explicit Gate(bool online) : online_(online) {}

  // Why nothing at all may go now, the strongest reason first; kNone when it may.
  QueueWait Waiting(int64_t now_ms) const;
  // Requests to some origin that has work may go.
  bool AnyOpen(int64_t now_ms) const;
  // Requests to this origin may go.
  bool Open(const std::string& origin, int64_t now_ms) const;

  bool online() const { return online_; }
  void SetOnline(bool online, int64_t now_ms);
  void SetPaused(bool paused) { paused_ = paused; }
  void SetOfflineMode(bool on) { offline_mode_ = on; }
  // setUser() was not called yet.
  void SetUserUnknown(bool unknown) { user_unknown_ = unknown; }

  // There is work for `origin`; `probe_url` is probed now and then while offline.
  void KnowOrigin(const std::string& origin, const std::string& probe_url, int64_t now_ms);
  // A request to `origin` failed without an answer. `probe_url`: what to probe.
  void NoteUnreachable(const std::string& origin, const std::string& probe_url, int64_t now_ms,
                       double unit);
  // Call it after NoteUnreachable where something else answered in place of the API: a person may
  // have to sign in there.
  void NoteLedAway(const std::string& origin) { origins_[origin].led_away = true; }
  bool led_away() const;
  // The session is over. Returns true when the application has to be asked for credentials: once
  // for each session that ends, whatever probes are answered. The first new credentials are tried
  // at once; each time in a row that they fail, the next ones are tried later: after 2, 4, … 60 s.
  bool NoteLogin(const std::string& origin, const std::string& probe_url, int64_t now_ms);
  // `origin` limits the rate and accepts nothing for `asked_ms`: at least 1 s, doubled each time in
  // a row.
  void NoteRateLimit(const std::string& origin, int64_t asked_ms, int64_t now_ms);
  // A request to `origin` got an answer: the origin is reachable.
  void NoteAnswer(const std::string& origin);
  // Call it after NoteAnswer where the answer is a verdict on the request itself, not a rate limit,
  // a sign-in or a failure of the server.
  void NoteVerdict(const std::string& origin);
  // There are new credentials, or a person wants to try again now.
  void RenewLogin(int64_t now_ms);
  // The request was made with former credentials, so its 401 is not a verdict on new ones.
  // `left_ms` 0: it is not known when it left.
  bool LeftBeforeRenewal(int64_t left_ms) const {
    return left_ms > 0 && left_ms < login_renewed_ms_;
  }
  // The user changes: forgets what is known of the former user's session.
  void ForgetLogin();

  // Takes the answer to a probe. Returns true when the origin is reachable.
  bool NoteProbe(const std::string& url, int status, bool html, int64_t now_ms, double unit);
  // The URLs to probe now. A URL is not returned again before its answer.
  std::vector<std::string> TakeDueProbes(int64_t now_ms);
  // Probe as soon as possible: the page is looked at again, the network is back, a person asks.
  void HurryProbes(int64_t now_ms);
  // When the next probe is due; nothing when none is needed.
  std::optional<int64_t> NextProbeMs() const;
  // When the next rate limit ends.
  std::optional<int64_t> NextOpeningMs(int64_t now_ms) const;

 private:
  struct Origin {
    bool in_use = false;  // something was queued for it
    bool unreachable = false;
    bool led_away = false;  // while it is unreachable
    int probes = 0;
    bool probing = false;
    int64_t next_probe_ms = 0;
    std::string probe_url;
    int64_t limited_until_ms = 0;
    int limits = 0;  // in a row
  };

  bool NeedsLogin(int64_t now_ms) const {
    return login_needed_ && !(login_renewed_ && now_ms >= login_opens_ms_);
  }
  bool NeedsProbe(const Origin& origin) const {
    const bool awaits_login = login_needed_ && !login_renewed_;
    return !origin.probe_url.empty() && (origin.unreachable || awaits_login || !online_);
  }

  bool online_;
  bool paused_ = false;
  bool offline_mode_ = false;
  bool user_unknown_ = false;
  bool login_needed_ = false;
  bool login_renewed_ = false;    // since the last refusal
  bool login_announced_ = false;  // since credentials helped or the application gave others
  int login_refusals_ = 0;        // in a row
  int64_t login_opens_ms_ = 0;    // renewed credentials are not tried before
  int64_t login_renewed_ms_ = 0;  // when the newest credentials came
  std::map<std::string, Origin> origins_;
};

}  // namespace synchrone
