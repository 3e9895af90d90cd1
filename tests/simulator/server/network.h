#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/ports/transport.h"
#include "tests/simulator/choice.h"
#include "tests/simulator/server/model_server.h"

namespace synchrone::simulator {

// How things are between the browser and one origin.
enum class Weather {
  kFair,
  kDown,          // every request fails at once
  kBlackHole,     // nothing comes back until the time limit
  kGateway,       // 502, 503, 504
  kPortal,        // a captive portal answers with its page
  kProxyPage,     // a proxy refuses with a page
  kBlocked,       // the browser lets nothing leave, but probes go through
  kServerErrors,  // 500 for everything
  kBusy,          // 429 for everything
};
inline constexpr int kWeathers = static_cast<int>(Weather::kBusy) + 1;
const char* WeatherName(Weather weather);

// Something that reaches a page.
struct Delivery {
  enum class Kind { kAnswer, kProbeAnswer, kBatchUnusable, kVerified };
  int page = 0;  // the life of the page that asked
  Kind kind = Kind::kAnswer;
  Request request;  // kAnswer
  Answer answer;
  std::string url;  // kProbeAnswer
  int status = 0;
  bool html = false;
  // kBatchUnusable: whose first is `request`, and whether the server still carried them out.
  std::vector<Request> batch = {};
  bool arrived = false;
  VerifyRequest question = {};  // kVerified
};

// Everything that can happen to a request on its way, and when. Once a page has learned that there
// is no answer, its request has arrived or never will.
class Network {
 public:
  explicit Network(ModelServer& server) : server_(server) {}

  void SetWeather(const std::string& origin, Weather weather) { weather_[origin] = weather; }
  void ClearUp() { weather_.clear(); }

  // `faults`: how many requests of a hundred meet a fault of their own.
  void Send(int page, const Request& request, int64_t now_ms, Choice& choice, int faults);
  // Each entry meets its own fate, or the server does not understand batches at this moment.
  void SendBatch(int page, const BatchRequest& batch, int64_t now_ms, Choice& choice, int faults);
  // A question that cannot be answered now comes back as the answer that kept it from being so.
  void Verify(int page, const VerifyRequest& question, int64_t now_ms, Choice& choice);
  void Probe(int page, const std::string& url, int64_t now_ms, Choice& choice, int faults);
  // The page died: what it sent has arrived or never will, and answers are lost.
  void Forget(int page, int64_t now_ms, Choice& choice);
  // ... or is still on its way for as long as a request may be, and its answer is lost.
  void Orphan(int page, int64_t now_ms, Choice& choice);

  std::optional<int64_t> NextMs() const;
  // Makes the next thing happen; the delivery that it is, if it is one.
  std::optional<Delivery> Step();

 private:
  struct Plan {
    bool arrives = true;
    bool arrives_twice = false;
    bool answer_twice = false;
    // The server says this unless it applied the request before.
    std::optional<Answer> server_says;
    // The page gets this, whatever the server says; only with `reply_after`.
    std::optional<Answer> page_gets;
    int64_t travel_ms = 0;
    int64_t reply_ms = 0;  // after the arrival; after the sending when nothing arrives
  };
  struct Happening {
    int page = 0;
    Request request;
    Plan plan;
    bool is_arrival = false;
    bool is_copy = false;  // of a request that the network has doubled
    Delivery delivery;
  };

  Plan PlanFor(const Request& request, Weather weather, int64_t now_ms, Choice& choice, int faults);
  Plan UnderWeather(const Request& request, Weather weather, Choice& choice);
  // What a read gets instead of the record; nothing: it gets the record.
  std::optional<Answer> InsteadOfARecord(const std::string& url) const;
  Plan WithFault(const Request& request, Choice& choice);
  void Arrive(const Happening& happening, int64_t now_ms);
  void Deliver(int page, const Request& request, const Answer& answer, int64_t at_ms);
  Weather WeatherOf(const std::string& url) const;

  ModelServer& server_;
  std::map<std::string, Weather> weather_;  // by origin, "" is our own
  // Requests whose session was over. What doubles them sends the copy with the same credentials.
  std::set<std::pair<int, AttemptId>> turned_away_;
  std::multimap<int64_t, Happening> happenings_;
};

}  // namespace synchrone::simulator
