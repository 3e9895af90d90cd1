#pragma once

#include <string>
#include <vector>

#include "core/journal/unwritten.h"
#include "core/ports/storage.h"

namespace synchrone {

// What is evicted when storage is full: audit records and names of every user, oldest first
// (FORMAT.md, H3 and I3). The list is made when it is first needed. It removes nothing itself.
//
// A name can be evicted when every queued mutation was made after it: a new mutation is written
// with the names that are known. So can the history record of a change that was merged into another
// one: while that waits, a page that was frozen would send the merged change once more. The
// settlement of a mutation that is in `unwritten` stays: without it the mutation would be written,
// and sent again.
class EvictionList {
 public:
  explicit EvictionList(Storage& storage) : storage_(storage) {}

  // Takes the keys of the next oldest records. None: nothing is left.
  std::vector<std::string> TakeOldest(const UnwrittenRecords& unwritten);
  // The keys of the oldest that exceed the budget.
  std::vector<std::string> OverBudget(const UnwrittenRecords& unwritten) const;
  // An audit record was written just now: it is the newest.
  void NoteWritten(const std::string& key) {
    if (is_listed_) keys_.push_back(key);
  }
  // Storage has changed otherwise: lists again when it is needed.
  void Forget() { is_listed_ = false; }

 private:
  std::vector<std::string> List(const UnwrittenRecords& unwritten) const;

  Storage& storage_;
  std::vector<std::string> keys_;  // oldest first
  bool is_listed_ = false;
};

}  // namespace synchrone
