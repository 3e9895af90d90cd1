// BEHAVIOUR section 4, row by row. Each row of the table below is one answer with its meaning.
#include "core/queue/classify.h"

#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/scripted_transport.h"

namespace synchrone::classify_test {
namespace {

const EntityKey kRecord{Resource("/api/v1/patients"), EntityId("p1")};
const AskedRequest kCreate{Kind::kCreate, Method::kPost, {kRecord.resource, EntityId("temp")}};
const AskedRequest kUpdate{Kind::kUpdate, Method::kPatch, kRecord};
const AskedRequest kPut{Kind::kUpdate, Method::kPut, kRecord};
const AskedRequest kDelete{Kind::kDelete, Method::kDelete, kRecord};
const AskedRequest kAction{Kind::kAction, Method::kPost, kRecord};
constexpr int64_t kNow_ms = 1'700'000'000'000;

constexpr char kEnvelope[] = R"({"success":true,"data":{"id":"p1","name":"Jean"}})";
constexpr char kRefusal[] = R"({"success":false,"error":{"code":"E","message":"m"}})";

std::string Name(const Outcome& outcome) {
  constexpr const char* kNames[] = {"confirmed", "refused",    "conflict", "retry",
                                    "wait",      "rate-limit", "login",    "unreachable",
                                    "uncertain", "no-patch",   "missing",  "inconclusive"};
  return kNames[outcome.index()];
}

std::string Meaning(const Response& response, const AskedRequest& asked) {
  return Name(Classify(response, asked, kNow_ms));
}

std::string Meaning(int status, const std::string& json, const AskedRequest& asked) {
  return Meaning(JsonAnswer(status, json), asked);
}

struct Row {
  int status;
  const char* body;
  AskedRequest asked;
  const char* meaning;
};

void ExpectRows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(Meaning(row.status, row.body, row.asked), row.meaning)
        << row.status << " " << row.body << " to " << MethodName(row.asked.method);
  }
}

TEST(Classify, SuccessWithARecordAnEnvelopeOrNothingIsConfirmed) {
  ExpectRows({{201, kEnvelope, kCreate, "confirmed"},
              {200, R"({"id":"p1"})", kCreate, "confirmed"},
              {200, kEnvelope, kUpdate, "confirmed"},
              {204, "", kUpdate, "confirmed"},
              {200, "", kDelete, "confirmed"},
              {200, R"({"success":true})", kUpdate, "confirmed"},
              {206, kEnvelope, kAction, "confirmed"}});
}

TEST(Classify, AcceptedForLaterIsConfirmedOnlyWithTheRecord) {
  ExpectRows({{202, kEnvelope, kCreate, "confirmed"},
              {202, R"({"id":"p1","name":"Jean"})", kCreate, "confirmed"},
              {202, "", kCreate, "uncertain"},
              {202, R"({"success":true})", kUpdate, "uncertain"},
              {202, R"({"status":"queued"})", kUpdate, "uncertain"},
              {202, R"({"id":"job-7","status":"queued"})", kUpdate, "uncertain"},
              {202, R"({"id":"job-7","status":"queued"})", kDelete, "uncertain"}});
}

// RFC 4918, 11.1: what became of it is in the body, in any shape.
TEST(Classify, OneStatusForEachPartIsConfirmedOnlyWithTheRecord) {
  ExpectRows({{207, kEnvelope, kCreate, "confirmed"},
              {207, R"({"results":[{"status":422,"message":"no"}]})", kCreate, "uncertain"},
              {207, R"([{"status":409}])", kUpdate, "uncertain"},
              {207, "", kDelete, "confirmed"}});
}

TEST(Classify, ASuccessThatSaysFailureIsRefused) {
  ExpectRows({{200, kRefusal, kUpdate, "refused"}, {201, kRefusal, kCreate, "refused"}});
}

TEST(Classify, EveryOther4xxIsRefused) {
  for (const int status : {400, 402, 403, 406, 410, 413, 415, 422, 428, 451, 499}) {
    EXPECT_EQ(Meaning(status, kRefusal, kUpdate), "refused") << status;
    EXPECT_EQ(Meaning(status, kRefusal, kCreate), "refused") << status;
  }
  ExpectRows({{404, kRefusal, kUpdate, "missing"},
              {404, "", kPut, "missing"},
              {410, "", kUpdate, "refused"},
              {404, kRefusal, kCreate, "refused"},
              {405, kRefusal, kPut, "refused"},
              {405, kRefusal, kCreate, "refused"},
              {409, kRefusal, kCreate, "refused"},
              {412, kRefusal, kCreate, "refused"}});
}

TEST(Classify, WhatIsToBeDeletedAndIsGoneIsConfirmed) {
  ExpectRows({{404, kRefusal, kDelete, "confirmed"},
              {410, kRefusal, kDelete, "confirmed"},
              {404, "", kDelete, "confirmed"},
              {403, kRefusal, kDelete, "refused"}});
}

TEST(Classify, TheProxysPageForADeleteDoesNotSayThatItIsGone) {
  EXPECT_EQ(Meaning(HtmlAnswer(404), kDelete), "unreachable");
}

TEST(Classify, AConflictIsOneOfAKnownRecordOnly) {
  for (const int status : {409, 412}) {
    EXPECT_EQ(Meaning(status, kRefusal, kUpdate), "conflict") << status;
    EXPECT_EQ(Meaning(status, kRefusal, kDelete), "conflict") << status;
    EXPECT_EQ(Meaning(status, kRefusal, kAction), "refused") << status;
  }
}

TEST(Classify, AnErrorOfTheApplicationIsOneInHtmlToo) {
  for (const int status : {409, 412}) {
    EXPECT_EQ(Meaning(HtmlAnswer(status), kUpdate), "conflict") << status;
    EXPECT_EQ(Meaning(HtmlAnswer(status), kDelete), "conflict") << status;
    EXPECT_EQ(Meaning(HtmlAnswer(status), kCreate), "refused") << status;
  }
  EXPECT_EQ(Meaning(HtmlAnswer(422), kCreate), "refused");
  EXPECT_EQ(Meaning(HtmlAnswer(428), kUpdate), "refused");
  for (const int status : {400, 403, 407}) {
    EXPECT_EQ(Meaning(HtmlAnswer(status), kUpdate), "unreachable") << status;
  }
}

TEST(Classify, TheSameKeyStillBeingProcessedIsAQuietWait) {
  ExpectRows(
      {{409, R"({"error":{"code":"IDEMPOTENCY_KEY_IN_PROGRESS"}})", kCreate, "wait"},
       {409, R"({"error":{"code":"IDEMPOTENCY_KEY_IN_PROGRESS"}})", kUpdate, "wait"},
       {409, R"({"type":"https://x.example/p/idempotency-key-in-progress"})", kUpdate, "wait"},
       {423, "", kUpdate, "wait"}});
}

TEST(Classify, CodesDecideAndNeverTheTextOfAMessage) {
  EXPECT_EQ(
      Meaning(409, R"({"error":{"code":"X","message":"IDEMPOTENCY_KEY_IN_PROGRESS"}})", kUpdate),
      "conflict");
  EXPECT_EQ(Meaning(500, R"({"error":{"message":"401 Unauthorized"}})", kUpdate), "retry");
}

TEST(Classify, LoginNeeded) {
  ExpectRows({{401, kRefusal, kUpdate, "login"},
              {419, "", kCreate, "login"},
              {401, "", kDelete, "login"}});
}

TEST(Classify, VerdictsThatMayChangeAreRetried) {
  for (const int status : {408, 425, 500, 501, 505, 507, 508, 520, 599}) {
    EXPECT_EQ(Meaning(status, kRefusal, kUpdate), "retry") << status;
  }
}

TEST(Classify, GatewaysAreUnreachable) {
  for (const int status : {502, 503, 504}) EXPECT_EQ(Meaning(status, "", kUpdate), "unreachable");
}

TEST(Classify, RateLimitsSayHowLong) {
  Response response = JsonAnswer(429, kRefusal);
  response.retry_after = "7";
  EXPECT_EQ(Classify(response, kUpdate, kNow_ms), Outcome(RateLimitedOutcome{7'000}));
  response.status = 503;
  EXPECT_EQ(Classify(response, kUpdate, kNow_ms), Outcome(RateLimitedOutcome{7'000}));
  response.retry_after = "86400";
  EXPECT_EQ(Classify(response, kUpdate, kNow_ms),
            Outcome(RateLimitedOutcome{tuning::kMaxRetryAfter_ms}));
}

TEST(Classify, ARateLimitThatDoesNotSayHowLongIsShort) {
  for (const char* header : {"", "soon"}) {
    Response response = JsonAnswer(429);
    response.retry_after = header;
    EXPECT_EQ(Classify(response, kUpdate, kNow_ms), Outcome(RateLimitedOutcome{2'000})) << header;
  }
}

TEST(Classify, HtmlWhereJsonIsExpectedIsNotConfirmed) {
  EXPECT_EQ(Meaning(HtmlAnswer(200), kCreate), "unreachable");
  EXPECT_EQ(Meaning(HtmlAnswer(511), kUpdate), "unreachable");
  EXPECT_EQ(Meaning(511, "{}", kUpdate), "unreachable");
}

Response Redirected(int status, const std::string& json,
                    const std::string& to = "/api/v1/elsewhere") {
  Response response = JsonAnswer(status, json);
  response.redirected_to = to;
  return response;
}

TEST(Classify, ARedirectToALoginPageNeedsALoginAndToAnotherHostIsAPortal) {
  Response response = HtmlAnswer(200);
  response.redirected_to = "/login";
  EXPECT_EQ(Meaning(response, kUpdate), "login");
  response.same_origin = false;
  EXPECT_EQ(Meaning(response, kUpdate), "unreachable");
  Response json = Redirected(200, kEnvelope);
  json.same_origin = false;
  EXPECT_EQ(Meaning(json, kCreate), "unreachable");
}

TEST(Classify, ARedirectThatEndsInTheRecordIsConfirmed) {
  for (const char* body : {R"({"id":"z1"})", R"({"success":true,"data":{"id":"z1"}})"}) {
    for (const char* to : {"/api/v1/patients/z1", "/api/v1/patients/", "/fr/v2/patients/z1/",
                           "/api/v1/patients/z1/_history/2?x=1"}) {
      const Outcome outcome = Classify(Redirected(200, body, to), kCreate, kNow_ms);
      ASSERT_TRUE(std::holds_alternative<ConfirmedOutcome>(outcome)) << to;
      EXPECT_EQ(std::get<ConfirmedOutcome>(outcome).server_id, "z1") << body;
    }
    const Outcome outcome = Classify(Redirected(201, body), kCreate, kNow_ms);
    EXPECT_EQ(std::get<ConfirmedOutcome>(outcome).server_id, "z1") << body;
    // The signed-in person is not a patient.
    for (const char* to : {"/api/v1/me", "/api/v1/patients/z2", "/api/v1/users/z1", "/"}) {
      EXPECT_EQ(Meaning(Redirected(200, body, to), kCreate), "uncertain") << to;
    }
  }
  EXPECT_EQ(Meaning(Redirected(200, R"({"id":"p1","name":"x"})"), kUpdate), "confirmed");
  EXPECT_EQ(Meaning(Redirected(204, "", "/v2/people/p1/"), kUpdate), "confirmed");
  EXPECT_EQ(Meaning(Redirected(204, ""), kCreate), "confirmed");
}

TEST(Classify, AnAnswerFromElsewhereSaysNothingOfTheRecordThatIsChanged) {
  for (const int status : {204, 404, 405, 410})
    for (const AskedRequest& asked : {kUpdate, kPut, kDelete})
      EXPECT_EQ(Meaning(Redirected(status, ""), asked), "inconclusive") << status;
  EXPECT_EQ(Meaning(Redirected(404, kRefusal, "/v2/people/p1"), kDelete), "confirmed");
}

TEST(Classify, ARedirectThatEndsWithoutTheRecordIsUncertainAndSaysWhere) {
  for (const char* body :
       {"", "[]", R"([{"id":"other"}])", R"({"success":true,"data":[{"id":"o"}]})",
        R"({"results":[]})", R"({"error":"Unauthenticated"})", "{\"id\":\"z"}) {
    EXPECT_EQ(Classify(Redirected(200, body), kCreate, kNow_ms),
              Outcome(UncertainOutcome{"/api/v1/elsewhere", "REDIRECTED"}))
        << body;
  }
  for (const int status : {404, 405, 410}) {
    EXPECT_EQ(Meaning(Redirected(status, kRefusal), kCreate), "uncertain") << status;
  }
  EXPECT_EQ(Meaning(Redirected(400, kRefusal), kCreate), "refused");
  // Who may make a record need not be allowed to read it.
  EXPECT_EQ(Meaning(Redirected(403, kRefusal, "/api/v1/patients/z1"), kCreate), "uncertain");
  EXPECT_EQ(Meaning(Redirected(403, kRefusal, "/api/v1/patients/"), kCreate), "refused");
  EXPECT_EQ(Meaning(Redirected(200, R"({"id":"u7","name":"me"})"), kUpdate), "uncertain");
  EXPECT_EQ(Meaning(Redirected(200, "[]"), kDelete), "uncertain");
}

TEST(Classify, AProxysPageForA4xxIsUnreachableAndKeepsItsStatus) {
  EXPECT_EQ(Classify(HtmlAnswer(403), kUpdate, kNow_ms), Outcome(UnreachableOutcome{403}));
  EXPECT_EQ(Classify(HtmlAnswer(404), kCreate, kNow_ms), Outcome(UnreachableOutcome{404}));
}

TEST(Classify, WhatIsNoAnswerOfAnApiIsUnreachable) {
  ExpectRows({{0, "", kUpdate, "unreachable"},
              {101, "", kUpdate, "unreachable"},
              {304, "", kUpdate, "unreachable"},
              {302, "", kCreate, "unreachable"}});
}

// BEHAVIOUR 2.2.
TEST(Classify, AnApiWithoutPatchIsFoundOut) {
  ExpectRows({{405, kRefusal, kUpdate, "no-patch"},
              {405, kRefusal, {Kind::kAction, Method::kPatch}, "refused"}});
}

// ... but a 404 may be about the record: its text does not say which, the record does.
TEST(Classify, NothingFoundIsForTheRecordToExplain) {
  for (const char* body : {"", "Not Found", R"({"error":{"code":"ROUTE_NOT_FOUND"}})",
                           R"({"error":"Not Found","message":"Route PATCH /x not found"})"}) {
    EXPECT_EQ(Meaning(404, body, kUpdate), "missing") << body;
  }
  EXPECT_EQ(Classify(HtmlAnswer(404), kUpdate, kNow_ms),
            Outcome(MissingOutcome{"HTTP_404", "", true}));
}

TEST(Classify, AConfirmationCarriesRecordIdAndStrongTag) {
  Response response = JsonAnswer(201, kEnvelope);
  response.etag = "\"7\"";
  EXPECT_EQ(Classify(response, kCreate, kNow_ms),
            Outcome(ConfirmedOutcome{R"({"id":"p1","name":"Jean"})", "p1", "\"7\""}));
  EXPECT_EQ(Classify(JsonAnswer(201, R"({"id":12})"), kCreate, kNow_ms),
            Outcome(ConfirmedOutcome{R"({"id":12})", "12", ""}));
}

// BEHAVIOUR 3.8.
TEST(Classify, WeakTagsAreIgnored) {
  for (const char* tag : {"W/\"7\"", "7", "\"", ""}) {
    Response response = JsonAnswer(200, kEnvelope);
    response.etag = tag;
    EXPECT_EQ(std::get<ConfirmedOutcome>(Classify(response, kUpdate, kNow_ms)).etag, "") << tag;
  }
}

TEST(Classify, WeakTagsCountWhereTheApiComparesThem) {
  AskedRequest asked = kUpdate;
  asked.weak_versions = true;
  for (const char* tag : {"W/\"7\"", "\"7\""}) {
    Response response = JsonAnswer(200, kEnvelope);
    response.etag = tag;
    EXPECT_EQ(std::get<ConfirmedOutcome>(Classify(response, asked, kNow_ms)).etag, tag);
  }
  Response response = JsonAnswer(200, kEnvelope);
  response.etag = "W/7";
  EXPECT_EQ(std::get<ConfirmedOutcome>(Classify(response, asked, kNow_ms)).etag, "");
}

std::string IdOfCreate(int status, const std::string& body, const std::string& location) {
  Response response = JsonAnswer(status, body);
  response.location = location;
  const Outcome outcome = Classify(response, kCreate, kNow_ms);
  const auto* confirmed = std::get_if<ConfirmedOutcome>(&outcome);
  return confirmed ? confirmed->server_id : Name(outcome);
}

// BEHAVIOUR 3.5a.
TEST(Classify, TheIdOfACreateMayBeInLocation) {
  for (const char* location :
       {"/api/v1/patients/p%201", "https://x.example/api/v1/patients/p%201/",
        "/api/v1/patients/p%201?expand=1", "/api/v1/patients/p%201#top",
        "http://10.0.0.7:8080/api/v1/patients/p%201/_history/1",
        "/api/v1/patients/p%201/_history/1/", "/api/v1/patients/p%201/_history"}) {
    EXPECT_EQ(IdOfCreate(201, "", location), "p 1") << location;
    Response response = JsonAnswer(200);
    response.location = location;
    EXPECT_EQ(std::get<ConfirmedOutcome>(Classify(response, kUpdate, kNow_ms)).server_id, "");
  }
}

TEST(Classify, AnythingElseInLocationIsNoId) {
  for (const char* location : {"",
                               "/",
                               "/api/v1/patients",
                               "/api/v1/patients/",
                               "/api/v1/patients?id=7",
                               "/api/v1/patients/?id=7",
                               "/patients/success",
                               "/patients/p1",
                               "/api/v2/patients/p1",
                               "/api/v1/patients/p1/notes",
                               "/api/v1/patients/p1/notes/n1",
                               "/api/v1/patientsx/p1",
                               "/api/v1/patients/_history/1",
                               "/api/v1/patients/_history",
                               "/api/v1/patients//p1",
                               "/api/v1/patients/..",
                               "/api/v1/patients/%2E%2E",
                               "/api/v1/patients/p1/_history/1/2",
                               "patients/p1",
                               "?id=7",
                               "#p1",
                               "https://x.example",
                               "https://x.example?/api/v1/patients/p1",
                               "/login?next=/api/v1/patients/p1"}) {
    EXPECT_EQ(IdOfCreate(201, "", location), "") << location;
  }
}

TEST(Classify, TheIdInTheBodyCountsBeforeLocation) {
  EXPECT_EQ(IdOfCreate(201, R"({"id":"p7"})", "/api/v1/patients/p1"), "p7");
  EXPECT_EQ(IdOfCreate(201, R"({"message":"Saved"})", "/api/v1/patients/p1"), "p1");
}

TEST(Classify, LocationIsReadByThePathOfTheResource) {
  for (const char* resource : {"https://api.example/v1/patients", "/v1/patients", "/v1/patients/",
                               "/v1/patients?clinic=3"}) {
    EXPECT_EQ(IdInLocation("/v1/patients/p1", Resource(resource)), "p1") << resource;
    EXPECT_EQ(IdInLocation("/v1/patients", Resource(resource)), "") << resource;
  }
}

TEST(Classify, AnAnswerThatWasCutOffIsLookedUpOrJudgedByTheRecord) {
  constexpr char kHalf[] = R"({"success":true,"data":{"id":"p1","na)";
  for (const char* half : {kHalf, R"({"success":false,"error":{"code":"VALID)", "{", "[{"}) {
    ExpectRows({{201, half, kCreate, "retry"},
                {200, half, kAction, "retry"},
                {200, half, kUpdate, "inconclusive"},
                {200, half, kPut, "inconclusive"},
                {200, half, kDelete, "inconclusive"}});
  }
  EXPECT_EQ(IdOfCreate(201, kHalf, "/api/v1/patients/p1"), "p1");
  const Outcome unseen = Classify(JsonAnswer(201, kHalf), kCreate, kNow_ms);
  EXPECT_TRUE(std::get<RetryOutcome>(unseen).may_be_applied);
}

// 3.12a: no record is named, and which it is can be looked up.
TEST(Classify, AnEmptyListInPlaceOfWhatWasMadeIsLookedUp) {
  for (const char* body : {"[]", R"({"success":true,"data":[]})"}) {
    EXPECT_EQ(Meaning(201, body, kCreate), "retry") << body;
    EXPECT_EQ(IdOfCreate(201, body, "/api/v1/patients/p1"), "p1") << body;
  }
}

TEST(Classify, AnEmptyListToAChangeIsNoSuccessByItself) {
  for (const AskedRequest& asked : {kUpdate, kPut, kDelete}) {
    EXPECT_EQ(Meaning(200, "[]", asked), "inconclusive");
    EXPECT_EQ(Meaning(200, R"({"data":[]})", asked), "inconclusive");
    EXPECT_EQ(Meaning(200, R"({"success":true,"data":[]})", asked), "confirmed");
  }
}

TEST(Classify, NullToAnEditIsNoSuccessByItself) {
  for (const char* body : {"null", R"({"data":null})", R"({"data":null,"errors":[],"meta":{}})",
                           R"({"d":null})", R"({"patient":null,"errors":[]})"}) {
    EXPECT_EQ(Meaning(200, body, kUpdate), "inconclusive") << body;
    EXPECT_EQ(Meaning(200, body, kPut), "inconclusive") << body;
    EXPECT_EQ(Meaning(200, body, kDelete), "confirmed") << body;
    EXPECT_EQ(Meaning(200, body, kAction), "confirmed") << body;
  }
  for (const char* body : {"", R"({"success":true,"data":null})", R"({"ok":true,"data":null})",
                           R"({"message":"Saved","data":null})", R"({"code":0,"data":null})",
                           R"({"id":"p1"})", "{}", R"({"d":{}})"}) {
    EXPECT_EQ(Meaning(200, body, kUpdate), "confirmed") << body;
  }
}

TEST(Classify, ABodyThatIsNoJsonUnderItsLabelSaysNothingOfWhatWasMade) {
  const std::string utf16("{\0\"\0i\0d\0\"\0:\0001\0}\0", 16);
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  for (const std::string& body : {utf16, deep, std::string("Saved"), std::string("{id: 1}")}) {
    EXPECT_EQ(Meaning(201, body, kCreate), "retry") << body.substr(0, 20);
    EXPECT_EQ(Meaning(200, body, kUpdate), "inconclusive") << body.substr(0, 20);
    EXPECT_EQ(IdOfCreate(201, body, "/api/v1/patients/p1"), "p1") << body.substr(0, 20);
  }
  Response text = JsonAnswer(201, "Saved");
  text.content_type = "text/plain";
  EXPECT_EQ(Meaning(text, kCreate), "confirmed");
}

// 3.5a: an update may give the record another id.
TEST(Classify, AnUpdateMayGiveTheRecordAnotherId) {
  const auto id = [](const std::string& body) {
    return std::get<ConfirmedOutcome>(Classify(JsonAnswer(200, body), kUpdate, kNow_ms)).server_id;
  };
  EXPECT_EQ(id(R"({"id":"p2","name":"x"})"), "p2");
  EXPECT_EQ(id(R"({"id":"p1","name":"x"})"), "p1");
  // Neither a number of the request nor the first of a list is the record's.
  EXPECT_EQ(id(R"({"success":true,"id":"req-1"})"), "");
  EXPECT_EQ(id(R"([{"id":"p2"}])"), "");
}

// 429: a date is one of the server's clock.
TEST(Classify, ARateLimitsDateIsReadAgainstTheAnswersOwn) {
  Response response = JsonAnswer(429);
  response.retry_after = "Tue, 14 Nov 2023 22:13:24 GMT";
  response.date_ms = 1'700'000'000'000;
  for (const int64_t skew_ms : {-3'600'000, 0, 3'600'000}) {
    EXPECT_EQ(Classify(response, kUpdate, kNow_ms + skew_ms), Outcome(RateLimitedOutcome{4'000}));
  }
}

TEST(Classify, AConflictCarriesTheServersRecord) {
  EXPECT_EQ(Classify(JsonAnswer(412, R"({"success":false,"error":{"code":"STALE","message":"m",
                                         "details":{"current":{"id":"p1","version":4}}}})"),
                     kUpdate, kNow_ms),
            Outcome(ConflictOutcome{"STALE", "m", R"({"id":"p1","version":4})"}));
}

TEST(Classify, ARecordOfAnotherIdIsNotTheCurrentOne) {
  const Outcome outcome =
      Classify(JsonAnswer(409, R"({"error":{"code":"TAKEN"},"data":{"id":"p2","slot":9}})"),
               kUpdate, kNow_ms);
  EXPECT_EQ(outcome, Outcome(ConflictOutcome{"TAKEN", "", ""}));
}

TEST(Classify, ARefusalWithoutACodeIsNamedAfterItsStatus) {
  EXPECT_EQ(Classify(JsonAnswer(422, R"({"message":"The name is missing"})"), kUpdate, kNow_ms),
            Outcome(RefusedOutcome{"HTTP_422", "The name is missing"}));
}

// BEHAVIOUR 10: classify(response).
TEST(Classify, TheApplicationsWordCountsForAnyStatus) {
  for (const auto& [outcome, meaning] :
       std::vector<std::pair<std::string, std::string>>{{"confirmed", "confirmed"},
                                                        {"refused", "refused"},
                                                        {"conflict", "conflict"},
                                                        {"retry", "retry"},
                                                        {"wait", "rate-limit"},
                                                        {"login", "login"},
                                                        {"unreachable", "unreachable"},
                                                        {"uncertain", "uncertain"}}) {
    for (const int status : {200, 404, 500}) {
      Response response = JsonAnswer(status, kEnvelope);
      response.override_outcome = outcome;
      EXPECT_EQ(Meaning(response, kUpdate), meaning) << outcome << " " << status;
    }
  }
}

TEST(Classify, APermanentFailureSentAs500CanBeToldRefused) {
  Response response = JsonAnswer(500, R"({"error":{"message":"Duplicate"}})");
  response.override_outcome = "refused";
  EXPECT_EQ(Classify(response, kCreate, kNow_ms), Outcome(RefusedOutcome{"HTTP_500", "Duplicate"}));
}

}  // namespace
}  // namespace synchrone::classify_test
