#pragma once

#include <optional>

#include "core/journal/record_store.h"
#include "core/model/ids.h"

namespace synchrone {

// The record of the device's user (FORMAT.md, D1): whose work is loaded before a page has named a
// user. It belongs to no user's journal.
class DeviceUser {
 public:
  explicit DeviceUser(RecordStore& records) : records_(records) {}

  // Nothing when it names no user or cannot be read.
  std::optional<User> Read();
  // It is stored, whoever it names.
  bool IsRecorded();
  // Records the user; the anonymous one when no user is signed in.
  void Put(const User& user);

 private:
  RecordStore& records_;
};

}  // namespace synchrone
