#pragma once

#include <string>
#include <vector>

#include "core/engine/requests/request_maker.h"
#include "core/engine/requests/request_table.h"

namespace synchrone {

// Hands requests over to the transport. The attempt is in the journal before its request leaves.
class Launcher {
 public:
  Launcher(LocalStore& local_store, const Endpoints& endpoints, RequestTable& table,
           const RequestMaker& maker, Transport& transport)
      : local_store_(local_store),
        endpoints_(endpoints),
        table_(table),
        maker_(maker),
        transport_(transport) {}

  // Sends its request, or first verifies whether an earlier one was applied.
  void Send(const QueuedMutation& queued, Turn& turn);
  // Whether Send would verify an earlier attempt first.
  bool Verifies(const QueuedMutation& queued) const;
  // Sends all of them in one request to `endpoint`.
  void SendBatch(const std::string& endpoint, const std::vector<QueuedMutation>& entries,
                 Turn& turn);

 private:
  // Records the attempt; the caller hands the request over.
  Request Launch(const QueuedMutation& queued, Turn& turn, AttemptId attempt, AttemptId batch = 0,
                 const std::string& batch_endpoint = {});
  void Verify(const QueuedMutation& queued);
  Flight FlightOf(const QueuedMutation& queued) const;

  LocalStore& local_store_;
  const Endpoints& endpoints_;
  RequestTable& table_;
  const RequestMaker& maker_;
  Transport& transport_;
};

}  // namespace synchrone
