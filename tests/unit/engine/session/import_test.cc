// The array that existing code left under the seed's key (BEHAVIOUR 5.2, 7.1a).
#include <gtest/gtest.h>

#include "core/journal/format/key_schema.h"
#include "tests/support/world.h"

namespace synchrone::import_test {
namespace {

class ImportTest : public testing::Test {
 protected:
  void Leave(const std::string& elements) {
    ASSERT_TRUE(world_.disk.Put(std::string(kProjectionKey), "[" + elements + "]", "").ok());
  }

  static std::string Element(const std::string& id, const std::string& user) {
    return R"({"id":")" + id + R"(","timestamp":1699508400000,"type":"PATCH",)" +
           R"("endpoint":"/api/v1/patients/)" + id +
           R"(","data":{"a":1},"retries":0,"status":"pending","reason":"why","userId":)" + user +
           "}";
  }

  World world_;
};

TEST_F(ImportTest, AnEntryOfAnotherUserWaitsForThem) {
  Leave(Element("e1", "\"alice\"") + "," + Element("e2", "\"bob\"") + "," + Element("e3", "null"));
  Page& page = world_.OpenPage();
  page.SetUser("bob");
  page.SendNow();
  EXPECT_FALSE(page.IsQueued(MutationId("e1")));
  EXPECT_TRUE(page.IsQueued(MutationId("e2")));
  EXPECT_TRUE(page.IsQueued(MutationId("e3")));
  EXPECT_EQ(page.snapshot().sealed, 1);
  // The projection is written over and over meanwhile.
  for (int i = 0; i < 2; ++i) {
    page.Update("/api/v1/patients", "p9", R"({"b":1})");
    world_.Advance(1'000);
  }
  page.Logout();
  page.SetUser("alice");
  ASSERT_TRUE(page.IsQueued(MutationId("e1")));
  EXPECT_EQ(page.Queued(MutationId("e1")).mutation.user.id, "alice");
  EXPECT_EQ(page.snapshot().sealed, 4);  // bob's
}

TEST_F(ImportTest, NothingThatAnEntrySaysIsLost) {
  Leave(Element("e1", "\"alice\""));
  Page& page = world_.OpenPage();
  page.SetUser("alice");
  const Mutation& mutation = page.Queued(MutationId("e1")).mutation;
  EXPECT_EQ(mutation.timestamp_ms, 1699508400000);
  EXPECT_EQ(mutation.reason, "why");
  EXPECT_EQ(mutation.user.id, "alice");
}

TEST_F(ImportTest, AUserMayBeANumber) {
  Leave(Element("e1", "7"));
  Page& page = world_.OpenPage();
  page.SetUser("8");
  EXPECT_FALSE(page.IsQueued(MutationId("e1")));
  page.Logout();
  page.SetUser("7");
  EXPECT_TRUE(page.IsQueued(MutationId("e1")));
}

TEST_F(ImportTest, BeforeTheFirstSignInANamedEntryHasNoOwner) {
  Leave(Element("e1", "\"alice\""));
  Page& page = world_.OpenPage();
  page.SendNow();
  EXPECT_EQ(page.open_requests(), 0u);
  EXPECT_EQ(page.snapshot().sealed, 1);
  page.SetUser("alice");
  EXPECT_TRUE(page.IsQueued(MutationId("e1")));
  EXPECT_EQ(page.snapshot().sealed, 0);
}

TEST_F(ImportTest, WhereStorageIsFullTheEntriesOfOthersStay) {
  Leave(Element("e1", "\"alice\""));
  Page& page = world_.OpenPage();
  page.SetUser("bob");
  world_.storage.SetQuota(world_.disk.bytes());
  page.engine().SetOfflineMode(true);
  for (int i = 0; i < 20; ++i) {
    page.Update("/api/v1/patients", "p" + std::to_string(i), R"({"b":1})");
    world_.Advance(1'000);
  }
  EXPECT_NE(page.Projection().find("\"alice\""), std::string::npos);
}

}  // namespace
}  // namespace synchrone::import_test
