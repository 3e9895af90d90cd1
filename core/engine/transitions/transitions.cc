#include "core/engine/transitions/transitions.h"

#include <algorithm>
#include <utility>

#include "core/model/path.h"
#include "core/model/record_tag.h"

namespace synchrone {
namespace {

bool HasMembersOf(const Json& record, const Json& wanted) {
  for (auto it = wanted.begin(); it != wanted.end(); ++it) {
    if (!Find(record, it.key())) return false;
  }
  return record.is_object();
}

// An answer without the record may still have its version, as a tag (RFC 9110, 8.8.3): where
// both are numbers, that is the version now.
void NameVersion(Json& record, const Json& answer, const std::string& etag,
                 const std::string& field) {
  const Json* former = Find(record, field);
  if (!former || Find(answer, field) || etag.size() < 3) return;
  const Result<Json> tag = ParseJson(etag.substr(1, etag.size() - 2));
  if (former->is_number_integer() && tag.ok() && tag->is_number_integer()) record[field] = *tag;
}

// Whether a mutation that is sent again keeps its place in the lane. A create and a conflict do:
// the mutations that they held back come after them. So does one that may have been applied: it is
// settled before later ones are sent.
bool KeepsItsPlace(const QueuedMutation& queued) {
  const ParkKind park = queued.progress.park;
  return queued.mutation.kind == Kind::kCreate || park == ParkKind::kUncertain ||
         park == ParkKind::kConflict || queued.progress.possibly_sent;
}

}  // namespace

Confirmed Transitions::ConfirmedBy(const QueuedMutation& queued, const RecordState& before,
                                   const ConfirmedOutcome& outcome) const {
  const Mutation& mutation = queued.mutation;
  Confirmed confirmed{queued.sequence(), EntityId(), "", true, ""};
  if (mutation.kind == Kind::kDelete || mutation.kind == Kind::kAction) return confirmed;
  const Json answer = ParsedOrNull(outcome.record);
  const RecordState sent = ApplyMutation(before, mutation);
  Json record = sent.record.is_object() ? sent.record : Json::object();
  if (answer.is_object()) record = ShallowMerge(record, answer);
  confirmed.server_id = EntityId(outcome.server_id);
  const EntityId& name = outcome.server_id.empty() ? mutation.entity.id : confirmed.server_id;
  // The id has one spelling everywhere: a number is not a safe spelling, and {"id": null} is not
  // one.
  const bool is_made = mutation.kind == Kind::kCreate && !outcome.server_id.empty();
  if (record.contains("id") ? TextOf(record["id"]) != name.value() : is_made) {
    record["id"] = name.value();
  }
  const std::string& version_field = endpoints_.Get(mutation.entity.resource).version_field;
  NameVersion(record, answer, outcome.etag, version_field);
  // Where the answer has no version, the known one is out of date, and sending it would make a
  // conflict with our own change (3.8).
  const bool is_old = Find(record, version_field) && !Find(answer, version_field);
  if (!outcome.etag.empty() || is_old)
    confirmed.tag = RecordTag(record, outcome.etag, version_field);
  // When the answer to a create lacks fields that were sent, the record is not known as a whole.
  confirmed.whole =
      mutation.kind == Kind::kCreate ? HasMembersOf(answer, sent.record) : sent.present();
  confirmed.record = DumpJson(record);
  return confirmed;
}

void Transitions::Confirm(const QueuedMutation& queued, const ConfirmedOutcome& outcome,
                          const char* how, Turn& turn) {
  const Mutation& mutation = queued.mutation;
  ConfirmedOutcome named = outcome;
  const EntityKey answered{mutation.entity.resource, EntityId(outcome.server_id)};
  if (mutation.kind == Kind::kCreate && outcome.server_id.empty() &&
      endpoints_.Get(mutation.entity.resource).client_ids) {
    named.server_id = mutation.entity.id.value();
  }
  // An update may give the record another id. A former id of the record does not count as one, and
  // an answer that shows no field that was sent is about something else.
  const bool is_known = local_store_.ids().Resolve(answered) == mutation.entity;
  if (mutation.kind == Kind::kUpdate && is_known) named.server_id.clear();
  if (mutation.kind == Kind::kUpdate && !named.server_id.empty() &&
      !RecordJudge::ShowsSomething(mutation, ParsedOrNull(outcome.record))) {
    named = ConfirmedOutcome{};
  }
  Confirmed confirmed = ConfirmedBy(queued, local_store_.confirmed(mutation.entity), named);
  confirmed.how = how;
  const bool unnamed = mutation.kind == Kind::kCreate && confirmed.server_id.empty();
  // Mutations that refer to the new record get its id, or their reason to wait, in the same
  // transaction.
  std::vector<Sequence> following;
  if (mutation.kind == Kind::kCreate) following = FollowersOf(mutation.entity);
  std::optional<RecordStore::Transaction> transaction;
  if (following.size() > 1) transaction.emplace(journal_.records());
  table_.Forget(queued.sequence());
  local_store_.Commit(confirmed, turn);
  EntityKey entity = mutation.entity;
  if (!confirmed.server_id.empty()) entity.id = confirmed.server_id;
  const bool is_shown = mutation.kind == Kind::kCreate || mutation.kind == Kind::kUpdate;
  if (is_shown && local_store_.queue().HasEntity(entity)) table_.NoteSeen(entity, turn.steady_ms);
  if (!unnamed) return;
  for (const Sequence& sequence : following) ParkUnnamed(sequence, turn);
}

std::vector<Sequence> Transitions::FollowersOf(const EntityKey& entity) const {
  const Queue& queue = local_store_.queue();
  std::vector<Sequence> sequences;
  const auto add = [&](Queue::List following) {
    for (const QueuedMutation* one : following) sequences.push_back(one->sequence());
  };
  add(queue.OfEntity(entity));
  for (const EntityId& name : local_store_.ids().FormerIds(entity)) add(queue.ReferringTo(name));
  add(queue.ReferringTo(entity.id));
  return sequences;
}

void Transitions::Park(const QueuedMutation& queued, Progress progress, Turn& turn) {
  const RecordStore::Transaction transaction(journal_.records());
  const bool stays_in_view = progress.park == ParkKind::kUncertain;
  progress.status = MutationStatus::kError;
  table_.ForgetUnjudged(queued.sequence());
  const QueuedMutation parked{queued.mutation, progress};
  local_store_.Advance(queued.sequence(), progress, turn);
  if (stays_in_view) return;
  AskForRead(parked, turn);
  if (queued.mutation.kind == Kind::kCreate) {
    ParkDependents(queued.mutation, turn);
  }
}

void Transitions::ParkAll(const std::vector<QueuedMutation>& entries, ParkKind kind,
                          const char* code, Turn& turn) {
  if (entries.empty()) return;
  const RecordStore::Transaction transaction(journal_.records());
  for (const QueuedMutation& queued : entries) {
    Progress progress = queued.progress;
    progress.park = kind;
    progress.error_code = code;
    Park(queued, std::move(progress), turn);
  }
}

void Transitions::ParkUnnamed(const Sequence& sequence, Turn& turn) {
  const QueuedMutation* queued = local_store_.queue().Find(sequence);
  if (!queued || !queued->pending() || !local_store_.id_rewriter().NeedsUnnamed(queued->mutation))
    return;
  Progress progress = queued->progress;
  progress.status = MutationStatus::kError;
  progress.park = ParkKind::kDependency;
  progress.error_code = "MISSING_SERVER_ID";
  local_store_.Advance(sequence, progress, turn);
}

void Transitions::ParkConflict(const QueuedMutation& queued, std::string theirs, Turn& turn) {
  Progress progress = queued.progress;
  progress.status = MutationStatus::kError;
  progress.park = ParkKind::kConflict;
  progress.kept_offline = false;
  progress.error_code = "CONFLICT";
  progress.error_message.clear();
  progress.server_record = std::move(theirs);
  local_store_.Advance(queued.sequence(), progress, turn);
}

bool Transitions::ParkIfClashing(const QueuedMutation& queued, Turn& turn) {
  if (!judge_.ClashesWithConfirmed(queued)) return false;
  const Mutation& mutation = queued.mutation;
  ParkConflict(queued, DumpJson(local_store_.confirmed(mutation.entity).record), turn);
  turn.events.push_back(ParkedEvent{*local_store_.queue().Find(queued.sequence()), mutation.base});
  return true;
}

void Transitions::ParkDependents(const Mutation& created, Turn& turn) {
  for (Advanced& change : local_store_.ParkedDependents(created, "DEPENDENCY_REFUSED")) {
    local_store_.Commit(std::move(change), turn);
  }
  // The later mutations of the same record wait behind it: their reason to wait has changed.
  for (const QueuedMutation* queued : local_store_.queue().OfEntity(created.entity)) {
    turn.advanced.insert(queued->sequence());
  }
}

void Transitions::Drop(const QueuedMutation& queued, Dropped::Cause cause, Turn& turn) {
  const RecordStore::Transaction transaction(journal_.records());
  table_.Forget(queued.sequence());
  local_store_.Commit(Dropped{queued.sequence(), cause}, turn);
  AskForRead(queued, turn);
  // The create may have been applied nevertheless.
  const Progress& progress = queued.progress;
  const bool may_exist =
      queued.mutation.kind == Kind::kCreate && (progress.possibly_sent || progress.may_be_made);
  if (may_exist) turn.AskForRecord(queued.mutation);
}

Progress Transitions::Renewed(const Progress& known) {
  Progress fresh;
  fresh.steps = known.steps;
  fresh.attempts = known.attempts;
  fresh.generation = known.generation;
  fresh.possibly_sent = known.possibly_sent;
  fresh.may_be_made = known.may_be_made;
  fresh.server_record = known.server_record;
  fresh.place = known.place;
  fresh.last_attempt_ms = known.last_attempt_ms;
  fresh.failed_after_ms = known.failed_after_ms;
  // A key that may have been used for something is kept until its outcome is known (3.7).
  if (!fresh.possibly_sent && fresh.attempts > 0) {
    ++fresh.generation;
  } else {
    fresh.sent_record = known.sent_record;
    fresh.sent_fingerprint = known.sent_fingerprint;
  }
  return fresh;
}

void Transitions::SendAgain(const QueuedMutation& queued, Mutation mutation, Progress progress,
                            Turn& turn) {
  const RecordStore::Transaction transaction(journal_.records());
  table_.StateOf(queued.sequence()).due_ms = 0;
  table_.StateOf(queued.sequence()).held_until_ms = 0;
  table_.ForgetSeen(mutation.entity);
  table_.UnansweredOf(OriginOf(queued.mutation.entity.resource.value())).erase(queued.sequence());
  if (mutation.kind != Kind::kCreate) progress.server_record.clear();
  // It is made on what is confirmed now.
  if (mutation.kind != Kind::kCreate) {
    mutation.base = local_store_.BaseOf(mutation.entity).value_or(std::move(mutation.base));
  }
  if (!(KeepsItsPlace(queued) || local_store_.queue().IsLastOfLane(queued.sequence()))) {
    progress.place = tab_.NextSequence();
  }
  if (mutation != queued.mutation) local_store_.Commit(Rewritten{std::move(mutation)}, turn);
  local_store_.Advance(queued.sequence(), progress, turn);
  if (queued.mutation.kind == Kind::kCreate) ReleaseDependents(queued.mutation, turn);
}

void Transitions::ReleaseDependents(const Mutation& created, Turn& turn) {
  std::vector<QueuedMutation> released;
  for (const QueuedMutation* queued : local_store_.queue().ReferringTo(created.entity.id)) {
    if (queued->progress.park == ParkKind::kDependency) released.push_back(*queued);
  }
  for (const QueuedMutation& queued : released) {
    // One that was released with another may have moved on already.
    const QueuedMutation* now = local_store_.queue().Find(queued.sequence());
    if (!now || !now->parked() || local_store_.id_rewriter().NeedsUnnamed(queued.mutation))
      continue;
    if (ParkIfClashing(queued, turn)) continue;
    Progress progress = Renewed(queued.progress);
    NoteStep(progress, turn.now_ms, "released");
    SendAgain(queued, queued.mutation, std::move(progress), turn);
  }
}

// A copy of the version among other changes says what the form was filled in on. Alone it is a
// change like any other.
void Transitions::SetData(Mutation& mutation, Json changes) const {
  const std::string& field = endpoints_.Get(mutation.entity.resource).version_field;
  const Json* version = mutation.kind == Kind::kUpdate ? Find(changes, field) : nullptr;
  mutation.version.clear();
  if (version && changes.size() > 1) {
    mutation.version = DumpJson(*version);
    changes.erase(field);
  }
  mutation.data = DumpJson(changes);
}

void Transitions::AskForRead(const QueuedMutation& queued, Turn& turn) {
  const Kind kind = queued.mutation.kind;
  const bool changes_known_record = kind == Kind::kUpdate || kind == Kind::kDelete;
  if (!changes_known_record || !queued.progress.possibly_sent) return;
  turn.AskForRecord(queued.mutation);
}

}  // namespace synchrone
