#include "wasm/handle.h"

#include <utility>

#include "core/base/object_text.h"
#include "core/engine/describe.h"

namespace synchrone {
namespace {

std::string Refusal(const Status& status) {
  return "!" + ObjectText()
                   .Text("code", ErrorCodeName(status.code()))
                   .Text("message", status.message())
                   .str();
}

std::string Reply(const Status& status) { return status.ok() ? "" : Refusal(status); }

Json ParsedOrEmpty(std::string_view text) {
  Result<Json> parsed = text.empty() ? Json::object() : ParseJson(text);
  return parsed.ok() ? std::move(*parsed) : Json::object();
}

// "<data>\n<base>", and the options that a mutation may come with.
Draft DraftOf(std::string_view text, std::string_view options) {
  Draft draft;
  const size_t newline = text.find('\n');
  draft.data = text.substr(0, newline);
  if (newline != text.npos) draft.base = text.substr(newline + 1);
  if (options.empty()) return draft;
  const Json json = ParsedOrEmpty(options);
  draft.id = MutationId(StringOr(json, "id"));
  draft.method = ParseMethod(StringOr(json, "method"));
  ReadText(json, "reason", draft.reason);
  draft.hold_ms = IntOr(json, "holdMs", 0);
  draft.not_after_ms = IntOr(json, "notAfter", 0);
  draft.needs_transform = BoolOr(json, "transform", false);
  ReadText(json, "version", draft.version);
  draft.local_id = BoolOr(json, "localId", false);
  draft.payload_version = static_cast<int>(IntOr(json, "payload", 0));
  return draft;
}

// Events that are described at once: their texts stay in memory that has been used before.
constexpr size_t kEventsAtOnce = 256;

constexpr Timer kTimers[] = {Timer::kSend, Timer::kDue, Timer::kProbe, Timer::kProjection,
                             Timer::kCatchUp};

}  // namespace

Handle::Handle() = default;

std::string Handle::Start(std::string_view options) {
  const Json json = ParsedOrEmpty(options);
  EngineOptions engine_options;
  engine_options.tab = TabId(StringOr(json, "tab"));
  ReadText(json, "origin", engine_options.own_origin);
  engine_options.online = BoolOr(json, "online", true);
  engine_options.shared_session = BoolOr(json, "sharedSession", true);
  if (const Json* origins = Find(json, "origins"); origins && origins->is_array()) {
    for (const Json& origin : *origins) {
      if (origin.is_string()) engine_options.origins.push_back(origin.text());
    }
  }
  if (engine_options.tab.empty()) {
    return Refusal(Status(ErrorCode::kInvalidArgument, "Give the tab a fresh random id."));
  }
  const Ports ports{storage_,     transport_, clock_,  random_, scheduler_,
                    leader_lock_, tabs_,      events_, &digest_};
  engine_ = std::make_unique<Engine>(ports, std::move(engine_options));
  return Reply(engine_->Start());
}

std::string Handle::Accept(Result<Receipt> receipt) const {
  if (!receipt.ok()) return Refusal(receipt.status());
  return (receipt->durable ? "+" : "~") + receipt->id.value();
}

std::string Handle::Enqueue(int kind, std::string_view resource, std::string_view entity,
                            std::string_view text, std::string_view options) {
  Draft draft = DraftOf(text, options);
  draft.kind = kind == 0 ? Kind::kCreate : kind == 1 ? Kind::kUpdate : Kind::kDelete;
  draft.resource = Resource(resource);
  draft.entity = EntityId(entity);
  storage_.Hold(text);
  std::string reply = Accept(engine_->Enqueue(std::move(draft)));
  storage_.Release();
  return reply;
}

std::string Handle::EnqueueRaw(std::string_view type, std::string_view path, std::string_view text,
                               std::string_view options) {
  storage_.Hold(text);
  std::string reply =
      Accept(engine_->EnqueueRaw({std::string(type), std::string(path), DraftOf(text, options)}));
  storage_.Release();
  return reply;
}

std::string Handle::Withdraw(std::string_view id) {
  return Reply(engine_->Withdraw(MutationId(id)));
}

std::string Handle::Retry(std::string_view id, std::string_view data) {
  return Reply(engine_->Retry(MutationId(id), data));
}

std::string Handle::Discard(std::string_view id) { return Reply(engine_->Discard(MutationId(id))); }

std::string Handle::MigratePayload(std::string_view id, std::string_view data, int version) {
  return Reply(engine_->MigratePayload(MutationId(id), data, version));
}

std::string Handle::KeepOffline(std::string_view id) {
  return Reply(engine_->KeepOffline(MutationId(id)));
}

std::string Handle::ResolveConflict(std::string_view id, std::string_view choice,
                                    std::string_view record) {
  Resolution resolution = Resolution::kMerged;
  if (choice == "mine") resolution = Resolution::kMine;
  if (choice == "server") resolution = Resolution::kServer;
  return Reply(engine_->ResolveConflict(MutationId(id), resolution, record));
}

std::string Handle::Pause() {
  engine_->SetPaused(true);
  return "";
}

std::string Handle::Resume() {
  engine_->SetPaused(false);
  return "";
}

std::string Handle::SetOfflineMode(bool on) {
  engine_->SetOfflineMode(on);
  return "";
}

std::string Handle::Process() {
  engine_->Process();
  return "";
}

std::string Handle::Clear() { return std::to_string(engine_->Clear()); }

std::string Handle::SetUser(std::string_view user_id, std::string_view company_id) {
  engine_->SetUser({std::string(user_id), std::string(company_id)});
  return "";
}

std::string Handle::Logout() { return ObjectText().Number("unsynced", engine_->Logout()).str(); }

std::string Handle::ConfigureEndpoint(std::string_view resource, std::string_view options) {
  return Reply(engine_->ConfigureEndpoint(resource, options));
}

std::string Handle::Alias(std::string_view resource, std::string_view entity,
                          std::string_view other) {
  return Reply(engine_->AddAlias(resource, EntityId(entity), EntityId(other)));
}

std::string Handle::Observe(std::string_view resource, std::string_view entity,
                            std::string_view record, std::string_view etag, bool was_asked) {
  return Reply(engine_->Observe(resource, EntityId(entity), record, etag, was_asked));
}

void Handle::OnResponse(unsigned attempt, int status, std::string_view meta,
                        std::string_view body) {
  const Json json = ParsedOrEmpty(meta);
  Response response;
  response.status = status;
  ReadText(json, "contentType", response.content_type);
  response.body = body;
  ReadText(json, "etag", response.etag);
  ReadText(json, "location", response.location);
  ReadText(json, "retryAfter", response.retry_after);
  response.date_ms = IntOr(json, "date", 0);
  ReadText(json, "redirectedTo", response.redirected_to);
  response.same_origin = BoolOr(json, "sameOrigin", true);
  response.key_honoured = BoolOr(json, "keyHonoured", false);
  ReadText(json, "outcome", response.override_outcome);
  engine_->OnResponse(attempt, response);
}

void Handle::OnTransportFailed(unsigned attempt, std::string_view failure) {
  TransportFailure kind = TransportFailure::kNetwork;
  if (failure == "timeout") kind = TransportFailure::kTimeout;
  if (failure == "blocked") kind = TransportFailure::kBlocked;
  engine_->OnTransportFailure(attempt, kind);
}

void Handle::OnBatchUnusable(unsigned first, bool may_have_arrived) {
  engine_->OnBatchUnusable(first, may_have_arrived);
}

void Handle::OnVerified(unsigned attempt, std::string_view verdict, std::string_view record) {
  VerifyResult found = VerifyResult::kUnknown;
  if (verdict == "applied") found = VerifyResult::kApplied;
  if (verdict == "absent") found = VerifyResult::kAbsent;
  engine_->OnVerified(attempt, found, record);
}

void Handle::OnSessionOver(std::string_view url) { engine_->OnSessionOver(std::string(url)); }

void Handle::OnProbeAnswered(std::string_view url, int status, bool html) {
  engine_->OnProbe(std::string(url), status, html);
}

void Handle::OnTimer(std::string_view name) {
  for (const Timer timer : kTimers) {
    if (name == TimerName(timer)) engine_->OnTimer(timer);
  }
}

void Handle::OnConnectivity(bool online) { engine_->OnConnectivity(online); }

void Handle::OnLeadership(bool held) { engine_->OnLeadership(held); }

void Handle::OnTabMessage(std::string_view message) { engine_->OnTabMessage(message); }

void Handle::OnStorageChanged(std::string_view key) { engine_->OnStorageKey(key); }

std::string Handle::TakeEvents() {
  engine_->FlushOutbox();
  const std::vector<Event> events = events_.Take(kEventsAtOnce);
  if (events.empty()) return "";
  std::vector<std::string> texts;
  texts.reserve(events.size());
  for (const Event& event : events) texts.push_back(DescribeEvent(event));
  return ArrayText(texts);
}

std::string Handle::Entry(std::string_view id) const {
  return DescribeEntryOf(*engine_, MutationId(id));
}

std::string Handle::Entries(std::string_view filter) const {
  return DescribeEntries(*engine_, filter);
}

std::string Handle::Views(std::string_view resource) const {
  return DescribeViews(*engine_, Resource(resource));
}

std::string Handle::GetSnapshot() const { return DescribeSnapshot(engine_->GetSnapshot()); }

std::string Handle::ExplainEntry(std::string_view id) const {
  return Explain(*engine_, MutationId(id));
}

std::string Handle::Unsendable() const {
  std::vector<std::string> ids;
  for (const MutationId& id : engine_->Unsendable()) ids.push_back(QuoteJson(id.value()));
  return ArrayText(ids);
}

bool Handle::CanSend(std::string_view id) const { return engine_->CanSend(MutationId(id)); }

std::string Handle::ResolveId(std::string_view id) const {
  return engine_->ResolveId(EntityId(id)).value();
}

std::string Handle::ExportAudit() { return DescribeAudit(*engine_); }

std::string Handle::VerifyAudit(std::string_view known_heads) {
  return DescribeVerification(*engine_, known_heads);
}

}  // namespace synchrone
