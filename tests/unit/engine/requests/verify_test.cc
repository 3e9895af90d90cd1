// verify(entry): the application says what became of a request without an answer (BEHAVIOUR 3.12).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/world.h"

namespace synchrone::verify_test {
namespace {

constexpr char kOrders[] = "https://partner.example/orders";

class VerifyTest : public testing::Test {
 protected:
  // The request left, no answer came, the origin answers again: what is asked then?
  void LoseTheAnswer() {
    page_.SendNow();
    page_.Fail(TransportFailure::kTimeout);
    page_.RunTimer(Timer::kProbe);
    page_.AnswerProbe(200);
    page_.SendNow();
  }

  World world_;
  Page& page_ = world_.OpenPage({.origins = {"https://partner.example"}});
};

TEST_F(VerifyTest, IsAskedOnceTheOriginAnswersAgainAndNothingIsSentBefore) {
  const MutationId id = page_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  page_.SendNow();
  page_.Fail(TransportFailure::kTimeout);
  EXPECT_TRUE(page_.transport.open_questions.empty());
  EXPECT_TRUE(page_.Queued(id).pending());
  page_.RunTimer(Timer::kProbe);
  page_.AnswerProbe(200);
  page_.SendNow();
  ASSERT_EQ(page_.transport.open_questions.size(), 1u);
  EXPECT_EQ(page_.transport.open_questions.front().mutation, id);
  EXPECT_EQ(page_.transport.sent.size(), 1u);
}

TEST_F(VerifyTest, AppliedConfirmsWithTheRecordThatWasFound) {
  page_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  LoseTheAnswer();
  page_.AnswerQuestion(VerifyResult::kApplied, R"({"id":"o7","state":"new"})");
  EXPECT_EQ(page_.engine().ResolveId(EntityId(TempId(1))), EntityId("o7"));
  EXPECT_EQ(page_.snapshot().pending, 0);
  EXPECT_EQ(page_.snapshot().attention, 0);
}

TEST_F(VerifyTest, AppliedWithoutARecordIsReadAgain) {
  page_.Configure(kOrders, R"({"ifMatch":true})");
  page_.Update(kOrders, "o1", R"({"state":"sent"})", R"({"id":"o1","version":3})");
  LoseTheAnswer();
  page_.AnswerQuestion(VerifyResult::kApplied);
  EXPECT_EQ(page_.snapshot().pending, 0);
  EXPECT_EQ(page_.sink.Count<ReadNeededEvent>(), 1);
}

TEST_F(VerifyTest, AbsentIsSentAgainAndAskedAboutAgainWhenThatIsLostToo) {
  const MutationId id = page_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  LoseTheAnswer();
  page_.AnswerQuestion(VerifyResult::kAbsent);
  page_.SendNow();
  ASSERT_EQ(page_.transport.sent.size(), 2u);
  EXPECT_EQ(page_.transport.sent[0].body, page_.transport.sent[1].body);
  LoseTheAnswer();
  EXPECT_EQ(page_.transport.open_questions.size(), 1u);
  EXPECT_TRUE(page_.Queued(id).pending());
}

TEST_F(VerifyTest, UnknownIsForAPersonToDecide) {
  const MutationId id = page_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  LoseTheAnswer();
  page_.AnswerQuestion(VerifyResult::kUnknown);
  EXPECT_EQ(page_.Queued(id).progress.park, ParkKind::kUncertain);
  EXPECT_EQ(page_.sink.Count<ParkedEvent>(), 1);
  EXPECT_EQ(page_.transport.sent.size(), 1u);
}

TEST_F(VerifyTest, WhatAPersonSendsAgainIsNotAskedAboutFirst) {
  const MutationId id = page_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  LoseTheAnswer();
  page_.AnswerQuestion(VerifyResult::kUnknown);
  ASSERT_TRUE(page_.Resolve(id, Resolution::kMine).ok());
  Page& later = world_.Reload(page_);
  later.SendNow();
  EXPECT_EQ(later.transport.sent.size(), 1u);
  EXPECT_TRUE(later.transport.open_questions.empty());
  later.Fail(TransportFailure::kNetwork);
  later.RunTimer(Timer::kProbe);
  later.AnswerProbe(200);
  later.SendNow();
  EXPECT_EQ(later.transport.sent.size(), 1u);
  EXPECT_EQ(later.transport.open_questions.size(), 1u);
}

TEST_F(VerifyTest, UnknownIsResentWhereTheApplicationWantsIt) {
  page_.Configure(kOrders, R"({"onUnknown":"resend"})");
  page_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  LoseTheAnswer();
  page_.AnswerQuestion(VerifyResult::kUnknown);
  page_.SendNow();
  EXPECT_EQ(page_.transport.sent.size(), 2u);
  EXPECT_TRUE(page_.transport.open_questions.empty());
}

TEST_F(VerifyTest, UnknownIsNotResentWhilePaused) {
  page_.Configure(kOrders, R"({"onUnknown":"resend"})");
  page_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  LoseTheAnswer();
  page_.engine().SetPaused(true);
  page_.AnswerQuestion(VerifyResult::kUnknown);
  page_.SendNow();
  EXPECT_EQ(page_.transport.sent.size(), 1u);
  page_.engine().SetPaused(false);
  page_.SendNow();
  EXPECT_EQ(page_.transport.sent.size(), 2u);
}

TEST_F(VerifyTest, NothingIsAskedWhereTheSameKeyMakesItHarmless) {
  page_.Configure(kOrders, R"({"idempotencyHeader":true})");
  page_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  LoseTheAnswer();
  EXPECT_TRUE(page_.transport.open_questions.empty());
  EXPECT_EQ(page_.transport.sent.size(), 2u);
}

TEST_F(VerifyTest, APageThatDoesNotKnowTheEndpointYetLeavesTheQuestionOpen) {
  Draft draft;
  draft.kind = Kind::kCreate;
  draft.resource = Resource(kOrders);
  draft.entity = EntityId(TempId(1));
  draft.data = RecordText(TempId(1));
  draft.needs_transform = true;
  page_.Configure(kOrders, R"({"hasTransform":true})");
  const Result<Receipt> receipt = page_.Try(std::move(draft));
  ASSERT_TRUE(receipt.ok());
  page_.SendNow();
  Page& later = world_.Reload(page_);
  EXPECT_TRUE(later.Queued(receipt->id).pending());
  later.Configure(kOrders, R"({"hasTransform":true})");
  world_.Advance(30'000);
  later.SendNow();
  EXPECT_EQ(later.transport.open_questions.size(), 1u);
  EXPECT_TRUE(later.transport.sent.empty());
}

// ---- 3.12a: a key is worth what the server makes of it

constexpr char kPatients[] = "/api/v1/patients";

TEST_F(VerifyTest, AKeyThatNothingShowsToBeHonouredDoesNotCount) {
  page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  LoseTheAnswer();
  EXPECT_EQ(page_.transport.sent.size(), 1u);
  EXPECT_FALSE(page_.transport.sent[0].idempotency_key.empty());
  EXPECT_FALSE(page_.transport.sent[0].key_is_honoured);
  EXPECT_EQ(page_.transport.open_questions.size(), 1u);
}

TEST_F(VerifyTest, AnAnswerThatShowsTheKeyMakesTheKeysOfItsOriginCount) {
  page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.SendNow();
  Response shows = JsonAnswer(201, R"({"id":"p1"})");
  shows.key_honoured = true;
  page_.Answer(shows);
  page_.Create("/api/v1/visits", TempId(2), RecordText(TempId(2)));
  LoseTheAnswer();
  ASSERT_EQ(page_.transport.sent.size(), 3u);
  EXPECT_EQ(page_.transport.sent[2].idempotency_key, page_.transport.sent[1].idempotency_key);
  EXPECT_TRUE(page_.transport.sent[2].key_is_honoured);
  EXPECT_TRUE(page_.transport.open_questions.empty());
}

TEST_F(VerifyTest, AKeyThatTheApiIsStillBusyWithCounts) {
  page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.SendNow();
  page_.Answer(409, R"({"error":{"code":"IDEMPOTENCY_KEY_IN_PROGRESS"}})");
  world_.Advance(tuning::kBusyWait_ms);
  page_.SendNow();
  EXPECT_EQ(page_.transport.sent.size(), 2u);
  EXPECT_TRUE(page_.transport.open_questions.empty());
}

TEST_F(VerifyTest, AConditionalPutIsLookedUpAndAnUnconditionalOneIsReadAndSentAgain) {
  page_.Configure(kPatients, R"({"method":"PUT"})");
  page_.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1","name":"A"})");
  page_.Update(kPatients, "p2", R"({"name":"B"})", R"({"id":"p2","name":"A","version":3})");
  page_.SendNow();
  page_.Fail(TransportFailure::kTimeout);
  LoseTheAnswer();
  EXPECT_EQ(page_.transport.sent.size(), 2u);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"id":"p1","name":"A"})", true).ok());
  page_.SendNow();
  EXPECT_EQ(page_.transport.sent.size(), 3u);
  ASSERT_EQ(page_.transport.open_questions.size(), 1u);
}

TEST_F(VerifyTest, LooksNoEarlierThanAfterAsLongAsTheAttemptTook) {
  page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.SendNow();
  world_.Advance(30'000);
  LoseTheAnswer();
  EXPECT_TRUE(page_.transport.open_questions.empty());
  world_.Advance(30'000);
  page_.SendNow();
  EXPECT_EQ(page_.transport.open_questions.size(), 1u);
}

TEST_F(VerifyTest, ALookUpThatMeetsASignInWaitsForIt) {
  const MutationId id = page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  LoseTheAnswer();
  page_.engine().OnResponse(page_.transport.open_questions.front().attempt, JsonAnswer(401));
  page_.transport.open_questions.clear();
  EXPECT_EQ(page_.snapshot().waiting, QueueWait::kLogin);
  page_.engine().SetPaused(false);
  page_.SendNow();
  EXPECT_EQ(page_.transport.open_questions.size(), 1u);
  EXPECT_TRUE(page_.Queued(id).pending());
}

TEST_F(VerifyTest, ALookUpThatFailsForGoodIsForAPersonToDecide) {
  const MutationId id = page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  LoseTheAnswer();
  for (int attempt = 0; attempt <= tuning::kMaxRetries; ++attempt) {
    ASSERT_EQ(page_.transport.open_questions.size(), 1u);
    page_.engine().OnResponse(page_.transport.open_questions.front().attempt, JsonAnswer(500));
    page_.transport.open_questions.clear();
    world_.Advance(60'000);
    page_.SendNow();
  }
  EXPECT_EQ(page_.Queued(id).progress.park, ParkKind::kUncertain);
  EXPECT_EQ(page_.transport.sent.size(), 1u);
}

TEST_F(VerifyTest, ABadNetworkThatLosesItAgainAndAgainAsksNobodyForAnHour) {
  const MutationId id = page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  for (int lost = 0; lost < 2 * tuning::kMaxStrikes; ++lost) {
    LoseTheAnswer();
    page_.AnswerQuestion(VerifyResult::kAbsent);
  }
  EXPECT_TRUE(page_.Queued(id).pending());
  world_.Advance(tuning::kLookUpPatience_ms);
  page_.SendNow();
  page_.Fail(TransportFailure::kNetwork);
  page_.RunTimer(Timer::kProbe);
  page_.AnswerProbe(200);
  EXPECT_EQ(page_.Queued(id).progress.park, ParkKind::kUncertain);
}

// No probe asks for it any more.
TEST_F(VerifyTest, NothingIsSaidToWaitForTheApiOnceNothingIsQueued) {
  const MutationId id = page_.Update(kPatients, "p1", R"({"phone":"1"})");
  page_.SendNow();
  page_.Fail(TransportFailure::kNetwork);
  EXPECT_EQ(page_.snapshot().waiting, QueueWait::kUnreachable);
  ASSERT_TRUE(page_.Discard(id).ok());
  EXPECT_EQ(page_.snapshot().waiting, QueueWait::kNone);
  // What comes next waits for a probe.
  page_.Update(kPatients, "p2", R"({"phone":"2"})");
  EXPECT_EQ(page_.snapshot().waiting, QueueWait::kUnreachable);
  EXPECT_EQ(page_.open_requests(), 0u);
}

// ---- Answers that were cut on their way

TEST_F(VerifyTest, HalfAJsonIsAnAnswerThatWasLost) {
  const MutationId id = page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.SendNow();
  page_.Answer(201, R"( {"success":true,"data":{"id":"p1)");
  EXPECT_TRUE(page_.Queued(id).pending());
  EXPECT_TRUE(page_.Queued(id).progress.possibly_sent);
}

TEST_F(VerifyTest, AnEmptyListIsNoRecord) {
  const MutationId id = page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.SendNow();
  page_.Answer(200, R"({"success":true,"data":[]})");
  EXPECT_TRUE(page_.Queued(id).pending());
}

// ---- A session that is over

TEST_F(VerifyTest, A401ToWhatLeftWithFormerCredentialsAsksForNoOthers) {
  page_.Update(kPatients, "p1", R"({"phone":"1"})", R"({"id":"p1","phone":"0"})");
  page_.Update(kPatients, "p2", R"({"phone":"2"})", R"({"id":"p2","phone":"0"})");
  page_.SendNow();
  ASSERT_EQ(page_.open_requests(), 2u);
  world_.Advance(10);
  page_.Answer(401);
  EXPECT_EQ(page_.snapshot().waiting, QueueWait::kLogin);
  world_.Advance(10);
  page_.engine().SetPaused(false);
  world_.Advance(10);
  page_.Answer(401);
  EXPECT_EQ(page_.snapshot().waiting, QueueWait::kNone);
  EXPECT_EQ(page_.sink.Count<AuthRequiredEvent>(), 1);
  // Both are sent at once with the new ones, which may not help, either.
  page_.SendNow();
  ASSERT_EQ(page_.open_requests(), 2u);
  page_.Answer(401);
  EXPECT_EQ(page_.sink.Count<AuthRequiredEvent>(), 2);
  EXPECT_EQ(page_.snapshot().waiting, QueueWait::kLogin);
}

// ---- A read that meets 401

TEST_F(VerifyTest, AReadWithoutASessionMakesTheQueueWaitForASignInOnce) {
  page_.engine().OnSessionOver(kPatients);
  page_.engine().OnSessionOver(kPatients);
  EXPECT_EQ(page_.sink.Count<AuthRequiredEvent>(), 1);
  EXPECT_EQ(page_.snapshot().waiting, QueueWait::kLogin);
  page_.engine().SetPaused(false);
  EXPECT_EQ(page_.snapshot().waiting, QueueWait::kNone);
}

}  // namespace
}  // namespace synchrone::verify_test
