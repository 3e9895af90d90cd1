// BEHAVIOUR 2.2a: one resource however its endpoint is written; on the wire the written form
// counts.
#include <gtest/gtest.h>

#include "core/base/checksum.h"
#include "tests/support/world.h"

namespace synchrone::endpoint_test {
namespace {

class EndpointTest : public testing::Test {
 protected:
  std::string UrlOf(const MutationId& id) {
    page_.SendNow();
    for (size_t i = 0; i < page_.open_requests(); ++i) {
      if (page_.OpenRequest(i).mutation == id) return page_.OpenRequest(i).url;
    }
    return "not sent";
  }

  World world_;
  Page& page_ = world_.OpenPage();
};

TEST_F(EndpointTest, ASlashAtTheEndIsSentBehindTheIdToo) {
  EXPECT_EQ(UrlOf(page_.Create("/patients/", "t1", "{}")), "/patients/");
  EXPECT_EQ(UrlOf(page_.Update("/patients/", "p1", R"({"phone":"1"})")), "/patients/p1/");
  EXPECT_EQ(UrlOf(page_.Delete("/patients/", "p2")), "/patients/p2/");
}

TEST_F(EndpointTest, AQueryComesAfterTheId) {
  EXPECT_EQ(UrlOf(page_.Create("/patients?clinic=3", "t1", "{}")), "/patients?clinic=3");
  EXPECT_EQ(UrlOf(page_.Update("/patients?clinic=3", "p1", R"({"a":1})")), "/patients/p1?clinic=3");
  EXPECT_EQ(UrlOf(page_.Delete("/patients/?clinic=3", "p/2?")), "/patients/p%2F2%3F/?clinic=3");
}

TEST_F(EndpointTest, ARecordHasOneLaneHoweverItsEndpointIsWritten) {
  page_.Update("/patients", "p1", R"({"a":1})");
  page_.Update("/patients/", "p1", R"({"b":2})");
  page_.Update("/patients?clinic=3", "p1", R"({"c":3})");
  page_.Update("https://clinic.example/patients?clinic=4", "p1", R"({"d":4})");
  EXPECT_TRUE(page_.TryRaw("PATCH", "/patients/p1?notify=1", R"({"e":5})").ok());
  EXPECT_EQ(page_.View("/patients", "p1"), R"(unknown {"a":1,"b":2,"c":3,"d":4,"e":5})");
  std::vector<std::string> urls;
  for (int i = 0; i < 5; ++i) {
    page_.SendNow();
    ASSERT_EQ(page_.open_requests(), 1u);
    urls.push_back(page_.OpenRequest().url);
    page_.Answer(200, R"({"id":"p1"})");
  }
  EXPECT_EQ(urls,
            (std::vector<std::string>{"/patients/p1", "/patients/p1/", "/patients/p1?clinic=3",
                                      "/patients/p1?clinic=4", "/patients/p1?notify=1"}));
}

TEST_F(EndpointTest, OptionsAreThoseOfTheResource) {
  page_.Configure("/patients/?clinic=3", R"({"method":"PUT","putBody":"changes"})");
  page_.Update("/patients", "p1", R"({"a":1})");
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().method, Method::kPut);
}

TEST_F(EndpointTest, AReadOfARecordGoesWhereItsChangeWent) {
  const MutationId id = page_.Update("/patients/?clinic=3", "p1", R"({"a":1})");
  page_.SendNow();
  page_.Answer(422, R"({"error":{"code":"NO","message":"no"}})");
  ASSERT_EQ(page_.sink.Count<ReadNeededEvent>(), 1);
  const auto& read = page_.sink.Last<ReadNeededEvent>();
  EXPECT_EQ(read.entity.resource, Resource("/patients"));
  EXPECT_EQ(read.tail, "/?clinic=3");
  EXPECT_TRUE(page_.Queued(id).parked());
}

TEST_F(EndpointTest, TheWrittenFormSurvivesTheNextPage) {
  page_.Update("/patients/?clinic=3", "p1", R"({"a":1})");
  Page& again = world_.Reload(page_);
  again.SendNow();
  EXPECT_EQ(again.OpenRequest().url, "/patients/p1/?clinic=3");
}

TEST_F(EndpointTest, ALocalIdInAQueryWaitsForItsRecordAndIsRenamed) {
  const std::string temp = TempId(1);
  page_.Create("/patients", temp, "{}");
  const MutationId note = page_.Create("/notes?patient=" + temp, TempId(2), "{}");
  page_.SendNow();
  ASSERT_EQ(page_.open_requests(), 1u);
  page_.Answer(201, R"({"id":"9"})");
  EXPECT_EQ(UrlOf(note), "/notes?patient=9");
}

TEST_F(EndpointTest, TheRootLeadsToNoOtherHost) {
  EXPECT_EQ(UrlOf(page_.Update("/", "evil.example", R"({"a":1})")), "/evil.example");
}

// Stored by 0.1.0, which took the query for a part of the resource (and sent the id in it).
TEST_F(EndpointTest, AMutationOfAFormerVersionGoesToItsRecord) {
  const std::string content =
      R"({"v":1,"kind":"delete","type":"DELETE","resource":"/patients?clinic=3",)"
      R"("entity":"p1","timestamp":1})"
      "\n\n";
  ASSERT_TRUE(
      world_.disk.Put("synchrone:1:-/-:m:old:1", Crc32().Add(content).hex() + " ", content).ok());
  Page& next = world_.Reload(page_);
  next.SendNow();
  ASSERT_EQ(next.open_requests(), 1u);
  EXPECT_EQ(next.OpenRequest().url, "/patients/p1?clinic=3");
}

}  // namespace
}  // namespace synchrone::endpoint_test
