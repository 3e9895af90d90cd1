// What people and the world do in a simulation: the steps of a schedule that are commands.
#include <algorithm>
#include <utility>

#include "core/model/path.h"
#include "tests/simulator/simulation.h"

namespace synchrone::simulator {
namespace {

const std::vector<std::string> kActions = {"archive", "visits/7/close", ""};

bool IsAny(const Entry&) { return true; }
bool IsParked(const Entry& entry) { return entry.parked() || entry.kept_offline; }
bool WasNeverSent(const Entry& entry) { return !entry.sent; }
bool IsDisputed(const Entry& entry) {
  return entry.park == ParkKind::kConflict || entry.park == ParkKind::kUncertain;
}

}  // namespace

std::string Simulation::NameOf(const Entry& entry) {
  return entry.marks.empty() ? entry.id : entry.marks.back();
}

EntityKey Simulation::Now(const EntityKey& entity) const {
  const std::string server_id = oracle_.ServerId(entity);
  return server_id.empty() ? entity : EntityKey{entity.resource, EntityId(server_id)};
}

std::string Simulation::SomeNameOf(const EntityKey& entity) {
  return choice_.Chance(50) ? entity.id.value() : Now(entity).id.value();
}

// A record that is on a screen, or could be.
std::optional<EntityKey> Simulation::AnyRecord() {
  std::vector<EntityKey> usual;
  for (const EntityKey& record : records_) {
    const EntityKey now = Now(record);
    const auto row = screen_.find(now);
    const bool shown = row != screen_.end() && row->second.present();
    const bool listed =
        row == screen_.end() && !server_.Read(now.resource, now.id.value()).is_null();
    if (shown || listed) usual.push_back(record);
  }
  if (usual.empty()) return std::nullopt;
  return choice_.OneOf(usual);
}

std::optional<std::string> Simulation::AnyEntry(bool (*wanted)(const Entry&)) {
  std::vector<std::string> ids;
  for (const Entry& entry : oracle_.entries()) {
    if (wanted(entry)) ids.push_back(entry.id);
  }
  if (ids.empty()) return std::nullopt;
  return choice_.OneOf(ids);
}

Json Simulation::NewData(const EntityKey& own) {
  Json data = Json::object();
  const size_t fields = 1 + choice_.Below(3);
  for (size_t i = 0; i < fields; ++i) {
    data[choice_.OneOf(AllFields())] = "v" + std::to_string(choice_.Below(1000));
  }
  data["mark"] = "m" + std::to_string(++marks_);
  if (choice_.Chance(schedule_.temper.references)) AddReference(data, own);
  if (choice_.Chance(schedule_.temper.invalid_data)) data["invalid"] = true;
  return data;
}

void Simulation::AddReference(Json& data, const EntityKey& own) {
  const EntityKey other = choice_.OneOf(records_);
  if (other == own) return;
  const std::string name = SomeNameOf(other);
  const bool is_short = !IsUuid(other.id.value());
  switch (is_short ? 0 : choice_.Below(3)) {
    case 0:
      data[kDeclaredReference] = name;
      if (is_short && choice_.Chance(50)) data[kDeclaredReference] = Json::array({"x", name});
      if (name.size() < 9 && choice_.Chance(30)) data[kDeclaredReference] = std::stoi(name);
      break;
    case 1:
      data["links"] = Json::array({Json{{"to", name}, {"text", "see " + name + "!"}}});
      break;
    default:
      data["meta"] = {{"deep", Json{{"list", Json::array({1, name})}}}, {name, true}};
  }
}

void Simulation::ApplyToScreen(const Entry& entry) {
  const auto row = screen_.find(entry.entity);
  if (entry.kind == Kind::kCreate) screen_[entry.entity] = RecordState::Present(entry.data);
  if (entry.kind == Kind::kDelete) screen_[entry.entity] = RecordState::Absent();
  if (entry.kind != Kind::kUpdate || row == screen_.end() || !row->second.present()) return;
  for (auto it = entry.data.begin(); it != entry.data.end(); ++it) {
    row->second.record[it.key()] = *it;
  }
}

void Simulation::Accepted(Result<Receipt> receipt, Entry entry, const std::string& base) {
  if (!receipt.ok()) return Break("not accepted: " + std::string(receipt.status().message()));
  entry.id = receipt->id.value();
  if (entry.data.is_object()) entry.marks.push_back(StringOr(entry.data, "mark"));
  Say("  ", entry.id, ": ", KindName(entry.kind), " ", entry.entity.resource.value(), " ",
      entry.entity.id.value(), " ", DumpJson(entry.data), " base ", base);
  if (!ever_accepted_.insert(entry.id).second) Break("the id was given before: " + entry.id);
  const std::string id = entry.id;
  oracle_.Accept(std::move(entry), base.empty() ? Json() : *ParseJson(base));
  // The page shows the change inside the call; its events come after that.
  ApplyToScreen(*oracle_.Find(id));
  if (!oracle_.Find(id)->in_view()) ShowViews(latest_);
}

// The record as the application has it, or "".
std::string Simulation::BaseText(const EntityKey& entity) {
  const EntityKey now = Now(entity);
  if (!screen_.contains(now)) {
    const Json record = server_.Read(now.resource, now.id.value());
    if (record.is_null()) return "";
    screen_[now] = RecordState::Present(record);
    // A page observes what it reads of a record that has work.
    const Status observed = tab_->engine().Observe(now.resource.value(), now.id, DumpJson(record));
    if (!observed.ok()) Break("a read was refused: " + std::string(observed.message()));
    if (Counts(now, record)) oracle_.Observe(now, record);
    if (!tab_->dead()) Begin();
  }
  const bool by_hand = choice_.Chance(15) && !HabitsOf(entity.resource).whole_records;
  const RecordState& row = screen_[now];
  if (by_hand) return "";
  return row.present() ? DumpJson(row.record) : "";
}

void Simulation::Create() {
  const ResourceHabits& habits = choice_.OneOf(AllHabits());
  const int number = static_cast<int>(records_.size()) + 10;
  const std::string temp = habits.short_temp_ids ? std::to_string(number) : TempUuid(number);
  Entry entry;
  entry.kind = Kind::kCreate;
  entry.method = Method::kPost;
  entry.entity = {Resource(habits.resource), EntityId(temp)};
  const bool as_number = habits.short_temp_ids && choice_.Chance(50);
  entry.data = {{"id", as_number ? Json(number) : Json(temp)}};
  const Json fields = NewData(entry.entity);
  entry.data = ShallowMerge(entry.data, fields);
  records_.push_back(entry.entity);
  if (choice_.Chance(25)) {
    RawDraft raw{"POST", habits.resource, {}};
    raw.rest.data = DumpJson(entry.data);
    return Accepted(tab_->engine().EnqueueRaw(std::move(raw)), std::move(entry), "");
  }
  Draft draft;
  draft.kind = Kind::kCreate;
  draft.resource = entry.entity.resource;
  draft.entity = entry.entity.id;
  draft.data = DumpJson(entry.data);
  if (choice_.Chance(5)) draft.hold_ms = choice_.Between(1'000, 20'000);
  Accepted(tab_->engine().Enqueue(std::move(draft)), std::move(entry), "");
}

void Simulation::Update() {
  const std::optional<EntityKey> record = AnyRecord();
  if (!record) return;
  const ResourceHabits& habits = HabitsOf(record->resource);
  Entry entry;
  entry.entity = Now(*record);
  entry.data = NewData(*record);
  entry.method = habits.foreign() || habits.whole_records ? Method::kPut : Method::kPatch;
  const std::string base = BaseText(*record);
  const EntityKey named{record->resource, EntityId(SomeNameOf(*record))};
  if (choice_.Chance(25)) {
    entry.method = choice_.Chance(50) && !habits.whole_records ? Method::kPatch : Method::kPut;
    RawDraft raw{MethodName(entry.method), EntityPath(named), {}};
    raw.rest.data = DumpJson(entry.data);
    raw.rest.base = base;
    return Accepted(tab_->engine().EnqueueRaw(std::move(raw)), std::move(entry), base);
  }
  Draft draft;
  draft.resource = named.resource;
  draft.entity = named.id;
  draft.data = DumpJson(entry.data);
  draft.base = base;
  if (choice_.Chance(5)) draft.hold_ms = choice_.Between(1'000, 20'000);
  if (choice_.Chance(4)) entry.not_after_ms = WallMs() + choice_.Between(1'000, 60'000);
  draft.not_after_ms = entry.not_after_ms;
  Accepted(tab_->engine().Enqueue(std::move(draft)), std::move(entry), base);
}

void Simulation::Delete() {
  const std::optional<EntityKey> record = AnyRecord();
  if (!record) return;
  Entry entry;
  entry.kind = Kind::kDelete;
  entry.method = Method::kDelete;
  entry.entity = Now(*record);
  Draft draft;
  draft.kind = Kind::kDelete;
  draft.resource = record->resource;
  draft.entity = EntityId(SomeNameOf(*record));
  draft.base = BaseText(*record);
  const std::string base = draft.base;
  Accepted(tab_->engine().Enqueue(std::move(draft)), std::move(entry), base);
}

void Simulation::Act() {
  const std::optional<EntityKey> record = AnyRecord();
  if (!record) return;
  Entry entry;
  entry.kind = Kind::kAction;
  entry.method = Method::kPost;
  entry.entity = Now(*record);
  entry.action = choice_.OneOf(kActions);
  entry.data = {{"mark", "m" + std::to_string(++marks_)}};
  const std::string base = BaseText(*record);
  std::string path = EntityPath({record->resource, EntityId(SomeNameOf(*record))});
  if (!entry.action.empty()) path += "/" + entry.action;
  RawDraft raw{"POST", path, {}};
  raw.rest.data = DumpJson(entry.data);
  raw.rest.base = base;
  Accepted(tab_->engine().EnqueueRaw(std::move(raw)), std::move(entry), base);
}

void Simulation::Withdraw() {
  const std::optional<std::string> id = AnyEntry(WasNeverSent);
  if (!id || !tab_->engine().Withdraw(MutationId(*id)).ok()) return;
  Say("  withdraws ", *id);
  oracle_.Discard(*id);
}

void Simulation::Retry() {
  const std::optional<std::string> id = AnyEntry(IsParked);
  if (!id) return;
  Entry& entry = *oracle_.Find(*id);
  Json data;
  if (choice_.Chance(30) && entry.data.is_object()) {
    data = entry.data;
    data.erase("invalid");
    data["phone"] = "changed";
    data["mark"] = "m" + std::to_string(++marks_);
  }
  const std::string name = NameOf(entry);
  const bool again = entry.outcome_unknown;
  const Status status = tab_->engine().Retry(MutationId(*id), data.is_null() ? "" : DumpJson(data));
  Say("  retries ", *id, " ", DumpJson(data), ": ", ErrorCodeName(status.code()));
  if (!status.ok()) return;
  if (again) ++sent_again_[name];
  Retried(*id, data);
}

// 3.4a: when its fields have got other values meanwhile, the person is shown that first. The same
// for what is released with it.
void Simulation::Retried(const std::string& id, const Json& data) {
  if (ParkIn(id) == ParkKind::kConflict) return ShownAsConflict(*oracle_.Find(id));
  std::vector<std::string> clashing;
  for (const Entry& entry : oracle_.entries()) {
    const bool clashes =
        entry.park == ParkKind::kDependency && ParkIn(entry.id) == ParkKind::kConflict;
    if (clashes) clashing.push_back(entry.id);
  }
  for (const std::string& dependent : clashing) ShownAsConflict(*oracle_.Find(dependent));
  oracle_.Find(id)->not_after_ms = 0;
  oracle_.Retry(id, data);
}

ParkKind Simulation::ParkIn(const std::string& id) const {
  return tab_->engine().local_store().queue().FindId(MutationId(id))->progress.park;
}

void Simulation::ShownAsConflict(Entry& entry) {
  const RecordState confirmed = oracle_.ConfirmedOf(entry.entity);
  bool differs = false;
  for (auto it = entry.data.begin(); it != entry.data.end(); ++it) {
    const Json* now = synchrone::Find(confirmed.record, it.key());
    differs = differs || !now || *now != *it;
  }
  if (!differs || !confirmed.present()) Break("a conflict of nothing: " + entry.id);
  entry.status = MutationStatus::kError;
  entry.kept_offline = false;
  entry.park = ParkKind::kConflict;
}

void Simulation::Discard() {
  const std::optional<std::string> id = AnyEntry(choice_.Chance(60) ? IsParked : IsAny);
  if (!id || !tab_->engine().Discard(MutationId(*id)).ok()) return;
  Say("  discards ", *id);
  oracle_.Discard(*id);
}

void Simulation::KeepOffline() {
  const std::optional<std::string> id = AnyEntry(choice_.Chance(60) ? IsParked : IsAny);
  if (!id) return;
  const Entry& entry = *oracle_.Find(*id);
  const bool again = entry.outcome_unknown;
  const std::string name = NameOf(entry);
  if (!tab_->engine().KeepOffline(MutationId(*id)).ok()) return;
  Say("  keeps offline ", *id);
  if (again) ++sent_again_[name];
  oracle_.KeepOffline(*id);
}

void Simulation::Resolve() {
  const std::optional<std::string> id = AnyEntry(IsDisputed);
  if (!id) return;
  const std::vector<Resolution> all = {Resolution::kMine, Resolution::kServer, Resolution::kMerged};
  ResolveAs(*id, choice_.OneOf(all));
}

void Simulation::ResolveAs(const std::string& id, Resolution resolution) {
  const Entry entry = *oracle_.Find(id);
  Json merged;
  if (resolution == Resolution::kMerged) {
    merged = {{"name", "merged"}, {"mark", "m" + std::to_string(++marks_)}};
  }
  const std::string text = merged.is_null() ? "" : DumpJson(merged);
  const Status status = tab_->engine().ResolveConflict(MutationId(id), resolution, text);
  Say("  resolves ", id, " ", std::to_string(static_cast<int>(resolution)), ": ",
      ErrorCodeName(status.code()));
  if (!status.ok()) return;
  const bool uncertain = entry.park == ParkKind::kUncertain;
  if (resolution != Resolution::kServer) {
    const bool again = uncertain || entry.outcome_unknown;
    if (again) ++sent_again_[NameOf(entry)];
    return oracle_.ResolveMine(id, merged);
  }
  if (uncertain) {
    oracle_.ConfirmUnnamed(id);
  } else {
    oracle_.Discard(id);
  }
}

void Simulation::Clear() {
  std::vector<std::string> ids;
  for (const Entry& entry : oracle_.entries()) ids.push_back(entry.id);
  tab_->engine().Clear();
  Say("  clears the queue");
  for (const std::string& id : ids) {
    const bool flies = std::any_of(flights_.begin(), flights_.end(), [&](const auto& flight) {
      return flight.second.mutation == id;
    });
    if (!flies && oracle_.Find(id)) oracle_.Discard(id);
  }
}

// A sign-out of the application clears storage, or removes what it does not know. The page looks
// when it is left or shown; one that does not send leaves the repair to the one that does.
void Simulation::Erase() {
  if (!leader_ || dying_) return;
  std::vector<std::string> keys = *disk_.Keys("");
  if (!choice_.Chance(30)) {
    std::erase_if(keys, [](const std::string& key) {
      return key.find(":m:") == std::string::npos && key.find(":s:") == std::string::npos &&
             key.find(":b:") == std::string::npos;
    });
    if (keys.empty()) return;
    keys = {keys[choice_.Below(keys.size())]};
  }
  for (const std::string& key : keys) {
    if (keys.size() == 1) Say("  removes ", key);
    (void)disk_.Remove(key);
  }
  tab_->engine().OnStorageCleared();
}

void Simulation::ObserveRead() {
  const std::optional<EntityKey> record = AnyRecord();
  if (!record) return;
  const EntityKey now = Now(*record);
  const Json read = server_.Read(now.resource, now.id.value());
  // A record that is still being created cannot be read.
  if (read.is_null() && !server_.Find(now.resource, now.id.value())) return;
  Say("  observes ", now.id.value(), " ", DumpJson(read));
  const Status status =
      tab_->engine().Observe(now.resource.value(), now.id, read.is_null() ? "" : DumpJson(read));
  if (!status.ok()) return Break("a read was refused: " + std::string(status.message()));
  if (Counts(now, read)) oracle_.Observe(now, read);
}

// Another user's version does not count while an edit of the same field may have left: what is
// read may be its effect (3.8). A page that died after it had recorded an attempt may not have sent
// it.
bool Simulation::Counts(const EntityKey& entity, const Json& read) {
  const LocalStore& store = tab_->engine().local_store();
  const RecordState known = store.confirmed(entity);
  if (known == (read.is_null() ? RecordState::Absent() : RecordState::Present(read))) return true;
  const auto may_have_left = [&](const Entry& entry) {
    const QueuedMutation* queued = store.queue().FindId(MutationId(entry.id));
    return entry.sent || (queued && queued->progress.possibly_sent);
  };
  return std::none_of(oracle_.entries().begin(), oracle_.entries().end(), [&](const Entry& entry) {
    return entry.entity == entity && may_have_left(entry);
  });
}

void Simulation::Elsewhere() {
  const EntityKey now = Now(choice_.OneOf(records_));
  Say("  another user changes ", now.id.value());
  if (choice_.Chance(15)) {
    server_.DeleteElsewhere(now.resource, now.id.value());
  } else {
    server_.EditElsewhere(now.resource, now.id.value(), choice_);
  }
}

void Simulation::ChangeSession() {
  const bool signed_in = choice_.Chance(50);
  server_.SetSession(signed_in);
  Say(signed_in ? "  signs in" : "  the session is over");
  if (!signed_in) return;
  // Signing in resumes the queue.
  paused_ = false;
  RenewLogin();
  tab_->engine().SetPaused(false);
}

void Simulation::ChangeWeather() {
  const Weather weather =
      choice_.Chance(40) ? Weather::kFair : static_cast<Weather>(choice_.Below(kWeathers));
  const std::string origin = choice_.Chance(75) ? "" : kPartnerOrigin;
  Say("  weather at '", origin, "': ", WeatherName(weather));
  network_.SetWeather(origin, weather);
}

}  // namespace synchrone::simulator
