#pragma once

#include <vector>

#include "core/engine/local_store/local_store.h"
#include "core/engine/turn/this_tab.h"
#include "core/ports/environment.h"

namespace synchrone {

// What is announced to the other tabs: collected at the end of each turn, sent when the page is
// idle.
class Outbox {
 public:
  Outbox(const ThisTab& tab, const LocalStore& local_store, TabChannel& channel)
      : tab_(tab), local_store_(local_store), channel_(channel) {}

  // Takes what was decided in the turn. The other tabs see a stored record by its storage event;
  // an accepted mutation that is in memory alone (`durable` false) needs a message.
  void Collect(Turn& turn, bool durable);
  // Announces this mutation as accepted.
  void Announce(const Sequence& sequence) { accepted_.push_back(sequence); }
  // Announces that this tab is the leader from now on.
  void AnnounceTakeover() { has_taken_over_ = true; }
  // `waiting`: why the queue waits, as this tab knows it.
  void Flush(const Moment& moment, QueueWait waiting);

 private:
  const ThisTab& tab_;
  const LocalStore& local_store_;
  TabChannel& channel_;
  std::vector<Sequence> accepted_;
  std::vector<Change> changes_;
  bool has_taken_over_ = false;
};

}  // namespace synchrone
