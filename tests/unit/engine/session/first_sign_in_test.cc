// What was done before the page said who is signed in (BEHAVIOUR 7.1a).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "core/journal/format/key_schema.h"
#include "tests/support/world.h"

namespace synchrone::first_sign_in_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";

class FirstSignInTest : public testing::Test {
 protected:
  // Nothing of it is left without a user.
  void ExpectAllIsAlices() {
    EXPECT_EQ(page_->snapshot().sealed, 0);
    page_ = &world_.Reload(*page_);
    page_->SetUser("alice");
    EXPECT_EQ(page_->snapshot().sealed, 0);
  }

  World world_;
  Page* page_ = &world_.OpenPage();
};

TEST_F(FirstSignInTest, AdoptsWhatWasRefusedForWantOfASignIn) {
  const MutationId id = page_->Update(kPatients, "p1", R"({"a":1})");
  page_->SendNow();
  const std::string key = page_->OpenRequest().idempotency_key;
  page_->Answer(401);
  ASSERT_EQ(page_->snapshot().waiting, QueueWait::kLogin);
  page_->SetUser("alice");
  page_->SendNow();
  ASSERT_EQ(page_->open_requests(), 1u);
  EXPECT_EQ(page_->OpenRequest().idempotency_key, key);
  EXPECT_EQ(page_->Queued(id).mutation.user.id, "alice");
  ExpectAllIsAlices();
  EXPECT_TRUE(page_->IsQueued(id));
}

TEST_F(FirstSignInTest, AdoptsWhatGotNoAnswer) {
  const MutationId id = page_->Update(kPatients, "p1", R"({"a":1})");
  page_->SendNow();
  page_->Fail(TransportFailure::kNetwork);
  page_->SetUser("alice");
  EXPECT_TRUE(page_->Queued(id).progress.possibly_sent);
  ExpectAllIsAlices();
  EXPECT_TRUE(page_->Queued(id).progress.possibly_sent);
}

TEST_F(FirstSignInTest, AdoptsWhatWasRefusedAndWhatWaitsForAPerson) {
  const MutationId id = page_->Update(kPatients, "p1", R"({"a":1})", R"({"id":"p1","a":0})");
  page_->SendNow();
  page_->Answer(422, R"({"error":{"code":"RULE","message":"no"}})");
  const int before = page_->sink.Count<ParkedEvent>();
  page_->SetUser("alice");
  EXPECT_EQ(page_->Queued(id).progress.park, ParkKind::kRefused);
  EXPECT_EQ(page_->sink.Count<ParkedEvent>(), before);
  ExpectAllIsAlices();
  EXPECT_EQ(page_->Queued(id).progress.error_code, "RULE");
}

TEST_F(FirstSignInTest, TheAnswerToARequestInFlightCounts) {
  const std::string temp = TempId(1);
  page_->Create(kPatients, temp, RecordText(temp));
  page_->SendNow();
  ASSERT_EQ(page_->open_requests(), 1u);
  page_->SetUser("alice");
  page_->SendNow();
  EXPECT_EQ(page_->transport.sent.size(), 1u);
  page_->Update(kPatients, temp, R"({"a":1})");
  page_->Answer(201, R"({"success":true,"data":{"id":"P9"}})");
  page_->SendNow();
  ASSERT_EQ(page_->open_requests(), 1u);
  EXPECT_EQ(page_->OpenRequest().url, "/api/v1/patients/P9");
  page_->Answer(200, R"({"success":true,"data":{"id":"P9","a":1}})");
  EXPECT_EQ(page_->snapshot().pending, 0);
  EXPECT_TRUE(world_.disk.ValuesOf(":m:").empty());
  ExpectAllIsAlices();
}

TEST_F(FirstSignInTest, ARefusalOfARequestInFlightCounts) {
  const MutationId id = page_->Update(kPatients, "p1", R"({"a":1})");
  page_->SendNow();
  page_->SetUser("alice");
  page_->Answer(422, R"({"error":{"code":"RULE","message":"no"}})");
  EXPECT_EQ(page_->Queued(id).progress.park, ParkKind::kRefused);
}

TEST_F(FirstSignInTest, AWordOfTheSessionThatIsLateIsAskedAgain) {
  const MutationId id = page_->Update(kPatients, "p1", R"({"a":1})");
  page_->SendNow();
  page_->SetUser("alice");
  page_->Answer(401);
  EXPECT_TRUE(page_->Queued(id).pending());
}

// The other tab of the device sends for alice already.
TEST_F(FirstSignInTest, ARequestInFlightIsNotSentByAnotherTabToo) {
  page_->Configure("", R"({"idempotencyHeader":false})");
  Page& other = world_.OpenPage();
  other.SetUser("alice");
  other.Configure("", R"({"idempotencyHeader":false})");
  Page& later = world_.OpenPage();
  later.Configure("", R"({"idempotencyHeader":false})");
  page_->Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_->SendNow();
  ASSERT_EQ(page_->open_requests(), 1u);
  page_->SetUser("alice");
  other.SendNow();
  later.SendNow();
  EXPECT_EQ(other.open_requests() + later.open_requests(), 0u);
  page_->Answer(201, R"({"success":true,"data":{"id":"P9"}})");
  other.SendNow();
  EXPECT_EQ(other.open_requests(), 0u);
  EXPECT_EQ(other.snapshot().pending, 0);
}

TEST_F(FirstSignInTest, ANameThatWasLearnedBeforeIsKnown) {
  const std::string temp = TempId(1);
  page_->Create(kPatients, temp, RecordText(temp));
  page_->SendNow();
  page_->Answer(201, R"({"success":true,"data":{"id":"P9"}})");
  page_->SetUser("alice");
  EXPECT_EQ(page_->engine().ResolveId(EntityId(temp)).value(), "P9");
  page_->Update(kPatients, temp, R"({"a":1})");
  page_->SendNow();
  EXPECT_EQ(page_->OpenRequest().url, "/api/v1/patients/P9");
  ExpectAllIsAlices();
  EXPECT_EQ(page_->engine().ResolveId(EntityId(temp)).value(), "P9");
}

// 3.5a: the server gave the record back the name that it had taken from it.
TEST_F(FirstSignInTest, ANameThatWasLearnedBeforeMakesNoCircleWithAKnownOne) {
  page_->SetUser("alice");
  page_->Update(kPatients, "obs-1", R"({"a":1})");
  page_->SendNow();
  page_->Answer(200, R"({"id":"obs-2","a":1})");
  ASSERT_TRUE(page_->Observe(kPatients, "obs-1", "", true).ok());
  page_->Logout();
  page_ = &world_.Reload(*page_);
  page_->Update(kPatients, "obs-2", R"({"a":2})");
  page_->SendNow();
  page_->Answer(200, R"({"id":"obs-1","a":2})");
  ASSERT_TRUE(page_->Observe(kPatients, "obs-2", "", true).ok());
  page_->SetUser("alice");
  for (int reloads = 0; reloads < 2; ++reloads) {
    EXPECT_EQ(page_->engine().ResolveId(EntityId("obs-2")).value(), "obs-1");
    EXPECT_EQ(page_->engine().ResolveId(EntityId("obs-1")).value(), "");
    ExpectAllIsAlices();
  }
  page_->Update(kPatients, "obs-2", R"({"a":3})");
  page_->SendNow();
  EXPECT_EQ(page_->OpenRequest().url, "/api/v1/patients/obs-1");
}

TEST_F(FirstSignInTest, AnotherIdOfTheContextIsKnown) {
  const std::string temp = TempId(1);
  page_->Create(kPatients, temp, RecordText(temp));
  ASSERT_TRUE(page_->engine().AddAlias(kPatients, EntityId(temp), EntityId("12")).ok());
  page_->SetUser("alice");
  page_->Update(kPatients, "12", R"({"a":1})");
  EXPECT_EQ(page_->snapshot().pending, 2);
  page_->SendNow();
  EXPECT_EQ(page_->open_requests(), 1u);
}

TEST_F(FirstSignInTest, ABackoffGoesOn) {
  const MutationId id = page_->Update(kPatients, "p1", R"({"a":1})");
  page_->SendNow();
  page_->Answer(500);
  page_->SetUser("alice");
  page_->SendNow();
  EXPECT_EQ(page_->open_requests(), 0u);
  EXPECT_EQ(page_->Queued(id).progress.retries, 1);
  world_.Advance(3'000);
  page_->SendNow();
  EXPECT_EQ(page_->open_requests(), 1u);
}

TEST_F(FirstSignInTest, OneIdMayBeInBothQueues) {
  page_->SetUser("alice");
  page_->engine().SetOfflineMode(true);
  ASSERT_TRUE(page_->TryRaw("PATCH", "/api/v1/patients/p1", R"({"a":1})", "x").ok());
  page_->Logout();
  page_ = &world_.Reload(*page_);
  page_->engine().SetOfflineMode(true);
  ASSERT_TRUE(page_->TryRaw("PATCH", "/api/v1/patients/p2", R"({"a":2})", "x").ok());
  page_->SetUser("alice");
  EXPECT_EQ(page_->snapshot().pending, 2);
  ExpectAllIsAlices();
  EXPECT_EQ(page_->snapshot().pending, 2);
}

TEST_F(FirstSignInTest, WhatIsAdoptedLeavesTheReserveAlone) {
  page_->engine().SetOfflineMode(true);
  for (int i = 0; i < 200; ++i) {
    page_->Update(kPatients, "p" + std::to_string(i), R"({"note":"a text that takes some room"})");
  }
  const size_t quota = world_.disk.bytes() + 100;
  world_.storage.SetQuota(quota);
  page_->SetUser("alice");
  // Only who is signed in was written into it.
  const size_t reserved = (*world_.disk.Get(std::string(kReserveKey))).value_or("").size();
  EXPECT_GT(reserved + quota - world_.disk.bytes(), tuning::kReserve - 1'000);
  EXPECT_EQ(page_->snapshot().pending, 200);
  EXPECT_FALSE(page_->snapshot().durable);
}

TEST_F(FirstSignInTest, WithoutStorageNothingIsLost) {
  world_.storage.Deny(true);
  const MutationId id = page_->Update(kPatients, "p1", R"({"a":1})");
  page_->SetUser("alice");
  EXPECT_TRUE(page_->IsQueued(id));
}

// Whatever the write at which the page dies: it is alice's or without a user, and not both.
TEST(FirstSignIn, IsWholeOrNotAtAllWhereverThePageDies) {
  for (int cut = 0;; ++cut) {
    World world;
    Page* page = &world.OpenPage();
    page->Update(kPatients, "p1", R"({"a":1})");
    page->SendNow();
    page->Answer(401);
    page->Update(kPatients, "p2", R"({"a":1})");
    page->storage().CutAfter(page->storage().writes() + cut);
    page->SetUser("alice");
    const bool is_over = !page->storage().cut();
    page = &world.Reload(*page);
    const int nobodys = page->snapshot().pending;
    page->SetUser("alice");
    EXPECT_EQ(page->snapshot().pending + page->snapshot().sealed, 2) << cut;
    EXPECT_TRUE(nobodys == 0 || nobodys == 2) << cut;
    if (is_over) break;
  }
}

// What the page said of one person's work is not said of the next one's.
TEST(NextUser, StartsWithNothingOfTheFormerOne) {
  World world;
  Page& page = world.OpenPage();
  page.SetUser("alice");
  page.Update(kPatients, "p1", R"({"a":1})");
  page.SendNow();
  page.Answer(200, R"({"success":true,"data":{"id":"p1"}})");
  ASSERT_TRUE(page.snapshot().last_synced_ms.has_value());
  page.Logout();
  page.SetUser("bob");
  EXPECT_FALSE(page.snapshot().last_synced_ms.has_value());
}

TEST(NextUser, DoesNotWaitForWhatTheFormerLeaderWaitedFor) {
  World world;
  Page& leader = world.OpenPage();
  leader.SetUser("alice");
  Page& other = world.OpenPage();
  other.SetUser("alice");
  leader.Update(kPatients, "p1", R"({"a":1})");
  leader.SendNow();
  leader.Answer(401);
  ASSERT_EQ(other.snapshot().waiting, QueueWait::kLogin);
  PageOptions own;
  own.shared_session = false;
  world.OpenPage(own).SetUser("bob");
  other.engine().SetUser({"bob", ""});
  world.RunMicrotasks();
  EXPECT_EQ(other.snapshot().waiting, QueueWait::kNone);
}

}  // namespace
}  // namespace synchrone::first_sign_in_test
