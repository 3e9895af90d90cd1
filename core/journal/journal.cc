#include "core/journal/journal.h"

#include <algorithm>
#include <utility>

#include "core/base/json.h"
#include "core/base/object_text.h"
#include "core/base/tuning.h"

namespace synchrone {
namespace {

// How many history records give way at once when storage is full.
constexpr int kHistoryPerEviction = 50;

std::string EncodeIdMapping(const IdMapping& mapping) {
  return EncodeFramed(ObjectText()
                          .Number("v", kFormatVersion)
                          .Text("serverId", mapping.server_id.value())
                          .Number("confirmed", mapping.confirmed_ms)
                          .str());
}

std::string EncodeStep(const std::map<std::string, std::string>& puts,
                       const std::vector<std::string>& removals) {
  return EncodeFramed(DumpJson({{"v", kFormatVersion}, {"put", puts}, {"remove", removals}}));
}

// A step in storage is untrusted like everything there: it reaches records only.
bool IsRecordKey(std::string_view key) {
  return key.starts_with(kKeyPrefix) && !key.starts_with(kQuarantinePrefix) &&
         !key.starts_with(kStepPrefix);
}

}  // namespace

void Journal::CarryOut() {
  const Writes writes = std::exchange(collected_, {});
  if (writes.size() < 2) return CarryOut(writes);
  std::map<std::string, std::string> puts;
  std::vector<std::string> removals;
  for (const auto& [key, text] : writes) {
    if (text) {
      puts[key] = text->head + text->body;
    } else {
      removals.push_back(key);
    }
  }
  const std::string key = StepKey(tab_);
  // Without room for it the writes are carried out all the same, one by one.
  const bool announced = PutOrMakeRoom(key, EncodeStep(puts, removals), "", For::kSettling);
  CarryOut(writes);
  if (announced) Remove(key);
}

// What is removed may be all that there is of what found no room: it goes afterwards.
void Journal::CarryOut(const Writes& writes) {
  for (const auto& [key, text] : writes) {
    if (!text) {
      unremoved_.insert(key);
    } else if (IsKeyOf(RecordKind::kHistory, key)) {
      StoreHistory(key, text->head);
    } else {
      Put(key, text->head, text->body);
    }
  }
  RemoveTheRest();
}

void Journal::RemoveTheRest() {
  if (!unwritten_.empty()) return;
  for (const std::string& key : std::exchange(unremoved_, {})) Remove(key);
}

void Journal::FinishSteps() {
  const Result<std::vector<std::string>> keys = storage_.Keys(std::string(kStepPrefix));
  if (!keys.ok()) return;
  for (const std::string& key : *keys) {
    const Result<std::optional<std::string>> text = storage_.Get(key);
    if (!text.ok() || !text->has_value()) continue;
    const Result<Json> step = DecodeFramedJson(**text);
    if (!step.ok()) {
      if (step.status().code() == ErrorCode::kNewerFormat) continue;
      ++damaged_steps_;
      Quarantine(key, **text);
      continue;
    }
    CarryOut(ReadStep(*step));
    Remove(key);
  }
}

Journal::Writes Journal::ReadStep(const Json& step) {
  Writes writes;
  if (const Json* puts = Find(step, "put"); puts && puts->is_object()) {
    for (const auto& [key, text] : puts->items()) {
      if (text.is_string() && IsRecordKey(key))
        writes[key] = Unwritten{text.get<std::string>(), ""};
    }
  }
  if (const Json* removals = Find(step, "remove"); removals && removals->is_array()) {
    for (const Json& key : *removals) {
      if (key.is_string() && IsRecordKey(key.get<std::string>())) {
        writes[key.get<std::string>()] = std::nullopt;
      }
    }
  }
  return writes;
}

void Journal::SetUser(const User& user) {
  user_ = user;
  history_keys_.clear();
  own_head_ = {tab_, 0, ""};
  to_join_.clear();
}

void Journal::Put(const std::string& key, std::string head, std::string body, For what) {
  if (open_steps_ > 0) {
    collected_[key] = Unwritten{std::move(head), std::move(body)};
    return;
  }
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
  const auto reserve = storage_.Get(key);
  if (!reserve.ok() || reserve->value_or("").empty() || !storage_.Put(key, "", "").ok())
    return false;
  return released_reserve_ = true;
}

bool Journal::WasCleared() {
  const auto reserve = storage_.Get(std::string(kReserveKey));
  return reserve.ok() && !reserve->has_value();
}

void Journal::KeepReserve() {
  const std::string key(kReserveKey);
  const auto reserve = storage_.Get(key);
  if (!reserve.ok()) return;
  if (!reserve->value_or("").empty()) {
    released_reserve_ = false;  // another tab has set it aside
    return;
  }
  released_reserve_ = !storage_.Put(key, std::string(tuning::kReserve, '.'), "").ok();
  // An empty one says at least that nobody has cleared the storage.
  if (released_reserve_ && !reserve->has_value())
    released_reserve_ = storage_.Put(key, "", "").ok();
}

// What can be made again gives way before what cannot. A projection that this page did not write
// may hold entries of existing code that are not imported yet: it stays.
bool Journal::MakeRoom() {
  if (!std::exchange(wrote_projection_, false)) return DropOldestHistory();
  Remove(std::string(kProjectionKey));
  return true;
}

bool Journal::DropOldestHistory() {
  const auto count = std::min<ptrdiff_t>(kHistoryPerEviction, std::ssize(history_keys_));
  const std::vector<std::string> oldest(history_keys_.begin(), history_keys_.begin() + count);
  history_keys_.erase(history_keys_.begin(), history_keys_.begin() + count);
  Trim(oldest);
  return count > 0;
}

void Journal::Remove(const std::string& key) {
  if (open_steps_ > 0) {
    collected_[key] = std::nullopt;
    return;
  }
  unwritten_.erase(key);
  const Status status = storage_.Remove(key);
  if (!status.ok()) trouble_ = status.code();
}

// New work that found no room here: another tab, which was told of it, knows more of it by now.
bool Journal::IsRecordedSince(const std::string& key, const Unwritten& text) {
  if (text.what != For::kNewWork) return false;
  const auto stored = storage_.Get(key);
  return stored.ok() && stored->has_value();
}

void Journal::Flush() {
  for (auto it = unwritten_.begin(); it != unwritten_.end();) {
    const auto& [key, text] = *it;
    const bool is_there =
        IsRecordedSince(key, text) || PutOrMakeRoom(key, text.head, text.body, text.what);
    if (!is_there) return;
    it = unwritten_.erase(it);
  }
  RemoveTheRest();
}

void Journal::PutMutation(const Mutation& mutation, const std::optional<Sequence>& replaces,
                          For what) {
  MutationRecordText text = EncodeMutationRecord(mutation, replaces);
  Put(SequenceKey(user_, RecordKind::kMutation, mutation.sequence), std::move(text.head),
      std::move(text.body), what);
}

void Journal::PutNewMutation(const Mutation& mutation) {
  PutMutation(mutation, std::nullopt, For::kNewWork);
}

void Journal::PutProgress(const Sequence& sequence, const ProgressRecord& record) {
  // What is tried or decided on is new work no more: the one is worth nothing without the other.
  const std::string key = SequenceKey(user_, RecordKind::kMutation, sequence);
  if (auto unwritten = unwritten_.extract(key)) {
    Put(key, std::move(unwritten.mapped().head), std::move(unwritten.mapped().body));
  }
  Put(SequenceKey(user_, RecordKind::kProgress, sequence), EncodeProgressRecord(record), "");
}

void Journal::PutIdMapping(const IdMapping& mapping) {
  Put(IdMapKey(user_, mapping.temp), EncodeIdMapping(mapping), "");
}

void Journal::RemoveIdMapping(const EntityKey& temp) { Remove(IdMapKey(user_, temp)); }

// History is worth nothing to the work that waits: it is written when there is room, or not.
void Journal::PutHistory(SettledMutation settled) {
  const std::string key = SequenceKey(user_, RecordKind::kHistory, settled.queued.sequence());
  Chain(settled);
  const std::string text = EncodeHistoryRecord(settled);
  if (digest_) {
    own_head_ = {tab_, settled.link.index,
                 digest_->Of(HashedText(text, settled.queued.sequence()))};
  }
  if (open_steps_ > 0) {
    collected_[key] = Unwritten{text, ""};
  } else {
    StoreHistory(key, text);
  }
}

void Journal::StoreHistory(const std::string& key, const std::string& text) {
  if (history_keys_.size() >= tuning::kHistoryCount) DropOldestHistory();
  const auto stored = [&] { return storage_.Put(key, text, "").ok(); };
  if (stored() || (ReleaseReserve() && stored())) return history_keys_.push_back(key);
  // The chain goes on behind it, as if it had been trimmed.
  if (const std::optional<ChainHead> head = HeadOf(key, text)) PutAnchor(*head);
}

void Journal::RemoveMutation(const Sequence& sequence) {
  Remove(SequenceKey(user_, RecordKind::kMutation, sequence));
}

bool Journal::Has(RecordKind kind, const Sequence& sequence) {
  const auto text = Read(SequenceKey(user_, kind, sequence));
  return text.ok() && text->has_value();
}

bool Journal::HasProgress(const Sequence& sequence) { return Has(RecordKind::kProgress, sequence); }

bool Journal::HasMutation(const Sequence& sequence) { return Has(RecordKind::kMutation, sequence); }

bool Journal::HasHistory(const Sequence& sequence) { return Has(RecordKind::kHistory, sequence); }

void Journal::RemoveProgress(const Sequence& sequence) {
  Remove(SequenceKey(user_, RecordKind::kProgress, sequence));
}

std::optional<User> Journal::DeviceUser() {
  const auto value = Read(std::string(kDeviceUserKey));
  if (!value.ok() || !value->has_value()) return std::nullopt;
  const Result<Json> json = DecodeFramedJson(**value);
  if (!json.ok()) return std::nullopt;
  User user{StringOr(*json, "user"), StringOr(*json, "company")};
  if (user.anonymous()) return std::nullopt;
  return user;
}

// Always as long, so that there is room for the next one whatever else fills the storage: who works
// here decides what may be sent.
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
  const auto value = Read(std::string(kDeviceUserKey));
  if (value.ok() && value->has_value()) PutDeviceUser(User{});
}

void Journal::SetAside(const std::string& key, const std::string& text) {
  Put(std::string(kQuarantinePrefix) + key, text, "");
}

std::optional<Mutation> Journal::ReadMutation(const Sequence& sequence) {
  const auto text = storage_.Get(SequenceKey(user_, RecordKind::kMutation, sequence));
  if (!text.ok() || !text->has_value()) return std::nullopt;
  Result<MutationRecord> record = DecodeMutationRecord(**text, sequence);
  if (!record.ok() || !(record->mutation.user == user_)) return std::nullopt;
  return std::move(record->mutation);
}

std::optional<QueuedMutation> Journal::ReadQueued(const Sequence& sequence) {
  std::optional<Mutation> mutation = ReadMutation(sequence);
  if (!mutation) return std::nullopt;
  QueuedMutation queued{std::move(*mutation), {}};
  const auto text = Read(SequenceKey(user_, RecordKind::kProgress, sequence));
  if (!text.ok()) return std::nullopt;
  if (!text->has_value()) return queued;
  Result<ProgressRecord> record = DecodeProgressRecord(**text);
  if (!record.ok()) return std::nullopt;
  queued.progress = std::move(record->progress);
  return queued;
}

std::string Journal::ReadProjection() {
  const auto value = storage_.Get(std::string(kProjectionKey));
  return value.ok() ? value->value_or("") : "";
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

// Readers may do without it when storage is full; it is written again when more has changed.
void Journal::PutProjection(const std::string& text) {
  if (released_reserve_ && durable()) KeepReserve();
  wrote_projection_ = storage_.Put(std::string(kProjectionKey), text, "").ok();
  if (!wrote_projection_) Remove(std::string(kProjectionKey));
}

}  // namespace synchrone
