// What claims to come from another tab: it is taken or left, and never ends the page.
#include "core/engine/tabs/tab_message.h"

#include "core/base/check.h"
#include "tests/fuzz/bytes.h"
#include "tests/support/world.h"

namespace synchrone {
namespace {

void Hear(const std::string& text) {
  const std::optional<TabMessage> message = DecodeTabMessage(text);
  if (message) {
    const std::optional<TabMessage> again = DecodeTabMessage(EncodeTabMessage(*message));
    SYNCHRONE_CHECK(again == message, "not read again as it was written");
  }
  World world;
  Page& page = world.OpenPage();
  page.Update("/api/v1/patients", "p1", R"({"name":"B"})", R"({"id":"p1","version":1})");
  page.engine().OnTabMessage(text);
  page.engine().OnStorageKey(text);
  page.SendNow();
  while (page.open_requests() > 0) page.Answer(200);
  world.Reload(page);
}

}  // namespace
}  // namespace synchrone

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  synchrone::Hear(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
