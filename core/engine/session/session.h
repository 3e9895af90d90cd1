#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/session/projection_writer.h"
#include "core/engine/tabs/tab_sync.h"
#include "core/engine/transitions/conflicts.h"

namespace synchrone {

// Who works here (BEHAVIOUR 7.1): each user has a queue of their own, and only one is in memory.
// The first setUser adopts what was queued before a user was named; other tabs' sign-ins are
// followed where the session is shared, and where this page has its own user, it sends nothing.
class Session {
 public:
  Session(ThisTab& tab, Journal& journal, Ledger& ledger, Gate& gate, RequestTable& table,
          RequestMaker& maker, Conflicts& conflicts, Recovery& recovery, TabSync& sync,
          ProjectionWriter& projection, LeaderLock& lock)
      : tab_(tab),
        journal_(journal),
        ledger_(ledger),
        gate_(gate),
        table_(table),
        maker_(maker),
        conflicts_(conflicts),
        recovery_(recovery),
        sync_(sync),
        projection_(projection),
        lock_(lock) {}

  // The page begins with the device's user.
  void Begin(Turn& turn);
  // Returns what other tabs of the former user have to hear, or "".
  std::string SetUser(const User& user, Turn& turn);
  // Returns how much is left unsent.
  int Logout(Turn& turn);
  // Another tab has set the user, or signed out.
  void FollowDeviceUser(Turn& turn);
  // Asked before each round of sending, because the notice of it may come late.
  bool IsAnothers(Turn& turn);

 private:
  // What has no user yet, with what is known of it and under way.
  struct Unowned {
    std::vector<QueuedMutation> queued;
    std::vector<IdMapping> names;
    Flights flights;
    RequestTable::SendStates states;
    RequestMaker::Tags tags;
    std::optional<int64_t> last_synced_ms;
  };

  Unowned TakeUnowned();
  std::string Adopt(Unowned unowned, const User& former, Turn& turn);
  // Everything of the former user leaves memory; everything of the next one is read.
  void Enter(const User& user, Turn& turn);
  // What they left stays sealed under their keys; nothing of it is in memory or for readers.
  void Leave(Turn& turn);
  // The session is another user's now: what is sent would go out under their name. The page
  // continues recording for its own user until setUser() names another one.
  void StandBack(Turn& turn);

  ThisTab& tab_;
  Journal& journal_;
  Ledger& ledger_;
  Gate& gate_;
  RequestTable& table_;
  RequestMaker& maker_;
  Conflicts& conflicts_;
  Recovery& recovery_;
  TabSync& sync_;
  ProjectionWriter& projection_;
  LeaderLock& lock_;
  std::optional<User> signed_out_;  // who another tab has logged out
};

}  // namespace synchrone
