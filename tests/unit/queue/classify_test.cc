// BEHAVIOUR section 4, row by row. Each row of the table below is one answer with its meaning.
#include "core/queue/classify.h"

#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/scripted_transport.h"

namespace synchrone {
namespace {

constexpr AskedRequest kCreate{Kind::kCreate, Method::kPost};
constexpr AskedRequest kUpdate{Kind::kUpdate, Method::kPatch};
constexpr AskedRequest kPut{Kind::kUpdate, Method::kPut};
constexpr AskedRequest kDelete{Kind::kDelete, Method::kDelete};
constexpr AskedRequest kAction{Kind::kAction, Method::kPost};
constexpr int64_t kNow_ms = 1'700'000'000'000;

constexpr char kEnvelope[] = R"({"success":true,"data":{"id":"p1","name":"Jean"}})";
constexpr char kRefusal[] = R"({"success":false,"error":{"code":"E","message":"m"}})";

std::string Name(const Outcome& outcome) {
  constexpr const char* kNames[] = {"confirmed", "refused",    "conflict", "retry",
                                    "wait",      "rate-limit", "login",    "unreachable",
                                    "uncertain", "no-patch"};
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
              {202, R"({"status":"queued"})", kUpdate, "uncertain"}});
}

TEST(Classify, ASuccessThatSaysFailureIsRefused) {
  ExpectRows({{200, kRefusal, kUpdate, "refused"}, {201, kRefusal, kCreate, "refused"}});
}

TEST(Classify, EveryOther4xxIsRefused) {
  for (const int status : {400, 402, 403, 406, 410, 413, 415, 422, 428, 451, 499}) {
    EXPECT_EQ(Meaning(status, kRefusal, kUpdate), "refused") << status;
    EXPECT_EQ(Meaning(status, kRefusal, kCreate), "refused") << status;
  }
  ExpectRows({{404, kRefusal, kUpdate, "refused"},
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

TEST(Classify, ARedirectToALoginPageNeedsALoginAndToAnotherHostIsAPortal) {
  Response response = HtmlAnswer(200);
  response.redirected_away = true;
  EXPECT_EQ(Meaning(response, kUpdate), "login");
  response.same_origin = false;
  EXPECT_EQ(Meaning(response, kUpdate), "unreachable");
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
              {404, R"({"error":{"code":"ROUTE_NOT_FOUND"}})", kUpdate, "no-patch"},
              {404, R"({"error":{"code":"NOT_FOUND"}})", kUpdate, "refused"},
              {405, kRefusal, {Kind::kAction, Method::kPatch}, "refused"}});
  EXPECT_EQ(Meaning(HtmlAnswer(404), kUpdate), "no-patch");
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

TEST(Classify, TheIdOfACreateMayBeInLocation) {
  for (const char* location : {"/api/v1/patients/p%201", "https://x.example/api/patients/p%201/",
                               "/api/v1/patients/p%201?expand=1"}) {
    Response response = JsonAnswer(201);
    response.location = location;
    EXPECT_EQ(std::get<ConfirmedOutcome>(Classify(response, kCreate, kNow_ms)).server_id, "p 1")
        << location;
    EXPECT_EQ(std::get<ConfirmedOutcome>(Classify(response, kUpdate, kNow_ms)).server_id, "");
  }
}

TEST(Classify, AConflictCarriesTheServersRecord) {
  EXPECT_EQ(Classify(JsonAnswer(412, R"({"success":false,"error":{"code":"STALE","message":"m",
                                         "details":{"current":{"id":"p1","version":4}}}})"),
                     kUpdate, kNow_ms),
            Outcome(ConflictOutcome{"STALE", "m", R"({"id":"p1","version":4})"}));
}

TEST(Classify, ARefusalWithoutACodeIsNamedAfterItsStatus) {
  EXPECT_EQ(Classify(JsonAnswer(422, R"({"message":"The name is missing"})"), kUpdate, kNow_ms),
            Outcome(RefusedOutcome{"HTTP_422", "The name is missing"}));
}

// BEHAVIOUR 10: classify(response).
TEST(Classify, TheApplicationsWordCountsForAnyStatus) {
  for (const auto& [told, meaning] :
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
      response.override_outcome = told;
      EXPECT_EQ(Meaning(response, kUpdate), meaning) << told << " " << status;
    }
  }
}

TEST(Classify, APermanentFailureSentAs500CanBeToldRefused) {
  Response response = JsonAnswer(500, R"({"error":{"message":"Duplicate"}})");
  response.override_outcome = "refused";
  EXPECT_EQ(Classify(response, kCreate, kNow_ms), Outcome(RefusedOutcome{"HTTP_500", "Duplicate"}));
}

}  // namespace
}  // namespace synchrone
