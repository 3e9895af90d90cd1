#include "core/engine/local_store/local_store.h"

#include <algorithm>
#include <iterator>
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

// Whether the id of `record` is a number that every JSON parser reads exactly.
bool IsNumber(const std::string& record) {
  constexpr size_t kSafeDigits = 15;
  const std::string_view id = MemberText(record, "id");
  return !id.empty() && id.size() <= kSafeDigits &&
         std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A mutation has left the view: where the confirmed record is not known, Views::Emit asks for a
// read of it.
void NoteRollback(const Mutation& mutation, Turn& turn) {
  turn.rolled_back[mutation.entity] = mutation.tail;
}

}  // namespace

void LocalStore::Clear() {
  queue_.Clear();
  confirmed_.Clear();
  known_ids_.Clear();
  views_.Clear();
  settled_.Clear();
}

Queue::Lane LocalStore::LaneOf(const Mutation& mutation) const {
  const bool global = endpoints_.Get(mutation.entity.resource).fifo;
  if (global) return {Resource(), EntityId("fifo")};
  if (known_ids_.ids().empty()) return mutation.entity;
  // A resource whose path has the local id of another record: the path with the server's id is the
  // same resource.
  return {Resource(id_rewriter_.KnownPath(mutation.entity.resource.value())), mutation.entity.id};
}

void LocalStore::Insert(QueuedMutation queued) {
  const Queue::Lane lane = LaneOf(queued.mutation);
  std::vector<EntityId> references = id_rewriter_.ReferencesOf(queued.mutation);
  queue_.Insert(std::move(queued), lane, std::move(references));
}

void LocalStore::Reindex() {
  std::vector<QueuedMutation> all;
  for (const QueuedMutation* queued : queue_.All()) all.push_back(*queued);
  queue_.Clear();
  for (QueuedMutation& queued : all) Insert(std::move(queued));
}

void LocalStore::Erase(const QueuedMutation& queued) {
  views_.NoteErased(queued);
  queue_.Erase(Sequence(queued.sequence()));
}

void LocalStore::Commit(Change change, DecidedIn decided_in, Turn& turn) {
  if (auto* accepted = std::get_if<Accepted>(&change)) {
    Accept(std::move(accepted->mutation), decided_in, turn);
    return;
  }
  const auto apply = [&](const auto& one) {
    if constexpr (!std::is_same_v<decltype(one), const Accepted&>) Apply(one, decided_in, turn);
  };
  std::visit(apply, change);
  if (decided_in == DecidedIn::kThisTab) turn.outgoing.push_back(std::move(change));
}

void LocalStore::Advance(const Sequence& sequence, const Progress& progress, Turn& turn,
                         DecidedIn decided_in) {
  Commit(Advanced{sequence, progress}, decided_in, turn);
}

// On the path of every enqueue: the mutation is moved, its documents are not copied.
void LocalStore::Accept(Mutation mutation, DecidedIn decided_in, Turn& turn) {
  if (queue_.Find(mutation.sequence)) return;
  if (mutation.kind == Kind::kCreate) known_ids_.Release(mutation.entity, decided_in);
  if (decided_in == DecidedIn::kThisTab) {
    if (!mutation.base.empty()) mutation.tag = confirmed_.TagOf(mutation.entity);
    journal_.PutNewMutation(mutation);
  }
  confirmed_.LearnBase(mutation);
  // The base is newer than the confirmed state in the journal.
  if (!mutation.base.empty()) confirmed_.Keep(mutation.entity, decided_in);
  const bool foreign = decided_in == DecidedIn::kAnotherTab;
  if (foreign) turn.Touch(mutation);
  if (!foreign) turn.accepted.push_back(mutation.sequence);
  turn.events.push_back(QueuedEvent{mutation.id, mutation.entity, mutation.kind, foreign});
  Insert({std::move(mutation), Progress{}});
}

void LocalStore::Apply(const Rewritten& change, DecidedIn decided_in, Turn& turn) {
  if (!queue_.Find(change.mutation.sequence)) return;
  Rewrite(change.mutation, decided_in);
  turn.advanced.insert(change.mutation.sequence);
  turn.Touch(change.mutation);
}

void LocalStore::Apply(const Advanced& change, DecidedIn decided_in, Turn& turn) {
  const QueuedMutation* queued = queue_.Find(change.sequence);
  if (!queued) return;
  if (decided_in == DecidedIn::kThisTab) {
    journal_.PutProgress(change.sequence, UnsettledRecord(change.progress));
  }
  const bool seen_before = queued->in_view();
  const MutationStatus status_before = queued->progress.status;
  const bool parked_before = queued->parked();
  const bool kept_base_before = queued->keeps_base();
  const Sequence place_before = queued->place();
  queue_.SetProgress(change.sequence, change.progress);
  if (!kept_base_before && queued->keeps_base()) KeepBase(*queued, decided_in);
  const bool view_changed = seen_before != queued->in_view() ||
                            status_before != queued->progress.status ||
                            place_before != queued->place();
  turn.advanced.insert(change.sequence);
  if (view_changed) turn.Touch(queued->mutation);
  if (queued->parked() && !parked_before) turn.events.push_back(views_.Parked(*queued));
  if (seen_before && !queued->in_view()) NoteRollback(queued->mutation, turn);
}

void LocalStore::Apply(const Confirmed& change, DecidedIn decided_in, Turn& turn) {
  const QueuedMutation* found = queue_.Find(change.sequence);
  if (!found) return;
  QueuedMutation queued = *found;
  queued.progress.status = MutationStatus::kSynced;
  queued.progress.possibly_sent = false;
  if (!change.how.empty()) NoteStep(queued.progress, turn.now_ms, change.how.c_str());
  const EntityKey former = queued.mutation.entity;
  EntityKey entity = former;
  if (!change.server_id.empty()) entity.id = change.server_id;
  const bool is_alone = IsAlone(queued.mutation, change);
  queued.mutation.entity = entity;
  const bool is_number = change.is_number || IsNumber(change.record);
  SettledMutation settled = SettledOf(queued, "confirmed", turn.now_ms);
  settled.is_number = entity.id != former.id && is_number;
  const bool records = decided_in == DecidedIn::kThisTab;
  // Its history record alone holds its outcome (FORMAT.md, S5a).
  const bool is_over = records && is_alone && journal_.PutHistory(settled);
  if (records && !is_over) {
    journal_.PutProgress(change.sequence,
                         {queued.progress, change.server_id, change.record, change.whole, {}});
  }
  Erase(*found);
  const bool is_unnamed = change.server_id.empty() && queued.mutation.kind == Kind::kCreate;
  if (is_unnamed) known_ids_.Add({former, EntityId(), turn.now_ms}, decided_in);
  if (entity.id != former.id) {
    const bool is_ours = queued.mutation.kind == Kind::kCreate;
    known_ids_.Add({former, entity.id, turn.now_ms, is_ours, is_number}, decided_in);
    Rename(former, entity.id, decided_in, turn);
  }
  if (queued.mutation.kind != Kind::kAction)
    confirmed_.states().Set(entity, change.record, change.whole);
  confirmed_.NoteTag(former, "");
  confirmed_.NoteTag(entity, change.tag);
  confirmed_.Keep(entity, decided_in);
  turn.Touch(queued.mutation);
  turn.events.push_back(
      SettledEvent{queued.id(), entity, entity.id == former.id ? EntityId() : former.id,
                   queued.mutation.kind, MutationStatus::kSynced, "confirmed", change.record});
  if (records && !is_alone) journal_.PutHistory(settled);
  Settle(std::move(settled));
}

bool LocalStore::IsAlone(const Mutation& mutation, const Confirmed& change) const {
  const bool is_create = mutation.kind == Kind::kCreate;
  const bool is_renamed = !change.server_id.empty() && change.server_id != mutation.entity.id;
  if (is_create ? change.server_id.empty() : is_renamed) return false;
  if (is_renamed && queue_.HasEntity({mutation.entity.resource, change.server_id})) return false;
  return queue_.OfEntity(mutation.entity).size() == 1 &&
         (!is_create || queue_.ReferringTo(mutation.entity.id).empty());
}

void LocalStore::Apply(const Dropped& change, DecidedIn decided_in, Turn& turn) {
  const QueuedMutation* found = queue_.Find(change.sequence);
  if (!found) return;
  QueuedMutation queued = *found;
  const bool found_in_view = found->in_view();
  queued.progress.status = MutationStatus::kRolledBack;
  NoteStep(queued.progress, turn.now_ms, DecisionName(change.cause));
  const std::string cause = CauseName(change.cause);
  if (decided_in == DecidedIn::kThisTab) {
    journal_.PutProgress(change.sequence, {queued.progress, {}, {}, true, cause});
  }
  // A mutation that was merged into another one still has an effect.
  const bool is_over = change.cause != Dropped::Cause::kCoalesced;
  const bool created = is_over && queued.mutation.kind == Kind::kCreate;
  if (created) DropCreated(queued.mutation, decided_in, turn);
  Erase(*found);
  confirmed_.Keep(queued.mutation.entity, decided_in);
  turn.Touch(queued.mutation);
  if (found_in_view && is_over) NoteRollback(queued.mutation, turn);
  turn.events.push_back(SettledEvent{queued.id(), queued.mutation.entity, EntityId(),
                                     queued.mutation.kind, MutationStatus::kRolledBack, cause, "",
                                     change.into});
  SettledMutation settled = SettledOf(queued, cause, turn.now_ms);
  settled.into = change.into;
  const bool remembered = cause != "withdrawn";
  if (decided_in == DecidedIn::kThisTab && remembered) journal_.PutHistory(settled);
  Settle(std::move(settled));
}

// A record whose create is dropped does not exist. Later mutations of that record are dropped, too.
// Mutations of other records that refer to it are parked for a person. A page that dies meanwhile
// loses nothing: all of this follows from the recorded drop.
void LocalStore::DropCreated(const Mutation& created, DecidedIn decided_in, Turn& turn) {
  // The tab that has dropped it, or the leader, announces what follows.
  if (decided_in == DecidedIn::kAnotherTab) return;
  for (Advanced& change : ParkedDependents(created, "DEPENDENCY_DISCARDED")) {
    Commit(std::move(change), decided_in, turn);
  }
  std::vector<Sequence> followers;
  bool comes_after = false;
  for (const QueuedMutation* follower : queue_.OfEntity(created.entity)) {
    if (comes_after) followers.push_back(follower->sequence());
    comes_after = comes_after || follower->sequence() == created.sequence;
  }
  for (const Sequence& follower : followers) {
    Commit(Dropped{follower, Dropped::Cause::kDiscarded}, decided_in, turn);
  }
}

std::vector<Advanced> LocalStore::ParkedDependents(const Mutation& created,
                                                   const char* code) const {
  std::vector<Advanced> changes;
  for (const QueuedMutation* queued : queue_.ReferringTo(created.entity.id)) {
    const bool waits = queued->pending() && queued->mutation.entity != created.entity &&
                       queue_.WaitsFor(queued->sequence(), created.sequence);
    if (!waits) continue;
    Progress progress = queued->progress;
    progress.status = MutationStatus::kError;
    progress.park = ParkKind::kDependency;
    progress.error_code = code;
    changes.push_back({queued->sequence(), std::move(progress)});
  }
  return changes;
}

void LocalStore::Apply(const Observed& change, DecidedIn decided_in, Turn& turn) {
  if (!queue_.HasEntity(change.entity)) return;
  confirmed_.states().Set(change.entity, change.record);
  confirmed_.Keep(change.entity, decided_in);
  turn.touched.insert(change.entity);
}

void LocalStore::Rewrite(const Mutation& mutation, DecidedIn decided_in) {
  if (decided_in == DecidedIn::kThisTab) journal_.PutMutation(mutation);
  // The mutation has other contents: the folded changes of its record are out of date.
  const QueuedMutation* former = queue_.Find(mutation.sequence);
  if (former && former->mutation.data != mutation.data)
    views_.NoteRewritten(former->mutation.entity);
  queue_.ReplaceMutation(mutation, LaneOf(mutation), id_rewriter_.ReferencesOf(mutation));
}

void LocalStore::Rename(const EntityKey& former, const EntityId& next, DecidedIn decided_in,
                        Turn& turn) {
  turn.renamed[{former.resource, next}] = former.id;
  std::vector<Mutation> renamed;
  for (const QueuedMutation* queued : queue_.OfEntity(former)) renamed.push_back(queued->mutation);
  for (const QueuedMutation* queued : queue_.ReferringTo(former.id)) {
    if (queued->mutation.entity != former) renamed.push_back(queued->mutation);
  }
  for (const Mutation& mutation : renamed) {
    const Mutation now = id_rewriter_.Renamed(mutation, former, next);
    Rewrite(now, decided_in);
    turn.Touch(now);
  }
  confirmed_.states().Forget(former);
  confirmed_.Keep(former, decided_in);
}

// While a mutation waits for a person, its base keeps what was confirmed when it began to wait.
void LocalStore::KeepBase(const QueuedMutation& queued, DecidedIn decided_in) {
  const std::optional<std::string> known = BaseOf(queued.mutation.entity);
  if (queued.mutation.kind == Kind::kCreate || !known || *known == queued.mutation.base) return;
  Mutation mutation = queued.mutation;
  mutation.base = *known;
  Rewrite(mutation, decided_in);
}

SettledMutation LocalStore::SettledOf(const QueuedMutation& queued, const std::string& cause,
                                      int64_t now_ms) const {
  SettledMutation settled{queued, cause, now_ms};
  if (server_offset_ms_) settled.server_ms = queued.mutation.timestamp_ms + *server_offset_ms_;
  return settled;
}

void LocalStore::Settle(SettledMutation settled) {
  const Mutation& mutation = settled.queued.mutation;
  // The tab that settled it has removed them; a record that storage refused may have come later.
  journal_.Remove(RecordKind::kMutation, mutation.sequence);
  journal_.Remove(RecordKind::kProgress, mutation.sequence);
  // An action touches no view, so Views::Emit does not forget the record.
  if (mutation.kind == Kind::kAction && !queue_.HasEntity(mutation.entity)) {
    confirmed_.states().Forget(mutation.entity);
  }
  settled_.Add(std::move(settled));
}

bool LocalStore::CreateWasDropped(const EntityKey& entity) const {
  const ConfirmedStates::Stored* known = confirmed_.states().Find(entity);
  const bool is_present = known && !known->record.empty();
  return !is_present && settled_.CreateWasDropped(entity) && !queue_.CreateOf(entity.id);
}

}  // namespace synchrone
