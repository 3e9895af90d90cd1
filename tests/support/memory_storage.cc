#include "tests/support/memory_storage.h"

#include <utility>

namespace synchrone {
namespace {

Status Full() { return Status(ErrorCode::kStorageFull, "The storage is full."); }
Status Denied() { return Status(ErrorCode::kStorageDenied, "The storage is denied."); }

}  // namespace

Status MemoryStorage::Put(const std::string& key, std::string_view head, std::string_view body) {
  if (const Status removed = Remove(key); !removed.ok()) return removed;
  std::string value(head);
  value += body;
  bytes_ += key.size() + value.size();
  values_[key] = std::move(value);
  return Status::Ok();
}

Result<std::optional<std::string>> MemoryStorage::Get(const std::string& key) {
  const auto place = values_.find(key);
  if (place == values_.end()) return std::optional<std::string>();
  return std::optional<std::string>(place->second);
}

Status MemoryStorage::Remove(const std::string& key) {
  const auto place = values_.find(key);
  if (place == values_.end()) return Status::Ok();
  bytes_ -= key.size() + place->second.size();
  values_.erase(place);
  return Status::Ok();
}

Result<std::vector<std::string>> MemoryStorage::Keys(const std::string& prefix) {
  std::vector<std::string> keys;
  for (auto it = values_.lower_bound(prefix); it != values_.end(); ++it) {
    if (!it->first.starts_with(prefix)) break;
    keys.push_back(it->first);
  }
  return keys;
}

std::vector<std::string> MemoryStorage::ValuesOf(std::string_view part) const {
  std::vector<std::string> found;
  for (const auto& [key, value] : values_) {
    if (key.find(part) != std::string::npos) found.push_back(value);
  }
  return found;
}

void FaultyStorage::RefuseWrite(int nth) { refused_write_ = writes_ + nth; }

bool FaultyStorage::Begin(const std::string& key) {
  ++writes_;
  if (on_write_) on_write_(writes_);
  if (cut()) return false;
  Result<std::optional<std::string>> former = base_.Get(key);
  undo_.push_back({key, former.ok() ? std::move(*former) : std::nullopt});
  return true;
}

bool FaultyStorage::OverQuota(const std::string& key, size_t value_bytes) {
  if (!quota_bytes_) return false;
  size_t bytes = key.size() + value_bytes;
  const std::vector<std::string> keys = base_.Keys("").value();
  for (const std::string& other : keys) {
    if (other != key) bytes += other.size() + base_.Get(other).value().value_or("").size();
  }
  return bytes > *quota_bytes_;
}

Status FaultyStorage::Put(const std::string& key, std::string_view head, std::string_view body) {
  if (denied_ || writes_denied_) return Denied();
  const bool refused = writes_ + 1 == refused_write_;
  const bool lands = Begin(key);
  if (refused) return Full();
  if (!lands) return Status::Ok();
  if (OverQuota(key, head.size() + body.size())) return Full();
  if (writes_torn_) {
    const std::string whole = std::string(head) + std::string(body);
    const Status put = base_.Put(key, whole.substr(0, whole.size() / 2), "");
    return put.ok() ? Denied() : put;
  }
  if (torn_ && cut_after_ == writes_) {
    const std::string whole = std::string(head) + std::string(body);
    return base_.Put(key, whole.substr(0, whole.size() / 2), "");
  }
  return base_.Put(key, head, body);
}

Result<std::optional<std::string>> FaultyStorage::Get(const std::string& key) {
  if (denied_ || reads_denied_) return Denied();
  return base_.Get(key);
}

Status FaultyStorage::Remove(const std::string& key) {
  if (denied_ || writes_denied_) return Denied();
  return Begin(key) ? base_.Remove(key) : Status::Ok();
}

Result<std::vector<std::string>> FaultyStorage::Keys(const std::string& prefix) {
  if (denied_) return Denied();
  if (listing_fails_) return Status(ErrorCode::kStorageUnreadable, "Not now.");
  return base_.Keys(prefix);
}

void FaultyStorage::ForgetLast(int count) {
  for (; count > 0 && !undo_.empty(); --count) {
    const Undo undo = std::move(undo_.back());
    undo_.pop_back();
    const Status status =
        undo.former ? base_.Put(undo.key, *undo.former, "") : base_.Remove(undo.key);
    SYNCHRONE_CHECK(status.ok(), "the base storage of a FaultyStorage does not fail");
  }
}

Status AnnouncingStorage::Put(const std::string& key, std::string_view head,
                              std::string_view body) {
  Status status = base_.Put(key, head, body);
  if (status.ok()) announce_(key);
  return status;
}

Status AnnouncingStorage::Remove(const std::string& key) {
  Status status = base_.Remove(key);
  if (status.ok()) announce_(key);
  return status;
}

}  // namespace synchrone
