// verify(entry): the application says what became of a request without an answer (BEHAVIOUR 3.12).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/world.h"

namespace synchrone {
namespace {

constexpr char kOrders[] = "https://partner.example/orders";

class VerifyTest : public testing::Test {
 protected:
  VerifyTest() { page_.Configure(kOrders, R"({"hasVerify":true})"); }

  // The request left, no answer came, the origin answers again: what is asked then?
  void LoseTheAnswer() {
    page_.SendNow();
    page_.Fail(TransportFailure::kTimeout);
    page_.RunTimer(Timer::kProbe);
    page_.AnswerProbe(200);
    page_.SendNow();
  }
  void Say(Verdict verdict, const std::string& record = "") {
    ASSERT_FALSE(page_.transport.open_questions.empty());
    const AttemptId attempt = page_.transport.open_questions.front().attempt;
    page_.transport.open_questions.pop_front();
    page_.engine().OnVerified(attempt, verdict, record);
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
  Say(Verdict::kApplied, R"({"id":"o7","state":"new"})");
  EXPECT_EQ(page_.engine().ResolveId(EntityId(TempId(1))), EntityId("o7"));
  EXPECT_EQ(page_.snapshot().pending, 0);
  EXPECT_EQ(page_.snapshot().attention, 0);
}

TEST_F(VerifyTest, AppliedWithoutARecordIsReadAgain) {
  page_.Configure(kOrders, R"({"ifMatch":true})");
  page_.Update(kOrders, "o1", R"({"state":"sent"})", R"({"id":"o1","version":3})");
  LoseTheAnswer();
  Say(Verdict::kApplied);
  EXPECT_EQ(page_.snapshot().pending, 0);
  EXPECT_EQ(page_.sink.Count<ReadNeededEvent>(), 1);
}

TEST_F(VerifyTest, AbsentIsSentAgainAndAskedAboutAgainWhenThatIsLostToo) {
  const MutationId id = page_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  LoseTheAnswer();
  Say(Verdict::kAbsent);
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
  Say(Verdict::kUnknown);
  EXPECT_EQ(page_.Queued(id).progress.park, ParkKind::kUncertain);
  EXPECT_EQ(page_.sink.Count<RefusedEvent>(), 1);
  EXPECT_EQ(page_.transport.sent.size(), 1u);
}

TEST_F(VerifyTest, UnknownIsResentWhereTheApplicationWantsIt) {
  page_.Configure(kOrders, R"({"onUnknown":"resend"})");
  page_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  LoseTheAnswer();
  Say(Verdict::kUnknown);
  page_.SendNow();
  EXPECT_EQ(page_.transport.sent.size(), 2u);
  EXPECT_TRUE(page_.transport.open_questions.empty());
}

TEST_F(VerifyTest, UnknownIsNotResentWhilePaused) {
  page_.Configure(kOrders, R"({"onUnknown":"resend"})");
  page_.Create(kOrders, TempId(1), RecordText(TempId(1)));
  LoseTheAnswer();
  page_.engine().SetPaused(true);
  Say(Verdict::kUnknown);
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

TEST_F(VerifyTest, APageThatWasNotToldOfTheEndpointYetLeavesTheQuestionOpen) {
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
  later.Configure(kOrders, R"({"hasTransform":true,"hasVerify":true})");
  world_.Advance(30'000);
  later.SendNow();
  EXPECT_EQ(later.transport.open_questions.size(), 1u);
  EXPECT_TRUE(later.transport.sent.empty());
}

TEST_F(VerifyTest, WhatThePageThenCannotVerifyIsForAPersonToDecide) {
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
  later.Configure(kOrders, R"({"hasTransform":true})");
  world_.Advance(30'000);
  later.SendNow();
  EXPECT_EQ(later.Queued(receipt->id).progress.park, ParkKind::kUncertain);
  EXPECT_TRUE(later.transport.sent.empty());
}

}  // namespace
}  // namespace synchrone
