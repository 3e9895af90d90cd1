#pragma once

#include <cstddef>
#include <cstdint>

// The limits, delays and sizes that the core works with, each with its unit and its reason. A
// number of one format (its version, the depth of JSON) or of one algorithm (how many records are
// evicted at once) is declared where it is used.
namespace synchrone::tuning {

// Retries after the first attempt, where the verdict may change.
inline constexpr int kMaxRetries = 3;
// Backoff before the first retry; doubles for each further one: 2, 4, 8 s.
inline constexpr int64_t kBackoffBase_ms = 2'000;
// Spread of the backoff to both sides, so that a ward's browsers do not come back in step.
inline constexpr double kBackoffJitter = 0.25;
// The first wait before a request is sent again that the server is still busy with (423, or 409 for
// its key).
inline constexpr int64_t kBusyWait_ms = 1'000;

// How long a request may be in flight. A new leader waits this long for a request that a former
// leader has recorded, unless its key makes a second one harmless. A record that was not seen for
// this long is old, and a read of it is awaited no longer.
inline constexpr int64_t kRequestLife_ms = 30'000;

// Requests in flight at once. Browsers give an HTTP/1.1 origin six; two stay for the page's reads.
inline constexpr int kMaxInFlight = 4;
// All six, where at least kManyWaiting mutations wait and the last answer came within
// kQuickAnswer_ms: a read of the page is then not held up for long.
inline constexpr int kMaxInFlightQuick = 6;
inline constexpr int kManyWaiting = 20;
inline constexpr int64_t kQuickAnswer_ms = 250;

// Mutations in one batch request: the default, and the most that the application may set.
inline constexpr int kBatchEntries = 50;
inline constexpr int kMaxBatchEntries = 1'000;
// Contents of one batch request: servers refuse large bodies, Express from 100 kB by default.
inline constexpr size_t kMaxBatchBytes = 64 * 1024;
// How long a changed record waits for the message that announces the change. Without a message the
// other tab has died in between, and the record is read.
inline constexpr int64_t kUnannounced_ms = 1'000;
// A message this old comes to a page that was frozen: its contents may be out of date.
inline constexpr int64_t kStaleMessage_ms = 5'000;

// How long mutations are sent one by one after a batch that the API did not understand.
inline constexpr int64_t kBatchRest_ms = 5 * 60'000;

// Shortest wait of a rate limit, doubled each time in a row: 0 would ask without pause.
inline constexpr int64_t kMinRetryAfter_ms = 1'000;
// Longest Retry-After that is obeyed: some APIs send milliseconds by mistake.
inline constexpr int64_t kMaxRetryAfter_ms = 5 * 60'000;

// Probing of an unreachable origin: first after 2 s, doubling up to 60 s.
inline constexpr int64_t kProbeFirst_ms = 2'000;
inline constexpr int64_t kProbeMax_ms = 60'000;
// Stored work that cannot be read is read again after 2, 4, … 60 s. During this many failures in a
// row, some 6 s, nothing is sent: the unread work may hold an earlier change of the same record.
inline constexpr int kUnreadHolds = 3;
// Interval of probes while the browser reports that it is offline, which is a hint only.
inline constexpr int64_t kProbeOffline_ms = 30'000;
// After a 401 the session may have been renewed elsewhere: ask now and then.
inline constexpr int64_t kProbeLogin_ms = 60'000;
// Failures of one entry while its origin answers probes before it is parked.
inline constexpr int kMaxStrikes = 3;
// A mutation that gets a proxy's page instead of an answer is parked after this time and this
// number of pages: the clock may have been set ahead, so time alone is not evidence.
inline constexpr int64_t kProxyPatience_ms = 10 * 60'000;
inline constexpr int kProxyPages = 5;
// For how long the answers to one mutation may be lost before it is parked, where each attempt can
// be looked up.
inline constexpr int64_t kLookUpPatience_ms = 60 * 60'000;
// How long a read may lack a change that was carried out: copies of a database follow within
// moments, search indexes are renewed each second or so.
inline constexpr int64_t kShownAfter_ms = 5'000;

// An entry larger than this is refused before it is applied, in bytes of UTF-8.
inline constexpr size_t kMaxEntryBytes = 256 * 1024;
// The longest delay that a browser's timer takes (a signed 32-bit number): 24.8 days.
inline constexpr int64_t kLongestTimer_ms = 2'147'483'647;

// A stored value larger than this is damaged. Ours are smaller: they hold data, base and answer of
// one entry, each at most kMaxEntryBytes, and their heads.
inline constexpr size_t kMaxStoredBytes = 4 * kMaxEntryBytes;

// Room in storage that is kept for settling what is queued, in characters.
inline constexpr size_t kReserve = 64 * 1024;

// Audit records and names of all users together, in characters. The rest of the 5 Mi that a browser
// gives an origin has room for 2 000 pending changes, their projection and the reserve.
inline constexpr size_t kAuditBudget = 2 * 1024 * 1024;

// How many of the names that were learned before the first sign-in go to the user who signs in.
inline constexpr size_t kNamesBeforeSignIn = 1'000;

// The record of the device's user is padded to this length, in characters, so that the next one
// always has room: two UUIDs and their names fit.
inline constexpr size_t kDeviceUser = 192;

// The legacy array for readers: brought up to date within 250 ms while it is small.
inline constexpr int64_t kProjectionDelay_ms = 250;
inline constexpr size_t kProjectionSmall_bytes = 32 * 1024;
inline constexpr size_t kProjectionSettled = 20;
// By how much one change is taken to alter the projection, when deciding whether to write it again.
inline constexpr size_t kTypicalEntry_bytes = 500;

// How long settled mutations, and the server's ids of local ids, are remembered.
inline constexpr int64_t kHistoryAge_ms = 30LL * 24 * 3'600'000;
inline constexpr size_t kHistoryCount = 5'000;
inline constexpr int64_t kIdMapAge_ms = 90LL * 24 * 3'600'000;
// The most by which the clock may have advanced since this storage was last used, when records are
// judged too old: a page with a wrong clock removes nothing.
inline constexpr int64_t kClockStep_ms = 7LL * 24 * 3'600'000;
// The largest counter of a sequence that is accepted: a larger one is forged or damaged.
inline constexpr uint64_t kMaxCounter = uint64_t{1} << 53;
// How far a Date header is behind on average: it counts whole seconds.
inline constexpr int64_t kDateLag_ms = 500;
// Steps (attempts and decisions) that one mutation's audit record lists.
inline constexpr size_t kMaxSteps = 30;

// An answer's body is kept with a refusal up to this many bytes: enough for any error, no more.
inline constexpr size_t kErrorBodyBytes = 4 * 1024;

}  // namespace synchrone::tuning
