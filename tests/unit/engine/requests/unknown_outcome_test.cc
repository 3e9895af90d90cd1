// What may or may not have been applied: which body belongs to a key, and when the server is asked
// what the record is now (BEHAVIOUR 3.7, 3.12, section 4).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/world.h"

namespace synchrone::unknown_outcome_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr char kPartner[] = "https://partner.example/orders";
constexpr char kWholeWithKeys[] = R"({"method":"PUT","putBody":"record","idempotencyHeader":true})";
constexpr char kBase[] = R"({"id":"p1","name":"A","version":1})";

class UnknownOutcomeTest : public testing::Test {
 protected:
  // The request left and its outcome is unknown; the origin answers again.
  void LoseTheAnswer() {
    page_.Fail(TransportFailure::kTimeout);
    page_.RunTimer(Timer::kProbe);
    page_.AnswerProbe(200);
    page_.SendNow();
  }
  int reads_wanted() const { return page_.sink.Count<ReadNeededEvent>(); }

  World world_;
  Page& page_ = world_.OpenPage({.origins = {"https://partner.example"}});
};

// ---- 3.7: one key, one body

TEST_F(UnknownOutcomeTest, AWholeRecordIsSentAgainUnchangedAlthoughItsBaseHasChanged) {
  page_.Configure(kPatients, kWholeWithKeys);
  page_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  page_.SendNow();
  const Request first = page_.OpenRequest();
  page_.Fail(TransportFailure::kTimeout);
  const std::string changed = R"({"id":"p1","name":"A","phone":"1","version":1})";
  ASSERT_TRUE(page_.Observe(kPatients, "p1", changed).ok());
  Page& later = world_.Reload(page_);
  later.Configure(kPatients, kWholeWithKeys);
  later.SendNow();
  EXPECT_EQ(later.OpenRequest().idempotency_key, first.idempotency_key);
  EXPECT_EQ(later.OpenRequest().body, first.body);
}

TEST_F(UnknownOutcomeTest, ANewKeyIdentifiesTheRecordAsItIsNow) {
  page_.Configure(kPatients, R"({"method":"PUT","putBody":"record"})");
  const MutationId id = page_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  page_.SendNow();
  const Request first = page_.OpenRequest();
  page_.Answer(422);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"id":"p1","name":"A","phone":"1"})").ok());
  ASSERT_TRUE(page_.Retry(id).ok());
  page_.SendNow();
  EXPECT_NE(page_.OpenRequest().idempotency_key, first.idempotency_key);
  EXPECT_EQ(page_.OpenRequest().body, R"({"id":"p1","name":"B","phone":"1"})");
}

// A record that is too large is not stored: after a reload it is not known (FORMAT.md, B3).
TEST_F(UnknownOutcomeTest, AWholeRecordThatIsNotKnownAnyMoreIsReadBeforeItIsSentAgain) {
  page_.Configure(kPatients, kWholeWithKeys);
  const std::string photo = std::string(tuning::kMaxEntryBytes, 'x');
  const std::string record = R"({"id":"p1","name":"A","photo":")" + photo + R"("})";
  const MutationId id = page_.Update(kPatients, "p1", R"({"name":"B"})");
  ASSERT_TRUE(page_.Observe(kPatients, "p1", record).ok());
  page_.SendNow();
  page_.Answer(202);
  ASSERT_EQ(page_.Queued(id).progress.park, ParkKind::kUncertain);
  Page& later = world_.Reload(page_);
  later.Configure(kPatients, kWholeWithKeys);
  ASSERT_TRUE(later.Resolve(id, Resolution::kMine).ok());
  later.SendNow();
  EXPECT_EQ(later.open_requests(), 0u);
  const std::string now = R"({"id":"p1","name":"A","photo":"new"})";
  ASSERT_TRUE(later.Observe(kPatients, "p1", now, true).ok());
  later.SendNow();
  EXPECT_EQ(later.OpenRequest().body, R"({"id":"p1","name":"B","photo":"new"})");
}

TEST_F(UnknownOutcomeTest, AWholeRecordLeavesOutWhatIsKeptOffline) {
  page_.Configure(kPatients, R"({"method":"PUT","putBody":"record"})");
  const MutationId kept = page_.Update(kPatients, "p1", R"({"phone":"1"})", kBase);
  ASSERT_TRUE(page_.KeepOffline(kept).ok());
  page_.Update(kPatients, "p1", R"({"name":"B"})");
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().body, R"({"id":"p1","name":"B","version":1})");
}

TEST_F(UnknownOutcomeTest, WhatMayHaveBeenSavedIsNotMergedIntoAnotherBody) {
  page_.Configure(kPatients, R"({"idempotencyHeader":true})");
  page_.Create(kPartner, TempId(1), RecordText(TempId(1)));
  const MutationId id = page_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  page_.SendNow();
  for (int strike = 0; strike < tuning::kMaxStrikes; ++strike) {
    while (page_.open_requests() > 0) page_.Fail(TransportFailure::kTimeout);
    world_.Advance(60'000);
    while (!page_.transport.open_probes.empty()) page_.AnswerProbe(200);
    page_.SendNow();
  }
  ASSERT_EQ(page_.Queued(id).progress.park, ParkKind::kUncertain);
  EXPECT_EQ(page_.Retry(id, R"({"name":"C"})").code(), ErrorCode::kNotAllowedNow);
  EXPECT_FALSE(page_.Resolve(id, Resolution::kMerged, R"({"name":"C"})").ok());
}

// ---- The server is asked what the record is now

TEST_F(UnknownOutcomeTest, AReplayedAnswerThatMayBeOlderThanWhatIsKnownIsReadAgain) {
  page_.Configure(kPatients, R"({"idempotencyHeader":true})");
  page_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  page_.SendNow();
  page_.Answer(200);
  page_.Update(kPatients, "p1", R"({"name":"C"})", kBase);
  page_.SendNow();
  LoseTheAnswer();
  ASSERT_EQ(reads_wanted(), 0);
  page_.Answer(200);
  EXPECT_EQ(reads_wanted(), 1);
}

TEST_F(UnknownOutcomeTest, AnAnswerAtTheFirstTryIsTakenAtItsWord) {
  for (const char* changes : {R"({"name":"B"})", R"({"name":"C"})"}) {
    page_.Update(kPatients, "p1", changes, kBase);
    page_.SendNow();
    page_.Answer(200);
  }
  EXPECT_EQ(reads_wanted(), 0);
}

TEST_F(UnknownOutcomeTest, ARefusalWithoutAKeySaysNothingOfTheAttemptBefore) {
  page_.Configure(kPartner, R"({"method":"PUT"})");
  page_.Update(kPartner, "o1", R"({"name":"B"})", R"({"id":"o1","name":"A"})");
  page_.SendNow();
  LoseTheAnswer();
  ASSERT_TRUE(page_.Observe(kPartner, "o1", R"({"id":"o1","name":"A"})", true).ok());
  page_.SendNow();
  page_.Answer(422);
  EXPECT_EQ(reads_wanted(), 2);
}

TEST_F(UnknownOutcomeTest, WhatAPersonSaysWasSavedIsRead) {
  const MutationId id = page_.Update(kPartner, "o1", R"({"name":"B"})", R"({"id":"o1"})");
  page_.SendNow();
  page_.Answer(202);
  ASSERT_EQ(page_.Queued(id).progress.park, ParkKind::kUncertain);
  ASSERT_TRUE(page_.Resolve(id, Resolution::kServer).ok());
  EXPECT_EQ(reads_wanted(), 1);
}

TEST_F(UnknownOutcomeTest, ADiscardedCreateThatMayHaveBeenMadeIsRead) {
  const MutationId id = page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.SendNow();
  page_.Fail(TransportFailure::kTimeout);
  ASSERT_TRUE(page_.Discard(id).ok());
  EXPECT_EQ(reads_wanted(), 1);
}

// ---- 3.12a: a create that failed in the server, which may have made it before

TEST_F(UnknownOutcomeTest, ACreateThatFailedInTheServerIsMarkedForTheNextAttempt) {
  for (const int status : {500, 501, 505, 507, 599}) {
    World world;
    Page& page = world.OpenPage();
    page.Create(kPatients, TempId(1), RecordText(TempId(1)));
    page.SendNow();
    EXPECT_FALSE(page.OpenRequest().may_be_made);
    page.Answer(status);
    world.Advance(10'000);
    EXPECT_TRUE(page.OpenRequest().may_be_made) << status;
  }
}

TEST_F(UnknownOutcomeTest, TheMarkOfAFailedCreateOutlivesItsPage) {
  for (const bool is_reloaded : {true, false}) {
    World world;
    Page& page = world.OpenPage();
    page.Create(kPatients, TempId(1), RecordText(TempId(1)));
    page.SendNow();
    page.Answer(500);
    Page& other = is_reloaded ? world.Reload(page) : world.OpenPage();
    if (!is_reloaded) world.ClosePage(page);
    world.Advance(10'000);
    ASSERT_EQ(other.open_requests(), 1u) << is_reloaded;
    EXPECT_TRUE(other.OpenRequest().may_be_made) << is_reloaded;
  }
}

TEST_F(UnknownOutcomeTest, NoAnswerButAVerdictEndsTheMarkOfAFailedCreate) {
  page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.SendNow();
  page_.Answer(500);
  for (const int status : {429, 423, 408, 401}) {
    world_.Advance(60'000);
    EXPECT_TRUE(page_.OpenRequest().may_be_made) << status;
    page_.Answer(status);
  }
}

TEST_F(UnknownOutcomeTest, ARefusedCreateThatFailedBeforeIsMarkedWhenAPersonSendsItAgain) {
  const MutationId id = page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.SendNow();
  page_.Answer(500);
  world_.Advance(10'000);
  page_.Answer(409, R"({"error":{"code":"DUPLICATE","message":"There is one"}})");
  ASSERT_EQ(page_.Queued(id).progress.park, ParkKind::kRefused);
  ASSERT_TRUE(page_.Retry(id).ok());
  page_.SendNow();
  EXPECT_TRUE(page_.OpenRequest().may_be_made);
}

TEST_F(UnknownOutcomeTest, OnlyACreateWithoutAKeyThatCountsIsMarked) {
  page_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  page_.Configure("/api/v1/keyed", R"({"idempotencyHeader":true})");
  page_.Create("/api/v1/keyed", TempId(1), RecordText(TempId(1)));
  page_.SendNow();
  while (page_.open_requests() > 0) page_.Answer(500);
  world_.Advance(10'000);
  ASSERT_EQ(page_.open_requests(), 2u);
  for (const size_t one : {0u, 1u}) EXPECT_FALSE(page_.OpenRequest(one).may_be_made);
}

TEST_F(UnknownOutcomeTest, ACreateThatTheApplicationSendsAgainIsNotMarked) {
  page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.SendNow();
  Response failed;
  failed.status = 500;
  failed.override_outcome = "retry";
  page_.Answer(failed);
  world_.Advance(10'000);
  EXPECT_FALSE(page_.OpenRequest().may_be_made);
}

TEST_F(UnknownOutcomeTest, ADiscardedCreateThatFailedInTheServerIsRead) {
  const MutationId id = page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.SendNow();
  page_.Answer(500);
  ASSERT_TRUE(page_.Discard(id).ok());
  EXPECT_EQ(reads_wanted(), 1);
}

// ---- Section 4: what counts against an entry

TEST_F(UnknownOutcomeTest, AProxysPageIsNoStrike) {
  const MutationId id = page_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  for (int page = 0; page < tuning::kMaxStrikes + 1; ++page) {
    page_.SendNow();
    page_.Answer(HtmlAnswer(403));
    world_.Advance(90'000);
  }
  EXPECT_EQ(page_.Queued(id).progress.strikes, 0);
  EXPECT_TRUE(page_.Queued(id).pending());
}

TEST_F(UnknownOutcomeTest, AFailureBeforeAnAnswerIsNoStrikeAfterIt) {
  const MutationId id = page_.Update(kPatients, "p1", R"({"name":"B"})", kBase);
  page_.SendNow();
  page_.Fail(TransportFailure::kTimeout);
  ASSERT_TRUE(page_.KeepOffline(id).ok());
  ASSERT_TRUE(page_.Retry(id).ok());
  page_.RunTimer(Timer::kProbe);
  page_.AnswerProbe(200);
  EXPECT_EQ(page_.Queued(id).progress.strikes, 0);
}

TEST_F(UnknownOutcomeTest, ARecordThatWasThoughtGoneAndIsSaidToBeSavedIsNotGoneAfterAReload) {
  constexpr char kResource[] = "https://partner.example/referrals";
  const MutationId saved = page_.Update(kResource, "r1", R"({"name":"B"})", R"({"id":"r1"})");
  page_.SendNow();
  page_.Answer(202);
  page_.Update(kResource, "r1", R"({"phone":"2"})");
  ASSERT_TRUE(page_.Observe(kResource, "r1", "").ok());
  ASSERT_TRUE(page_.Resolve(saved, Resolution::kServer).ok());
  const std::string before = page_.View(kResource, "r1");
  EXPECT_NE(before, "absent");
  Page& later = world_.Reload(page_);
  EXPECT_NE(later.View(kResource, "r1"), "absent");
}

}  // namespace
}  // namespace synchrone::unknown_outcome_test
