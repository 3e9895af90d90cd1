#include "wasm/browser_ports.h"

#include <algorithm>
#include <utility>

#include "core/base/json.h"
#include "core/base/object_text.h"
#include "core/base/sort.h"
#include "wasm/host_calls.h"

namespace synchrone {
namespace {

Status StatusOf(const std::string& trouble) {
  if (trouble.empty()) return Status::Ok();
  if (trouble == "full") return Status(ErrorCode::kStorageFull, "Storage is full.");
  return Status(ErrorCode::kStorageDenied, "Storage is denied to this page.");
}

// The most values that come over at once: some hundred kilobytes.
constexpr ptrdiff_t kReadAtOnce = 256;
constexpr char kBehindValue = '\x1e';

std::string RequestText(const Request& request) {
  return ObjectText()
      .Number("attempt", request.attempt)
      .Text("mutation", request.mutation.value())
      .Text("resource", request.resource.value())
      .TextIfAny("entity", request.entity.value())
      .TextIfAny("company", request.company)
      .Text("operation", KindName(request.operation))
      .Text("method", MethodName(request.method))
      .Text("url", request.url)
      .Text("body", request.body)
      .FlagIfSet("localId", request.local_id)
      .TextIfAny("idempotencyKey", request.idempotency_key)
      .FlagIfSet("keyHonoured", request.key_is_honoured)
      .FlagIfSet("mayBeMade", request.may_be_made)
      .TextIfAny("ifMatch", request.if_match)
      .str();
}

}  // namespace

Status BrowserStorage::Put(const std::string& key, std::string_view head, std::string_view body) {
  const bool host_holds_it = !body.empty() && body == held_;
  return StatusOf(host_holds_it ? host::PutHeld(key, head) : host::Put(key, head, body));
}

Result<std::optional<std::string>> BrowserStorage::Get(const std::string& key) {
  const host::HostText text = host::Get(key);
  const std::string_view answer = text.view();
  if (answer == "!") return StatusOf("denied");
  if (answer.empty()) return std::optional<std::string>();
  return std::optional<std::string>(answer.substr(1));
}

Status BrowserStorage::Remove(const std::string& key) { return StatusOf(host::Remove(key)); }

Result<std::vector<std::string>> BrowserStorage::Keys(const std::string& prefix) {
  const host::HostText text = host::Keys(prefix);
  const std::string_view answer = text.view();
  if (answer == "!") return StatusOf("denied");
  if (answer == "?") return Status(ErrorCode::kStorageUnreadable, "Storage cannot be read now.");
  std::vector<std::string> keys;
  keys.reserve(static_cast<size_t>(std::count(answer.begin(), answer.end(), '\n')) + 1);
  for (size_t begin = 0; begin < answer.size();) {
    const size_t end = std::min(answer.find('\n', begin), answer.size());
    keys.emplace_back(answer.substr(begin, end - begin));
    begin = end + 1;
  }
  Sort(keys, std::less<>());
  return keys;
}

Status BrowserStorage::ForEach(const std::vector<std::string>& keys, Visit visit) {
  for (auto first = keys.begin(); first != keys.end();) {
    const auto last = first + std::min(kReadAtOnce, keys.end() - first);
    std::string list = *first;
    for (auto key = first + 1; key != last; ++key) list += '\n' + *key;
    const host::HostText text = host::GetMany(list);
    const std::string_view answer = text.view();
    if (std::count(answer.begin(), answer.end(), kBehindValue) != last - first) {
      // A damaged value holds what separates them.
      const Status status = Storage::ForEach({first, last}, visit);
      if (!status.ok()) return status;
      first = last;
    }
    for (std::string_view rest = answer; first != last; ++first) {
      const std::string_view value = rest.substr(0, rest.find(kBehindValue));
      rest.remove_prefix(value.size() + 1);
      if (value == "!") return StatusOf("denied");
      if (!value.empty()) visit(*first, value.substr(1));
    }
  }
  return Status::Ok();
}

void BrowserTransport::Send(const Request& request) { host::Send(RequestText(request)); }

void BrowserTransport::SendBatch(const BatchRequest& batch) {
  std::vector<std::string> entries;
  for (const Request& request : batch.entries) entries.push_back(RequestText(request));
  host::SendBatch(ObjectText().Text("url", batch.url).Raw("entries", ArrayText(entries)).str());
}

void BrowserTransport::Verify(const VerifyRequest& question) {
  host::Verify(ObjectText()
                   .Number("attempt", question.attempt)
                   .Text("mutation", question.mutation.value())
                   .Text("resource", question.resource.value())
                   .str());
}

void BrowserTransport::Probe(const std::string& url) { host::Probe(url); }

int64_t BrowserClock::NowMs() { return static_cast<int64_t>(host::NowMs()); }

double BrowserRandom::NextUnit() { return host::Random(); }

std::string BrowserDigest::Of(std::string_view text) { return host::DigestOf(text); }

std::string BrowserDigest::NewSalt() { return host::NewSalt(); }

void BrowserScheduler::Arm(Timer timer, int64_t delay_ms) {
  host::Arm(TimerName(timer), static_cast<double>(delay_ms));
}

void BrowserScheduler::Cancel(Timer timer) { host::Cancel(TimerName(timer)); }

void BrowserLeaderLock::Request(const std::string& name) { host::RequestLeadership(name); }

bool BrowserLeaderLock::IsCurrent() { return host::IsCurrentLeader(); }

void BrowserTabChannel::Broadcast(std::string_view message) { host::Broadcast(message); }

void EventBuffer::Emit(std::vector<Event> events) {
  // At most one, at the end of a turn's events.
  auto* snapshot = events.empty() ? nullptr : std::get_if<SnapshotEvent>(&events.back());
  if (snapshot) {
    snapshot_ = std::move(*snapshot);
    events.pop_back();
  }
  if (events_.empty()) events_.swap(events);
  for (Event& event : events) events_.push_back(std::move(event));
  if (!std::exchange(announced_, true)) host::EventsReady();
}

std::vector<Event> EventBuffer::Take(size_t count) {
  announced_ = false;
  if (snapshot_) events_.push_back(*std::exchange(snapshot_, std::nullopt));
  if (taken_ == 0 && events_.size() < count) return std::exchange(events_, {});
  const size_t last = std::min(taken_ + count, events_.size());
  std::vector<Event> taken;
  taken.reserve(last - taken_);
  for (; taken_ < last; ++taken_) taken.push_back(std::move(events_[taken_]));
  if (taken_ < events_.size()) return taken;
  events_.clear();
  taken_ = 0;
  return taken;
}

}  // namespace synchrone
