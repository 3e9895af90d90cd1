// A PUT without a condition that has waited, and might make a deleted record again
// (BEHAVIOUR 2.6a).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/world.h"

namespace synchrone::waiting_put_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";

class UnconditionalPutTest : public testing::Test {
 protected:
  UnconditionalPutTest() { page_.Configure(kPatients, R"({"method":"PUT"})"); }
  const Request& Sent() {
    page_.SendNow();
    return page_.OpenRequest();
  }
  int reads_wanted() const { return page_.sink.Count<ReadNeededEvent>(); }
  // A change of p1 that is made without a connection, which comes back at once.
  MutationId UpdateOffline(const std::string& json = R"({"phone":"2"})") {
    page_.engine().OnConnectivity(false);
    const MutationId id = page_.Update(kPatients, "p1", json, R"({"id":"p1","phone":"1"})");
    page_.engine().OnConnectivity(true);
    page_.SendNow();
    return id;
  }
  void Read(const std::string& record) {
    ASSERT_TRUE(page_.Observe(kPatients, "p1", record, true).ok());
    page_.SendNow();
  }

  World world_;
  Page& page_ = world_.OpenPage();
};

TEST_F(UnconditionalPutTest, ThatGoesOutAtOnceIsNotReadFirst) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1"})");
  EXPECT_EQ(Sent().body, R"({"id":"p1","phone":"2"})");
  EXPECT_EQ(reads_wanted(), 0);
}

TEST_F(UnconditionalPutTest, ThatHasWaitedIsReadFirstAndMadeOnWhatIsThere) {
  const MutationId id = UpdateOffline();
  EXPECT_EQ(page_.open_requests(), 0u);
  EXPECT_EQ(reads_wanted(), 1);
  EXPECT_EQ(page_.engine().WaitOf(page_.Queued(id)), EntryWait::kRead);
  Read(R"({"id":"p1","phone":"1","allergy":"x"})");
  EXPECT_EQ(page_.OpenRequest().body, R"({"id":"p1","phone":"2","allergy":"x"})");
  EXPECT_EQ(reads_wanted(), 1);
}

TEST_F(UnconditionalPutTest, OfARecordThatWasDeletedMeanwhileIsRefused) {
  const MutationId id = UpdateOffline();
  Read("");
  EXPECT_EQ(page_.open_requests(), 0u);
  EXPECT_EQ(page_.Queued(id).progress.error_code, "RECORD_GONE");
  EXPECT_EQ(page_.View(kPatients, "p1"), "absent");
}

TEST_F(UnconditionalPutTest, ThatCarriesChangesIsRefusedAsWell) {
  page_.Configure(kPatients, R"({"putBody":"changes"})");
  const MutationId id = UpdateOffline();
  EXPECT_EQ(page_.open_requests(), 0u);
  Read("");
  EXPECT_EQ(page_.open_requests(), 0u);
  EXPECT_EQ(page_.Queued(id).progress.error_code, "RECORD_GONE");
}

TEST_F(UnconditionalPutTest, OfARecordThatWasNeverKnownMayMakeIt) {
  page_.Configure(kPatients, R"({"putBody":"changes"})");
  page_.engine().OnConnectivity(false);
  page_.Update(kPatients, "p1", R"({"theme":"dark"})");
  page_.engine().OnConnectivity(true);
  EXPECT_EQ(Sent().body, R"({"theme":"dark"})");
  EXPECT_EQ(reads_wanted(), 0);
}

TEST_F(UnconditionalPutTest, ThatAPersonSendsAgainIsReadAgain) {
  const MutationId id = UpdateOffline();
  Read("");
  ASSERT_TRUE(page_.Retry(id).ok());
  page_.SendNow();
  Read(R"({"id":"p1","phone":"1"})");
  EXPECT_EQ(page_.OpenRequest().body, R"({"id":"p1","phone":"2"})");
}

TEST_F(UnconditionalPutTest, BehindOneThatWasConfirmedIsNotReadFirst) {
  UpdateOffline();
  page_.Update(kPatients, "p1", R"({"name":"B"})");
  Read(R"({"id":"p1","phone":"1"})");
  page_.Answer(200, R"({"id":"p1","phone":"2"})");
  EXPECT_EQ(Sent().body, R"({"id":"p1","phone":"2","name":"B"})");
  EXPECT_EQ(reads_wanted(), 1);
}

TEST_F(UnconditionalPutTest, WhoseReadHasNoAnswerIsSentAfterTheLifeOfARequest) {
  UpdateOffline();
  world_.Advance(tuning::kRequestLife_ms - 1);
  EXPECT_EQ(page_.open_requests(), 0u);
  world_.Advance(1);
  EXPECT_EQ(page_.open_requests(), 1u);
  EXPECT_EQ(reads_wanted(), 1);
}

// A read that did not come is another mutation's.
TEST_F(UnconditionalPutTest, BehindOneThatWasSentUnreadIsReadFirst) {
  UpdateOffline();
  world_.Advance(tuning::kRequestLife_ms);
  page_.Answer(200, R"({"id":"p1","phone":"2"})");
  ASSERT_EQ(page_.snapshot().pending, 0);
  world_.Advance(60 * 60'000);
  UpdateOffline(R"({"phone":"3"})");
  EXPECT_EQ(page_.open_requests(), 0u);
  EXPECT_EQ(reads_wanted(), 2);
}

TEST_F(UnconditionalPutTest, ThatWasSentUnreadAndRefusedIsReadWhenAPersonSendsItAgain) {
  const MutationId id = UpdateOffline();
  world_.Advance(tuning::kRequestLife_ms);
  page_.Answer(422);
  const int before = reads_wanted();
  world_.Advance(60 * 60'000);
  ASSERT_TRUE(page_.Retry(id).ok());
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  EXPECT_EQ(reads_wanted(), before + 1);
}

TEST_F(UnconditionalPutTest, OfAnEarlierPageIsReadFirst) {
  page_.engine().SetPaused(true);
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1"})");
  world_.Advance(1);
  Page& later = world_.Reload(page_);
  later.Configure(kPatients, R"({"method":"PUT"})");
  later.SendNow();
  EXPECT_EQ(later.open_requests(), 0u);
  EXPECT_EQ(later.sink.Count<ReadNeededEvent>(), 1);
}

TEST_F(UnconditionalPutTest, ThatALeaderHasLeftBehindIsReadFirst) {
  Page& other = world_.OpenPage();
  other.Configure(kPatients, R"({"method":"PUT"})");
  other.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1"})");
  world_.clock.Advance(2 * tuning::kUnannounced_ms);
  world_.ClosePage(page_);
  other.SendNow();
  EXPECT_EQ(other.open_requests(), 0u);
  EXPECT_EQ(other.sink.Count<ReadNeededEvent>(), 1);
}

TEST_F(UnconditionalPutTest, ThatWasLostIsReadBeforeItIsSentAgain) {
  const MutationId id =
      page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1"})");
  page_.SendNow();
  page_.Fail(TransportFailure::kNetwork);
  world_.Advance(tuning::kProbeMax_ms);
  page_.AnswerProbe(200);
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  Read("");
  page_.AnswerQuestion(VerifyResult::kAbsent);
  page_.SendNow();
  EXPECT_EQ(page_.Queued(id).progress.error_code, "RECORD_GONE");
}

TEST_F(UnconditionalPutTest, ThatWasLostDoesNotUndoWhatOthersHaveChangedSince) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1","allergy":"x"})");
  page_.SendNow();
  page_.Fail(TransportFailure::kNetwork);
  world_.Advance(tuning::kProbeMax_ms);
  page_.AnswerProbe(200);
  page_.SendNow();
  Read(R"({"id":"p1","phone":"1","allergy":"y"})");
  EXPECT_EQ(page_.open_requests(), 0u);
  page_.AnswerQuestion(VerifyResult::kAbsent);
  EXPECT_EQ(Sent().body, R"({"id":"p1","phone":"2","allergy":"y"})");
}

TEST_F(UnconditionalPutTest, ThatWasLostIsRepeatedWhereNothingHasChanged) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1","allergy":"x"})");
  const Request first = Sent();
  page_.Fail(TransportFailure::kNetwork);
  world_.Advance(tuning::kProbeMax_ms);
  page_.AnswerProbe(200);
  page_.SendNow();
  Read(R"({"allergy":"x","id":"p1","phone":"1"})");
  EXPECT_EQ(page_.OpenRequest().body, first.body);
  EXPECT_EQ(page_.OpenRequest().idempotency_key, first.idempotency_key);
}

TEST_F(UnconditionalPutTest, WithAVersionIsNotReadFirst) {
  page_.engine().OnConnectivity(false);
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","version":3})");
  page_.engine().OnConnectivity(true);
  EXPECT_EQ(Sent().if_match, "\"3\"");
  EXPECT_EQ(reads_wanted(), 0);
}

}  // namespace
}  // namespace synchrone::waiting_put_test
