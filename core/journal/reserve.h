#pragma once

#include "core/ports/storage.h"

namespace synchrone {

// Room in storage that is kept for settling (FORMAT.md, V1 to V4): a record that means nothing,
// emptied when nothing else can be evicted.
class Reserve {
 public:
  explicit Reserve(Storage& storage) : storage_(storage) {}

  // Writes it, if there is room for all of it and it is not there.
  void Keep();
  // Empties it. False: it is empty or missing already, or storage refuses.
  bool Release();
  // This page has emptied it, and it is not whole again.
  bool is_released() const { return is_released_; }

 private:
  Storage& storage_;
  bool is_released_ = false;
};

}  // namespace synchrone
