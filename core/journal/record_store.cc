#include "core/journal/record_store.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/base/json.h"
#include "core/base/object_text.h"
#include "core/base/tuning.h"
#include "core/journal/audit_anchor.h"
#include "core/journal/format/record_codec.h"

namespace synchrone {
namespace {

// How many records of the audit trail are removed at once when it has become too long.
constexpr int kTrimmedAtOnce = 50;

}  // namespace

void RecordStore::CarryOut() {
  const Writes writes = std::exchange(collected_, {});
  if (writes.size() < 2) return CarryOut(writes);
  std::map<std::string, const Write*> last;
  for (const Write& write : writes) last[write.key] = &write;
  // In the order of the calls, also here: other tabs see the records one after the other.
  Writes final;
  WriteFor what = WriteFor::kSettling;
  for (const Write& write : writes) {
    if (last[write.key] != &write) continue;
    final.push_back(write);
    if (write.text && write.text->what == WriteFor::kNewWork) what = WriteFor::kNewWork;
  }
  const std::string text = EncodeTransaction(final);
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
void RecordStore::CarryOut(const Writes& writes) {
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

void RecordStore::RemoveTheRest() {
  if (!unwritten_.empty()) return;
  for (const std::string& key : std::exchange(unremoved_, {})) Remove(key);
}

void RecordStore::FinishTransactions() {
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

void RecordStore::Put(const std::string& key, std::string head, std::string body, WriteFor what) {
  if (open_transactions_ > 0) {
    collected_.push_back({key, Unwritten{std::move(head), std::move(body), what}});
    return;
  }
  unremoved_.erase(key);
  given_up_.erase(key);
  if (PutOrMakeRoom(key, head, body, what)) {
    unwritten_.erase(key);
  } else {
    unwritten_[key] = {std::move(head), std::move(body), what};
  }
}

void RecordStore::NoteTried(const std::string& key) {
  if (auto unwritten = unwritten_.extract(key)) {
    Put(key, std::move(unwritten.mapped().head), std::move(unwritten.mapped().body));
  }
}

bool RecordStore::PutHistory(const std::string& key, const std::string& text) {
  if (open_transactions_ == 0) return StoreHistory(key, text);
  collected_.push_back({key, Unwritten{text, ""}});
  return false;
}

void RecordStore::PutConfirmed(const std::string& key, std::string text) {
  if (open_transactions_ == 0) return StoreConfirmed(key, text);
  collected_.push_back({key, Unwritten{std::move(text), ""}});
}

void RecordStore::StoreConfirmed(const std::string& key, const std::string& text) {
  unremoved_.erase(key);
  given_up_.erase(key);
  if (storage_.Put(key, text, "").ok()) return;
  const std::string left_out = EncodeConfirmedRecord({{}, "", true, true});
  if (storage_.Put(key, left_out, "").ok()) return;
  Remove(key);
  given_up_.insert(key);
}

void RecordStore::Remove(const std::string& key) {
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
bool RecordStore::IsRecordedSince(const std::string& key, const Unwritten& text) {
  if (text.what != WriteFor::kNewWork) return false;
  const auto stored = StoredTextOf(key);
  // Storage may have kept half of what it refused.
  return (stored && IsWholeRecord(*stored)) ||
         StoredTextOf(KeyOfKind(RecordKind::kHistory, key)).has_value();
}

void RecordStore::Flush() {
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

Result<std::optional<std::string>> RecordStore::Read(const std::string& key) {
  const auto unwritten = unwritten_.find(key);
  if (unwritten == unwritten_.end()) return storage_.Get(key);
  if (IsRecordedSince(key, unwritten->second)) {
    unwritten_.erase(unwritten);
    return storage_.Get(key);
  }
  return std::optional<std::string>(unwritten->second.head + unwritten->second.body);
}

std::optional<std::string> RecordStore::TextOf(const std::string& key) {
  Result<std::optional<std::string>> text = Read(key);
  return text.ok() ? std::move(*text) : std::nullopt;
}

std::optional<std::string> RecordStore::StoredTextOf(const std::string& key) {
  Result<std::optional<std::string>> text = storage_.Get(key);
  return text.ok() ? std::move(*text) : std::nullopt;
}

Status RecordStore::ReadEach(const std::vector<std::string>& keys, Storage::Visit visit) {
  if (unwritten_.empty()) return storage_.ForEach(keys, visit);
  for (const std::string& key : keys) {
    const Result<std::optional<std::string>> text = Read(key);
    if (!text.ok()) return text.status();
    if (text->has_value()) visit(key, **text);
  }
  return Status::Ok();
}

std::vector<std::string> RecordStore::KeysIn(const std::string& prefix,
                                             const std::vector<std::string>& stored) const {
  std::vector<std::string> keys;
  for (const std::string& key : stored) {
    if (key.starts_with(prefix)) keys.push_back(key);
  }
  for (const auto& [key, text] : unwritten_) {
    const bool is_new = !std::binary_search(stored.begin(), stored.end(), key);
    if (key.starts_with(prefix) && is_new) keys.push_back(key);
  }
  return keys;
}

void RecordStore::Quarantine(const std::string& key, const std::string& text) {
  if (storage_.Put(std::string(kQuarantinePrefix) + key, text, "").ok()) Remove(key);
}

// ---- Room: what is evicted, and what is written only where there is room

bool RecordStore::PutOrMakeRoom(const std::string& key, const std::string& head,
                                const std::string& body, WriteFor what) {
  if (reserve_.is_released() && what == WriteFor::kNewWork) {
    // What is left of the reserve is for settling, too: new work waits until it is whole again.
    reserve_.Keep();
    if (reserve_.is_released()) {
      trouble_ = ErrorCode::kStorageFull;
      return false;
    }
  }
  while (true) {
    const Status status = storage_.Put(key, head, body);
    if (status.ok()) return true;
    trouble_ = status.code();
    if (status.code() != ErrorCode::kStorageFull) return false;
    if (!MakeRoom() && !(what == WriteFor::kSettling && reserve_.Release())) return false;
  }
}

// Evicts derived data before history. A projection that this page did not write may hold entries of
// existing code that are not imported yet, so it stays.
bool RecordStore::MakeRoom() {
  if (std::exchange(wrote_projection_, false)) {
    Remove(std::string(kProjectionKey));
    return true;
  }
  const std::vector<std::string> oldest = evictable_.TakeOldest(unwritten_);
  Evict(oldest);
  return !oldest.empty();
}

bool RecordStore::HasRoom(size_t size) {
  if (size > tuning::kMaxStoredBytes) return false;
  std::string text = ObjectText().Number("v", kFormatVersion).str();
  text.resize(size, ' ');
  const std::string key = TransactionKey(tab_);
  const bool fits = storage_.Put(key, EncodeFramed(text), "").ok();
  return storage_.Remove(key).ok() && fits;
}

bool RecordStore::StoreHistory(const std::string& key, const std::string& text) {
  if (history_keys_.size() >= tuning::kHistoryCount) {
    Evict({history_keys_.begin(), history_keys_.begin() + kTrimmedAtOnce});
  }
  const auto stored = [&] { return storage_.Put(key, text, "").ok(); };
  if (!IsMissingAnOutcome() && (stored() || (reserve_.Release() && stored()))) {
    history_keys_.push_back(key);
    evictable_.NoteWritten(key);
    return true;
  }
  // The chain continues after the missing record, as if that had been trimmed.
  if (const auto head = chain_.HeadOf(key, text)) PutAnchor(ScopePrefixOf(key), *head);
  return false;
}

// No history is written then: a tab that reads it must find what follows from the settlement.
bool RecordStore::IsMissingAnOutcome() const {
  return std::any_of(unwritten_.begin(), unwritten_.end(),
                     [](const auto& one) { return one.second.what == WriteFor::kSettling; });
}

void RecordStore::Evict(const std::vector<std::string>& keys) {
  const std::set<std::string> gone(keys.begin(), keys.end());
  std::erase_if(history_keys_, [&](const std::string& key) { return gone.contains(key); });
  std::vector<std::string> history;
  for (const std::string& key : keys) {
    if (IsKeyOf(RecordKind::kHistory, key)) {
      history.push_back(key);
    } else {
      Remove(key);
      given_up_.insert(key);
    }
  }
  Trim(history);
}

void RecordStore::Trim(const std::vector<std::string>& history_keys) {
  std::map<std::string, Anchors> anchors;
  for (const std::string& key : history_keys) {
    const auto text = TextOf(key);
    if (const auto head = text ? chain_.HeadOf(key, *text) : std::nullopt) {
      ChainHead& anchor = anchors[std::string(ScopePrefixOf(key))][head->document];
      if (head->index > anchor.index) anchor = *head;
    }
    Remove(key);
  }
  for (const auto& [scope_prefix, of_scope] : anchors) {
    for (const auto& [document, anchor] : of_scope) PutAnchor(scope_prefix, anchor);
  }
}

void RecordStore::PutAnchor(std::string_view scope_prefix, const ChainHead& anchor) {
  const std::string key = SequenceKeyIn(scope_prefix, RecordKind::kAnchor, {0, anchor.document});
  if (const auto text = TextOf(key)) {
    const Result<ChainHead> former = DecodeAnchor(*text, anchor.document);
    if (former.ok() && former->index >= anchor.index) return;
  }
  Put(key, EncodeAnchor(anchor));
}

void RecordStore::KeepToBudget() {
  Evict(evictable_.OverBudget(unwritten_));
  evictable_.Forget();
}

void RecordStore::SetHistory(std::vector<std::string> keys) {
  history_keys_ = std::move(keys);
  evictable_.Forget();
}

void RecordStore::PutProjection(const std::string& text, const std::string& kept) {
  if (reserve_.is_released() && durable()) reserve_.Keep();
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
