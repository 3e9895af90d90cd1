#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "tests/support/world.h"

namespace synchrone {

// Replays one scenario of tests/spec/scenarios over the core, and compares what it expects. The
// format is in tests/spec/README.md; tests/web/spec replays the same files through the module
// and the client.
class Replay {
 public:
  explicit Replay(const Json& scenario);

  // The first expectation that is not met, with the step; "" when all are.
  std::string Run();

 private:
  // ---- steps.cc: what happens
  void OpenPage();
  void Seed(const Json& rows);
  std::string Do(const Json& step);
  std::string Enqueue(const Json& step);
  std::string Command(const std::string& verb, const Json& step);
  std::string Answer(const Json& answer);
  std::string Fail(const Json& failure);
  std::string AnswerProbe(const Json& answer);
  std::string AnswerBatch(const Json& answer);
  std::string AnswerRead(const Json& answer);
  std::string Verify(const Json& answer);
  void Observe(const EntityKey& entity, const Json& record, bool was_asked = false);
  void ForgetRows();
  void Advance(int64_t ms);
  void EndWaits();
  // Takes in the page's events and requests.
  void Look();
  Response ResponseOf(const Resource& resource, const Json& answer) const;
  bool HasTransform(const Resource& resource) const;

  // ---- expectations.cc: what is expected
  std::string Check(const Json& expected);
  std::string CheckRequests(const Json& expected);
  std::string CheckRequest(const Json& expected, const Request& request);
  std::string CheckBatches(const Json& expected);
  std::string CheckEntry(const std::string& id, const Json& expected);
  std::string CheckViews(const Json& expected);
  Json NewestProjection() const;

  const Json& scenario_;
  const Json given_;
  World world_;
  Page* page_ = nullptr;
  bool online_ = true;

  // Since the last expectation of its kind.
  std::vector<Request> requests_;
  std::vector<BatchRequest> batches_;
  std::vector<std::string> probes_;
  std::vector<std::string> reads_;
  std::vector<std::string> events_;

  size_t seen_events_ = 0;
  size_t seen_requests_ = 0;
  size_t seen_batches_ = 0;
  size_t seen_probes_ = 0;
  std::map<AttemptId, int64_t> deadlines_;
  std::map<std::string, int64_t> probe_deadlines_;
  std::set<EntityKey> wanted_;               // reads without an answer
  std::map<EntityKey, Json> screen_;         // what the person sees; null: no such record
  std::map<EntityKey, Json> confirmed_;      // what an application with rows knows
  std::map<std::string, std::string> keys_;  // label -> idempotency key
};

}  // namespace synchrone
