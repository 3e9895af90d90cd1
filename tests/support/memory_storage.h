#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ports/storage.h"

namespace synchrone {

// The Storage port over a map: the disk of a test. It outlives the pages that write to it.
class MemoryStorage : public Storage {
 public:
  Status Put(const std::string& key, std::string_view head, std::string_view body) override;
  Result<std::optional<std::string>> Get(const std::string& key) override;
  Status Remove(const std::string& key) override;
  Result<std::vector<std::string>> Keys(const std::string& prefix) override;

  // For tests: everything that is stored, and the bytes that it takes (keys and values).
  const std::map<std::string, std::string>& values() const { return values_; }
  size_t bytes() const { return bytes_; }
  // The values of the keys that contain `part`, in key order.
  std::vector<std::string> ValuesOf(std::string_view part) const;

 private:
  std::map<std::string, std::string> values_;
  size_t bytes_ = 0;
};

// A storage that fails as storages do. Without a fault set it passes everything on to `base`.
//
// Writes are Put and Remove, numbered from 1 in the order in which they come.
class FaultyStorage : public Storage {
 public:
  explicit FaultyStorage(Storage& base) : base_(base) {}

  Status Put(const std::string& key, std::string_view head, std::string_view body) override;
  Result<std::optional<std::string>> Get(const std::string& key) override;
  Status Remove(const std::string& key) override;
  Result<std::vector<std::string>> Keys(const std::string& prefix) override;

  // Full: the Put that is the nth write (counted from now, 1: the next) is refused, once.
  void RefuseWrite(int nth);
  // Full: a Put after which `base` would hold more bytes (keys and values) is refused.
  void SetQuota(std::optional<size_t> bytes) { quota_bytes_ = bytes; }
  // Denied: every call fails with kStorageDenied (site data blocked in the browser).
  void Deny(bool denied) { denied_ = denied; }
  // A write fails with kStorageDenied while reading still works.
  void DenyWrites(bool denied) { writes_denied_ = denied; }

  // Reading a value fails while keys can be listed.
  void DenyReads(bool denied) { reads_denied_ = denied; }
  // Listing the keys fails for now while everything else works.
  void FailToList(bool fails) { listing_fails_ = fails; }
  // A Put is refused, and leaves half of its value.
  void TearWrites(bool torn) { writes_torn_ = torn; }

  // The page dies: write number `last` is the last one that lands, later ones vanish although they
  // report success. 0: none lands from the start.
  void CutAfter(int last) { cut_after_ = last; }
  // ... and of write number `last`, if it is a Put, only the first half lands.
  void TearLastWrite(bool torn) { torn_ = torn; }
  // A write has vanished: whatever happened since the cut happened to a page that is dead.
  bool cut() const { return cut_after_ && writes_ > *cut_after_; }
  // Every write from here on vanishes, or none does (after a cut: the next page).
  void CutNow() { cut_after_ = writes_; }
  void Mend() { cut_after_.reset(); }

  // The whole browser is killed: the last `count` writes never reached the disk (BEHAVIOUR 5.6).
  void ForgetLast(int count);
  // The writes so far are on the disk.
  void Flush() { undo_ = std::vector<Undo>(); }

  // Writes that were asked for so far, whether they landed or not; denied ones do not count.
  int writes() const { return writes_; }
  // Called with the number of each write before it is carried out.
  void OnWrite(std::function<void(int number)> listener) { on_write_ = std::move(listener); }

 private:
  struct Undo {
    std::string key;
    std::optional<std::string> former;
  };

  // Counts the write and keeps what it replaces; false when it vanishes.
  bool Begin(const std::string& key);
  bool OverQuota(const std::string& key, size_t value_bytes);

  Storage& base_;
  std::optional<size_t> quota_bytes_;
  std::optional<int> cut_after_;
  int refused_write_ = 0;
  bool denied_ = false;
  bool writes_denied_ = false;
  bool reads_denied_ = false;
  bool listing_fails_ = false;
  bool writes_torn_ = false;
  bool torn_ = false;
  int writes_ = 0;
  std::vector<Undo> undo_;
  std::function<void(int)> on_write_;
};

// Reports which keys were written through it: what a browser turns into 'storage' events of the
// other tabs.
class AnnouncingStorage : public Storage {
 public:
  using Announce = std::function<void(const std::string& key)>;
  AnnouncingStorage(Storage& base, Announce announce)
      : base_(base), announce_(std::move(announce)) {}

  Status Put(const std::string& key, std::string_view head, std::string_view body) override;
  Result<std::optional<std::string>> Get(const std::string& key) override { return base_.Get(key); }
  Status Remove(const std::string& key) override;
  Result<std::vector<std::string>> Keys(const std::string& prefix) override {
    return base_.Keys(prefix);
  }

 private:
  Storage& base_;
  Announce announce_;
};

}  // namespace synchrone
