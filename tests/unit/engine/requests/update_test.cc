// What an update carries: the whole record by PUT (BEHAVIOUR 2.6), the version that the queue knows
// and values compared without regard to the order of members (3.8).
#include <gtest/gtest.h>

#include "core/base/json.h"
#include "tests/support/world.h"

namespace synchrone::update_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";

class UpdateTest : public testing::Test {
 protected:
  const Request& Sent() {
    page_.SendNow();
    return page_.OpenRequest();
  }
  int reads_wanted() const { return page_.sink.Count<ReadNeededEvent>(); }

  World world_;
  Page& page_ = world_.OpenPage();
};

class PutTest : public UpdateTest {
 protected:
  PutTest() { page_.Configure(kPatients, R"({"method":"PUT"})"); }
};

// ---- 2.6

TEST_F(PutTest, CarriesTheWholeRecord) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1","allergy":"x"})");
  EXPECT_EQ(Sent().body, R"({"id":"p1","phone":"2","allergy":"x"})");
}

TEST_F(PutTest, CarriesTheChangesWhereTheyAreAskedFor) {
  page_.Configure(kPatients, R"({"putBody":"changes"})");
  page_.Update(kPatients, "p1", R"({"phone":"2"})");
  EXPECT_EQ(Sent().body, R"({"phone":"2"})");
}

TEST_F(PutTest, OfARecordThatIsNotKnownReadsItFirst) {
  const MutationId id = page_.Update(kPatients, "p1", R"({"phone":"2"})");
  page_.Update(kPatients, "p1", R"({"name":"B"})");
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  EXPECT_EQ(reads_wanted(), 1);
  EXPECT_EQ(page_.engine().WaitOf(page_.Queued(id)), EntryWait::kRead);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"id":"p1","phone":"1","allergy":"x"})").ok());
  EXPECT_EQ(Sent().body, R"({"id":"p1","phone":"2","allergy":"x"})");
  EXPECT_EQ(reads_wanted(), 1);
}

TEST_F(PutTest, OfARecordThatIsGoneIsRefused) {
  const MutationId id = page_.Update(kPatients, "p1", R"({"phone":"2"})");
  page_.SendNow();
  ASSERT_TRUE(page_.Observe(kPatients, "p1", "").ok());
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  EXPECT_EQ(page_.Queued(id).progress.park, ParkKind::kRefused);
  EXPECT_EQ(page_.Queued(id).progress.error_code, "RECORD_GONE");
}

TEST_F(PutTest, AfterAMinimalAnswerReadsFirst) {
  page_.Create(kPatients, "t1", R"({"name":"A"})");
  page_.SendNow();
  page_.Answer(201, R"({"id":"9"})");
  page_.Update(kPatients, "9", R"({"name":"B"})");
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  EXPECT_EQ(reads_wanted(), 1);
}

TEST_F(PutTest, QueuedBehindAMinimalAnswerReadsFirst) {
  page_.Create(kPatients, "t1", R"({"name":"A"})");
  page_.Update(kPatients, "t1", R"({"name":"B"})");
  page_.SendNow();
  page_.Answer(201, R"({"id":"9","version":1})");
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  EXPECT_EQ(reads_wanted(), 1);
}

TEST_F(PutTest, BehindAWholeAnswerCarriesWhatItSaid) {
  page_.Create(kPatients, "t1", R"({"name":"A"})");
  page_.Update(kPatients, "t1", R"({"name":"B"})");
  page_.SendNow();
  page_.Answer(201, R"({"id":"9","name":"A","country":"CH"})");
  EXPECT_EQ(JsonOf(Sent().body), JsonOf(R"({"name":"B","id":"9","country":"CH"})"));
}

TEST_F(UpdateTest, APatchThatTheApiDoesNotHaveBecomesAPutOfTheWholeRecord) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1","allergy":"x"})");
  page_.SendNow();
  page_.Answer(405);
  EXPECT_EQ(Sent().method, Method::kPut);
  EXPECT_EQ(page_.OpenRequest().body, R"({"id":"p1","phone":"2","allergy":"x"})");
}

TEST_F(UpdateTest, APatchOfAnUnknownRecordThatBecomesAPutReadsItFirst) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})");
  page_.SendNow();
  page_.Answer(405);
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"id":"p1","phone":"1","allergy":"x"})").ok());
  EXPECT_EQ(Sent().body, R"({"id":"p1","phone":"2","allergy":"x"})");
}

// ---- 3.8: the version is the queue's

TEST_F(UpdateTest, AVersionAmongTheChangesIsTheOneThatTheQueueKnows) {
  page_.TryRaw("PATCH", "/api/v1/patients/p1", R"({"phone":"2","version":1})").ok();
  page_.TryRaw("PATCH", "/api/v1/patients/p1", R"({"version":1,"phone":"3"})").ok();
  EXPECT_EQ(page_.View(kPatients, "p1"), R"(unknown {"phone":"3"})");
  EXPECT_EQ(Sent().body, R"({"phone":"2","version":1})");
  page_.Answer(200, R"({"id":"p1","phone":"2","version":2})");
  EXPECT_EQ(Sent().body, R"({"phone":"3","version":2})");
  EXPECT_EQ(page_.OpenRequest().if_match, "\"2\"");
}

TEST_F(UpdateTest, AVersionAloneIsAChangeLikeAnyOther) {
  page_.TryRaw("PATCH", "/api/v1/forms/f1", R"({"version":"2.0"})").ok();
  EXPECT_EQ(Sent().body, R"({"version":"2.0"})");
}

TEST_F(UpdateTest, ABodyWithAVersionIsSentAgainAsItWas) {
  page_.Configure(kPatients, R"({"idempotencyHeader":true})");
  page_.TryRaw("PATCH", "/api/v1/patients/p1", R"({"phone":"2","version":1})").ok();
  const std::string key = Sent().idempotency_key;
  page_.Fail(TransportFailure::kNetwork);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"id":"p1","version":7})").ok());
  page_.RunTimer(Timer::kProbe);
  page_.AnswerProbe(200);
  EXPECT_EQ(Sent().idempotency_key, key);
  EXPECT_EQ(page_.OpenRequest().body, R"({"phone":"2","version":1})");
}

TEST_F(UpdateTest, TheVersionSurvivesTheNextPage) {
  page_.TryRaw("PATCH", "/api/v1/patients/p1", R"({"phone":"2","version":1})").ok();
  Page& next = world_.Reload(page_);
  next.SendNow();
  EXPECT_EQ(next.OpenRequest().body, R"({"phone":"2","version":1})");
}

// ---- 3.7: a key names one request

class KeyTest : public UpdateTest {
 protected:
  // The newest request to that address; one without a method when there was none.
  Request LastTo(const std::string& url) {
    page_.SendNow();
    Request last;
    for (const Request& request : page_.transport.sent) {
      if (request.url == url) last = request;
    }
    return last;
  }
  void LoseTheAnswer() {
    page_.SendNow();
    page_.Fail(TransportFailure::kTimeout);
  }
  void LetTheOriginAnswerAgain() {
    page_.RunTimer(Timer::kProbe);
    page_.AnswerProbe(200);
    page_.SendNow();
  }
};

TEST_F(KeyTest, StaysWithARequestThatIsTheSame) {
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1","version":1})");
  const Request first = Sent();
  page_.Answer(500);
  world_.Advance(2'000);
  EXPECT_EQ(Sent().idempotency_key, first.idempotency_key);
  page_.Fail(TransportFailure::kTimeout);
  LetTheOriginAnswerAgain();
  page_.AnswerQuestion(VerifyResult::kAbsent);
  EXPECT_EQ(Sent().idempotency_key, first.idempotency_key);
}

TEST_F(KeyTest, IsNewForAnotherMethod) {
  page_.TryRaw("PATCH", "/api/v1/patients/p1", R"({"phone":"2","version":1})").ok();
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"id":"p1","name":"A","version":1})").ok());
  const Request first = LastTo("/api/v1/patients/p1");
  page_.Fail(TransportFailure::kTimeout);
  LetTheOriginAnswerAgain();
  page_.Update(kPatients, "p2", R"({"phone":"2"})", R"({"id":"p2","phone":"1"})");
  page_.SendNow();
  page_.Answer(405);
  page_.AnswerQuestion(VerifyResult::kAbsent);
  const Request second = LastTo("/api/v1/patients/p1");
  EXPECT_EQ(second.method, Method::kPut);
  EXPECT_NE(second.idempotency_key, first.idempotency_key);
  // By PUT it is the whole record, not the part that the PATCH held.
  EXPECT_EQ(second.body, R"({"id":"p1","name":"A","version":1,"phone":"2"})");
}

TEST_F(KeyTest, IsNewForAnotherBody) {
  page_.Configure(kPatients, R"({"method":"PUT"})");
  page_.Update(kPatients, "p1", R"({"phone":"2"})", R"({"id":"p1","phone":"1","allergy":"x"})");
  const Request first = Sent();
  page_.Answer(500);
  Page& next = world_.Reload(page_);
  next.Configure(kPatients, R"({"method":"PUT"})");
  ASSERT_TRUE(next.Observe(kPatients, "p1", R"({"id":"p1","phone":"1","allergy":"y"})").ok());
  next.SendNow();
  EXPECT_EQ(next.OpenRequest().body, R"({"id":"p1","phone":"2","allergy":"y"})");
  EXPECT_NE(next.OpenRequest().idempotency_key, first.idempotency_key);
}

TEST_F(KeyTest, IsNewForAnotherAddress) {
  const std::string temp = TempId(1);
  page_.TryRaw("POST", "/api/v1/patients/" + temp + "/notes", R"({"text":"a"})").ok();
  const Request first = Sent();
  page_.Answer(500);
  ASSERT_TRUE(page_.engine().AddAlias(kPatients, EntityId("p9"), EntityId(temp)).ok());
  world_.Advance(2'000);
  EXPECT_EQ(Sent().url, "/api/v1/patients/p9/notes");
  EXPECT_NE(page_.OpenRequest().idempotency_key, first.idempotency_key);
}

TEST_F(KeyTest, IsNewForAnotherShapeOfTheApplication) {
  page_.Configure(kPatients,
                  R"({"idempotencyHeader":true,"hasTransform":true,"payloadVersion":1})");
  Draft draft;
  draft.resource = Resource(kPatients);
  draft.entity = EntityId("p1");
  draft.data = R"({"phone":"2"})";
  draft.needs_transform = true;
  ASSERT_TRUE(page_.Try(draft).ok());
  const Request first = Sent();
  page_.Answer(500);
  page_.Configure(kPatients, R"({"payloadVersion":2})");
  world_.Advance(2'000);
  EXPECT_NE(Sent().idempotency_key, first.idempotency_key);
}

TEST_F(KeyTest, AWholeRecordThatMayBeAppliedIsLookedUpWhereItsVersionHasMoved) {
  page_.Configure(kPatients, R"({"method":"PUT","idempotencyHeader":true})");
  page_.Update(kPatients, "p1", R"({"phone":"2"})",
               R"({"id":"p1","phone":"1","allergy":"x","version":1})");
  const Request first = Sent();
  page_.Fail(TransportFailure::kTimeout);
  ASSERT_TRUE(
      page_.Observe(kPatients, "p1", R"({"id":"p1","phone":"1","allergy":"y","version":2})").ok());
  LetTheOriginAnswerAgain();
  ASSERT_EQ(page_.transport.sent.size(), 1u);
  page_.AnswerQuestion(VerifyResult::kAbsent);
  EXPECT_EQ(Sent().body, R"({"id":"p1","phone":"2","allergy":"y","version":2})");
  EXPECT_EQ(page_.OpenRequest().if_match, "\"2\"");
  EXPECT_NE(page_.OpenRequest().idempotency_key, first.idempotency_key);
}

// An API whose PUT makes what is missing would bring the record back.
TEST_F(KeyTest, AWholeRecordThatIsGoneIsRefusedAlsoWhereAPersonSendsItAgain) {
  page_.Configure(kPatients, R"({"method":"PUT","idempotencyHeader":true})");
  page_.Update(kPatients, "p1", R"({"phone":"2"})",
               R"({"id":"p1","phone":"1","allergy":"x","version":1})");
  const Request first = Sent();
  page_.Fail(TransportFailure::kTimeout);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", "").ok());
  LetTheOriginAnswerAgain();
  page_.AnswerQuestion(VerifyResult::kUnknown);
  ASSERT_TRUE(page_.engine().ResolveConflict(first.mutation, Resolution::kMine, "").ok());
  page_.SendNow();
  ASSERT_TRUE(page_.Observe(kPatients, "p1", "", true).ok());
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  EXPECT_EQ(page_.Queued(first.mutation).progress.error_code, "RECORD_GONE");
}

// ---- conflicts

TEST_F(UpdateTest, MembersInAnotherOrderAreNoConflict) {
  page_.Configure(kPatients, R"({"merge":"disjoint"})");
  page_.Update(kPatients, "p1", R"({"address":{"city":"B","zip":"1"}})",
               R"({"id":"p1","address":{"city":"A","zip":"1"},"gender":"f","version":1})");
  page_.SendNow();
  page_.Answer(412, R"({"success":false,"error":{"code":"CONFLICT","message":"x"},
      "data":{"id":"p1","address":{"zip":"1","city":"A"},"gender":"m","version":2}})");
  EXPECT_EQ(Sent().if_match, "\"2\"");
}

TEST_F(UpdateTest, AConflictAboutADeleteResolvedWithARecordIsAnUpdate) {
  const MutationId id = page_.Delete(kPatients, "p1", R"({"id":"p1","phone":"1","version":1})");
  page_.SendNow();
  page_.Answer(412, R"({"success":false,"error":{"code":"CONFLICT","message":"x"},
      "data":{"id":"p1","phone":"9","version":2}})");
  ASSERT_TRUE(
      page_.Resolve(id, Resolution::kMerged, R"({"id":"p1","phone":"5","version":2})").ok());
  EXPECT_EQ(page_.View(kPatients, "p1"), R"({"id":"p1","phone":"5","version":2})");
  EXPECT_EQ(Sent().method, Method::kPatch);
  EXPECT_EQ(page_.OpenRequest().if_match, "\"2\"");
  EXPECT_EQ(page_.OpenRequest().body, R"({"id":"p1","phone":"5","version":2})");
}

// ---- creates

TEST_F(UpdateTest, CreatesGoWhereTheOptionSays) {
  page_.Configure(kPatients, R"({"create":{"path":"/api/v1/patients/register/"}})");
  const MutationId id = page_.Create(kPatients, TempId(1), "{}");
  page_.Update(kPatients, TempId(1), R"({"a":1})");
  EXPECT_EQ(Sent().url, "/api/v1/patients/register/");
  EXPECT_EQ(page_.Queued(id).mutation.entity.resource, Resource(kPatients));
  page_.Answer(201, R"({"id":"9"})");
  EXPECT_EQ(Sent().url, "/api/v1/patients/9");
}

TEST_F(UpdateTest, ACreatePathThatLeadsElsewhereIsRefused) {
  page_.Configure(kPatients, R"({"create":{"path":"https://evil.example/x"}})");
  Draft draft;
  draft.kind = Kind::kCreate;
  draft.resource = Resource(kPatients);
  draft.entity = EntityId("t1");
  draft.data = "{}";
  EXPECT_EQ(page_.Try(std::move(draft)).status().code(), ErrorCode::kForbiddenOrigin);
}

TEST(SameJson, HoldsWithoutRegardToTheOrderOfMembers) {
  const auto same = [](const char* a, const char* b) {
    const bool equal = SameJson(JsonOf(a), JsonOf(b));
    EXPECT_EQ(equal, Fingerprint(JsonOf(a)) == Fingerprint(JsonOf(b))) << a << " " << b;
    return equal;
  };
  EXPECT_TRUE(same(R"({"a":1,"b":{"c":[1,{"d":2,"e":3}],"f":null}})",
                   R"({"b":{"f":null,"c":[1,{"e":3,"d":2}]},"a":1})"));
  EXPECT_FALSE(same(R"({"a":[1,2]})", R"({"a":[2,1]})"));
  EXPECT_FALSE(same(R"({"a":1})", R"({"a":1,"b":null})"));
  EXPECT_FALSE(same(R"({"a":{"b":1}})", R"({"b":{"a":1}})"));
  EXPECT_FALSE(same(R"({"a":"b","c":"d"})", R"({"a":"d","c":"b"})"));
  EXPECT_FALSE(same("[]", "{}"));
  EXPECT_FALSE(same("1", R"("1")"));
}

// ---- 6.1

TEST_F(UpdateTest, ALeaderSaysWhatItCannotSendAndAnotherPageWhatItCan) {
  Draft draft;
  draft.kind = Kind::kUpdate;
  draft.resource = Resource(kPatients);
  draft.entity = EntityId("p1");
  draft.data = R"({"a":1})";
  draft.needs_transform = true;
  const MutationId id = page_.Try(std::move(draft))->id;
  page_.SendNow();
  EXPECT_EQ(page_.engine().Unsendable(), std::vector<MutationId>{id});
  EXPECT_FALSE(page_.engine().CanSend(id));
  Page& other = world_.OpenPage();
  other.Configure(kPatients, R"({"hasTransform":true})");
  EXPECT_TRUE(other.engine().CanSend(id));
  EXPECT_TRUE(other.engine().Unsendable().empty());
  page_.engine().SetPaused(true);
  EXPECT_TRUE(page_.engine().Unsendable().empty());
}

}  // namespace
}  // namespace synchrone::update_test
