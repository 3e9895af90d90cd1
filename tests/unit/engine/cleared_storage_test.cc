// localStorage.clear() under running pages (BEHAVIOUR 5.6a): nothing counts as confirmed because
// it is gone.
#include <gtest/gtest.h>

#include "core/journal/key_schema.h"
#include "tests/support/world.h"

namespace synchrone {
namespace {

constexpr char kPatients[] = "/api/v1/patients";

class ClearedStorage : public testing::Test {
 protected:
  void Clear() {
    const std::vector<std::string> keys = *world_.disk.Keys("");
    for (const std::string& key : keys) ASSERT_TRUE(world_.disk.Remove(key).ok());
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

TEST_F(ClearedStorage, EverythingThatIsKnownIsWrittenAnew) {
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
  for (const QueuedMutation* queued : page->engine().ledger().queue().All()) {
    tried += queued->progress.possibly_sent ? 1 : 0;
  }
  EXPECT_EQ(tried, 3);
}

TEST_F(ClearedStorage, TheNamesOfRecordsAreWrittenAnew) {
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

// Nobody says so in the document that has cleared it.
TEST_F(ClearedStorage, TheSenderFindsOutBeforeItSends) {
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

}  // namespace
}  // namespace synchrone
