// A tab that takes over uses what the former leader recorded, not its messages
// (6.1, 6.2).
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "core/journal/format/key_schema.h"
#include "tests/support/world.h"

namespace synchrone::takeover_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr char kAppointments[] = "/api/v1/appointments";
constexpr char kBase[] = R"({"id":"p1","name":"A","version":1})";

class TakeoverTest : public testing::Test {
 protected:
  // What is queued so far is known in both tabs.
  void Share() {
    while (world_.locks.GrantNext()) {
    }
    for (Page* page : {&leader_, &other_}) page->engine().FlushOutbox();
    while (leader_.DeliverOne() || other_.DeliverOne()) {
    }
  }
  // The leader dies; the other tab has learned nothing of what it did since.
  void Die() {
    other_.inbox.clear();
    world_.ClosePage(leader_);
    while (world_.locks.GrantNext()) {
    }
    other_.SendNow();
  }

  World world_{Pumping::kByHand};
  Page& leader_ = world_.OpenPage();
  Page& other_ = world_.OpenPage();
};

TEST_F(TakeoverTest, WhatWasConfirmedIsNotSentAgain) {
  Share();
  const MutationId id = leader_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  ASSERT_TRUE(other_.IsQueued(id));
  leader_.SendNow();
  leader_.Answer(200, R"({"success":true,"data":{"id":"p1","name":"B","version":2}})");
  Die();
  EXPECT_FALSE(other_.IsQueued(id));
  EXPECT_EQ(other_.open_requests(), 0u);
  EXPECT_EQ(other_.sink.Last<SettledEvent>().status, MutationStatus::kSynced);
  EXPECT_EQ(other_.sink.Last<ReadNeededEvent>().entity.id, EntityId("p1"));
}

// What was sent has no version, and others may have changed the record before this tab learns of
// it.
TEST_F(TakeoverTest, ARecordThatWasMadeUnheardIsRead) {
  Share();
  const MutationId id = other_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  Share();
  leader_.SendNow();
  leader_.Answer(201, R"({"success":true,"data":{"id":"p7","name":"B","version":1}})");
  Die();
  EXPECT_FALSE(other_.IsQueued(id));
  EXPECT_EQ(other_.sink.Count<ReadNeededEvent>(), 1);
  EXPECT_EQ(other_.sink.Last<ReadNeededEvent>().entity.id, EntityId("p7"));
}

TEST_F(TakeoverTest, WhatWasRefusedWaitsForAPersonHereToo) {
  Share();
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  leader_.SendNow();
  leader_.Answer(422, R"({"success":false,"error":{"code":"RULE","message":"No"}})");
  Die();
  EXPECT_EQ(other_.Queued(id).progress.park, ParkKind::kRefused);
  EXPECT_EQ(other_.sink.Count<ParkedEvent>(), 1);
  EXPECT_EQ(other_.open_requests(), 0u);
}

TEST_F(TakeoverTest, WhatRefersToARecordThatWasMadeGetsItsId) {
  Share();
  leader_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  other_.Create(kAppointments, TempId(2),
                RecordText(TempId(2), R"({"patientId":")" + TempId(1) + R"("})"));
  Share();
  leader_.SendNow();
  leader_.Answer(201, R"({"success":true,"data":{"id":"p7"}})");
  Die();
  ASSERT_EQ(other_.open_requests(), 1u);
  EXPECT_EQ(other_.OpenRequest().url, kAppointments);
  EXPECT_EQ(other_.OpenRequest().body, RecordText(TempId(2), R"({"patientId":"p7"})"));
}

// BEHAVIOUR 3.5: also where the tab that received the answer died before it announced it.
TEST_F(TakeoverTest, WhatRefersToARecordGetsItsIdAsTheServerWritesIt) {
  Share();
  leader_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  Share();
  leader_.SendNow();
  leader_.Answer(201, R"({"success":true,"data":{"id":101}})");
  Die();
  other_.Create(kAppointments, TempId(2),
                RecordText(TempId(2), R"({"patientId":")" + TempId(1) + R"("})"));
  other_.SendNow();
  ASSERT_EQ(other_.open_requests(), 1u);
  EXPECT_EQ(other_.OpenRequest().body, RecordText(TempId(2), R"({"patientId":101})"));
}

TEST_F(TakeoverTest, WhatWasRetriedWithOtherContentsGoesOutAsItIsNow) {
  Share();
  const MutationId first = leader_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  leader_.Update(kPatients, "p1", R"({"phone":"1"})");
  leader_.SendNow();
  leader_.Answer(422);
  Share();
  ASSERT_TRUE(leader_.Retry(first, R"({"name":"C"})").ok());
  Die();
  ASSERT_EQ(other_.open_requests(), 1u);
  EXPECT_EQ(other_.OpenRequest().body, R"({"phone":"1"})");
  other_.Answer(200);
  other_.SendNow();
  EXPECT_EQ(other_.OpenRequest().body, R"({"name":"C"})");
}

TEST_F(TakeoverTest, WhatWasDiscardedIsGone) {
  Share();
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  ASSERT_TRUE(leader_.Discard(id).ok());
  Die();
  EXPECT_FALSE(other_.IsQueued(id));
  EXPECT_EQ(other_.sink.Last<SettledEvent>().status, MutationStatus::kRolledBack);
  EXPECT_EQ(other_.open_requests(), 0u);
}

TEST_F(TakeoverTest, WhatIsInMemoryAloneIsKept) {
  Share();
  world_.storage.DenyWrites(true);
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Die();
  EXPECT_TRUE(other_.IsQueued(id));
  EXPECT_EQ(other_.open_requests(), 1u);
}

TEST_F(TakeoverTest, WhatIsKnownHereOutlivesItsRecord) {
  for (const std::string& left : {std::string("damaged"), std::string()}) {
    World world;
    Page& leader = world.OpenPage();
    Page& other = world.OpenPage();
    const MutationId id = other.Update(kPatients, "p1", R"({"name":"B"})", kBase);
    const std::string key = SequenceKey(User{}, RecordKind::kMutation, other.Queued(id).sequence());
    ASSERT_TRUE(world.disk.values().contains(key));
    if (left.empty()) {  // the storage was cleared
      const std::vector<std::string> all = world.disk.Keys("").value();
      for (const std::string& one : all) ASSERT_TRUE(world.disk.Remove(one).ok());
    } else {
      ASSERT_TRUE(world.disk.Put(key, left, "").ok());
    }
    world.ClosePage(leader);
    EXPECT_TRUE(other.IsQueued(id));
    EXPECT_TRUE(world.Reload(other).IsQueued(id)) << "it is not recorded again";
  }
}

// Its history was evicted, so the successor has recorded it again and a new tab has read it.
TEST_F(TakeoverTest, WhatIsConfirmedLateAndRecordedNoMoreIsAnnouncedAgain) {
  Share();
  const MutationId id = leader_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  leader_.SendNow();
  leader_.Answer(200, R"({"success":true,"data":{"id":"p1","name":"B","version":2}})");
  leader_.engine().FlushOutbox();
  const std::vector<std::string> keys = world_.disk.Keys("").value();
  for (const std::string& key : keys) {
    if (key.find(":h:") == std::string::npos) continue;
    ASSERT_TRUE(world_.disk.Remove(key).ok());
  }
  world_.ClosePage(leader_);
  while (world_.locks.GrantNext()) {
  }
  Page& later = world_.OpenPage();
  ASSERT_TRUE(later.IsQueued(id));
  while (other_.DeliverOne()) {
  }
  EXPECT_FALSE(other_.IsQueued(id));
  other_.engine().FlushOutbox();
  while (later.DeliverOne()) {
  }
  EXPECT_FALSE(later.IsQueued(id));
  EXPECT_EQ(later.sink.Last<SettledEvent>().status, MutationStatus::kSynced);
}

// ---- 10: lastSyncedAt

TEST_F(TakeoverTest, TheTimeOfTheLastSynchronisationIsKnownEverywhere) {
  Share();
  other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  leader_.SendNow();
  leader_.Answer(200, R"({"id":"p1","name":"B"})");
  Share();
  const std::optional<int64_t> at_ms = leader_.snapshot().last_synced_ms;
  ASSERT_TRUE(at_ms.has_value());
  EXPECT_TRUE(other_.snapshot().last_synced_ms.has_value());
  EXPECT_EQ(world_.Reload(other_).snapshot().last_synced_ms, at_ms);
}

// ---- 2.4: isPending is false where all are settled or parked

TEST_F(TakeoverTest, ARecoveredParkedMutationSaysThatItIsParked) {
  Share();
  const MutationId id = leader_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  leader_.SendNow();
  leader_.Answer(422, R"({"success":false,"error":{"code":"RULE","message":"No"}})");
  Page& later = world_.Reload(leader_);
  ASSERT_TRUE(later.Queued(id).parked());
  EXPECT_EQ(later.sink.Last<ProgressEvent>().status, MutationStatus::kError);
}

// ---- 6.1: the lock was taken away

TEST(StolenLockTest, WhatTheFormerLeaderSentIsItsSuccessorsToAskFor) {
  World world;
  Page& page = world.OpenPage();
  page.Configure("/api/v1/patients", R"({"idempotencyHeader":true})");
  const MutationId id = page.Create("/api/v1/patients", TempId(1), RecordText(TempId(1)));
  page.SendNow();
  const Request sent = page.OpenRequest();
  page.engine().OnLeadership(false);
  EXPECT_EQ(page.snapshot().sending, 0);
  EXPECT_FALSE(page.snapshot().sender);
  page.engine().OnResponse(sent.attempt, JsonAnswer(201, R"({"id":"p1"})"));
  EXPECT_TRUE(page.Queued(id).pending());
  page.engine().OnLeadership(true);
  page.SendNow();
  ASSERT_EQ(page.transport.sent.size(), 2u);
  EXPECT_EQ(page.transport.sent.back().idempotency_key, sent.idempotency_key);
}

constexpr char kOrders[] = "https://partner.example/orders";

// 6.1: what a former leader has recorded may still be on its way, and no key makes a second one
// harmless.
class RequestsOfADeadLeaderTest : public testing::Test {
 protected:
  RequestsOfADeadLeaderTest() : first_(OpenPage()), second_(OpenPage()) {}
  Page& OpenPage() {
    PageOptions options;
    options.origins = {"https://partner.example"};
    return clinic_.OpenPage(options);
  }
  // The first tab sends its change and dies `ms` later.
  void SendAndDie(int64_t ms) {
    first_.SendNow();
    ASSERT_EQ(first_.open_requests(), 1u);
    clinic_.Advance(ms);
    clinic_.ClosePage(first_);
  }

  World clinic_;
  Page& first_;
  Page& second_;
};

TEST_F(RequestsOfADeadLeaderTest, ArriveBeforeTheSameIsSentAgain) {
  first_.Configure(kOrders, R"({"method":"PUT","putBody":"changes"})");
  second_.Configure(kOrders, R"({"method":"PUT","putBody":"changes"})");
  const MutationId id = first_.Update(kOrders, "o1", R"({"n":1})");
  SendAndDie(10'000);
  clinic_.Advance(19'000);
  EXPECT_EQ(second_.open_requests(), 0u);
  EXPECT_EQ(second_.engine().WaitOf(second_.Queued(id)), EntryWait::kBackoff);
  second_.engine().Process();  // a person's hurry changes nothing of it
  second_.SendNow();
  EXPECT_EQ(second_.open_requests(), 0u);
  clinic_.Advance(1'000);
  second_.SendNow();
  EXPECT_EQ(second_.open_requests(), 1u);
}

TEST_F(RequestsOfADeadLeaderTest, AreAskedAboutWhenTheyHaveArrived) {
  first_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  SendAndDie(0);
  clinic_.Advance(29'999);
  EXPECT_TRUE(second_.transport.open_questions.empty());
  clinic_.Advance(1);
  second_.SendNow();
  EXPECT_EQ(second_.transport.open_questions.size(), 1u);
}

TEST_F(RequestsOfADeadLeaderTest, AreWaitedForAtMostThirtySecondsWhateverTheClockSays) {
  const MutationId id = first_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  first_.SendNow();
  clinic_.clock.Set(clinic_.clock.now_ms() - 3'600'000);
  clinic_.ClosePage(first_);
  EXPECT_TRUE(second_.Queued(id).pending());
  clinic_.Advance(30'000);
  second_.SendNow();
  EXPECT_EQ(second_.transport.open_questions.size(), 1u);
}

TEST_F(RequestsOfADeadLeaderTest, ArmNoTimerOnceTheyHaveArrived) {
  first_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  SendAndDie(0);
  second_.engine().SetPaused(true);
  clinic_.Advance(30'000);
  EXPECT_FALSE(second_.scheduler.IsArmed(Timer::kDue));
}

TEST_F(RequestsOfADeadLeaderTest, AreSentAgainAtOnceWithAKeyThatCounts) {
  second_.Configure(kPatients, R"({"idempotencyHeader":true})");
  first_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  SendAndDie(0);
  second_.SendNow();
  EXPECT_EQ(second_.open_requests(), 1u);
}

// The server may still be at work on one that failed, for as long again.
TEST_F(RequestsOfADeadLeaderTest, AreLookedUpSoonerWhereTheirFailureIsRecorded) {
  first_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  first_.SendNow();
  clinic_.Advance(4'000);
  first_.Fail(TransportFailure::kNetwork);
  clinic_.ClosePage(first_);
  clinic_.Advance(3'999);
  EXPECT_TRUE(second_.transport.open_questions.empty());
  clinic_.Advance(1);
  second_.SendNow();
  EXPECT_EQ(second_.transport.open_questions.size(), 1u);
}

TEST_F(RequestsOfADeadLeaderTest, AreWaitedForWhereOnlyAnEarlierFailureIsRecorded) {
  first_.Configure(kOrders, R"({"method":"PUT","putBody":"changes"})");
  second_.Configure(kOrders, R"({"method":"PUT","putBody":"changes"})");
  first_.Update(kOrders, "o1", R"({"n":1})");
  first_.SendNow();
  first_.Fail(TransportFailure::kNetwork);
  clinic_.Advance(5'000);
  first_.AnswerProbe(200);
  SendAndDie(0);
  clinic_.Advance(29'999);
  EXPECT_EQ(second_.open_requests(), 0u);
  clinic_.Advance(1);
  second_.SendNow();
  EXPECT_EQ(second_.open_requests(), 1u);
}

// ---- 5.5, 5.6: what comes from storage

// A storage that had lost the removal of its record.
TEST(StoredWorkTest, WhatWasSettledStaysSettledWhenItsRecordComesBack) {
  World world;
  Page& page = world.OpenPage();
  const MutationId id = page.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  const std::string key = SequenceKey(User{}, RecordKind::kMutation, page.Queued(id).sequence());
  const std::string record = world.disk.values().at(key);
  page.SendNow();
  page.Answer(200, R"({"success":true,"data":{"id":"p1","name":"B","version":2}})");
  ASSERT_FALSE(world.disk.values().contains(key));
  ASSERT_TRUE(world.disk.Put(key, record, "").ok());
  Page& later = world.Reload(page);
  EXPECT_FALSE(later.IsQueued(id));
  EXPECT_FALSE(world.disk.values().contains(key));
}

class PayloadVersionTest : public testing::Test {
 protected:
  // A page of version 2 of the application has queued something.
  PayloadVersionTest() {
    Draft draft;
    draft.kind = Kind::kCreate;
    draft.resource = Resource(kPatients);
    draft.entity = EntityId(TempId(1));
    draft.data = RecordText(TempId(1));
    draft.payload_version = 2;
    page_.Configure("", R"({"payloadVersion":2})");
    id_ = page_.Try(std::move(draft))->id;
  }

  World world_;
  Page& page_ = world_.OpenPage();
  MutationId id_;
};

TEST_F(PayloadVersionTest, APageOfAnEarlierVersionLeavesItToOthers) {
  Page& later = world_.Reload(page_);
  later.Configure("", R"({"payloadVersion":1})");
  later.SendNow();
  EXPECT_EQ(later.open_requests(), 0u);
  EXPECT_EQ(later.engine().WaitOf(later.Queued(id_)), EntryWait::kTransform);
  later.Configure("", R"({"payloadVersion":2})");
  later.SendNow();
  EXPECT_EQ(later.open_requests(), 1u);
}

TEST_F(PayloadVersionTest, AMigratedShapeIsStoredWithItsVersion) {
  page_.Configure("", R"({"payloadVersion":3})");
  const std::string data = RecordText(TempId(1), R"({"last_name":"B"})");
  ASSERT_TRUE(page_.engine().MigratePayload(id_, data, 3).ok());
  const Mutation& mutation = world_.Reload(page_).Queued(id_).mutation;
  EXPECT_EQ(mutation.data, data);
  EXPECT_EQ(mutation.payload_version, 3);
}

TEST_F(PayloadVersionTest, WhatMayHaveBeenSavedKeepsItsShape) {
  page_.SendNow();
  page_.Fail(TransportFailure::kNetwork);
  EXPECT_EQ(page_.engine().MigratePayload(id_, "{}", 3).code(), ErrorCode::kNotAllowedNow);
  EXPECT_EQ(page_.engine().MigratePayload(MutationId("no"), "{}", 3).code(),
            ErrorCode::kUnknownMutation);
}

}  // namespace
}  // namespace synchrone::takeover_test
