#include "core/queue/queue.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/support/world.h"

namespace synchrone::queue_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";

// A queue and a short way to fill it. Times are milliseconds of an imaginary clock.
class QueueTest : public testing::Test {
 protected:
  Sequence At(uint64_t counter) const { return {counter, TabId("t")}; }

  QueuedMutation Make(uint64_t counter, Kind kind, const std::string& id,
                      const std::string& data = "{}") const {
    QueuedMutation queued;
    queued.mutation.sequence = At(counter);
    queued.mutation.id = MutationId("m" + std::to_string(counter));
    queued.mutation.kind = kind;
    queued.mutation.entity = {Resource(kPatients), EntityId(id)};
    queued.mutation.data = data;
    return queued;
  }

  void Add(uint64_t counter, Kind kind, const std::string& id, const std::string& data = "{}",
           std::vector<EntityId> references = {}) {
    QueuedMutation queued = Make(counter, kind, id, data);
    Queue::Lane lane = queued.mutation.entity;
    queue_.Insert(std::move(queued), std::move(lane), std::move(references));
  }

  void Park(uint64_t counter, ParkKind kind) {
    Progress progress;
    progress.status = MutationStatus::kError;
    progress.park = kind;
    queue_.SetProgress(At(counter), progress);
  }

  // "m1 m4(held)": the candidates of all lanes, with their waits.
  std::string Candidates(int64_t now_ms = 0) const {
    std::string text;
    queue_.ForEachCandidate(Times(now_ms), busy_, [&](const Queue::Candidate& candidate) {
      if (!text.empty()) text += ' ';
      text += candidate.queued->id().value();
      if (candidate.wait != EntryWait::kNone) {
        text += std::string("(") + EntryWaitName(candidate.wait) + ")";
      }
      return true;
    });
    return text;
  }

  EntryWait WaitOf(uint64_t counter) const {
    return queue_.WaitOf(*queue_.Find(At(counter)), Times(0));
  }

  std::string Ids(Queue::List found) const {
    std::string text;
    for (const QueuedMutation* queued : found) {
      if (!text.empty()) text += ' ';
      text += queued->id().value();
    }
    return text;
  }

  Queue::Times Times(int64_t now_ms) const { return {now_ms, due_, held_until_}; }

  Queue queue_;
  std::vector<Sequence> busy_;
  std::function<int64_t(const Sequence&)> due_ = [](const Sequence&) { return int64_t{0}; };
  int64_t (*held_until_)(const Mutation&) = [](const Mutation& mutation) {
    return mutation.hold_until_ms;
  };
};

// ---- Lanes (BEHAVIOUR 3.4)

TEST_F(QueueTest, OneEntityIsOneLaneInSequenceOrder) {
  Add(2, Kind::kUpdate, "p1");
  Add(1, Kind::kUpdate, "p1");
  EXPECT_EQ(Candidates(), "m1");
  queue_.Erase(At(1));
  EXPECT_EQ(Candidates(), "m2");
}

TEST_F(QueueTest, DifferentEntitiesGoInParallelInSequenceOrder) {
  Add(3, Kind::kUpdate, "p1");
  Add(1, Kind::kUpdate, "p3");
  Add(2, Kind::kUpdate, "p2");
  EXPECT_EQ(Candidates(), "m1 m2 m3");
}

TEST_F(QueueTest, OrderIsCounterThenTab) {
  QueuedMutation of_b = Make(5, Kind::kUpdate, "p1");
  of_b.mutation.sequence.tab = TabId("u");
  of_b.mutation.id = MutationId("mu");
  queue_.Insert(of_b, of_b.mutation.entity, {});
  Add(5, Kind::kUpdate, "p1");
  EXPECT_EQ(Ids(queue_.OfEntity({Resource(kPatients), EntityId("p1")})), "m5 mu");
}

TEST_F(QueueTest, FifoIsOneLaneForAll) {
  for (const uint64_t counter : {1U, 2U, 3U}) {
    queue_.Insert(Make(counter, Kind::kUpdate, "p" + std::to_string(counter)),
                  {Resource(), EntityId("fifo")}, {});
  }
  EXPECT_EQ(Candidates(), "m1");
}

TEST_F(QueueTest, VisitingStopsWhenTheVisitorHasEnough) {
  Add(1, Kind::kUpdate, "p1");
  Add(2, Kind::kUpdate, "p2");
  int visited = 0;
  queue_.ForEachCandidate(Times(0), busy_, [&](const Queue::Candidate&) { return ++visited < 1; });
  EXPECT_EQ(visited, 1);
}

// ---- Parked mutations and their lanes (3.4a)

TEST_F(QueueTest, AParkedCreateHoldsItsLane) {
  Add(1, Kind::kCreate, "p1");
  Add(2, Kind::kUpdate, "p1");
  Park(1, ParkKind::kRefused);
  EXPECT_EQ(Candidates(), "m2(parked-before)");
  EXPECT_EQ(WaitOf(2), EntryWait::kParkedBefore);
}

TEST_F(QueueTest, AParkedUpdateOrDeleteDoesNot) {
  for (const Kind kind : {Kind::kUpdate, Kind::kDelete}) {
    queue_.Clear();
    Add(1, kind, "p1");
    Add(2, Kind::kUpdate, "p1");
    Park(1, ParkKind::kRefused);
    EXPECT_EQ(Candidates(), "m2");
  }
}

TEST_F(QueueTest, ABadEntryNeverBlocksAnotherLane) {
  Add(1, Kind::kCreate, "p1");
  Add(2, Kind::kUpdate, "p2");
  Park(1, ParkKind::kRefused);
  EXPECT_EQ(Candidates(), "m2");
}

TEST_F(QueueTest, AConflictHoldsEditsOfTheSameFields) {
  Add(1, Kind::kUpdate, "p1", R"({"name":"A","age":1})");
  Add(2, Kind::kUpdate, "p1", R"({"name":"B"})");
  Park(1, ParkKind::kConflict);
  EXPECT_EQ(Candidates(), "m2(parked-before)");
}

TEST_F(QueueTest, AConflictLetsEditsOfOtherFieldsPass) {
  Add(1, Kind::kUpdate, "p1", R"({"name":"A"})");
  Add(2, Kind::kUpdate, "p1", R"({"phone":"B"})");
  Park(1, ParkKind::kConflict);
  EXPECT_EQ(Candidates(), "m2");
}

TEST_F(QueueTest, AConflictHoldsWhatIsNoEdit) {
  Add(1, Kind::kUpdate, "p1", R"({"name":"A"})");
  Add(2, Kind::kDelete, "p1", "");
  Park(1, ParkKind::kConflict);
  EXPECT_EQ(Candidates(), "m2(parked-before)");
}

TEST_F(QueueTest, AnUncertainOneHoldsItsLane) {
  Add(1, Kind::kUpdate, "p1");
  Add(2, Kind::kUpdate, "p1");
  Park(1, ParkKind::kUncertain);
  EXPECT_EQ(Candidates(), "m2(parked-before)");
}

TEST_F(QueueTest, ALaneWithNothingPendingHasNoCandidate) {
  Add(1, Kind::kUpdate, "p1");
  Park(1, ParkKind::kRefused);
  EXPECT_EQ(Candidates(), "");
}

// ---- Own reasons to wait

TEST_F(QueueTest, HoldsBackUntilItsTime) {
  QueuedMutation queued = Make(1, Kind::kUpdate, "p1");
  queued.mutation.hold_until_ms = 100;
  queue_.Insert(queued, queued.mutation.entity, {});
  Add(2, Kind::kUpdate, "p1");
  EXPECT_EQ(Candidates(99), "m1(held)");
  EXPECT_EQ(Candidates(100), "m1");
}

TEST_F(QueueTest, WhatIsKeptOfflineLetsLaterEditsPass) {
  Add(1, Kind::kUpdate, "p1");
  Add(2, Kind::kUpdate, "p1");
  Progress kept;
  kept.kept_offline = true;
  queue_.SetProgress(At(1), kept);
  EXPECT_EQ(Candidates(), "m2");
  EXPECT_EQ(WaitOf(1), EntryWait::kHeld);
}

TEST_F(QueueTest, ACreateThatIsKeptOfflineHoldsItsLane) {
  Add(1, Kind::kCreate, "p1");
  Add(2, Kind::kUpdate, "p1");
  Progress kept;
  kept.kept_offline = true;
  queue_.SetProgress(At(1), kept);
  EXPECT_EQ(Candidates(), "m1(held)");
}

TEST_F(QueueTest, BackoffKeepsTheLaneInOrder) {
  Add(1, Kind::kUpdate, "p1");
  Add(2, Kind::kUpdate, "p1");
  due_ = [](const Sequence& sequence) { return sequence.counter == 1 ? 500 : 0; };
  EXPECT_EQ(Candidates(499), "m1(backoff)");
  EXPECT_EQ(Candidates(500), "m1");
}

// ---- Dependencies (3.5)

TEST_F(QueueTest, WaitsForTheCreateThatItRefersTo) {
  Add(1, Kind::kCreate, "p1");
  Add(2, Kind::kUpdate, "x", "{}", {EntityId("p1")});
  EXPECT_EQ(Candidates(), "m1 m2(dependency)");
  EXPECT_EQ(Ids(queue_.ReferringTo(EntityId("p1"))), "m2");
  queue_.Erase(At(1));
  EXPECT_EQ(Candidates(), "m2");
}

TEST_F(QueueTest, WaitsForAParkedCreateToo) {
  Add(1, Kind::kCreate, "p1");
  Add(2, Kind::kUpdate, "x", "{}", {EntityId("p1")});
  Park(1, ParkKind::kRefused);
  EXPECT_EQ(Candidates(), "m2(parked-before)");
}

TEST_F(QueueTest, KnowsTheQueuedCreateOfARecord) {
  EXPECT_EQ(queue_.CreateOf(EntityId("p1")), nullptr);
  Add(1, Kind::kCreate, "p1");
  Add(2, Kind::kUpdate, "p1");
  ASSERT_NE(queue_.CreateOf(EntityId("p1")), nullptr);
  EXPECT_EQ(queue_.CreateOf(EntityId("p1"))->id().value(), "m1");
  queue_.Erase(At(2));
  EXPECT_NE(queue_.CreateOf(EntityId("p1")), nullptr);
  queue_.Erase(At(1));
  EXPECT_EQ(queue_.CreateOf(EntityId("p1")), nullptr);
}

// ---- Look-ups and counts

TEST_F(QueueTest, CountsPendingAndParked) {
  Add(1, Kind::kUpdate, "p1");
  Add(2, Kind::kUpdate, "p2");
  Park(2, ParkKind::kRefused);
  EXPECT_EQ(queue_.pending_count(), 1);
  EXPECT_EQ(queue_.parked_count(), 1);
  queue_.SetProgress(At(2), Progress{});
  EXPECT_EQ(queue_.pending_count(), 2);
  queue_.Erase(At(1));
  queue_.Erase(At(2));
  EXPECT_EQ(queue_.pending_count(), 0);
  EXPECT_EQ(queue_.size(), 0u);
}

TEST_F(QueueTest, CountsWhatAPersonHolds) {
  Add(1, Kind::kUpdate, "p1");
  Add(2, Kind::kCreate, "p2");
  Progress held;
  held.kept_offline = true;
  for (const uint64_t counter : {1U, 2U}) queue_.SetProgress(At(counter), held);
  EXPECT_EQ(queue_.held_count(), 2);
  EXPECT_EQ(queue_.pending_count(), 2);
  queue_.SetProgress(At(1), Progress{});
  EXPECT_EQ(queue_.held_count(), 1);
  queue_.Erase(At(2));
  EXPECT_EQ(queue_.held_count(), 0);
  queue_.SetProgress(At(1), held);
  queue_.Clear();
  EXPECT_EQ(queue_.held_count(), 0);
}

TEST_F(QueueTest, FindsByIdAndBySequence) {
  Add(7, Kind::kUpdate, "p1");
  ASSERT_NE(queue_.FindId(MutationId("m7")), nullptr);
  EXPECT_EQ(queue_.FindId(MutationId("m7")), queue_.Find(At(7)));
  EXPECT_EQ(queue_.FindId(MutationId("m8")), nullptr);
  EXPECT_EQ(queue_.Find(At(8)), nullptr);
  EXPECT_TRUE(queue_.OfEntity({Resource(kPatients), EntityId("p2")}).empty());
}

TEST_F(QueueTest, AReplacedMutationKeepsItsPlaceAndMovesItsLane) {
  Add(1, Kind::kUpdate, "temp");
  Add(2, Kind::kUpdate, "p9");
  Progress progress;
  progress.retries = 2;
  queue_.SetProgress(At(1), progress);
  Mutation renamed = queue_.Find(At(1))->mutation;
  renamed.entity.id = EntityId("p9");
  queue_.ReplaceMutation(renamed, renamed.entity, {});
  EXPECT_EQ(Ids(queue_.OfEntity({Resource(kPatients), EntityId("p9")})), "m1 m2");
  EXPECT_EQ(Candidates(), "m1");
  EXPECT_EQ(queue_.Find(At(1))->progress.retries, 2);
  EXPECT_EQ(queue_.Entities().size(), 1u);
}

TEST_F(QueueTest, AReplacedMutationStaysInAGlobalLane) {
  const Queue::Lane fifo{Resource(), EntityId("fifo")};
  queue_.Insert(Make(1, Kind::kUpdate, "temp"), fifo, {});
  queue_.Insert(Make(2, Kind::kUpdate, "p2"), fifo, {});
  Mutation renamed = queue_.Find(At(1))->mutation;
  renamed.entity.id = EntityId("p9");
  queue_.ReplaceMutation(renamed, fifo, {});
  EXPECT_EQ(Candidates(), "m1");
}

TEST_F(QueueTest, AReplacedMutationHasItsNewReferencesOnly) {
  Add(1, Kind::kUpdate, "x", "{}", {EntityId("temp")});
  Mutation rewritten = queue_.Find(At(1))->mutation;
  queue_.ReplaceMutation(rewritten, rewritten.entity, {EntityId("other")});
  EXPECT_TRUE(queue_.ReferringTo(EntityId("temp")).empty());
  EXPECT_EQ(Ids(queue_.ReferringTo(EntityId("other"))), "m1");
}

// Two tabs may have been given one id at the same moment.
TEST_F(QueueTest, TwoMutationsOfOneIdAreBothQueued) {
  Add(1, Kind::kUpdate, "p1");
  QueuedMutation second = Make(2, Kind::kUpdate, "p2");
  second.mutation.id = MutationId("m1");
  queue_.Insert(second, second.mutation.entity, {});
  EXPECT_EQ(queue_.size(), 2u);
  EXPECT_EQ(queue_.FindId(MutationId("m1"))->sequence(), At(1));
  queue_.Erase(At(1));
  EXPECT_EQ(queue_.FindId(MutationId("m1"))->sequence(), At(2));
  EXPECT_EQ(Candidates(), "m1");
}

// BEHAVIOUR 3.4a: what a person retries goes behind what may have gone by.
TEST_F(QueueTest, AnotherPlaceMovesAMutationInItsLaneAndInEveryList) {
  Add(1, Kind::kUpdate, "p1");
  Add(2, Kind::kUpdate, "p1");
  Add(3, Kind::kUpdate, "p2");
  Progress moved;
  moved.place = At(9);
  queue_.SetProgress(At(1), moved);
  EXPECT_EQ(Candidates(), "m2 m3");
  EXPECT_EQ(Ids(queue_.OfEntity({Resource(kPatients), EntityId("p1")})), "m2 m1");
  EXPECT_EQ(Ids(queue_.All()), "m2 m3 m1");
  EXPECT_TRUE(queue_.IsLastOfLane(At(1)));
  EXPECT_FALSE(queue_.IsLastOfLane(At(2)));
  EXPECT_TRUE(queue_.WaitsFor(At(1), At(2)));
  EXPECT_EQ(queue_.FindId(MutationId("m1"))->sequence(), At(1));
  queue_.Erase(At(2));
  EXPECT_EQ(Candidates(), "m3 m1");
}

TEST_F(QueueTest, LanesOfWhatIsBeingSentAreLeftOut) {
  Add(1, Kind::kUpdate, "p1");
  Add(2, Kind::kUpdate, "p1");
  Add(3, Kind::kUpdate, "p2");
  busy_ = {At(2)};
  EXPECT_EQ(Candidates(), "m3");
}

// BEHAVIOUR 3.4a, in one lane for everything.
TEST_F(QueueTest, InAGlobalLaneAConflictHoldsItsOwnRecordOnly) {
  const Queue::Lane fifo{Resource(), EntityId("fifo")};
  queue_.Insert(Make(1, Kind::kUpdate, "p1", R"({"phone":1})"), fifo, {});
  queue_.Insert(Make(2, Kind::kUpdate, "p2", R"({"phone":2})"), fifo, {});
  queue_.Insert(Make(3, Kind::kUpdate, "p1", R"({"phone":3})"), fifo, {});
  Park(1, ParkKind::kConflict);
  EXPECT_EQ(Candidates(), "m2");
  queue_.Erase(At(2));
  EXPECT_EQ(Candidates(), "m3(parked-before)");
}

TEST_F(QueueTest, RecordsAreInTheOrderOfTheFirstOfEach) {
  Add(2, Kind::kCreate, "a");
  Add(1, Kind::kCreate, "b");
  Add(3, Kind::kUpdate, "b");
  const auto named = [](const std::vector<EntityKey>& entities) {
    std::string text;
    for (const EntityKey& entity : entities) text += entity.id.value();
    return text;
  };
  EXPECT_EQ(named(queue_.Entities()), "ba");
  const std::set<EntityKey> some = {{Resource(kPatients), EntityId("a")},
                                    {Resource(kPatients), EntityId("b")},
                                    {Resource(kPatients), EntityId("c")}};
  EXPECT_EQ(named(queue_.InOrder(some)), "cba");
}

using QueueDeathTest = QueueTest;

TEST_F(QueueDeathTest, ASequenceIsQueuedOnce) {
  Add(1, Kind::kUpdate, "p1");
  EXPECT_DEATH(Add(1, Kind::kUpdate, "p2"), "queued once");
}

TEST_F(QueueDeathTest, SettledMutationsHaveNoPlaceHere) {
  Add(1, Kind::kUpdate, "p1");
  Progress synced;
  synced.status = MutationStatus::kSynced;
  EXPECT_DEATH(queue_.SetProgress(At(1), synced), "leaves the queue by Erase");
}

}  // namespace
}  // namespace synchrone::queue_test
