#include "core/queue/error_text.h"

#include <gtest/gtest.h>

#include <string>

namespace synchrone {
namespace {

struct ErrorShape {
  const char* of;
  const char* body;
  const char* text;
};

void ExpectTexts(std::initializer_list<ErrorShape> shapes) {
  for (const ErrorShape& shape : shapes) {
    EXPECT_EQ(ErrorText(ParsedOrNull(shape.body), true), shape.text) << shape.of;
  }
}

// Section 4, last paragraph: error bodies of any shape give a readable message: what is wrong, and
// in which field, also where a general sentence stands beside it.
TEST(ErrorText, SaysWhatIsWrongBesideAGeneralSentence) {
  ExpectTexts({
      {"Feathers, Ajv",
       R"({"name":"BadRequest","message":"validation failed","code":400,"className":"bad-request",
           "data":[{"instancePath":"/phone","keyword":"pattern","params":{"pattern":"x"},
                    "message":"must match pattern"}],"errors":{}})",
       "validation failed: phone: must match pattern"},
      {"Feathers, errors by field",
       R"({"name":"BadRequest","message":"Invalid","errors":{"phone":"taken"}})",
       "Invalid: phone: taken"},
      {"Moleculer",
       R"({"name":"ValidationError","message":"Parameters validation error!","code":422,
           "data":[{"type":"stringPattern","message":"Not a number.","field":"phone",
                    "actual":"x"}]})",
       "Parameters validation error!: phone: Not a number."},
      {"PocketBase",
       R"({"status":400,"message":"Failed to create record.",
           "data":{"phone":{"code":"validation_match_invalid","message":"Not a number."}}})",
       "Failed to create record. phone: Not a number."},
      {"Strapi",
       R"({"data":null,"error":{"status":400,"name":"ValidationError","message":"2 errors occurred",
           "details":{"errors":[{"path":["phone"],"message":"Not a number.","name":"V"},
                                {"path":["email"],"message":"Not an address.","name":"V"}]}}})",
       "2 errors occurred: phone: Not a number.; email: Not an address."},
      {"celebrate",
       R"({"statusCode":400,"error":"Bad Request","message":"Validation failed",
           "validation":{"body":{"source":"body","keys":["phone"],
                                 "message":"\"phone\" is no number"}}})",
       "Validation failed: \"phone\" is no number"},
      {"CakePHP",
       R"({"message":"A validation error occurred.","errors":{"phone":{"regex":"Not a number."}}})",
       "A validation error occurred. phone.regex: Not a number."},
      {"Symfony forms",
       R"({"code":400,"message":"Validation Failed",
           "errors":{"children":{"last_name":[],"phone":{"errors":["Not a number."]}}}})",
       "Validation Failed: phone: Not a number."},
      {"Symfony problem",
       R"({"title":"Validation Failed","violations":[{"propertyPath":"phone","title":"No number.",
           "parameters":{},"type":"urn:uuid:x"}]})",
       "Validation Failed: phone: No number."},
      {"RFC 7807",
       R"({"type":"https://example.net/e","title":"Your parameters are wrong.",
           "invalid-params":[{"name":"phone","reason":"must be digits"}]})",
       "Your parameters are wrong. phone: must be digits"},
      {"RFC 9457",
       R"({"title":"Not valid.","errors":[{"detail":"must be digits","pointer":"#/phone"}]})",
       "Not valid. phone: must be digits"},
      {"JSON:API",
       R"({"errors":[{"status":"422","title":"Invalid","detail":"is no number",
           "source":{"pointer":"/data/attributes/phone"}}]})",
       "phone: is no number"},
      {"gRPC",
       R"({"error":{"code":400,"message":"Invalid argument.","status":"INVALID_ARGUMENT",
           "details":[{"@type":"type.googleapis.com/google.rpc.BadRequest",
                       "fieldViolations":[{"field":"phone","description":"No number."}]}]}})",
       "Invalid argument. phone: No number."},
      {"Spring",
       R"({"status":400,"message":"Validation failed. Error count: 1","errors":[
           {"codes":["Pattern.patient.phone"],"arguments":[{"defaultMessage":"phone"}],
            "defaultMessage":"must be digits","objectName":"patient","field":"phone",
            "rejectedValue":"x","code":"Pattern"}],"path":"/patients"})",
       "Validation failed. Error count: 1: phone: must be digits"},
      {"ASP.NET",
       R"({"Message":"The request is invalid.","ModelState":{"patient.phone":["No number."]}})",
       "The request is invalid. patient.phone: No number."},
      {"OData",
       R"({"error":{"code":"400","message":"Multiple errors.","details":[
           {"code":"ASSERT","message":"No number.","target":"in/phone"}]}})",
       "Multiple errors. phone: No number."},
      {"ABP",
       R"({"error":{"code":null,"message":"Not valid!","validationErrors":[
           {"message":"No number.","members":["phone"]}]}})",
       "Not valid!: phone: No number."},
      {"tsoa",
       R"({"message":"Validation failed",
           "details":{"phone":{"message":"invalid string value","value":"x"}}})",
       "Validation failed: phone: invalid string value"},
      {"Payload",
       R"({"errors":[{"name":"ValidationError","message":"This field is invalid: Phone","data":{
           "collection":"patients","errors":[{"message":"No number.","path":"phone"}]}}]})",
       "This field is invalid: Phone; phone: No number."},
      {"details by field",
       R"({"error":{"code":"V","message":"Not valid.","details":{"phone":"must be digits"}}})",
       "Not valid. phone: must be digits"},
      {"details by field, as lists",
       R"({"error":{"message":"Not valid.","details":{"phone":["must be digits"]}}})",
       "Not valid. phone: must be digits"},
      {"details by field, in a frame",
       R"({"error":{"message":"Not valid.","details":{"fields":{"phone":"digits only"}}}})",
       "Not valid. phone: digits only"},
      {"validation_errors",
       R"({"error":"Validation error","validation_errors":{"phone":["must be digits"]}})",
       "Validation error: phone: must be digits"},
      {"fieldErrors", R"({"message":"No.","fieldErrors":[{"field":"phone","message":"digits"}]})",
       "No. phone: digits"},
      {"fields", R"({"message":"No.","fields":{"phone":"digits"}})", "No. phone: digits"},
      {"the field beside the sentence", R"({"field":"phone","message":"must be digits"})",
       "phone: must be digits"},
      {"CouchDB", R"({"error":"forbidden","reason":"phone must be digits"})",
       "phone must be digits"},
  });
}

TEST(ErrorText, ReadsWhatValidatorsFindAsTheyWriteIt) {
  ExpectTexts({
      {"class-validator",
       R"({"message":[{"target":{"phone":"x","last_name":"Dupont Martin"},"value":"x",
           "property":"phone","children":[],"constraints":{"matches":"must be digits"}}],
           "error":"Bad Request","statusCode":400})",
       "phone: must be digits"},
      {"class-validator, nested",
       R"([{"property":"contact","children":[{"property":"phone","children":[],
            "constraints":{"matches":"must be digits"}}]}])",
       "phone: must be digits"},
      {"Zod 4, in the message",
       R"({"success":false,"error":{"name":"ZodError",
           "message":"[\n{\"code\":\"custom\",\"path\":[\"phone\"],\"message\":\"No number\"}]"}})",
       "phone: No number"},
      {"Zod 3",
       R"({"error":{"issues":[{"code":"custom","message":"No number","path":["phone"]}],
           "name":"ZodError"}})",
       "phone: No number"},
      {"Zod, flattened", R"({"error":{"formErrors":[],"fieldErrors":{"phone":["No number"]}}})",
       "phone: No number"},
      {"Zod, beside a sentence",
       R"({"message":"Invalid input","issues":[{"path":["phone"],"message":"No number"}]})",
       "Invalid input: phone: No number"},
      {"Zod, formatted", R"({"errors":{"_errors":[],"phone":{"_errors":["No number"]}}})",
       "phone: No number"},
      {"Zod, as a tree",
       R"({"errors":{"errors":[],"properties":{"phone":{"errors":["No number"]}}}})",
       "phone: No number"},
      {"express-validator, by field",
       R"({"errors":{"phone":{"type":"field","value":"x y","msg":"No number","path":"phone",
           "location":"body"}}})",
       "phone: No number"},
      {"Mongoose",
       R"({"errors":{"phone":{"name":"ValidatorError","message":"No number","kind":"regexp",
           "properties":{"message":"No number","value":"x y"},"value":"x y"}}})",
       "phone: No number"},
      {"a field that is called as errors are",
       R"({"errors":{"name":["must be set"],"title":["is too short"],"type":["is unknown"],
           "value":["is too low"]}})",
       "name: must be set; title: is too short; type: is unknown; value: is too low"},
  });
}

// What a person has typed, records, and what is for programs are not words.
TEST(ErrorText, IgnoresDataBesideTheError) {
  ExpectTexts({
      {"a record", R"({"message":"Taken","details":{"existing":{"id":"p2","name":"Ana Maria"}}})",
       "Taken"},
      {"the current record", R"({"message":"Changed","details":{"current":{"name":"Ana Maria"}}})",
       "Changed"},
      {"other slots",
       R"({"message":"Taken","details":{"alternatives":[{"practitioner":"Dr Ana Martin"}]}})",
       "Taken"},
      {"codes", R"({"message":"Taken","details":{"constraint":"slot_key","field":"starts_at"}})",
       "Taken"},
      {"rows", R"({"message":"Changed","data":{"last_name":"Dupont Martin"}})", "Changed"},
      {"the wrong fields of a form, which it shows itself",
       R"({"error":{"message":"No.","details":{"fields":[{"field":"phone","message":"n"}]}}})",
       "No."},
      {"hapi",
       R"({"statusCode":400,"error":"Bad Request","message":"phone is not allowed",
           "validation":{"source":"payload","keys":["phone"]}})",
       "phone is not allowed"},
      {"a trace", R"({"message":"No","error":{"stack":"at x, y.js"},"errors":null})", "No"},
      {"nothing", R"({})", ""},
  });
}

TEST(ErrorText, EndsAtAnyDepth) {
  std::string body = R"({"message":"deep"})";
  for (int i = 0; i < 20; ++i) body = R"({"errors":[)" + body + "]}";
  EXPECT_EQ(ErrorText(ParsedOrNull(body), true), "");
}

}  // namespace
}  // namespace synchrone
