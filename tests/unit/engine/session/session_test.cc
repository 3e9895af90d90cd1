// Who works at this device, as all of its tabs know it (BEHAVIOUR 7.1, 7.1a, 7.1b).
#include <gtest/gtest.h>

#include "tests/support/world.h"

namespace synchrone::session_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";

class SessionTest : public testing::Test {
 protected:
  World world_;
  Page& page_ = world_.OpenPage();
  Page& other_ = world_.OpenPage();
};

TEST_F(SessionTest, ATabWhoseUserIsNoLongerSignedInStopsSendingAndSaysSo) {
  page_.SetUser("alice");
  page_.Update(kPatients, "p1", R"({"name":"B"})");
  other_.SetUser("bob");
  EXPECT_EQ(page_.snapshot().waiting, QueueWait::kUser);
  EXPECT_EQ(page_.sink.Last<DiagnosticEvent>().code, "USER_CHANGED_ELSEWHERE");
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  // What is still written there is theirs, and waits for them.
  page_.Update(kPatients, "p1", R"({"age":7})");
  EXPECT_EQ(page_.snapshot().pending, 2);
  EXPECT_EQ(other_.snapshot().pending, 0);
  other_.SetUser("alice");
  EXPECT_EQ(page_.snapshot().waiting, QueueWait::kNone);
  page_.SendNow();
  EXPECT_EQ(page_.open_requests() + other_.open_requests(), 1u);
}

TEST(SessionByHandTest, NothingLeavesEvenBeforeTheMessageArrives) {
  World world(Pumping::kByHand);
  Page& page = world.OpenPage();
  Page& other = world.OpenPage();
  page.SetUser("alice");
  world.RunMicrotasks();
  page.Update(kPatients, "p1", R"({"name":"B"})");
  other.SetUser("bob");
  page.SendNow();
  EXPECT_EQ(page.open_requests(), 0u);
  EXPECT_EQ(page.snapshot().waiting, QueueWait::kUser);
}

TEST_F(SessionTest, ALogoutInOneTabIsOneInAll) {
  page_.SetUser("alice");
  other_.SetUser("alice");
  page_.Update(kPatients, "p1", R"({"name":"B"})");
  EXPECT_EQ(other_.Logout(), 1);
  for (Page* page : {&page_, &other_}) {
    EXPECT_TRUE(page->snapshot().user.anonymous());
    EXPECT_EQ(page->snapshot().pending, 0);
    EXPECT_EQ(page->snapshot().sealed, 1);
  }
  EXPECT_EQ(world_.OpenPage().snapshot().pending, 0);
}

TEST_F(SessionTest, TheUserWhoComesBackIsBackInAllTabs) {
  page_.SetUser("alice");
  other_.SetUser("alice");
  page_.Update(kPatients, "p1", R"({"name":"B"})");
  other_.Logout();
  other_.SetUser("alice");
  EXPECT_EQ(page_.snapshot().user.id, "alice");
  EXPECT_EQ(page_.snapshot().pending, 1);
  EXPECT_EQ(page_.snapshot().waiting, QueueWait::kNone);
}

TEST_F(SessionTest, ATabThatReceivedNoMessageFollowsTheDevice) {
  page_.SetUser("alice");
  Page& later = world_.OpenPage();
  ASSERT_EQ(later.snapshot().user.id, "alice");
  other_.SetUser("bob");
  EXPECT_EQ(later.snapshot().user.id, "bob");
  EXPECT_EQ(later.snapshot().waiting, QueueWait::kUser);
}

TEST_F(SessionTest, TheDevicesUserStaysUntilLogout) {
  page_.SetUser("alice", "clinic-1");
  page_.Update(kPatients, "p1", R"({"name":"B"})");
  page_.SetUser("");  // a page that does not know yet
  Page& next = world_.Reload(page_);
  EXPECT_EQ(next.snapshot().user.id, "alice");
  EXPECT_EQ(next.snapshot().pending, 1);
  EXPECT_EQ(next.snapshot().waiting, QueueWait::kUser);
  next.SetUser("alice", "clinic-1");
  next.Logout();
  EXPECT_TRUE(world_.OpenPage().snapshot().user.anonymous());
}

TEST_F(SessionTest, WithCredentialsOfItsOwnATabIsIndependent) {
  PageOptions own;
  own.shared_session = false;
  Page& alone = world_.OpenPage(own);
  alone.SetUser("alice");
  other_.SetUser("bob");
  other_.Logout();
  EXPECT_EQ(alone.snapshot().user.id, "alice");
  EXPECT_EQ(alone.snapshot().waiting, QueueWait::kNone);
}

TEST_F(SessionTest, TheProjectionIsErasedWhenAnotherUserSignsIn) {
  for (const bool logout : {true, false}) {
    page_.SetUser("alice");
    page_.Update(kPatients, "p1", R"({"name":"Jeanne"})");
    page_.RunTimer(Timer::kProjection);
    ASSERT_NE(page_.Projection().find("Jeanne"), std::string::npos);
    // Also by a tab that is not the leader; the leader's next moment does not bring it back.
    if (logout) other_.Logout();
    if (!logout) other_.SetUser("bob");
    world_.Advance(60'000);
    EXPECT_EQ(page_.Projection().find("Jeanne"), std::string::npos);
  }
}

TEST(ProjectionTest, WhatExistingCodeLeftStaysWhenOursIsErased) {
  const std::string theirs = R"({"type":"POST","endpoint":"/api/v1/patients","data":{"a":1}})";
  MemoryStorage disk;
  Journal journal(disk, TabId("tab"));
  ASSERT_TRUE(
      disk.Put("medicalPro_mutation_queue", R"([{"sequence":[1,"t"]},)" + theirs + "]", "").ok());
  journal.EraseProjection();
  EXPECT_EQ(journal.ReadProjection(), "[" + theirs + "]");
  ASSERT_TRUE(disk.Put("medicalPro_mutation_queue", R"([{"sequence":[1,"t"]}])", "").ok());
  journal.EraseProjection();
  EXPECT_EQ(journal.ReadProjection(), "[]");
}

}  // namespace
}  // namespace synchrone::session_test
