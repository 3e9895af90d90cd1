// Creates that fail in the server, which may have made their record before (BEHAVIOUR 3.12a, 4).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/world.h"

namespace synchrone::server_failures_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr char kSaid[] = R"({"error":{"code":"MAIL","message":"The mail could not be sent"}})";

class ServerFailuresTest : public testing::Test {
 protected:
  MutationId Failed(int status = 500) {
    const MutationId id = page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
    page_.SendNow();
    page_.Answer(status, kSaid);
    return id;
  }
  // What keeps the look-up from reading the list answers it so.
  void AnswerLookUp(Page& page, int status) {
    ASSERT_EQ(page.transport.open_questions.size(), 1u);
    const AttemptId attempt = page.transport.open_questions.front().attempt;
    page.transport.open_questions.clear();
    page.engine().OnResponse(attempt, JsonAnswer(status));
  }

  World world_;
  Page& page_ = world_.OpenPage();
};

TEST_F(ServerFailuresTest, IsLookedForInTheTimeOfTheRepeat) {
  for (const int status : {500, 501, 505, 507, 599}) {
    World world;
    Page& page = world.OpenPage();
    page.Create(kPatients, TempId(1), RecordText(TempId(1)));
    page.SendNow();
    page.Answer(status);
    page.SendNow();
    EXPECT_TRUE(page.transport.open_questions.empty()) << status;
    world.Advance(2'000);
    EXPECT_EQ(page.transport.open_questions.size(), 1u) << status;
    EXPECT_EQ(page.transport.sent.size(), 1u) << status;
  }
}

// A gateway's, a timeout's and a repeat's own.
TEST_F(ServerFailuresTest, OtherAnswersAreNoFailureOfTheServer) {
  for (const int status : {408, 425}) {
    World world;
    Page& page = world.OpenPage();
    page.Create(kPatients, TempId(1), RecordText(TempId(1)));
    page.SendNow();
    page.Answer(status);
    world.Advance(2'000);
    EXPECT_EQ(page.transport.sent.size(), 2u) << status;
  }
}

TEST_F(ServerFailuresTest, IsRepeatedWithoutALookWhereTheKeyCounts) {
  page_.Configure(kPatients, R"({"idempotencyHeader":true})");
  const MutationId id = Failed();
  for (int retry = 1; retry <= tuning::kMaxRetries; ++retry) {
    world_.Advance(10'000);
    ASSERT_EQ(page_.open_requests(), 1u);
    page_.Answer(500, kSaid);
  }
  EXPECT_EQ(page_.Queued(id).progress.park, ParkKind::kRefused);
  EXPECT_EQ(page_.Queued(id).progress.error_message, "The mail could not be sent");
  // It may be corrected: it has a verdict.
  EXPECT_TRUE(page_.Retry(id, RecordText(TempId(1))).ok());
}

TEST_F(ServerFailuresTest, ALookUpThatFailsConsumesNoRetry) {
  const MutationId id = Failed();
  for (const int status : {500, 425, 500}) {
    world_.Advance(10'000);
    AnswerLookUp(page_, status);
    EXPECT_EQ(page_.Queued(id).progress.retries, 1);
    EXPECT_EQ(page_.Queued(id).progress.error_message, "The mail could not be sent");
  }
  EXPECT_EQ(page_.transport.sent.size(), 1u);
  world_.Advance(10'000);
  AnswerLookUp(page_, 500);
  page_.SendNow();
  EXPECT_EQ(page_.transport.sent.size(), 2u);
}

TEST_F(ServerFailuresTest, ALookUpThatMeetsASignInWaitsForIt) {
  const MutationId id = Failed();
  world_.Advance(2'000);
  AnswerLookUp(page_, 401);
  EXPECT_EQ(page_.snapshot().waiting, QueueWait::kLogin);
  page_.engine().SetPaused(false);
  page_.SendNow();
  page_.AnswerQuestion(VerifyResult::kApplied, R"({"id":"p7"})");
  EXPECT_FALSE(page_.IsQueued(id));
}

TEST_F(ServerFailuresTest, AnotherTabLooksForItAsWell) {
  Failed();
  Page& other = world_.OpenPage();
  world_.ClosePage(page_);
  world_.Advance(2'000);
  EXPECT_TRUE(other.transport.sent.empty());
  other.AnswerQuestion(VerifyResult::kUnknown);
  world_.Advance(2'000);
  EXPECT_TRUE(other.transport.sent.empty());
  other.AnswerQuestion(VerifyResult::kUnknown);
  other.SendNow();
  EXPECT_EQ(other.transport.sent.size(), 1u);
}

// Of an attempt whose answer no page has taken nothing is known.
TEST_F(ServerFailuresTest, AnAttemptThatEndsWithItsPageIsNoFailure) {
  const MutationId id = Failed();
  world_.Advance(2'000);
  page_.AnswerQuestion(VerifyResult::kAbsent);
  page_.SendNow();
  ASSERT_EQ(page_.open_requests(), 1u);
  Page& later = world_.Reload(page_);
  world_.Advance(tuning::kRequestLife_ms);
  later.AnswerQuestion(VerifyResult::kUnknown);
  EXPECT_EQ(later.Queued(id).progress.park, ParkKind::kUncertain);
}

TEST_F(ServerFailuresTest, ARateLimitAfterItIsNoDoubt) {
  const MutationId id = Failed();
  for (int look = 0; look < 2; ++look) {
    world_.Advance(2'000);
    page_.AnswerQuestion(VerifyResult::kUnknown);
  }
  page_.SendNow();
  page_.Answer(429);
  world_.Advance(5'000);
  EXPECT_EQ(page_.transport.sent.size(), 3u);
  EXPECT_TRUE(page_.Queued(id).pending());
}

TEST_F(ServerFailuresTest, WhatIsKeptOfflineMeanwhileIsLookedForBeforeItGoes) {
  const MutationId id = Failed();
  ASSERT_TRUE(page_.KeepOffline(id).ok());
  ASSERT_TRUE(page_.Retry(id).ok());
  for (int look = 0; look < 2; ++look) {
    world_.Advance(2'000);
    EXPECT_EQ(page_.transport.sent.size(), 1u);
    page_.AnswerQuestion(VerifyResult::kUnknown);
  }
  page_.SendNow();
  EXPECT_EQ(page_.transport.sent.size(), 2u);
}

TEST_F(ServerFailuresTest, IsAskedAboutWhereARecordMayBeIt) {
  const MutationId id = Failed();
  world_.Advance(2'000);
  page_.AnswerQuestion(VerifyResult::kDoubtful);
  EXPECT_EQ(page_.Queued(id).progress.park, ParkKind::kUncertain);
}

TEST_F(ServerFailuresTest, IsRefusedWithItsAnswerAfterTheLastLook) {
  const MutationId id = Failed();
  for (int retry = 1; retry <= tuning::kMaxRetries; ++retry) {
    world_.Advance(10'000);
    page_.AnswerQuestion(VerifyResult::kAbsent);
    page_.SendNow();
    page_.Answer(500, kSaid);
  }
  EXPECT_TRUE(page_.Queued(id).pending());
  world_.Advance(2'000);
  page_.AnswerQuestion(VerifyResult::kAbsent);
  const Progress& progress = page_.Queued(id).progress;
  EXPECT_EQ(progress.park, ParkKind::kRefused);
  EXPECT_EQ(progress.error_code, "MAIL");
  EXPECT_EQ(progress.error_message, "The mail could not be sent");
  EXPECT_EQ(progress.error_status, 500);
  EXPECT_EQ(progress.error_body, kSaid);
  EXPECT_FALSE(progress.possibly_sent);
  EXPECT_EQ(page_.snapshot().waiting, QueueWait::kNone);
}

}  // namespace
}  // namespace synchrone::server_failures_test
