#pragma once

#include <vector>

#include "core/engine/requests/flights.h"
#include "core/engine/requests/request_maker.h"
#include "core/engine/requests/request_table.h"

namespace synchrone {

// What a record of the server says about the mutations of it: whether it shows what was sent, is as
// it was known, or was changed by others. Changes nothing.
class RecordJudge {
 public:
  RecordJudge(const LocalStore& local_store, const Endpoints& endpoints, const RequestTable& table,
              const RequestMaker& requests)
      : local_store_(local_store), endpoints_(endpoints), table_(table), requests_(requests) {}

  // `current` shows what the edit sent, whoever wrote it.
  bool IsAsSent(const QueuedMutation& queued, const Json& current) const;
  // For an edit: each field of `shown` that was sent has its value from before the edit, and at
  // least one differs from what was sent.
  bool IsAsBefore(const QueuedMutation& queued, const Json& shown) const;
  // An answer to an update has some of what was sent.
  static bool ShowsSomething(const Mutation& mutation, const Json& shown);
  // An answer to an update shows a record of another id, which may well have the values that were
  // sent: the record has to be read to know whether that is its new id.
  bool MayBeAnotherRecord(const QueuedMutation& queued, const ConfirmedOutcome& outcome) const;
  // The record is as it was known when the request left.
  bool IsAsKnown(const Flight& flight, const QueuedMutation& queued, const Json& current) const;
  // A delete: the record says that it is deleted, and did not before.
  bool IsGone(const Flight& flight, const Mutation& mutation, const Json& current) const;
  // A PATCH to the resource was confirmed.
  bool PatchHasWorked(const Resource& resource) const;
  // The application lets edits of different fields be merged, and this is one.
  bool MayMerge(const QueuedMutation& queued, const Json& theirs) const;
  // The waiting edits of the record that change a field which `theirs` has changed as well.
  std::vector<QueuedMutation> ClashingWith(const EntityKey& entity, const Json& theirs) const;
  // Others have changed the same fields while it was parked: a person has to see that first.
  bool ClashesWithConfirmed(const QueuedMutation& queued) const;
  // A request about the record may be in flight, or may have been applied, or its answer is not
  // judged yet.
  bool MayHaveLeft(const EntityKey& entity) const;

 private:
  const LocalStore& local_store_;
  const Endpoints& endpoints_;
  const RequestTable& table_;
  const RequestMaker& requests_;
};

}  // namespace synchrone
