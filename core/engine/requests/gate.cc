#include "core/engine/requests/gate.h"

#include <algorithm>
#include <utility>

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
  if (NeedsLogin(now_ms)) return QueueWait::kLogin;
  QueueWait waiting = QueueWait::kNone;
  for (const auto& [name, origin] : origins_) {
    if (origin.unreachable) return QueueWait::kUnreachable;
    if (origin.limited_until_ms > now_ms) waiting = QueueWait::kRateLimit;
  }
  return waiting;
}

bool Gate::AnyOpen(int64_t now_ms) const {
  return std::any_of(origins_.begin(), origins_.end(), [&](const auto& origin) {
    return origin.second.in_use && Open(origin.first, now_ms);
  });
}

bool Gate::Open(const std::string& origin, int64_t now_ms) const {
  if (user_unknown_ || offline_mode_ || paused_ || !online_ || NeedsLogin(now_ms)) return false;
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
  place->second.in_use = true;
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
  origin.led_away = false;
  origin.probing = false;
  ++origin.probes;
  origin.next_probe_ms = now_ms + ProbeDelayMs(origin.probes, unit);
}

bool Gate::led_away() const {
  return std::any_of(origins_.begin(), origins_.end(), [](const auto& origin) {
    return origin.second.unreachable && origin.second.led_away;
  });
}

bool Gate::NoteLogin(const std::string& name, const std::string& probe_url, int64_t now_ms) {
  Origin& origin = origins_[name];
  origin.probe_url = probe_url;
  // The answers to requests that left together count once.
  if (NeedsLogin(now_ms)) return false;
  login_needed_ = true;
  login_renewed_ = false;
  const int64_t rest_ms =
      login_refusals_ == 0 ? 0 : DoubledMs(tuning::kProbeFirst_ms, login_refusals_ - 1);
  login_opens_ms_ = now_ms + std::min(rest_ms, tuning::kProbeMax_ms);
  ++login_refusals_;
  origin.next_probe_ms = now_ms + tuning::kProbeLogin_ms;
  return !std::exchange(login_announced_, true);
}

void Gate::ForgetLogin() {
  login_needed_ = false;
  login_renewed_ = false;
  login_announced_ = false;
  login_refusals_ = 0;
}

void Gate::RenewLogin(int64_t now_ms) {
  login_renewed_ = true;
  login_renewed_ms_ = now_ms;
  login_announced_ = false;
}

void Gate::NoteRateLimit(const std::string& name, int64_t asked_ms, int64_t now_ms) {
  Origin& origin = origins_[name];
  // The answers to requests that left together count once.
  if (origin.limited_until_ms <= now_ms) ++origin.limits;
  const int64_t least_ms = DoubledMs(tuning::kMinRetryAfter_ms, origin.limits - 1);
  const int64_t rest_ms = std::min(std::max(asked_ms, least_ms), tuning::kMaxRetryAfter_ms);
  origin.limited_until_ms = std::max(origin.limited_until_ms, now_ms + rest_ms);
}

void Gate::NoteAnswer(const std::string& name) {
  const auto place = origins_.find(name);
  if (place == origins_.end()) return;
  place->second.unreachable = false;
  place->second.probes = 0;
}

void Gate::NoteVerdict(const std::string& name) {
  origins_[name].limits = 0;
  if (login_renewed_) ForgetLogin();
}

bool Gate::NoteProbe(const std::string& url, int status, bool html, int64_t now_ms, double unit) {
  const auto place = origins_.find(OriginOf(url));
  if (place == origins_.end()) return false;
  Origin& origin = place->second;
  origin.probing = false;
  const bool still_logged_out = login_needed_ && IsLoginStatus(status);
  if (!IsAnswerOfOrigin(status, html) || status >= 500) {
    origin.led_away = html;
    ++origin.probes;
    const int64_t delay_ms = online_ ? ProbeDelayMs(origin.probes, unit) : tuning::kProbeOffline_ms;
    origin.next_probe_ms = now_ms + delay_ms;
    return false;
  }
  online_ = true;
  origin.unreachable = false;
  origin.next_probe_ms = now_ms + tuning::kProbeLogin_ms;
  if (!still_logged_out) login_renewed_ = true;
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
  if (NeedsLogin(now_ms) && login_renewed_) next = login_opens_ms_;
  for (const auto& [name, origin] : origins_) {
    if (origin.limited_until_ms <= now_ms) continue;
    next = std::min(next.value_or(origin.limited_until_ms), origin.limited_until_ms);
  }
  return next;
}

}  // namespace synchrone
