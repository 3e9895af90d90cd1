// A leader that was blocked (an alert, a print dialog, a frozen tab) runs its timers before it
// learns that another tab has taken over (BEHAVIOUR 3.7, 6.1).
#include <gtest/gtest.h>

#include "tests/support/two_tabs.h"

namespace synchrone::blocked_leader_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr char kRefusal[] = R"({"success":false,"error":{"code":"RULE","message":"no"}})";

class BlockedSender : public TwoTabs {
 protected:
  void SetUp() override {
    for (Page* page : {&leader_, &other_}) {
      page->SetUser("alice");
      Share();
    }
    leader_.engine().SetOfflineMode(true);
    id_ = leader_.Update(kPatients, "p1", R"({"a":1})");
    Share();
    ASSERT_TRUE(other_.IsQueued(id_));
    leader_.engine().SetOfflineMode(false);
    ASSERT_TRUE(leader_.scheduler.IsArmed(Timer::kSend));
    world_.clock.Advance(10'000);
  }

  // What the other tab sees of it, a second later, too.
  void ShareLater() {
    Share();
    world_.clock.Advance(2'000);
    for (Page* page : {&leader_, &other_}) {
      if (page->scheduler.IsArmed(Timer::kCatchUp)) page->RunTimer(Timer::kCatchUp);
    }
    Share();
  }

  bool IsParkedForTheNextPage() {
    Page& next = world_.OpenPage();
    next.engine().SetUser({"alice", ""});
    return next.Queued(id_).parked();
  }

  MutationId id_;
};

TEST_F(BlockedSender, RecordsNothingInTheLeadersName) {
  world_.locks.StealUnheard(other_);
  other_.SendNow();
  other_.Answer(422, kRefusal);
  const int writes = world_.storage.writes();
  for (const Timer timer : {Timer::kSend, Timer::kProjection, Timer::kDue}) {
    if (leader_.scheduler.IsArmed(timer)) leader_.RunTimer(timer);
  }
  EXPECT_EQ(leader_.open_requests(), 0u);
  EXPECT_EQ(world_.storage.writes(), writes);
  EXPECT_FALSE(leader_.snapshot().sender);
}

// It finds its lock as it was, and loses it right after that.
class BeatenByAMoment : public BlockedSender {
 protected:
  void SetUp() override {
    BlockedSender::SetUp();
    other_.engine().OnLeadership(true);
    other_.SendNow();
    ASSERT_EQ(other_.open_requests(), 1u);
  }
};

TEST_F(BeatenByAMoment, ARefusedMutationStaysRefused) {
  other_.Answer(422, kRefusal);
  world_.clock.Advance(60'000);
  leader_.RunTimer(Timer::kSend);
  leader_.engine().OnLeadership(false);
  ShareLater();
  EXPECT_TRUE(other_.Queued(id_).parked());
  other_.SendNow();
  EXPECT_EQ(other_.open_requests(), 0u);
  EXPECT_TRUE(IsParkedForTheNextPage());
}

TEST_F(BeatenByAMoment, AlsoWhenTheFormerLeadersMessageComesFirst) {
  other_.Answer(422, kRefusal);
  world_.clock.Advance(60'000);
  leader_.RunTimer(Timer::kSend);
  Share();
  leader_.engine().OnLeadership(false);
  ShareLater();
  EXPECT_TRUE(other_.Queued(id_).parked());
  EXPECT_TRUE(IsParkedForTheNextPage());
}

TEST_F(BeatenByAMoment, AlsoWhenItIsRefusedOnlyAfterThat) {
  leader_.RunTimer(Timer::kSend);
  Share();
  leader_.engine().OnLeadership(false);
  ShareLater();
  other_.Answer(422, kRefusal);
  ShareLater();
  EXPECT_TRUE(other_.Queued(id_).parked());
  EXPECT_TRUE(IsParkedForTheNextPage());
}

TEST_F(BeatenByAMoment, AConfirmedMutationLeavesNothing) {
  other_.Answer(200, R"({"success":true,"data":{"id":"p1","a":1}})");
  world_.clock.Advance(60'000);
  leader_.RunTimer(Timer::kSend);
  leader_.engine().OnLeadership(false);
  ShareLater();
  EXPECT_FALSE(other_.IsQueued(id_));
  Page& next = world_.OpenPage();
  next.engine().SetUser({"alice", ""});
  EXPECT_FALSE(next.IsQueued(id_));
}

TEST_F(BeatenByAMoment, APersonsRetryStillCounts) {
  other_.Answer(422, kRefusal);
  Share();
  // Decided in the tab that does not send any more.
  leader_.engine().OnLeadership(false);
  ASSERT_TRUE(leader_.Retry(id_).ok());
  ShareLater();
  EXPECT_TRUE(other_.Queued(id_).pending());
}

TEST_F(BeatenByAMoment, TheKeyOfARetryIsNotTakenBack) {
  other_.Configure(kPatients, R"({"idempotencyHeader":true})");
  other_.Answer(422, kRefusal);
  ASSERT_TRUE(other_.engine().Retry(id_, R"({"a":2})").ok());
  other_.SendNow();
  ASSERT_EQ(other_.open_requests(), 1u);
  const std::string key = other_.OpenRequest().idempotency_key;
  world_.clock.Advance(20'000);
  leader_.RunTimer(Timer::kSend);
  Share();
  leader_.engine().OnLeadership(false);
  Share();
  other_.Fail(TransportFailure::kNetwork);
  ShareLater();
  world_.clock.Advance(3'000);
  other_.RunTimer(Timer::kProbe);
  other_.AnswerProbe(200);
  other_.SendNow();
  ASSERT_EQ(other_.open_requests(), 1u);
  EXPECT_EQ(other_.OpenRequest().idempotency_key, key);
}

}  // namespace
}  // namespace synchrone::blocked_leader_test
