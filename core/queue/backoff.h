#pragma once

#include <cstdint>

namespace synchrone {

// `first_ms`, doubled `times` times.
int64_t DoubledMs(int64_t first_ms, int times);

// Milliseconds to wait before retry number `retry` (1, 2, 3): 2, 4, 8 s, spread by ± 25 % with
// `unit` in [0, 1), where 0.5 is the middle (AWS "Exponential Backoff And Jitter", bounded so that
// the wait stays near what the contract says).
int64_t BackoffMs(int retry, double unit);

// Milliseconds before probe number `probe` (1, 2, …) of an unreachable origin: 2 s, doubling, at
// most 60 s, with the same spread.
int64_t ProbeDelayMs(int probe, double unit);

}  // namespace synchrone
