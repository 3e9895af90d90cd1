#include "core/journal/journal.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "core/base/json.h"
#include "core/base/object_text.h"
#include "core/base/tuning.h"

namespace synchrone {
namespace {

// How many records are evicted at once when storage is full.
constexpr int kEvictedAtOnce = 50;

// The heads and the steps of the records of a merge, in characters.
constexpr size_t kMergeHeads = 8 * 1024;

std::string EncodeIdMapping(const IdMapping& mapping) {
  ObjectText text;
  text.Number("v", kFormatVersion).Text("serverId", mapping.server_id.value());
  text.Number("confirmed", mapping.confirmed_ms).FlagIfSet("notOurs", !mapping.is_ours);
  return EncodeFramed(text.FlagIfSet("number", mapping.is_number).str());
}

std::string EncodeTransaction(const ObjectText& put, const std::vector<std::string>& removals) {
  return EncodeFramed(ObjectText()
                          .Number("v", kFormatVersion)
                          .Raw("put", put.str())
                          .Raw("remove", TextArray(removals))
                          .str());
}

// A stored transaction is not trusted: it may write and remove records only.
bool IsRecordKey(std::string_view key) {
  return key.starts_with(kKeyPrefix) && !key.starts_with(kQuarantinePrefix) &&
         !key.starts_with(kTransactionPrefix);
}

}  // namespace

void Journal::CarryOut() {
  const Writes writes = std::exchange(collected_, {});
  if (writes.size() < 2) return CarryOut(writes);
  std::map<std::string, const Write*> last;
  for (const Write& write : writes) last[write.key] = &write;
  // In the order of the calls, also here: other tabs see the records one after the other.
  Writes final;
  ObjectText put;
  std::vector<std::string> removals;
  For what = For::kSettling;
  for (const Write& write : writes) {
    if (last[write.key] != &write) continue;
    final.push_back(write);
    if (!write.text) {
      removals.push_back(write.key);
      continue;
    }
    put.Text(write.key, write.text->head + write.text->body);
    if (write.text->what == For::kNewWork) what = For::kNewWork;
  }
  const std::string text = EncodeTransaction(put, removals);
  const std::string key = TransactionKey(tab_);
  // Where this record does not fit, the writes are carried out one by one in the order in which
  // they were made: no write is stored before the one that it follows from (FORMAT.md, T5).
  const bool announced =
      text.size() <= tuning::kMaxStoredBytes && PutOrMakeRoom(key, text, "", what);
  if (!announced) return CarryOut(writes);
  CarryOut(final);
  Remove(key);
}

// What is removed may be the only copy of what storage refused: it is removed afterwards.
void Journal::CarryOut(const Writes& writes) {
  for (const auto& [key, text] : writes) {
    if (!text) {
      unremoved_.insert(key);
    } else if (IsKeyOf(RecordKind::kHistory, key)) {
      StoreHistory(key, text->head);
    } else if (IsKeyOf(RecordKind::kConfirmed, key)) {
      StoreConfirmed(key, text->head);
    } else {
      Put(key, text->head, text->body, text->what);
    }
  }
  RemoveTheRest();
}

void Journal::RemoveTheRest() {
  if (!unwritten_.empty()) return;
  for (const std::string& key : std::exchange(unremoved_, {})) Remove(key);
}

void Journal::FinishTransactions() {
  const Result<std::vector<std::string>> keys = storage_.Keys(std::string(kTransactionPrefix));
  if (!keys.ok()) return;
  for (const std::string& key : *keys) {
    const std::optional<std::string> text = StoredTextOf(key);
    if (!text) continue;
    const Result<Json> transaction = DecodeFramedJson(*text);
    if (!transaction.ok()) {
      if (transaction.status().code() == ErrorCode::kNewerFormat) continue;
      ++damaged_transactions_;
      Quarantine(key, *text);
      continue;
    }
    CarryOut(ReadTransaction(*transaction));
    Remove(key);
  }
}

bool Journal::HasRoomToMerge(const Mutation& first, const Mutation& second) {
  size_t size = kMergeHeads;
  for (const Mutation* mutation : {&first, &second}) {
    const MutationRecordText text = EncodeMutationRecord(*mutation);
    // Twice in the transaction, which is JSON in JSON, and once in its own record.
    size += 3 * (text.head.size() + text.body.size());
  }
  if (size > tuning::kMaxStoredBytes) return false;
  std::string text = ObjectText().Number("v", kFormatVersion).str();
  text.resize(size, ' ');
  const std::string key = TransactionKey(tab_);
  const bool fits = storage_.Put(key, EncodeFramed(text), "").ok();
  return storage_.Remove(key).ok() && fits;
}

Journal::Writes Journal::ReadTransaction(const Json& transaction) {
  Writes writes;
  if (const Json* puts = Find(transaction, "put"); puts && puts->is_object()) {
    for (auto put = puts->begin(); put != puts->end(); ++put) {
      if (put->is_string() && IsRecordKey(put.key()))
        writes.push_back({put.key(), Unwritten{put->text(), ""}});
    }
  }
  if (const Json* removals = Find(transaction, "remove"); removals && removals->is_array()) {
    for (const Json& key : *removals) {
      if (key.is_string() && IsRecordKey(key.text())) {
        writes.push_back({key.text(), std::nullopt});
      }
    }
  }
  return writes;
}

void Journal::SetUser(const User& user) {
  user_ = user;
  listed_evictable_ = false;
  history_keys_.clear();
  chain_.Clear();
}

void Journal::Put(const std::string& key, std::string head, std::string body, For what) {
  if (open_transactions_ > 0) {
    collected_.push_back({key, Unwritten{std::move(head), std::move(body), what}});
    return;
  }
  unremoved_.erase(key);
  if (PutOrMakeRoom(key, head, body, what)) {
    unwritten_.erase(key);
  } else {
    unwritten_[key] = {std::move(head), std::move(body), what};
  }
}

bool Journal::PutOrMakeRoom(const std::string& key, const std::string& head,
                            const std::string& body, For what) {
  if (released_reserve_ && what == For::kNewWork) {
    // What is left of the reserve is for settling, too: new work waits until it is whole again.
    KeepReserve();
    if (released_reserve_) {
      trouble_ = ErrorCode::kStorageFull;
      return false;
    }
  }
  while (true) {
    const Status status = storage_.Put(key, head, body);
    if (status.ok()) return true;
    trouble_ = status.code();
    if (status.code() != ErrorCode::kStorageFull) return false;
    if (!MakeRoom() && !(what == For::kSettling && ReleaseReserve())) return false;
  }
}

bool Journal::ReleaseReserve() {
  const std::string key(kReserveKey);
  if (StoredTextOf(key).value_or("").empty() || !storage_.Put(key, "", "").ok()) return false;
  return released_reserve_ = true;
}

bool Journal::WasCleared() {
  const auto mark = storage_.Get(std::string(noted_seen_ ? kSeenKey : kReserveKey));
  return mark.ok() && !mark->has_value();
}

void Journal::KeepReserve() {
  const std::string key(kReserveKey);
  const auto reserve = storage_.Get(key);
  if (!reserve.ok()) return;
  if (!reserve->value_or("").empty()) {
    released_reserve_ = false;  // another tab has written it
    return;
  }
  released_reserve_ = !storage_.Put(key, std::string(tuning::kReserve, '.'), "").ok();
  // Emptied, not removed: its key shows that the storage was not cleared.
  if (released_reserve_ && !reserve->has_value())
    released_reserve_ = storage_.Put(key, "", "").ok();
}

// Evicts derived data before history. A projection that this page did not write may hold entries of
// existing code that are not imported yet, so it stays.
bool Journal::MakeRoom() {
  if (!std::exchange(wrote_projection_, false)) return EvictOldest();
  Remove(std::string(kProjectionKey));
  return true;
}

// Audit records and names of every user, by the time when they were written.
bool Journal::EvictOldest() {
  if (!std::exchange(listed_evictable_, true)) evictable_ = ListEvictable();
  const auto count = std::min<ptrdiff_t>(kEvictedAtOnce, std::ssize(evictable_));
  const auto end = std::next(evictable_.begin(), count);
  const std::vector<std::string> oldest(evictable_.begin(), end);
  evictable_.erase(evictable_.begin(), end);
  Evict(oldest);
  return count > 0;
}

void Journal::Evict(const std::vector<std::string>& keys) {
  const std::set<std::string> gone(keys.begin(), keys.end());
  std::erase_if(history_keys_, [&](const std::string& key) { return gone.contains(key); });
  std::vector<std::string> history;
  for (const std::string& key : keys) {
    if (IsKeyOf(RecordKind::kHistory, key)) {
      history.push_back(key);
    } else {
      Remove(key);
    }
  }
  Trim(history);
}

// A name can be evicted when every queued mutation was made after it: a new mutation is written
// with the names that are known. The settlement of a mutation that this page has not written yet
// stays: without it the mutation would be written, and sent again.
std::list<std::string> Journal::ListEvictable() {
  // Of one time those with shorter keys come first, so that the counters in the keys rise.
  std::set<std::tuple<int64_t, size_t, std::string>> aged;
  const Result<std::vector<std::string>> keys = storage_.Keys(std::string(kKeyPrefix));
  if (!keys.ok()) return {};
  int64_t oldest_work_ms = std::numeric_limits<int64_t>::max();
  const auto time_of = [](const std::optional<std::string>& text,
                          const char* member) -> std::optional<int64_t> {
    const std::string_view record = text ? std::string_view(*text) : std::string_view();
    const size_t begin = record.find('{');
    if (begin == std::string_view::npos) return std::nullopt;
    const Result<Json> line = ParseJson(record.substr(begin, record.find('\n') - begin));
    if (!line.ok() || !Find(*line, member)) return std::nullopt;
    return IntOr(*line, member, 0);
  };
  const auto note_work = [&](const std::optional<std::string>& text) {
    oldest_work_ms = std::min(oldest_work_ms, time_of(text, "timestamp").value_or(0));
  };
  for (const std::string& key : *keys) {
    if (IsKeyOf(RecordKind::kMutation, key)) note_work(StoredTextOf(key));
  }
  for (const auto& [key, text] : unwritten_) {
    if (IsKeyOf(RecordKind::kMutation, key)) note_work(text.head);
  }
  for (const std::string& key : *keys) {
    const bool is_history = IsKeyOf(RecordKind::kHistory, key);
    if (!is_history && !IsKeyOf(RecordKind::kIdMap, key)) continue;
    if (is_history && unwritten_.contains(KeyOfKind(RecordKind::kMutation, key))) continue;
    const auto at_ms = time_of(StoredTextOf(key), is_history ? "settled" : "confirmed");
    if (at_ms && (is_history || *at_ms < oldest_work_ms)) {
      aged.emplace(*at_ms, key.size(), key);
    }
  }
  std::list<std::string> list;
  for (const auto& [at_ms, size, key] : aged) list.push_back(key);
  return list;
}

void Journal::KeepToBudget() {
  const Result<std::vector<std::string>> keys = storage_.Keys(std::string(kKeyPrefix));
  if (!keys.ok()) return;
  std::map<std::string, size_t> sizes;
  size_t total = 0;
  for (const std::string& key : *keys) {
    if (!IsKeyOf(RecordKind::kHistory, key) && !IsKeyOf(RecordKind::kIdMap, key)) continue;
    const std::optional<std::string> text = StoredTextOf(key);
    if (text) total += sizes[key] = key.size() + text->size();
  }
  if (total <= tuning::kAuditBudget) return;
  std::vector<std::string> oldest;
  for (std::string& key : ListEvictable()) {
    if (total <= tuning::kAuditBudget) break;
    total -= sizes[key];
    oldest.push_back(std::move(key));
  }
  Evict(oldest);
  listed_evictable_ = false;
}

void Journal::Remove(const std::string& key) {
  if (open_transactions_ > 0) {
    collected_.push_back({key, std::nullopt});
    return;
  }
  unwritten_.erase(key);
  const Status status = storage_.Remove(key);
  if (!status.ok()) trouble_ = status.code();
}

// Another tab, which received this new work by a message, has recorded newer contents since, or how
// it was settled.
bool Journal::IsRecordedSince(const std::string& key, const Unwritten& text) {
  if (text.what != For::kNewWork) return false;
  const auto stored = StoredTextOf(key);
  // Storage may have kept half of what it refused.
  return (stored && IsWholeRecord(*stored)) ||
         StoredTextOf(KeyOfKind(RecordKind::kHistory, key)).has_value();
}

void Journal::Flush() {
  // The progress is written first: another tab that reads a mutation without it would send it
  // again.
  for (const bool is_progress : {true, false}) {
    for (auto it = unwritten_.begin(); it != unwritten_.end();) {
      const auto& [key, text] = *it;
      if (IsKeyOf(RecordKind::kProgress, key) != is_progress) {
        ++it;
        continue;
      }
      const bool is_there =
          IsRecordedSince(key, text) || PutOrMakeRoom(key, text.head, text.body, text.what);
      if (!is_there) return;
      it = unwritten_.erase(it);
    }
  }
  RemoveTheRest();
}

void Journal::PutMutation(const Mutation& mutation, For what) {
  MutationRecordText text = EncodeMutationRecord(mutation);
  Put(SequenceKey(user_, RecordKind::kMutation, mutation.sequence), std::move(text.head),
      std::move(text.body), what);
}

void Journal::PutNewMutation(const Mutation& mutation) { PutMutation(mutation, For::kNewWork); }

void Journal::PutProgress(const Sequence& sequence, const ProgressRecord& record) {
  Put(SequenceKey(user_, RecordKind::kProgress, sequence), EncodeProgressRecord(record), "");
  // A mutation that was tried or decided about is new work no more: progress needs its record.
  const std::string key = SequenceKey(user_, RecordKind::kMutation, sequence);
  if (auto unwritten = unwritten_.extract(key)) {
    Put(key, std::move(unwritten.mapped().head), std::move(unwritten.mapped().body));
  }
}

void Journal::PutIdMapping(const IdMapping& mapping) {
  Put(IdMapKey(user_, mapping.former), EncodeIdMapping(mapping), "");
}

void Journal::RemoveIdMapping(const EntityKey& former) { Remove(IdMapKey(user_, former)); }

// Queued work does not need history: it is written only where there is room.
bool Journal::PutHistory(SettledMutation settled) {
  const std::string key = SequenceKey(user_, RecordKind::kHistory, settled.queued.sequence());
  const std::string text = chain_.Append(std::move(settled));
  if (open_transactions_ == 0) return StoreHistory(key, text);
  collected_.push_back({key, Unwritten{text, ""}});
  return false;
}

bool Journal::StoreHistory(const std::string& key, const std::string& text) {
  if (history_keys_.size() >= tuning::kHistoryCount) {
    Evict({history_keys_.begin(), history_keys_.begin() + kEvictedAtOnce});
  }
  const auto stored = [&] { return storage_.Put(key, text, "").ok(); };
  if (!IsMissingAnOutcome() && (stored() || (ReleaseReserve() && stored()))) {
    history_keys_.push_back(key);
    if (listed_evictable_) evictable_.push_back(key);
    return true;
  }
  // The chain continues after the missing record, as if that had been trimmed.
  if (const auto head = chain_.HeadOf(key, text)) PutAnchor(ScopePrefixOf(key), *head);
  return false;
}

// No history is written then: a tab that reads it must find what follows from the settlement.
bool Journal::IsMissingAnOutcome() const {
  return std::any_of(unwritten_.begin(), unwritten_.end(),
                     [](const auto& one) { return one.second.what == For::kSettling; });
}

void Journal::PutConfirmed(const ConfirmedRecord& confirmed) {
  const std::string key = ConfirmedKey(user_, confirmed.entity);
  std::string text = EncodeConfirmedRecord(confirmed);
  if (open_transactions_ > 0) {
    collected_.push_back({key, Unwritten{std::move(text), ""}});
  } else {
    StoreConfirmed(key, text);
  }
}

void Journal::RemoveConfirmed(const EntityKey& entity) { Remove(ConfirmedKey(user_, entity)); }

// A confirmed record can be read from the server again, so nothing is evicted for it. Where it does
// not fit, its former value is removed: it is out of date.
void Journal::StoreConfirmed(const std::string& key, const std::string& text) {
  unremoved_.erase(key);
  if (storage_.Put(key, text, "").ok()) return;
  const std::string left_out = EncodeConfirmedRecord({{}, "", true, true});
  if (!storage_.Put(key, left_out, "").ok()) Remove(key);
}

void Journal::Remove(RecordKind kind, const Sequence& sequence) {
  Remove(SequenceKey(user_, kind, sequence));
}

void Journal::RemoveQueuedOf(const User& user, const Sequence& sequence) {
  Remove(SequenceKey(user, RecordKind::kMutation, sequence));
  Remove(SequenceKey(user, RecordKind::kProgress, sequence));
}

bool Journal::Has(const std::string& key) { return TextOf(key).has_value(); }

bool Journal::Has(RecordKind kind, const Sequence& sequence) {
  return Has(SequenceKey(user_, kind, sequence));
}

bool Journal::HasConfirmed(const EntityKey& entity) { return Has(ConfirmedKey(user_, entity)); }

std::optional<User> Journal::DeviceUser() {
  const std::optional<std::string> text = TextOf(std::string(kDeviceUserKey));
  if (!text) return std::nullopt;
  const Result<Json> json = DecodeFramedJson(*text);
  if (!json.ok()) return std::nullopt;
  User user{StringOr(*json, "user"), StringOr(*json, "company")};
  if (user.anonymous()) return std::nullopt;
  return user;
}

// Always of one length, so that the next one has room however full the storage is: the user decides
// what may be sent.
void Journal::PutDeviceUser(const User& user) {
  std::string text = ObjectText()
                         .Number("v", kFormatVersion)
                         .Text("user", user.id)
                         .Text("company", user.company)
                         .str();
  text.resize(std::max(text.size(), tuning::kDeviceUser), ' ');
  Put(std::string(kDeviceUserKey), EncodeFramed(text), "");
}

void Journal::RemoveDeviceUser() {
  if (HasDeviceUser() || !user_.anonymous()) PutDeviceUser(User{});
}

void Journal::CopyToQuarantine(const std::string& key, const std::string& text) {
  Put(std::string(kQuarantinePrefix) + key, text, "");
}

std::string Journal::ReadProjection() {
  return StoredTextOf(std::string(kProjectionKey)).value_or("");
}

void Journal::EraseProjection() {
  const std::string text = ReadProjection();
  Result<Json> json = ParseJson(text);
  if (!json.ok() || !json->is_array() || json->empty()) return;
  Json left = Json::array();
  for (Json& element : *json) {
    if (!Find(element, "sequence")) left.push_back(std::move(element));
  }
  if (left.empty()) return PutProjection("[]");
  if (left.size() == json->size()) return;
  const Status status = storage_.Put(std::string(kProjectionKey), DumpJson(left), "");
  if (!status.ok()) trouble_ = status.code();
}

// When storage is full, readers do without it; it is written again when more has changed.
void Journal::PutProjection(const std::string& text, const std::string& kept) {
  if (released_reserve_ && durable()) KeepReserve();
  const std::string key(kProjectionKey);
  const bool is_written = storage_.Put(key, text, "").ok();
  wrote_projection_ = is_written && kept.empty();
  if (is_written) return;
  if (kept.empty()) {
    Remove(key);
  } else if (const Status status = storage_.Put(key, kept, ""); !status.ok()) {
    trouble_ = status.code();  // the former value stays
  }
}

}  // namespace synchrone
