#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace synchrone {

// Reads a Retry-After header (RFC 9110, 10.2.3): delay seconds, or an HTTP-date in its preferred
// form ("Sun, 06 Nov 1994 08:49:37 GMT"); of several values the first. Returns milliseconds between
// 0 and tuning::kMaxRetryAfter_ms, counted from `now_ms` (by the clock that wrote the date);
// nothing when the header is neither.
std::optional<int64_t> RetryAfterMs(std::string_view header, int64_t now_ms);

}  // namespace synchrone
