#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/model/response.h"
#include "core/ports/transport.h"
#include "tests/simulator/choice.h"
#include "tests/simulator/server/clinic_api.h"

namespace synchrone::simulator {

// What an answer means by construction: the server (or the network) that made it knows. The oracle
// uses this, and never reads the response.
enum class Meaning {
  kConfirmed,
  kRefused,
  kConflict,
  kRetry,
  kWait,
  kRateLimited,
  kLogin,
  kUnreachable,  // it has not reached the API
  kGateway,      // a gateway gave up, or put a page in its place: the server may have seen it
  kProxyPage,
  kUncertain,
  kNoPatch,
  kNoAnswer,  // the request left, no answer came
  kBlocked,   // the request could not leave
};
const char* MeaningName(Meaning meaning);

struct Answer {
  Meaning meaning = Meaning::kNoAnswer;
  Response response;  // not for kNoAnswer and kBlocked
  TransportFailure failure = TransportFailure::kNetwork;
  Json record;            // kConfirmed: what the answer says of the record; null: nothing
  std::string server_id;  // kConfirmed, of a create
  Json current;           // kConflict: the server's record, null: not sent
};

// The clinic's API: records with versions and ids of its own, keys that make a repeated request
// harmless, and a log of everything that was applied.
class ModelServer {
 public:
  explicit ModelServer(Keys keys) : keys_of_api_(keys) {}

  struct StoredRecord {
    Json fields;
    int version = 1;
    bool deleted = false;
    bool edited_elsewhere = false;  // and no page has learned how
  };

  // Handles a request that arrived. `now_ms`: for keys that are still being processed. `instead`:
  // the answer if it has not been applied before, nullptr: what the server finds right.
  Answer Handle(const Request& request, int64_t now_ms, int64_t processing_ms,
                const Answer* instead = nullptr);

  // Another client's work.
  void EditElsewhere(const Resource& resource, const std::string& id, Choice& choice);
  void DeleteElsewhere(const Resource& resource, const std::string& id);
  // A second request with the same key is answered from memory.
  bool HonoursKeys(const Resource& resource) const;
  void SetSession(bool signed_in) { signed_in_ = signed_in; }
  bool signed_in() const { return signed_in_; }

  // A record that exists before the schedule begins; its id.
  std::string Seed(const Resource& resource, const std::string& name);

  // nullptr: never existed. A deleted record stays, marked.
  const StoredRecord* Find(const Resource& resource, const std::string& id) const;
  // The record as GET shows it; null when there is none.
  Json Read(const Resource& resource, const std::string& id) const;
  std::vector<std::string> IdsOf(const Resource& resource) const;
  // The record that the mutation with this mark made or changed; "" : none.
  std::string IdMarked(const Resource& resource, const std::string& mark) const;
  // How often the mutation with this mark was applied.
  int TimesApplied(const std::string& mark) const;
  // The same key came with another request: the client broke 3.7. Empty: never.
  const std::string& key_misuse() const { return key_misuse_; }
  // The marks of one record, in the order in which they were applied.
  std::vector<std::string> AppliedTo(const Resource& resource, const std::string& id) const;

 private:
  struct Target {
    Resource resource;
    std::string id;      // "" for the collection
    std::string action;  // "" for the record itself
  };
  struct KnownKey {
    std::string fingerprint;
    int64_t busy_until_ms = 0;
    Answer answer;
  };
  using Collection = std::map<std::string, StoredRecord>;

  static Target ReadTarget(const Request& request);
  Answer Process(const Request& request, const Target& target);
  Answer Create(const Request& request, const Target& target, const Json& body);
  Answer Change(const Request& request, const Target& target, const Json& body);
  Answer Conflict(const Target& target, const StoredRecord& record) const;
  bool Matches(const Request& request, const Target& target, const StoredRecord& record) const;
  std::string NewId(const ResourceHabits& habits, const Json& body);
  Answer Describe(const Target& target, int status, const StoredRecord& record) const;
  void Log(const Target& target, const Json& body);

  std::map<Resource, Collection> collections_;
  const Keys keys_of_api_;
  std::map<std::string, KnownKey> keys_;
  std::map<std::string, int> applied_;
  std::map<std::string, std::vector<std::string>> log_;  // "<resource>/<id>" -> marks
  std::string key_misuse_;
  int last_id_ = 1000;
  bool signed_in_ = true;
};

// Answers that no server logic stands behind.
Answer Refusal(int status, const std::string& body);
Answer Unanswered(TransportFailure failure);
Answer Failure(Meaning meaning, Response response);

}  // namespace synchrone::simulator
