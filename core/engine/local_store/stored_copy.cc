#include "core/engine/local_store/stored_copy.h"

#include <algorithm>
#include <vector>

namespace synchrone {

bool StoredCopy::IsWhole() {
  const std::vector<const QueuedMutation*> queued = queue_.All();
  const std::vector<EntityKey> entities = queue_.Entities();
  return known_ids_.AreRecorded() &&
         std::all_of(queued.begin(), queued.end(),
                     [&](const QueuedMutation* one) {
                       const Sequence& sequence = one->sequence();
                       return journal_.Has(RecordKind::kMutation, sequence) &&
                              (one->progress == Progress{} ||
                               journal_.Has(RecordKind::kProgress, sequence));
                     }) &&
         std::all_of(entities.begin(), entities.end(),
                     [&](const EntityKey& entity) { return confirmed_.IsRecorded(entity); });
}

void StoredCopy::Write(int64_t now_ms) {
  const RecordStore::Transaction transaction(journal_.records());
  known_ids_.RecordAgain(now_ms);
  for (const QueuedMutation* queued : queue_.All()) WriteRecords(*queued);
  for (const EntityKey& entity : queue_.Entities()) {
    confirmed_.RecordAgain(entity);
  }
}

void StoredCopy::WriteRecords(const QueuedMutation& queued) {
  // The progress is written first: another tab that reads a mutation without it would send it
  // again.
  if (queued.progress != Progress{}) {
    journal_.PutProgress(queued.sequence(), UnsettledRecord(queued.progress));
  }
  journal_.PutMutation(queued.mutation);
}

void StoredCopy::Write(const QueuedMutation& queued) {
  const RecordStore::Transaction transaction(journal_.records());
  WriteRecords(queued);
  confirmed_.RecordAgain(queued.mutation.entity);
}

}  // namespace synchrone
