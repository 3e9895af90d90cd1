// An endpoint that an application or a storage gives (BEHAVIOUR 7.2): accepted ones stay as they
// are when they are checked again, and lead to no other origin. Parts: endpoint, id, options.
#include "core/base/check.h"
#include "core/model/endpoint_options.h"
#include "core/model/path.h"
#include "tests/fuzz/bytes.h"
#include "tests/support/world.h"

namespace synchrone {
namespace {

constexpr char kOwn[] = "https://clinic.example";
constexpr char kPartner[] = "https://partner.example";

void Check(Bytes input) {
  const std::string given = input.Part();
  const std::string id = input.Part();
  const std::string options = input.Part();
  SYNCHRONE_CHECK(DecodeSegment(EncodeSegment(id)) == id, "an id that does not come back");

  World world;
  Page& page = world.OpenPage({.own_origin = kOwn, .origins = {kPartner}});
  page.engine().ConfigureEndpoint(given, options).ok();
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    page.TryRaw(method, given, RecordText("x", "{}")).ok();
  }
  const Result<std::string> normalised = NormaliseEndpoint(given, kOwn, {kPartner});
  if (!normalised.ok()) return;
  const Result<std::string> again = NormaliseEndpoint(*normalised, kOwn, {kPartner});
  SYNCHRONE_CHECK(again.ok() && *again == *normalised, "checked again it is another");
  const std::string origin = OriginOf(*normalised);
  SYNCHRONE_CHECK(origin.empty() || origin == kPartner, "an origin that is not allowed");
  SYNCHRONE_CHECK(!origin.empty() || normalised->starts_with("/"), "not a path");
  SYNCHRONE_CHECK(!normalised->starts_with("//"), "a path to another host");
  ReplaceSegments(*normalised, [](const std::string& segment) { return segment; });
  EntityPath({Resource(*normalised), EntityId(id)});
}

}  // namespace
}  // namespace synchrone

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  synchrone::Check(synchrone::Bytes(data, size));
  return 0;
}
