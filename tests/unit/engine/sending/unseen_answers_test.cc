// Answers in which no API is to be seen: words, pages, statuses of gateways. They may have come
// after the change was made (BEHAVIOUR section 4).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "core/queue/classify.h"
#include "tests/support/scripted_transport.h"
#include "tests/support/world.h"

namespace synchrone::unseen_answers_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr char kKnown[] = R"({"id":"p1","name":"A","version":3})";
const EntityKey kRecord{Resource(kPatients), EntityId("p1")};
const AskedRequest kCreate{Kind::kCreate, Method::kPost, {kRecord.resource, EntityId("temp")}};
const AskedRequest kUpdate{Kind::kUpdate, Method::kPatch, kRecord};
const AskedRequest kDelete{Kind::kDelete, Method::kDelete, kRecord};
const AskedRequest kAction{Kind::kAction, Method::kPost, kRecord};

Outcome MeaningOf(const Response& response, const AskedRequest& asked) {
  return Classify(response, asked, 1'700'000'000'000);
}

bool IsConfirmed(const Response& response, const AskedRequest& asked) {
  return std::holds_alternative<ConfirmedOutcome>(MeaningOf(response, asked));
}

// A proxy that is being maintained has written it, or an API that answers "OK".
TEST(UnseenAnswers, ATextSaysNothingOfAChangeUntilTheRecordIsRead) {
  for (const char* type : {"text/plain", "text/html; charset=utf-8", "application/xml", ""}) {
    for (const char* body : {"OK", "Updated", "Down for maintenance.", "Warning: x {\"id\":1}"}) {
      Response text = JsonAnswer(200, body);
      text.content_type = type;
      EXPECT_EQ(MeaningOf(text, kCreate), Outcome(RetryOutcome{"", "", true})) << type;
      EXPECT_EQ(MeaningOf(text, kUpdate), Outcome(InconclusiveOutcome{true})) << type;
      EXPECT_EQ(MeaningOf(text, kDelete), Outcome(InconclusiveOutcome{true})) << type;
      EXPECT_TRUE(IsConfirmed(text, kAction)) << type;
      text.key_honoured = true;
      EXPECT_TRUE(IsConfirmed(text, kCreate)) << type;
      text.key_honoured = false;
      text.location = "/api/v1/patients/p1";
      EXPECT_TRUE(IsConfirmed(text, kCreate)) << type;
    }
  }
  // JSON is the API's own, and so is nothing.
  for (const char* body : {"true", "1", "\"OK\"", ""}) {
    EXPECT_TRUE(IsConfirmed(JsonAnswer(200, body), kCreate)) << body;
    EXPECT_TRUE(IsConfirmed(JsonAnswer(200, body), kUpdate)) << body;
  }
  EXPECT_TRUE(IsConfirmed(JsonAnswer(200, "null"), kCreate));
}

// What led away may have done so after the API had made the record.
TEST(UnseenAnswers, APageInPlaceOfAnAnswerMayHaveComeAfterTheChange) {
  EXPECT_EQ(MeaningOf(HtmlAnswer(200), kCreate), Outcome(UnreachableOutcome{0, true, true}));
  EXPECT_EQ(MeaningOf(HtmlAnswer(511), kCreate), Outcome(UnreachableOutcome{0, false, true}));
}

// A refusal in words is the API's own, whatever it is labelled as.
TEST(UnseenAnswers, AWordUnderTheLabelOfHtmlRefuses) {
  Response text = JsonAnswer(403, "Forbidden");
  text.content_type = "text/html; charset=utf-8";
  EXPECT_TRUE(std::holds_alternative<RefusedOutcome>(MeaningOf(text, kUpdate)));
}

// Something has answered: what it was asked may be done.
TEST(UnseenAnswers, WhatHasAnsweredMayHaveCarriedTheRequestOut) {
  for (const int status : {300, 304, 306, 502, 504}) {
    EXPECT_EQ(MeaningOf(JsonAnswer(status), kCreate), Outcome(UnreachableOutcome{0, true}))
        << status;
  }
}

// "OK" of an API, or "Down for maintenance" of what stands before it.
TEST(UnseenAnswers, ATextToAnUpdateIsJudgedByARead) {
  struct Case {
    const char* read;
    bool confirmed;
  };
  for (const Case& one :
       {Case{R"({"id":"p1","name":"B","version":4})", true}, Case{"", true}, Case{kKnown, false}}) {
    World world;
    Page& page = world.OpenPage();
    page.Update(kPatients, "p1", R"({"name":"B"})", kKnown);
    page.SendNow();
    page.Answer(200, "OK");
    EXPECT_EQ(page.sink.Count<ReadNeededEvent>(), 1u);
    ASSERT_TRUE(page.Observe(kPatients, "p1", one.read, true).ok());
    // What has changed nothing is tried again: nothing is refused, and nothing is lost.
    EXPECT_EQ(page.snapshot().pending, one.confirmed ? 0 : 1) << one.read;
    EXPECT_EQ(page.snapshot().attention, 0) << one.read;
  }
}

TEST(UnseenAnswers, ATextToADeleteIsJudgedByARead) {
  for (const char* read : {"", R"({"id":"p1","name":"A","version":4,"deleted":true})", kKnown}) {
    World world;
    Page& page = world.OpenPage();
    page.Delete(kPatients, "p1", kKnown);
    page.SendNow();
    page.Answer(200, "OK");
    ASSERT_TRUE(page.Observe(kPatients, "p1", read, true).ok());
    EXPECT_EQ(page.snapshot().pending, read == kKnown ? 1 : 0) << read;
    EXPECT_EQ(page.snapshot().attention, 0) << read;
  }
}

TEST(UnseenAnswers, ATextIsNotBelievedWhereTheRecordCannotBeRead) {
  World world;
  Page& page = world.OpenPage();
  page.Update(kPatients, "p1", R"({"name":"B"})", kKnown);
  page.SendNow();
  page.Answer(200, "Down for maintenance");
  world.Advance(tuning::kRequestLife_ms + 1'000);
  EXPECT_TRUE(page.transport.open.empty());
  page.AnswerQuestion(VerifyResult::kAbsent);
  page.SendNow();
  page.Answer(200, "Down for maintenance");
  EXPECT_EQ(page.snapshot().pending, 1);
}

}  // namespace
}  // namespace synchrone::unseen_answers_test
