// A storage that holds anything (BEHAVIOUR 5.3): a page starts over it, sends, and starts again.
// Parts: key, value, key, value, ...
#include "core/base/check.h"
#include "tests/fuzz/bytes.h"
#include "tests/support/world.h"

namespace synchrone {
namespace {

std::vector<QueuedMutation> QueueOf(const Page& page) {
  std::vector<QueuedMutation> queue;
  for (const QueuedMutation* queued : page.engine().local_store().queue().All()) {
    queue.push_back(*queued);
  }
  return queue;
}

void Start(Bytes input) {
  World world;
  constexpr char kNeighbour[] = "somebody-elses";
  SYNCHRONE_CHECK(world.disk.Put(kNeighbour, "untouched", "").ok(), "a full disk");
  while (!input.empty()) {
    const std::string key = input.Part();
    const std::string value = input.Part();
    if (key != kNeighbour) SYNCHRONE_CHECK(world.disk.Put(key, value, "").ok(), "a full disk");
  }
  Page* page = &world.OpenPage();
  const std::vector<QueuedMutation> first = QueueOf(*page);
  page->Configure("/api/v1/patients", R"({"method":"PUT","putBody":"record","ordering":"fifo"})");
  page = &world.Reload(*page);
  SYNCHRONE_CHECK(QueueOf(*page) == first, "a second start finds something else");
  // An id that no input names: what is being created is not created again.
  page->Create("/api/v1/patients", TempId(77), RecordText(TempId(77)));
  page->SendNow();
  while (page->open_requests() > 0) page->Answer(201, R"({"success":true,"data":{"id":"p1"}})");
  world.Reload(*page);
  SYNCHRONE_CHECK(world.disk.values().at(kNeighbour) == "untouched", "touched what is not ours");
}

}  // namespace
}  // namespace synchrone

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  synchrone::Start(synchrone::Bytes(data, size));
  return 0;
}
