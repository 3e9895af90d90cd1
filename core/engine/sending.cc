#include <algorithm>
#include <iterator>
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/engine.h"
#include "core/model/path.h"

namespace synchrone {
namespace {

bool MissedItsTime(const Mutation& mutation, int64_t now_ms) {
  return mutation.not_after_ms > 0 && now_ms > mutation.not_after_ms;
}

// What one round of sending gathers: as many requests as may be in flight, a batch being one.
class Round {
 public:
  Round(size_t in_flight, size_t limit) : requests_(in_flight), limit_(limit) {}

  void AddSingle(const QueuedMutation& queued) {
    if (!has_room()) return;
    singles_.push_back(queued);
    ++requests_;
  }

  void AddToBatch(const std::string& endpoint, int max_entries, const QueuedMutation& queued) {
    const auto place = batches_.find(endpoint);
    if (place == batches_.end()) {
      if (!has_room()) return;
      batches_[endpoint].push_back(queued);
      bytes_[endpoint] = queued.mutation.data.size();
      ++requests_;
      ++open_;
      return;
    }
    size_t& bytes = bytes_[endpoint];
    if (bytes > tuning::kMaxBatchBytes) return;  // it is full
    bytes += queued.mutation.data.size();
    const bool fits = bytes <= tuning::kMaxBatchBytes;
    if (fits) place->second.push_back(queued);
    if (fits && place->second.size() < static_cast<size_t>(max_entries)) return;
    bytes = tuning::kMaxBatchBytes + 1;
    --open_;
  }

  bool full() const { return !has_room() && open_ == 0; }
  std::vector<QueuedMutation> TakeSingles() { return std::move(singles_); }
  const Batches& batches() const { return batches_; }

 private:
  bool has_room() const { return requests_ < limit_; }

  std::vector<QueuedMutation> singles_;
  Batches batches_;
  std::map<std::string, size_t> bytes_;  // of each batch; more than a batch may have: it is full
  size_t requests_;
  size_t limit_;
  int open_ = 0;  // batches with room
};

}  // namespace

size_t Engine::RequestLimit() const {
  const bool are_many = ledger_.queue().pending_count() >= tuning::kManyWaiting;
  return are_many && answers_are_quick_ ? tuning::kMaxInFlightQuick : tuning::kMaxInFlight;
}

int64_t Engine::DueOf(const Sequence& sequence) const {
  int64_t due_ms = 0;
  if (const auto place = due_ms_.find(sequence); place != due_ms_.end()) due_ms = place->second;
  const auto travelling = travelling_.find(sequence);
  if (travelling != travelling_.end()) {
    const QueuedMutation* queued = ledger_.queue().Find(sequence);
    const bool harmless = queued && KeyIsHonoured(queued->mutation.entity.resource) &&
                          queued->progress.generation == travelling->second.generation;
    if (!harmless) due_ms = std::max(due_ms, travelling->second.until_ms);
  }
  return due_ms == 0 ? 0 : now_ms_ + (due_ms - steady_ms_);
}

int64_t Engine::HeldUntil(const Mutation& mutation) const {
  if (mutation.hold_until_ms == 0) return 0;
  const auto [place, is_new] = held_until_ms_.try_emplace(mutation.sequence, 0);
  if (is_new) {
    // Never longer than it was to be, whatever the clock of the page that made it said.
    const int64_t length_ms = std::max<int64_t>(0, mutation.hold_until_ms - mutation.timestamp_ms);
    place->second =
        steady_ms_ + std::clamp<int64_t>(mutation.hold_until_ms - now_ms_, 0, length_ms);
  }
  return now_ms_ + (place->second - steady_ms_);
}

Queue::Times Engine::Times() const {
  return {now_ms_, [this](const Sequence& sequence) { return DueOf(sequence); },
          [this](const Mutation& mutation) { return HeldUntil(mutation); }};
}

EntryWait Engine::PageWait(const Mutation& mutation) const {
  const std::string origin = OriginOf(PathOf(mutation));
  const bool allowed = origin.empty() || std::find(options_.origins.begin(), options_.origins.end(),
                                                   origin) != options_.origins.end();
  if (!allowed) return EntryWait::kOrigin;
  if (ledger_.naming().NeedsUnnamed(mutation)) return EntryWait::kDependency;
  const EndpointOptions& options = endpoints_.Get(mutation.entity.resource);
  // Shapes of a later version of the application are for pages of that version (5.5).
  const bool lacks_transform = (mutation.needs_transform && !options.has_transform) ||
                               mutation.payload_version > options.payload_version;
  return lacks_transform ? EntryWait::kTransform : EntryWait::kNone;
}

bool Engine::KeyIsSent(const Resource& resource) const {
  const bool same_origin = OriginOf(resource.value()).empty();
  return endpoints_.Get(resource).idempotency_header.value_or(same_origin);
}

// BEHAVIOUR 3.12a: an API that ignores keys makes two records of one that is sent twice.
bool Engine::KeyIsHonoured(const Resource& resource) const {
  const bool declared = endpoints_.Get(resource).idempotency_header.value_or(false);
  return declared || (KeyIsSent(resource) && honours_keys_.contains(OriginOf(resource.value())));
}

// BEHAVIOUR 3.12: again with a key that counts, or a method that is idempotent (RFC 9110, 9.2.2)
// and sent without a condition.
bool Engine::SafeToRepeat(const QueuedMutation& queued) const {
  const Mutation& mutation = queued.mutation;
  if (KeyIsHonoured(mutation.entity.resource)) return true;
  const bool idempotent = mutation.method == Method::kPut || mutation.method == Method::kDelete;
  return idempotent && IfMatchOf(mutation).empty();
}

// No attempt has left since a person has said that it be sent again, or since it was made: nothing
// is open.
bool Engine::NeedsVerdict(const QueuedMutation& queued) const {
  const bool is_open = queued.progress.possibly_sent && queued.progress.last_attempt_ms > 0;
  return is_open && !SafeToRepeat(queued);
}

std::string Engine::IfMatchOf(const Mutation& mutation) const {
  const bool known_record = mutation.kind == Kind::kUpdate || mutation.kind == Kind::kDelete;
  const EndpointOptions& options = endpoints_.Get(mutation.entity.resource);
  const bool same_origin = OriginOf(mutation.entity.resource.value()).empty();
  if (!known_record || !options.if_match.value_or(same_origin)) return {};
  const RecordState confirmed = ledger_.confirmed(mutation.entity);
  const auto known = etags_.find(mutation.entity);
  const bool counts =
      known != etags_.end() &&
      (!confirmed.record.is_object() || Fingerprint(confirmed.record) == known->second.record);
  if (counts) return known->second.etag;
  const Json* version = Find(confirmed.record, options.version_field);
  if (!version || version->is_null() || version->is_structured()) return {};
  const std::string text = TextOf(*version);
  // What no header can carry (RFC 9110, 8.8.3) would keep the request from leaving.
  const bool is_tag = std::all_of(text.begin(), text.end(),
                                  [](char c) { return c >= 0x20 && c < 0x7F && c != '"'; });
  if (!is_tag) return {};
  return (options.weak_versions ? "W/\"" : "\"") + text + "\"";
}

Method Engine::MethodOf(const Mutation& mutation) const {
  if (mutation.kind != Kind::kUpdate) return mutation.method;
  return endpoints_.UpdateMethod(mutation.entity.resource, mutation.method);
}

bool Engine::SendsRecord(const Mutation& mutation) const {
  const EndpointOptions& options = endpoints_.Get(mutation.entity.resource);
  return mutation.kind == Kind::kUpdate && MethodOf(mutation) == Method::kPut &&
         options.put_body == EndpointOptions::PutBody::kRecord;
}

bool Engine::LacksRecord(const QueuedMutation& queued) const {
  if (!SendsRecord(queued.mutation) || !queued.progress.sent_record.empty()) return false;
  const std::optional<std::string> known = ledger_.BaseOf(queued.mutation.entity);
  return !known || *known == kAbsentBase;
}

bool Engine::WaitsForRecord(const QueuedMutation& queued, std::vector<QueuedMutation>& gone,
                            TurnLog& log) {
  if (!LacksRecord(queued)) return false;
  if (ledger_.BaseOf(queued.mutation.entity)) {
    gone.push_back(queued);
  } else if (asked_.insert(queued.mutation.entity).second) {
    AskForRecord(queued.mutation, log);
  }
  return true;
}

std::string Engine::ComposedBody(const Mutation& mutation) const {
  const bool whole = SendsRecord(mutation);
  if (!whole && mutation.version.empty()) return {};
  // Those before it are settled by now, or wait for a person: what they would do is not sent with
  // it.
  const RecordState confirmed = ledger_.confirmed(mutation.entity);
  const Result<Json> changes = ParseJson(whole ? "{}" : mutation.data);
  Json body = whole ? ApplyMutation(confirmed, mutation).record : changes.ok() ? *changes : Json();
  if (!body.is_object()) return {};
  if (!mutation.version.empty()) {
    const std::string& field = endpoints_.Get(mutation.entity.resource).version_field;
    const Json* version = Find(confirmed.record, field);
    const Result<Json> given = ParseJson(mutation.version);
    if (version || given.ok()) body[field] = version ? *version : *given;
  }
  return DumpJson(body);
}

Request Engine::MakeRequest(const QueuedMutation& queued, AttemptId attempt) const {
  const Mutation& mutation = queued.mutation;
  const Resource& resource = mutation.entity.resource;
  Request request;
  request.attempt = attempt;
  request.mutation = mutation.id;
  request.resource = resource;
  request.kind = mutation.kind;
  request.local_id = mutation.local_id;
  request.method = mutation.method;
  request.url = ledger_.naming().KnownPath(PathOf(mutation));
  const std::string& whole = queued.progress.sent_record;
  request.body = whole.empty() ? mutation.data : whole;
  if (KeyIsSent(resource)) request.idempotency_key = IdempotencyKey(queued);
  request.key_is_honoured = KeyIsHonoured(resource);
  request.if_match = IfMatchOf(mutation);
  return request;
}

Flight Engine::FlightOf(const QueuedMutation& queued) const {
  const Mutation& mutation = queued.mutation;
  const std::string& resource = mutation.entity.resource.value();
  const bool weak_versions = endpoints_.Get(mutation.entity.resource).weak_versions;
  Flight flight;
  flight.sequence = queued.sequence();
  flight.origin = OriginOf(resource);
  flight.probe_url = resource + mutation.tail;
  flight.asked = {mutation.kind, mutation.method, mutation.entity, weak_versions};
  return flight;
}

Request Engine::Launch(const QueuedMutation& queued, TurnLog& log, AttemptId batch,
                       const std::string& batch_endpoint) {
  const AttemptId attempt = ++last_attempt_;
  const Sequence sequence = queued.sequence();
  QueuedMutation sending = queued;
  // What may have been applied is sent again as it was, with its key (3.7).
  if (!queued.progress.possibly_sent) sending.mutation.method = MethodOf(queued.mutation);
  if (sending.progress.sent_record.empty()) {
    sending.progress.sent_record = ComposedBody(sending.mutation);
  }
  Request request = MakeRequest(sending, attempt);
  // Another page may not know that the API has no PATCH, and would use the key for two requests.
  if (sending.mutation != queued.mutation) Commit(Rewritten{sending.mutation}, log);
  Flight flight = FlightOf(sending);
  flight.possibly_sent_before = queued.progress.possibly_sent;
  const bool changes_known_record = request.kind == Kind::kUpdate || request.kind == Kind::kDelete;
  if (changes_known_record) {
    flight.version = VersionOf(request.resource, ledger_.confirmed(flight.asked.entity).record);
  }
  flight.left_ms = steady_ms_;
  flight.batch = batch;
  flight.batch_endpoint = batch_endpoint;
  flights_.Add(attempt, std::move(flight));
  verified_.erase(sequence);
  first_attempt_ms_.try_emplace(sequence, steady_ms_);
  due_ms_.erase(sequence);
  Progress progress = std::move(sending.progress);
  ++progress.attempts;
  progress.possibly_sent = true;
  progress.last_attempt_ms = now_ms_;
  // The attempt is in the journal before the request leaves (3.7).
  Commit(Advanced{sequence, std::move(progress)}, log);
  return request;
}

void Engine::SendOne(const QueuedMutation& queued, TurnLog& log) {
  const Request request = Launch(queued, log);
  ports_.transport.Send(request);
}

void Engine::Verify(const QueuedMutation& queued) {
  const AttemptId attempt = ++last_attempt_;
  const Mutation& mutation = queued.mutation;
  Flight flight = FlightOf(queued);
  flight.possibly_sent_before = true;
  flights_.Add(attempt, std::move(flight));
  due_ms_.erase(queued.sequence());
  ports_.transport.Verify({attempt, mutation.id, mutation.entity.resource});
}

void Engine::ParkAll(const std::vector<QueuedMutation>& entries, ParkKind kind, const char* code,
                     TurnLog& log) {
  if (entries.empty()) return;
  const Journal::Step step(journal_);
  for (const QueuedMutation& queued : entries) {
    Progress progress = queued.progress;
    progress.park = kind;
    progress.error_code = code;
    ParkNow(queued, std::move(progress), log);
  }
}

std::vector<MutationId> Engine::Unsendable() const {
  std::vector<MutationId> ids;
  if (gate_.Waiting(steady_ms_) != QueueWait::kNone || flights_.size() > 0) return ids;
  ledger_.queue().ForEachCandidate(Times(), {}, [&](const Queue::Candidate& candidate) {
    const bool lacks = candidate.wait == EntryWait::kNone &&
                       PageWait(candidate.queued->mutation) != EntryWait::kNone;
    if (lacks) ids.push_back(candidate.queued->id());
    return true;
  });
  return ids;
}

bool Engine::CanSend(const MutationId& id) const {
  const QueuedMutation* queued = ledger_.queue().FindId(id);
  return queued && queued->pending() && PageWait(queued->mutation) == EntryWait::kNone;
}

void Engine::SendSingle(const QueuedMutation& queued, TurnLog& log) {
  if (NeedsVerdict(queued) && !verified_.contains(queued.sequence())) {
    Verify(queued);
  } else {
    SendOne(queued, log);
  }
}

void Engine::Pump(TurnLog& log) {
  next_due_ms_.reset();
  if (!leader_ || gate_.Waiting(steady_ms_) == QueueWait::kUser) return;
  if (IsSomebodyElsesSession(log)) return;
  if (journal_.WasCleared()) RecordAgain();
  Round round(flights_.requests(), RequestLimit());
  std::vector<QueuedMutation> expired;
  std::vector<QueuedMutation> gone;
  std::vector<Sequence> without_path;
  const auto wait_until = [&](int64_t at_ms) {
    const int64_t due_ms = steady_ms_ + (at_ms - now_ms_);
    if (at_ms > now_ms_) next_due_ms_ = std::min(next_due_ms_.value_or(due_ms), due_ms);
  };
  const auto consider = [&](const Queue::Candidate& candidate) {
    const QueuedMutation& queued = *candidate.queued;
    // Another tab took it before it heard that the record that it needs has no name.
    if (candidate.wait == EntryWait::kNone && ledger_.naming().NeedsUnnamed(queued.mutation)) {
      without_path.push_back(queued.sequence());
      return true;
    }
    if (MissedItsTime(queued.mutation, now_ms_)) {
      expired.push_back(queued);
      return true;
    }
    wait_until(HeldUntil(queued.mutation));
    wait_until(DueOf(queued.sequence()));
    const Resource& resource = queued.mutation.entity.resource;
    const bool may_go = candidate.wait == EntryWait::kNone &&
                        gate_.Open(OriginOf(resource.value()), steady_ms_) &&
                        PageWait(queued.mutation) == EntryWait::kNone;
    if (!may_go || WaitsForRecord(queued, gone, log)) return true;
    const EndpointOptions& options = endpoints_.Get(resource);
    if (!GoesInBatch(queued)) {
      round.AddSingle(queued);
    } else if (!flights_.IsBusy(options.batch_endpoint)) {
      round.AddToBatch(options.batch_endpoint, options.batch_entries, queued);
    }
    return !round.full();
  };
  ledger_.queue().ForEachCandidate(Times(), flights_.Sequences(), consider);
  ParkAll(expired, ParkKind::kExpired, "EXPIRED", log);
  ParkAll(gone, ParkKind::kRefused, "RECORD_GONE", log);
  for (const Sequence& sequence : without_path) ParkUnnamed(sequence, log);
  // Those behind them come next.
  pump_wanted_ = !expired.empty() || !gone.empty() || !without_path.empty();
  Send(round.TakeSingles(), round.batches(), log);
}

void Engine::Send(std::vector<QueuedMutation> singles, const Batches& batches, TurnLog& log) {
  const auto merged = [&](const std::vector<QueuedMutation>& heads) {
    std::vector<QueuedMutation> sent;
    for (const QueuedMutation& head : heads) {
      std::optional<QueuedMutation> one = CoalesceAt(head, log);
      if (one) sent.push_back(std::move(*one));
      pump_wanted_ = pump_wanted_ || !one;
    }
    return sent;
  };
  singles = merged(singles);
  for (const auto& [endpoint, heads] : batches) {
    std::vector<QueuedMutation> entries = merged(heads);
    if (entries.size() > 1) {
      SendBatch(endpoint, entries, log);
    } else {
      std::move(entries.begin(), entries.end(), std::back_inserter(singles));
    }
  }
  for (const QueuedMutation& queued : singles) SendSingle(queued, log);
}

}  // namespace synchrone
