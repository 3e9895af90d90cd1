#include "tests/simulator/simulation.h"

#include <algorithm>
#include <utility>

namespace synchrone::simulator {
namespace {

constexpr int64_t kStart_ms = 1'700'000'000'000;
constexpr int kMostRounds = 60;  // of people deciding after the schedule

}  // namespace

Simulation::Simulation(const Schedule& schedule)
    : schedule_(schedule),
      choice_(schedule.seed),
      keys_(KeysOf(schedule.seed)),
      server_(keys_),
      network_(server_) {
  for (const ResourceHabits& habits : AllHabits()) {
    const Resource resource(habits.resource);
    if (habits.whole_records) continue;
    records_.push_back({resource, EntityId(server_.Seed(resource, "seed"))});
  }
}

std::optional<BrokenLaw> Simulation::Run(std::vector<std::string>* trace) {
  trace_ = trace;
  OpenPage();
  for (size_t i = 0; i < schedule_.steps.size() && !failure_; ++i) {
    step_ = static_cast<int>(i);
    Do(schedule_.steps[i]);
  }
  step_ = static_cast<int>(schedule_.steps.size());
  if (!failure_) Quiesce();
  return failure_;
}

int64_t Simulation::WallMs() { return kStart_ms + real_ms_ + skew_ms_; }

void Simulation::OpenPage() {
  ++page_;
  flights_.clear();
  screen_.clear();  // but an application reads at its start what it shows: reads_wanted_ stays
  lock_wanted_ = leader_ = paused_ = offline_mode_ = login_needed_ = dying_ = false;
  keys_count_ = keys_ == Keys::kDeclared;
  before_.reset();
  told_ = Snapshot();
  tab_ = std::make_unique<SimTab>(*this, disk_, "tab" + std::to_string(page_), online_, keys_);
  tab_->Start();
}

// Another page over what the last one left. The call in which it died was recorded or was not:
// nothing in between.
void Simulation::Reopen() {
  Say("  page ", std::to_string(page_), " is gone");
  network_.Forget(page_, real_ms_, choice_);
  const bool mid_call = tab_->dead() && before_;
  Oracle before = mid_call ? *before_ : oracle_;
  std::set<std::string> unanswered;
  for (const auto& [attempt, flight] : flights_) unanswered.insert(flight.mutation);
  OpenPage();
  before.ForgetAnswers();
  oracle_.ForgetAnswers();
  // A call may have done its work for some of several mutations, and not for others.
  AdoptMerges(tab_->engine(), before);
  AdoptParks(tab_->engine(), before);
  AdoptMerges(tab_->engine(), oracle_);
  const std::string not_done = Difference(tab_->engine(), before);
  if (not_done.empty()) {
    before.TakeKeys(oracle_);
    AdoptReads(tab_->engine(), before);
    // An answer may be recorded although it changes nothing of the work.
    for (const std::string& id : answered_) {
      const QueuedMutation* queued = tab_->engine().local_store().queue().FindId(MutationId(id));
      const Entry* heard = oracle_.Find(id);
      if (!queued || queued->progress.possibly_sent || !heard || !before.Find(id)) continue;
      before.Find(id)->outcome_unknown = heard->outcome_unknown;
      before.Find(id)->key_may_change = heard->key_may_change;
      unanswered.erase(id);
    }
    oracle_ = std::move(before);
  } else if (const std::string done = Difference(tab_->engine(), oracle_); !done.empty()) {
    Break("after a restart: " + done + (mid_call ? "; nor as before the call: " + not_done : ""));
  } else {
    // The answer that it died of was recorded.
    for (const std::string& id : answered_) unanswered.erase(id);
  }
  answered_.clear();
  // An application reads at its start what it shows.
  for (const EntityKey& entity : mid_call ? oracle_.Entities() : std::vector<EntityKey>()) {
    const bool being_made = std::any_of(
        oracle_.entries().begin(), oracle_.entries().end(),
        [&](const Entry& entry) { return entry.kind == Kind::kCreate && entry.entity == entity; });
    const bool exists = server_.Find(entity.resource, entity.id.value()) != nullptr;
    if (exists && !being_made) reads_wanted_.push_back(entity);
  }
  // A batch of which it had recorded some when it died: they never left, but who would know.
  for (const Entry& entry : mid_call ? oracle_.entries() : std::vector<Entry>()) {
    const QueuedMutation* queued =
        tab_->engine().local_store().queue().FindId(MutationId(entry.id));
    if (!queued || !queued->progress.possibly_sent) continue;
    Entry& recorded = *oracle_.Find(entry.id);
    recorded.outcome_unknown = true;
    // The attempt has its key, although no request has shown it.
    if (recorded.key_may_change) recorded.key = IdempotencyKey(*queued);
  }
  for (const std::string& id : unanswered) {
    Entry* entry = oracle_.Find(id);
    if (!entry) continue;
    entry->outcome_unknown = true;
    entry->key_may_change = false;
  }
}

void Simulation::Begin() {
  if (dying_) before_ = oracle_;
}

void Simulation::End() {
  Adopt();
  if (tab_->dead()) Reopen();
}

void Simulation::Do(const Step& step) {
  choice_ = Choice(step.salt);
  Say("[", std::to_string(step_), "] ", StepName(step.kind));
  Engine& engine = tab_->engine();
  Begin();
  switch (step.kind) {
    case StepKind::kCreate:
      Create();
      break;
    case StepKind::kUpdate:
      Update();
      break;
    case StepKind::kDelete:
      Delete();
      break;
    case StepKind::kAction:
      Act();
      break;
    case StepKind::kWithdraw:
      Withdraw();
      break;
    case StepKind::kRetry:
      Retry();
      break;
    case StepKind::kDiscard:
      Discard();
      break;
    case StepKind::kKeepOffline:
      KeepOffline();
      break;
    case StepKind::kResolve:
      Resolve();
      break;
    case StepKind::kPause:
      paused_ = choice_.Chance(40);
      if (!paused_) RenewLogin();
      engine.SetPaused(paused_);
      break;
    case StepKind::kOfflineMode:
      offline_mode_ = choice_.Chance(40);
      engine.SetOfflineMode(offline_mode_);
      break;
    case StepKind::kProcess:
      engine.Process();
      break;
    case StepKind::kClear:
      Clear();
      break;
    case StepKind::kObserve:
      ObserveRead();
      break;
    case StepKind::kElsewhere:
      Elsewhere();
      break;
    case StepKind::kSession:
      ChangeSession();
      break;
    case StepKind::kWeather:
      ChangeWeather();
      break;
    case StepKind::kConnectivity:
      online_ = choice_.Chance(60);
      engine.OnConnectivity(online_);
      break;
    case StepKind::kClockJump:
      skew_ms_ += choice_.Between(-2, 2) * choice_.Between(0, 5'000'000);
      break;
    case StepKind::kRun:
      RunNext(static_cast<int>(choice_.Between(1, 12)), kForever);
      break;
    case StepKind::kWait:
      RunNext(500, real_ms_ + choice_.Between(10, choice_.Chance(20) ? 90'000 : 6'000));
      break;
    case StepKind::kReload:
      Reopen();
      break;
    case StepKind::kErase:
      Erase();
      break;
    case StepKind::kDieAtWrite:
      dying_ = true;
      tab_->DieAtWrite(static_cast<int>(choice_.Between(0, 7)));
      break;
  }
  if (!failure_) End();
  CheckLaws();
}

bool Simulation::HasNext() const {
  return lock_wanted_ || !reads_wanted_.empty() || tab_->NextTimer() || network_.NextMs();
}

void Simulation::RunNext(int count, int64_t until_ms) {
  const int page = page_;
  for (int i = 0; i < count && !failure_ && page == page_; ++i) {
    if (!RunOne(until_ms)) break;
  }
  if (until_ms != kForever && page == page_) real_ms_ = std::max(real_ms_, until_ms);
}

// The next thing that happens before `until_ms`; false when there is none.
bool Simulation::RunOne(int64_t until_ms) {
  if (lock_wanted_) {
    lock_wanted_ = false;
    leader_ = true;
    Begin();
    tab_->engine().OnLeadership(true);
    End();
    return true;
  }
  if (!reads_wanted_.empty()) {
    const EntityKey entity = reads_wanted_.back();
    reads_wanted_.pop_back();
    const Json record = server_.Read(entity.resource, entity.id.value());
    Say("  read ", entity.id.value(), " ", DumpJson(record));
    Begin();
    const Status status = tab_->engine().Observe(
        entity.resource.value(), entity.id, record.is_null() ? "" : DumpJson(record), /*etag=*/"",
        /*was_asked=*/true);
    const Queue::List queued = tab_->engine().local_store().queue().OfEntity(entity);
    const bool waits_on = !queued.empty() && queued.front()->pending();
    if (status.ok()) oracle_.JudgeBy(entity, record, waits_on);
    if (status.ok() && Counts(entity, record)) oracle_.Observe(entity, record);
    // Records without queued changes are the page's own affair.
    if (oracle_.ViewOf(entity) == RecordState::Unknown()) {
      screen_[entity] = record.is_null() ? RecordState::Absent() : RecordState::Present(record);
    }
    End();
    return true;
  }
  const auto timer = tab_->NextTimer();
  const auto network_ms = network_.NextMs();
  const int64_t timer_ms = timer ? timer->first : kForever;
  const int64_t next_ms = std::min(timer_ms, network_ms.value_or(kForever));
  if (next_ms == kForever || next_ms > until_ms) return false;
  real_ms_ = std::max(real_ms_, next_ms);
  if (timer_ms == next_ms) {
    Say("  timer ", TimerName(timer->second), " at ", std::to_string(real_ms_));
    Begin();
    tab_->Fire(timer->second);
    End();
  } else if (const std::optional<Delivery> delivery = network_.Step()) {
    Take(*delivery);
  }
  return true;
}

void Simulation::RenewLogin() {
  login_needed_ = false;
  ++renewals_;
}

void Simulation::Take(const Delivery& delivery) {
  if (delivery.page != page_) return;
  if (delivery.kind == Delivery::Kind::kBatchUnusable) return TakeUnusableBatch(delivery);
  if (delivery.kind == Delivery::Kind::kVerified) return TakeVerifyResult(delivery);
  Engine& engine = tab_->engine();
  Begin();
  if (delivery.kind == Delivery::Kind::kProbeAnswer) {
    Say("  probe ", delivery.url, ": ", std::to_string(delivery.status));
    engine.OnProbe(delivery.url, delivery.status, delivery.html);
    const bool signed_in =
        delivery.status > 0 && delivery.status < 500 && delivery.status != 401 && !delivery.html;
    if (signed_in) RenewLogin();
    return End();
  }
  const Answer& answer = delivery.answer;
  const AttemptId attempt = delivery.request.attempt;
  const auto flight = flights_.find(attempt);
  const std::string id = delivery.request.mutation.value();
  Say("  answer to ", id, ": ", MeaningName(answer.meaning), " ",
      std::to_string(answer.response.status), " ", answer.response.body);
  const bool is_first = flight != flights_.end();
  const bool no_answer =
      answer.meaning == Meaning::kNoAnswer || answer.meaning == Meaning::kBlocked;
  const bool shows_key = answer.response.key_honoured || answer.meaning == Meaning::kWait;
  if (is_first && shows_key) keys_count_ = true;
  if (no_answer) {
    engine.OnTransportFailure(attempt, answer.failure);
  } else {
    engine.OnResponse(attempt, answer.response);
  }
  const Entry* heard = is_first ? oracle_.Find(id) : nullptr;
  if (heard) oracle_.Hear(id, answer, KeyCounts(*heard));
  // What left before a renewal says nothing of the new credentials.
  const bool is_new_word = is_first && flight->second.renewals == renewals_;
  if (answer.meaning == Meaning::kLogin && is_new_word) login_needed_ = true;
  // A page that dies in this call leaves its request without a recorded answer.
  if (is_first) answered_ = {id};
  if (!tab_->dead()) flights_.erase(attempt);
  End();
  answered_.clear();
}

void Simulation::OnProbeWanted(const std::string& url) {
  Say("  probes ", url);
  network_.Probe(page_, url, real_ms_, choice_, calm_ ? 0 : schedule_.temper.message_faults);
}

void Simulation::TakeUnusableBatch(const Delivery& delivery) {
  Say("  the batch of ", delivery.request.mutation.value(), " was not understood",
      delivery.arrived ? ", but carried out" : "");
  Begin();
  tab_->engine().OnBatchUnusable(delivery.request.attempt, delivery.arrived);
  for (const Request& request : delivery.batch) {
    Entry* entry = oracle_.Find(request.mutation.value());
    if (!entry || !flights_.contains(request.attempt)) continue;
    entry->outcome_unknown = entry->outcome_unknown || delivery.arrived;
    entry->key_may_change = !entry->outcome_unknown;
    answered_.insert(entry->id);
    if (!tab_->dead()) flights_.erase(request.attempt);
  }
  End();
  answered_.clear();
}

// A person looks at the server, or cannot decide.
void Simulation::TakeVerifyResult(const Delivery& delivery) {
  const std::string id = delivery.question.mutation.value();
  Entry* entry = oracle_.Find(id);
  if (!entry || !flights_.contains(delivery.question.attempt)) return;
  const bool knows = entry->habits().verifies && choice_.Chance(80);
  VerifyResult verdict = VerifyResult::kUnknown;
  Json record;
  if (knows) {
    const bool applied = IsApplied(*entry);
    verdict = applied ? VerifyResult::kApplied : VerifyResult::kAbsent;
    const bool shows = applied && entry->kind != Kind::kDelete && choice_.Chance(60);
    if (shows) record = Marked(*entry);
  }
  Say("  ", id, " is said to be ", std::to_string(static_cast<int>(verdict)), " ",
      DumpJson(record));
  Begin();
  tab_->engine().OnVerified(delivery.question.attempt, verdict,
                            record.is_null() ? "" : DumpJson(record));
  oracle_.Verified(id, verdict, record);
  answered_ = {id};
  if (!tab_->dead()) flights_.erase(delivery.question.attempt);
  End();
  answered_.clear();
}

bool Simulation::IsApplied(const Entry& entry) const {
  return entry.kind == Kind::kDelete
             ? server_.Read(entry.entity.resource, entry.entity.id.value()).is_null()
             : server_.TimesApplied(entry.marks.back()) > 0;
}

Json Simulation::Marked(const Entry& entry) const {
  const Resource& resource = entry.entity.resource;
  const std::string id = server_.IdMarked(resource, entry.marks.back());
  return id.empty() || entry.kind == Kind::kAction ? Json() : server_.Read(resource, id);
}

void Simulation::Leave(const Request& request) {
  HearWhatIsGone();
  Say("  sends ", request.mutation.value(), " ", MethodName(request.method), " ", request.url, " ",
      request.body, " key ", request.idempotency_key, " if-match ", request.if_match);
  AdoptMerges(tab_->engine(), oracle_);
  Entry* entry = oracle_.Find(request.mutation.value());
  if (!entry) return Break("a request for a mutation that is not queued: " + request.url);
  CheckRequest(request, *entry);
  entry->key = request.idempotency_key;
  entry->sent_body = request.body.empty() ? Json() : ParseJson(request.body).value();
  entry->sent = true;
  entry->sent_by = request.method;
  const RecordState known = oracle_.ConfirmedOf(entry->entity);
  const Json* version = Find(known.record, "version");
  entry->known_version = version && version->is_number_integer() ? DumpJson(*version) : "";
  entry->sent_if_match = request.if_match;
  entry->looks = false;
  entry->is_repeated = entry->outcome_unknown;
  const bool is_repeated = entry->outcome_unknown && !KeyCounts(*entry);
  if (is_repeated && IsIdempotent(request)) ++repeats_[StringOr(entry->sent_body, "mark")];
  entry->key_may_change = false;
  const bool fifo = entry->habits().fifo;
  const EntityKey lane = fifo ? EntityKey{Resource("fifo"), {}} : entry->entity;
  flights_[request.attempt] = {entry->id, lane, renewals_};
}

void Simulation::OnSend(const Request& request) {
  Leave(request);
  network_.Send(page_, request, real_ms_, choice_, calm_ ? 0 : schedule_.temper.message_faults);
}

void Simulation::OnSendBatch(const BatchRequest& batch) {
  Say("  a batch of ", std::to_string(batch.entries.size()));
  for (const Request& request : batch.entries) Leave(request);
  network_.SendBatch(page_, batch, real_ms_, choice_, calm_ ? 0 : schedule_.temper.message_faults);
}

void Simulation::OnVerify(const VerifyRequest& question) {
  Say("  asks what became of ", question.mutation.value());
  Entry* entry = oracle_.Find(question.mutation.value());
  if (!entry || !entry->outcome_unknown) return Break("a question about what is known");
  // A whole record is repeated under the condition only that it was sent under, which the engine
  // may know no more.
  const bool is_whole = entry->sent_by == Method::kPut && entry->habits().whole_records;
  const bool is_conditional = is_whole && !entry->sent_if_match.empty();
  if (KeyCounts(*entry) && !is_conditional) return Break("a question although the key counts");
  entry->looks = true;
  const bool fifo = entry->habits().fifo;
  const EntityKey lane = fifo ? EntityKey{Resource("fifo"), {}} : entry->entity;
  flights_[question.attempt] = {entry->id, lane, renewals_};
  network_.Verify(page_, question, real_ms_, choice_);
}

// Without further disturbance, people decide until nothing is left to decide.
void Simulation::Quiesce() {
  calm_ = true;
  Say("[at rest]");
  choice_ = Choice(schedule_.seed + 1);
  if (dying_) Reopen();
  network_.ClearUp();
  server_.SetSession(true);
  paused_ = offline_mode_ = false;
  RenewLogin();
  online_ = true;
  tab_->engine().OnConnectivity(true);
  tab_->engine().SetOfflineMode(false);
  tab_->engine().SetPaused(false);
  for (int round = 0; round < kMostRounds && !failure_; ++round) {
    RunNext(kMostHappenings, kForever);
    if (HasNext() && !failure_) Break("it never comes to rest");
    CheckLaws();
    if (oracle_.entries().empty() || failure_) break;
    const std::vector<Entry> waiting = oracle_.entries();
    for (const Entry& entry : waiting) {
      if (const Entry* now = oracle_.Find(entry.id); now && !failure_) Decide(Entry(*now));
    }
  }
  if (!failure_) CheckAtRest();
}

// A person who wants every change saved, and gives up what cannot be.
void Simulation::Decide(const Entry& entry) {
  if (entry.pending() && !entry.kept_offline) return;
  Engine& engine = tab_->engine();
  const MutationId id(entry.id);
  // What needs a record with an unknown id has no path (3.5a).
  const bool hopeless = entry.persons_tries > 3 || BoolOr(entry.data, "invalid", false) ||
                        oracle_.NeedsUnnamed(entry);
  Say("  decides on ", entry.id);
  if (entry.park == ParkKind::kUncertain) {
    ResolveAs(entry.id, IsApplied(entry) ? Resolution::kServer : Resolution::kMine);
  } else if (entry.park == ParkKind::kConflict) {
    ResolveAs(entry.id, choice_.Chance(70) ? Resolution::kMine : Resolution::kServer);
  } else if (hopeless) {
    if (engine.Discard(id).ok()) oracle_.Discard(entry.id);
  } else if (engine.Retry(id, "").ok()) {
    Retried(entry.id, nullptr);
    if (Entry* now = oracle_.Find(entry.id)) ++now->persons_tries;
  }
  Adopt();
}

}  // namespace synchrone::simulator
