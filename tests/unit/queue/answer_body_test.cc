#include "core/queue/answer_body.h"

#include <gtest/gtest.h>

#include "tests/support/scripted_transport.h"

namespace synchrone::answer_body_test {
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

// Section 4: an object with its own id and without success: true is the record itself.
TEST(AnswerBody, ARecordMayHaveMembersOfAnEnvelope) {
  for (const char* body :
       {R"({"id":"F1","type":"vitals","data":{"id":"inner","bp":"120/80"}})",
        R"({"id":"F2","data":"aGVs"})", R"({"id":"F3","success":false})",
        R"({"id":"F4","status":"error","error":"needle lost","errors":["x"],"ok":false})",
        R"({"id":7,"data":[{"id":"inner"}]})", R"({"id":{"$oid":"x"},"data":{"id":"inner"}})"}) {
    const AnswerBody read = Body(body);
    EXPECT_EQ(RecordOf(read), body);
    EXPECT_FALSE(read.says_failure()) << body;
    EXPECT_NE(read.record_id(), "inner") << body;
  }
  const AnswerBody envelope = Body(R"({"id":"req-1","success":true,"data":{"id":"p1"}})");
  EXPECT_EQ(envelope.record_id(), "p1");
}

TEST(AnswerBody, TheOnlyRecordOfAListIsTheRecord) {
  for (const char* body : {R"([{"id":"p1"}])", R"({"data":[{"id":"p1"}]})",
                           R"({"success":true,"data":[{"id":"p1"}]})"}) {
    EXPECT_EQ(RecordOf(Body(body)), R"({"id":"p1"})") << body;
  }
  for (const char* body : {"[]", R"([{"id":"p1"},{"id":"p2"}])", R"([{"name":"x"}])",
                           R"({"data":[{"id":"p1"},{"id":"p2"}]})"}) {
    EXPECT_EQ(Body(body).record(), nullptr) << body;
    EXPECT_EQ(Body(body).record_id(), "") << body;
  }
}

TEST(AnswerBody, ANoteAboutTheRequestIsNoRecord) {
  for (const char* body :
       {R"({"ok":true})", R"({"message":"Saved"})", R"({"status":"success","message":"Saved"})",
        R"({"success":true,"message":"Saved"})", "{}",
        R"({"resourceType":"OperationOutcome","id":"oo1","issue":[{"severity":"information"}]})"}) {
    EXPECT_EQ(Body(body).record(), nullptr) << body;
    EXPECT_EQ(Body(body).record_id(), "") << body;
  }
}

TEST(AnswerBody, AnIdBesideSuccessIsTheRecords) {
  const AnswerBody body = Body(R"({"success":true,"id":12,"message":"Saved"})");
  EXPECT_EQ(body.record_id(), "12");
  EXPECT_EQ(body.record(), nullptr);
}

// 3.5a: ids keep their text.
TEST(AnswerBody, AnIdIsSpelledAsItCame) {
  for (const auto& [written, id] : std::vector<std::pair<std::string, std::string>>{
           {"9007199254740993", "9007199254740993"},
           {"123456789012345678901234567890", "123456789012345678901234567890"},
           {"-7", "-7"},
           {"0", "0"},
           {"12.0", "12.0"},
           {"1e400", "1e400"},
           {R"("012")", "012"},
           {R"("a\u00e9\"b")", "a\xC3\xA9\"b"},
           {R"("")", ""},
           {R"(".")", ""},
           {R"("..")", ""},
           {R"("...")", "..."},
           {"null", ""},
           {"true", ""},
           {"[7]", ""},
           {R"({"id":"x"})", ""}}) {
    EXPECT_EQ(Body("{\"id\" : " + written + " ,\"n\":{\"id\":1}}").record_id(), id) << written;
    EXPECT_EQ(Body("{\"success\":true,\"data\":{\"n\":[],\"id\":" + written + "}}").record_id(), id)
        << written;
  }
}

TEST(AnswerBody, TheIdOfADocumentThatIsTooDeepIsKnown) {
  const std::string deep(100, '[');
  const std::string body = "{\"id\":\"p1\",\"tree\":" + deep + std::string(100, ']') + "}";
  EXPECT_EQ(Body(body).record_id(), "p1");
  EXPECT_EQ(Body("{\"data\":" + body + "}").record_id(), "p1");
  EXPECT_EQ(Body(body).record(), nullptr);
}

// Section 4: a body that parses as JSON is JSON, whatever its label.
TEST(AnswerBody, TheContentSaysWhatItIsNotTheLabel) {
  for (const char* type : {"text/html; charset=UTF-8", "text/plain", "", "application/xml",
                           "application/problem+json", "application/vnd.api+json"}) {
    for (const char* text : {R"({"success":true,"data":{"id":"p1"}})", " \r\n {\"id\":\"p1\"} ",
                             "\xEF\xBB\xBF{\"id\":\"p1\"}"}) {
      Response response;
      response.content_type = type;
      response.body = text;
      const AnswerBody body(response);
      EXPECT_FALSE(body.is_html()) << type;
      EXPECT_EQ(body.record_id(), "p1") << type << text;
    }
  }
  Response page = JsonAnswer(200, " <p>Saved</p>");
  page.content_type = "text/html";
  EXPECT_TRUE(AnswerBody(page).is_html());
  page.body = "Saved";
  EXPECT_FALSE(AnswerBody(page).is_html());
  EXPECT_TRUE(AnswerBody(page).is_unreadable());
}

TEST(AnswerBody, HalfAJsonIsCutOff) {
  for (const char* body : {R"({"id":"p1","na)", R"({"data":{"id":"p1"})", "[", R"({"a":"}")"}) {
    EXPECT_TRUE(Body(body).is_cut_off()) << body;
    EXPECT_EQ(Body(body).record_id(), "") << body;
  }
  for (const char* body : {"{}", "", "Saved", R"({"a":"{"})"}) {
    EXPECT_FALSE(Body(body).is_cut_off()) << body;
  }
}

TEST(AnswerBody, TheResultOfASearchIsNoRecord) {
  for (const char* type : {"searchset", "history"}) {
    const std::string body =
        R"({"resourceType":"Bundle","id":"b1","type":")" + std::string(type) + R"(","entry":[]})";
    EXPECT_EQ(Body(body).record(), nullptr);
    EXPECT_EQ(Body(body).record_id(), "");
  }
  EXPECT_EQ(Body(R"({"resourceType":"Bundle","id":"b1","type":"document"})").record_id(), "b1");
}

TEST(AnswerBody, SaysFailureInEveryWayThatApisDo) {
  for (const char* body :
       {R"({"success":"false"})",
        R"({"success":0})",
        R"({"ok":false})",
        R"({"status":"error"})",
        R"({"status":"fail","data":{"name":"required"}})",
        R"({"error":{"code":"E"}})",
        R"({"error":"no"})",
        R"({"error":true,"message":"no"})",
        R"({"errors":["no"]})",
        R"({"errors":{"phone":["no"]}})",
        R"({"errors":[{"message":"no"}],"data":null})",
        R"({"ok":0})",
        R"({"ok":"false"})",
        R"({"status":"Failed","message":"no"})",
        R"({"status":"failure"})",
        R"({"status":422,"message":"no"})",
        R"({"statusCode":500,"message":"no"})",
        R"({"code":500,"message":"no","data":null})",
        R"({"Success":false,"Message":"no"})",
        R"({"isSuccess":false})",
        R"({"IsOk":0})",
        R"({"succeeded":"false"})",
        R"({"errorCode":12,"errorMessage":"no"})",
        R"({"err_code":"E12"})",
        R"({"hasError":true})",
        R"({"exception":"IllegalState"})",
        R"({"fault":{"faultstring":"quota"}})",
        R"({"code":40001,"msg":"no"})",
        R"({"resourceType":"OperationOutcome","issue":[{"severity":"error"}]})",
        R"({"id":"req-7","success":false,"error":{"code":"E","message":"no"}})"}) {
    EXPECT_TRUE(Body(body).says_failure()) << body;
  }
  for (const char* body :
       {R"({"success":true,"error":"old"})",
        R"({"code":20000,"msg":"ok"})",
        R"({"errcode":0,"hasError":false})",
        R"({"resourceType":"OperationOutcome","issue":[{"severity":"warning"}]})",
        R"({"success":"true"})",
        R"({"error":null})",
        R"({"error":false})",
        R"({"error":""})",
        R"({"errors":[]})",
        R"({"errors":{}})",
        R"({"status":"ok"})",
        R"({"status":"arrived"})",
        R"({"ok":true})",
        R"({"status":200})",
        R"({"statusCode":201})",
        R"({"id":"p1","status":404})",
        R"({"id":"p1","status":"failed"})",
        R"({"status":500,"data":{"id":"p1"}})",
        R"({"data":{"id":"p1"},"errors":["a warning"]})",
        R"({"id":"p1","error":"x"})",
        R"({"code":200,"data":null})",
        R"({"code":"A10"})",
        R"({"code":401,"label":"Hypertension"})",
        R"({"successful":false})",
        R"({"success":true,"ok":false})",
        R"({"successor":false})",
        R"({"status":{}})",
        R"({"id":"p1","succeeded":false})"}) {
    EXPECT_FALSE(Body(body).says_failure()) << body;
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
      {R"({"error":"invalid_grant","error_description":"Expired"})", "", "Expired"},
      {R"({"error":"Validation Error","details":"phone is invalid"})", "",
       "Validation Error: phone is invalid"},
      {R"({"error":{"code":"V","message":"Validation Error","details":"phone is invalid"}})", "V",
       "Validation Error: phone is invalid"},
      {R"({"error":{"message":"Invalid","details":[{"field":"phone","message":"too short"},
           {"path":["body","email"],"msg":"missing"},"and more"]}})",
       "", "Invalid: phone: too short; email: missing; and more"},
      {R"({"message":"The data was invalid.","errors":{"phone":["too short"]}})", "",
       "The data was invalid. phone: too short"},
      {R"({"errors":[{"title":"Invalid","detail":"too short"}]})", "", "too short"},
      {R"({"message":["a","b"],"error":"Bad Request"})", "", "a; b"},
      {R"({"detail":[{"loc":["body","phone"],"msg":"field required"}]})", "",
       "phone: field required"},
      {R"({"phone":["too short"],"non_field_errors":["closed"]})", "", "phone: too short; closed"},
      {R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid",
           "diagnostics":"phone is invalid"},{"details":{"text":"closed"}}]})",
       "", "phone is invalid; closed"},
      {R"({"error":{"phone":["too short"]}})", "", "phone: too short"},
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
  std::string accents = "x";
  for (int i = 0; i < 200; ++i) accents += "é";
  EXPECT_EQ(Plain(accents).error_message(), accents.substr(0, 299));
}

TEST(AnswerBody, ReadsAnErrorOfAnUnknownShape) {
  const ErrorShape shapes[] = {
      {R"({"violations":[{"propertyPath":"phone","message":"too short"}]})", "",
       "phone: too short"},
      {R"({"formErrors":[],"fieldErrors":{"phone":["too short"]}})", "", "phone: too short"},
      {R"({"issues":[{"path":["phone"],"message":"Required"}]})", "", "phone: Required"},
      {R"({"Message":"Invalid.","ModelState":{"phone":["Required"]}})", "",
       "Invalid. phone: Required"},
      {R"({"fault":{"faultstring":"quota"}})", "", "faultstring: quota"},
      {R"({"errorMessage":"closed","timestamp":"now","path":"/x"})", "", "closed"},
      {R"({"status":"fail","data":{"phone":"too short"}})", "", "phone: too short"},
      {R"({"code":"E","sqlMessage":"Duplicate entry"})", "E", "sqlMessage: Duplicate entry"},
      {R"({"msg":"no"})", "", "no"},
      // What a record holds is not a message.
      {R"({"id":"p2","name":"Ana"})", "", ""},
      {R"({"existing":{"id":"p2","name":"Ana"}})", "", ""},
  };
  for (const ErrorShape& shape : shapes) {
    Response response;
    response.status = 400;
    response.body = shape.body;
    const AnswerBody body(response);
    EXPECT_EQ(body.error_code(), shape.code) << shape.body;
    EXPECT_EQ(body.error_message(), shape.message) << shape.body;
  }
}

// Two scripts have answered: which of the two ids is the record's cannot be seen.
TEST(AnswerBody, TwoDocumentsInOneHaveNoId) {
  const AnswerBody two = Plain(R"({"id":7}{"id":8})");
  EXPECT_EQ(two.record_id(), "");
  EXPECT_TRUE(two.is_cut_off());
  EXPECT_EQ(Plain(R"({"id":7}<!-- cached -->)").record_id(), "7");
}

// BEHAVIOUR 10: conflict answers carry the current record in `data` or `error.details.current`.
TEST(AnswerBody, FindsTheCurrentRecordOfAConflict) {
  for (const char* body :
       {R"({"success":false,"error":{"code":"C","details":{"current":{"id":"p1"}}}})",
        R"({"error":{"current":{"id":"p1"}}})", R"({"details":{"current":{"id":"p1"}}})",
        R"({"current":{"id":"p1"}})", R"({"success":false,"data":{"id":"p1"}})",
        R"({"id":"p1"})"}) {
    const AnswerBody read = Body(body);
    ASSERT_NE(read.current(), nullptr) << body;
    EXPECT_EQ(DumpJson(*read.current()), R"({"id":"p1"})") << body;
  }
  // In errors of Feathers and PocketBase, `data` is not a record.
  for (const char* body :
       {"", "[]", R"({"error":"text"})", R"({"current":"p1"})", R"({"message":"no","data":{}})",
        R"({"name":"Conflict","message":"taken","data":{"email":"x@y.z"}})"}) {
    EXPECT_EQ(Body(body).current(), nullptr) << body;
  }
}

}  // namespace
}  // namespace synchrone::answer_body_test
