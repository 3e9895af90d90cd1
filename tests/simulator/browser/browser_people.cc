// What people do in the simulation of a whole browser.
#include <algorithm>
#include <utility>

#include "core/model/path.h"
#include "tests/simulator/browser/browser_tab.h"

namespace synchrone::simulator {

BrowserSimulation::Wish* BrowserSimulation::WishOf(const MutationId& id) {
  const auto place = std::find_if(wishes_.begin(), wishes_.end(),
                                  [&](const Wish& wish) { return wish.id == id.value(); });
  return place == wishes_.end() ? nullptr : &*place;
}

std::vector<BrowserSimulation::Wish*> BrowserSimulation::WishesIn(const MutationId& id,
                                                                  const std::string& data) {
  const Result<Json> json = ParseJson(data);
  const std::string mark = json.ok() && json->is_object() ? StringOr(*json, "mark") : "";
  std::vector<Wish*> wishes;
  for (Wish& wish : wishes_) {
    const bool is_in_it = std::count(wish.marks.begin(), wish.marks.end(), mark) > 0;
    if (is_in_it || wish.id == id.value()) wishes.push_back(&wish);
  }
  return wishes;
}

std::vector<MutationId> BrowserSimulation::WorkOf(const Tab& tab) {
  std::vector<MutationId> ids;
  for (const QueuedMutation* queued : tab.engine().local_store().queue().All()) {
    ids.push_back(queued->id());
  }
  return ids;
}

// With a create goes what changes its record.
void BrowserSimulation::GiveUpWhatLeft(const Tab& tab, const std::vector<MutationId>& before) {
  for (const MutationId& id : before) {
    if (tab.engine().local_store().queue().FindId(id)) continue;
    Say("  tab", std::to_string(tab.page), " gives up ", id.value());
    if (Wish* wish = WishOf(id)) wish->given_up = wish->touched = true;
  }
}

Json BrowserSimulation::NewData(Tab& tab, const EntityKey& own, Wish& wish) {
  Json data = Json::object();
  const size_t fields = 1 + choice_.Below(3);
  for (size_t i = 0; i < fields; ++i) {
    data[choice_.OneOf(AllFields())] = "v" + std::to_string(choice_.Below(1000));
  }
  if (choice_.Chance(schedule_.temper.references)) {
    // A person refers to what the tab shows.
    const std::optional<EntityKey> other = AnyRecord(tab);
    if (other && !(*other == own)) data[kDeclaredReference] = other->id.value();
  }
  if (choice_.Chance(schedule_.temper.invalid_data)) data["invalid"] = true;
  wish.has_content = true;
  wish.marks.push_back("m" + std::to_string(++marks_));
  data["mark"] = wish.marks.back();
  return data;
}

void BrowserSimulation::Accepted(Tab& tab, const Result<Receipt>& receipt, Wish wish) {
  if (!receipt.ok()) return Break("not accepted: " + std::string(receipt.status().message()));
  wish.id = receipt->id.value();
  wish.page = tab.page;
  wish.durable = receipt->durable;
  wish.in_memory = !receipt->durable;
  const std::string page = "tab" + std::to_string(tab.page);
  wish.place = ":" + page + ":" + wish.id.substr(9, wish.id.find('-', 9) - 9);
  wish.in_doubt = tab.sim->dead();
  Say("  tab", std::to_string(tab.page), " ", wish.id, ": ", KindName(wish.kind), " ",
      wish.entity.resource.value(), " ", wish.entity.id.value(), " ",
      wish.marks.empty() ? "" : wish.marks.back(), wish.durable ? "" : " in memory only");
  if (WishOf(receipt->id)) Break("the id was given before: " + wish.id);
  wishes_.push_back(std::move(wish));
  AfterCall(tab);
}

void BrowserSimulation::Create(Tab& tab) {
  const ResourceHabits& habits = choice_.OneOf(AllHabits());
  Wish wish;
  wish.kind = synchrone::Kind::kCreate;
  const std::string temp = TempUuid(static_cast<int>(records_.size()) + 10);
  wish.entity = {Resource(habits.resource), EntityId(temp)};
  Json data = {{"id", temp}};
  const Json fields = NewData(tab, wish.entity, wish);
  data = ShallowMerge(data, fields);
  records_.push_back(wish.entity);
  Draft draft;
  draft.payload_version = tab.version;
  draft.kind = wish.kind;
  draft.resource = wish.entity.resource;
  draft.entity = wish.entity.id;
  draft.data = DumpJson(data);
  if (choice_.Chance(5)) draft.hold_ms = choice_.Between(1'000, 20'000);
  const Result<Receipt> receipt = tab.engine().Enqueue(std::move(draft));
  Accepted(tab, receipt, std::move(wish));
}

// A record that this tab shows, or reads from the server.
std::optional<EntityKey> BrowserSimulation::AnyRecord(Tab& tab) {
  std::vector<EntityKey> usual;
  for (const EntityKey& record : records_) {
    const EntityId now = tab.engine().ResolveId(record.id);
    const EntityKey named{record.resource, now.empty() ? record.id : now};
    const RecordState view = tab.engine().local_store().ViewOf(named).view.Parsed();
    const bool read = !server_.Read(named.resource, named.id.value()).is_null();
    const bool gone = view.knowledge == RecordState::Knowledge::kAbsent;
    if (view.present() || (read && !gone)) usual.push_back(named);
  }
  if (usual.empty()) return std::nullopt;
  return choice_.OneOf(usual);
}

void BrowserSimulation::Change(Tab& tab, BrowserStepKind kind) {
  const std::optional<EntityKey> record = AnyRecord(tab);
  if (!record) return;
  const ResourceHabits& habits = HabitsOf(record->resource);
  const Json known = server_.Read(record->resource, record->id.value());
  Wish wish;
  wish.entity = *record;
  Draft draft;
  draft.payload_version = tab.version;
  draft.resource = record->resource;
  draft.entity = record->id;
  // Without its base a PUT of the whole record would hold its changes only.
  if (!known.is_null() && (habits.whole_records || choice_.Chance(80)))
    draft.base = DumpJson(known);
  if (kind == BrowserStepKind::kDelete) {
    wish.kind = synchrone::Kind::kDelete;
  } else {
    draft.data = DumpJson(NewData(tab, *record, wish));
  }
  if (kind == BrowserStepKind::kAction) {
    wish.kind = synchrone::Kind::kAction;
    RawDraft raw{"POST", EntityPath(*record) + "/archive", std::move(draft)};
    const Result<Receipt> receipt = tab.engine().EnqueueRaw(std::move(raw));
    return Accepted(tab, receipt, std::move(wish));
  }
  draft.kind = wish.kind;
  const Result<Receipt> receipt = tab.engine().Enqueue(std::move(draft));
  Accepted(tab, receipt, std::move(wish));
}

void BrowserSimulation::Resolve(Tab& tab, const MutationId& id, Resolution resolution) {
  Wish* wish = WishOf(id);
  std::string text;
  if (resolution == Resolution::kMerged) {
    Json merged = {{"name", "merged"}, {"mark", "m" + std::to_string(++marks_)}};
    text = DumpJson(merged);
  }
  const std::vector<MutationId> before = WorkOf(tab);
  const QueuedMutation* queued = tab.engine().local_store().queue().FindId(id);
  const std::vector<Wish*> sent = WishesIn(id, queued ? queued->mutation.data : "");
  const Status status = tab.engine().ResolveConflict(id, resolution, text);
  Say("  tab", std::to_string(tab.page), " resolves ", id.value(), " ",
      std::to_string(static_cast<int>(resolution)), ": ", ErrorCodeName(status.code()));
  if (!status.ok() || !wish) return;
  wish->touched = true;
  if (resolution == Resolution::kServer) return GiveUpWhatLeft(tab, before);
  // Over what the server has, of any author; with the edits that were merged into it.
  for (Wish& other : wishes_) {
    const bool is_merged = wish->kind == synchrone::Kind::kCreate && other.entity == wish->entity;
    if (is_merged || std::count(sent.begin(), sent.end(), &other) > 0) ++other.sent_again;
  }
  if (!text.empty()) wish->marks.push_back("m" + std::to_string(marks_));
}

void BrowserSimulation::Decide(Tab& tab) {
  std::vector<QueuedMutation> all;
  for (const QueuedMutation* queued : tab.engine().local_store().queue().All())
    all.push_back(*queued);
  std::vector<QueuedMutation> parked = all;
  std::erase_if(parked, [](const QueuedMutation& queued) {
    return queued.pending() && !queued.progress.kept_offline;
  });
  if (all.empty()) return;
  const QueuedMutation& queued =
      choice_.OneOf(!parked.empty() && choice_.Chance(80) ? parked : all);
  const MutationId id = queued.id();
  Engine& engine = tab.engine();
  Wish* wish = WishOf(id);
  const bool again = queued.progress.possibly_sent;
  const std::vector<MutationId> before = WorkOf(tab);
  switch (choice_.Below(5)) {
    case 0:
      Resolve(tab, id, Resolution::kMine);
      break;
    case 1:
      Resolve(tab, id, Resolution::kServer);
      break;
    case 2:
      if (engine.Discard(id).ok()) GiveUpWhatLeft(tab, before);
      break;
    case 3:
      if (engine.KeepOffline(id).ok() && wish) {
        Say("  tab", std::to_string(tab.page), " keeps offline ", id.value());
        wish->touched = true;
        if (again) ++wish->sent_again;
      }
      break;
    default:
      if (engine.Retry(id, "").ok() && wish) {
        Say("  tab", std::to_string(tab.page), " retries ", id.value());
        wish->touched = true;
        if (again) ++wish->sent_again;
      }
  }
  AfterCall(tab);
}

void BrowserSimulation::Clear(Tab& tab) {
  const std::vector<MutationId> before = WorkOf(tab);
  tab.engine().Clear();
  GiveUpWhatLeft(tab, before);
  AfterCall(tab);
}

// A person who wants every change saved, and gives up what cannot be.
void BrowserSimulation::DecideAtRest(Tab& tab, const QueuedMutation& before) {
  const QueuedMutation* queued = tab.engine().local_store().queue().FindId(before.id());
  if (!queued || (queued->pending() && !queued->progress.kept_offline)) return;
  Wish* wish = WishOf(before.id());
  if (!wish) return Break("queued, but never asked for: " + before.id().value());
  const MutationId id = queued->id();
  const Progress progress = queued->progress;
  if (progress.park == ParkKind::kUncertain) {
    // By now it has arrived or never will, and this person looks.
    const bool gone = server_.Read(wish->entity.resource, wish->entity.id.value()).is_null();
    // Another change may have been merged into it: what it says now counts.
    const std::vector<Wish*> said = WishesIn(id, queued->mutation.data);
    const bool applied = wish->has_content ? IsApplied(*said.back()) : gone;
    std::vector<int> known;
    for (const Wish* one : said) known.push_back(one->sent_again);
    Resolve(tab, id, applied ? Resolution::kServer : Resolution::kMine);
    for (size_t i = 0; i < said.size(); ++i) said[i]->sent_again = known[i];
    if (applied) wish->given_up = false;
  } else if (progress.park == ParkKind::kConflict) {
    Resolve(tab, id, choice_.Chance(70) ? Resolution::kMine : Resolution::kServer);
  } else if (wish->tries++ > 3) {
    const std::vector<MutationId> work = WorkOf(tab);
    if (tab.engine().Discard(id).ok()) GiveUpWhatLeft(tab, work);
  } else if (tab.engine().Retry(id, "").ok()) {
    wish->touched = true;
  }
  AfterCall(tab);
}

// The outcome of a request, as far as a person can see who looks at the server.
VerifyResult BrowserSimulation::Found(const Tab& tab, const MutationId& id) {
  const QueuedMutation* queued = tab.engine().local_store().queue().FindId(id);
  const bool knows = queued && HabitsOf(queued->mutation.entity.resource).verifies;
  if (!knows || !choice_.Chance(80)) return VerifyResult::kUnknown;
  const EntityKey& entity = queued->mutation.entity;
  const Result<Json> data = ParseJson(queued->mutation.data);
  const bool applied = queued->mutation.kind == synchrone::Kind::kDelete
                           ? server_.Read(entity.resource, entity.id.value()).is_null()
                           : data.ok() && server_.TimesApplied(StringOr(*data, "mark")) > 0;
  return applied ? VerifyResult::kApplied : VerifyResult::kAbsent;
}

// The application signs in and calls setUser() at once.
void BrowserSimulation::SignIn(Tab& tab, const User& user) {
  Say("  tab", std::to_string(tab.page), " signs in ", user.id);
  const User before = std::exchange(session_, user);
  tab.user_named = true;
  server_.SetSession(true);
  tab.engine().SetUser(user);
  // A page that dies between the server's word and its own is not for the queue to know of.
  if (tab.sim->dead()) session_ = before;
  if (!tab.sim->dead()) tab.engine().SetPaused(false);
  AfterCall(tab);
}

void BrowserSimulation::SignOut(Tab& tab) {
  Say("  tab", std::to_string(tab.page), " signs out");
  session_ = User{};
  server_.SetSession(false);
  tab.engine().Logout();
  AfterCall(tab);
}

}  // namespace synchrone::simulator
