#include <algorithm>
#include <utility>

#include "core/engine/describe.h"
#include "core/model/path.h"
#include "tests/spec/replay.h"

namespace synchrone {
namespace {

constexpr int64_t kRequestLimit_ms = 30'000;
constexpr int64_t kProbeLimit_ms = 10'000;
constexpr char kOwnOrigin[] = "https://clinic.example";

Json MemberOr(const Json& object, const char* key, Json fallback) {
  const Json* member = Find(object, key);
  return member ? *member : std::move(fallback);
}

std::string TextOf(const Json& object, const char* key) {
  const Json* member = Find(object, key);
  if (!member || member->is_null()) return "";
  return DumpJson(*member);
}

std::string Refusal(const Status& status, const Json& step) {
  const std::string expected = StringOr(step, "refused");
  const std::string is = status.ok() ? "" : ErrorCodeName(status.code());
  if (is == expected) return "";
  return "it was answered '" + is + "', expected '" + expected + "'";
}

std::string EventName(const Event& event) {
  if (const auto* queued = std::get_if<QueuedEvent>(&event)) return "queued " + queued->id.value();
  if (const auto* settled = std::get_if<SettledEvent>(&event)) {
    if (settled->cause == "withdrawn" || settled->cause == "coalesced") return "";
    const bool synced = settled->status == MutationStatus::kSynced;
    return (synced ? "synced " : "discarded ") + settled->id.value();
  }
  if (const auto* parked = std::get_if<ParkedEvent>(&event)) {
    return "error " + parked->queued->id().value() + " " +
           ParkKindName(parked->queued->progress.park);
  }
  if (std::holds_alternative<AuthRequiredEvent>(event)) return "auth-required";
  if (const auto* told = std::get_if<DiagnosticEvent>(&event)) return "diagnostic " + told->code;
  return "";
}

}  // namespace

Replay::Replay(const Json& scenario)
    : scenario_(scenario), given_(MemberOr(scenario, "given", Json::object())) {}

std::string Replay::Run() {
  online_ = BoolOr(given_, "online", true);
  OpenPage();
  Seed(MemberOr(given_, "rows", Json::object()));
  int number = 0;
  for (const Json& step : scenario_.at("script")) {
    ++number;
    std::string wrong = Do(step);
    if (wrong.empty()) continue;
    return "step " + std::to_string(number) + " " + DumpJson(step) + "\n  " + wrong;
  }
  return "";
}

void Replay::OpenPage() {
  PageOptions options;
  options.online = online_;
  for (const Json& origin : MemberOr(given_, "origins", Json::array())) {
    options.origins.push_back(origin.get<std::string>());
  }
  page_ = &world_.OpenPage(std::move(options));
  seen_events_ = seen_requests_ = seen_batches_ = seen_probes_ = 0;
  deadlines_.clear();
  probe_deadlines_.clear();
  wanted_.clear();
  screen_.clear();
  confirmed_.clear();
  const Json endpoints = MemberOr(given_, "endpoints", Json::object());
  for (auto it = endpoints.begin(); it != endpoints.end(); ++it) {
    Json options_of = *it;
    options_of["hasTransform"] = HasTransform(Resource(it.key()));
    page_->Configure(it.key(), DumpJson(options_of));
  }
  if (const Json* user = Find(given_, "user")) {
    page_->SetUser(StringOr(*user, "id"), StringOr(*user, "companyId"));
  }
  Advance(0);
}

bool Replay::HasTransform(const Resource& resource) const {
  const Json endpoints = MemberOr(given_, "endpoints", Json::object());
  const Json options = MemberOr(endpoints, resource.value().c_str(), Json::object());
  return options.contains("classify") || BoolOr(options, "verify", false);
}

// The application's rows: the core gets those with queued changes.
void Replay::Seed(const Json& rows) {
  for (auto it = rows.begin(); it != rows.end(); ++it) {
    for (const Json& row : *it) {
      const EntityKey entity{Resource(it.key()), EntityId(StringOr(row, "id"))};
      confirmed_[entity] = row;
      if (!page_->engine().local_store().queue().OfEntity(entity).empty()) Observe(entity, row);
      if (!screen_.contains(entity)) screen_[entity] = row;
    }
  }
  Look();
}

std::string Replay::Do(const Json& step) {
  const std::string& verb = step.begin().key();
  const Json& what = *step.begin();
  if (verb == "expect") return Check(what);
  if (verb == "advance") {
    Advance(what.get<int64_t>());
    return "";
  }
  std::string wrong;
  if (verb == "enqueue") {
    wrong = Enqueue(step);
  } else if (verb == "answer") {
    wrong = Answer(what);
  } else if (verb == "fail") {
    wrong = Fail(what);
  } else if (verb == "probe") {
    wrong = AnswerProbe(what);
  } else if (verb == "answerBatch") {
    wrong = AnswerBatch(what);
  } else if (verb == "read") {
    wrong = AnswerRead(what);
  } else if (verb == "verified" || verb == "lookUp") {
    wrong = Verify(what);
  } else {
    wrong = Command(verb, step);
  }
  Look();
  Advance(0);
  return wrong;
}

std::string Replay::Enqueue(const Json& step) {
  const Json& order = step.at("enqueue");
  RawDraft raw{StringOr(order, "type"), StringOr(order, "endpoint"), {}};
  raw.rest.id = MutationId(StringOr(order, "id"));
  raw.rest.data = TextOf(order, "data");
  raw.rest.base = TextOf(order, "previousState");
  raw.rest.reason = StringOr(order, "reason");
  raw.rest.hold_ms = IntOr(order, "holdMs", 0);
  const int64_t not_after_in_ms = IntOr(order, "notAfterIn", 0);
  if (not_after_in_ms != 0) raw.rest.not_after_ms = world_.clock.now_ms() + not_after_in_ms;
  const Json endpoints = MemberOr(given_, "endpoints", Json::object());
  for (auto it = endpoints.begin(); it != endpoints.end(); ++it) {
    const bool is_its = raw.endpoint == it.key() || raw.endpoint.starts_with(it.key() + "/");
    if (is_its && HasTransform(Resource(it.key()))) raw.rest.needs_transform = true;
  }
  const bool has_base = !raw.rest.base.empty();
  const std::vector<EntityKey> queued_before = page_->engine().local_store().queue().Entities();
  const Result<Receipt> receipt = page_->engine().EnqueueRaw(std::move(raw));
  world_.RunMicrotasks();
  std::string wrong = Refusal(receipt.ok() ? Status::Ok() : receipt.status(), step);
  if (!wrong.empty() || !receipt.ok()) return wrong;
  // An application that shows the record passes what it knows of it (2.6).
  const Mutation mutation = page_->Queued(receipt->id).mutation;
  const bool changes = mutation.kind == Kind::kUpdate || mutation.kind == Kind::kDelete;
  const auto row = confirmed_.find(mutation.entity);
  const bool was_queued =
      std::find(queued_before.begin(), queued_before.end(), mutation.entity) != queued_before.end();
  if (changes && !has_base && !was_queued && row != confirmed_.end())
    Observe(mutation.entity, row->second);
  return "";
}

std::string Replay::Command(const std::string& verb, const Json& step) {
  const Json& what = *step.begin();
  Engine& engine = page_->engine();
  const MutationId id(what.is_string() ? what.get<std::string>() : "");
  Status status = Status::Ok();
  if (verb == "retry") {
    status = page_->Retry(id, TextOf(step, "data"));
  } else if (verb == "discard") {
    status = page_->Discard(id);
  } else if (verb == "keepOffline") {
    status = page_->KeepOffline(id);
  } else if (verb == "resolve") {
    const Json& with = step.at("with");
    const Resolution resolution = with.is_object()   ? Resolution::kMerged
                                  : with == "server" ? Resolution::kServer
                                                     : Resolution::kMine;
    status = page_->Resolve(id, resolution, with.is_object() ? DumpJson(with) : "");
  } else if (verb == "observe") {
    const EntityKey entity{Resource(StringOr(what, "resource")), EntityId(StringOr(what, "id"))};
    Observe(entity, what.at("record"));
  } else if (verb == "online") {
    online_ = what.get<bool>();
    engine.OnConnectivity(online_);
  } else if (verb == "pause") {
    engine.SetPaused(what.get<bool>());
  } else if (verb == "offlineMode") {
    engine.SetOfflineMode(what.get<bool>());
  } else if (verb == "process") {
    engine.Process();
  } else if (verb == "clear") {
    engine.Clear();
  } else if (verb == "setUser") {
    ForgetRows();
    page_->SetUser(StringOr(what, "id"), StringOr(what, "companyId"));
  } else if (verb == "logout") {
    ForgetRows();
    page_->Logout();
  } else if (verb == "reload") {
    world_.ClosePage(*page_);
    OpenPage();
    Seed(MemberOr(what, "rows", Json::object()));
  } else {
    return "unknown step";
  }
  world_.RunMicrotasks();
  return Refusal(status, step);
}

// The user has changed: what was shown is the former one's (7.1).
void Replay::ForgetRows() {
  Look();
  screen_.clear();
  confirmed_.clear();
}

void Replay::Observe(const EntityKey& entity, const Json& record, bool was_asked) {
  const std::string text = record.is_null() ? "" : DumpJson(record);
  const Status status = page_->Observe(entity.resource.value(), entity.id.value(), text, was_asked);
  SYNCHRONE_CHECK(status.ok(), status.message().data());
}

Response Replay::ResponseOf(const Resource& resource, const Json& answer) const {
  Response response;
  response.status = static_cast<int>(IntOr(answer, "status", 200));
  const Json* body = Find(answer, "body");
  if (body && !body->is_null()) {
    response.body = body->is_string() ? body->get<std::string>() : DumpJson(*body);
  }
  const bool html = BoolOr(answer, "html", false);
  response.content_type = html ? "text/html" : StringOr(answer, "type", "application/json");
  response.etag = StringOr(answer, "etag");
  response.location = StringOr(answer, "location");
  response.retry_after = StringOr(answer, "retryAfter");
  response.redirected_to = StringOr(answer, "redirectedTo");
  response.same_origin =
      response.redirected_to.empty() || response.redirected_to.starts_with(kOwnOrigin);
  const Json endpoints = MemberOr(given_, "endpoints", Json::object());
  const Json options = MemberOr(endpoints, resource.value().c_str(), Json::object());
  const Json classify = MemberOr(options, "classify", Json::object());
  response.override_outcome = StringOr(classify, std::to_string(response.status).c_str());
  return response;
}

std::string Replay::Answer(const Json& answer) {
  const std::string id = StringOr(answer, "to");
  std::deque<Request>& open = page_->transport.open;
  const auto place = std::find_if(open.begin(), open.end(), [&](const Request& request) {
    return request.mutation.value() == id;
  });
  if (place == open.end()) return "no request of it is open";
  const Request request = *place;
  open.erase(place);
  deadlines_.erase(request.attempt);
  page_->engine().OnResponse(request.attempt, ResponseOf(request.resource, answer));
  world_.RunMicrotasks();
  return "";
}

std::string Replay::Fail(const Json& failure) {
  const std::string id = StringOr(failure, "to");
  std::deque<Request>& open = page_->transport.open;
  const auto place = std::find_if(open.begin(), open.end(), [&](const Request& request) {
    return request.mutation.value() == id;
  });
  if (place == open.end()) return "no request of it is open";
  const Request request = *place;
  if (StringOr(failure, "how") == "timeout") {
    Advance(deadlines_[request.attempt] - world_.clock.now_ms());
    return "";
  }
  open.erase(place);
  deadlines_.erase(request.attempt);
  const bool blocked = StringOr(failure, "how") == "blocked";
  page_->engine().OnTransportFailure(
      request.attempt, blocked ? TransportFailure::kBlocked : TransportFailure::kNetwork);
  world_.RunMicrotasks();
  return "";
}

std::string Replay::AnswerProbe(const Json& answer) {
  std::deque<std::string>& open = page_->transport.open_probes;
  if (open.empty()) return "no probe is open";
  const std::string url = open.front();
  open.pop_front();
  probe_deadlines_.erase(url);
  page_->engine().OnProbe(url, static_cast<int>(IntOr(answer, "status", 0)),
                          BoolOr(answer, "html", false));
  world_.RunMicrotasks();
  return "";
}

// What the host does with an answer to a batch (web/src/host/http/batch.ts).
std::string Replay::AnswerBatch(const Json& answer) {
  std::deque<BatchRequest>& open = page_->transport.open_batches;
  if (open.empty()) return "no batch is open";
  const BatchRequest batch = open.front();
  open.pop_front();
  for (const Request& request : batch.entries) deadlines_.erase(request.attempt);
  const int status = static_cast<int>(IntOr(answer, "status", 200));
  const std::set<int> stands_for_each = {401, 419, 429, 502, 503, 504, 511};
  const Json* items = Find(answer, "items");
  if (stands_for_each.contains(status)) {
    Json own = answer;
    own.erase("body");
    for (const Request& request : batch.entries) {
      page_->engine().OnResponse(request.attempt, ResponseOf(request.resource, own));
    }
  } else if (!items) {
    const bool refused_unread = status >= 400 && status < 500;
    page_->engine().OnBatchUnusable(batch.entries.front().attempt, !refused_unread);
  } else {
    for (const Request& request : batch.entries) {
      const Json* item = Find(*items, request.mutation.value());
      if (item) {
        page_->engine().OnResponse(request.attempt, ResponseOf(request.resource, *item));
      }
    }
    for (const Request& request : batch.entries) {
      if (Find(*items, request.mutation.value())) continue;
      page_->engine().OnTransportFailure(request.attempt, TransportFailure::kNetwork);
    }
  }
  world_.RunMicrotasks();
  return "";
}

std::string Replay::AnswerRead(const Json& answer) {
  const std::string path = StringOr(answer, "path");
  const auto place = std::find_if(wanted_.begin(), wanted_.end(), [&](const EntityKey& entity) {
    return EntityPath(entity) == path;
  });
  if (place == wanted_.end()) return "no such read is open";
  const EntityKey entity = *place;
  wanted_.erase(place);
  const Json& record = answer.at("record");
  confirmed_[entity] = record;
  screen_[entity] = record;
  Observe(entity, record, /*was_asked=*/true);
  return "";
}

std::string Replay::Verify(const Json& answer) {
  std::deque<VerifyRequest>& open = page_->transport.open_questions;
  if (open.empty()) return "nothing is asked";
  const VerifyRequest question = open.front();
  if (question.mutation.value() != StringOr(answer, "of")) return "another one is asked about";
  open.pop_front();
  const std::string verdict = StringOr(answer, "verdict");
  const VerifyResult told = verdict == "applied"  ? VerifyResult::kApplied
                            : verdict == "absent" ? VerifyResult::kAbsent
                                                  : VerifyResult::kUnknown;
  page_->engine().OnVerified(question.attempt, told, TextOf(answer, "record"));
  world_.RunMicrotasks();
  return "";
}

// Lets time pass; what has waited for its answer too long ends at its time.
void Replay::Advance(int64_t ms) {
  const int64_t end_ms = world_.clock.now_ms() + ms;
  while (true) {
    int64_t next_ms = end_ms;
    for (const auto& [attempt, at_ms] : deadlines_) next_ms = std::min(next_ms, at_ms);
    for (const auto& [url, at_ms] : probe_deadlines_) next_ms = std::min(next_ms, at_ms);
    world_.Advance(next_ms - world_.clock.now_ms());
    Look();
    EndWaits();
    Look();
    if (next_ms == end_ms) break;
  }
  world_.Advance(0);
  Look();
}

void Replay::EndWaits() {
  const int64_t now_ms = world_.clock.now_ms();
  const std::map<AttemptId, int64_t> requests = deadlines_;
  for (const auto& [attempt, at_ms] : requests) {
    if (at_ms > now_ms) continue;
    deadlines_.erase(attempt);
    std::erase_if(page_->transport.open,
                  [&late = attempt](const Request& request) { return request.attempt == late; });
    page_->engine().OnTransportFailure(attempt, TransportFailure::kTimeout);
  }
  const std::map<std::string, int64_t> probes = probe_deadlines_;
  for (const auto& [url, at_ms] : probes) {
    if (at_ms > now_ms) continue;
    probe_deadlines_.erase(url);
    std::erase(page_->transport.open_probes, url);
    page_->engine().OnProbe(url, 0, false);
  }
  world_.RunMicrotasks();
}

void Replay::Look() {
  const int64_t now_ms = world_.clock.now_ms();
  const ScriptedTransport& transport = page_->transport;
  for (; seen_requests_ < transport.sent.size(); ++seen_requests_) {
    const Request& request = transport.sent[seen_requests_];
    requests_.push_back(request);
    deadlines_[request.attempt] = now_ms + kRequestLimit_ms;
  }
  for (; seen_batches_ < transport.batches.size(); ++seen_batches_) {
    batches_.push_back(transport.batches[seen_batches_]);
    for (const Request& request : batches_.back().entries) {
      deadlines_[request.attempt] = now_ms + kRequestLimit_ms;
    }
  }
  for (; seen_probes_ < transport.probed.size(); ++seen_probes_) {
    probes_.push_back(transport.probed[seen_probes_]);
    probe_deadlines_[probes_.back()] = now_ms + kProbeLimit_ms;
  }
  for (; seen_events_ < page_->sink.events.size(); ++seen_events_) {
    const Event& event = page_->sink.events[seen_events_];
    if (const std::string name = EventName(event); !name.empty()) events_.push_back(name);
    if (const auto* read = std::get_if<ReadNeededEvent>(&event)) {
      if (wanted_.insert(read->entity).second) reads_.push_back(EntityPath(read->entity));
    }
    const auto* view = std::get_if<ViewEvent>(&event);
    if (!view) continue;
    const EntityKey former{view->entity.resource, view->previous_id};
    if (!view->previous_id.empty()) screen_.erase(former);
    const RecordState confirmed = view->confirmed.Parsed();
    if (confirmed.present()) confirmed_[view->entity] = confirmed.record;
    const RecordState shown = view->view.Parsed();
    if (shown.present()) {
      screen_[view->entity] = shown.record;
    } else if (shown.knowledge == RecordState::Knowledge::kAbsent) {
      screen_[view->entity] = nullptr;
    }
  }
  // A change that was just made the page shows by itself.
  for (const EntityKey& entity : page_->engine().local_store().queue().Entities()) {
    const RecordState view = page_->engine().local_store().ViewOf(entity).view.Parsed();
    if (view.present()) screen_[entity] = view.record;
    if (view.knowledge == RecordState::Knowledge::kAbsent) screen_[entity] = nullptr;
  }
}

}  // namespace synchrone
