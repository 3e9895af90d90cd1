// The audit trail (BEHAVIOUR 3.10): its contents, and that tampering shows.
#include <gtest/gtest.h>

#include <sstream>

#include "core/base/tuning.h"
#include "core/engine/describe.h"
#include "tests/support/world.h"

namespace synchrone::audit_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";

class AuditTest : public testing::Test {
 protected:
  AuditTest() { page_.SetUser("alice"); }

  void Settle(Page& page, int count) {
    for (int i = 0; i < count; ++i) {
      page.Update(kPatients, "p" + std::to_string(i), R"({"name":"B"})");
      page.SendNow();
      page.Answer(200, R"({"name":"B"})");
    }
  }
  Json Verify(const std::string& head = "") {
    return JsonOf(DescribeVerification(page_.engine(), head));
  }
  std::vector<Json> Export() {
    std::vector<Json> lines;
    std::istringstream text(DescribeAudit(page_.engine()));
    for (std::string line; std::getline(text, line);) lines.push_back(JsonOf(line));
    return lines;
  }
  std::vector<std::string> Keys() { return *world_.disk.Keys(ScopePrefix({"alice", ""}) + "h:"); }
  std::string Record(const std::string& key) { return **world_.disk.Get(key); }
  void Put(const std::string& key, const std::string& text) {
    ASSERT_TRUE(world_.disk.Put(key, text, "").ok());
  }
  // Edits the record and mends its checksum, as an attacker would who knows the format.
  void Edit(const std::string& key, const std::string& from, const std::string& to) {
    std::string content(*DecodeFramed(Record(key)));
    const size_t at = content.find(from);
    ASSERT_NE(at, std::string::npos);
    Put(key, EncodeFramed(content.replace(at, from.size(), to)));
  }

  World world_;
  Page& page_ = world_.OpenPage();
};

TEST_F(AuditTest, SaysWhenItWasMadeByTheServersClock) {
  page_.Update(kPatients, "p1", R"({"name":"B"})");
  const int64_t made_ms = world_.clock.now_ms();
  world_.Advance(60'000);
  page_.SendNow();
  Response answer = JsonAnswer(204);
  answer.date_ms = world_.clock.now_ms() + 3'600'000;  // the device is an hour behind
  page_.Answer(answer);
  const Json line = Export().at(0);
  EXPECT_EQ(line["timestamp"], made_ms);
  EXPECT_EQ(line["serverTime"], made_ms + 3'600'000 + tuning::kDateLag_ms);
}

TEST_F(AuditTest, WithoutTheServersWordThereIsNoServerTime) {
  Settle(page_, 1);
  EXPECT_FALSE(Export().at(0).contains("serverTime"));
}

TEST_F(AuditTest, NamesTheRecordAsItIsKnownNowAndWhatWasDoneWithIt) {
  page_.Create(kPatients, "local-1", R"({"name":"A"})");
  EXPECT_EQ(Export().at(0)["entity"], "local-1");
  page_.SendNow();
  page_.Answer(201, R"({"id":"p9","name":"A"})");
  ASSERT_TRUE(page_.TryRaw("POST", "/api/v1/patients/p9/remind", "{}").ok());
  const std::vector<Json> lines = Export();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["entity"], "p9");
  EXPECT_EQ(lines[0]["operation"], "create");
  EXPECT_EQ(lines[1]["entity"], "p9");
  EXPECT_EQ(lines[1]["resource"], kPatients);
  EXPECT_EQ(lines[1]["type"], "POST");
  EXPECT_EQ(lines[1]["operation"], "action");
}

TEST_F(AuditTest, EachAttemptWithItsOutcomeAndEachDecisionIsListed) {
  const MutationId id = page_.Update(kPatients, "p1", R"({"name":"B"})");
  page_.SendNow();
  page_.Answer(500);
  world_.Advance(2'000);
  page_.SendNow();
  page_.Answer(422, R"({"error":{"message":"SECRET"}})");
  ASSERT_TRUE(page_.KeepOffline(id).ok());
  ASSERT_TRUE(page_.Retry(id).ok());
  page_.SendNow();
  page_.Fail(TransportFailure::kTimeout);
  ASSERT_TRUE(page_.Discard(id).ok());
  const Json line = Export().back();
  std::vector<std::string> steps;
  for (const Json& step : line["steps"]) steps.push_back(step[1].get<std::string>());
  EXPECT_EQ(steps, (std::vector<std::string>{"HTTP 500", "HTTP 422", "keepOffline", "retry",
                                             "timeout", "discard"}));
  EXPECT_EQ(line["status"], "rolled-back");
  EXPECT_EQ(DumpJson(line).find("SECRET"), std::string::npos);
}

TEST_F(AuditTest, AConflictsResolutionAndAClearAreListed) {
  const MutationId id =
      page_.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1","name":"A"})");
  page_.SendNow();
  page_.Answer(412, R"({"data":{"id":"p1","name":"C"}})");
  ASSERT_TRUE(page_.Resolve(id, Resolution::kMine).ok());
  EXPECT_EQ(Export().back()["steps"].back()[1], "resolve: mine");
  page_.engine().Clear();
  EXPECT_EQ(Export().back()["steps"].back()[1], "clear");
}

TEST_F(AuditTest, StepsSurviveAReload) {
  page_.Update(kPatients, "p1", R"({"name":"B"})");
  page_.SendNow();
  page_.Answer(500);
  Page& next = world_.Reload(page_);
  const Json line = JsonOf(DescribeAudit(next.engine()));
  EXPECT_EQ(line["steps"][0][1], "HTTP 500");
}

TEST_F(AuditTest, ContentsEnterAsASaltedDigestThatCanBeRedacted) {
  Settle(page_, 2);
  const Json line = Export()[0];
  const std::string salt = line["salt"].get<std::string>();
  EXPECT_EQ(line["digest"], FakeDigest().Of(salt + "\n" + R"({"name":"B"})"));
  EXPECT_NE(line["digest"], Export()[1]["digest"]);
  // Without the salt the digest proves nothing, and the chain holds.
  const std::string key = Keys()[0];
  Put(key, EncodeFramed(Record(key).substr(9, Record(key).find('\n') - 9)));
  EXPECT_TRUE(Verify()["ok"].get<bool>());
  EXPECT_FALSE(Export()[0].contains("salt"));
}

TEST_F(AuditTest, AnUntouchedTrailIsSound) {
  Settle(page_, 5);
  const Json found = Verify();
  EXPECT_TRUE(found["ok"].get<bool>()) << DumpJson(found);
  EXPECT_EQ(found["records"], 5);
  EXPECT_TRUE(Verify(found["head"].get<std::string>())["ok"].get<bool>());
  Settle(page_, 1);
  EXPECT_TRUE(Verify(found["head"].get<std::string>())["ok"].get<bool>());
}

TEST_F(AuditTest, EveryRemovedRecordIsMissed) {
  Settle(page_, 5);
  const std::string head = Verify()["head"].get<std::string>();
  for (const std::string& key : Keys()) {
    const std::string text = Record(key);
    ASSERT_TRUE(world_.disk.Remove(key).ok());
    const Json found = Verify(head);
    EXPECT_FALSE(found["ok"].get<bool>()) << key;
    EXPECT_EQ(found["problems"][0]["fault"], "removed");
    Put(key, text);
  }
  EXPECT_TRUE(Verify(head)["ok"].get<bool>());
}

TEST_F(AuditTest, EveryEditedRecordIsSeen) {
  Settle(page_, 5);
  const std::string head = Verify()["head"].get<std::string>();
  for (const std::string& key : Keys()) {
    const std::string text = Record(key);
    Edit(key, "\"attempts\":1", "\"attempts\":2");
    EXPECT_EQ(Verify(head)["problems"][0]["fault"], "altered") << key;
    Put(key, text);
  }
}

TEST_F(AuditTest, ReorderedRecordsAreSeen) {
  Settle(page_, 5);
  const std::vector<std::string> keys = Keys();
  const std::string first = Record(keys[1]);
  Put(keys[1], Record(keys[2]));
  Put(keys[2], first);
  EXPECT_FALSE(Verify()["ok"].get<bool>());
}

TEST_F(AuditTest, OnlyAKnownHeadShowsThatTheNewestIsGone) {
  Settle(page_, 3);
  const std::string head = Verify()["head"].get<std::string>();
  ASSERT_TRUE(world_.disk.Remove(Keys().back()).ok());
  EXPECT_TRUE(Verify()["ok"].get<bool>());
  EXPECT_FALSE(Verify(head)["ok"].get<bool>());
  EXPECT_FALSE(Verify("nonsense")["ok"].get<bool>());
}

TEST_F(AuditTest, TheNextDocumentJoinsTheHeadOfTheFormer) {
  Settle(page_, 3);
  const std::string newest = Keys().back();
  Page& next = world_.Reload(page_);
  next.SetUser("alice");
  Settle(next, 1);
  EXPECT_TRUE(JsonOf(DescribeVerification(next.engine(), ""))["ok"].get<bool>());
  ASSERT_TRUE(world_.disk.Remove(newest).ok());
  EXPECT_EQ(JsonOf(DescribeVerification(next.engine(), ""))["problems"][0]["fault"], "removed");
}

TEST_F(AuditTest, AUserWhoComesBackToTheDocumentGoesOnWithTheirChain) {
  Settle(page_, 2);
  page_.SetUser("bob");
  Settle(page_, 1);
  page_.SetUser("alice");
  Settle(page_, 2);
  const Json found = Verify();
  EXPECT_TRUE(found["ok"].get<bool>()) << DumpJson(found);
  EXPECT_EQ(found["records"], 4);
}

TEST_F(AuditTest, TrimmingLeavesAnAnchor) {
  Settle(page_, 3);
  const std::string head = Verify()["head"].get<std::string>();
  Page* page = &page_;
  for (int week = 1; week <= 5; ++week) {
    world_.Advance(7LL * 24 * 3'600'000);
    page = &world_.Reload(*page);
    page->SetUser("alice");
    if (week == 3) Settle(*page, 3);
  }
  Page& next = *page;
  const auto verify = [&](const std::string& known) {
    return JsonOf(DescribeVerification(next.engine(), known));
  };
  EXPECT_EQ(verify("")["records"], 3);
  EXPECT_TRUE(verify("")["ok"].get<bool>()) << DumpJson(verify(""));
  EXPECT_TRUE(verify(head)["ok"].get<bool>());
  ASSERT_TRUE(world_.disk.Remove(Keys()[0]).ok());
  EXPECT_FALSE(verify("")["ok"].get<bool>());
}

TEST_F(AuditTest, SettlementsOfOneTurnFollowEachOtherInTheChain) {
  const std::string id = TempId(1);
  const MutationId create = page_.Create(kPatients, id, RecordText(id));
  page_.Update(kPatients, id, R"({"name":"B"})");
  page_.Update(kPatients, id, R"({"name":"C"})");
  ASSERT_TRUE(page_.Discard(create).ok());
  const Json found = Verify();
  EXPECT_EQ(found["records"], 3);
  EXPECT_TRUE(found["ok"].get<bool>()) << DumpJson(found);
}

TEST_F(AuditTest, ARecordForWhichStorageHasNoRoomIsNoFalseAlarm) {
  Settle(page_, 1);
  page_.Update(kPatients, "p9", R"({"name":"B"})");
  page_.SendNow();
  world_.storage.SetQuota(0);
  page_.Answer(200, R"({"id":"p9"})");
  world_.storage.SetQuota(std::nullopt);
  Settle(page_, 2);
  const Json found = Verify();
  EXPECT_TRUE(found["ok"].get<bool>()) << DumpJson(found);
}

TEST(AuditChainTest, TwoRecordsOfOnePlaceAreARepetition) {
  const ChainRecord first{{TabId("t"), 1, "", {}}, "h1"};
  const ChainRecord forged{{TabId("t"), 1, "", {}}, "h2"};
  const auto problems = VerifyChains({first, forged}, {}, {});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].fault, ChainFault::kRepeated);
}

TEST(AuditChainTest, HeadsComeBackFromTheirText) {
  const std::vector<ChainHead> heads{{TabId("t"), 7, "h_-7"}, {TabId("u"), 1, "x"}};
  EXPECT_EQ(ReadHeads(HeadsText(heads)), heads);
  EXPECT_TRUE(ReadHeads("").empty());
}

TEST(AuditChainTest, AForgedIndexEndsNothing) {
  const ChainRecord far{{TabId("t"), UINT64_MAX, "", {}}, "h"};
  EXPECT_EQ(VerifyChains({far}, {}, {}).size(), 1u);
}

}  // namespace
}  // namespace synchrone::audit_test
