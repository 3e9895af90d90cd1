#include "tests/bench/native/workloads.h"

#include <string>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "tests/bench/native/heap.h"

namespace synchrone::bench {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr size_t kTypicalBytes = 400;

// Some 400 bytes, as a patient has.
std::string Document(int n) {
  const std::string start = R"({"id":")" + TempId(n) + R"(","first_name":"Jean )" +
                            std::to_string(n) + R"(","phone":"0612345678","notes":")";
  return start + std::string(kTypicalBytes - start.size(), 'x') + R"("})";
}

}  // namespace

Workload::Workload() : world_(Pumping::kByHand), page_(&world_.OpenPage()) {
  world_.RunMicrotasks();
}

void Workload::QueueCreates(int count) {
  for (int made = 0; made < count; ++made) {
    const int n = ++made_;
    page_->Create(kPatients, TempId(n), Document(n));
  }
}

void Workload::QueueEdits(int count) {
  const std::string base = R"({"id":"p1","first_name":"Jean","version":1})";
  for (int made = 0; made < count; ++made) {
    page_->Update(kPatients, "p1", R"({"notes":"edit )" + std::to_string(made) + R"("})", base);
  }
}

void Workload::QueueLongEdits(int count, size_t bytes) {
  const std::string text(bytes, 'x');
  for (int made = 0; made < count; ++made) {
    const std::string id = "r" + std::to_string(++made_);
    page_->Update(kPatients, id, R"({"notes":")" + text + R"("})", RecordText(id));
  }
}

void Workload::DiscardCreates(int count) {
  QueueCreates(count);
  SYNCHRONE_CHECK(page_->engine().Clear() == count, "a create was not discarded");
}

void Workload::ParkCreates(int count) {
  QueueCreates(count);
  while (page_->engine().GetSnapshot().attention < count) {
    page_->SendNow();
    while (page_->open_requests() > 0) page_->Answer(422, R"({"success":false})");
  }
}

void Workload::ReadRecords(int count) {
  for (int read = 0; read < count; ++read) {
    const int n = ++made_;
    SYNCHRONE_CHECK(page_->Observe(kPatients, TempId(n), Document(n)).ok(), "a read was refused");
  }
}

void Workload::UseBatches(int entries) {
  page_->Configure(kPatients, R"({"batch":{"endpoint":"/api/v1/batch","maxEntries":)" +
                                  std::to_string(entries) + "}}");
}

void Workload::Send() { page_->SendNow(); }

void Workload::Pump() { page_->engine().OnTimer(Timer::kSend); }

Response Workload::Made() {
  const std::string id =
      answers_with_ids_ ? R"("id":"p)" + std::to_string(++answered_) + R"(",)" : "";
  return JsonAnswer(201, R"({"success":true,"data":{)" + id + R"("first_name":"Jean"}})");
}

void Workload::AnswerOne() { page_->Answer(Made()); }

void Workload::Drain() {
  while (page_->engine().GetSnapshot().pending > 0) {
    page_->SendNow();
    while (page_->open_requests() > 0) AnswerOne();
    while (!page_->transport.open_batches.empty()) {
      const BatchRequest batch = std::move(page_->transport.open_batches.front());
      page_->transport.open_batches.pop_front();
      for (const Request& request : batch.entries) {
        page_->engine().OnResponse(request.attempt, Made());
      }
    }
  }
}

void Workload::Reload() {
  page_ = &world_.Reload(*page_);
  world_.RunMicrotasks();
}

void Workload::EndTask() {
  page_->engine().FlushOutbox();
  page_->sink.Clear();
  page_->transport = ScriptedTransport();
  page_->storage().Flush();
  world_.storage.Flush();
}

size_t Workload::End() {
  EndTask();
  page_->sink.events = std::vector<Event>();
  const size_t before = HeldBytes();
  world_.ClosePage(*page_);
  return before - HeldBytes();
}

}  // namespace synchrone::bench
