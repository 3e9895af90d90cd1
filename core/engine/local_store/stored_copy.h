#pragma once

#include <cstdint>

#include "core/engine/local_store/confirmed_records.h"
#include "core/engine/local_store/known_ids.h"
#include "core/journal/journal.h"
#include "core/queue/queue.h"

namespace synchrone {

// What storage holds of the work in memory. Other code may clear it, and other tabs may have missed
// a record: then it is written again.
class StoredCopy {
 public:
  StoredCopy(Journal& journal, const Queue& queue, KnownIds& known_ids, ConfirmedRecords& confirmed)
      : journal_(journal), queue_(queue), known_ids_(known_ids), confirmed_(confirmed) {}

  // The journal has everything that is known of what is queued, and every name.
  bool IsWhole();
  // Writes all of that.
  void Write(int64_t now_ms);
  // Writes one queued mutation with its progress, and what is confirmed of its record.
  void Write(const QueuedMutation& queued);
  // Writes its mutation record and its progress.
  void WriteRecords(const QueuedMutation& queued);

 private:
  Journal& journal_;
  const Queue& queue_;
  KnownIds& known_ids_;
  ConfirmedRecords& confirmed_;
};

}  // namespace synchrone
