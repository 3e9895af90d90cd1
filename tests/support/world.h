#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/engine.h"
#include "tests/support/fake_tabs.h"
#include "tests/support/fake_time.h"
#include "tests/support/memory_storage.h"
#include "tests/support/recording_sink.h"
#include "tests/support/scripted_transport.h"

// A browser in memory: pages (one engine each) over one storage, one clock, one lock table and one
// bus between tabs.
//
//   World world;
//   Page& page = world.OpenPage();
//   page.Create("/api/v1/patients", TempId(1), R"({"id":"...","name":"Jean"})");
//   page.SendNow();                                   // the kSend timer: requests leave
//   page.Answer(201, R"({"success":true,"data":{"id":"p1","name":"Jean"}})");
//   Page& later = world.Reload(page);                 // a new engine, a new tab id, the same disk
//
// What a browser does between two tasks (granting locks, carrying messages and storage events to
// the other tabs) happens after each call of a Page. A World made with Pumping::kByHand does none
// of it: the test calls RunMicrotasks, or Page::DeliverOne and locks().GrantNext one by one.
namespace synchrone {

class World;

struct PageOptions {
  std::string own_origin = "https://clinic.example";
  std::vector<std::string> origins;
  bool online = true;
  bool shared_session = true;
};

// One document: an engine with its ports.
class Page {
 public:
  Page(World& world, TabId tab, PageOptions options);
  ~Page();
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  Engine& engine() { return *engine_; }
  const Engine& engine() const { return *engine_; }
  const TabId& tab() const { return tab_; }
  const PageOptions& options() const { return options_; }

  // ---- The page's own ports.
  RecordingSink sink;
  ScriptedTransport transport;
  FixedRandom random;
  FakeDigest digest;
  FakeScheduler scheduler;
  // Faults of this page alone: cut it to kill the page at a write. World::storage has those of all.
  FaultyStorage& storage() { return storage_; }

  // ---- Commands. Those that return an id CHECK that they were accepted.
  Result<Receipt> Try(Draft draft);
  Result<Receipt> TryRaw(const std::string& type, const std::string& endpoint,
                         const std::string& json, const std::string& id = "");
  MutationId Create(const std::string& resource, const std::string& id, const std::string& json);
  // `base`: previousState, JSON text.
  MutationId Update(const std::string& resource, const std::string& id, const std::string& json,
                    const std::string& base = "");
  MutationId Delete(const std::string& resource, const std::string& id,
                    const std::string& base = "");
  Status Retry(const MutationId& id, const std::string& json = "");
  Status Discard(const MutationId& id);
  Status Withdraw(const MutationId& id);
  Status KeepOffline(const MutationId& id);
  Status Resolve(const MutationId& id, Resolution resolution, const std::string& record = "");
  // CHECKs that it is accepted.
  void Configure(const std::string& resource, const std::string& json);
  Status Observe(const std::string& resource, const std::string& id, const std::string& json,
                 bool was_asked = false);
  void SetUser(const std::string& id, const std::string& company = "");
  int Logout();

  // ---- Requests and answers. Those without an index are about the oldest open request.
  // Runs the kSend timer if it is armed.
  void SendNow();
  const Request& OpenRequest(size_t index = 0) const;
  size_t open_requests() const { return transport.open.size(); }
  void Answer(int status, const std::string& json = "");
  void Answer(const Response& response);
  // The open request of this mutation.
  void AnswerTo(const MutationId& id, const Response& response);
  void Fail(TransportFailure failure);
  // The oldest open probe. `status` 0: no answer.
  void AnswerProbe(int status, bool html = false);
  // The first open question is answered: what became of an attempt.
  void AnswerQuestion(VerifyResult verdict, const std::string& record = "");
  // Runs an armed timer at its time.
  void RunTimer(Timer timer);

  // ---- What a test looks at.
  // The queued mutation; CHECKs that it is queued.
  const QueuedMutation& Queued(const MutationId& id) const;
  bool IsQueued(const MutationId& id) const;
  // The view of one record as JSON text; "absent", "unknown" or "unknown {...}" otherwise.
  std::string View(const std::string& resource, const std::string& id) const;
  Snapshot snapshot() const { return engine_->GetSnapshot(); }
  // The legacy array as it is stored now.
  std::string Projection() const;

  // ---- Between tabs (Pumping::kByHand).
  std::deque<TabNotice> inbox;
  // Passes the oldest message to the engine. False when there is none.
  bool DeliverOne();

 private:
  friend class World;

  struct Lock : LeaderLock {
    explicit Lock(Page& owner) : page(owner) {}
    void Request(const std::string& name) override;
    bool IsCurrent() override;
    Page& page;
  };
  struct Channel : TabChannel {
    explicit Channel(Page& owner) : page(owner) {}
    void Broadcast(std::string_view message) override;
    Page& page;
  };

  Result<Receipt> Done(Result<Receipt> receipt);
  void NotifyOthers(const TabNotice& notice);
  Request TakeRequest(size_t index);

  World& world_;
  const TabId tab_;
  const PageOptions options_;
  AnnouncingStorage announcing_;
  FaultyStorage storage_;
  Lock lock_;
  Channel channel_;
  std::unique_ptr<Engine> engine_;
};

enum class Pumping { kAfterEachCall, kByHand };

class World {
 public:
  explicit World(Pumping pumping = Pumping::kAfterEachCall) : storage(disk), pumping_(pumping) {}

  // Opens a page in a new tab ("tab1", "tab2", ...) and starts its engine.
  Page& OpenPage(PageOptions options = {});
  // The page is gone without notice, as after a crash or a close: its locks are free.
  void ClosePage(Page& page);
  // The same document again: closed, then opened again over the same storage.
  Page& Reload(Page& page);

  const std::vector<std::unique_ptr<Page>>& pages() const { return pages_; }

  // Lets time pass: every timer that becomes due fires at its time, of all pages, in order.
  void Advance(int64_t ms);
  // Grants locks, flushes outboxes and delivers messages until none is left.
  void RunMicrotasks();

  FakeClock clock;
  MemoryStorage disk;
  FaultyStorage storage;  // what all pages share: quota, denial, a killed browser
  FakeLeaderLocks locks;

 private:
  friend class Page;
  void AfterCall() {
    if (pumping_ == Pumping::kAfterEachCall) RunMicrotasks();
  }

  const Pumping pumping_;
  int tabs_opened_ = 0;
  std::vector<std::unique_ptr<Page>> pages_;
};

// A UUID as crypto.randomUUID() makes them, number `n`: a temp id that may be found in any text.
std::string TempId(int n);
// {"id":"<id>"} with the members of `json` (an object's text) after it.
std::string RecordText(const std::string& id, const std::string& json = "{}");
// Parsed `text`; CHECKs that it is JSON.
Json JsonOf(const std::string& text);

}  // namespace synchrone
