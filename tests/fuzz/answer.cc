// An answer from any server, proxy or portal has a meaning (BEHAVIOUR 4), and an engine takes it.
// Parts: which request, status, content type, ETag, Location, Retry-After, body.
#include <algorithm>
#include <cstdlib>

#include "core/base/check.h"
#include "core/base/tuning.h"
#include "core/queue/classify.h"
#include "core/queue/retry_after.h"
#include "tests/fuzz/bytes.h"
#include "tests/support/world.h"

namespace synchrone {
namespace {

void Take(Bytes input) {
  World world;
  Page& page = world.OpenPage();
  switch (input.Number(3)) {
    case 0:
      page.Create("/api/v1/patients", TempId(1), RecordText(TempId(1)));
      break;
    case 1:
      page.Update("/api/v1/patients", "p1", R"({"name":"B"})", R"({"id":"p1","version":1})");
      break;
    default:
      page.Delete("/api/v1/patients", "p1", R"({"id":"p1"})");
  }
  page.SendNow();
  Response response;
  const std::string status = input.Part();
  response.status = std::clamp(std::atoi(status.c_str()), 100, 599);
  response.content_type = input.Part();
  response.etag = input.Part();
  response.location = input.Part();
  response.retry_after = input.Part();
  if (input.Number(4) == 1) response.redirected_to = "/elsewhere";
  response.same_origin = input.Number(4) != 1;
  response.body = input.Part();
  const auto delay_ms = RetryAfterMs(response.retry_after, world.clock.now_ms());
  SYNCHRONE_CHECK(!delay_ms || (*delay_ms >= 0 && *delay_ms <= tuning::kMaxRetryAfter_ms),
                  "a wait out of bounds");
  page.Answer(response);
  const Snapshot snapshot = page.snapshot();
  SYNCHRONE_CHECK(snapshot.pending + snapshot.attention <= 1 && snapshot.sending == 0,
                  "neither waiting, nor parked, nor settled");
  const int kept = snapshot.pending + snapshot.attention;
  const Snapshot later = world.Reload(page).snapshot();
  SYNCHRONE_CHECK(later.pending + later.attention == kept, "a restart finds something else");
}

}  // namespace
}  // namespace synchrone

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  synchrone::Take(synchrone::Bytes(data, size));
  return 0;
}
