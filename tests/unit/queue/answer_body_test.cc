#include "core/queue/answer_body.h"

#include <gtest/gtest.h>

#include "tests/support/scripted_transport.h"

namespace synchrone {
namespace {

AnswerBody Body(const std::string& json) { return AnswerBody(JsonAnswer(200, json)); }

AnswerBody Plain(const std::string& text) {
  Response response;
  response.content_type = "text/plain";
  response.body = text;
  return AnswerBody(response);
}

std::string RecordOf(const AnswerBody& body) {
  return body.record() ? DumpJson(*body.record()) : "";
}

TEST(AnswerBody, KnowsAnEmptyBody) {
  EXPECT_TRUE(Body("").empty());
  EXPECT_TRUE(Plain(" \r\n").empty());
  EXPECT_FALSE(Body("{}").empty());
}

TEST(AnswerBody, KnowsHtmlByTypeAndByItsOpening) {
  EXPECT_TRUE(AnswerBody(HtmlAnswer(200)).is_html());
  EXPECT_TRUE(Plain("  <!doctype HTML><title>x</title>").is_html());
  EXPECT_TRUE(Plain("<HTML>").is_html());
  EXPECT_FALSE(Plain("<p>").is_html());
  EXPECT_FALSE(Body("{\"html\":\"<html>\"}").is_html());
}

// Section 8: {success, data}; and a bare record.
TEST(AnswerBody, UnwrapsTheRecord) {
  EXPECT_EQ(RecordOf(Body(R"({"success":true,"data":{"id":"p1"}})")), R"({"id":"p1"})");
  EXPECT_EQ(RecordOf(Body(R"({"data":{"id":"p1"},"meta":1})")), R"({"id":"p1"})");
  EXPECT_EQ(RecordOf(Body(R"({"id":"p1","name":"x"})")), R"({"id":"p1","name":"x"})");
}

TEST(AnswerBody, AnEnvelopeWithoutARecordHoldsNone) {
  for (const char* body :
       {R"({"success":true})", R"({"success":true,"data":null})", R"({"success":true,"data":[1]})",
        R"({"data":"ok"})", "[1]", "\"ok\"", "true", "null"}) {
    EXPECT_EQ(Body(body).record(), nullptr) << body;
  }
}

TEST(AnswerBody, OnlyAFalseSuccessSaysFailure) {
  EXPECT_TRUE(Body(R"({"success":false})").says_failure());
  EXPECT_FALSE(Body(R"({"success":true})").says_failure());
  EXPECT_FALSE(Body(R"({"success":"no"})").says_failure());
  EXPECT_FALSE(Body("[]").says_failure());
  EXPECT_FALSE(Plain("failed").says_failure());
}

struct ErrorShape {
  const char* body;
  const char* code;
  const char* message;
};

// Section 4, last paragraph: every shape of an error gives a readable message.
TEST(AnswerBody, ReadsEveryShapeOfAnError) {
  const ErrorShape shapes[] = {
      {R"({"success":false,"error":{"code":"TAKEN","message":"Déjà pris","details":{}}})", "TAKEN",
       "Déjà pris"},
      {R"({"error":{"message":"No"}})", "", "No"},
      {R"({"error":{"code":1062,"message":"Duplicate"}})", "1062", "Duplicate"},
      {R"({"error":"Bad Request","message":"The name is missing"})", "", "The name is missing"},
      {R"({"error":"Bad Request"})", "", "Bad Request"},
      {R"({"code":"E1","message":"m"})", "E1", "m"},
      {R"({"code":42,"message":"m"})", "42", "m"},
      {R"({"type":"https://api.example/problems/slot-taken","title":"Taken","detail":"At 9:00"})",
       "slot-taken", "At 9:00"},
      {R"({"type":"about:blank","title":"Not Found","status":404})", "", "Not Found"},
      {R"({"type":"urn:problem:busy","title":"Busy"})", "busy", "Busy"},
      {R"({"error":"invalid_grant","error_description":"Expired"})", "", "invalid_grant"},
      {R"("just text")", "", "just text"},
      {R"({})", "", ""},
      {R"([])", "", ""},
      {R"(null)", "", ""},
  };
  for (const ErrorShape& shape : shapes) {
    const AnswerBody body = Body(shape.body);
    EXPECT_EQ(body.error_code(), shape.code) << shape.body;
    EXPECT_EQ(body.error_message(), shape.message) << shape.body;
  }
}

TEST(AnswerBody, PlainTextIsItsOwnMessageCutToASentence) {
  EXPECT_EQ(Plain("Slot taken").error_message(), "Slot taken");
  EXPECT_EQ(Plain(std::string(5'000, 'x')).error_message().size(), 300u);
}

// BEHAVIOUR 10: conflict answers carry the current record in `data` or `error.details.current`.
TEST(AnswerBody, FindsTheCurrentRecordOfAConflict) {
  for (const char* body :
       {R"({"success":false,"error":{"code":"C","details":{"current":{"id":"p1"}}}})",
        R"({"error":{"current":{"id":"p1"}}})", R"({"details":{"current":{"id":"p1"}}})",
        R"({"current":{"id":"p1"}})", R"({"success":false,"data":{"id":"p1"}})"}) {
    const AnswerBody read = Body(body);
    ASSERT_NE(read.current(), nullptr) << body;
    EXPECT_EQ(DumpJson(*read.current()), R"({"id":"p1"})") << body;
  }
  for (const char* body : {"", "[]", R"({"error":"text"})", R"({"current":"p1"})"}) {
    EXPECT_EQ(Body(body).current(), nullptr) << body;
  }
}

}  // namespace
}  // namespace synchrone
