// JSON of anybody: it is read as nlohmann reads it, what is read can be written and read again, and
// ids are replaced without harm.
#include "core/base/check.h"
#include "core/base/json.h"
#include "core/queue/references.h"
#include "tests/fuzz/bytes.h"
#include "tests/support/json_oracle.h"

namespace synchrone {
namespace {

void Read(const std::string& text) {
  const std::string difference = DifferenceFromNlohmann(text);
  SYNCHRONE_CHECK(difference.empty(), difference.c_str());
  const Result<Json> json = ParseJson(text);
  if (!json.ok()) return;
  SYNCHRONE_CHECK(!IsTooDeep(text), "read although it is too deep");
  const std::string written = DumpJson(*json);
  const Result<Json> again = ParseJson(written);
  SYNCHRONE_CHECK(again.ok() && DumpJson(*again) == written, "not read again as it was written");
  SYNCHRONE_CHECK(written.find('\n') == std::string::npos, "a raw newline");
  ShallowMerge(*json, *again);

  const std::vector<EntityId> ids = FindIds(written, [](const EntityId&) { return true; });
  for (const EntityId& id : ids) {
    SYNCHRONE_CHECK(ReplaceIds(written, id, id) == written, "an id replaced by itself");
    const std::string renamed = ReplaceIds(written, id, EntityId("7"));
    SYNCHRONE_CHECK(ParseJson(renamed).ok(), "a new id breaks the document");
  }
  const auto wanted = [](const EntityId&) { return true; };
  for (const EntityId& id : FindIdsInFields(written, {"patientId", "id"}, wanted)) {
    const std::string renamed = ReplaceIdsInFields(written, {"patientId", "id"}, id, EntityId("p"));
    SYNCHRONE_CHECK(ParseJson(renamed).ok(), "a new id in a field breaks the document");
  }
}

}  // namespace
}  // namespace synchrone

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  synchrone::Read(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
