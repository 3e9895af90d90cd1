// Ids that callers give (BEHAVIOUR 3.2, 3.3): one mutation is known by its sequence, whatever it is
// called.
#include <gtest/gtest.h>

#include <set>

#include "tests/support/world.h"

namespace synchrone::same_id_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";

RawDraft Patch(const std::string& endpoint, const std::string& data) {
  RawDraft draft{"PATCH", endpoint, {}};
  draft.rest.id = MutationId("x");
  draft.rest.data = data;
  return draft;
}

// The clock of a browser that resists fingerprinting stands still for 100 ms.
TEST(SameId, GivenAgainInTheSameMillisecondSurvivesAReload) {
  World world;
  Page* page = &world.OpenPage();
  page->SetUser("alice");
  page->engine().SetOfflineMode(true);
  ASSERT_TRUE(page->TryRaw("PATCH", "/api/v1/patients/p1", R"({"a":1})", "x").ok());
  ASSERT_TRUE(page->Discard(MutationId("x")).ok());
  ASSERT_TRUE(page->TryRaw("PATCH", "/api/v1/patients/p1", R"({"a":2})", "x").ok());
  page = &world.Reload(*page);
  page->SetUser("alice");
  ASSERT_TRUE(page->IsQueued(MutationId("x")));
  EXPECT_EQ(page->Queued(MutationId("x")).mutation.data, R"({"a":2})");
}

TEST(SameId, GivenAgainAfterClearInTheSameMillisecondIsSent) {
  World world;
  Page* page = &world.OpenPage();
  page->SetUser("alice");
  page->engine().SetOfflineMode(true);
  ASSERT_TRUE(page->TryRaw("POST", kPatients, R"({"name":"A"})", "x").ok());
  page->engine().Clear();
  ASSERT_TRUE(page->TryRaw("POST", kPatients, R"({"name":"B"})", "x").ok());
  page = &world.Reload(*page);
  page->SetUser("alice");
  page->SendNow();
  ASSERT_EQ(page->open_requests(), 1u);
  EXPECT_EQ(page->OpenRequest().body, R"({"name":"B"})");
}

class OneIdInTwoTabs : public testing::Test {
 protected:
  void SetUp() override {
    a_.SetUser("alice");
    b_.SetUser("alice");
    world_.RunMicrotasks();
    ASSERT_TRUE(a_.engine().EnqueueRaw(Patch("/api/v1/patients/p1", R"({"a":1})")).ok());
    world_.clock.Advance(3);
    ASSERT_TRUE(b_.engine().EnqueueRaw(Patch("/api/v1/patients/p2", R"({"b":2})")).ok());
    world_.RunMicrotasks();
  }

  World world_;
  Page& a_ = world_.OpenPage();
  Page& b_ = world_.OpenPage();
};

TEST_F(OneIdInTwoTabs, BothAreSent) {
  a_.SendNow();
  std::set<std::string> urls;
  while (a_.open_requests() > 0) {
    urls.insert(a_.OpenRequest().url);
    a_.Answer(200, R"({"success":true,"data":{"a":1}})");
    a_.SendNow();
  }
  EXPECT_EQ(urls, (std::set<std::string>{"/api/v1/patients/p1", "/api/v1/patients/p2"}));
  EXPECT_EQ(a_.snapshot().pending, 0);
  EXPECT_EQ(b_.snapshot().pending, 0);
}

TEST_F(OneIdInTwoTabs, AfterATakeoverTheSecondIsSent) {
  b_.Configure(kPatients, R"({"idempotencyHeader":true})");
  a_.SendNow();
  a_.AnswerTo(MutationId("x"), JsonAnswer(200, R"({"success":true,"data":{"id":"p1","a":1}})"));
  world_.ClosePage(a_);
  world_.RunMicrotasks();
  world_.Advance(31'000);
  b_.SendNow();
  ASSERT_EQ(b_.open_requests(), 1u);
  EXPECT_EQ(b_.OpenRequest().url, "/api/v1/patients/p2");
}

TEST(SameRecord, IsNotCreatedTwice) {
  World world;
  Page& page = world.OpenPage();
  const std::string temp = TempId(1);
  page.Create(kPatients, temp, RecordText(temp));
  Draft again;
  again.kind = Kind::kCreate;
  again.resource = Resource(kPatients);
  again.entity = EntityId(temp);
  again.data = RecordText(temp);
  const Result<Receipt> receipt = page.Try(again);
  ASSERT_FALSE(receipt.ok());
  EXPECT_EQ(receipt.status().code(), ErrorCode::kDuplicateId);
  EXPECT_FALSE(page.TryRaw("POST", kPatients, RecordText(temp)).ok());
  // Deleted, it may be made again.
  page.Delete(kPatients, temp);
  EXPECT_TRUE(page.Try(again).ok());
}

}  // namespace
}  // namespace synchrone::same_id_test
