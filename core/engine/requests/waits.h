#pragma once

#include <cstdint>

#include "core/base/function_ref.h"
#include "core/engine/requests/request_maker.h"
#include "core/engine/requests/request_table.h"
#include "core/engine/turn/this_tab.h"

namespace synchrone {

// Why a mutation is not sent yet, and until when: its lane and what it refers to (Queue), its hold
// and backoff (RequestTable), a former leader's request of it, and what this page lacks. Gate
// decides whether requests may go at all.
class Waits {
 public:
  Waits(const ThisTab& tab, const LocalStore& local_store, const Endpoints& endpoints,
        RequestTable& table, const RequestMaker& maker)
      : tab_(tab), local_store_(local_store), endpoints_(endpoints), table_(table), maker_(maker) {}

  EntryWait WaitOf(const QueuedMutation& queued, const Moment& moment) const;
  // Why this page may not send it at all: a transform it lacks, an origin it does not allow, a
  // record without a name.
  EntryWait PageWait(const Mutation& mutation) const;
  // For each lane its next mutation and why it waits, as Queue::ForEachCandidate. Lanes of what is
  // in flight are left out.
  void ForEachCandidate(const Moment& moment,
                        FunctionRef<bool(const Queue::Candidate&)> visit) const;
  // When it may be tried (again), by the clock of this moment; 0: now.
  int64_t DueOf(const Sequence& sequence, const Moment& moment) const;
  // Until when it is held, by the clock of this moment: a hold uses the steady time.
  int64_t HeldUntil(const Mutation& mutation, const Moment& moment) const;

 private:
  const ThisTab& tab_;
  const LocalStore& local_store_;
  const Endpoints& endpoints_;
  RequestTable& table_;
  const RequestMaker& maker_;
};

}  // namespace synchrone
