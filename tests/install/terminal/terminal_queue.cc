// A to-do list in a terminal. `terminal_queue FOLDER add TEXT` records an item and ends;
// `terminal_queue FOLDER send` delivers what is recorded, ten items a second, to FOLDER/server.
// Killed at any moment it continues where it was, and the server takes no item twice.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "core/engine/engine.h"
#include "core/model/path.h"

using namespace synchrone;
namespace fs = std::filesystem;

std::string TextOf(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The engine's ports. A record is a file, which is replaced in one step of the file system.
struct Terminal : Storage, Transport, Clock, Random, Scheduler, LeaderLock, TabChannel, EventSink {
  explicit Terminal(fs::path where) : folder(std::move(where)) {
    fs::create_directories(folder / "records");
  }
  fs::path FileOf(const std::string& key) { return folder / "records" / EncodeSegment(key); }
  Status Put(const std::string& key, std::string_view head, std::string_view body) override {
    std::ofstream(folder / "new") << head << body;
    return fs::rename(folder / "new", FileOf(key)), Status::Ok();
  }
  Result<std::optional<std::string>> Get(const std::string& key) override {
    if (!fs::exists(FileOf(key))) return std::optional<std::string>();
    return std::optional(TextOf(FileOf(key)));
  }
  Status Remove(const std::string& key) override { return fs::remove(FileOf(key)), Status::Ok(); }
  Result<std::vector<std::string>> Keys(const std::string& prefix) override {
    std::vector<std::string> keys;
    for (const auto& file : fs::directory_iterator(folder / "records")) {
      keys.push_back(DecodeSegment(file.path().filename().string()));
    }
    std::erase_if(keys, [&](const std::string& key) { return !key.starts_with(prefix); });
    return std::sort(keys.begin(), keys.end()), keys;
  }
  void Send(const synchrone::Request& request) override { requests.push_back(request); }
  void SendBatch(const BatchRequest&) override {}  // no endpoint has a batch path
  void Verify(const VerifyRequest&) override {}    // keys make this needless
  void Probe(const std::string&) override {}
  int64_t NowMs() override {
    return std::chrono::system_clock::now().time_since_epoch() / std::chrono::milliseconds(1);
  }
  double NextUnit() override { return 0.5; }
  void Arm(Timer timer, int64_t delay_ms) override { timers[timer] = NowMs() + delay_ms; }
  void Cancel(Timer timer) override { timers.erase(timer); }
  void Request(const std::string&) override {}  // one process: main() says that it leads
  bool IsCurrent() override { return true; }
  void Broadcast(std::string_view) override {}
  void Emit(std::vector<Event>) override {}
  std::vector<Timer> TakeDue() {
    std::vector<Timer> due;
    for (const auto& [timer, at] : timers) {
      if (at <= NowMs()) due.push_back(timer);
    }
    for (const Timer timer : due) timers.erase(timer);
    return due;
  }

  fs::path folder;
  std::vector<synchrone::Request> requests;
  std::map<Timer, int64_t> timers;
};

// A server that honours idempotency keys: an item that it has is not taken again.
Response Deliver(const fs::path& server, const Request& request) {
  const std::string line = request.idempotency_key + " " + request.body + "\n";
  if (TextOf(server).find(request.idempotency_key) == std::string::npos) {
    std::ofstream(server, std::ios::app) << line;
  }
  return {201, "application/json", request.body};
}

int main(int count, char** words) {
  if (count < 3) return std::cerr << "Usage: terminal_queue FOLDER add TEXT | send\n", 1;
  Terminal terminal(words[1]);
  Engine engine({terminal, terminal, terminal, terminal, terminal, terminal, terminal, terminal},
                {.tab = TabId(std::to_string(terminal.NowMs()))});
  if (const Status started = engine.Start(); !started.ok())
    return std::cerr << started.message(), 1;
  engine.SetUser({"me", "home"});
  if (!engine.ConfigureEndpoint("", R"({"idempotencyHeader":true})").ok()) return 1;
  if (count > 3) {
    Draft item{.kind = Kind::kCreate, .resource = Resource("/items"), .data = QuoteJson(words[3])};
    item.data = R"({"text":)" + item.data + "}";
    item.entity = EntityId("item-" + std::to_string(terminal.NowMs()));
    const Result<Receipt> receipt = engine.Enqueue(std::move(item));
    return receipt.ok() ? 0 : (std::cerr << receipt.status().message() << "\n", 1);
  }
  engine.OnLeadership(true);
  while (engine.GetSnapshot().pending > 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    for (const Timer timer : terminal.TakeDue()) engine.OnTimer(timer);
    for (const Request& request : std::exchange(terminal.requests, {})) {
      engine.OnResponse(request.attempt, Deliver(terminal.folder / "server", request));
    }
  }
  std::cout << "Everything is delivered.\n";
}
