#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "core/model/response.h"
#include "core/ports/transport.h"

namespace synchrone {

// Records what the engine asks for; a test (or a model server) answers through Page.
class ScriptedTransport : public Transport {
 public:
  void Send(const Request& request) override {
    if (on_send) on_send(request);
    sent.push_back(request);
    open.push_back(request);
  }
  void SendBatch(const BatchRequest& batch) override {
    for (const Request& request : batch.entries) {
      if (on_send) on_send(request);
    }
    batches.push_back(batch);
    open_batches.push_back(batch);
  }
  void Verify(const VerifyRequest& question) override { open_questions.push_back(question); }
  void Probe(const std::string& url) override {
    probed.push_back(url);
    open_probes.push_back(url);
  }

  // Every request and every probe so far, in order.
  std::vector<Request> sent;
  std::vector<std::string> probed;
  // Those without an answer yet, oldest first.
  std::deque<Request> open;
  std::deque<std::string> open_probes;
  std::vector<BatchRequest> batches;
  std::deque<BatchRequest> open_batches;
  std::deque<VerifyRequest> open_questions;
  // Called while the request leaves: what is in storage now?
  std::function<void(const Request&)> on_send;
};

// An answer with a JSON body ("" : none at all).
Response JsonAnswer(int status, std::string body = "");
// A page of a proxy or a portal.
Response HtmlAnswer(int status);

}  // namespace synchrone
