// The version of an answer that has none in its body: its tag, as long as the record is what it was
// given for (BEHAVIOUR 3.8), over a reload and in every tab.
#include "core/model/record_tag.h"

#include <gtest/gtest.h>

#include "core/base/json.h"
#include "tests/support/world.h"

namespace synchrone::record_tag_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";

Response Answered(int status, const std::string& body, const std::string& etag = "") {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = body;
  response.etag = etag;
  return response;
}

class RecordTagTest : public testing::Test {
 protected:
  const Request& Sent() {
    page_.SendNow();
    return page_.OpenRequest();
  }

  World world_;
  Page& page_ = world_.OpenPage();
};

TEST_F(RecordTagTest, TheTagOfAnAnswerWithoutABodyCountsForALaterEdit) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1"})");
  page_.SendNow();
  page_.Answer(Answered(204, "", "\"b\""));
  // Its members may come in another order.
  page_.Update(kPatients, "p1", R"({"phone":"3"})", R"({"phone":"2","id":"p1"})");
  EXPECT_EQ(Sent().if_match, "\"b\"");
}

TEST_F(RecordTagTest, ATagCountsForTheRecordThatItWasGivenFor) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1"})");
  page_.SendNow();
  page_.Answer(Answered(204, "", "\"b\""));
  page_.Update(kPatients, "p1", R"({"phone":"3"})", R"({"id":"p1","phone":"9"})");
  EXPECT_EQ(Sent().if_match, "");
}

TEST_F(RecordTagTest, TheConfirmedRecordHasTheVersionOfItsTag) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1","version":1})");
  page_.SendNow();
  page_.Answer(Answered(204, "", "\"2\""));
  EXPECT_EQ(page_.sink.Last<SettledEvent>().record, R"({"id":"p1","phone":"2","version":2})");
  page_.Update(kPatients, "p1", R"({"phone":"3"})", R"({"id":"p1","phone":"2","version":2})");
  EXPECT_EQ(Sent().if_match, "\"2\"");
}

TEST_F(RecordTagTest, AnOpaqueTagIsNotAVersion) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1","version":1})");
  page_.SendNow();
  page_.Answer(Answered(204, "", "\"5f\""));
  EXPECT_EQ(page_.sink.Last<SettledEvent>().record, R"({"id":"p1","phone":"2","version":1})");
  page_.Update(kPatients, "p1", R"({"phone":"3"})", R"({"id":"p1","phone":"2","version":1})");
  EXPECT_EQ(Sent().if_match, "\"5f\"");
}

// OData shows @odata.etag, Cosmos DB _etag.
TEST_F(RecordTagTest, AVersionThatIsATagGoesOutAsItIs) {
  const auto sent_for = [&](const char* id, const char* version) {
    const std::string quoted = DumpJson(Json(version));
    page_.Update(kPatients, id, R"({"phone":"2"})",
                 R"({"id":")" + std::string(id) + R"(","etag":)" + quoted + "}");
    const std::string if_match = Sent().if_match;
    page_.Answer(Answered(200, R"({"id":")" + std::string(id) + R"("})"));
    return if_match;
  };
  page_.Configure(kPatients, R"({"versionField":"etag"})");
  EXPECT_EQ(sent_for("p1", "\"0800-a\""), "\"0800-a\"");
  EXPECT_EQ(sent_for("p2", "W/\"1\""), "");
  EXPECT_EQ(sent_for("p3", "\"a\"b\""), "");
  EXPECT_EQ(sent_for("p4", "\""), "");
  page_.Configure(kPatients, R"({"versionField":"etag","weakVersions":true})");
  EXPECT_EQ(sent_for("p5", "W/\"1\""), "W/\"1\"");
  EXPECT_EQ(sent_for("p6", "\"1\""), "\"1\"");
  EXPECT_EQ(sent_for("p7", "1"), "W/\"1\"");
}

TEST_F(RecordTagTest, TheTagOfARecordThatWasReadCounts) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})");
  ASSERT_TRUE(page_.engine()
                  .Observe(kPatients, EntityId("p1"), R"({"id":"p1","phone":"1"})", "\"r\"")
                  .ok());
  EXPECT_EQ(Sent().if_match, "\"r\"");
}

TEST_F(RecordTagTest, ATagOfTheAnswerBeforeCountsForWhatWaitsOverAReload) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1","version":1})");
  page_.SendNow();
  page_.Answer(Answered(204, "", "\"5f\""));
  page_.Update(kPatients, "p1", R"({"phone":"3"})", R"({"id":"p1","phone":"2","version":1})");
  Page& next = world_.Reload(page_);
  next.SendNow();
  EXPECT_EQ(next.OpenRequest().if_match, "\"5f\"");
}

TEST_F(RecordTagTest, WhatWasQueuedBeforeTheAnswerIsMadeOnItsTagOverAReload) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1"})");
  page_.Update(kPatients, "p1", R"({"phone":"3"})");
  page_.SendNow();
  page_.Answer(Answered(204, "", "\"5f\""));
  Page& next = world_.Reload(page_);
  next.SendNow();
  EXPECT_EQ(next.OpenRequest().if_match, "\"5f\"");
}

// The version of the record is older than our own change: it would be a conflict with that.
TEST_F(RecordTagTest, AnAnswerWithoutAVersionLeavesNoneToSendOverAReload) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1","version":1})");
  page_.Update(kPatients, "p1", R"({"phone":"3"})");
  page_.SendNow();
  page_.Answer(Answered(204, ""));
  Page& next = world_.Reload(page_);
  next.SendNow();
  EXPECT_EQ(next.OpenRequest().if_match, "");
}

TEST_F(RecordTagTest, TheTagOfARecordThatWasReadCountsOverAReload) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1"})");
  const auto read = [&](const char* etag) {
    ASSERT_TRUE(
        page_.engine().Observe(kPatients, EntityId("p1"), R"({"id":"p1","phone":"1"})", etag).ok());
  };
  read("\"r\"");
  read("\"s\"");
  Page& next = world_.Reload(page_);
  next.SendNow();
  EXPECT_EQ(next.OpenRequest().if_match, "\"s\"");
}

TEST_F(RecordTagTest, AnotherTabKnowsTheTagOfAnAnswer) {
  Page& other = world_.OpenPage();
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1","version":1})");
  page_.SendNow();
  page_.Answer(Answered(204, "", "\"5f\""));
  other.Update(kPatients, "p1", R"({"phone":"3"})", R"({"id":"p1","phone":"2","version":1})");
  world_.ClosePage(page_);
  world_.RunMicrotasks();
  other.SendNow();
  EXPECT_EQ(other.OpenRequest().if_match, "\"5f\"");
}

TEST_F(RecordTagTest, ATagIsForgottenWithTheRecordThatItWasGivenFor) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1"})");
  page_.Update(kPatients, "p1", R"({"name":"A"})");
  page_.SendNow();
  page_.Answer(Answered(204, "", "\"5f\""));
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"id":"p1","phone":"2","age":7})").ok());
  Page& next = world_.Reload(page_);
  next.SendNow();
  EXPECT_EQ(next.OpenRequest().if_match, "");
}

TEST_F(RecordTagTest, AReadWithoutATagLeavesTheOneOfThatRecord) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1"})");
  page_.Update(kPatients, "p1", R"({"name":"A"})");
  page_.SendNow();
  page_.Answer(Answered(204, "", "\"5f\""));
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"phone":"2","id":"p1"})").ok());
  EXPECT_EQ(Sent().if_match, "\"5f\"");
}

TEST_F(RecordTagTest, ATagThatIsTheVersionTakesNoRoom) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1","version":1})");
  page_.Update(kPatients, "p1", R"({"phone":"3"})");
  page_.SendNow();
  page_.Answer(Answered(200, R"({"id":"p1","phone":"2","version":2})", "\"2\""));
  for (const auto& [key, value] : world_.disk.values())
    EXPECT_EQ(value.find("\"tag\""), std::string::npos) << key;
  EXPECT_EQ(Sent().if_match, "\"2\"");
}

TEST(EtagFor, OneThatNoHeaderCanCarryDoesNotCount) {
  for (const char* tag : {"", "5", "5 \"a\nb\"", " "}) {
    const std::string etag = EtagFor(Json(7), tag).value_or("none");
    EXPECT_TRUE(etag == "none" || etag.empty()) << tag;
  }
  EXPECT_EQ(EtagFor(Json(7), "5 \"a b\""), "\"a b\"");
}

}  // namespace
}  // namespace synchrone::record_tag_test
