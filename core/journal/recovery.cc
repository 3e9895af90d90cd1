#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/base/json.h"
#include "core/base/tuning.h"
#include "core/journal/audit_record.h"
#include "core/journal/journal.h"

namespace synchrone {
namespace {

Result<IdMapping> DecodeIdMapping(const std::string& text, const EntityKey& temp) {
  const Result<Json> json = DecodeFramedJson(text);
  if (!json.ok()) return json.status();
  IdMapping mapping{temp, EntityId(StringOr(*json, "serverId")), IntOr(*json, "confirmed", 0)};
  if (mapping.server_id.empty()) {
    return Status(ErrorCode::kDamagedRecord, "The id map record names no id.");
  }
  return mapping;
}

// Keeps the value of a Result where it belongs, and hands its status on.
template <typename T, typename Keep>
Status KeepIfOk(Result<T> result, Keep keep) {
  if (!result.ok()) return result.status();
  keep(std::move(*result));
  return Status::Ok();
}

// One pass over the records of one user, put together at its end.
class Collection {
 public:
  explicit Collection(const User& user) : user_(user) {}

  // Not ok: the record cannot be used.
  Status Add(const ParsedKey& key, const std::string& text) {
    highest_counter_ = std::max(highest_counter_, key.sequence.counter);
    switch (key.kind) {
      case RecordKind::kMutation:
        return AddMutation(key.sequence, text);
      case RecordKind::kProgress:
        return AddProgress(key.sequence, text);
      case RecordKind::kHistory:
        return KeepIfOk(DecodeHistoryRecord(text, key.sequence),
                        [&](SettledMutation settled) { history_.push_back(std::move(settled)); });
      case RecordKind::kAnchor:
        return KeepIfOk(DecodeAnchor(text, key.sequence.tab),
                        [&](ChainHead anchor) { anchors_[key.sequence.tab] = std::move(anchor); });
      case RecordKind::kIdMap:
        return KeepIfOk(DecodeIdMapping(text, key.temp),
                        [&](IdMapping mapping) { id_map_.push_back(std::move(mapping)); });
    }
    return Status::Ok();
  }

  // A requeued mutation exists twice when the page died in between: the new place counts. Or two
  // tabs gave it a new place at once.
  std::vector<Sequence> TakeReplaced() {
    std::vector<Sequence> replaced;
    std::map<MutationId, const Mutation*> places;
    for (const auto& [sequence, record] : mutations_) {
      if (record.replaces) replaced.push_back(*record.replaces);
      const Mutation* one = &record.mutation;
      const Mutation*& other = places.try_emplace(one->id, one).first->second;
      if (other == one || !IsSame(*other, *one)) continue;
      if (CountsBefore(At(*one), At(*other))) std::swap(other, one);
      replaced.push_back(one->sequence);
    }
    std::erase_if(replaced, [&](const Sequence& place) { return mutations_.erase(place) == 0; });
    return replaced;
  }

  // A mutation that was settled already: its record found room only after that (5.4), or came back
  // with a storage that had lost its removal (5.6). Settlements win. Not one whose settlement was
  // recorded but not finished: that is finished first.
  std::vector<Sequence> TakeSettled() {
    std::map<MutationId, const Mutation*> ended;
    for (const SettledMutation& one : history_) ended[one.queued.id()] = &one.queued.mutation;
    std::vector<Sequence> settled;
    for (const auto& [sequence, record] : mutations_) {
      const auto end = ended.find(record.mutation.id);
      const bool has_ended = end != ended.end() && IsSame(*end->second, record.mutation);
      if (has_ended && !At(record.mutation).settled()) settled.push_back(sequence);
    }
    for (const Sequence& sequence : settled) mutations_.erase(sequence);
    return settled;
  }

  // Progress without a mutation: what a settlement left behind.
  std::vector<Sequence> OrphanProgress() const {
    std::vector<Sequence> orphans;
    for (const auto& [sequence, record] : progress_) {
      if (!mutations_.contains(sequence) && !untouched_.contains(sequence)) {
        orphans.push_back(sequence);
      }
    }
    return orphans;
  }

  // Mutations whose progress was damaged; that of a later version stays as it is (5.5).
  std::vector<Sequence> LostProgress() const {
    std::vector<Sequence> lost;
    for (const auto& [sequence, why] : progress_lost_) {
      const bool stays = why == ErrorCode::kNewerFormat;
      if (!stays && mutations_.contains(sequence)) lost.push_back(sequence);
    }
    return lost;
  }

  Recovered Finish() {
    Recovered recovered;
    recovered.highest_counter = highest_counter_;
    for (auto& [sequence, record] : mutations_) AddQueued(std::move(record.mutation), recovered);
    recovered.id_map = std::move(id_map_);
    recovered.history = std::move(history_);
    recovered.anchors = std::move(anchors_);
    std::sort(recovered.history.begin(), recovered.history.end(),
              [](const SettledMutation& a, const SettledMutation& b) {
                return std::pair(a.settled_ms, a.queued.sequence()) <
                       std::pair(b.settled_ms, b.queued.sequence());
              });
    return recovered;
  }

 private:
  // With what its progress record says; what waits has none.
  QueuedMutation At(Mutation mutation) const {
    QueuedMutation queued{std::move(mutation), {}};
    const auto progress = progress_.find(queued.sequence());
    if (progress != progress_.end()) queued.progress = progress->second.progress;
    return queued;
  }

  Status AddMutation(const Sequence& sequence, const std::string& text) {
    Result<MutationRecord> record = DecodeMutationRecord(text, sequence);
    if (!record.ok()) {
      untouched_.insert(sequence);
      return record.status();
    }
    if (!(record->mutation.user == user_)) {
      return Status(ErrorCode::kDamagedRecord, "The record names another user than its key.");
    }
    mutations_.emplace(sequence, std::move(*record));
    return Status::Ok();
  }

  Status AddProgress(const Sequence& sequence, const std::string& text) {
    Result<ProgressRecord> record = DecodeProgressRecord(text);
    if (!record.ok()) {
      progress_lost_[sequence] = record.status().code();
      return record.status();
    }
    progress_.emplace(sequence, std::move(*record));
    return Status::Ok();
  }

  void AddQueued(Mutation mutation, Recovered& recovered) const {
    QueuedMutation queued = At(std::move(mutation));
    // A request may have left, with a key that nobody knows any more: a person has to say (3.12).
    if (progress_lost_.contains(queued.sequence())) queued.progress = Uncertain({});
    if (queued.settled()) {
      const auto progress = progress_.find(queued.sequence());
      recovered.unfinished.push_back({std::move(queued), progress->second});
    } else {
      recovered.queued.push_back(std::move(queued));
    }
  }

  const User& user_;
  std::map<Sequence, MutationRecord> mutations_;
  std::map<Sequence, ProgressRecord> progress_;
  std::map<Sequence, ErrorCode> progress_lost_;
  std::set<Sequence> untouched_;  // their mutation record stays where it is, or in quarantine
  std::vector<IdMapping> id_map_;
  std::vector<SettledMutation> history_;
  Anchors anchors_;
  uint64_t highest_counter_ = 0;
};

}  // namespace

Result<std::optional<std::string>> Journal::Read(const std::string& key) {
  const auto unwritten = unwritten_.find(key);
  if (unwritten == unwritten_.end()) return storage_.Get(key);
  if (IsRecordedSince(key, unwritten->second)) {
    unwritten_.erase(unwritten);
    return storage_.Get(key);
  }
  return std::optional<std::string>(unwritten->second.head + unwritten->second.body);
}

Result<std::vector<std::string>> Journal::KeysOfUser() {
  const std::string prefix = ScopePrefix(user_);
  Result<std::vector<std::string>> keys = storage_.Keys(prefix);
  if (!keys.ok()) return keys;
  for (const auto& [key, text] : unwritten_) {
    const bool is_new = !std::binary_search(keys->begin(), keys->end(), key);
    if (key.starts_with(prefix) && is_new) keys->push_back(key);
  }
  return keys;
}

void Journal::Quarantine(const std::string& key, const std::string& text) {
  // Moved, never deleted: when there is no room for the copy it stays where it is.
  if (storage_.Put(std::string(kQuarantinePrefix) + key, text, "").ok()) Remove(key);
}

void Journal::QuarantineMutation(const Sequence& sequence) {
  const std::string key = SequenceKey(user_, RecordKind::kMutation, sequence);
  const Result<std::optional<std::string>> text = Read(key);
  if (text.ok() && text->has_value()) Quarantine(key, **text);
}

Result<Recovered> Journal::Recover(int64_t now_ms) {
  FinishSteps();
  const Result<std::vector<std::string>> keys = KeysOfUser();
  if (!keys.ok()) return keys.status();
  const std::string prefix = ScopePrefix(user_);
  Collection collection(user_);
  int quarantined = std::exchange(damaged_steps_, 0);
  int newer = 0;
  for (const std::string& key : *keys) {
    const std::optional<ParsedKey> parsed = ParseKey(prefix, key);
    if (!parsed) continue;
    const Result<std::optional<std::string>> text = Read(key);
    if (!text.ok()) return text.status();
    if (!text->has_value()) continue;
    const Status status = collection.Add(*parsed, **text);
    if (status.ok()) continue;
    const bool is_newer = status.code() == ErrorCode::kNewerFormat;
    ++(is_newer ? newer : quarantined);
    if (!is_newer) Quarantine(key, **text);
  }
  for (const Sequence& place : collection.TakeReplaced()) {
    RemoveMutation(place);
    RemoveProgress(place);
  }
  for (const Sequence& place : collection.TakeSettled()) RemoveMutation(place);
  for (const Sequence& orphan : collection.OrphanProgress()) RemoveProgress(orphan);
  for (const Sequence& lost : collection.LostProgress()) {
    PutProgress(lost, {Uncertain({}), {}, {}, true, {}});
  }
  Recovered recovered = collection.Finish();
  recovered.quarantined = quarantined;
  recovered.newer = newer;
  DropOldRecords(now_ms, recovered);
  ResumeChain(recovered.history, recovered.anchors);
  return recovered;
}

void Journal::DropOldRecords(int64_t now_ms, Recovered& recovered) {
  std::erase_if(recovered.id_map, [&](const IdMapping& mapping) {
    const bool old = mapping.confirmed_ms + tuning::kIdMapAge_ms < now_ms;
    if (old) Remove(IdMapKey(user_, mapping.temp));
    return old;
  });
  history_keys_.clear();
  std::vector<std::string> too_old;
  std::erase_if(recovered.history, [&](const SettledMutation& settled) {
    std::string key = SequenceKey(user_, RecordKind::kHistory, settled.queued.sequence());
    const bool old = settled.settled_ms + tuning::kHistoryAge_ms < now_ms;
    if (old) {
      too_old.push_back(std::move(key));
    } else {
      history_keys_.push_back(std::move(key));
    }
    return old;
  });
  Trim(too_old);
}

int Journal::CountSealed() {
  const Result<std::vector<std::string>> keys = storage_.Keys(std::string(kKeyPrefix));
  if (!keys.ok()) return 0;
  const std::string own = ScopePrefix(user_);
  return static_cast<int>(std::count_if(keys->begin(), keys->end(), [&](const std::string& key) {
    return IsKeyOf(RecordKind::kMutation, key) && !key.starts_with(own);
  }));
}

}  // namespace synchrone
