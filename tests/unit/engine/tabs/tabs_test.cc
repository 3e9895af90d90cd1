// Messages between tabs, what storage says where there were none (6.2), and the room that is
// kept for settling (5.4).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "core/journal/format/key_schema.h"
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
  leader_.SendNow();
  ASSERT_TRUE(other_.Discard(id).ok());
  Share();
  EXPECT_TRUE(leader_.IsQueued(id));
  leader_.Answer(422, kRefusal);
  EXPECT_FALSE(leader_.IsQueued(id));
  Share();
  EXPECT_FALSE(other_.IsQueued(id));
  EXPECT_EQ(leader_.sink.Last<SettledEvent>().status, MutationStatus::kRolledBack);
}

// 3.5a
TEST_F(TabsTest, WhatAnotherTabTookForARecordThatGotNoNameIsParked) {
  const std::string temp = TempId(1);
  leader_.Create(kPatients, temp, RecordText(temp));
  Share();
  leader_.SendNow();
  leader_.Answer(201);
  const MutationId id = other_.Update(kPatients, temp, R"({"name":"B"})");
  Share();
  leader_.SendNow();
  EXPECT_EQ(leader_.Queued(id).progress.park, ParkKind::kDependency);
  Share();
  EXPECT_EQ(other_.Queued(id).progress.error_code, "MISSING_SERVER_ID");
  EXPECT_EQ(leader_.transport.sent.size(), 1u);
}

TEST_F(TabsTest, ADecisionElsewhereKnowsOfTheAttemptThatWasNotAnnouncedYet) {
  const MutationId id = other_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  Share();
  leader_.SendNow();
  leader_.Fail(TransportFailure::kNetwork);
  ASSERT_TRUE(other_.KeepOffline(id).ok());
  const Progress& progress = other_.Queued(id).progress;
  EXPECT_TRUE(progress.possibly_sent);
  EXPECT_EQ(progress.generation, 1);
}

TEST_F(TabsTest, ALateMessageOfAFormerLeaderDoesNotSendAgainWhatIsUncertain) {
  const MutationId id = leader_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  Share();
  leader_.SendNow();
  leader_.engine().FlushOutbox();
  const std::deque<TabNotice> late = std::exchange(other_.inbox, {});
  world_.ClosePage(leader_);
  Share();
  world_.Advance(tuning::kRequestLife_ms);
  other_.SendNow();
  other_.AnswerQuestion(VerifyResult::kUnknown);
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
  leader_.SendNow();
  leader_.Answer(200, R"({"success":true,"data":{"id":"p1","name":"B","version":2}})");
  // The storage events arrive, the message never does.
  while (!third.inbox.empty() && third.inbox.front().source == TabNotice::Source::kStorageKey) {
    third.DeliverOne();
  }
  EXPECT_TRUE(third.IsQueued(id));
  third.RunTimer(Timer::kCatchUp);
  EXPECT_FALSE(third.IsQueued(id));
  EXPECT_EQ(third.sink.Last<SettledEvent>().status, MutationStatus::kSynced);
}

TEST_F(TabsTest, EveryTabReadsAgainWhatANewLeaderHasFound) {
  Page& third = Open();
  const MutationId id = leader_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  leader_.SendNow();
  leader_.Answer(200, R"({"success":true,"data":{"id":"p1","name":"B","version":2}})");
  other_.inbox.clear();
  third.inbox.clear();
  world_.ClosePage(leader_);
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
  ASSERT_TRUE(leader_.IsQueued(receipt->id));
  world_.storage.SetQuota(std::nullopt);
  leader_.Create(kPatients, TempId(2), RecordText(TempId(2)));
  EXPECT_TRUE(IsStored(leader_, receipt->id));
}

// A decision of the leader, which dies before there is room; its message comes after the takeover.
TEST_F(TabsTest, ADecisionThatStorageRefusedIsRecordedByTheNextLeader) {
  leader_.engine().SetOfflineMode(true);
  const MutationId id = leader_.Update(kPatients, "p1", R"({"a":1})");
  Share();
  FillStorage();
  ASSERT_TRUE(leader_.KeepOffline(id).ok());
  leader_.engine().FlushOutbox();
  world_.ClosePage(leader_);
  world_.storage.SetQuota(std::nullopt);
  Share();
  ASSERT_TRUE(other_.snapshot().sender);
  EXPECT_TRUE(other_.Queued(id).progress.kept_offline);
  EXPECT_TRUE(Open().Queued(id).progress.kept_offline);
}

TEST_F(TabsTest, AttemptsAndOutcomesFindRoomInAFullStorage) {
  const MutationId id = leader_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  world_.storage.SetQuota(world_.disk.bytes());
  leader_.SendNow();
  EXPECT_TRUE(leader_.snapshot().durable);
  EXPECT_TRUE(world_.Reload(leader_).Queued(id).progress.possibly_sent);
}

TEST_F(TabsTest, NewWorkLeavesTheReserveAlone) {
  const std::string key(kReserveKey);
  ASSERT_EQ(world_.disk.values().at(key).size(), tuning::kReserve);
  world_.storage.SetQuota(world_.disk.bytes());
  const Result<Receipt> receipt = leader_.TryRaw("POST", kPatients, RecordText(TempId(1)));
  ASSERT_TRUE(receipt.ok());
  EXPECT_FALSE(receipt->durable);
  EXPECT_EQ(world_.disk.values().at(key).size(), tuning::kReserve);
}

TEST_F(TabsTest, NewWorkWaitsUntilTheReserveIsWholeAgain) {
  const MutationId first = leader_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  world_.storage.SetQuota(world_.disk.bytes());
  leader_.SendNow();
  ASSERT_EQ(world_.disk.values().at(std::string(kReserveKey)), "");
  const Result<Receipt> receipt = leader_.TryRaw("POST", kPatients, RecordText(TempId(1)));
  ASSERT_TRUE(receipt.ok());
  EXPECT_FALSE(receipt->durable);
  world_.storage.SetQuota(std::nullopt);
  ASSERT_FALSE(leader_.Discard(first).ok());  // it is being sent; but the turn finds room
  EXPECT_TRUE(leader_.snapshot().durable);
  EXPECT_EQ(world_.disk.values().at(std::string(kReserveKey)).size(), tuning::kReserve);
}

TEST_F(TabsTest, TheReserveIsSetAsideAgain) {
  const std::string key(kReserveKey);
  const MutationId id = leader_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  world_.storage.SetQuota(world_.disk.bytes());
  leader_.SendNow();
  EXPECT_EQ(world_.disk.values().at(key), "");
  world_.storage.SetQuota(std::nullopt);
  leader_.Answer(200, R"({"success":true,"data":{"id":"p1","name":"B","version":2}})");
  leader_.RunTimer(Timer::kProjection);
  EXPECT_FALSE(leader_.IsQueued(id));
  EXPECT_EQ(world_.disk.values().at(key).size(), tuning::kReserve);
}

TEST_F(TabsTest, ARetryThatFindsNoRoomAtAllLosesNothingWhenThePageDies) {
  const MutationId first = leader_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  const MutationId second = leader_.Update(kPatients, "p1", R"({"phone":"2"})");
  leader_.SendNow();
  leader_.Answer(422, kRefusal);
  FillStorage();
  const std::string longer(2'000, 'x');
  ASSERT_TRUE(leader_.Retry(first, R"({"name":")" + longer + "\"}").ok());
  EXPECT_FALSE(leader_.snapshot().durable);
  Page& later = world_.Reload(leader_);
  EXPECT_TRUE(later.IsQueued(first));
  EXPECT_TRUE(later.IsQueued(second));
}

TEST_F(TabsTest, TheNextPersonFindsRoomInAFullStorage) {
  leader_.SetUser("anna", "clinic");
  leader_.Logout();
  FillStorage();
  leader_.SetUser("bea", "clinic");
  EXPECT_EQ(Open().snapshot().user.id, "bea");
}

}  // namespace
}  // namespace synchrone::tabs_test
