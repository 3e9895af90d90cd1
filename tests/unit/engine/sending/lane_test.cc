// One record, one lane (BEHAVIOUR 3.4), however its path is written; and an order that nothing in
// storage turns round.
#include <gtest/gtest.h>

#include "tests/support/world.h"

namespace synchrone::lane_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";

class LaneTest : public testing::Test {
 protected:
  World world_;
  Page* page_ = &world_.OpenPage();
};

TEST_F(LaneTest, ARecordUnderATempIdIsTheSameUnderTheServersId) {
  const std::string temp = TempId(1);
  const std::string note = TempId(2);
  page_->Create(kPatients, temp, RecordText(temp));
  page_->Create(std::string(kPatients) + "/" + temp + "/notes", note, RecordText(note));
  page_->SendNow();
  page_->Answer(201, R"({"success":true,"data":{"id":"P9"}})");
  page_->SendNow();
  ASSERT_EQ(page_->open_requests(), 1u);
  EXPECT_EQ(page_->OpenRequest().url, "/api/v1/patients/P9/notes");
  // The application knows the patient as P9 now.
  page_->Update(std::string(kPatients) + "/P9/notes", note, R"({"text":"x"})");
  page_->SendNow();
  EXPECT_EQ(page_->open_requests(), 1u);
  page_->Answer(201, R"({"success":true,"data":{"id":"N1"}})");
  page_->SendNow();
  ASSERT_EQ(page_->open_requests(), 1u);
  EXPECT_EQ(page_->OpenRequest().url, "/api/v1/patients/P9/notes/N1");
}

TEST_F(LaneTest, ARawActionJoinsTheLaneOfARecordThatNothingHasNamedYet) {
  ASSERT_TRUE(page_->TryRaw("POST", "/api/v1/patients/12/archive", "{}").ok());
  ASSERT_TRUE(page_->TryRaw("PATCH", "/api/v1/patients/12", R"({"a":1})").ok());
  page_->SendNow();
  EXPECT_EQ(page_->open_requests(), 1u);
}

TEST_F(LaneTest, InAFifoLaneAConflictHoldsItsOwnRecordOnly) {
  page_->Configure(kPatients, R"({"ordering":"fifo"})");
  page_->Update(kPatients, "p1", R"({"phone":"1"})", R"({"id":"p1","version":1,"phone":"0"})");
  page_->Update(kPatients, "p2", R"({"phone":"2"})");
  page_->SendNow();
  page_->Answer(412, R"({"success":false,"data":{"id":"p1","version":2,"phone":"9"}})");
  page_->SendNow();
  EXPECT_EQ(page_->open_requests(), 1u);
}

TEST_F(LaneTest, AForgedCounterDoesNotTurnTheOrderRound) {
  page_->SetUser("alice");
  page_->engine().SetOfflineMode(true);
  page_->Update(kPatients, "p1", R"({"a":"first"})");
  for (const char* counter : {"18446744073709551615", "9007199254740993"}) {
    ASSERT_TRUE(
        world_.disk.Put(std::string("synchrone:1:-/alice:m:tabX:") + counter, "junk", "").ok());
  }
  page_ = &world_.Reload(*page_);
  page_->SetUser("alice");
  page_->Update(kPatients, "p1", R"({"a":"second"})");
  EXPECT_EQ(page_->View(kPatients, "p1"), R"(unknown {"a":"second"})");
  page_->SendNow();
  EXPECT_EQ(page_->OpenRequest().body, R"({"a":"first"})");
}

// BEHAVIOUR 3.7: a retry has another place, and its key another generation, not another name.
TEST_F(LaneTest, ARetryMovesBehindWhatWentByAndKeepsItsSequence) {
  const MutationId first = page_->Update(kPatients, "p1", R"({"a":1})");
  const MutationId second = page_->Update(kPatients, "p1", R"({"b":2})");
  page_->SendNow();
  page_->Answer(422, R"({"error":{"code":"RULE","message":"no"}})");
  const Sequence sequence = page_->Queued(first).sequence();
  ASSERT_TRUE(page_->Retry(first).ok());
  EXPECT_EQ(page_->Queued(first).sequence(), sequence);
  EXPECT_LT(page_->Queued(second).place(), page_->Queued(first).place());
  page_ = &world_.Reload(*page_);
  page_->SendNow();
  EXPECT_EQ(page_->OpenRequest().mutation, second);
  page_->Answer(200, R"({"data":{"b":2}})");
  page_->SendNow();
  EXPECT_EQ(page_->OpenRequest().mutation, first);
}

// The order of members of a nested object says nothing (3.8).
TEST_F(LaneTest, NestedMembersInAnotherOrderAreNoConflict) {
  page_->engine().SetOfflineMode(true);
  page_->Update(kPatients, "p1", R"({"address":{"street":"new","city":"X"}})",
                R"({"id":"p1","version":1,"phone":"1","address":{"street":"old","city":"X"}})");
  ASSERT_TRUE(page_
                  ->Observe(kPatients, "p1",
                            R"({"id":"p1","version":2,"phone":"2",)"
                            R"("address":{"city":"X","street":"old"}})")
                  .ok());
  EXPECT_EQ(page_->snapshot().attention, 0);
}

}  // namespace
}  // namespace synchrone::lane_test
