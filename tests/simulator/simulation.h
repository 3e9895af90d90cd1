#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/simulator/broken_law.h"
#include "tests/simulator/oracle/oracle.h"
#include "tests/simulator/schedule.h"
#include "tests/simulator/server/network.h"
#include "tests/simulator/sim_tab.h"
#include "tests/simulator/tracer.h"

namespace synchrone::simulator {

// Runs one schedule: a page over a disk, a network, the model server and people, and after every
// step the laws of the core (engine.h, BEHAVIOUR 1, 3, 4 and 5.1) against the oracle.
class Simulation : public TabHost, private Tracer {
 public:
  explicit Simulation(const Schedule& schedule);

  // The broken law, if any. `trace`: one line for everything that happens, nullptr: none.
  std::optional<BrokenLaw> Run(std::vector<std::string>* trace = nullptr);

 private:
  // A request of the living page without an answer.
  struct Flight {
    std::string mutation;
    EntityKey lane;
    int renewals = 0;  // of the credentials, when it left
  };
  // What the person sees of one record.
  using Screen = std::map<EntityKey, RecordState>;

  // ---- TabHost
  int64_t WallMs() override;
  int64_t RealMs() override { return real_ms_; }
  double Jitter() override { return choice_.Unit(); }
  void OnSend(const Request& request) override;
  void OnSendBatch(const BatchRequest& batch) override;
  void OnVerify(const VerifyRequest& question) override;
  void OnProbeWanted(const std::string& url) override;
  void OnLockWanted(const std::string&) override { lock_wanted_ = true; }
  void OnEvents(const std::vector<Event>& events) override;

  // ---- simulation.cc: the world
  void Do(const Step& step);
  void OpenPage();
  void Reopen();
  void RunNext(int count, int64_t until_ms);
  bool RunOne(int64_t until_ms);
  void RenewLogin();
  void Take(const Delivery& delivery);
  void TakeUnusableBatch(const Delivery& delivery);
  void TakeVerifyResult(const Delivery& delivery);
  void Leave(const Request& request);
  // What the server has made of it.
  bool IsApplied(const Entry& entry) const;
  Json Marked(const Entry& entry) const;
  void Quiesce();
  void Decide(const Entry& entry);
  bool HasNext() const;
  // Before and after a call of the engine.
  void Begin();
  void End();

  // ---- people.cc: what people do
  void Create();
  void Update();
  void Delete();
  void Act();
  void Withdraw();
  void Retry();
  void Discard();
  void KeepOffline();
  void Resolve();
  void Clear();
  void Erase();
  void ObserveRead();
  bool Counts(const EntityKey& entity, const Json& read);
  void Elsewhere();
  void ChangeSession();
  void ChangeWeather();
  std::optional<EntityKey> AnyRecord();
  std::optional<std::string> AnyEntry(bool (*wanted)(const Entry&));
  Json NewData(const EntityKey& entity);
  void AddReference(Json& data, const EntityKey& own);
  std::string BaseText(const EntityKey& entity);
  // A record's id as a caller may name it: the temp id or the server's.
  std::string SomeNameOf(const EntityKey& entity);
  EntityKey Now(const EntityKey& entity) const;
  // By which the server knows what it is: the mark of its contents, if it has one.
  static std::string NameOf(const Entry& entry);
  void Accepted(Result<Receipt> receipt, Entry entry, const std::string& base);
  void Retried(const std::string& id, const Json& data);
  ParkKind ParkIn(const std::string& id) const;
  void ShownAsConflict(Entry& entry);
  void ResolveAs(const std::string& id, Resolution resolution);
  void ApplyToScreen(const Entry& entry);

  // ---- laws.cc
  void CheckLaws();
  void ShowViews(const std::vector<Event>& events);
  void HearWhatIsGone();
  void CheckWork();
  void CheckViews();
  void CheckSnapshot();
  void CheckJournal();
  void CheckRestart();
  void CheckServer();
  void CheckAtRest();
  void CheckRequest(const Request& request, const Entry& entry);
  // A second request with its key is harmless, as far as this page can know (3.12a).
  bool KeyCounts(const Entry& entry) const;
  // By its method, and without a condition (3.12).
  static bool IsIdempotent(const Request& request);
  void CheckKey(const Request& request, const Entry& entry);
  void CheckReferences(const Request& request, const Entry& entry);
  void CheckBody(const Request& request, const Entry& entry);
  void Adopt();
  // What the queue has parked by itself, where it may.
  void AdoptParks(const Engine& engine, Oracle& oracle);
  void AdoptReads(const Engine& engine, Oracle& before) const;
  // Merges that the engine has made, checked against the table of BEHAVIOUR 3.9.
  void AdoptMerges(const Engine& engine, Oracle& oracle);
  bool MayHaveParked(const Oracle& oracle, const Entry& entry, const Progress& progress) const;
  // "" when the engine holds the oracle's work.
  std::string Difference(const Engine& engine, const Oracle& oracle) const;
  void Break(std::string law, CheckLine check = CheckLine::Here());

  const Schedule& schedule_;
  Choice choice_;
  MemoryStorage disk_;
  const Keys keys_;
  ModelServer server_;
  Network network_;
  std::unique_ptr<SimTab> tab_;
  Oracle oracle_;
  std::optional<Oracle> before_;  // while the page may die: the work before the running call
  std::optional<BrokenLaw> failure_;

  int step_ = -1;  // the running one
  int64_t real_ms_ = 0;
  int64_t skew_ms_ = 0;
  int page_ = 0;
  bool online_ = true;
  bool lock_wanted_ = false;
  bool leader_ = false;
  bool paused_ = false;
  bool offline_mode_ = false;
  bool login_needed_ = false;
  std::vector<Event> latest_;  // the page's last events
  int renewals_ = 0;           // of the credentials
  bool dying_ = false;         // a death is prepared
  bool calm_ = false;          // no more faults: the schedule is over
  bool keys_count_ = false;    // this page knows that the API honours them
  int marks_ = 0;
  std::map<AttemptId, Flight> flights_;
  std::set<std::string> answered_;  // the mutations whose answer is being taken
  std::map<std::string, std::string> owner_of_key_;
  // How often a person sent it although uncertain: by mark, of what has none by mutation.
  std::map<std::string, int> sent_again_;
  std::map<std::string, int> repeats_;  // mark -> how often the queue did, which was harmless
  std::set<std::string> ever_accepted_;
  std::vector<EntityKey> records_;  // under the ids that they were made with
  std::vector<EntityKey> reads_wanted_;
  Screen screen_;
  Snapshot told_;
};

}  // namespace synchrone::simulator
