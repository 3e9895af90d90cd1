// Tabs that find no trace of a change in storage: its settlement was evicted for other work, or
// other code has removed it. They ask the tab that sends (6.2).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/two_tabs.h"

namespace synchrone::trace_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr char kBase[] = R"({"id":"p1","name":"A","version":1})";
constexpr char kSaved[] = R"({"success":true,"data":{"id":"p1","name":"B","version":2}})";

class TraceTest : public TwoTabs {
 protected:
  using Records = std::map<std::string, std::string>;

  Records RecordsOf(const std::string& kind) {
    Records records = world_.disk.values();
    std::erase_if(records,
                  [&](const auto& record) { return record.first.find(kind) == std::string::npos; });
    return records;
  }
  void Remove(const Records& records) {
    for (const auto& [key, text] : records) ASSERT_TRUE(world_.disk.Remove(key).ok());
  }
  void Evict() { Remove(RecordsOf(":h:")); }
  void PutBack(const Records& records) {
    for (const auto& [key, text] : records) ASSERT_TRUE(world_.disk.Put(key, text, "").ok());
  }
  // The page looks for what became of records whose keys it has received.
  void LookFor(Page& page, const Records& records) {
    page.inbox.clear();
    for (const auto& [key, text] : records) page.engine().OnStorageKey(key);
    for (int i = 0; i < 3; ++i) {
      world_.Advance(tuning::kUnannounced_ms);
      Share();
    }
  }
  // Every tab but `frozen` learns what happened.
  void ShareUnheardBy(Page& frozen) {
    for (const auto& page : world_.pages()) page->engine().FlushOutbox();
    frozen.inbox.clear();
    Share();
  }
  void SaveUnheardBy(Page& frozen, const MutationId& id) {
    leader_.SendNow();
    leader_.AnswerTo(id, JsonAnswer(200, kSaved));
    ShareUnheardBy(frozen);
  }
};

TEST_F(TraceTest, HowAChangeWasSettledWhileATabWasFrozenIsSaidByTheLeader) {
  Page& frozen = Open();
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  const Records stored = RecordsOf(":m:");
  SaveUnheardBy(frozen, id);
  Evict();
  ASSERT_TRUE(frozen.IsQueued(id));
  LookFor(frozen, stored);
  EXPECT_FALSE(frozen.IsQueued(id));
  EXPECT_EQ(frozen.sink.Last<SettledEvent>().status, MutationStatus::kSynced);
  EXPECT_EQ(frozen.sink.Last<ReadNeededEvent>().entity.id.value(), "p1");
}

TEST_F(TraceTest, AChangeIsNeverRecordedAgainWithoutItsAttempts) {
  leader_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  leader_.SendNow();
  Remove(RecordsOf(":m:"));
  Remove(RecordsOf(":s:"));
  bool is_ever_alone = false;
  world_.storage.OnWrite([&](int) {
    is_ever_alone = is_ever_alone || (!RecordsOf(":m:").empty() && RecordsOf(":s:").empty());
  });
  leader_.engine().OnStorageCleared();
  EXPECT_EQ(RecordsOf(":m:").size(), 1u);
  EXPECT_FALSE(is_ever_alone);
}

// It was blocked, and gets an answer before it learns that another tab has taken over and settled
// everything since.
TEST_F(TraceTest, AFormerLeaderAsksTooBeforeItRecordsAgainWhatHasNoTrace) {
  for (Page* page : {&leader_, &other_}) {
    page->Configure(kPatients, R"({"idempotencyHeader":true})");
  }
  const MutationId first = leader_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  leader_.SendNow();
  const MutationId second = leader_.Update(kPatients, "p2", R"({"name":"B"})");
  Share();
  world_.locks.StealUnheard(other_);
  world_.clock.Advance(tuning::kStaleMessage_ms + 1);
  other_.SendNow();
  other_.AnswerTo(first, JsonAnswer(200, kSaved));
  other_.AnswerTo(second, JsonAnswer(200, R"({"id":"p2","name":"B"})"));
  Evict();
  leader_.AnswerTo(first, JsonAnswer(200, kSaved));
  EXPECT_TRUE(RecordsOf(":m:").empty());
  Share();
  EXPECT_FALSE(leader_.IsQueued(second));
}

TEST_F(TraceTest, ThatAChangeWasDiscardedWhileATabWasFrozenIsSaidByTheLeader) {
  Page& frozen = Open();
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  const Records stored = RecordsOf(":m:");
  ASSERT_TRUE(other_.Discard(id).ok());
  ShareUnheardBy(frozen);
  Evict();
  LookFor(frozen, stored);
  EXPECT_FALSE(frozen.IsQueued(id));
  EXPECT_EQ(frozen.sink.Last<SettledEvent>().status, MutationStatus::kRolledBack);
}

TEST_F(TraceTest, WhereThereIsNoRoomForTheSettlementTheLeaderAnnouncesIt) {
  Page& frozen = Open();
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  const Records stored = RecordsOf(":m:");
  SaveUnheardBy(frozen, id);
  Evict();
  FillStorage();
  LookFor(frozen, stored);
  EXPECT_FALSE(frozen.IsQueued(id));
  EXPECT_EQ(RecordsOf(":h:").size(), 0u);
}

TEST_F(TraceTest, ATabThatSendsNoMoreSaysWhatItKnows) {
  Page& frozen = Open();
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  const Records stored = RecordsOf(":m:");
  SaveUnheardBy(frozen, id);
  Evict();
  Page& successor = Open();
  world_.locks.Steal(successor);
  LookFor(frozen, stored);
  EXPECT_FALSE(frozen.IsQueued(id));
  EXPECT_FALSE(successor.IsQueued(id));
}

TEST_F(TraceTest, TheIdThatTheServerGaveACreateIsSaidByTheLeader) {
  Page& frozen = Open();
  const MutationId id = other_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  Share();
  const Records stored = RecordsOf(":m:");
  leader_.SendNow();
  leader_.Answer(201, R"({"success":true,"data":{"id":"p7"}})");
  ShareUnheardBy(frozen);
  Evict();
  Remove(RecordsOf(":i:"));
  LookFor(frozen, stored);
  EXPECT_FALSE(frozen.IsQueued(id));
  EXPECT_EQ(frozen.engine().ResolveId(EntityId(TempId(1))).value(), "p7");
}

TEST_F(TraceTest, ATabThatIsOpenedBesideAStaleRecordDoesNotKeepIt) {
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  const Records stored = RecordsOf(":m:");
  SaveUnheardBy(other_, id);
  Evict();
  // Storage refused it, and it is removed only after everything else is recorded.
  PutBack(stored);
  Page& later = Open();
  ASSERT_TRUE(later.IsQueued(id));
  Remove(stored);
  LookFor(later, stored);
  EXPECT_FALSE(later.IsQueued(id));
}

TEST_F(TraceTest, ATabThatMadeAChangeDoesNotKeepItWhenAnotherRecordsItAgain) {
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  const Records stored = RecordsOf(":m:");
  leader_.SendNow();
  leader_.Answer(200, kSaved);
  Share();
  ASSERT_FALSE(other_.IsQueued(id));
  Evict();
  PutBack(stored);
  other_.engine().OnStorageCleared();
  for (const auto& [key, text] : stored) leader_.engine().OnStorageKey(key);
  LookFor(other_, stored);
  EXPECT_FALSE(other_.IsQueued(id));
  EXPECT_EQ(leader_.open_requests(), 0u);
}

TEST_F(TraceTest, WhatTheLeaderStillHasIsRecordedAgain) {
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  Share();
  const Records stored = RecordsOf(":m:");
  Remove(stored);
  LookFor(other_, stored);
  EXPECT_EQ(RecordsOf(":m:").size(), 1u);
  EXPECT_TRUE(other_.IsQueued(id));
}

TEST_F(TraceTest, WhatTheLeaderDoesNotKnowMayHaveBeenSent) {
  const MutationId id = other_.TryRaw("POST", "https://partner.example/orders", "{}")->id;
  Share();
  const Records stored = RecordsOf(":m:");
  Remove(stored);
  Page& successor = Open();
  other_.inbox.clear();
  world_.locks.Steal(successor);
  Share();
  EXPECT_TRUE(other_.IsQueued(id));
  EXPECT_TRUE(successor.IsQueued(id));
  EXPECT_TRUE(successor.Queued(id).progress.possibly_sent);
}

// Its messages come in order: what became of the decision comes after the decision.
TEST_F(TraceTest, ADecisionFromBeforeATakeoverWaitsForWhatBecameOfIt) {
  Page& frozen = Open();
  const MutationId id = other_.TryRaw("POST", "https://partner.example/orders", "{}")->id;
  Share();
  leader_.SendNow();
  leader_.Answer(422, R"({"success":false,"error":{"code":"RULE","message":"No"}})");
  Share();
  ASSERT_TRUE(frozen.Queued(id).parked());
  ASSERT_TRUE(other_.Retry(id).ok());
  other_.engine().FlushOutbox();
  const std::deque<TabNotice> decision = std::exchange(frozen.inbox, {});
  Share();
  leader_.SendNow();
  leader_.Answer(201, R"({"success":true,"data":{"id":"o1"}})");
  leader_.engine().FlushOutbox();
  const std::deque<TabNotice> outcome = std::exchange(frozen.inbox, {});
  Evict();
  world_.ClosePage(leader_);
  world_.ClosePage(other_);

  frozen.inbox = decision;
  Share();
  ASSERT_TRUE(frozen.Queued(id).pending());
  frozen.SendNow();
  EXPECT_EQ(frozen.open_requests(), 0u);
  frozen.inbox = outcome;
  Share();
  EXPECT_FALSE(frozen.IsQueued(id));
}

TEST_F(TraceTest, ALeaderThatRecoversStillKnowsWhatItsStorageHadNoRoomFor) {
  const MutationId id = other_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  const MutationId kept = other_.Update(kPatients, "p2", R"({"name":"B"})");
  Page& frozen = Open();
  Share();
  const Records stored = RecordsOf(":m:tab2:1");
  SaveUnheardBy(frozen, id);
  Evict();
  leader_.AnswerTo(kept, JsonAnswer(200, R"({"id":"p2"})"));
  ShareUnheardBy(frozen);
  leader_.engine().OnLeadership(true);  // it reads everything again
  LookFor(frozen, stored);
  EXPECT_FALSE(frozen.IsQueued(id));
  EXPECT_EQ(leader_.open_requests(), 0u);
}

// An edit of a record whose create was given up in another tab meanwhile (3.5).
class DiscardedCreateTest : public TraceTest {
 protected:
  DiscardedCreateTest() : third_(Open()) {
    Share();
    other_.Create(kPatients, TempId(1), RecordText(TempId(1)));
    for (Page* page : {&other_, &third_}) page->engine().FlushOutbox();
    while (third_.DeliverOne()) {
    }
    other_.engine().Clear();
  }

  Page& third_;
};

TEST_F(DiscardedCreateTest, IsForAPersonToDecideAndIsNotSent) {
  const MutationId edit = third_.Update(kPatients, TempId(1), R"({"name":"B"})");
  Share();
  leader_.SendNow();
  EXPECT_EQ(leader_.open_requests(), 0u);
  Share();
  EXPECT_EQ(third_.Queued(edit).progress.park, ParkKind::kDependency);
  EXPECT_EQ(third_.Queued(edit).progress.error_code, "DEPENDENCY_DISCARDED");
}

TEST_F(DiscardedCreateTest, IsTheSameWhereTheCreateWasTakenBack) {
  const MutationId create = other_.Create(kPatients, TempId(2), RecordText(TempId(2)));
  Share();
  ASSERT_TRUE(other_.Withdraw(create).ok());
  other_.engine().FlushOutbox();
  while (leader_.DeliverOne()) {
  }
  const MutationId edit = third_.Update(kPatients, TempId(2), R"({"name":"B"})");
  Share();
  leader_.SendNow();
  EXPECT_EQ(leader_.open_requests(), 0u);
  EXPECT_EQ(leader_.Queued(edit).progress.error_code, "DEPENDENCY_DISCARDED");
}

TEST_F(DiscardedCreateTest, IsNotWaitedForWhereItsWholeRecordIsSent) {
  leader_.Configure(kPatients, R"({"method":"PUT","putBody":"record"})");
  const MutationId edit = third_.Update(kPatients, TempId(1), R"({"name":"B"})");
  Share();
  leader_.SendNow();
  EXPECT_EQ(leader_.open_requests(), 0u);
  EXPECT_TRUE(leader_.Queued(edit).parked());
}

TEST_F(DiscardedCreateTest, IsSentWhereTheRecordHasBeenReadSince) {
  Share();
  third_.Update(kPatients, TempId(1), R"({"name":"B"})", RecordText(TempId(1), R"({"name":"A"})"));
  Share();
  leader_.SendNow();
  EXPECT_EQ(leader_.open_requests(), 1u);
}

// The create had arrived: the server has deleted the record since, and answers about it.
TEST_F(DiscardedCreateTest, IsSentWhereTheServerHasAnsweredAboutTheRecordSince) {
  Share();
  third_.Delete(kPatients, TempId(1), RecordText(TempId(1), R"({"name":"A"})"));
  Share();
  leader_.SendNow();
  leader_.Answer(204);
  Share();
  third_.Update(kPatients, TempId(1), R"({"name":"B"})");
  Share();
  leader_.SendNow();
  EXPECT_EQ(leader_.open_requests(), 1u);
}

TEST_F(DiscardedCreateTest, IsSentWhereTheRecordIsMadeAgain) {
  Share();
  third_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  third_.Update(kPatients, TempId(1), R"({"name":"B"})");
  Share();
  leader_.SendNow();
  ASSERT_EQ(leader_.open_requests(), 1u);
  leader_.Answer(201, R"({"success":true,"data":{"id":"p7"}})");
  leader_.SendNow();
  EXPECT_EQ(leader_.open_requests(), 1u);
}

// A create that may have arrived and that a person has discarded: the server says what exists.
class ArrivedCreateTest : public TraceTest {
 protected:
  ArrivedCreateTest() {
    const MutationId create = other_.Create(kPatients, TempId(1), RecordText(TempId(1)));
    Share();
    leader_.SendNow();
    leader_.Answer(202);
    Share();
    EXPECT_EQ(leader_.Queued(create).progress.park, ParkKind::kUncertain);
    EXPECT_TRUE(leader_.Discard(create).ok());
    Share();
  }
  void ExpectThatAnEditIsSentBy(Page& page) {
    page.Update(kPatients, TempId(1), R"({"name":"B"})");
    page.SendNow();
    EXPECT_EQ(page.open_requests(), 1u);
  }
};

TEST_F(ArrivedCreateTest, DoesNotHoldBackAnEdit) { ExpectThatAnEditIsSentBy(leader_); }

TEST_F(ArrivedCreateTest, DoesNotHoldBackAnEditInAnotherTabThatTakesOver) {
  world_.ClosePage(leader_);
  Share();
  ExpectThatAnEditIsSentBy(other_);
}

TEST_F(ArrivedCreateTest, DoesNotHoldBackAnEditInAPageThatHasLoadedIt) {
  Page& later = Open();
  world_.ClosePage(leader_);
  world_.ClosePage(other_);
  Share();
  ExpectThatAnEditIsSentBy(later);
}

// Its history was evicted, and of its messages the frozen tab has only the first.
TEST_F(TraceTest, ADecisionFromBeforeAnAttemptDoesNotHideThatItMayHaveLeft) {
  Page& frozen = Open();
  const MutationId id = leader_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  ASSERT_TRUE(leader_.KeepOffline(id).ok());
  Share();
  ASSERT_TRUE(leader_.Retry(id).ok());
  leader_.engine().FlushOutbox();
  const std::deque<TabNotice> decision = frozen.inbox;
  leader_.SendNow();
  leader_.Answer(201, R"({"success":true,"data":{"id":"p7"}})");
  leader_.engine().FlushOutbox();
  frozen.inbox.clear();
  Evict();
  world_.ClosePage(other_);
  world_.ClosePage(leader_);
  Share();
  ASSERT_TRUE(frozen.snapshot().sender);
  frozen.inbox = decision;
  Share();
  ASSERT_FALSE(frozen.Queued(id).progress.kept_offline);
  world_.Advance(tuning::kRequestLife_ms);
  frozen.SendNow();
  EXPECT_EQ(frozen.open_requests(), 0u);
  frozen.AnswerQuestion(VerifyResult::kApplied, R"({"id":"p7"})");
  EXPECT_FALSE(frozen.IsQueued(id));
}

}  // namespace
}  // namespace synchrone::trace_test
