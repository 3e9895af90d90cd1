#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/base/json.h"
#include "core/base/object_text.h"
#include "core/base/sort.h"
#include "core/base/tuning.h"
#include "core/journal/audit_anchor.h"
#include "core/journal/journal.h"

namespace synchrone {
namespace {

Result<IdMapping> DecodeIdMapping(std::string_view text, const EntityKey& former) {
  const Result<Json> json = DecodeFramedJson(text);
  if (!json.ok()) return json.status();
  const Json* server_id = Find(*json, "serverId");
  if (!server_id || !server_id->is_string()) {
    return Status(ErrorCode::kDamagedRecord, "The id map record names no id.");
  }
  return IdMapping{former, EntityId(server_id->text()), IntOr(*json, "confirmed", 0),
                   !BoolOr(*json, "notOurs", false), BoolOr(*json, "number", false)};
}

// Gives the value of a Result to `keep` and returns its status.
template <typename T, typename Keep>
Status KeepIfOk(Result<T> result, Keep keep) {
  if (!result.ok()) return result.status();
  keep(std::move(*result));
  return Status::Ok();
}

// Whether `text` is the record of `mutation`.
bool IsRecordOf(const Mutation& mutation, std::string_view text) {
  const MutationRecordText own = EncodeMutationRecord(mutation);
  return text.size() == own.head.size() + own.body.size() && text.starts_with(own.head) &&
         text.ends_with(own.body);
}

// One pass over the records of one user, put together at its end.
class Collection {
 public:
  Collection(const User& user, Journal::KnownMutation known) : user_(user), known_(known) {}

  // Not ok: the record cannot be used.
  Status Add(const ParsedKey& key, std::string_view text) {
    NoteCounter(key.sequence.counter);
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
        return KeepIfOk(DecodeIdMapping(text, key.entity),
                        [&](IdMapping mapping) { id_map_.push_back(std::move(mapping)); });
      case RecordKind::kConfirmed:
        return KeepIfOk(DecodeConfirmedRecord(text, key.entity), [&](ConfirmedRecord confirmed) {
          confirmed_.push_back(std::move(confirmed));
        });
    }
    return Status::Ok();
  }

  // 0.1.0 gave a requeued mutation another sequence. It is stored twice when the page died in
  // between, or when two tabs requeued it at once: then one of the new sequences counts.
  std::vector<Sequence> TakeReplaced() {
    std::vector<Sequence> replaced;
    std::set<Sequence> former;
    for (auto place = mutations_.rbegin(); place != mutations_.rend(); ++place) {
      const std::optional<Sequence>& replaces = place->second.replaces;
      if (!replaces) continue;
      replaced.push_back(former.insert(*replaces).second ? *replaces : place->first);
    }
    std::erase_if(replaced, [&](const Sequence& place) { return mutations_.erase(place) == 0; });
    return replaced;
  }

  // Mutations that are settled although their record is there: it found room only after the
  // settlement (5.4), or the storage has lost its removal (5.6). Settlements win. A mutation whose
  // settlement is not finished is not among them: that is finished first.
  std::vector<Mutation> TakeSettled() {
    std::vector<Mutation> settled;
    for (const SettledMutation& one : history_) {
      const auto place = mutations_.find(one.queued.sequence());
      if (place == mutations_.end() || At(place->second.mutation).settled()) continue;
      settled.push_back(std::move(place->second.mutation));
      mutations_.erase(place);
    }
    return settled;
  }

  // The name that a settled create was given, where its page died before it was recorded.
  std::optional<IdMapping> LearnName(const Mutation& created) {
    const auto end = std::find_if(history_.begin(), history_.end(), [&](const auto& one) {
      return one.queued.sequence() == created.sequence;
    });
    const EntityKey& named = end->queued.mutation.entity;
    const bool is_named =
        created.kind == Kind::kCreate && end->cause == "confirmed" && named.id != created.entity.id;
    const bool is_known = std::any_of(id_map_.begin(), id_map_.end(), [&](const IdMapping& known) {
      return known.former == created.entity;
    });
    // The application may have given its former id to a later record.
    const bool is_anothers =
        std::any_of(mutations_.begin(), mutations_.end(), [&](const auto& one) {
          const Mutation& queued = one.second.mutation;
          return queued.kind == Kind::kCreate && queued.entity == created.entity;
        });
    if (!is_named || is_known || is_anothers) return std::nullopt;
    return id_map_.emplace_back(
        IdMapping{created.entity, named.id, end->settled_ms, true, end->is_number});
  }

  // The confirmed state of records without queued mutations.
  std::vector<EntityKey> TakeUnneeded() {
    std::set<EntityKey> needed;
    for (const auto& [sequence, record] : mutations_) needed.insert(record.mutation.entity);
    std::vector<EntityKey> unneeded;
    std::erase_if(confirmed_, [&](const ConfirmedRecord& confirmed) {
      if (needed.contains(confirmed.entity)) return false;
      unneeded.push_back(confirmed.entity);
      return true;
    });
    return unneeded;
  }

  // Progress records without a mutation that can be removed: the mutation is settled or in
  // quarantine, or the attempt is old. Other records stay: other code removed the mutation, and the
  // copy in IndexedDB may restore it (5.6a).
  template <typename IsQuarantined>
  std::vector<Sequence> OrphanProgress(int64_t now_ms, const IsQuarantined& is_quarantined) const {
    std::vector<Sequence> orphans;
    for (const auto& [sequence, record] : progress_) {
      if (mutations_.contains(sequence) || untouched_.contains(sequence)) continue;
      const Progress& progress = record.progress;
      const bool is_over = progress.status == MutationStatus::kSynced ||
                           progress.status == MutationStatus::kRolledBack;
      const bool is_old = progress.last_attempt_ms + tuning::kHistoryAge_ms < now_ms;
      if (is_over || is_old || IsInHistory(sequence) || is_quarantined(sequence))
        orphans.push_back(sequence);
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
    recovered.queued.reserve(mutations_.size());
    for (auto& [sequence, record] : mutations_) AddQueued(std::move(record.mutation), recovered);
    recovered.id_map = std::move(id_map_);
    recovered.confirmed = std::move(confirmed_);
    recovered.history = std::move(history_);
    recovered.anchors = std::move(anchors_);
    Sort(recovered.history, [](const SettledMutation& a, const SettledMutation& b) {
      return std::pair(a.settled_ms, a.queued.sequence()) <
             std::pair(b.settled_ms, b.queued.sequence());
    });
    return recovered;
  }

 private:
  bool IsInHistory(const Sequence& sequence) const {
    return std::any_of(history_.begin(), history_.end(), [&](const SettledMutation& one) {
      return one.queued.sequence() == sequence;
    });
  }

  void NoteCounter(uint64_t counter) {
    if (counter <= tuning::kMaxCounter) highest_counter_ = std::max(highest_counter_, counter);
  }

  // With its progress; a mutation that was never tried has none.
  QueuedMutation At(Mutation mutation) const {
    QueuedMutation queued{std::move(mutation), {}};
    const auto progress = progress_.find(queued.sequence());
    if (progress != progress_.end()) queued.progress = progress->second.progress;
    return queued;
  }

  Status AddMutation(const Sequence& sequence, std::string_view text) {
    const Mutation* known = known_(sequence);
    if (known && IsRecordOf(*known, text)) {
      mutations_.emplace(sequence, MutationRecord{*known, std::nullopt});
      return Status::Ok();
    }
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

  Status AddProgress(const Sequence& sequence, std::string_view text) {
    Result<ProgressRecord> record = DecodeProgressRecord(text);
    if (!record.ok()) {
      progress_lost_[sequence] = record.status().code();
      return record.status();
    }
    NoteCounter(record->progress.place.counter);
    progress_.emplace(sequence, std::move(*record));
    return Status::Ok();
  }

  void AddQueued(Mutation mutation, Recovered& recovered) const {
    QueuedMutation queued = At(std::move(mutation));
    // A request may have left, with a key that is lost: a person has to decide (3.12).
    if (progress_lost_.contains(queued.sequence())) queued.progress = Uncertain({});
    if (queued.settled()) {
      const auto progress = progress_.find(queued.sequence());
      recovered.unfinished.push_back({std::move(queued), progress->second});
    } else {
      recovered.queued.push_back(std::move(queued));
    }
  }

  const User& user_;
  const Journal::KnownMutation known_;
  std::map<Sequence, MutationRecord> mutations_;
  std::map<Sequence, ProgressRecord> progress_;
  std::map<Sequence, ErrorCode> progress_lost_;
  std::set<Sequence> untouched_;  // their mutation record stays where it is, or in quarantine
  std::vector<IdMapping> id_map_;
  std::vector<ConfirmedRecord> confirmed_;
  std::vector<SettledMutation> history_;
  Anchors anchors_;
  uint64_t highest_counter_ = 0;
};

}  // namespace

std::optional<QueuedMutation> Journal::ReadQueued(const Sequence& sequence) {
  std::optional<Mutation> mutation = ReadMutation(sequence);
  if (!mutation) return std::nullopt;
  QueuedMutation queued{std::move(*mutation), {}};
  const auto text = records_.Read(SequenceKey(user_, RecordKind::kProgress, sequence));
  if (!text.ok()) return std::nullopt;
  if (!text->has_value()) return queued;
  Result<ProgressRecord> record = DecodeProgressRecord(**text);
  if (!record.ok()) return std::nullopt;
  queued.progress = std::move(record->progress);
  return queued;
}

std::optional<SettledMutation> Journal::ReadHistory(const Sequence& sequence) {
  const auto text = records_.TextOf(SequenceKey(user_, RecordKind::kHistory, sequence));
  if (!text) return std::nullopt;
  Result<SettledMutation> settled = DecodeHistoryRecord(*text, sequence);
  if (!settled.ok()) return std::nullopt;
  return std::move(*settled);
}

void Journal::QuarantineMutation(const Sequence& sequence) {
  const std::string key = SequenceKey(user_, RecordKind::kMutation, sequence);
  if (const auto text = records_.TextOf(key)) records_.Quarantine(key, *text);
}

Result<Recovered> Journal::Recover(int64_t now_ms, KnownMutation known) {
  Result<std::vector<std::string>> stored = storage_.Keys(std::string(kKeyPrefix));
  const auto is_transaction = [](const std::string& key) {
    return key.starts_with(kTransactionPrefix);
  };
  if (stored.ok() && std::any_of(stored->begin(), stored->end(), is_transaction)) {
    records_.FinishTransactions();
    stored = storage_.Keys(std::string(kKeyPrefix));
  }
  if (!stored.ok()) return stored.status();
  const std::string prefix = ScopePrefix(user_);
  Collection collection(user_, known);
  int quarantined = records_.TakeDamagedTransactions();
  int newer = 0;
  const auto add = [&](const std::string& key, std::string_view text) {
    const std::optional<ParsedKey> parsed = ParseKey(prefix, key);
    const Status status = parsed ? collection.Add(*parsed, text) : Status::Ok();
    if (status.ok()) return;
    const bool is_newer = status.code() == ErrorCode::kNewerFormat;
    ++(is_newer ? newer : quarantined);
    if (!is_newer) records_.Quarantine(key, std::string(text));
  };
  if (const Status read = records_.ReadEach(records_.KeysIn(prefix, *stored), add); !read.ok()) {
    return Status(ErrorCode::kStorageUnreadable, "A stored record cannot be read now.");
  }
  for (const Sequence& place : collection.TakeReplaced()) {
    Remove(RecordKind::kMutation, place);
    Remove(RecordKind::kProgress, place);
  }
  std::vector<Mutation> finished = collection.TakeSettled();
  for (const Mutation& settled : finished) {
    if (const auto name = collection.LearnName(settled)) PutIdMapping(*name);
    Remove(RecordKind::kMutation, settled.sequence);
  }
  // A mutation in quarantine is never restored.
  const auto is_quarantined = [&](const Sequence& sequence) {
    return records_.Has(std::string(kQuarantinePrefix) +
                        SequenceKey(user_, RecordKind::kMutation, sequence));
  };
  for (const Sequence& orphan : collection.OrphanProgress(now_ms, is_quarantined)) {
    Remove(RecordKind::kProgress, orphan);
  }
  for (const EntityKey& entity : collection.TakeUnneeded()) RemoveConfirmed(entity);
  for (const Sequence& lost : collection.LostProgress()) {
    PutProgress(lost, UnsettledRecord(Uncertain({})));
  }
  Recovered recovered = collection.Finish();
  recovered.finished = std::move(finished);
  recovered.quarantined = quarantined;
  recovered.newer = newer;
  recovered.sealed = CountSealed(*stored);
  DropOldRecords(now_ms, recovered);
  chain_.Resume(recovered.history, recovered.anchors,
                [&](const Sequence& sequence) { return ReadChainRecord(sequence, {}).hash; });
  return recovered;
}

uint64_t Journal::ListedCounter() {
  const Result<std::vector<std::string>> stored = storage_.Keys(std::string(kKeyPrefix));
  if (!stored.ok()) return 0;
  const std::string prefix = ScopePrefix(user_);
  uint64_t highest = 0;
  for (const std::string& key : records_.KeysIn(prefix, *stored)) {
    const std::optional<ParsedKey> parsed = ParseKey(prefix, key);
    const uint64_t counter = parsed ? parsed->sequence.counter : 0;
    if (counter <= tuning::kMaxCounter) highest = std::max(highest, counter);
  }
  return highest;
}

// The clock's time, but at most kClockStep_ms after the last use of this storage (FORMAT.md, E2).
int64_t Journal::BelievedMs(int64_t now_ms) {
  const auto text = records_.StoredTextOf(std::string(kSeenKey));
  if (!text) return now_ms;
  const Result<Json> json = DecodeFramedJson(*text);
  return json.ok() ? std::min(now_ms, IntOr(*json, "at", now_ms) + tuning::kClockStep_ms) : now_ms;
}

void Journal::NoteSeen(int64_t now_ms) {
  const int64_t believed_ms = BelievedMs(now_ms);
  const std::string text =
      EncodeFramed(ObjectText().Number("v", kFormatVersion).Number("at", believed_ms).str());
  noted_seen_ = storage_.Put(std::string(kSeenKey), text, "").ok();
}

void Journal::DropOldRecords(int64_t clock_ms, Recovered& recovered) {
  const int64_t now_ms = BelievedMs(clock_ms);
  std::erase_if(recovered.id_map, [&](const IdMapping& mapping) {
    const bool old = mapping.confirmed_ms + tuning::kIdMapAge_ms < now_ms;
    if (old) records_.Remove(IdMapKey(user_, mapping.former));
    return old;
  });
  std::vector<std::string> kept;
  std::vector<std::string> too_old;
  std::erase_if(recovered.history, [&](const SettledMutation& settled) {
    std::string key = SequenceKey(user_, RecordKind::kHistory, settled.queued.sequence());
    const bool old = settled.settled_ms + tuning::kHistoryAge_ms < now_ms;
    (old ? too_old : kept).push_back(std::move(key));
    return old;
  });
  records_.SetHistory(std::move(kept));
  records_.Trim(too_old);
}

int Journal::CountSealed() {
  const Result<std::vector<std::string>> stored = storage_.Keys(std::string(kKeyPrefix));
  return stored.ok() ? CountSealed(*stored) : 0;
}

int Journal::CountSealed(const std::vector<std::string>& stored) const {
  const std::string own = ScopePrefix(user_);
  return static_cast<int>(std::count_if(stored.begin(), stored.end(), [&](const std::string& key) {
    return IsKeyOf(RecordKind::kMutation, key) && !key.starts_with(own);
  }));
}

bool Journal::HasNames(const std::vector<std::pair<EntityKey, EntityId>>& names) {
  if (names.empty()) return true;
  const auto keys = storage_.Keys(ScopePrefix(user_) + "i:");
  if (!keys.ok()) return true;
  const std::set<std::string> stored(keys->begin(), keys->end());
  return std::all_of(names.begin(), names.end(), [&](const auto& name) {
    const std::string key = IdMapKey(user_, name.first);
    return stored.contains(key) || records_.HasGivenUp(key);
  });
}

}  // namespace synchrone
