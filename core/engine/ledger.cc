#include "core/engine/ledger.h"

#include <algorithm>
#include <utility>

#include "core/base/tuning.h"
#include "core/model/path.h"
#include "core/queue/references.h"

namespace synchrone {
namespace {

const char* CauseName(Dropped::Cause cause) {
  switch (cause) {
    case Dropped::Cause::kDiscarded:
      return "discarded";
    case Dropped::Cause::kWithdrawn:
      return "withdrawn";
    case Dropped::Cause::kServerChosen:
      return "server";
    case Dropped::Cause::kCleared:
      return "discarded";
    case Dropped::Cause::kCoalesced:
      return "coalesced";
  }
  return "";
}

// What was decided, for the audit trail.
const char* DecisionName(Dropped::Cause cause) {
  switch (cause) {
    case Dropped::Cause::kDiscarded:
      return "discard";
    case Dropped::Cause::kWithdrawn:
      return "withdraw";
    case Dropped::Cause::kServerChosen:
      return "resolve: server";
    case Dropped::Cause::kCleared:
      return "clear";
    case Dropped::Cause::kCoalesced:
      return "coalesce";
  }
  return "";
}

Dropped::Cause CauseOf(const std::string& name) {
  if (name == "withdrawn") return Dropped::Cause::kWithdrawn;
  if (name == "coalesced") return Dropped::Cause::kCoalesced;
  return name == "server" ? Dropped::Cause::kServerChosen : Dropped::Cause::kDiscarded;
}

// Waits for a person, who may want to see what it was made on.
bool IsSetAside(const QueuedMutation& queued) {
  return queued.parked() || queued.progress.kept_offline || queued.mutation.kind == Kind::kCreate;
}

// Of the mutations of one record the one that carries its confirmed state: the last that is on its
// way and has a base, or else the first that is on its way; nullptr when all are set aside.
const QueuedMutation* CarrierIn(const std::vector<const QueuedMutation*>& queued) {
  const QueuedMutation* first = nullptr;
  const QueuedMutation* last_with_base = nullptr;
  for (const QueuedMutation* one : queued) {
    if (IsSetAside(*one)) continue;
    if (!first) first = one;
    if (!one->mutation.base.empty()) last_with_base = one;
  }
  return last_with_base ? last_with_base : first;
}

void RolledBack(const Mutation& mutation, TurnLog& log) {
  log.rolled_back[mutation.entity] = mutation.tail;
}

// An action has no effect on the view that we could know.
void Touch(const Mutation& mutation, TurnLog& log) {
  if (mutation.kind != Kind::kAction) log.touched.insert(mutation.entity);
}

}  // namespace

void Ledger::Clear() {
  queue_.Clear();
  confirmed_.Clear();
  ids_.Clear();
  history_.clear();
}

Queue::Lane Ledger::LaneOf(const Mutation& mutation) const {
  const bool global = endpoints_.Get(mutation.entity.resource).fifo;
  return global ? Queue::Lane{Resource(), EntityId("fifo")} : mutation.entity;
}

void Ledger::Insert(QueuedMutation queued) {
  Queue::Lane lane = LaneOf(queued.mutation);
  std::vector<EntityId> references = naming_.ReferencesOf(queued.mutation);
  queue_.Insert(std::move(queued), std::move(lane), std::move(references));
}

void Ledger::Reindex() {
  std::vector<QueuedMutation> all;
  for (const QueuedMutation* queued : queue_.All()) all.push_back(*queued);
  queue_.Clear();
  for (QueuedMutation& queued : all) Insert(std::move(queued));
}

// A base is given only when nothing of the record is pending: it is the newest word (2.6).
void Ledger::LearnBase(const Mutation& mutation) {
  if (mutation.kind == Kind::kCreate) {
    // What is created here is not on the server, unless the record is known as a whole.
    if (!confirmed_.BaseOf(mutation.entity)) confirmed_.Set(mutation.entity, "");
  } else if (!mutation.base.empty()) {
    confirmed_.SetFromBase(mutation.entity, mutation.base);
  }
}

void Ledger::Commit(Change change, Author author, int64_t now_ms, TurnLog& log) {
  if (auto* accepted = std::get_if<Accepted>(&change)) {
    Accept(std::move(accepted->mutation), author, log);
    return;
  }
  const auto apply = [&](const auto& step) {
    if constexpr (!std::is_same_v<decltype(step), const Accepted&>)
      Apply(step, author, now_ms, log);
  };
  std::visit(apply, change);
  if (author == Author::kHere) log.outgoing.push_back(std::move(change));
}

// On the path of every enqueue: the mutation is moved, its documents are not copied.
void Ledger::Accept(Mutation mutation, Author author, TurnLog& log) {
  if (queue_.Find(mutation.sequence) || queue_.FindId(mutation.id)) return;
  if (mutation.kind == Kind::kCreate && ids_.Knows(mutation.entity)) {
    if (author == Author::kHere) journal_.RemoveIdMapping(mutation.entity);
    ids_.Forget(mutation.entity);
  }
  if (author == Author::kHere) journal_.PutNewMutation(mutation);
  LearnBase(mutation);
  const bool foreign = author == Author::kElsewhere;
  if (foreign) Touch(mutation, log);
  if (!foreign) log.accepted.push_back(mutation.sequence);
  log.events.push_back(QueuedEvent{mutation.id, mutation.entity, mutation.kind, foreign});
  Insert({std::move(mutation), Progress{}});
}

void Ledger::Apply(const Rewritten& change, Author author, int64_t, TurnLog& log) {
  if (!queue_.Find(change.mutation.sequence)) return;
  Rewrite(change.mutation, author);
  log.advanced.insert(change.mutation.sequence);
  Touch(change.mutation, log);
}

void Ledger::Apply(const Requeued& change, Author author, int64_t, TurnLog& log) {
  const QueuedMutation* former = queue_.Find(change.former);
  if (!former) return;
  if (author == Author::kHere) {
    journal_.PutMutation(change.queued.mutation, change.former);
    journal_.PutProgress(change.queued.sequence(), {change.queued.progress, {}, {}, true, {}});
    journal_.RemoveMutation(change.former);
    journal_.RemoveProgress(change.former);
  }
  queue_.Erase(change.former);
  Insert(change.queued);
  log.advanced.insert(change.queued.sequence());
  Touch(change.queued.mutation, log);
}

void Ledger::Apply(const Advanced& change, Author author, int64_t, TurnLog& log) {
  const QueuedMutation* queued = queue_.Find(change.sequence);
  if (!queued) return;
  if (author == Author::kHere) {
    journal_.PutProgress(change.sequence, {change.progress, {}, {}, true, {}});
  }
  const bool seen_before = queued->in_view();
  const MutationStatus status_before = queued->progress.status;
  const bool parked_before = queued->parked();
  const bool aside_before = IsSetAside(*queued);
  queue_.SetProgress(change.sequence, change.progress);
  const bool view_changed =
      seen_before != queued->in_view() || status_before != queued->progress.status;
  log.advanced.insert(change.sequence);
  if (view_changed) Touch(queued->mutation, log);
  if (queued->parked() && !parked_before) log.events.push_back(Refusal(*queued));
  if (seen_before && !queued->in_view()) RolledBack(queued->mutation, log);
  if (aside_before != IsSetAside(*queued))
    KeepConfirmed(EntityKey(queued->mutation.entity), author);
}

void Ledger::Apply(const Confirmed& change, Author author, int64_t now_ms, TurnLog& log) {
  const QueuedMutation* found = queue_.Find(change.sequence);
  if (!found) return;
  QueuedMutation queued = *found;
  queued.progress.status = MutationStatus::kSynced;
  queued.progress.possibly_sent = false;
  if (!change.how.empty()) NoteStep(queued.progress, now_ms, change.how);
  if (author == Author::kHere) {
    journal_.PutProgress(change.sequence,
                         {queued.progress, change.server_id, change.record, change.whole, {}});
  }
  queue_.Erase(change.sequence);
  const EntityKey temp = queued.mutation.entity;
  EntityKey entity = temp;
  if (!change.server_id.empty() && change.server_id != temp.id) {
    entity.id = change.server_id;
    if (author == Author::kHere) journal_.PutIdMapping({temp, entity.id, now_ms});
    ids_.Add(temp, entity.id);
    Rename(temp, entity.id, author, log);
  }
  if (queued.mutation.kind != Kind::kAction) confirmed_.Set(entity, change.record, change.whole);
  KeepConfirmed(entity, author);
  queued.mutation.entity = entity;
  Touch(queued.mutation, log);
  log.events.push_back(
      SettledEvent{queued.id(), entity, entity.id == temp.id ? EntityId() : temp.id,
                   queued.mutation.kind, MutationStatus::kSynced, "confirmed", change.record});
  Settle(queued, "confirmed", author, now_ms);
}

void Ledger::Apply(const Dropped& change, Author author, int64_t now_ms, TurnLog& log) {
  const QueuedMutation* found = queue_.Find(change.sequence);
  if (!found) return;
  QueuedMutation queued = *found;
  const bool found_in_view = found->in_view();
  queued.progress.status = MutationStatus::kRolledBack;
  NoteStep(queued.progress, now_ms, DecisionName(change.cause));
  const std::string cause = CauseName(change.cause);
  if (author == Author::kHere) {
    journal_.PutProgress(change.sequence, {queued.progress, {}, {}, true, cause});
  }
  // What was merged into another change has an effect still.
  const bool is_over = change.cause != Dropped::Cause::kCoalesced;
  const bool created = is_over && queued.mutation.kind == Kind::kCreate;
  if (created) DropCreated(queued.mutation, author, now_ms, log);
  queue_.Erase(change.sequence);
  KeepConfirmed(queued.mutation.entity, author);
  Touch(queued.mutation, log);
  if (found_in_view && is_over) RolledBack(queued.mutation, log);
  log.events.push_back(SettledEvent{queued.id(), queued.mutation.entity, EntityId(),
                                    queued.mutation.kind, MutationStatus::kRolledBack, cause, "",
                                    change.into});
  Settle(queued, cause, author, now_ms, change.into);
}

// Without its create a record does not exist: later mutations of it go with it. What others say
// about it is kept for a person. All of it follows from the one record of the drop.
void Ledger::DropCreated(const Mutation& created, Author author, int64_t now_ms, TurnLog& log) {
  // Who has dropped it, or the sender, says what goes with it.
  if (author == Author::kElsewhere) return;
  for (Advanced& step : ParkedDependents(created, "DEPENDENCY_DISCARDED")) {
    Commit(std::move(step), author, now_ms, log);
  }
  std::vector<Sequence> followers;
  for (const QueuedMutation* follower : queue_.OfEntity(created.entity)) {
    if (created.sequence < follower->sequence()) followers.push_back(follower->sequence());
  }
  for (const Sequence& follower : followers) {
    Commit(Dropped{follower, Dropped::Cause::kDiscarded}, author, now_ms, log);
  }
}

std::vector<Advanced> Ledger::ParkedDependents(const Mutation& created,
                                               const std::string& code) const {
  std::vector<Advanced> steps;
  for (const QueuedMutation* queued : queue_.ReferringTo(created.entity.id)) {
    const bool waits = queued->pending() && queued->mutation.entity != created.entity &&
                       queue_.WaitsFor(queued->sequence(), created.sequence);
    if (!waits) continue;
    Progress progress = queued->progress;
    progress.status = MutationStatus::kError;
    progress.park = ParkKind::kDependency;
    progress.error_code = code;
    steps.push_back({queued->sequence(), std::move(progress)});
  }
  return steps;
}

void Ledger::Apply(const Observed& change, Author author, int64_t, TurnLog& log) {
  if (queue_.OfEntity(change.entity).empty()) return;
  confirmed_.Set(change.entity, change.record);
  KeepConfirmed(change.entity, author);
  log.touched.insert(change.entity);
}

void Ledger::Rewrite(const Mutation& mutation, Author author) {
  if (author == Author::kHere) journal_.PutMutation(mutation);
  queue_.ReplaceMutation(mutation, naming_.ReferencesOf(mutation));
}

void Ledger::Rename(const EntityKey& temp, const EntityId& next, Author author, TurnLog& log) {
  log.renamed[{temp.resource, next}] = temp.id;
  std::vector<Mutation> renamed;
  for (const QueuedMutation* queued : queue_.OfEntity(temp)) renamed.push_back(queued->mutation);
  for (const QueuedMutation* queued : queue_.ReferringTo(temp.id)) {
    if (queued->mutation.entity != temp) renamed.push_back(queued->mutation);
  }
  for (const Mutation& mutation : renamed) {
    const Mutation now = naming_.Renamed(mutation, temp, next);
    Rewrite(now, author);
    Touch(now, log);
  }
  confirmed_.Forget(temp);
}

// The confirmed record has to survive the page: a mutation that is on its way carries it as its
// base. Those that wait for a person keep the base that they were made on; when there are only
// such, the last of them notes it beside its progress.
void Ledger::KeepConfirmed(const EntityKey& entity, Author author) {
  const std::optional<std::string> known = confirmed_.BaseOf(entity);
  const std::vector<const QueuedMutation*> queued = queue_.OfEntity(entity);
  if (queued.empty()) return;
  if (!known) {
    // Only some of its fields are known any more: what an earlier base says is not true.
    const QueuedMutation* carrier = confirmed_.Knows(entity) ? CarrierIn(queued) : nullptr;
    if (!carrier || carrier->mutation.base.empty()) return;
    Mutation mutation = carrier->mutation;
    mutation.base.clear();
    return Rewrite(mutation, author);
  }
  if (queued.front()->mutation.kind == Kind::kCreate) {
    // It is there although nobody has confirmed its create: somebody has read it.
    if (confirmed_.Get(entity).present()) NoteConfirmed(*queued.front(), *known, author);
    return;
  }
  if (const QueuedMutation* carrier = CarrierIn(queued)) {
    Mutation mutation = carrier->mutation;
    if (mutation.base == *known) return;
    mutation.base = *known;
    return Rewrite(mutation, author);
  }
  NoteConfirmed(*queued.back(), *known, author);
}

void Ledger::NoteConfirmed(const QueuedMutation& queued, const std::string& known, Author author) {
  const std::string& noted = queued.progress.server_record;
  if ((noted.empty() ? queued.mutation.base : noted) == known) return;
  Progress progress = queued.progress;
  progress.server_record = known;
  if (author == Author::kHere) {
    journal_.PutProgress(queued.sequence(), {progress, {}, {}, true, {}});
  }
  queue_.SetProgress(Sequence(queued.sequence()), std::move(progress));
}

// The reverse, after a restart.
void Ledger::RecallConfirmed(const EntityKey& entity) {
  const std::vector<const QueuedMutation*> queued = queue_.OfEntity(entity);
  if (confirmed_.Knows(entity) || queued.empty()) return;
  if (queued.front()->mutation.kind == Kind::kCreate) {
    return confirmed_.SetFromBase(entity, queued.front()->progress.server_record);
  }
  const QueuedMutation* carrier = CarrierIn(queued);
  if (carrier && !carrier->mutation.base.empty()) {
    return confirmed_.SetFromBase(entity, carrier->mutation.base);
  }
  for (auto one = queued.rbegin(); one != queued.rend(); ++one) {
    const std::string& noted = (*one)->progress.server_record;
    const std::string& base = noted.empty() ? (*one)->mutation.base : noted;
    if (!base.empty()) return confirmed_.SetFromBase(entity, base);
  }
}

void Ledger::Settle(const QueuedMutation& queued, const std::string& cause, Author author,
                    int64_t now_ms, const MutationId& into) {
  SettledMutation settled{queued, cause, now_ms, "", "", {}, 0, into};
  if (server_offset_ms_) settled.server_ms = queued.mutation.timestamp_ms + *server_offset_ms_;
  const bool remembered = cause != "withdrawn";
  if (author == Author::kHere && remembered) journal_.PutHistory(settled);
  // Whoever settled it has removed them; but a record that found no room may have come later.
  journal_.RemoveMutation(queued.sequence());
  journal_.RemoveProgress(queued.sequence());
  // An action is in no view, so nobody else would forget the record.
  const EntityKey& entity = queued.mutation.entity;
  if (queued.mutation.kind == Kind::kAction && queue_.OfEntity(entity).empty()) {
    confirmed_.Forget(entity);
  }
  if (!remembered) return;
  history_.push_back(settled);
  if (history_.size() > tuning::kHistoryCount) history_.pop_front();
  // Contents are kept for the newest only, for the readers of the projection.
  if (history_.size() > tuning::kProjectionSettled) {
    Mutation& older = history_[history_.size() - 1 - tuning::kProjectionSettled].queued.mutation;
    older.data.clear();
    older.base.clear();
  }
}

void Ledger::WriteNames(int64_t now_ms) {
  for (const auto& [former, id] : ids_.all()) journal_.PutIdMapping({former, id, now_ms});
}

std::optional<int64_t> Ledger::last_synced_ms() const {
  for (auto settled = history_.rbegin(); settled != history_.rend(); ++settled) {
    if (settled->queued.progress.status == MutationStatus::kSynced) return settled->settled_ms;
  }
  return std::nullopt;
}

void Ledger::AddAlias(const EntityKey& entity, const EntityId& other, int64_t now_ms) {
  const EntityKey former{entity.resource, other};
  if (other == entity.id || ids_.Knows(former)) return;
  journal_.PutIdMapping({former, entity.id, now_ms});
  ids_.Add(former, entity.id);
}

RefusedEvent Ledger::Refusal(const QueuedMutation& queued) const {
  const RecordState known = confirmed_.Get(queued.mutation.entity);
  const bool kept = !queued.mutation.base.empty() || !known.present();
  return {queued, kept ? queued.mutation.base : DumpJson(known.record)};
}

ViewEvent Ledger::ViewOf(const EntityKey& entity) const {
  const std::vector<const QueuedMutation*> queued = queue_.OfEntity(entity);
  const RecordState confirmed = confirmed_.Get(entity);
  return {entity,
          ids_.FormerIds(entity),
          EntityId(),
          Fold(confirmed, queued),
          confirmed,
          SyncStateOf(queued),
          queued.empty() ? "" : queued.front()->mutation.tail};
}

void Ledger::TellViews(TurnLog& log) {
  for (const EntityKey& entity : log.touched) {
    const bool renamed_away = ids_.Resolve(entity) != entity && queue_.OfEntity(entity).empty();
    if (renamed_away || entity.id.empty()) continue;
    ViewEvent view = ViewOf(entity);
    const auto renamed = log.renamed.find(entity);
    if (renamed != log.renamed.end()) view.previous_id = renamed->second;
    // Rolled back onto something that was never seen: only the server knows the record.
    const bool blind =
        view.view.knowledge == RecordState::Knowledge::kUnknown && log.rolled_back.contains(entity);
    log.events.push_back(std::move(view));
    if (blind) log.events.push_back(ReadNeededEvent{entity, log.rolled_back[entity]});
    if (queue_.OfEntity(entity).empty()) confirmed_.Forget(entity);
  }
}

void Ledger::RestoreOne(QueuedMutation queued, TurnLog& log) {
  if (queue_.Find(queued.sequence()) || queue_.FindId(queued.id())) return;
  // A page may have died between the new id of a record and the rewriting of what refers to it: the
  // id map is the truth.
  Mutation known = naming_.WithKnownIds(queued.mutation);
  if (known != queued.mutation) journal_.PutMutation(known);
  queued.mutation = std::move(known);
  const Mutation& mutation = queued.mutation;
  Touch(mutation, log);
  log.events.push_back(QueuedEvent{mutation.id, mutation.entity, mutation.kind, true});
  if (queued.parked()) log.advanced.insert(queued.sequence());
  Insert(std::move(queued));
}

void Ledger::Restore(Recovered recovered, int64_t now_ms, TurnLog& log) {
  for (const IdMapping& mapping : recovered.id_map) {
    // 0.1.0 took the query for a part of the resource.
    Endpoint written = SplitEndpoint(mapping.temp.resource.value());
    ids_.Add({Resource(std::move(written.path)), mapping.temp.id}, mapping.server_id);
  }
  // None: it was removed from storage, or there is none.
  if (!recovered.history.empty()) {
    history_.assign(std::make_move_iterator(recovered.history.begin()),
                    std::make_move_iterator(recovered.history.end()));
  }
  std::vector<UnfinishedSettlement> unfinished = std::move(recovered.unfinished);
  for (const UnfinishedSettlement& settlement : unfinished) {
    Progress progress;
    progress.steps = settlement.outcome.progress.steps;
    progress.attempts = settlement.outcome.progress.attempts;
    // The decision to drop it is noted once more when it is carried out.
    const bool dropped = settlement.outcome.progress.status == MutationStatus::kRolledBack;
    if (dropped && !progress.steps.empty()) progress.steps.pop_back();
    recovered.queued.push_back({settlement.queued.mutation, std::move(progress)});
  }
  std::sort(
      recovered.queued.begin(), recovered.queued.end(),
      [](const QueuedMutation& a, const QueuedMutation& b) { return a.sequence() < b.sequence(); });
  for (QueuedMutation& queued : recovered.queued) RestoreOne(std::move(queued), log);
  for (const EntityKey& entity : queue_.Entities()) RecallConfirmed(entity);
  for (const UnfinishedSettlement& settlement : unfinished) {
    const Sequence& sequence = settlement.queued.sequence();
    const ProgressRecord& outcome = settlement.outcome;
    if (outcome.progress.status == MutationStatus::kSynced) {
      Commit(Confirmed{sequence, outcome.server_id, outcome.record, outcome.whole, ""},
             Author::kHere, now_ms, log);
      // Whoever confirmed it, what the page was to be told of it is lost with the page.
      const Mutation& mutation = settlement.queued.mutation;
      if (mutation.kind == Kind::kUpdate) {
        log.events.push_back(ReadNeededEvent{mutation.entity, mutation.tail});
      }
    } else {
      Commit(Dropped{sequence, CauseOf(outcome.cause)}, Author::kHere, now_ms, log);
    }
  }
}

}  // namespace synchrone
