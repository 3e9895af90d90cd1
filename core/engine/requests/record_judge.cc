#include "core/engine/requests/record_judge.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "core/state/overlay.h"

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

// Two spellings of one UUID, which is read in either case (RFC 9562, 4).
bool IsSameUuid(std::string_view left, std::string_view right) {
  constexpr std::string_view kForm = "00000000-0000-0000-0000-000000000000";
  if (left.size() != kForm.size() || right.size() != kForm.size()) return false;
  for (size_t at = 0; at < kForm.size(); ++at) {
    const auto a = static_cast<unsigned char>(left[at]);
    const auto b = static_cast<unsigned char>(right[at]);
    const bool fits = kForm[at] == '-' ? a == '-' : std::isxdigit(a) != 0;
    if (!fits || std::tolower(a) != std::tolower(b)) return false;
  }
  return true;
}

}  // namespace

bool RecordJudge::PatchHasWorked(const Resource& resource) const {
  const auto& history = local_store_.history();
  return std::any_of(history.begin(), history.end(), [&](const SettledMutation& settled) {
    const Mutation& mutation = settled.queued.mutation;
    return mutation.method == Method::kPatch && mutation.kind == Kind::kUpdate &&
           mutation.entity.resource == resource &&
           settled.queued.progress.status == MutationStatus::kSynced;
  });
}

// The API keeps deleted records: this one says that it is deleted, and did not before the delete
// was sent.
bool RecordJudge::IsGone(const Flight& flight, const Mutation& mutation,
                         const Json& current) const {
  if (mutation.kind != Kind::kDelete || !current.is_object()) return false;
  const RecordState known = local_store_.confirmed(mutation.entity);
  for (auto field = current.begin(); field != current.end(); ++field) {
    if (!SaysDeleted(field.key(), *field)) continue;
    if (flight.possibly_sent_before) return true;
    const Json* before = known.present() ? Find(known.record, field.key()) : nullptr;
    if (!before || !SaysDeleted(field.key(), *before)) return true;
  }
  return false;
}

// The server has what was sent, whoever wrote it.
bool RecordJudge::IsAsSent(const QueuedMutation& queued, const Json& current) const {
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

// A value from before the edit is one that was known when the edit was made, or one that is known
// now: a read may have changed that meanwhile.
bool RecordJudge::IsAsBefore(const QueuedMutation& queued, const Json& shown) const {
  const Mutation& mutation = queued.mutation;
  if (mutation.kind != Kind::kUpdate || !shown.is_object()) return false;
  if (!ShowsSomething(mutation, shown) || IsAsSent(queued, shown)) return false;
  const Json sent = ParsedOrNull(mutation.data);
  const Json base = ParsedOrNull(mutation.base);
  const RecordState known = local_store_.confirmed(mutation.entity);
  const std::string& version_field = endpoints_.Get(mutation.entity.resource).version_field;
  const auto has = [](const Json& record, const std::string& field, const Json& value) {
    const Json* found = record.is_object() ? Find(record, field) : nullptr;
    return found && SameJson(*found, value);
  };
  bool any = false;
  for (auto field = sent.begin(); field != sent.end(); ++field) {
    const Json* now = Find(shown, field.key());
    if (!now || field.key() == version_field || field.key() == "id") continue;
    if (!has(base, field.key(), *now) && !has(known.record, field.key(), *now)) return false;
    any |= !SameJson(*now, *field);
  }
  return any;
}

bool RecordJudge::ShowsSomething(const Mutation& mutation, const Json& shown) {
  const Json sent = ParsedOrNull(mutation.data);
  for (auto field = sent.begin(); field != sent.end(); ++field) {
    if (field.key() != "id" && Find(shown, field.key())) return true;
  }
  return false;
}

bool RecordJudge::MayBeAnotherRecord(const QueuedMutation& queued,
                                     const ConfirmedOutcome& outcome) const {
  const Mutation& mutation = queued.mutation;
  if (mutation.kind != Kind::kUpdate || outcome.server_id.empty()) return false;
  const EntityKey named{mutation.entity.resource, EntityId(outcome.server_id)};
  if (local_store_.ids().Resolve(named) == mutation.entity) return false;
  if (IsSameUuid(outcome.server_id, mutation.entity.id.value())) return false;
  return ShowsSomething(mutation, ParsedOrNull(outcome.record));
}

// The record is as it was known: the server refuses for another reason than a change elsewhere.
bool RecordJudge::IsAsKnown(const Flight& flight, const QueuedMutation& queued,
                            const Json& current) const {
  const EntityKey& entity = queued.mutation.entity;
  const std::string version = requests_.VersionOf(entity.resource, current);
  if (!version.empty() && !flight.version.empty()) return version == flight.version;
  const RecordState known = local_store_.confirmed(entity);
  if (!known.present() || !known.record.is_object() || !current.is_object()) return false;
  for (auto field = known.record.begin(); field != known.record.end(); ++field) {
    const Json* now = Find(current, field.key());
    if (!now || !SameJson(*now, *field)) return false;
  }
  return true;
}

// The application lets edits of different fields be merged (3.8), and this is one.
bool RecordJudge::MayMerge(const QueuedMutation& queued, const Json& theirs) const {
  const EndpointOptions& options = endpoints_.Get(queued.mutation.entity.resource);
  // It is not parked: it is made on what is confirmed.
  const Json base =
      ParsedOrNull(local_store_.BaseOf(queued.mutation.entity).value_or(queued.mutation.base));
  const Json mine = ParsedOrNull(queued.mutation.data);
  const bool comparable = base.is_object() && mine.is_object() && theirs.is_object();
  if (!options.merge_disjoint || queued.mutation.kind != Kind::kUpdate || !comparable) return false;
  const bool asks = std::any_of(options.always_ask.begin(), options.always_ask.end(),
                                [&](const std::string& field) { return mine.contains(field); });
  return !asks && ClashingFields(base, mine, theirs).empty();
}

// The waiting edits of the record that change a field which `theirs` has changed as well.
std::vector<QueuedMutation> RecordJudge::ClashingWith(const EntityKey& entity,
                                                      const Json& theirs) const {
  std::vector<QueuedMutation> clashing;
  const RecordState before = local_store_.confirmed(entity);
  const std::string& field = endpoints_.Get(entity.resource).version_field;
  const Json* version = Find(theirs, field);
  const Json* former = before.present() ? Find(before.record, field) : nullptr;
  if (!version || !former || SameJson(*former, *version)) return clashing;
  for (const QueuedMutation* queued : local_store_.queue().OfEntity(entity)) {
    const bool waits = queued->pending() && !queued->progress.kept_offline;
    if (!waits || queued->mutation.kind != Kind::kUpdate ||
        requests_.IfMatchOf(queued->mutation).empty()) {
      continue;
    }
    const Result<Json> mine = ParseJson(queued->mutation.data);
    if (mine.ok() && !ClashingFields(before.record, *mine, theirs).empty()) {
      clashing.push_back(*queued);
    }
  }
  return clashing;
}

bool RecordJudge::MayHaveLeft(const EntityKey& entity) const {
  const Queue::List queued = local_store_.queue().OfEntity(entity);
  return std::any_of(queued.begin(), queued.end(), [&](const QueuedMutation* one) {
    return one->progress.possibly_sent || table_.unjudged().contains(one->sequence());
  });
}

bool RecordJudge::ClashesWithConfirmed(const QueuedMutation& queued) const {
  const Mutation& mutation = queued.mutation;
  const RecordState confirmed = local_store_.confirmed(mutation.entity);
  if (mutation.kind != Kind::kUpdate || mutation.base.empty() || !confirmed.present()) return false;
  const Result<Json> base = ParseJson(mutation.base);
  const Result<Json> mine = ParseJson(mutation.data);
  const ParkKind park = queued.progress.park;
  const bool seen_already = park == ParkKind::kConflict || park == ParkKind::kUncertain;
  return !seen_already && base.ok() && mine.ok() &&
         !ClashingFields(*base, *mine, confirmed.record).empty();
}

}  // namespace synchrone
