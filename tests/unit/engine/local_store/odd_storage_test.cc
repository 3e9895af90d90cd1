// Storage that cannot be read for a moment, and storage that keeps half of a value (BEHAVIOUR 5.4).
#include <gtest/gtest.h>

#include "tests/support/world.h"

namespace synchrone::odd_storage_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";

using Fault = void (FaultyStorage::*)(bool);

class UnreadStorage : public testing::TestWithParam<Fault> {
 protected:
  // A page that cannot read what an earlier one has left, an edit of p1 that was not its first
  // change.
  Page& PageThatCannotRead() {
    Page* page = &world_.OpenPage();
    page->SetUser("alice");
    page->engine().SetOfflineMode(true);
    page->Update(kPatients, "p0", R"({"name":"before"})");
    page->Update(kPatients, "p1", R"({"name":"first"})");
    Fail(true);
    page = &world_.Reload(*page);
    page->SetUser("alice");
    return *page;
  }

  void Fail(bool fails) { (world_.storage.*GetParam())(fails); }

  World world_;
};

INSTANTIATE_TEST_SUITE_P(ValuesOrKeys, UnreadStorage,
                         testing::Values(&FaultyStorage::DenyReads, &FaultyStorage::FailToList));

TEST_P(UnreadStorage, AnEarlierChangeIsSentFirstOnceItCanBeRead) {
  Page& page = PageThatCannotRead();
  page.Update(kPatients, "p1", R"({"name":"second"})");
  world_.Advance(500);
  EXPECT_EQ(page.open_requests(), 0u);
  EXPECT_EQ(page.snapshot().waiting, QueueWait::kStorage);
  Fail(false);
  world_.Advance(2'000);
  EXPECT_EQ(page.snapshot().waiting, QueueWait::kNone);
  EXPECT_EQ(page.snapshot().pending, 3);
  for (const char* body : {R"({"name":"before"})", R"({"name":"first"})", R"({"name":"second"})"}) {
    world_.Advance(0);
    ASSERT_GE(page.open_requests(), 1u) << body;
    EXPECT_EQ(page.OpenRequest().body, body);
    page.Answer(200, body);
  }
}

TEST_P(UnreadStorage, OneThatStaysUnreadableHoldsNothingUp) {
  Page& page = PageThatCannotRead();
  page.Update(kPatients, "p2", R"({"name":"new"})");
  world_.Advance(5'000);
  EXPECT_EQ(page.open_requests(), 0u);
  world_.Advance(2'000);
  ASSERT_EQ(page.open_requests(), 1u);
  EXPECT_EQ(page.OpenRequest().body, R"({"name":"new"})");
  EXPECT_EQ(page.snapshot().waiting, QueueWait::kNone);
  EXPECT_FALSE(page.snapshot().durable);
}

TEST(TornStorage, HalfARecordIsNotTakenForOneOfAnotherTab) {
  World world;
  Page& page = world.OpenPage();
  page.engine().SetOfflineMode(true);
  world.storage.TearWrites(true);
  page.Update(kPatients, "p1", R"({"name":"a long name"})");
  page.Update(kPatients, "p2", R"({"name":"another"})");
  EXPECT_FALSE(page.snapshot().durable);
  world.storage.TearWrites(false);
  page.Update(kPatients, "p3", R"({"name":"the last"})");
  EXPECT_TRUE(page.snapshot().durable);
  EXPECT_EQ(world.Reload(page).snapshot().pending, 3);
}

}  // namespace
}  // namespace synchrone::odd_storage_test
