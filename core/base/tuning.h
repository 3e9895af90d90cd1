#pragma once

#include <cstddef>
#include <cstdint>

// Every number of the core, with its unit and its reason. Nothing else in core/ holds one.
namespace synchrone::tuning {

// Retries after the first attempt of a verdict that may change (BEHAVIOUR 3.6).
inline constexpr int kMaxRetries = 3;
// Backoff before the first retry; doubles for each further one: 2, 4, 8 s (BEHAVIOUR 3.6).
inline constexpr int64_t kBackoffBase_ms = 2'000;
// Spread of the backoff to both sides, so that a ward's browsers do not come back in step.
inline constexpr double kBackoffJitter = 0.25;
// A quiet wait (423, or the same key still being processed) before asking again: the server is
// busy with us, so soon.
inline constexpr int64_t kQuietWait_ms = 1'000;

// How long a request may be on its way (section 4): a successor waits so long for one that a former
// sender has recorded, where no key makes a second one harmless (BEHAVIOUR 6.1).
inline constexpr int64_t kRequestLife_ms = 30'000;

// Requests in flight at once. Browsers give an HTTP/1.1 origin six; two stay for the page's reads.
inline constexpr int kMaxInFlight = 4;
// All six, where many more wait and answers come so soon that a read is not held up for long.
inline constexpr int kMaxInFlightQuick = 6;
inline constexpr int kManyWaiting = 20;
inline constexpr int64_t kQuickAnswer_ms = 250;

// Mutations in one batch request, unless the application says otherwise (BEHAVIOUR 3.13), and the
// most that it may say.
inline constexpr int kBatchEntries = 50;
inline constexpr int kMaxBatchEntries = 1'000;
// Contents of one batch request: servers refuse large bodies, Express from 100 kB by default.
inline constexpr size_t kMaxBatchBytes = 64 * 1024;
// A tab that changes a record says so. When it has not been heard for so long it died in between,
// and storage says what became of the mutation.
inline constexpr int64_t kUntold_ms = 1'000;
// A message this old comes to a page that was frozen: its contents may be out of date.
inline constexpr int64_t kStaleMessage_ms = 5'000;

// After a batch that the API did not understand its mutations go one by one for so long.
inline constexpr int64_t kBatchRest_ms = 5 * 60'000;

// Shortest wait of a rate limit, doubled each time in a row (section 4): 0 would ask without pause.
inline constexpr int64_t kMinRetryAfter_ms = 1'000;
// Longest Retry-After that is believed (section 4): some APIs send milliseconds by mistake.
inline constexpr int64_t kMaxRetryAfter_ms = 5 * 60'000;

// Probing of an unreachable origin: first after 2 s, doubling up to 60 s (section 4).
inline constexpr int64_t kProbeFirst_ms = 2'000;
inline constexpr int64_t kProbeMax_ms = 60'000;
// That the browser says it is offline is a hint: probe nevertheless (section 4).
inline constexpr int64_t kProbeOffline_ms = 30'000;
// After a 401 the session may have been renewed elsewhere: ask now and then.
inline constexpr int64_t kProbeLogin_ms = 60'000;
// Failures of one entry while its origin answers probes before it is parked (section 4).
inline constexpr int kMaxStrikes = 3;
// A proxy's page instead of an answer: parked when that has lasted so long (section 4), and after
// so many of them, since a clock that was set ahead is no evidence.
inline constexpr int64_t kProxyPatience_ms = 10 * 60'000;
inline constexpr int kProxyPages = 5;
// How long requests of one entry may be lost before it is parked, where each can be looked up
// (BEHAVIOUR 3.12a).
inline constexpr int64_t kLookUpPatience_ms = 60 * 60'000;

// An entry larger than this is refused before it is applied (BEHAVIOUR 5.4), in bytes of UTF-8.
inline constexpr size_t kMaxEntryBytes = 256 * 1024;
// The longest delay that a browser's timer takes (a signed 32-bit number): 24.8 days.
inline constexpr int64_t kLongestTimer_ms = 2'147'483'647;

// A stored value larger than this is not read back; our own never are (BEHAVIOUR 5.3): data, base
// and answer of one entry, each at most kMaxEntryBytes, and their heads.
inline constexpr size_t kMaxStoredBytes = 4 * kMaxEntryBytes;

// Room in storage that is kept for settling what is queued (BEHAVIOUR 5.4), in characters.
inline constexpr size_t kReserve = 64 * 1024;

// Audit records and names of all users together, in characters: of the 5 Mi that a browser gives an
// origin, 2 000 pending changes, their projection and the reserve find room beside them.
inline constexpr size_t kAuditBudget = 2 * 1024 * 1024;

// Names learned before the first sign-in that the one who signs in gets, too.
inline constexpr size_t kNamesBeforeSignIn = 1'000;

// The record of the device's user is made so long, in characters: two UUIDs and their names fit.
inline constexpr size_t kDeviceUser = 192;

// The seed's array for readers: brought up to date within 250 ms while it is small (BEHAVIOUR 5.2).
inline constexpr int64_t kProjectionDelay_ms = 250;
inline constexpr size_t kProjectionSmall_bytes = 32 * 1024;
inline constexpr size_t kProjectionSettled = 20;
// What a change is taken to alter in the projection, when deciding whether to write it again.
inline constexpr size_t kTypicalEntry_bytes = 500;

// How long settled mutations, and the server's ids of temp ids, are remembered
// (BEHAVIOUR 3.5, 3.10).
inline constexpr int64_t kHistoryAge_ms = 30LL * 24 * 3'600'000;
inline constexpr size_t kHistoryCount = 5'000;
inline constexpr int64_t kIdMapAge_ms = 90LL * 24 * 3'600'000;
// By how much the clock may have gone on since this storage was last used, when it says what is too
// old: one page with a wrong clock forgets nothing.
inline constexpr int64_t kClockStep_ms = 7LL * 24 * 3'600'000;
// The counters of sequences that are believed: others are forged or damaged.
inline constexpr uint64_t kMaxCounter = uint64_t{1} << 53;
// A Date header counts whole seconds: on average it is so much behind.
inline constexpr int64_t kDateLag_ms = 500;
// Attempts and decisions that one mutation's audit record lists (BEHAVIOUR 3.10).
inline constexpr size_t kMaxSteps = 30;

// An answer's body is kept with a refusal up to this many bytes: enough for any error, no more.
inline constexpr size_t kErrorBodyBytes = 4 * 1024;

}  // namespace synchrone::tuning
