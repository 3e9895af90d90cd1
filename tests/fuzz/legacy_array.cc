// The array of existing code (BEHAVIOUR 5.2), as anybody may have left it: read, imported once,
// sent.
#include "core/base/check.h"
#include "core/journal/format/projection.h"
#include "tests/fuzz/bytes.h"
#include "tests/support/world.h"

namespace synchrone {
namespace {

void Import(const std::string& text) {
  const LegacyEntries legacy = ReadLegacyEntries(text);
  SYNCHRONE_CHECK(ReadLegacyEntries(text).entries == legacy.entries, "another at each reading");
  World world;
  SYNCHRONE_CHECK(world.disk.Put("medicalPro_mutation_queue", text, "").ok(), "a full disk");
  Page& page = world.OpenPage();
  const size_t imported = page.engine().local_store().queue().size();
  SYNCHRONE_CHECK(imported <= legacy.entries.size(), "more than there were");
  Page& later = world.Reload(page);
  SYNCHRONE_CHECK(later.engine().local_store().queue().size() == imported,
                  "imported twice, or lost");
}

}  // namespace
}  // namespace synchrone

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  synchrone::Import(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
