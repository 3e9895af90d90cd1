// localStorage.clear() under running pages, and single records that other code removes (BEHAVIOUR
// 5.6a): nothing counts as confirmed because it is gone.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "core/journal/format/key_schema.h"
#include "tests/support/world.h"

namespace synchrone::cleared_storage_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";

class ClearedStorage : public testing::Test {
 protected:
  void Clear() {
    const std::vector<std::string> keys = *world_.disk.Keys("");
    for (const std::string& key : keys) ASSERT_TRUE(world_.disk.Remove(key).ok());
  }

  // Returns its key.
  std::string RemoveOneRecord() {
    const std::vector<std::string> keys = *world_.disk.Keys("");
    for (const std::string& key : keys) {
      if (key.find(":m:") == std::string::npos) continue;
      EXPECT_TRUE(world_.disk.Remove(key).ok());
      return key;
    }
    ADD_FAILURE() << "no record";
    return "";
  }

  // A page with work that a former page has made, offline.
  Page& WithRecoveredWork(int count) {
    Page* page = &world_.OpenPage();
    page->SetUser("alice");
    page->engine().SetOfflineMode(true);
    for (int i = 0; i < count; ++i) {
      page->Update(kPatients, "p" + std::to_string(i), R"({"a":1})");
    }
    page = &world_.Reload(*page);
    page->SetUser("alice");
    return *page;
  }

  World world_;
};

TEST_F(ClearedStorage, ASlowAnswerConfirmsNoOtherWork) {
  Page& page = WithRecoveredWork(10);
  Clear();
  page.SendNow();
  world_.Advance(6'000);
  page.Answer(200, R"({"success":true,"data":{"id":"p0","a":1}})");
  EXPECT_EQ(page.sink.Count<SettledEvent>(), 1u);
  EXPECT_EQ(page.snapshot().pending, 9);
}

TEST_F(ClearedStorage, ATakeoverConfirmsNothing) {
  Page& first = WithRecoveredWork(3);
  Page& second = world_.OpenPage();
  second.SetUser("alice");
  ASSERT_EQ(second.snapshot().pending, 3);
  Clear();
  world_.ClosePage(first);
  world_.RunMicrotasks();
  EXPECT_EQ(second.snapshot().pending, 3);
  EXPECT_EQ(second.sink.Count<SettledEvent>(), 0u);
}

TEST_F(ClearedStorage, EverythingThatIsKnownIsWrittenAgain) {
  Page* page = &WithRecoveredWork(2);
  const std::string temp = TempId(1);
  page->Create(kPatients, temp, RecordText(temp));
  page->SendNow();
  page->Fail(TransportFailure::kNetwork);
  Clear();
  page->engine().OnStorageCleared();
  EXPECT_EQ(world_.disk.ValuesOf(":m:").size(), 3u);
  page = &world_.Reload(*page);
  EXPECT_EQ(page->snapshot().user.id, "alice");
  page->SetUser("alice");
  EXPECT_EQ(page->snapshot().pending, 3);
  int tried = 0;
  for (const QueuedMutation* queued : page->engine().local_store().queue().All()) {
    tried += queued->progress.possibly_sent ? 1 : 0;
  }
  EXPECT_EQ(tried, 3);
}

TEST_F(ClearedStorage, TheNamesOfRecordsAreWrittenAgain) {
  Page* page = &world_.OpenPage();
  page->SetUser("alice");
  const std::string temp = TempId(1);
  page->Create(kPatients, temp, RecordText(temp));
  page->SendNow();
  page->Answer(201, R"({"success":true,"data":{"id":"P9"}})");
  Clear();
  page->engine().OnStorageKey("");
  page = &world_.Reload(*page);
  page->SetUser("alice");
  EXPECT_EQ(page->engine().ResolveId(EntityId(temp)).value(), "P9");
}

// The document that has cleared it gets no event.
TEST_F(ClearedStorage, TheLeaderFindsOutBeforeItSends) {
  Page* page = &WithRecoveredWork(9);
  Clear();
  page->SendNow();
  EXPECT_EQ(world_.disk.ValuesOf(":m:").size(), 9u);
  page = &world_.Reload(*page);
  page->SetUser("alice");
  EXPECT_EQ(page->snapshot().pending, 9);
}

TEST_F(ClearedStorage, WhatWaitsForAPersonWaits) {
  Page* page = &world_.OpenPage();
  page->SetUser("alice");
  const MutationId id = page->Update(kPatients, "p1", R"({"a":1})");
  page->SendNow();
  page->Answer(422, R"({"error":{"code":"RULE","message":"no"}})");
  Page& other = world_.OpenPage();
  other.SetUser("alice");
  Clear();
  world_.ClosePage(*page);
  world_.RunMicrotasks();
  EXPECT_TRUE(other.Queued(id).parked());
  page = &world_.Reload(other);
  page->SetUser("alice");
  EXPECT_TRUE(page->Queued(id).parked());
}

TEST_F(ClearedStorage, OneRecordThatIsMissingIsWrittenAgain) {
  Page& page = WithRecoveredWork(3);
  RemoveOneRecord();
  page.engine().OnStorageKey("");
  EXPECT_EQ(world_.disk.ValuesOf(":m:").size(), 3u);
  EXPECT_EQ(page.snapshot().pending, 3);
  EXPECT_EQ(page.sink.Count<SettledEvent>(), 0u);
}

// Neither by the leader, which learns of the removal, nor by the tab that waits for its
// announcement.
TEST_F(ClearedStorage, OneRecordThatIsMissingIsNotConfirmed) {
  Page& leader = WithRecoveredWork(3);
  leader.engine().SetOfflineMode(true);
  Page& other = world_.OpenPage();
  other.SetUser("alice");
  const std::string key = RemoveOneRecord();
  for (Page* page : {&leader, &other}) page->engine().OnStorageKey(key);
  world_.Advance(6'000);
  for (Page* page : {&leader, &other}) {
    EXPECT_EQ(page->snapshot().pending, 3);
    EXPECT_EQ(page->sink.Count<SettledEvent>(), 0u);
  }
  EXPECT_EQ(world_.disk.ValuesOf(":m:").size(), 3u);
}

// Its predecessor may have sent it.
TEST_F(ClearedStorage, ASuccessorTakesWhatIsMissingForTried) {
  Page& first = WithRecoveredWork(3);
  Page& second = world_.OpenPage();
  second.SetUser("alice");
  RemoveOneRecord();
  world_.ClosePage(first);
  world_.RunMicrotasks();
  EXPECT_EQ(second.snapshot().pending, 3);
  int tried = 0;
  for (const QueuedMutation* queued : second.engine().local_store().queue().All()) {
    tried += queued->progress.possibly_sent ? 1 : 0;
  }
  EXPECT_EQ(tried, 1);
}

// After a reload what refers to a record by its former id would go nowhere, or to another record.
TEST_F(ClearedStorage, NamesThatAreMissingAreWrittenAgain) {
  for (const bool is_reloaded : {false, true}) {
    World world;
    Page* page = &world.OpenPage();
    page->SetUser("alice");
    page->Create(kPatients, "t1", R"({"id":"t1"})");
    page->SendNow();
    page->Answer(201, R"({"success":true,"data":{"id":"s1"}})");
    if (is_reloaded) {
      page = &world.Reload(*page);
      page->SetUser("alice");
    }
    const std::vector<std::string> keys = *world.disk.Keys("");
    for (const std::string& key : keys) {
      if (key.find(":i:") == std::string::npos) continue;
      ASSERT_TRUE(world.disk.Remove(key).ok());
    }
    page->engine().OnStorageKey("");
    EXPECT_EQ(world.disk.ValuesOf(":i:").size(), 1u);
    page = &world.Reload(*page);
    page->SetUser("alice");
    EXPECT_EQ(page->engine().ResolveId(EntityId("t1")), EntityId("s1"));
  }
}

// One record of a change, removed while its request is in flight.
class RemovedInFlight : public testing::TestWithParam<const char*> {
 protected:
  RemovedInFlight() {
    page_ = &world_.OpenPage();
    page_->SetUser("alice");
    page_->Update(kPatients, "p1", R"({"a":1})");
    page_->SendNow();
    const std::vector<std::string> keys = *world_.disk.Keys("");
    for (const std::string& key : keys) {
      if (key.find(GetParam()) != std::string::npos) key_ = key;
    }
    EXPECT_TRUE(world_.disk.Remove(key_).ok());
  }

  // The browser is killed, and another page recovers.
  void ExpectAnAttempt() {
    Page& next = world_.Reload(*page_);
    next.SetUser("alice");
    const std::vector<const QueuedMutation*> queued = next.engine().local_store().queue().All();
    ASSERT_EQ(queued.size(), 1u);
    EXPECT_TRUE(queued[0]->progress.possibly_sent);
    EXPECT_EQ(queued[0]->progress.attempts, 1);
  }

  World world_;
  Page* page_;
  std::string key_;
};

TEST_P(RemovedInFlight, IsWrittenAgainWhenItsRemovalIsAnnounced) {
  page_->engine().OnStorageKey(key_);
  world_.Advance(2'000);
  ExpectAnAttempt();
}

TEST_P(RemovedInFlight, IsWrittenAgainWhenThePageIsLeft) {
  page_->engine().OnStorageKey("");
  ExpectAnAttempt();
}

TEST_P(RemovedInFlight, TakesNothingFromAnswers) {
  page_->engine().OnStorageKey(key_);
  world_.Advance(2'000);
  page_->Answer(200, R"({"success":true,"data":{"id":"p1","a":1}})");
  EXPECT_EQ(page_->snapshot().pending, 0);
  EXPECT_EQ(page_->sink.Count<SettledEvent>(), 1u);
  EXPECT_TRUE(world_.disk.ValuesOf(GetParam()).empty());
}

// Another tab knows less than the leader, or nothing: it takes no attempt back.
TEST_P(RemovedInFlight, IsNoDecisionOfAnotherTab) {
  Page& other = world_.OpenPage();
  other.SetUser("alice");
  for (Page* page : {page_, &other}) page->engine().OnStorageKey(key_);
  world_.Advance(2'000);
  for (Page* page : {page_, &other}) {
    const std::vector<const QueuedMutation*> queued = page->engine().local_store().queue().All();
    ASSERT_EQ(queued.size(), 1u);
    EXPECT_EQ(queued[0]->progress.attempts, 1);
  }
  ExpectAnAttempt();
}

INSTANTIATE_TEST_SUITE_P(Records, RemovedInFlight, testing::Values(":m:", ":s:"));

// The copy in IndexedDB brings the mutation back, after a page has recovered without it.
TEST_F(ClearedStorage, AnAttemptOutlivesItsRecord) {
  Page* page = &world_.OpenPage();
  page->SetUser("alice");
  page->Update(kPatients, "p1", R"({"a":1})");
  page->SendNow();
  const std::vector<std::string> keys = *world_.disk.Keys("");
  const auto key = std::find_if(keys.begin(), keys.end(), [](const std::string& one) {
    return one.find(":m:") != std::string::npos;
  });
  ASSERT_NE(key, keys.end());
  const std::string record = **world_.disk.Get(*key);
  ASSERT_TRUE(world_.disk.Remove(*key).ok());
  page = &world_.Reload(*page);
  page->SetUser("alice");
  EXPECT_EQ(page->snapshot().pending, 0);
  ASSERT_TRUE(world_.disk.Put(*key, record, "").ok());
  page->engine().OnStorageKey(*key);
  const std::vector<const QueuedMutation*> queued = page->engine().local_store().queue().All();
  ASSERT_EQ(queued.size(), 1u);
  EXPECT_TRUE(queued[0]->progress.possibly_sent);
}

// The application's own sign-out code removes this key, but Logout() was not called.
TEST_F(ClearedStorage, ADevicesUserThatOtherCodeRemovedIsWrittenAgain) {
  Page& page = WithRecoveredWork(2);
  Page& other = world_.OpenPage();
  other.SetUser("alice");
  ASSERT_TRUE(world_.disk.Remove(std::string(kDeviceUserKey)).ok());
  other.engine().OnStorageKey(std::string(kDeviceUserKey));
  EXPECT_EQ(other.snapshot().user.id, "alice");
  EXPECT_EQ(other.snapshot().pending, 2);
  Page& next = world_.Reload(page);
  EXPECT_EQ(next.snapshot().user.id, "alice");
}

TEST_F(ClearedStorage, ASignOutIsReceivedAfterwards) {
  Page& page = WithRecoveredWork(2);
  Page& other = world_.OpenPage();
  other.SetUser("alice");
  Clear();
  page.engine().Logout();
  other.engine().OnStorageKey(std::string(kDeviceUserKey));
  EXPECT_EQ(other.snapshot().user.id, "");
}

// The page is the only one that has the work in memory.
TEST_F(ClearedStorage, WorkIsWrittenAgainBeforeItsUserLeaves) {
  for (const bool by_logout : {true, false}) {
    for (const bool all : {true, false}) {
      World world;
      Page* page = &world.OpenPage();
      page->SetUser("alice");
      page->engine().SetOfflineMode(true);
      page->Update(kPatients, "p1", R"({"a":1})");
      const std::vector<std::string> keys = *world.disk.Keys("");
      for (const std::string& key : keys) {
        const bool is_work = key.find(":m:") != std::string::npos;
        if (!all && !is_work) continue;
        ASSERT_TRUE(world.disk.Remove(key).ok());
      }
      if (by_logout) {
        page->engine().Logout();
      } else {
        page->SetUser("bob");
      }
      page = &world.Reload(*page);
      page->SetUser("alice");
      EXPECT_EQ(page->snapshot().pending, 1) << by_logout << all;
    }
  }
}

TEST_F(ClearedStorage, TheHistoryInMemoryOutlivesIt) {
  Page& page = world_.OpenPage();
  page.SetUser("alice");
  page.Update(kPatients, "p1", R"({"a":1})");
  page.SendNow();
  page.Answer(200, R"({"success":true,"data":{"id":"p1","a":1}})");
  const std::optional<int64_t> at_ms = page.snapshot().last_synced_ms;
  ASSERT_TRUE(at_ms.has_value());
  Clear();
  page.Update(kPatients, "p2", R"({"a":1})");
  page.SendNow();
  world_.Advance(6'000);
  EXPECT_EQ(page.snapshot().last_synced_ms, at_ms);
}

}  // namespace
}  // namespace synchrone::cleared_storage_test
