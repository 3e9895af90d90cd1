#include "tests/simulator/browser/browser_simulation.h"

#include <algorithm>
#include <utility>

#include "tests/simulator/browser/browser_tab.h"

namespace synchrone::simulator {
namespace {

constexpr size_t kMostTabs = 4;
constexpr int kMostBrowserRounds = 40;  // of people deciding after the schedule
constexpr int kLatestVersion = 2;
const User kAnna{"anna", "clinic"};
const User kBea{"bea", "clinic"};

}  // namespace

BrowserSimulation::BrowserSimulation(const BrowserSchedule& schedule)
    : schedule_(schedule),
      choice_(schedule.seed),
      keys_(KeysOf(schedule.seed)),
      storage_(disk_),
      server_(keys_),
      network_(server_) {
  for (const ResourceHabits& habits : AllHabits()) {
    const Resource resource(habits.resource);
    if (!habits.whole_records)
      records_.push_back({resource, EntityId(server_.Seed(resource, "s"))});
  }
}

BrowserSimulation::~BrowserSimulation() = default;

std::optional<BrokenLaw> BrowserSimulation::Run(std::vector<std::string>* trace) {
  trace_ = trace;
  server_.SetSession(!schedule_.has_people);
  OpenTab();
  GrantNext();
  if (schedule_.has_people) {
    if (choice_.Chance(50)) Create(*tabs_.front());  // before anybody is named (7.1a)
    SignIn(*tabs_.front(), kAnna);
  }
  for (size_t i = 0; i < schedule_.steps.size() && !failure_; ++i) {
    step_ = static_cast<int>(i);
    Do(schedule_.steps[i]);
    CheckAlways();
  }
  step_ = static_cast<int>(schedule_.steps.size());
  if (!failure_) Rest();
  return failure_;
}

// ---- Tabs

// Each page is of the version that the server has, which an update may be taken back from. At the
// end it has the latest.
int BrowserSimulation::NextVersion() {
  if (schedule_.versions == AppVersions::kOne) return 0;
  return calm_ || choice_.Chance(50) ? kLatestVersion : kLatestVersion - 1;
}

BrowserSimulation::Tab& BrowserSimulation::OpenTab() {
  tabs_.push_back(std::make_unique<Tab>(*this, ++pages_, NextVersion()));
  Tab& tab = *tabs_.back();
  Say("  opens tab", std::to_string(tab.page), " of version ", std::to_string(tab.version));
  tab.sim->Start(tab.version);
  // The application knows its session when it starts (7.1a).
  if (schedule_.has_people && !session_.anonymous()) SignIn(tab, session_);
  return tab;
}

// Closed, crashed or killed: without notice. What it had not stored is gone with it.
void BrowserSimulation::CloseTab(Tab& tab) {
  Say("  tab", std::to_string(tab.page), " is gone");
  network_.Orphan(tab.page, real_ms_, choice_);
  Forget(tab.page);
}

void BrowserSimulation::Forget(int page) {
  for (Wish& wish : wishes_) wish.in_doubt = wish.in_doubt || (wish.page == page && !wish.durable);
  for (auto& [name, lock] : locks_) {
    if (!lock.pages.empty() && lock.pages.front() == page) lock.has_notice = false;
    std::erase(lock.pages, page);
  }
  std::erase_if(tabs_, [&](const auto& tab) { return tab->page == page; });
}

// A page has a moment after most calls; and one that died in the call is no more.
void BrowserSimulation::AfterCall(Tab& tab) {
  if (!tab.sim->dead() && tab.engine().GetSnapshot().durable) {
    for (Wish& wish : wishes_) wish.durable = wish.durable || wish.page == tab.page;
  }
  if (!tab.sim->dead() && (calm_ || choice_.Chance(90))) tab.engine().FlushOutbox();
  NoteTraces();
  if (tab.sim->dead()) CloseTab(tab);
}

BrowserSimulation::Tab* BrowserSimulation::Find(int page) {
  const auto place =
      std::find_if(tabs_.begin(), tabs_.end(), [&](const auto& tab) { return tab->page == page; });
  return place == tabs_.end() ? nullptr : place->get();
}

std::vector<BrowserSimulation::Tab*> BrowserSimulation::Awake() {
  std::vector<Tab*> awake;
  for (const auto& tab : tabs_) {
    if (!tab->frozen) awake.push_back(tab.get());
  }
  return awake;
}

BrowserSimulation::Tab* BrowserSimulation::AnyTab() {
  const std::vector<Tab*> awake = Awake();
  return awake.empty() ? nullptr : choice_.OneOf(awake);
}

// ---- Time

void BrowserSimulation::Run(int count, int64_t until_ms) {
  for (int i = 0; i < count && !failure_ && RunOne(until_ms); ++i) {
  }
  if (until_ms != kForever) real_ms_ = std::max(real_ms_, until_ms);
}

// The next thing that happens before `until_ms`; false when there is none.
bool BrowserSimulation::RunOne(int64_t until_ms) {
  // What needs no time comes first, mostly.
  if (choice_.Chance(85) &&
      (choice_.Chance(50) ? GrantNext() || DeliverNews() : DeliverNews() || GrantNext())) {
    return true;
  }
  Tab* next = nullptr;
  int64_t timer_ms = kForever;
  for (Tab* tab : Awake()) {
    const auto timer = tab->sim->NextTimer();
    if (!timer || timer->first >= timer_ms) continue;
    next = tab;
    timer_ms = timer->first;
  }
  const int64_t network_ms = network_.NextMs().value_or(kForever);
  const int64_t next_ms = std::min(timer_ms, network_ms);
  if (next_ms == kForever || next_ms > until_ms) return GrantNext() || DeliverNews();
  real_ms_ = std::max(real_ms_, next_ms);
  if (timer_ms == next_ms) {
    const Timer timer = next->sim->NextTimer()->second;
    Say("  tab", std::to_string(next->page), " timer ", TimerName(timer));
    next->sim->Fire(timer);
    AfterCall(*next);
  } else if (const std::optional<Delivery> delivery = network_.Step()) {
    Tab* tab = Find(delivery->page);
    if (tab && tab->frozen) {
      tab->held.push_back(*delivery);
    } else if (tab) {
      Take(*tab, *delivery);
    }
  }
  return true;
}

void BrowserSimulation::Take(Tab& tab, const Delivery& delivery) {
  Engine& engine = tab.engine();
  const AttemptId attempt = delivery.request.attempt;
  switch (delivery.kind) {
    case Delivery::Kind::kProbeAnswer:
      engine.OnProbe(delivery.url, delivery.status, delivery.html);
      break;
    case Delivery::Kind::kBatchUnusable:
      engine.OnBatchUnusable(attempt, delivery.arrived);
      break;
    case Delivery::Kind::kVerified: {
      const VerifyResult verdict = Found(tab, delivery.question.mutation);
      Say("  tab", std::to_string(tab.page), " verified ", delivery.question.mutation.value(), ": ",
          std::to_string(static_cast<int>(verdict)));
      engine.OnVerified(delivery.question.attempt, verdict, "");
      break;
    }
    case Delivery::Kind::kAnswer: {
      const Answer& answer = delivery.answer;
      Say("  tab", std::to_string(tab.page), " answer to ", delivery.request.mutation.value(), ": ",
          MeaningName(answer.meaning), " ", std::to_string(answer.response.status), " ",
          answer.response.body);
      Wish* wish = WishOf(delivery.request.mutation);
      const bool confirmed = answer.meaning == Meaning::kConfirmed;
      if (wish && wish->kind == synchrone::Kind::kDelete && confirmed) wish->is_gone = true;
      // A refusal out of the blue, while an earlier request of it may still be on its way.
      if (answer.meaning == Meaning::kRefused) {
        const auto& request = delivery.request;
        for (Wish* one : WishesIn(request.mutation, request.body)) ++one->sent_again;
      }
      const bool is_none =
          answer.meaning == Meaning::kNoAnswer || answer.meaning == Meaning::kBlocked;
      if (is_none) {
        engine.OnTransportFailure(attempt, answer.failure);
      } else {
        engine.OnResponse(attempt, answer.response);
      }
      break;
    }
  }
  AfterCall(tab);
}

// ---- What tabs do

bool BrowserSimulation::Tab::MaySend() {
  const bool may = browser_.HoldsLock(*this);
  if (!may) lost_lock = true;
  return may;
}

void BrowserSimulation::Tab::OnSend(const Request& request) {
  if (!MaySend()) return;
  browser_.Leave(*this, request);
  browser_.network_.Send(page, request, browser_.real_ms_, browser_.choice_, Faults());
}

void BrowserSimulation::Tab::OnSendBatch(const BatchRequest& batch) {
  if (!MaySend()) return;
  for (const Request& request : batch.entries) browser_.Leave(*this, request);
  browser_.network_.SendBatch(page, batch, browser_.real_ms_, browser_.choice_, Faults());
}

void BrowserSimulation::Tab::OnVerify(const VerifyRequest& question) {
  if (!MaySend()) return;
  browser_.network_.Verify(page, question, browser_.real_ms_, browser_.choice_);
}

void BrowserSimulation::Tab::OnProbeWanted(const std::string& url) {
  browser_.network_.Probe(page, url, browser_.real_ms_, browser_.choice_, Faults());
}

void BrowserSimulation::Tab::OnEvents(const std::vector<Event>& events) {
  for (const Event& event : events) {
    const auto* read = std::get_if<ReadNeededEvent>(&event);
    if (read) reads_wanted.push_back(read->entity);
  }
}

// ---- Steps

void BrowserSimulation::SetQuota(std::optional<size_t> room) {
  storage_.SetQuota(room ? std::optional<size_t>(disk_.bytes() + *room) : std::nullopt);
}

void BrowserSimulation::Do(const BrowserStep& step) {
  using Kind = BrowserStepKind;
  choice_ = Choice(step.salt);
  Say("[", std::to_string(step_), "] ", StepName(step.kind));
  Tab* tab = AnyTab();
  if (!tab && step.kind != Kind::kThaw && step.kind != Kind::kRun && step.kind != Kind::kWait) {
    tab = &OpenTab();
  }
  // Before a page knows who works it queues nothing here: see Run for the one that does.
  const bool is_named =
      !schedule_.has_people || (tab && !tab->user().anonymous() && tab->user_named);
  if (step.kind <= Kind::kAction && !is_named) return;
  switch (step.kind) {
    case Kind::kCreate:
      return Create(*tab);
    case Kind::kUpdate:
    case Kind::kDelete:
    case Kind::kAction:
      return Change(*tab, step.kind);
    case Kind::kDecide:
      return Decide(*tab);
    case Kind::kPause:
      tab->engine().SetPaused(choice_.Chance(40));
      return AfterCall(*tab);
    case Kind::kProcess:
      tab->engine().Process();
      return AfterCall(*tab);
    case Kind::kClear:
      return Clear(*tab);
    case Kind::kSignIn:
      if (schedule_.has_people) SignIn(*tab, choice_.Chance(50) ? kAnna : kBea);
      return;
    case Kind::kSignOut:
      if (schedule_.has_people) SignOut(*tab);
      return;
    case Kind::kOpen:
      if (tabs_.size() < kMostTabs) OpenTab();
      return;
    case Kind::kClose:
      return CloseTab(*tab);
    case Kind::kReload:
      CloseTab(*tab);
      OpenTab();
      return;
    case Kind::kFreeze:
      Say("  tab", std::to_string(tab->page), " freezes");
      tab->frozen = true;
      return;
    case Kind::kThaw:
      for (const auto& one : tabs_) {
        if (one->frozen) return Thaw(*one);
      }
      return;
    case Kind::kSteal:
      YieldToLaterVersions();
      return Steal();
    case Kind::kDieAtWrite:
      tab->sim->DieAtWrite(static_cast<int>(choice_.Between(0, 9)));
      return;
    case Kind::kKillBrowser:
      while (!tabs_.empty()) CloseTab(*tabs_.back());
      return;
    case Kind::kFillStorage:
      return SetQuota(choice_.Chance(50) ? 0 : choice_.Below(3'000));
    case Kind::kFreeStorage:
      return SetQuota(std::nullopt);
    case Kind::kElsewhere: {
      const EntityKey& record = choice_.OneOf(records_);
      const std::string id = tab->engine().ResolveId(record.id).value();
      return server_.EditElsewhere(record.resource, id.empty() ? record.id.value() : id, choice_);
    }
    case Kind::kWeather: {
      const Weather weather =
          choice_.Chance(40) ? Weather::kFair : static_cast<Weather>(choice_.Below(kWeathers));
      return network_.SetWeather(choice_.Chance(75) ? "" : kPartnerOrigin, weather);
    }
    case Kind::kConnectivity:
      online_ = choice_.Chance(60);
      for (Tab* awake : Awake()) {
        awake->engine().OnConnectivity(online_);
        AfterCall(*awake);
      }
      return;
    case Kind::kClockJump:
      skew_ms_ += choice_.Between(-2, 2) * choice_.Between(0, 5'000'000);
      // Who takes over cannot know how long ago something left.
      for (Wish& wish : wishes_) ++wish.sent_again;
      return;
    case Kind::kRun:
      return Run(static_cast<int>(choice_.Between(1, 20)), kForever);
    case Kind::kWait:
      return Run(500, real_ms_ + choice_.Between(10, choice_.Chance(20) ? 90'000 : 6'000));
  }
}

// Without further disturbance, each person in turn decides until nothing is left to decide.
void BrowserSimulation::Rest() {
  calm_ = true;
  Say("[at rest]");
  choice_ = Choice(schedule_.seed + 1);
  network_.ClearUp();
  SetQuota(std::nullopt);
  online_ = true;
  std::vector<User> people = {User{}};
  if (schedule_.has_people) people = {kAnna, kBea, User{}};
  for (const User& person : people) {
    while (tabs_.size() < 2) OpenTab();
    std::vector<int> pages;
    for (const auto& tab : tabs_) pages.push_back(tab->page);
    for (const int page : pages) {
      if (Tab* tab = Find(page); tab && tab->frozen) Thaw(*tab);
    }
    for (const int page : pages) {
      Tab* tab = Find(page);
      if (!tab) continue;
      tab->engine().FlushOutbox();
      tab->engine().OnConnectivity(true);
      tab->engine().SetPaused(false);
      AfterCall(*tab);
      tab = Find(page);
      if (!tab) continue;
      // A page without a user is one where every person has left.
      if (!person.anonymous()) {
        SignIn(*tab, person);
      } else if (schedule_.has_people) {
        SignOut(*tab);
      }
    }
    server_.SetSession(true);
    session_ = person;
    for (int round = 0; round < kMostBrowserRounds && !failure_; ++round) {
      const int latest = NextVersion();
      const bool has_latest = std::any_of(tabs_.begin(), tabs_.end(),
                                          [&](const auto& tab) { return tab->version == latest; });
      if (!has_latest) {  // the last one had a death prepared
        Tab& tab = OpenTab();
        if (!person.anonymous()) SignIn(tab, person);
      }
      YieldToLaterVersions();
      Run(kMostHappenings, kForever);
      CheckAlways();
      CheckAgreement();
      if (failure_ || tabs_.empty()) continue;
      std::vector<QueuedMutation> queue;
      for (const QueuedMutation* one : tabs_.front()->engine().local_store().queue().All()) {
        queue.push_back(*one);
      }
      if (queue.empty()) break;
      const int page = tabs_.front()->page;
      for (const QueuedMutation& queued : queue) {
        if (Tab* tab = Find(page)) DecideAtRest(*tab, queued);
      }
      if (round + 1 == kMostBrowserRounds)
        Break("work that never ends: " + queue.front().id().value());
    }
  }
  if (!failure_) CheckWishes();
  if (!failure_) CheckOrder();
}

}  // namespace synchrone::simulator
