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
  const Result<Endpoint> written = ReadEndpoint(given, kOwn, {kPartner});
  if (!written.ok()) return;
  const std::string& path = written->path;
  const std::string whole = path + written->tail;
  const Result<Endpoint> again = ReadEndpoint(whole, kOwn, {kPartner});
  SYNCHRONE_CHECK(again.ok() && *again == *written, "checked again it is another");
  SYNCHRONE_CHECK(SplitEndpoint(path).tail.empty(), "a path with a tail");
  const std::string origin = OriginOf(path);
  SYNCHRONE_CHECK(origin.empty() || origin == kPartner, "an origin that is not allowed");
  SYNCHRONE_CHECK(!origin.empty() || path.starts_with("/"), "not a path");
  const std::string same = ReplaceSegments(whole, [](const std::string& part) { return part; });
  SYNCHRONE_CHECK(same == whole, "a path that nothing is replaced in is another");
  const std::string of_record = EntityPath({Resource(path), EntityId(id)});
  SYNCHRONE_CHECK(!of_record.starts_with("//"), "a path to another host");
}

}  // namespace
}  // namespace synchrone

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  synchrone::Check(synchrone::Bytes(data, size));
  return 0;
}
