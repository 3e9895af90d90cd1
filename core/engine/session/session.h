#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/session/projection_writer.h"
#include "core/engine/tabs/tab_sync.h"
#include "core/engine/transitions/conflict_detector.h"

namespace synchrone {

// The user of this page: each user has a queue of their own, and only one is in memory. The first
// setUser adopts what was queued before a user was named. Where the session is shared and another
// tab signs another user in, this page follows, or, when it has named a user itself, sends nothing.
class Session {
 public:
  Session(ThisTab& tab, Journal& journal, LocalStore& local_store, Gate& gate, RequestTable& table,
          ConflictDetector& conflict_detector, Recovery& recovery, TabSync& sync,
          ProjectionWriter& projection, LeaderLock& lock)
      : tab_(tab),
        journal_(journal),
        local_store_(local_store),
        gate_(gate),
        table_(table),
        conflict_detector_(conflict_detector),
        recovery_(recovery),
        sync_(sync),
        projection_(projection),
        lock_(lock) {}

  // The page begins with the device's user.
  void Begin(Turn& turn);
  // Returns a message for the other tabs of the former user, or "".
  std::string SetUser(const User& user, Turn& turn);
  // Returns how much is left unsent.
  int Logout(Turn& turn);
  // Another tab has set the user, or signed out.
  void FollowDeviceUser(Turn& turn);
  // Whether the session is another user's. Asked before each round of sending, because the storage
  // event may come late.
  bool SessionIsOtherUsers(Turn& turn);

 private:
  // Work that has no user yet, with its names, its requests in flight and their state.
  struct Unowned {
    std::vector<QueuedMutation> queued;
    std::vector<IdMapping> names;
    Flights flights;
    RequestTable::SendStates states;
    ConfirmedRecords::Tags tags;
    std::optional<int64_t> last_synced_ms;
  };

  Unowned TakeUnowned();
  std::string Adopt(Unowned unowned, const User& former, Turn& turn);
  // Everything of the former user leaves memory; everything of the next one is read.
  void Enter(const User& user, Turn& turn);
  // Clears memory and the array for readers; the stored records stay under the user's keys.
  void Leave(Turn& turn);
  // The session is another user's now: what is sent would go out under their name. The page
  // continues recording for its own user until setUser() names another one.
  void SuspendForOtherUser(Turn& turn);

  ThisTab& tab_;
  Journal& journal_;
  LocalStore& local_store_;
  Gate& gate_;
  RequestTable& table_;
  ConflictDetector& conflict_detector_;
  Recovery& recovery_;
  TabSync& sync_;
  ProjectionWriter& projection_;
  LeaderLock& lock_;
  std::optional<User> signed_out_;  // who another tab has logged out
};

}  // namespace synchrone
