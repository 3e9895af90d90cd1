// Late messages: decisions on what is over, two decisions at once, and messages from before a
// page was frozen (6.1, 6.2).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "core/engine/tabs/tab_message.h"
#include "core/journal/format/key_schema.h"
#include "core/journal/format/record_codec.h"
#include "tests/support/two_tabs.h"

namespace synchrone::stale_messages_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr char kVisits[] = "/api/v1/visits";
constexpr char kOrders[] = "https://partner.example/orders";
constexpr char kBase[] = R"({"id":"p1","name":"A","version":1})";
constexpr char kSaved[] = R"({"success":true,"data":{"id":"p1","name":"B","version":2}})";
constexpr char kRefusal[] = R"({"success":false,"error":{"code":"RULE","message":"No"}})";

class StaleMessageTest : public TwoTabs {
 protected:
  // Refused, and both tabs know.
  MutationId Refused() {
    const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
    // It is not the last of its record, so a retry gives it a new place.
    other_.Update(kPatients, "p1", R"({"phone":"2"})");
    Share();
    leader_.SendNow();
    leader_.Answer(422, kRefusal);
    Share();
    return id;
  }
  std::vector<std::string> Places() { return world_.disk.ValuesOf(":m:"); }
};

TEST_F(StaleMessageTest, AMessageThatComesLateChangesNothingOfWhatIsRecorded) {
  const MutationId id = Refused();
  TabMessage late;
  late.scope = "-/-";
  late.announced_ms = world_.clock.now_ms();
  Progress former = other_.Queued(id).progress;
  former.status = MutationStatus::kPending;
  former.park = ParkKind::kNone;
  late.changes = {Advanced{other_.Queued(id).sequence(), former}};
  other_.engine().OnTabMessage(EncodeTabMessage(late));
  EXPECT_TRUE(other_.Queued(id).parked());
}

// Storage has it as it was before it was sent: a tab that took that for the newest would use the
// key for something else (3.7).
TEST_F(StaleMessageTest, AMessageCountsWhereStorageHadNoRoomForItsAttempt) {
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  FillStorage();
  leader_.SendNow();
  Share();
  ASSERT_EQ(world_.disk.ValuesOf(":s:").size(), 0u);
  EXPECT_EQ(other_.Queued(id).progress, leader_.Queued(id).progress);
  EXPECT_EQ(other_.Queued(id).progress.attempts, 1);
}

// 5.4: storage had no room for the record of the attempt, and a message reported it.
TEST_F(StaleMessageTest, AnAttemptThatIsNotRecordedIsKnownAllTheSame) {
  const MutationId id = leader_.TryRaw("POST", "https://partner.example/orders", "{}")->id;
  Share();
  leader_.SendNow();
  leader_.Answer(422, R"({"success":false,"error":{"code":"RULE","message":"No"}})");
  Share();
  ASSERT_TRUE(leader_.Retry(id, R"({"n":2})").ok());
  Share();
  FillStorage();
  leader_.SendNow();
  ASSERT_EQ(leader_.Queued(id).progress.attempts, 2);
  Share();
  world_.ClosePage(leader_);
  Share();
  EXPECT_EQ(other_.Queued(id).progress.attempts, 2);
  EXPECT_TRUE(other_.Queued(id).progress.possibly_sent);
  other_.SendNow();
  EXPECT_EQ(other_.open_requests(), 0u);  // it is asked about first
}

TEST_F(StaleMessageTest, ADecisionOnAnOlderAttemptKeepsTheNewerOne) {
  const MutationId id = leader_.TryRaw("POST", "https://partner.example/orders", "{}")->id;
  Share();
  leader_.SendNow();
  Share();
  Progress decided;  // another tab knew of no attempt, and wrote over its record
  decided.kept_offline = true;
  NoteStep(decided, world_.clock.now_ms(), "keepOffline");
  const std::string key = SequenceKey(User{}, RecordKind::kProgress, other_.Queued(id).sequence());
  ASSERT_TRUE(world_.disk.Put(key, EncodeProgressRecord(UnsettledRecord(decided)), "").ok());
  world_.ClosePage(leader_);
  Share();
  EXPECT_TRUE(other_.Queued(id).progress.kept_offline);
  EXPECT_EQ(other_.Queued(id).progress.attempts, 1);
  EXPECT_TRUE(other_.Queued(id).progress.possibly_sent);
}

TEST_F(StaleMessageTest, AMessageCountsWhereStorageHadNoRoomForItsSteps) {
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  TabMessage message;
  message.scope = "-/-";
  message.from_leader = true;
  message.announced_ms = world_.clock.now_ms();
  Progress refused = other_.Queued(id).progress;
  refused.status = MutationStatus::kError;
  refused.park = ParkKind::kRefused;
  refused.steps.push_back({message.announced_ms, "HTTP 422"});
  message.changes = {Advanced{other_.Queued(id).sequence(), refused}};
  other_.engine().OnTabMessage(EncodeTabMessage(message));
  EXPECT_TRUE(other_.Queued(id).parked());
}

TEST_F(StaleMessageTest, ARecordOfWhatIsSettledGoesAndItsSettlementIsRecordedAgain) {
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  const std::map<std::string, std::string> before = world_.disk.values();
  leader_.SendNow();
  leader_.Answer(200, kSaved);
  Share();
  ASSERT_FALSE(leader_.IsQueued(id));
  // Evicted for other work; then a tab that was frozen records the mutation again.
  const std::map<std::string, std::string> after = world_.disk.values();
  for (const auto& [key, text] : after) {
    if (key.find(":h:") == std::string::npos) continue;
    ASSERT_TRUE(world_.disk.Remove(key).ok());
  }
  std::string record;
  for (const auto& [key, text] : before) {
    if (key.find(":m:") == std::string::npos) continue;
    record = key;
    ASSERT_TRUE(world_.disk.Put(key, text, "").ok());
  }
  leader_.engine().OnStorageKey(record);
  Page& third = Open();
  EXPECT_FALSE(third.IsQueued(id));
  EXPECT_EQ(world_.disk.ValuesOf(":m:").size(), 0u);
  EXPECT_EQ(world_.disk.ValuesOf(":h:").size(), 1u);
}

TEST_F(StaleMessageTest, WhatIsSettledCannotBeDecidedOn) {
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  leader_.SendNow();
  leader_.Answer(200, kSaved);
  ASSERT_TRUE(other_.IsQueued(id));
  EXPECT_EQ(other_.Discard(id).code(), ErrorCode::kUnknownMutation);
  EXPECT_EQ(other_.sink.Last<SettledEvent>().status, MutationStatus::kSynced);
}

TEST_F(StaleMessageTest, ADecisionLeavesAloneWhatTheLeaderHasRecordedOfOthers) {
  const MutationId first = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  const MutationId second = other_.Update(kPatients, "p1", R"({"phone":"2"})");
  Share();
  leader_.SendNow();
  leader_.Answer(405, "");  // the API has no PATCH
  leader_.SendNow();
  leader_.Answer(200, kSaved);
  leader_.SendNow();
  ASSERT_EQ(leader_.OpenRequest().method, Method::kPut);
  ASSERT_FALSE(other_.Discard(first).ok());
  EXPECT_EQ(world_.Reload(other_).Queued(second).mutation.method, Method::kPut);
}

TEST_F(StaleMessageTest, OfTwoRetriesAtOnceOneIsSent) {
  const MutationId id = Refused();
  leader_.SendNow();
  leader_.Answer(200, kSaved);  // what came after it
  Share();
  // No record says so to the other one, and no message does yet.
  FillStorage();
  other_.Update(kPatients, "p1", R"({"phone":"3"})");
  Share();
  ASSERT_TRUE(leader_.Retry(id, R"({"name":"said by the one"})").ok());
  // It reads what is recorded before it decides: the mutation is on its way.
  EXPECT_FALSE(other_.Retry(id, R"({"name":"said by the other"})").ok());
  world_.storage.SetQuota(std::nullopt);
  Share();
  EXPECT_EQ(leader_.Queued(id).sequence(), other_.Queued(id).sequence());
  EXPECT_EQ(leader_.Queued(id).mutation.data, other_.Queued(id).mutation.data);
  Page& third = Open();
  EXPECT_EQ(third.Queued(id).mutation.data, leader_.Queued(id).mutation.data);
}

TEST_F(StaleMessageTest, WhatComesBackToItsOwnTabIsRemoved) {
  const MutationId id = leader_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  const auto record = *world_.disk.values().lower_bound("synchrone:1:-/-:m:");
  Share();
  leader_.SendNow();
  leader_.Answer(201, R"({"success":true,"data":{"id":"p7"}})");
  Share();
  ASSERT_TRUE(Places().empty());
  ASSERT_TRUE(other_.storage().Put(record.first, record.second, "").ok());
  leader_.engine().OnStorageKey(record.first);
  EXPECT_TRUE(Places().empty());
  EXPECT_FALSE(leader_.IsQueued(id));
}

TEST_F(StaleMessageTest, WhatAFormerLeaderAnnouncedAndNeverRecordedIsAskedAbout) {
  FillStorage();
  const Result<Receipt> receipt = leader_.TryRaw("POST", kOrders, RecordText(TempId(1)));
  ASSERT_TRUE(receipt.ok());
  ASSERT_FALSE(receipt->durable);
  leader_.engine().FlushOutbox();
  // It sends it, and is gone with its own copy and every trace of it.
  const std::deque<TabNotice> late = std::exchange(other_.inbox, {});
  world_.ClosePage(leader_);
  world_.storage.SetQuota(std::nullopt);
  Share();
  other_.inbox = late;
  Share();
  other_.SendNow();
  EXPECT_EQ(other_.open_requests(), 0u);
  EXPECT_EQ(other_.Withdraw(receipt->id).code(), ErrorCode::kNotAllowedNow);
  world_.Advance(tuning::kRequestLife_ms);
  other_.SendNow();
  other_.AnswerQuestion(VerifyResult::kUnknown);
  EXPECT_EQ(other_.Queued(receipt->id).progress.park, ParkKind::kUncertain);
}

// The leader may have merged other changes into it: a key that counts names another request then.
TEST_F(StaleMessageTest, WhatLeftWithoutATraceIsLookedUpAlsoWhereKeysCount) {
  for (Page* page : {&leader_, &other_}) {
    page->Configure(kPatients, R"({"idempotencyHeader":true})");
  }
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  leader_.SendNow();
  const std::string key = leader_.OpenRequest().idempotency_key;
  leader_.Answer(200, kSaved);
  // Its settlement is evicted, and no message of it arrives.
  const std::map<std::string, std::string> stored = world_.disk.values();
  for (const auto& [name, text] : stored) {
    if (name.find(":h:") != std::string::npos) {
      ASSERT_TRUE(world_.disk.Remove(name).ok());
    }
  }
  other_.inbox.clear();
  world_.ClosePage(leader_);
  other_.inbox.clear();
  Share();
  world_.Advance(tuning::kRequestLife_ms);
  other_.SendNow();
  EXPECT_EQ(other_.open_requests(), 0u);
  other_.AnswerQuestion(VerifyResult::kAbsent);
  other_.SendNow();
  ASSERT_TRUE(other_.IsQueued(id));
  EXPECT_NE(other_.OpenRequest().idempotency_key, key);
}

TEST_F(StaleMessageTest, ClearingDiscardsEverythingAlsoWhenSomethingWasSettledMeanwhile) {
  const MutationId saved = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  const MutationId waiting = other_.Create(kVisits, TempId(1), RecordText(TempId(1)));
  Share();
  leader_.SendNow();
  leader_.AnswerTo(saved, JsonAnswer(200, kSaved));
  leader_.AnswerTo(waiting, JsonAnswer(503));
  other_.engine().Clear();
  EXPECT_FALSE(other_.IsQueued(waiting));
  EXPECT_TRUE(Places().empty());
  Share();
  EXPECT_FALSE(leader_.IsQueued(waiting));
}

TEST_F(StaleMessageTest, WhatADyingTabDiscardedWhileItWasSentIsGoneAfterTheAnswer) {
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  leader_.SendNow();
  ASSERT_TRUE(other_.Discard(id).ok());
  leader_.inbox.clear();  // its message never comes, but storage events do
  world_.ClosePage(other_);
  leader_.engine().OnStorageKey("synchrone:1:-/-:m:tab2:1");
  world_.Advance(tuning::kUnannounced_ms);
  EXPECT_TRUE(leader_.IsQueued(id));
  leader_.Answer(422, kRefusal);
  EXPECT_FALSE(leader_.IsQueued(id));
}

// An update that storage refused in `other_`, and that the leader has tried and a person has
// changed. It refers to a record that has another name by now.
class InMemoryAloneTest : public StaleMessageTest {
 protected:
  InMemoryAloneTest() {
    leader_.Create(kVisits, TempId(5), RecordText(TempId(5)));
    Share();
    FillStorage();
    const std::string first = R"({"name":"first","visit":")" + TempId(5) + R"("})";
    id_ = other_.TryRaw("PATCH", "/api/v1/patients/p1", first)->id;
    other_.engine().FlushOutbox();
    received_ = leader_.inbox;
    Share();
    world_.storage.SetQuota(std::nullopt);
    leader_.SendNow();
    leader_.Answer(201, R"({"success":true,"data":{"id":"v5"}})");
    leader_.SendNow();
    leader_.Answer(422, kRefusal);
    EXPECT_TRUE(leader_.Retry(id_, R"({"name":"second"})").ok());
  }
  bool IsStoredAsSecond() {
    return Places().size() == 1 && Places().front().find("second") != std::string::npos;
  }

  MutationId id_;
  std::deque<TabNotice> received_;
};

TEST_F(InMemoryAloneTest, ALateAnnouncementTakesNothingBack) {
  leader_.inbox = received_;
  while (leader_.DeliverOne()) {
  }
  EXPECT_TRUE(IsStoredAsSecond());
}

TEST_F(InMemoryAloneTest, ItsTabLeavesAloneWhatOthersHaveRecorded) {
  other_.engine().Process();  // a turn in which there is room
  EXPECT_TRUE(other_.snapshot().durable);
  EXPECT_TRUE(IsStoredAsSecond());
  Share();
  EXPECT_EQ(other_.Queued(id_).mutation.data, R"({"name":"second"})");
}

TEST_F(StaleMessageTest, AnAnswerAfterAFreezeBringsNothingBack) {
  other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  const MutationId second = other_.Update(kPatients, "p1", R"({"phone":"2"})");
  Share();
  leader_.SendNow();
  ASSERT_TRUE(other_.Discard(second).ok());
  leader_.inbox.clear();  // it learns of nothing before the answer
  world_.clock.Advance(tuning::kStaleMessage_ms + 1);
  leader_.Answer(200, kSaved);
  EXPECT_FALSE(leader_.IsQueued(second));
  EXPECT_TRUE(Places().empty());
}

}  // namespace
}  // namespace synchrone::stale_messages_test
