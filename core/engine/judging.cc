// Answers whose meaning depends on what is known of the record: a 404 to an update, a conflict
// (BEHAVIOUR 2.2, section 4). What is not known is read first.
#include <algorithm>
#include <utility>

#include "core/base/tuning.h"
#include "core/engine/engine.h"

namespace synchrone {
namespace {

// How APIs mark a record that they keep: deleted, is_deleted, deletedAt, archived_on, active:
// false, status: 'archived'.
bool SaysDeleted(const std::string& field, const Json& value) {
  std::string name;
  for (const char c : field) {
    if (c != '_' && c != '-') name += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  std::string_view word = name;
  if (word.starts_with("is")) word.remove_prefix(2);
  if (word == "active") return value == false || value == 0;
  const auto is_mark = [](std::string_view text) {
    return text == "deleted" || text == "archived" || text == "removed";
  };
  if (word == "status" || word == "state") {
    return value.is_string() && (is_mark(value.text()) || value.text() == "inactive");
  }
  for (const std::string_view end : {"at", "on", "date"}) {
    if (is_mark(word.substr(0, word.size() - std::min(word.size(), end.size()))) &&
        word.ends_with(end)) {
      return value.is_number() ? !SameJson(value, 0) : value.is_string() && !value.text().empty();
    }
  }
  return is_mark(word) && (value == true || value == 1);
}

}  // namespace

std::string Engine::VersionOf(const Resource& resource, const Json& record) const {
  const Json* version = Find(record, endpoints_.Get(resource).version_field);
  if (!version || version->is_null() || version->is_structured()) return {};
  return TextOf(*version);
}

bool Engine::PatchHasWorked(const Resource& resource) const {
  const auto& history = ledger_.history();
  return std::any_of(history.begin(), history.end(), [&](const SettledMutation& settled) {
    const Mutation& mutation = settled.queued.mutation;
    return mutation.method == Method::kPatch && mutation.kind == Kind::kUpdate &&
           mutation.entity.resource == resource &&
           settled.queued.progress.status == MutationStatus::kSynced;
  });
}

// Where the record cannot be read, the request is sent again, and its answer judged without.
void Engine::ReadBeforeJudging(Answered& answered, TurnLog& log) {
  const Sequence sequence = answered.queued.sequence();
  unjudged_.insert_or_assign(sequence, Unjudged{answered.flight, answered.response});
  due_ms_[sequence] = steady_ms_ + tuning::kRequestLife_ms;
  answered.progress.possibly_sent = false;
  Commit(Advanced{sequence, answered.progress}, log);
  AskForRecord(answered.queued.mutation, log);
}

void Engine::JudgeBy(const EntityKey& entity, const std::string& read, TurnLog& log) {
  std::vector<QueuedMutation> waiting;
  for (const QueuedMutation* queued : ledger_.queue().OfEntity(entity)) {
    if (queued->pending() && unjudged_.contains(queued->sequence())) waiting.push_back(*queued);
  }
  for (const QueuedMutation& queued : waiting) {
    const Unjudged unjudged = std::move(unjudged_.extract(queued.sequence()).mapped());
    due_ms_.erase(queued.sequence());
    Answered answered{unjudged.flight, queued, queued.progress, unjudged.response, true};
    const Outcome outcome = Classify(unjudged.response, unjudged.flight.asked, now_ms_);
    if (const auto* missing = std::get_if<MissingOutcome>(&outcome)) {
      JudgeMissing(*missing, !read.empty(), answered, log);
    } else if (std::holds_alternative<EmptyListOutcome>(outcome)) {
      JudgeEmptyList(read, answered, log);
    } else if (const auto* conflict = std::get_if<ConflictOutcome>(&outcome)) {
      if (read.empty()) {
        JudgeGone(*conflict, answered, log);
      } else {
        JudgeConflict({conflict->code, conflict->message, read}, answered, log);
      }
    }
  }
}

void Engine::On(const MissingOutcome& outcome, Answered& answered, TurnLog& log) {
  const bool may_be_route = answered.flight.asked.method == Method::kPatch &&
                            !PatchHasWorked(answered.queued.mutation.entity.resource);
  if (may_be_route && !answered.was_read) return ReadBeforeJudging(answered, log);
  if (outcome.page) return On(UnreachableOutcome{answered.response.status}, answered, log);
  On(RefusedOutcome{outcome.code, outcome.message}, answered, log);
}

void Engine::JudgeMissing(const MissingOutcome& outcome, bool exists, Answered& answered,
                          TurnLog& log) {
  if (exists) return On(NoPatchOutcome{}, answered, log);
  On(RefusedOutcome{outcome.code, outcome.message}, answered, log);
}

void Engine::On(const EmptyListOutcome&, Answered& answered, TurnLog& log) {
  if (!answered.was_read) return ReadBeforeJudging(answered, log);
  On(ConfirmedOutcome{}, answered, log);
}

// The record as it was before: no row was changed, because it is gone or not this person's to
// change.
void Engine::JudgeEmptyList(const std::string& read, Answered& answered, TurnLog& log) {
  const Json current = ParsedOrNull(read);
  const bool is_delete = answered.queued.mutation.kind == Kind::kDelete;
  const bool is_changed =
      IsAsSent(answered.queued, current) || !IsAsKnown(answered.flight, answered.queued, current);
  const bool is_done =
      is_delete ? read.empty() || IsGone(answered, current) : !read.empty() && is_changed;
  if (!is_done) return On(RefusedOutcome{"NOT_CHANGED", ""}, answered, log);
  On(ConfirmedOutcome{is_delete ? "" : read, "", ""}, answered, log);
}

// What a conflict was about does not exist: a delete has nothing more to do.
void Engine::JudgeGone(const ConflictOutcome& outcome, Answered& answered, TurnLog& log) {
  if (answered.queued.mutation.kind == Kind::kDelete) {
    return Confirm(answered.queued, ConfirmedOutcome{}, "gone", log);
  }
  On(RefusedOutcome{outcome.code, outcome.message}, answered, log);
}

// The record is deleted in a way that keeps it: it says so, and did not before this was tried.
bool Engine::IsGone(const Answered& answered, const Json& current) const {
  const Mutation& mutation = answered.queued.mutation;
  if (mutation.kind != Kind::kDelete || !current.is_object()) return false;
  const RecordState known = ledger_.confirmed(mutation.entity);
  for (auto field = current.begin(); field != current.end(); ++field) {
    if (!SaysDeleted(field.key(), *field)) continue;
    if (answered.flight.possibly_sent_before) return true;
    const Json* before = known.present() ? Find(known.record, field.key()) : nullptr;
    if (!before || !SaysDeleted(field.key(), *before)) return true;
  }
  return false;
}

// The server has what was sent, whoever wrote it.
bool Engine::IsAsSent(const QueuedMutation& queued, const Json& current) const {
  const Mutation& mutation = queued.mutation;
  const Json sent = ParsedOrNull(mutation.data);
  if (mutation.kind != Kind::kUpdate || !sent.is_object() || !current.is_object()) return false;
  const std::string& version_field = endpoints_.Get(mutation.entity.resource).version_field;
  bool any = false;
  for (auto field = sent.begin(); field != sent.end(); ++field) {
    if (field.key() == version_field || field.key() == "id") continue;
    const Json* now = Find(current, field.key());
    if (!now || !SameJson(*now, *field)) return false;
    any = true;
  }
  return any;
}

// The record is as it was known: the server refuses for another reason than a change elsewhere.
bool Engine::IsAsKnown(const Flight& flight, const QueuedMutation& queued,
                       const Json& current) const {
  const EntityKey& entity = queued.mutation.entity;
  const std::string version = VersionOf(entity.resource, current);
  if (!version.empty() && !flight.version.empty()) return version == flight.version;
  const RecordState known = ledger_.confirmed(entity);
  if (!known.present() || !known.record.is_object() || !current.is_object()) return false;
  for (auto field = known.record.begin(); field != known.record.end(); ++field) {
    const Json* now = Find(current, field.key());
    if (!now || !SameJson(*now, *field)) return false;
  }
  return true;
}

// The application lets edits of different fields be merged (3.8), and this is one.
bool Engine::MayMerge(const QueuedMutation& queued, const Json& theirs) const {
  const EndpointOptions& options = endpoints_.Get(queued.mutation.entity.resource);
  // It is on its way still: what it is made on is what is confirmed.
  const Json base =
      ParsedOrNull(ledger_.BaseOf(queued.mutation.entity).value_or(queued.mutation.base));
  const Json mine = ParsedOrNull(queued.mutation.data);
  const bool comparable = base.is_object() && mine.is_object() && theirs.is_object();
  if (!options.merge_disjoint || queued.mutation.kind != Kind::kUpdate || !comparable) return false;
  const bool asks = std::any_of(options.always_ask.begin(), options.always_ask.end(),
                                [&](const std::string& field) { return mine.contains(field); });
  return !asks && ClashingFields(base, mine, theirs).empty();
}

void Engine::On(const ConflictOutcome& outcome, Answered& answered, TurnLog& log) {
  if (outcome.current.empty() && !answered.was_read) return ReadBeforeJudging(answered, log);
  JudgeConflict(outcome, answered, log);
}

void Engine::JudgeConflict(const ConflictOutcome& outcome, Answered& answered, TurnLog& log) {
  const Journal::Step step(journal_);
  const EntityKey& entity = answered.queued.mutation.entity;
  const Json current = ParsedOrNull(outcome.current);
  last_success_ms_[answered.flight.origin] = steady_ms_;
  answered.progress.possibly_sent = false;
  if (IsGone(answered, current)) {
    return Confirm(answered.queued, ConfirmedOutcome{}, "gone", log);
  }
  if (IsAsSent(answered.queued, current)) {
    return Confirm(answered.queued, ConfirmedOutcome{outcome.current, "", ""}, "as sent", log);
  }
  if (IsAsKnown(answered.flight, answered.queued, current)) {
    On(RefusedOutcome{outcome.code, outcome.message}, answered, log);
    return Commit(Observed{entity, outcome.current}, log);
  }
  etags_.erase(entity);
  if (MayMerge(answered.queued, current)) {
    ++answered.progress.generation;  // on another version: another request, another key
    answered.progress.sent_record.clear();
    Commit(Advanced{answered.queued.sequence(), answered.progress}, log);
    return Commit(Observed{entity, outcome.current}, log);
  }
  answered.progress.server_record = outcome.current;
  Park(answered, ParkKind::kConflict, "CONFLICT", outcome.message, log);
  if (!outcome.current.empty()) {
    Commit(Observed{entity, outcome.current}, log);
  } else {
    AskForRecord(answered.queued.mutation, log);
  }
}

}  // namespace synchrone
