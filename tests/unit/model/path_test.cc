#include "core/model/path.h"

#include <gtest/gtest.h>

namespace synchrone {
namespace {

constexpr char kOwn[] = "https://clinic.example";
const std::vector<std::string> kOrigins = {"https://lab.example", "http://localhost:3000"};

std::string Normalised(std::string_view endpoint) {
  const Result<std::string> result = NormaliseEndpoint(endpoint, kOwn, kOrigins);
  return result.ok() ? *result : ErrorCodeName(result.status().code());
}

TEST(NormaliseEndpoint, KeepsAnAbsolutePath) {
  EXPECT_EQ(Normalised("/api/v1/patients"), "/api/v1/patients");
  EXPECT_EQ(Normalised("/"), "/");
  EXPECT_EQ(Normalised("/api/patients?company=1"), "/api/patients?company=1");
}

TEST(NormaliseEndpoint, RemovesATrailingSlash) {
  EXPECT_EQ(Normalised("/api/v1/patients/"), "/api/v1/patients");
  EXPECT_EQ(Normalised("https://lab.example/results/"), "https://lab.example/results");
}

// BEHAVIOUR 7.2: stored endpoints stay relative.
// 7.2: "//host/x" is a path that leads to another host.
TEST(NormaliseEndpoint, RefusesAUrlOfTheOwnOriginWhosePathLeadsElsewhere) {
  for (const char* endpoint : {"https://clinic.example//evil.example/x", "https://clinic.example?x",
                               "https://clinic.example"}) {
    EXPECT_EQ(NormaliseEndpoint(endpoint, kOwn, {}).status().code(), ErrorCode::kInvalidEndpoint)
        << endpoint;
  }
}

TEST(NormaliseEndpoint, RemovesAllTrailingSlashes) {
  EXPECT_EQ(NormaliseEndpoint("/api//", kOwn, {}).value(), "/api");
  EXPECT_EQ(NormaliseEndpoint("/", kOwn, {}).value(), "/");
}

TEST(NormaliseEndpoint, MakesUrlsOfTheOwnOriginRelative) {
  EXPECT_EQ(Normalised("https://clinic.example/api/v1/patients"), "/api/v1/patients");
}

TEST(NormaliseEndpoint, KeepsUrlsOfListedOriginsOnly) {
  EXPECT_EQ(Normalised("http://localhost:3000/api/x"), "http://localhost:3000/api/x");
  for (const char* foreign :
       {"https://evil.example/api", "http://clinic.example/api", "https://clinic.example:444/api",
        "https://clinic.example.evil.example/api", "https://lab.example@evil.example/api",
        "https://clinic.example@evil.example/"}) {
    EXPECT_EQ(Normalised(foreign), "FORBIDDEN_ORIGIN") << foreign;
  }
}

// BEHAVIOUR 7.2: whatever a browser would resolve somewhere else.
TEST(NormaliseEndpoint, RefusesWhatABrowserResolvesElsewhere) {
  for (const char* hostile : {"",
                              "//evil.example/api",
                              "\\\\evil.example",
                              "/\\evil.example",
                              "/api\\..\\x",
                              "javascript:alert(1)",
                              "data:text/html,x",
                              "api/v1/patients",
                              "patients",
                              "?x=1",
                              "/api/../admin",
                              "/api/./x",
                              "/api/%2e%2e/admin",
                              "/api/.%2E/admin",
                              "/api/%2E",
                              "/api/ x",
                              "/api/\tx",
                              "/api/\nx",
                              "/api/x#frag",
                              "/api/\x7F",
                              " /api",
                              "/api ",
                              "ftp://lab.example/x",
                              "https:/evil.example",
                              "HTTPS://lab.example\\@evil.example/"}) {
    EXPECT_EQ(Normalised(hostile), "INVALID_ENDPOINT") << hostile;
  }
}

TEST(NormaliseEndpoint, RefusesANulCharacter) {
  EXPECT_EQ(Normalised(std::string_view("/api\0/x", 7)), "INVALID_ENDPOINT");
}

TEST(NormaliseEndpoint, DotsInsideSegmentsAndQueriesAreHarmless) {
  EXPECT_EQ(Normalised("/api/v1.2/a..b/..."), "/api/v1.2/a..b/...");
  EXPECT_EQ(Normalised("/api/x?path=/../y"), "/api/x?path=/../y");
}

TEST(NormaliseEndpoint, ARefusalSaysWhatToDo) {
  EXPECT_NE(NormaliseEndpoint("patients", kOwn, {}).status().message().find("/api/v1/patients"),
            std::string::npos);
}

TEST(OriginOf, IsEmptyForAPath) {
  EXPECT_EQ(OriginOf("/api/v1/patients"), "");
  EXPECT_EQ(OriginOf("https://lab.example/results/1"), "https://lab.example");
  EXPECT_EQ(OriginOf("https://lab.example?x"), "https://lab.example");
}

// RFC 3986, 2.3, and the marks that encodeURIComponent leaves alone.
TEST(EncodeSegment, EncodesAllButUnreserved) {
  EXPECT_EQ(EncodeSegment("aZ09-_.~!*'()"), "aZ09-_.~!*'()");
  EXPECT_EQ(EncodeSegment("a b/c?d#e%f:g+h&i=j"), "a%20b%2Fc%3Fd%23e%25f%3Ag%2Bh%26i%3Dj");
  EXPECT_EQ(EncodeSegment("é"), "%C3%A9");
}

TEST(DecodeSegment, ReversesEncodeSegment) {
  for (const char* text : {"", "a b", "é/?", "100%", "%41", "\xF0\x9F\x98\x80"}) {
    EXPECT_EQ(DecodeSegment(EncodeSegment(text)), text);
  }
}

TEST(DecodeSegment, LeavesMalformedEscapesAlone) {
  EXPECT_EQ(DecodeSegment("%"), "%");
  EXPECT_EQ(DecodeSegment("%4"), "%4");
  EXPECT_EQ(DecodeSegment("%zz%41"), "%zzA");
}

TEST(EntityPath, PutsTheEncodedIdUnderTheResource) {
  EXPECT_EQ(EntityPath({Resource("/api/v1/patients"), EntityId("p 1/x")}),
            "/api/v1/patients/p%201%2Fx");
  EXPECT_EQ(EntityPath({Resource("/api/v1/patients"), EntityId()}), "/api/v1/patients");
}

// ---- Raw endpoints (BEHAVIOUR 3.4)

const std::vector<Resource> kKnown = {Resource("/api/v1/patients"),
                                      Resource("/api/v1/patients/archive")};

RawTarget Target(Method method, const std::string& endpoint, const std::string& data_id = "") {
  return ReadRawTarget(method, endpoint, data_id, kKnown);
}

RawTarget Record(Kind kind, const std::string& resource, const std::string& id) {
  return {kind, {Resource(resource), EntityId(id)}, ""};
}

RawTarget Action(const std::string& resource, const std::string& id, const std::string& path) {
  return {Kind::kAction, {Resource(resource), EntityId(id)}, path};
}

TEST(ReadRawTarget, AnIdUnderAKnownResourceIsItsRecord) {
  EXPECT_EQ(Target(Method::kPatch, "/api/v1/patients/p1"),
            Record(Kind::kUpdate, "/api/v1/patients", "p1"));
  EXPECT_EQ(Target(Method::kPut, "/api/v1/patients/p%201"),
            Record(Kind::kUpdate, "/api/v1/patients", "p 1"));
  EXPECT_EQ(Target(Method::kDelete, "/api/v1/patients/p1"),
            Record(Kind::kDelete, "/api/v1/patients", "p1"));
}

TEST(ReadRawTarget, TheLongestKnownResourceCounts) {
  EXPECT_EQ(Target(Method::kPatch, "/api/v1/patients/archive/p1"),
            Record(Kind::kUpdate, "/api/v1/patients/archive", "p1"));
}

TEST(ReadRawTarget, AnActionUnderAnIdJoinsTheLaneOfItsRecord) {
  EXPECT_EQ(Target(Method::kPost, "/api/v1/patients/p1/merge"),
            Action("/api/v1/patients", "p1", "/api/v1/patients/p1/merge"));
  EXPECT_EQ(Target(Method::kPost, "/api/v1/patients/p1"),
            Action("/api/v1/patients", "p1", "/api/v1/patients/p1"));
  EXPECT_EQ(Target(Method::kDelete, "/api/v1/patients/p1/photos/3"),
            Action("/api/v1/patients", "p1", "/api/v1/patients/p1/photos/3"));
}

TEST(ReadRawTarget, APostWithAnIdInItsDataIsACreate) {
  EXPECT_EQ(Target(Method::kPost, "/api/v1/patients", "p1"),
            Record(Kind::kCreate, "/api/v1/patients", "p1"));
  EXPECT_EQ(Target(Method::kPost, "/api/v1/consents", "c1"),
            Record(Kind::kCreate, "/api/v1/consents", "c1"));
}

TEST(ReadRawTarget, APostWithoutAnIdHasALaneOfItsOwn) {
  EXPECT_EQ(Target(Method::kPost, "/api/v1/patients"),
            Action("/api/v1/patients", "", "/api/v1/patients"));
}

TEST(ReadRawTarget, UnderAnUnknownResourceTheLastSegmentNamesTheRecord) {
  EXPECT_EQ(Target(Method::kPut, "/api/v1/consents/c%2F1"),
            Record(Kind::kUpdate, "/api/v1/consents", "c/1"));
  EXPECT_EQ(Target(Method::kDelete, "/api/v1/consents/c1"),
            Record(Kind::kDelete, "/api/v1/consents", "c1"));
}

TEST(ReadRawTarget, AnyOtherPathIsItsOwnLane) {
  EXPECT_EQ(Target(Method::kPut, "/settings"), Action("/settings", "", "/settings"));
  EXPECT_EQ(Target(Method::kPatch, "/api/v1/patients"),
            Action("/api/v1/patients", "", "/api/v1/patients"));
  EXPECT_EQ(Target(Method::kPost, "/api/v1/patients?notify=1", "p1"),
            Action("/api/v1/patients?notify=1", "", "/api/v1/patients?notify=1"));
}

}  // namespace
}  // namespace synchrone
