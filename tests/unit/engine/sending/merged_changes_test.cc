// Unsent changes of one record are merged before they are sent (BEHAVIOUR 3.9).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "core/engine/describe.h"
#include "core/journal/format/key_schema.h"
#include "tests/support/world.h"

namespace synchrone::merged_changes_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr char kVisits[] = "/api/v1/appointments";
constexpr char kBase[] = R"({"id":"p1","name":"A","phone":"1"})";

class MergedChangesTest : public testing::Test {
 protected:
  MergedChangesTest() { page_.Configure(kPatients, R"({"coalesce":true})"); }

  const SettledEvent* SettledOf(const MutationId& id) {
    const SettledEvent* found = nullptr;
    for (const Event& event : page_.sink.events) {
      const auto* settled = std::get_if<SettledEvent>(&event);
      if (settled && settled->id == id) found = settled;
    }
    return found;
  }

  World world_;
  Page& page_ = world_.OpenPage();
};

TEST_F(MergedChangesTest, ACreateTakesTheEditsThatFollowIt) {
  page_.Create(kPatients, TempId(1), RecordText(TempId(1), R"({"name":"A"})"));
  const MutationId edit = page_.Update(kPatients, TempId(1), R"({"name":"B"})");
  page_.Update(kPatients, TempId(1), R"({"phone":"2"})");
  page_.SendNow();
  ASSERT_EQ(page_.transport.sent.size(), 1u);
  EXPECT_EQ(JsonOf(page_.OpenRequest().body),
            JsonOf(RecordText(TempId(1), R"({"name":"B","phone":"2"})")));
  EXPECT_EQ(SettledOf(edit)->cause, "coalesced");
  page_.Answer(201, R"({"id":"p9","name":"B","phone":"2"})");
  EXPECT_EQ(page_.snapshot().pending, 0);
  EXPECT_EQ(page_.transport.sent.size(), 1u);
}

TEST_F(MergedChangesTest, TheLaterChangeSaysWhichOneItIsPartOfNow) {
  const MutationId first = page_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  const MutationId second = page_.Update(kPatients, "p1", R"({"name":"C"})");
  page_.SendNow();
  EXPECT_EQ(SettledOf(second)->into, first);
  EXPECT_EQ(page_.OpenRequest().body, R"({"name":"C"})");
}

TEST_F(MergedChangesTest, TheViewIsTheSameBeforeAndAfter) {
  page_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  page_.Update(kPatients, "p1", R"({"phone":"2"})");
  const std::string before = page_.View(kPatients, "p1");
  page_.SendNow();
  EXPECT_EQ(page_.View(kPatients, "p1"), before);
  EXPECT_EQ(page_.sink.Count<ReadNeededEvent>(), 0);
}

TEST_F(MergedChangesTest, ADeleteTakesThePlaceOfTheEditsBeforeIt) {
  const MutationId edit = page_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  const MutationId gone = page_.Delete(kPatients, "p1");
  page_.SendNow();
  ASSERT_EQ(page_.transport.sent.size(), 1u);
  EXPECT_EQ(page_.OpenRequest().method, Method::kDelete);
  EXPECT_EQ(SettledOf(edit)->into, gone);
}

TEST_F(MergedChangesTest, ARecordThatWasNeverSentVanishesWithoutARequest) {
  const MutationId create = page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.Update(kPatients, TempId(1), R"({"name":"B"})");
  const MutationId gone = page_.Delete(kPatients, TempId(1));
  page_.SendNow();
  EXPECT_TRUE(page_.transport.sent.empty());
  EXPECT_EQ(page_.snapshot().pending, 0);
  EXPECT_EQ(SettledOf(create)->into, gone);
  EXPECT_EQ(SettledOf(gone)->status, MutationStatus::kSynced);
  EXPECT_EQ(page_.View(kPatients, TempId(1)), "unknown");
}

TEST_F(MergedChangesTest, ARecordThatAnotherChangeRefersToIsMadeAndDeleted) {
  page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.Delete(kPatients, TempId(1));
  page_.Create(kVisits, TempId(2), RecordText(TempId(2), R"({"patientId":")" + TempId(1) + "\"}"));
  page_.SendNow();
  ASSERT_EQ(page_.transport.sent.size(), 1u);
  EXPECT_EQ(page_.OpenRequest().operation, Kind::kCreate);
}

TEST_F(MergedChangesTest, WhatWasSentIsNotMerged) {
  page_.Configure(kPatients, R"({"idempotencyHeader":true})");
  page_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  page_.SendNow();
  page_.Update(kPatients, "p1", R"({"name":"C"})");
  page_.Fail(TransportFailure::kTimeout);
  page_.RunTimer(Timer::kProbe);
  page_.AnswerProbe(200);
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().body, R"({"name":"B"})");
  EXPECT_EQ(page_.snapshot().pending, 2);
}

TEST_F(MergedChangesTest, AHeldChangeIsLeftAlone) {
  page_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  const MutationId held = page_.Update(kPatients, "p1", R"({"name":"C"})");
  ASSERT_TRUE(page_.KeepOffline(held).ok());
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().body, R"({"name":"B"})");
  EXPECT_TRUE(page_.IsQueued(held));
}

TEST_F(MergedChangesTest, NothingIsMergedUnlessTheEndpointAsksForIt) {
  page_.Update(kVisits, "v1", R"({"a":1})", R"({"id":"v1"})");
  page_.Update(kVisits, "v1", R"({"b":2})");
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().body, R"({"a":1})");
  EXPECT_EQ(page_.snapshot().pending, 2);
}

// A tab that takes over would find the changes unmerged, and send the first alone with the key of
// both (3.7).
TEST_F(MergedChangesTest, NothingIsMergedWhereTheMergeFindsNoRoom) {
  page_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  page_.Update(kPatients, "p1", R"({"phone":"2"})");
  ASSERT_TRUE(world_.disk.Put(std::string(kReserveKey), "", "").ok());
  world_.storage.SetQuota(world_.disk.bytes());
  page_.Update(kPatients, "p2", R"({"name":"B"})");
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().body, R"({"name":"B"})");
  EXPECT_EQ(page_.snapshot().pending, 3);
  world_.storage.SetQuota(std::nullopt);
  page_.Answer(200, R"({"id":"p1","name":"B","phone":"1"})");
  EXPECT_TRUE(page_.snapshot().durable);
}

TEST_F(MergedChangesTest, TheAuditTrailShowsEachChange) {
  const MutationId first = page_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  const MutationId second = page_.Update(kPatients, "p1", R"({"name":"C"})");
  page_.SendNow();
  page_.Answer(200, R"({"id":"p1","name":"C","phone":"1"})");
  const std::string audit = DescribeAudit(page_.engine());
  EXPECT_NE(audit.find("\"id\":\"" + first.value()), std::string::npos);
  EXPECT_NE(audit.find("\"id\":\"" + second.value()), std::string::npos);
  EXPECT_NE(audit.find("\"into\":\"" + first.value()), std::string::npos);
  EXPECT_EQ(DescribeEntries(page_.engine(), "").find(second.value()), std::string::npos);
}

TEST_F(MergedChangesTest, ARefusedMergeIsOneChangeToDecideAbout) {
  const MutationId first = page_.Update(kPatients, "p1", R"({"name":""})", kBase);
  page_.Update(kPatients, "p1", R"({"phone":"2"})");
  page_.SendNow();
  page_.Answer(400);
  EXPECT_EQ(page_.sink.Count<ParkedEvent>(), 1);
  EXPECT_EQ(page_.Queued(first).mutation.data, R"({"name":"","phone":"2"})");
  EXPECT_EQ(JsonOf(page_.View(kPatients, "p1")), JsonOf(kBase));
}

TEST_F(MergedChangesTest, APageThatTakesOverKnowsWhereAChangeWent) {
  World world(Pumping::kByHand);
  Page& leader = world.OpenPage();
  leader.Configure(kPatients, R"({"coalesce":true})");
  Page& other = world.OpenPage();
  world.RunMicrotasks();
  const MutationId first = other.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  const MutationId second = other.Update(kPatients, "p1", R"({"name":"C"})");
  world.RunMicrotasks();
  leader.SendNow();
  world.ClosePage(leader);  // before it announced it
  other.inbox.clear();
  world.RunMicrotasks();
  bool announced = false;
  for (const Event& event : other.sink.events) {
    const auto* settled = std::get_if<SettledEvent>(&event);
    announced = announced || (settled && settled->id == second && settled->into == first);
  }
  EXPECT_TRUE(announced);
  EXPECT_EQ(other.Queued(first).mutation.data, R"({"name":"C"})");
}

// Otherwise the tab that sends would show the merge and no other one: what is recorded counts
// there.
TEST_F(MergedChangesTest, NothingIsMergedThatCouldOnlyBeAnnounced) {
  World world(Pumping::kByHand);
  Page& leader = world.OpenPage();
  leader.Configure(kPatients, R"({"coalesce":true})");
  Page& other = world.OpenPage();
  world.RunMicrotasks();
  const MutationId first = leader.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  const MutationId second = leader.Update(kPatients, "p1", R"({"phone":"2"})");
  world.RunMicrotasks();
  ASSERT_TRUE(leader.snapshot().durable);
  ASSERT_TRUE(world.disk.Put(std::string(kReserveKey), "", "").ok());
  world.storage.SetQuota(world.disk.bytes());
  leader.SendNow();
  leader.engine().FlushOutbox();
  while (other.DeliverOne()) {
  }
  for (Page* page : {&leader, &other}) {
    EXPECT_EQ(page->Queued(first).mutation.data, R"({"name":"B"})");
    EXPECT_EQ(page->Queued(second).mutation.data, R"({"phone":"2"})");
  }
  EXPECT_EQ(leader.OpenRequest().body, R"({"name":"B"})");
}

// The message of it does not remove the record of the later change.
TEST_F(MergedChangesTest, AMergeThatFindsNoRoomIsNotLostWithItsBrowser) {
  World world(Pumping::kByHand);
  Page& leader = world.OpenPage();
  leader.Configure(kPatients, R"({"coalesce":true})");
  Page& other = world.OpenPage();
  world.RunMicrotasks();
  leader.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  leader.Update(kPatients, "p1", R"({"phone":"2"})");
  world.RunMicrotasks();
  ASSERT_TRUE(world.disk.Put(std::string(kReserveKey), "", "").ok());
  world.storage.SetQuota(world.disk.bytes());
  leader.SendNow();
  ASSERT_FALSE(leader.snapshot().durable);
  leader.engine().FlushOutbox();
  while (other.DeliverOne()) {
  }
  world.ClosePage(leader);
  world.ClosePage(other);
  EXPECT_EQ(JsonOf(world.OpenPage().View(kPatients, "p1")),
            JsonOf(R"({"id":"p1","name":"B","phone":"2"})"));
}

// The page that made them was frozen, had written its records again since, and learns late that
// they were merged.
TEST_F(MergedChangesTest, ALateMessageOfAMergeRemovesARecordThatWasWrittenAgain) {
  World world(Pumping::kByHand);
  Page& leader = world.OpenPage();
  leader.Configure(kPatients, R"({"coalesce":true})");
  Page& other = world.OpenPage();
  world.RunMicrotasks();
  other.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  const MutationId second = other.Update(kPatients, "p1", R"({"phone":"2"})");
  world.RunMicrotasks();
  const std::string key =
      SequenceKey(User{}, RecordKind::kMutation, other.Queued(second).sequence());
  const std::string record = world.disk.Get(key)->value();
  leader.SendNow();
  leader.engine().FlushOutbox();
  ASSERT_FALSE(world.disk.Get(key)->has_value());
  ASSERT_TRUE(world.disk.Put(key, record, "").ok());
  world.clock.Advance(tuning::kStaleMessage_ms + 1);
  while (other.DeliverOne()) {
  }
  EXPECT_FALSE(world.disk.Get(key)->has_value());
}

}  // namespace
}  // namespace synchrone::merged_changes_test
