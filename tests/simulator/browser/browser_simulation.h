#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/simulator/broken_law.h"
#include "tests/simulator/browser/browser_schedule.h"
#include "tests/simulator/server/network.h"
#include "tests/simulator/sim_tab.h"
#include "tests/simulator/tracer.h"
#include "tests/support/fake_tabs.h"

namespace synchrone::simulator {

// Runs one schedule of a whole browser: several tabs over one storage with a quota, locks that can
// be stolen, messages between tabs that come late or not at all, tabs that freeze and die, and
// people who take turns. It keeps no copy of the queue: its laws are what people see in the end.
//
//  - Nothing is lost: every accepted change is applied on the server, given up by a person, or,
//    where there was no room to store it, gone with its tab.
//  - Nothing is applied twice, unless a person sent again what may have been applied; or neither it
//    nor the trace of its settlement ever found room.
//  - Changes of one record by one tab are applied in the order in which they were made, if there
//    was room for them.
//  - No change is sent by a tab of an earlier version of the application than its own (5.5).
//  - No change is sent while another user is signed in, or shown to them (7.1).
//  - At rest all tabs of a person show the same work, which is what a new tab would recover.
class BrowserSimulation : private Tracer {
 public:
  explicit BrowserSimulation(const BrowserSchedule& schedule);
  ~BrowserSimulation();

  // The broken law, if any. `trace`: one line for everything that happens, nullptr: none.
  std::optional<BrokenLaw> Run(std::vector<std::string>* trace = nullptr);

 private:
  class Tab;
  // What a person asked for, and what has to come of it.
  struct Wish {
    std::string id;
    int page = 0;
    Kind kind = Kind::kUpdate;
    EntityKey entity;
    bool has_content = false;        // it has marks, by which the server knows it
    std::vector<std::string> marks;  // one for each content it had
    std::string place;               // how the keys of its records end
    bool durable = true;
    bool in_memory = false;   // storage refused it when it was made
    bool untraced = false;    // and its settlement neither
    bool unrecorded = false;  // an attempt left that storage had no room for
    bool in_doubt = false;    // its page died in the call
    bool touched = false;     // it was parked, or a person decided something about it
    bool given_up = false;
    bool is_gone = false;  // a delete: the server has said that there is nothing any more
    bool left = false;     // a request of it
    int sent_again = 0;    // by a person who could not know, or harmlessly
    int tries = 0;         // of a person at rest
  };
  struct Lock {
    std::deque<int> pages;
    bool has_notice = false;
  };

  // ---- browser_simulation.cc: the world
  void Do(const BrowserStep& step);
  Tab& OpenTab();
  int NextVersion();
  void CloseTab(Tab& tab);
  void AfterCall(Tab& tab);
  void Forget(int page);
  Tab* Find(int page);
  Tab* AnyTab();
  std::vector<Tab*> Awake();
  void Run(int count, int64_t until_ms);
  bool RunOne(int64_t until_ms);
  void Take(Tab& tab, const Delivery& delivery);
  void Leave(Tab& tab, const Request& request);
  void SetQuota(std::optional<size_t> room);
  void Rest();

  // ---- browser_locks.cc
  void WantLock(Tab& tab, const std::string& name);
  bool HoldsLock(const Tab& tab) const;
  bool GrantNext();
  void Steal();
  void YieldToLaterVersions();
  void NotifyOthers(const Tab& from, const TabNotice& notice);
  std::string AsReceived(const Tab& from, const Tab& to, const std::string& message) const;
  bool DeliverNews();
  void Thaw(Tab& tab);

  // ---- browser_people.cc
  void Create(Tab& tab);
  void Change(Tab& tab, BrowserStepKind kind);
  void Decide(Tab& tab);
  void DecideAtRest(Tab& tab, const QueuedMutation& queued);
  void Resolve(Tab& tab, const MutationId& id, Resolution resolution);
  void Clear(Tab& tab);
  VerifyResult Found(const Tab& tab, const MutationId& id);
  void SignIn(Tab& tab, const User& user);
  void SignOut(Tab& tab);
  void Accepted(Tab& tab, const Result<Receipt>& receipt, Wish wish);
  Json NewData(Tab& tab, const EntityKey& own, Wish& wish);
  Wish* WishOf(const MutationId& id);
  // What the mutation is, or holds merged.
  std::vector<Wish*> WishesIn(const MutationId& id, const std::string& data);
  // The changes that the tab shows; and: those of them that it shows no more were given up.
  static std::vector<MutationId> WorkOf(const Tab& tab);
  void GiveUpWhatLeft(const Tab& tab, const std::vector<MutationId>& before);
  std::optional<EntityKey> AnyRecord(Tab& tab);

  // ---- browser_laws.cc
  void CheckAlways();
  void NoteTraces();
  bool MayComeBack(const std::string& requests) const;
  void CheckAgreement();
  void CheckWishes();
  bool IsApplied(const Wish& wish) const;
  bool IsSuperseded(const Wish& wish) const;
  void CheckOrder();
  void Break(std::string law, CheckLine check = CheckLine::Here());

  const BrowserSchedule& schedule_;
  Choice choice_;
  const Keys keys_;
  MemoryStorage disk_;
  FaultyStorage storage_;  // its quota is that of all tabs
  ModelServer server_;
  Network network_;
  std::vector<std::unique_ptr<Tab>> tabs_;
  std::map<std::string, Lock> locks_;
  std::optional<BrokenLaw> failure_;

  int step_ = -1;
  int64_t real_ms_ = 0;
  int64_t skew_ms_ = 0;
  int pages_ = 0;
  bool online_ = true;
  bool calm_ = false;
  int marks_ = 0;
  User session_;                         // who the server takes requests for
  std::map<std::string, User> sent_as_;  // mutation -> whom it went out for first
  std::vector<Wish> wishes_;
  std::vector<EntityKey> records_;
};

}  // namespace synchrone::simulator
