// The evidence rules of BEHAVIOUR section 4: when requests may go, and when to ask again.
#include "core/engine/requests/gate.h"

#include <gtest/gtest.h>

#include "core/base/tuning.h"

namespace synchrone::gate_test {
namespace {

constexpr char kOwn[] = "";
constexpr char kUrl[] = "/api/v1/patients";
constexpr char kLab[] = "https://lab.example";
constexpr char kLabUrl[] = "https://lab.example/results";
constexpr double kMiddle = 0.5;

class GateTest : public testing::Test {
 protected:
  void FailAt(int64_t now_ms) { gate_.NoteUnreachable(kOwn, kUrl, now_ms, kMiddle); }
  bool Probed(int status, int64_t now_ms, bool html = false) {
    gate_.HurryProbes(now_ms);
    EXPECT_FALSE(gate_.TakeDueProbes(now_ms).empty());
    return gate_.NoteProbe(kUrl, status, html, now_ms, kMiddle);
  }

  Gate gate_{true};
};

TEST_F(GateTest, IsOpenUntilSomethingSaysOtherwise) {
  EXPECT_EQ(gate_.Waiting(0), QueueWait::kNone);
  EXPECT_TRUE(gate_.Open(kOwn, 0));
  EXPECT_FALSE(gate_.NextProbeMs().has_value());
  EXPECT_FALSE(gate_.NextOpeningMs(0).has_value());
}

TEST_F(GateTest, SaysTheStrongestReasonFirst) {
  FailAt(0);
  EXPECT_EQ(gate_.Waiting(0), QueueWait::kUnreachable);
  gate_.NoteLogin(kOwn, kUrl, 0);
  EXPECT_EQ(gate_.Waiting(0), QueueWait::kLogin);
  gate_.SetOnline(false, 0);
  EXPECT_EQ(gate_.Waiting(0), QueueWait::kOffline);
  gate_.SetPaused(true);
  EXPECT_EQ(gate_.Waiting(0), QueueWait::kPaused);
  gate_.SetOfflineMode(true);
  EXPECT_EQ(gate_.Waiting(0), QueueWait::kOfflineMode);
  gate_.SetUserUnknown(true);
  EXPECT_EQ(gate_.Waiting(0), QueueWait::kUser);
  EXPECT_FALSE(gate_.Open(kOwn, 0));
}

TEST_F(GateTest, EachReasonAloneClosesIt) {
  gate_.SetPaused(true);
  EXPECT_FALSE(gate_.Open(kOwn, 0));
  gate_.SetPaused(false);
  gate_.SetOfflineMode(true);
  EXPECT_FALSE(gate_.Open(kOwn, 0));
  gate_.SetOfflineMode(false);
  gate_.SetUserUnknown(true);
  EXPECT_FALSE(gate_.Open(kOwn, 0));
  gate_.SetUserUnknown(false);
  EXPECT_TRUE(gate_.Open(kOwn, 0));
}

// ---- Unreachable

TEST_F(GateTest, AnUnreachableOriginClosesNoOther) {
  FailAt(0);
  EXPECT_FALSE(gate_.Open(kOwn, 0));
  EXPECT_TRUE(gate_.Open(kLab, 0));
}

TEST_F(GateTest, ProbesAnUnreachableOriginAfterTwoSeconds) {
  FailAt(1'000);
  EXPECT_EQ(gate_.NextProbeMs(), 3'000);
  EXPECT_TRUE(gate_.TakeDueProbes(2'999).empty());
  EXPECT_EQ(gate_.TakeDueProbes(3'000), (std::vector<std::string>{kUrl}));
}

TEST_F(GateTest, AProbeIsAskedOnceUntilItsAnswer) {
  FailAt(0);
  EXPECT_EQ(gate_.TakeDueProbes(2'000).size(), 1u);
  EXPECT_TRUE(gate_.TakeDueProbes(60'000).empty());
  EXPECT_FALSE(gate_.NextProbeMs().has_value());
}

TEST_F(GateTest, UnansweredProbesComeAtGrowingIntervals) {
  FailAt(0);
  int64_t now_ms = *gate_.NextProbeMs();
  for (const int64_t delay_ms : {4'000, 8'000, 16'000, 32'000, 60'000, 60'000}) {
    ASSERT_EQ(gate_.TakeDueProbes(now_ms).size(), 1u);
    EXPECT_FALSE(gate_.NoteProbe(kUrl, 0, false, now_ms, kMiddle));
    EXPECT_EQ(*gate_.NextProbeMs() - now_ms, delay_ms);
    now_ms = *gate_.NextProbeMs();
  }
}

TEST_F(GateTest, AnyAnswerOfTheApiBringsTheOriginBack) {
  for (const int status : {200, 204, 301, 404, 405, 429}) {
    FailAt(0);
    EXPECT_TRUE(Probed(status, 10'000)) << status;
    EXPECT_TRUE(gate_.Open(kOwn, 10'000)) << status;
    EXPECT_FALSE(gate_.NextProbeMs().has_value()) << status;
  }
}

TEST_F(GateTest, APageGatewayOrErrorIsNoAnswerOfTheApi) {
  FailAt(0);
  for (const int status : {0, 500, 502, 503, 504, 511}) EXPECT_FALSE(Probed(status, 10'000));
  EXPECT_FALSE(Probed(200, 10'000, /*html=*/true));
  EXPECT_FALSE(gate_.Open(kOwn, 10'000));
}

// Section 4: the snapshot says that a sign-in elsewhere may be needed.
TEST_F(GateTest, SaysThatSomethingElseAnswersInItsPlace) {
  FailAt(0);
  EXPECT_FALSE(gate_.led_away());
  gate_.NoteLedAway(kOwn);
  EXPECT_TRUE(gate_.led_away());
  Probed(0, 10'000);
  EXPECT_FALSE(gate_.led_away());
  Probed(200, 20'000, /*html=*/true);
  EXPECT_TRUE(gate_.led_away());
  Probed(200, 30'000);
  EXPECT_FALSE(gate_.led_away());
}

TEST_F(GateTest, AnAnswerToAMutationBringsTheOriginBackToo) {
  FailAt(0);
  gate_.NoteAnswer(kOwn);
  EXPECT_TRUE(gate_.Open(kOwn, 0));
}

TEST_F(GateTest, ALookAtThePageHurriesTheProbe) {
  FailAt(0);
  gate_.HurryProbes(100);
  EXPECT_EQ(gate_.TakeDueProbes(100).size(), 1u);
}

TEST_F(GateTest, AnAnswerOfAnUnknownOriginSaysNothing) {
  EXPECT_FALSE(gate_.NoteProbe(kLabUrl, 200, false, 0, kMiddle));
}

// ---- Offline

TEST_F(GateTest, OfflineIsAHintAndProbesGoOnEveryThirtySeconds) {
  gate_.KnowOrigin(kOwn, kUrl, 0);
  gate_.SetOnline(false, 1'000);
  EXPECT_FALSE(gate_.Open(kOwn, 1'000));
  EXPECT_EQ(gate_.NextProbeMs(), 31'000);
  ASSERT_EQ(gate_.TakeDueProbes(31'000).size(), 1u);
  EXPECT_FALSE(gate_.NoteProbe(kUrl, 0, false, 31'000, kMiddle));
  EXPECT_EQ(gate_.NextProbeMs(), 61'000);
}

TEST_F(GateTest, AnAnswerWhileOfflineIsStrongerThanTheHint) {
  gate_.KnowOrigin(kOwn, kUrl, 0);
  gate_.SetOnline(false, 0);
  EXPECT_TRUE(Probed(200, 30'000));
  EXPECT_TRUE(gate_.online());
  EXPECT_TRUE(gate_.Open(kOwn, 30'000));
}

TEST_F(GateTest, BackOnlineProbesWhatWasUnreachableAtOnce) {
  FailAt(0);
  gate_.SetOnline(false, 0);
  gate_.SetOnline(true, 5'000);
  EXPECT_EQ(gate_.TakeDueProbes(5'000).size(), 1u);
}

// ---- Login

TEST_F(GateTest, AProbeThatIsAnsweredWithoutASessionAsksForNoCredentialsAgain) {
  EXPECT_TRUE(gate_.NoteLogin(kOwn, kUrl, 0));
  for (int64_t now_ms = 60'000; now_ms < 600'000; now_ms += 60'000) {
    EXPECT_TRUE(gate_.NoteProbe(kUrl, 200, false, now_ms, 0.5));
    EXPECT_FALSE(gate_.NoteLogin(kOwn, kUrl, now_ms + 30'000));
  }
  gate_.RenewLogin(650'000);
  EXPECT_TRUE(gate_.NoteLogin(kOwn, kUrl, 700'000));
  EXPECT_TRUE(gate_.NoteProbe(kUrl, 200, false, 800'000, 0.5));
  gate_.NoteVerdict(kOwn);
  EXPECT_TRUE(gate_.NoteLogin(kOwn, kUrl, 900'000));
}

TEST_F(GateTest, OneLoginIsAnnouncedOnce) {
  EXPECT_TRUE(gate_.NoteLogin(kOwn, kUrl, 0));
  EXPECT_FALSE(gate_.NoteLogin(kOwn, kUrl, 0));
  EXPECT_FALSE(gate_.Open(kOwn, 0));
  EXPECT_FALSE(gate_.Open(kLab, 0));
}

TEST_F(GateTest, ALaterProbeFindsARenewedSession) {
  gate_.NoteLogin(kOwn, kUrl, 0);
  EXPECT_EQ(gate_.NextProbeMs(), tuning::kProbeLogin_ms);
  EXPECT_TRUE(Probed(401, 60'000));  // the origin is there, the session is not
  EXPECT_EQ(gate_.Waiting(60'000), QueueWait::kLogin);
  EXPECT_TRUE(Probed(200, 120'000));
  EXPECT_EQ(gate_.Waiting(120'000), QueueWait::kNone);
}

TEST_F(GateTest, NewCredentialsOpenItAtOnce) {
  gate_.NoteLogin(kOwn, kUrl, 0);
  gate_.RenewLogin(0);
  EXPECT_TRUE(gate_.Open(kOwn, 0));
}

// Section 4: credentials that do not help are tried again after 2, 4, … 60 s.
TEST_F(GateTest, CredentialsThatDoNotHelpAreTriedAtGrowingIntervals) {
  gate_.NoteLogin(kOwn, kUrl, 0);
  int64_t now_ms = 0;
  for (const int64_t rest_ms : {0, 2'000, 4'000, 8'000, 16'000, 32'000, 60'000, 60'000}) {
    gate_.RenewLogin(now_ms);
    if (rest_ms > 0) {
      EXPECT_FALSE(gate_.Open(kOwn, now_ms + rest_ms - 1)) << rest_ms;
      EXPECT_EQ(gate_.NextOpeningMs(now_ms), now_ms + rest_ms);
      EXPECT_EQ(gate_.Waiting(now_ms), QueueWait::kLogin);
    }
    now_ms += rest_ms;
    EXPECT_TRUE(gate_.Open(kOwn, now_ms)) << rest_ms;
    EXPECT_TRUE(gate_.NoteLogin(kOwn, kUrl, now_ms));
    EXPECT_FALSE(gate_.Open(kOwn, now_ms + 3'600'000));
  }
}

TEST_F(GateTest, AVerdictOnNewCredentialsEndsTheirRow) {
  for (int i = 0; i < 4; ++i) {
    gate_.NoteLogin(kOwn, kUrl, 100'000 * i);
    gate_.RenewLogin(100'000 * i);
  }
  gate_.NoteVerdict(kOwn);
  gate_.NoteLogin(kOwn, kUrl, 400'000);
  gate_.RenewLogin(400'000);
  EXPECT_TRUE(gate_.Open(kOwn, 400'000));
}

TEST_F(GateTest, AVerdictOnWhatLeftBeforeTheSessionEndedOpensNothing) {
  gate_.NoteLogin(kOwn, kUrl, 0);
  gate_.NoteVerdict(kOwn);
  EXPECT_FALSE(gate_.Open(kOwn, 0));
}

TEST_F(GateTest, AnotherUserIsAskedForNothing) {
  gate_.NoteLogin(kOwn, kUrl, 0);
  gate_.ForgetLogin();
  EXPECT_TRUE(gate_.Open(kOwn, 0));
}

TEST_F(GateTest, A401WhileUnreachableSaysThatTheOriginIsThere) {
  FailAt(0);
  Probed(401, 10'000);
  EXPECT_TRUE(gate_.Open(kOwn, 10'000));
}

// ---- Rate limits

TEST_F(GateTest, ARateLimitEndsByItself) {
  gate_.NoteRateLimit(kOwn, 5'000, 0);
  EXPECT_EQ(gate_.Waiting(4'999), QueueWait::kRateLimit);
  EXPECT_FALSE(gate_.Open(kOwn, 4'999));
  EXPECT_TRUE(gate_.Open(kLab, 4'999));
  EXPECT_EQ(gate_.NextOpeningMs(0), 5'000);
  EXPECT_TRUE(gate_.Open(kOwn, 5'000));
  EXPECT_FALSE(gate_.NextOpeningMs(5'000).has_value());
}

// Section 4: at least 1 s, doubled each time in a row, at most 5 minutes.
TEST_F(GateTest, ARateLimitOfNothingWaitsLongerEachTime) {
  int64_t now_ms = 0;
  for (const int64_t rest_ms :
       {1'000, 2'000, 4'000, 8'000, 16'000, 32'000, 64'000, 128'000, 256'000, 300'000, 300'000}) {
    gate_.NoteRateLimit(kOwn, 0, now_ms);
    EXPECT_FALSE(gate_.Open(kOwn, now_ms + rest_ms - 1)) << rest_ms;
    now_ms += rest_ms;
    EXPECT_TRUE(gate_.Open(kOwn, now_ms)) << rest_ms;
  }
  gate_.NoteVerdict(kOwn);
  gate_.NoteRateLimit(kOwn, 0, now_ms);
  EXPECT_TRUE(gate_.Open(kOwn, now_ms + 1'000));
}

TEST_F(GateTest, RateLimitsOfRequestsThatLeftTogetherCountOnce) {
  for (int i = 0; i < 4; ++i) gate_.NoteRateLimit(kOwn, 0, 0);
  EXPECT_TRUE(gate_.Open(kOwn, 1'000));
}

TEST_F(GateTest, WhatTheServerAsksForIsWaitedFor) {
  gate_.NoteRateLimit(kOwn, 7'000, 0);
  EXPECT_FALSE(gate_.Open(kOwn, 6'999));
  gate_.NoteRateLimit(kOwn, 7'000, 7'000);
  EXPECT_TRUE(gate_.Open(kOwn, 14'000));
}

TEST_F(GateTest, OfTwoRateLimitsTheLaterEndCounts) {
  gate_.NoteRateLimit(kOwn, 5'000, 0);
  gate_.NoteRateLimit(kOwn, 3'000, 0);
  EXPECT_FALSE(gate_.Open(kOwn, 4'000));
}

TEST_F(GateTest, TheNextOpeningIsTheEarliestOfAllOrigins) {
  gate_.NoteRateLimit(kOwn, 5'000, 0);
  gate_.NoteRateLimit(kLab, 3'000, 0);
  EXPECT_EQ(gate_.NextOpeningMs(0), 3'000);
}

}  // namespace
}  // namespace synchrone::gate_test
