// Messages between tabs, what storage says where there were none (6.2), and the room that is
// kept for settling (5.4).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "core/journal/key_schema.h"
#include "tests/support/two_tabs.h"

namespace synchrone::tabs_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr char kOrders[] = "https://partner.example/orders";
constexpr char kBase[] = R"({"id":"p1","name":"A","version":1})";
constexpr char kRefusal[] = R"({"success":false,"error":{"code":"RULE","message":"No"}})";

class TabsTest : public TwoTabs {
 protected:
  bool IsStored(const Page& page, const MutationId& id) {
    return world_.disk.values().contains(
        SequenceKey(User{}, RecordKind::kMutation, page.Queued(id).sequence()));
  }
};

TEST_F(TabsTest, ADiscardElsewhereOfWhatIsBeingSentCountsAfterARefusal) {
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  sender_.SendNow();
  ASSERT_TRUE(other_.Discard(id).ok());
  Share();
  EXPECT_TRUE(sender_.IsQueued(id));
  sender_.Answer(422, kRefusal);
  EXPECT_FALSE(sender_.IsQueued(id));
  Share();
  EXPECT_FALSE(other_.IsQueued(id));
  EXPECT_EQ(sender_.sink.Last<SettledEvent>().status, MutationStatus::kRolledBack);
}

// 3.5a
TEST_F(TabsTest, WhatAnotherTabTookForARecordThatGotNoNameIsParked) {
  const std::string temp = TempId(1);
  sender_.Create(kPatients, temp, RecordText(temp));
  Share();
  sender_.SendNow();
  sender_.Answer(201);
  const MutationId id = other_.Update(kPatients, temp, R"({"name":"B"})");
  Share();
  sender_.SendNow();
  EXPECT_EQ(sender_.Queued(id).progress.park, ParkKind::kDependency);
  Share();
  EXPECT_EQ(other_.Queued(id).progress.error_code, "MISSING_SERVER_ID");
  EXPECT_EQ(sender_.transport.sent.size(), 1u);
}

TEST_F(TabsTest, ADecisionElsewhereKnowsOfTheAttemptThatWasNotAnnouncedYet) {
  const MutationId id = other_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  Share();
  sender_.SendNow();
  sender_.Fail(TransportFailure::kNetwork);
  ASSERT_TRUE(other_.KeepOffline(id).ok());
  const Progress& progress = other_.Queued(id).progress;
  EXPECT_TRUE(progress.possibly_sent);
  EXPECT_EQ(progress.generation, 1);
}

TEST_F(TabsTest, ALateMessageOfAFormerLeaderDoesNotSendAgainWhatIsUncertain) {
  const MutationId id = sender_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  Share();
  sender_.SendNow();
  sender_.engine().FlushOutbox();
  const std::deque<TabNews> late = std::exchange(other_.inbox, {});
  world_.ClosePage(sender_);
  Share();
  world_.Advance(tuning::kRequestLife_ms);
  other_.SendNow();
  other_.AnswerQuestion(Verdict::kUnknown);
  ASSERT_EQ(other_.Queued(id).progress.park, ParkKind::kUncertain);
  other_.inbox = late;
  Share();
  EXPECT_EQ(other_.Queued(id).progress.park, ParkKind::kUncertain);
  other_.SendNow();
  EXPECT_EQ(other_.open_requests(), 0u);
}

TEST_F(TabsTest, ASettlementThatIsNotAnnouncedIsReadFromStorage) {
  Page& third = Open();
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  ASSERT_TRUE(third.IsQueued(id));
  sender_.SendNow();
  sender_.Answer(200, R"({"success":true,"data":{"id":"p1","name":"B","version":2}})");
  // The storage events arrive, the message never does.
  while (!third.inbox.empty() && third.inbox.front().source == TabNews::Source::kStorageKey) {
    third.DeliverOne();
  }
  EXPECT_TRUE(third.IsQueued(id));
  third.RunTimer(Timer::kCatchUp);
  EXPECT_FALSE(third.IsQueued(id));
  EXPECT_EQ(third.sink.Last<SettledEvent>().status, MutationStatus::kSynced);
}

TEST_F(TabsTest, EveryTabReadsAgainWhatANewLeaderHasFound) {
  Page& third = Open();
  const MutationId id = sender_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  sender_.SendNow();
  sender_.Answer(200, R"({"success":true,"data":{"id":"p1","name":"B","version":2}})");
  other_.inbox.clear();
  third.inbox.clear();
  world_.ClosePage(sender_);
  Share();
  EXPECT_FALSE(other_.IsQueued(id));
  EXPECT_FALSE(third.IsQueued(id));
}

// ---- 5.4

TEST_F(TabsTest, WhatStorageRefusedIsKeptByTheTabsThatReceivedIt) {
  world_.storage.SetQuota(world_.disk.bytes());
  const Result<Receipt> receipt = other_.TryRaw("POST", kPatients, RecordText(TempId(1)));
  ASSERT_TRUE(receipt.ok());
  EXPECT_FALSE(receipt->durable);
  Share();
  world_.ClosePage(other_);
  ASSERT_TRUE(sender_.IsQueued(receipt->id));
  world_.storage.SetQuota(std::nullopt);
  sender_.Create(kPatients, TempId(2), RecordText(TempId(2)));
  EXPECT_TRUE(IsStored(sender_, receipt->id));
}

TEST_F(TabsTest, AttemptsAndOutcomesFindRoomInAFullStorage) {
  const MutationId id = sender_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  world_.storage.SetQuota(world_.disk.bytes());
  sender_.SendNow();
  EXPECT_TRUE(sender_.snapshot().durable);
  EXPECT_TRUE(world_.Reload(sender_).Queued(id).progress.possibly_sent);
}

TEST_F(TabsTest, NewWorkLeavesTheReserveAlone) {
  const std::string key(kReserveKey);
  ASSERT_EQ(world_.disk.values().at(key).size(), tuning::kReserve);
  world_.storage.SetQuota(world_.disk.bytes());
  const Result<Receipt> receipt = sender_.TryRaw("POST", kPatients, RecordText(TempId(1)));
  ASSERT_TRUE(receipt.ok());
  EXPECT_FALSE(receipt->durable);
  EXPECT_EQ(world_.disk.values().at(key).size(), tuning::kReserve);
}

TEST_F(TabsTest, NewWorkWaitsUntilTheReserveIsWholeAgain) {
  const MutationId first = sender_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  world_.storage.SetQuota(world_.disk.bytes());
  sender_.SendNow();
  ASSERT_EQ(world_.disk.values().at(std::string(kReserveKey)), "");
  const Result<Receipt> receipt = sender_.TryRaw("POST", kPatients, RecordText(TempId(1)));
  ASSERT_TRUE(receipt.ok());
  EXPECT_FALSE(receipt->durable);
  world_.storage.SetQuota(std::nullopt);
  ASSERT_FALSE(sender_.Discard(first).ok());  // it is being sent; but the turn finds room
  EXPECT_TRUE(sender_.snapshot().durable);
  EXPECT_EQ(world_.disk.values().at(std::string(kReserveKey)).size(), tuning::kReserve);
}

TEST_F(TabsTest, TheReserveIsSetAsideAgain) {
  const std::string key(kReserveKey);
  const MutationId id = sender_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  world_.storage.SetQuota(world_.disk.bytes());
  sender_.SendNow();
  EXPECT_EQ(world_.disk.values().at(key), "");
  world_.storage.SetQuota(std::nullopt);
  sender_.Answer(200, R"({"success":true,"data":{"id":"p1","name":"B","version":2}})");
  sender_.RunTimer(Timer::kProjection);
  EXPECT_FALSE(sender_.IsQueued(id));
  EXPECT_EQ(world_.disk.values().at(key).size(), tuning::kReserve);
}

TEST_F(TabsTest, ARetryThatFindsNoRoomAtAllLosesNothingWhenThePageDies) {
  const MutationId first = sender_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  const MutationId second = sender_.Update(kPatients, "p1", R"({"phone":"2"})");
  sender_.SendNow();
  sender_.Answer(422, kRefusal);
  FillStorage();
  const std::string longer(2'000, 'x');
  ASSERT_TRUE(sender_.Retry(first, R"({"name":")" + longer + "\"}").ok());
  EXPECT_FALSE(sender_.snapshot().durable);
  Page& later = world_.Reload(sender_);
  EXPECT_TRUE(later.IsQueued(first));
  EXPECT_TRUE(later.IsQueued(second));
}

TEST_F(TabsTest, TheNextPersonFindsRoomInAFullStorage) {
  sender_.SetUser("anna", "clinic");
  sender_.Logout();
  FillStorage();
  sender_.SetUser("bea", "clinic");
  EXPECT_EQ(Open().snapshot().user.id, "bea");
}

}  // namespace
}  // namespace synchrone::tabs_test
