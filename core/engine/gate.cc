#include "core/engine/gate.h"

#include <algorithm>

#include "core/base/tuning.h"
#include "core/model/path.h"
#include "core/queue/backoff.h"

namespace synchrone {
namespace {

bool IsAnswerOfOrigin(int status, bool html) {
  const bool is_gateway = status == 502 || status == 503 || status == 504 || status == 511;
  return status != 0 && !html && !is_gateway;
}

bool IsLoginStatus(int status) { return status == 401 || status == 419; }

}  // namespace

QueueWait Gate::Waiting(int64_t now_ms) const {
  if (user_unknown_) return QueueWait::kUser;
  if (offline_mode_) return QueueWait::kOfflineMode;
  if (paused_) return QueueWait::kPaused;
  if (!online_) return QueueWait::kOffline;
  if (login_needed_) return QueueWait::kLogin;
  QueueWait waiting = QueueWait::kNone;
  for (const auto& [name, origin] : origins_) {
    if (origin.unreachable) return QueueWait::kUnreachable;
    if (origin.limited_until_ms > now_ms) waiting = QueueWait::kRateLimit;
  }
  return waiting;
}

bool Gate::Open(const std::string& origin, int64_t now_ms) const {
  if (user_unknown_ || offline_mode_ || paused_ || !online_ || login_needed_) return false;
  const auto place = origins_.find(origin);
  if (place == origins_.end()) return true;
  return !place->second.unreachable && place->second.limited_until_ms <= now_ms;
}

void Gate::SetOnline(bool online, int64_t now_ms) {
  online_ = online;
  if (online) {
    HurryProbes(now_ms);
    return;
  }
  for (auto& [name, origin] : origins_) {
    origin.next_probe_ms = now_ms + tuning::kProbeOffline_ms;
  }
}

void Gate::KnowOrigin(const std::string& name, const std::string& probe_url, int64_t now_ms) {
  const auto [place, is_new] = origins_.try_emplace(name);
  if (!is_new) return;
  place->second.probe_url = probe_url;
  place->second.next_probe_ms = now_ms + tuning::kProbeOffline_ms;
}

void Gate::NoteUnreachable(const std::string& name, const std::string& probe_url, int64_t now_ms,
                           double unit) {
  Origin& origin = origins_[name];
  origin.probe_url = probe_url;
  if (origin.unreachable) return;
  origin.unreachable = true;
  origin.probing = false;
  ++origin.probes;
  origin.next_probe_ms = now_ms + ProbeDelayMs(origin.probes, unit);
}

bool Gate::NoteLogin(const std::string& name, const std::string& probe_url, int64_t now_ms) {
  Origin& origin = origins_[name];
  origin.probe_url = probe_url;
  if (login_needed_) return false;
  login_needed_ = true;
  origin.next_probe_ms = now_ms + tuning::kProbeLogin_ms;
  return true;
}

void Gate::NoteRateLimit(const std::string& name, int64_t until_ms) {
  Origin& origin = origins_[name];
  origin.limited_until_ms = std::max(origin.limited_until_ms, until_ms);
}

void Gate::NoteAnswer(const std::string& name) {
  const auto place = origins_.find(name);
  if (place == origins_.end()) return;
  place->second.unreachable = false;
  place->second.probes = 0;
}

bool Gate::NoteProbe(const std::string& url, int status, bool html, int64_t now_ms, double unit) {
  const auto place = origins_.find(OriginOf(url));
  if (place == origins_.end()) return false;
  Origin& origin = place->second;
  origin.probing = false;
  const bool still_logged_out = login_needed_ && IsLoginStatus(status);
  if (!IsAnswerOfOrigin(status, html) || status >= 500) {
    ++origin.probes;
    const int64_t delay_ms = online_ ? ProbeDelayMs(origin.probes, unit) : tuning::kProbeOffline_ms;
    origin.next_probe_ms = now_ms + delay_ms;
    return false;
  }
  online_ = true;
  origin.unreachable = false;
  origin.next_probe_ms = now_ms + tuning::kProbeLogin_ms;
  if (!still_logged_out) login_needed_ = false;
  return true;
}

std::vector<std::string> Gate::TakeDueProbes(int64_t now_ms) {
  std::vector<std::string> due;
  for (auto& [name, origin] : origins_) {
    if (!NeedsProbe(origin) || origin.probing || origin.next_probe_ms > now_ms) continue;
    origin.probing = true;
    due.push_back(origin.probe_url);
  }
  return due;
}

void Gate::HurryProbes(int64_t now_ms) {
  for (auto& [name, origin] : origins_) origin.next_probe_ms = now_ms;
}

std::optional<int64_t> Gate::NextProbeMs() const {
  std::optional<int64_t> next;
  for (const auto& [name, origin] : origins_) {
    if (!NeedsProbe(origin) || origin.probing) continue;
    next = std::min(next.value_or(origin.next_probe_ms), origin.next_probe_ms);
  }
  return next;
}

std::optional<int64_t> Gate::NextOpeningMs(int64_t now_ms) const {
  std::optional<int64_t> next;
  for (const auto& [name, origin] : origins_) {
    if (origin.limited_until_ms <= now_ms) continue;
    next = std::min(next.value_or(origin.limited_until_ms), origin.limited_until_ms);
  }
  return next;
}

}  // namespace synchrone
