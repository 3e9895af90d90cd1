// Answers that wait for a read of their record, and what ends the wait (BEHAVIOUR section 4).
#include <gtest/gtest.h>

#include "tests/support/one_page_test.h"

namespace synchrone::unread_answers_test {
namespace {

class UnreadAnswersTest : public OnePageTest {
 protected:
  // The answer waits for a read that does not come, so it is sent again, and that request cannot
  // leave.
  void FailToRepeatAfterAnUnreadAnswer() {
    page_.Answer(404);
    page_.SendNow();
    page_.RunTimer(Timer::kDue);
    page_.SendNow();
    page_.Fail(TransportFailure::kBlocked);
  }
};

// The first answer says nothing of what a later request has done.
TEST_F(UnreadAnswersTest, IsForgottenWhenItsRequestIsSentAgain) {
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  FailToRepeatAfterAnUnreadAnswer();
  ASSERT_TRUE(page_.Observe(kPatients, "p1", "", true).ok());
  EXPECT_TRUE(page_.Queued(id).pending());
}

TEST_F(UnreadAnswersTest, HidesNoConflictAfterARequestThatDidNotLeave) {
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  FailToRepeatAfterAnUnreadAnswer();
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"id":"p1","name":"Z","version":4})").ok());
  EXPECT_EQ(progress(id).park, ParkKind::kConflict);
}

TEST_F(UnreadAnswersTest, IsTheLeadersAlone) {
  Page& other = world_.OpenPage();
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(404);
  page_.engine().OnLeadership(false);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", "", true).ok());
  EXPECT_TRUE(page_.Queued(id).pending());
  EXPECT_TRUE(other.Queued(id).pending());
}

TEST_F(UnreadAnswersTest, IsForgottenWithItsTime) {
  Draft draft;
  draft.resource = Resource(kPatients);
  draft.entity = EntityId("p1");
  draft.data = R"({"name":"B"})";
  draft.base = kKnown;
  draft.not_after_ms = world_.clock.NowMs() + 1'000;
  const Result<Receipt> late = page_.Try(draft);
  ASSERT_TRUE(late.ok());
  page_.SendNow();
  page_.Answer(404);
  world_.Advance(40'000);
  ASSERT_EQ(page_.Queued(late->id).progress.park, ParkKind::kExpired);
  const MutationId next = page_.Update(kPatients, "p1", R"({"name":"C"})");
  page_.engine().SetOfflineMode(true);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"id":"p1","name":"Z","version":4})").ok());
  EXPECT_EQ(progress(next).park, ParkKind::kConflict);
}

// Beside an error, `data` without an id may hold anything.
TEST_F(UnreadAnswersTest, AConflictThatShowsARecordWithoutItsIdIsShownByARead) {
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(409, R"({"message":"changed","data":{"version":7,"name":"Z"}})");
  EXPECT_EQ(page_.sink.Count<ReadNeededEvent>(), 1u);
  const char now[] = R"({"id":"p1","name":"Z","city":"Lyon","version":7})";
  ASSERT_TRUE(page_.Observe(kPatients, "p1", now, true).ok());
  EXPECT_EQ(progress(id).park, ParkKind::kConflict);
  EXPECT_EQ(progress(id).server_record, now);
}

}  // namespace
}  // namespace synchrone::unread_answers_test
