// The laws that a simulation checks.
#include <algorithm>
#include <utility>

#include "core/journal/format/key_schema.h"
#include "core/journal/format/record_codec.h"
#include "core/model/path.h"
#include "tests/simulator/simulation.h"
#include "tests/support/json_oracle.h"

namespace synchrone::simulator {
namespace {

// A page that only looks.
class SilentHost : public TabHost {
 public:
  explicit SilentHost(int64_t wall_ms) : wall_ms_(wall_ms) {}
  int64_t WallMs() override { return wall_ms_; }
  int64_t RealMs() override { return 0; }
  double Jitter() override { return 0.5; }
  void OnSend(const Request&) override {}
  void OnSendBatch(const BatchRequest&) override {}
  void OnVerify(const VerifyRequest&) override {}
  void OnProbeWanted(const std::string&) override {}
  void OnLockWanted(const std::string&) override {}
  void OnEvents(const std::vector<Event>&) override {}

 private:
  int64_t wall_ms_;
};

// A record, whose id may be a number or the same as a string.
std::string RecordText(Json record) {
  const auto id = record.find("id");
  if (id != record.end() && id->is_number()) *id = id->text();
  return SortedText(record);
}

std::string StateText(const RecordState& state) {
  switch (state.knowledge) {
    case RecordState::Knowledge::kAbsent:
      return "absent";
    case RecordState::Knowledge::kPresent:
      return RecordText(state.record);
    case RecordState::Knowledge::kUnknown:
      break;
  }
  const bool is_empty = !state.record.is_object() || state.record.empty();
  return is_empty ? "unknown" : "unknown " + RecordText(state.record);
}

std::string WorkText(const MutationId& id, const EntityKey& entity, const Json& data,
                     MutationStatus status, ParkKind park, bool kept_offline) {
  return id.value() + " of " + entity.id.value() + " " + SortedText(data) + " " +
         StatusName(status) + " " + ParkKindName(park) + (kept_offline ? " kept offline" : "");
}

Json Parsed(const std::string& text) {
  Result<Json> json = text.empty() ? Json() : ParseJson(text);
  return json.ok() ? std::move(*json) : Json("not JSON: " + text);
}

int CountKeys(const MemoryStorage& disk, const char* part) {
  const auto& values = disk.values();
  return static_cast<int>(std::count_if(values.begin(), values.end(), [&](const auto& value) {
    return value.first.find(part) != std::string::npos;
  }));
}

}  // namespace

void Simulation::Break(std::string law, CheckLine check) {
  Say("BROKEN: ", law);
  if (!failure_) failure_ = BrokenLaw{step_, std::move(law), check};
}

// A person sees what the page's events say, and no more.
void Simulation::ShowViews(const std::vector<Event>& events) {
  for (const Event& event : events) {
    const auto* view = std::get_if<ViewEvent>(&event);
    if (!view) continue;
    if (!view->previous_id.empty()) screen_.erase({view->entity.resource, view->previous_id});
    if (view->view.knowledge == RecordState::Knowledge::kUnknown) {
      screen_.erase(view->entity);
    } else {
      screen_[view->entity] = view->view.Parsed();
    }
  }
}

void Simulation::OnEvents(const std::vector<Event>& events) {
  latest_ = events;
  ShowViews(events);
  for (const Event& event : events) {
    if (const auto* read = std::get_if<ReadNeededEvent>(&event)) {
      reads_wanted_.push_back(read->entity);
    } else if (const auto* snapshot = std::get_if<SnapshotEvent>(&event)) {
      told_ = snapshot->snapshot;
    }
  }
}

void Simulation::CheckLaws() {
  if (failure_) return;
  CheckWork();
  CheckViews();
  CheckSnapshot();
  CheckJournal();
  CheckServer();
  if (step_ % 10 == 0) CheckRestart();
}

std::string Simulation::Difference(const Engine& engine, const Oracle& oracle) const {
  const std::vector<const QueuedMutation*> queued = engine.local_store().queue().All();
  const std::vector<Entry>& entries = oracle.entries();
  for (size_t i = 0; i < std::max(queued.size(), entries.size()); ++i) {
    std::string is = "nothing";
    std::string should = "nothing";
    if (i < queued.size()) {
      const Mutation& mutation = queued[i]->mutation;
      const Progress& progress = queued[i]->progress;
      is = WorkText(mutation.id, mutation.entity, Parsed(mutation.data), progress.status,
                    progress.park, progress.kept_offline);
    }
    if (i < entries.size()) {
      const Entry& entry = entries[i];
      should = WorkText(MutationId(entry.id), entry.entity, entry.data, entry.status, entry.park,
                        entry.kept_offline);
    }
    if (is != should) return "queued is <" + is + ">, should be <" + should + ">";
  }
  return "";
}

// 2.6: a PUT to a record that is gone is refused before it is sent.
void Simulation::HearWhatIsGone() {
  for (const QueuedMutation* queued : tab_->engine().local_store().queue().All()) {
    if (!queued->parked() || queued->progress.error_code != "RECORD_GONE") continue;
    const Entry* entry = oracle_.Find(queued->id().value());
    const bool is_gone =
        entry && entry->pending() && MayHaveParked(oracle_, *entry, queued->progress);
    if (is_gone) oracle_.Park(entry->id, ParkKind::kRefused);
  }
}

// 3.2, 3.3: the queue is what was accepted, in its order and state.
void Simulation::CheckWork() {
  HearWhatIsGone();
  const std::string difference = Difference(tab_->engine(), oracle_);
  if (!difference.empty()) Break(difference);
}

// 1: view = confirmed ⊕ pending, and the page has got it.
void Simulation::CheckViews() {
  for (const EntityKey& entity : oracle_.Entities()) {
    const RecordState should = oracle_.ViewOf(entity);
    const std::string expected = StateText(should);
    const RecordState view = tab_->engine().local_store().ViewOf(entity).view.Parsed();
    const std::string is = StateText(view);
    // How many fields of an unread record are known depends on who remembers them.
    const bool nobody_knows = view.knowledge == RecordState::Knowledge::kUnknown &&
                              should.knowledge == RecordState::Knowledge::kUnknown;
    if (is != expected && !nobody_knows) {
      return Break("the view of " + entity.id.value() + " is " + is + ", should be " + expected);
    }
    // An action alone has no view: it has no effect that could be known.
    const bool only_acts = std::all_of(
        oracle_.entries().begin(), oracle_.entries().end(),
        [&](const Entry& entry) { return entry.entity != entity || entry.kind == Kind::kAction; });
    if (only_acts || should.knowledge == RecordState::Knowledge::kUnknown) continue;
    const auto row = screen_.find(entity);
    const std::string shown = row == screen_.end() ? "nothing" : StateText(row->second);
    if (shown != expected) {
      return Break("shown of " + entity.id.value() + " is " + shown + ", should be " + expected);
    }
  }
}

// 10: getSnapshot() in numbers.
void Simulation::CheckSnapshot() {
  const Snapshot now = tab_->engine().GetSnapshot();
  if (now.pending != oracle_.pending_count() || now.attention != oracle_.parked_count() ||
      now.sending != static_cast<int>(flights_.size()) || !now.durable) {
    Break("the snapshot counts " + std::to_string(now.pending) + " pending, " +
          std::to_string(now.attention) + " for attention, " + std::to_string(now.sending) +
          " sending; should be " + std::to_string(oracle_.pending_count()) + ", " +
          std::to_string(oracle_.parked_count()) + ", " + std::to_string(flights_.size()));
  }
  if (told_.pending != now.pending || told_.attention != now.attention ||
      told_.sending != now.sending || told_.waiting != now.waiting) {
    Break("the newest emitted snapshot is an old one");
  }
}

// 5.1, 5.2: one record for each queued mutation, and none for others.
void Simulation::CheckJournal() {
  const int records = CountKeys(disk_, ":m:");
  if (records != static_cast<int>(oracle_.entries().size())) {
    Break("the journal holds " + std::to_string(records) + " mutations, should hold " +
          std::to_string(oracle_.entries().size()));
  }
}

// 5.1: a page that starts now finds everything, and shows it as it was.
void Simulation::CheckRestart() {
  MemoryStorage copy = disk_;
  SilentHost host(WallMs());
  SimTab shadow(host, copy, "shadow", true, keys_);
  shadow.Start();
  const std::string difference = Difference(shadow.engine(), oracle_);
  if (!difference.empty()) return Break("a page that starts now: " + difference);
  for (const EntityKey& entity : oracle_.Entities()) {
    const std::string is = StateText(shadow.engine().local_store().ViewOf(entity).view.Parsed());
    const RecordState view = oracle_.ViewOf(entity);
    const std::string should = StateText(view);
    if (is == should || view.knowledge == RecordState::Knowledge::kUnknown) continue;
    return Break("a page that starts now shows " + is + ", should show " + should);
  }
}

// 3.7, 3.12: nothing is applied twice unless a person sent it again.
void Simulation::CheckServer() {
  if (!server_.key_misuse().empty()) Break("one key for two requests: " + server_.key_misuse());
  for (int i = 1; i <= marks_; ++i) {
    const std::string mark = "m" + std::to_string(i);
    const auto again = sent_again_.find(mark);
    const auto repeats = repeats_.find(mark);
    const int allowed = 1 + (again == sent_again_.end() ? 0 : again->second) +
                        (repeats == repeats_.end() ? 0 : repeats->second);
    if (server_.TimesApplied(mark) > allowed) Break(mark + " was applied twice");
  }
}

void Simulation::CheckRequest(const Request& request, const Entry& entry) {
  if (paused_ || offline_mode_) Break("sent although the queue is paused: " + entry.id);
  if (login_needed_) Break("sent although the session is over: " + entry.id);
  if (!leader_) Break("sent without the lock: " + entry.id);
  if (!entry.pending() || entry.kept_offline)
    Break("sent although it waits for a person: " + entry.id);
  const bool is_harmless = KeyCounts(entry) || IsIdempotent(request);
  if (entry.outcome_unknown && !is_harmless && sent_again_.count(NameOf(entry)) == 0) {
    Break("sent again although it may have been applied: " + entry.id);
  }
  const bool fifo = entry.habits().fifo;
  const EntityKey lane = fifo ? EntityKey{Resource("fifo"), {}} : entry.entity;
  for (const auto& [attempt, flight] : flights_) {
    if (flight.lane == lane)
      Break("two in flight in one lane: " + flight.mutation + ", " + entry.id);
  }
  const std::vector<const Entry*> ahead = oracle_.Ahead(entry);
  if (!ahead.empty()) Break(entry.id + " was sent before " + ahead.front()->id);
  if (request.url != PathOf(entry))
    Break("sent to " + request.url + ", should be " + PathOf(entry));
  CheckKey(request, entry);
  CheckReferences(request, entry);
  CheckBody(request, entry);
}

bool Simulation::KeyCounts(const Entry& entry) const {
  return keys_count_ && !entry.habits().foreign();
}

bool Simulation::IsIdempotent(const Request& request) {
  const bool by_method = request.method == Method::kPut || request.method == Method::kDelete;
  return by_method && request.if_match.empty();
}

// 3.7
void Simulation::CheckKey(const Request& request, const Entry& entry) {
  const std::string& key = request.idempotency_key;
  if (key.empty() != entry.habits().foreign())
    Break("the key of " + entry.id + " is '" + key + "'");
  if (key.empty()) return;
  const auto [owner, is_new] = owner_of_key_.emplace(key, entry.id);
  if (owner->second != entry.id) Break(entry.id + " has the key of " + owner->second);
  // A whole record that was looked up, or that a person sends again, is another request where its
  // condition is another one.
  const bool may_go = entry.looks || sent_again_.count(NameOf(entry)) > 0;
  const bool is_another = may_go && entry.habits().whole_records && entry.sent_by == Method::kPut &&
                          request.if_match != entry.sent_if_match;
  if (!entry.key.empty() && key != entry.key && !entry.key_may_change && !is_another) {
    Break(entry.id + " has a new key although the former may have been used: " + key);
  }
  const QueuedMutation* queued = tab_->engine().local_store().queue().FindId(MutationId(entry.id));
  const auto recorded =
      disk_.Get(SequenceKey(User{}, RecordKind::kProgress, queued->sequence())).value();
  const auto progress = DecodeProgressRecord(recorded.value_or(""));
  if (!progress.ok() || !progress->progress.possibly_sent) {
    Break(entry.id + " left before its attempt was recorded");
  }
}

// 3.5: nothing leaves with an id that the server does not know.
void Simulation::CheckReferences(const Request& request, const Entry& entry) {
  const std::vector<const Entry*> creates = oracle_.WaitsFor(entry);
  if (!creates.empty()) Break(entry.id + " was sent before what it refers to: " + creates[0]->id);
  const Json body = Parsed(request.body);
  for (const EntityKey& record : records_) {
    const std::string temp = record.id.value();
    if (oracle_.ServerId(record).empty() || !IsUuid(temp)) continue;
    if (HoldsId(body, temp)) Break(entry.id + " still holds the temp id " + temp);
  }
}

// 3.14, 3.5: the body is what the person wrote.
void Simulation::CheckBody(const Request& request, const Entry& entry) {
  const bool whole =
      entry.kind == Kind::kUpdate && entry.habits().whole_records && request.method == Method::kPut;
  Json expected = entry.data;
  if (whole) {
    const RecordState before = oracle_.ConfirmedOf(entry.entity);
    expected = before.record.is_object() ? before.record : Json::object();
    for (auto it = entry.data.begin(); it != entry.data.end(); ++it) expected[it.key()] = *it;
  }
  // The same key always has the same body.
  if (whole && !entry.key.empty() && request.idempotency_key == entry.key)
    expected = entry.sent_body;
  if (SortedText(Parsed(request.body)) != SortedText(expected)) {
    Break("the body is " + request.body + ", should be " + DumpJson(expected));
  }
}

// Section 4 leaves some parking to the queue: it may do so when there is a reason.
bool Simulation::MayHaveParked(const Oracle& oracle, const Entry& entry,
                               const Progress& progress) const {
  switch (progress.park) {
    case ParkKind::kUncertain:
      return entry.outcome_unknown && entry.failures >= 3;
    case ParkKind::kBlocked:
      return entry.failures >= 2;  // a proxy's page by time
    case ParkKind::kExpired:
      return entry.not_after_ms > 0;
    case ParkKind::kConflict: {
      // Another user has changed what it changes, and a read says so (3.8).
      const Json& theirs = oracle.ConfirmedOf(entry.entity).record;
      bool differs = false;
      for (auto field = entry.data.begin(); field != entry.data.end(); ++field) {
        const Json* other = Find(theirs, field.key());
        differs = differs || (theirs.is_object() && (other ? *other : Json()) != *field);
      }
      return entry.kind == Kind::kUpdate && !entry.outcome_unknown && differs &&
             SortedText(theirs) == SortedText(Parsed(progress.server_record));
    }
    case ParkKind::kRefused:
      // A PUT would make what is gone again.
      return progress.error_code == "RECORD_GONE" && entry.kind == Kind::kUpdate &&
             oracle.ConfirmedOf(entry.entity).knowledge == RecordState::Knowledge::kAbsent;
    case ParkKind::kNone:
    case ParkKind::kDependency:
      break;
  }
  return false;
}

void Simulation::AdoptMerges(const Engine& engine, Oracle& oracle) {
  // What a page recovers is in the order of the mutations, not of the merges: each is tried until
  // none is left that may be made.
  std::string wrong;
  for (bool progress = true; progress;) {
    progress = false;
    wrong.clear();
    for (const SettledMutation& settled : engine.local_store().history()) {
      const std::string& id = settled.queued.id().value();
      if (settled.cause != "coalesced" || !oracle.Find(id)) continue;
      const std::string trouble = oracle.Merge(id, settled.into.value());
      if (trouble.empty()) Say("  ", id, " became part of ", settled.into.value());
      progress = progress || trouble.empty();
      if (!trouble.empty()) wrong = trouble;
    }
  }
  if (!wrong.empty()) Break(wrong);
}

void Simulation::AdoptParks(const Engine& engine, Oracle& oracle) {
  std::vector<std::pair<std::string, ParkKind>> parked;
  for (const Entry& entry : oracle.entries()) {
    const QueuedMutation* queued = engine.local_store().queue().FindId(MutationId(entry.id));
    if (!queued || !queued->parked() || !entry.pending()) continue;
    if (MayHaveParked(oracle, entry, queued->progress))
      parked.emplace_back(entry.id, queued->progress.park);
  }
  for (const auto& [id, kind] : parked) {
    if (oracle.Find(id)->pending()) oracle.Park(id, kind);
  }
}

// A read changes nothing of the work: a page that died of it has recorded it or has not.
void Simulation::AdoptReads(const Engine& engine, Oracle& before) const {
  for (const EntityKey& entity : before.Entities()) {
    const std::string is = StateText(engine.local_store().ViewOf(entity).view.Parsed());
    const bool recorded = is != StateText(before.ViewOf(entity));
    if (recorded) before.TakeConfirmed(oracle_, entity);
  }
}

void Simulation::Adopt() {
  AdoptMerges(tab_->engine(), oracle_);
  AdoptParks(tab_->engine(), oracle_);
}

// Everything was settled; nothing is left over, and what people see is what the server has.
void Simulation::CheckAtRest() {
  if (!oracle_.entries().empty()) {
    const Entry& stuck = oracle_.entries().front();
    return Break("stuck: " + stuck.id + " " + ParkKindName(stuck.park));
  }
  if (CountKeys(disk_, ":s:") > 0) Break("progress records are left over");
  if (CountKeys(disk_, ":quarantine:") > 0) Break("a record of ours was set aside");
  for (const EntityKey& record : records_) {
    const EntityKey now = Now(record);
    const ModelServer::StoredRecord* stored = server_.Find(now.resource, now.id.value());
    const auto row = screen_.find(now);
    if (!stored || stored->edited_elsewhere || row == screen_.end()) continue;
    const Json read = server_.Read(now.resource, now.id.value());
    const Json shown = row->second.present() ? row->second.record : Json();
    bool same = read.is_null() == shown.is_null();
    for (auto it = read.begin(); same && it != read.end(); ++it) {
      const bool is_ours = it.key() != "version" && it.key() != "id" && it.key() != "elsewhere";
      if (is_ours && (!shown.contains(it.key()) || shown[it.key()] != *it)) same = false;
    }
    if (!same) Break("shown is " + DumpJson(shown) + ", the server has " + DumpJson(read));
  }
}

}  // namespace synchrone::simulator
