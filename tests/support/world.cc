#include "tests/support/world.h"

#include <algorithm>
#include <utility>

namespace synchrone {

// ---- World

Page& World::OpenPage(PageOptions options) {
  const TabId tab("tab" + std::to_string(++tabs_opened_));
  pages_.push_back(std::make_unique<Page>(*this, tab, std::move(options)));
  Page& page = *pages_.back();
  const Status started = page.engine().Start();
  SYNCHRONE_CHECK(started.ok(), started.message().data());
  AfterCall();
  return page;
}

void World::ClosePage(Page& page) {
  std::erase_if(pages_, [&](const auto& one) { return one.get() == &page; });
  AfterCall();
}

Page& World::Reload(Page& page) {
  PageOptions options = page.options();
  ClosePage(page);
  return OpenPage(std::move(options));
}

void World::Advance(int64_t ms) {
  const int64_t end_ms = clock.now_ms() + ms;
  while (true) {
    Page* first = nullptr;
    FakeScheduler::Due due;
    for (const auto& page : pages_) {
      const auto next = page->scheduler.Next();
      if (!next || next->at_ms > end_ms || (first && due.at_ms <= next->at_ms)) continue;
      first = page.get();
      due = *next;
    }
    if (!first) break;
    first->scheduler.RunTimer(due.timer);
    AfterCall();
  }
  clock.Set(std::max(clock.now_ms(), end_ms));
}

void World::RunMicrotasks() {
  bool busy = true;
  while (busy) {
    busy = locks.GrantNext();
    for (const auto& page : pages_) page->engine().FlushOutbox();
    for (const auto& page : pages_) busy = page->DeliverOne() || busy;
  }
}

// ---- Page

Page::Page(World& world, TabId tab, PageOptions options)
    : scheduler(world.clock, [this](Timer timer) { engine_->OnTimer(timer); }),
      world_(world),
      tab_(std::move(tab)),
      options_(std::move(options)),
      announcing_(world.storage,
                  [this](const std::string& key) {
                    NotifyOthers({TabNotice::Source::kStorageKey, key});
                  }),
      storage_(announcing_),
      lock_(*this),
      channel_(*this) {
  const Ports ports{storage_, transport, world.clock, random, scheduler,
                    lock_,    channel_,  sink,        &digest};
  engine_ =
      std::make_unique<Engine>(ports, EngineOptions{tab_, options_.own_origin, options_.origins,
                                                    options_.online, options_.shared_session});
}

Page::~Page() { world_.locks.Leave(*this); }

void Page::Lock::Request(const std::string& name) { page.world_.locks.Request(page, name); }

bool Page::Lock::IsCurrent() { return page.world_.locks.IsCurrent(page); }

void Page::Channel::Broadcast(std::string_view message) {
  page.NotifyOthers({TabNotice::Source::kMessage, std::string(message)});
}

void Page::NotifyOthers(const TabNotice& notice) {
  for (const auto& other : world_.pages_) {
    if (other.get() != this) other->inbox.push_back(notice);
  }
}

bool Page::DeliverOne() {
  if (inbox.empty()) return false;
  const TabNotice notice = std::move(inbox.front());
  inbox.pop_front();
  if (notice.source == TabNotice::Source::kMessage) {
    engine_->OnTabMessage(notice.text);
  } else {
    engine_->OnStorageKey(notice.text);
  }
  return true;
}

Result<Receipt> Page::Done(Result<Receipt> receipt) {
  world_.AfterCall();
  return receipt;
}

Result<Receipt> Page::Try(Draft draft) { return Done(engine_->Enqueue(std::move(draft))); }

Result<Receipt> Page::TryRaw(const std::string& type, const std::string& endpoint,
                             const std::string& json, const std::string& id) {
  RawDraft raw{type, endpoint, {}};
  raw.rest.id = MutationId(id);
  raw.rest.data = json;
  return Done(engine_->EnqueueRaw(std::move(raw)));
}

MutationId Page::Create(const std::string& resource, const std::string& id,
                        const std::string& json) {
  Draft draft;
  draft.kind = Kind::kCreate;
  draft.resource = Resource(resource);
  draft.entity = EntityId(id);
  draft.data = json;
  return Try(std::move(draft))->id;
}

MutationId Page::Update(const std::string& resource, const std::string& id, const std::string& json,
                        const std::string& base) {
  Draft draft;
  draft.resource = Resource(resource);
  draft.entity = EntityId(id);
  draft.data = json;
  draft.base = base;
  return Try(std::move(draft))->id;
}

MutationId Page::Delete(const std::string& resource, const std::string& id,
                        const std::string& base) {
  Draft draft;
  draft.kind = Kind::kDelete;
  draft.resource = Resource(resource);
  draft.entity = EntityId(id);
  draft.base = base;
  return Try(std::move(draft))->id;
}

Status Page::Retry(const MutationId& id, const std::string& json) {
  Status status = engine_->Retry(id, json);
  world_.AfterCall();
  return status;
}

Status Page::Discard(const MutationId& id) {
  Status status = engine_->Discard(id);
  world_.AfterCall();
  return status;
}

Status Page::Withdraw(const MutationId& id) {
  Status status = engine_->Withdraw(id);
  world_.AfterCall();
  return status;
}

Status Page::KeepOffline(const MutationId& id) {
  Status status = engine_->KeepOffline(id);
  world_.AfterCall();
  return status;
}

Status Page::Resolve(const MutationId& id, Resolution resolution, const std::string& record) {
  Status status = engine_->ResolveConflict(id, resolution, record);
  world_.AfterCall();
  return status;
}

void Page::Configure(const std::string& resource, const std::string& json) {
  const Status status = engine_->ConfigureEndpoint(resource, json);
  SYNCHRONE_CHECK(status.ok(), status.message().data());
  world_.AfterCall();
}

Status Page::Observe(const std::string& resource, const std::string& id, const std::string& json,
                     bool was_asked) {
  Status status = engine_->Observe(resource, EntityId(id), json, "", was_asked);
  world_.AfterCall();
  return status;
}

void Page::SetUser(const std::string& id, const std::string& company) {
  engine_->SetUser({id, company});
  world_.AfterCall();
}

int Page::Logout() {
  const int unsynced = engine_->Logout();
  world_.AfterCall();
  return unsynced;
}

void Page::SendNow() {
  if (scheduler.IsArmed(Timer::kSend)) RunTimer(Timer::kSend);
}

void Page::RunTimer(Timer timer) {
  scheduler.RunTimer(timer);
  world_.AfterCall();
}

const Request& Page::OpenRequest(size_t index) const {
  SYNCHRONE_CHECK(index < transport.open.size(), "no such request is open");
  return transport.open[index];
}

Request Page::TakeRequest(size_t index) {
  Request request = OpenRequest(index);
  transport.open.erase(transport.open.begin() + static_cast<std::ptrdiff_t>(index));
  return request;
}

void Page::Answer(int status, const std::string& json) { Answer(JsonAnswer(status, json)); }

void Page::Answer(const Response& response) {
  engine_->OnResponse(TakeRequest(0).attempt, response);
  world_.AfterCall();
}

void Page::AnswerTo(const MutationId& id, const Response& response) {
  size_t index = 0;
  while (OpenRequest(index).mutation != id) ++index;
  engine_->OnResponse(TakeRequest(index).attempt, response);
  world_.AfterCall();
}

void Page::Fail(TransportFailure failure) {
  engine_->OnTransportFailure(TakeRequest(0).attempt, failure);
  world_.AfterCall();
}

void Page::AnswerQuestion(VerifyResult verdict, const std::string& record) {
  SYNCHRONE_CHECK(!transport.open_questions.empty(), "no question is open");
  const AttemptId attempt = transport.open_questions.front().attempt;
  transport.open_questions.pop_front();
  engine_->OnVerified(attempt, verdict, record);
  world_.AfterCall();
}

void Page::AnswerProbe(int status, bool html) {
  SYNCHRONE_CHECK(!transport.open_probes.empty(), "no probe is open");
  const std::string url = transport.open_probes.front();
  transport.open_probes.pop_front();
  engine_->OnProbe(url, status, html);
  world_.AfterCall();
}

const QueuedMutation& Page::Queued(const MutationId& id) const {
  const QueuedMutation* queued = engine_->local_store().queue().FindId(id);
  SYNCHRONE_CHECK(queued, id.value().c_str());
  return *queued;
}

bool Page::IsQueued(const MutationId& id) const {
  return engine_->local_store().queue().FindId(id) != nullptr;
}

std::string Page::View(const std::string& resource, const std::string& id) const {
  const RecordState view =
      engine_->local_store().ViewOf({Resource(resource), EntityId(id)}).view.Parsed();
  switch (view.knowledge) {
    case RecordState::Knowledge::kAbsent:
      return "absent";
    case RecordState::Knowledge::kPresent:
      return DumpJson(view.record);
    case RecordState::Knowledge::kUnknown:
      break;
  }
  return view.record.is_null() ? "unknown" : "unknown " + DumpJson(view.record);
}

std::string Page::Projection() const {
  return world_.disk.Get("medicalPro_mutation_queue").value().value_or("");
}

// ---- Texts

std::string TempId(int n) {
  const std::string digits = std::to_string(n);
  return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

std::string RecordText(const std::string& id, const std::string& json) {
  return DumpJson(ShallowMerge(Json{{"id", id}}, JsonOf(json)));
}

Json JsonOf(const std::string& text) {
  Result<Json> parsed = ParseJson(text);
  SYNCHRONE_CHECK(parsed.ok(), text.c_str());
  return std::move(*parsed);
}

}  // namespace synchrone
