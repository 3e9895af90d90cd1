#include "core/model/path.h"

#include <gtest/gtest.h>

namespace synchrone::path_test {
namespace {

constexpr char kOwn[] = "https://clinic.example";
const std::vector<std::string> kOrigins = {"https://lab.example", "http://localhost:3000"};

std::string Normalised(std::string_view endpoint) {
  const Result<Endpoint> result = ReadEndpoint(endpoint, kOwn, kOrigins);
  return result.ok() ? result->path + "|" + result->tail : ErrorCodeName(result.status().code());
}

TEST(ReadEndpoint, KeepsAnAbsolutePath) {
  EXPECT_EQ(Normalised("/api/v1/patients"), "/api/v1/patients|");
  EXPECT_EQ(Normalised("/"), "/|");
}

// BEHAVIOUR 2.2a: the path without query and slash at the end identifies the resource, and the
// written form is kept for the wire.
TEST(ReadEndpoint, TellsThePathFromWhatTheWrittenFormAdds) {
  EXPECT_EQ(Normalised("/api/v1/patients/"), "/api/v1/patients|/");
  EXPECT_EQ(Normalised("/api/v1/patients//"), "/api/v1/patients|/");
  EXPECT_EQ(Normalised("/api/patients?company=1"), "/api/patients|?company=1");
  EXPECT_EQ(Normalised("/api/patients/?company=1"), "/api/patients|/?company=1");
  EXPECT_EQ(Normalised("/api/patients?"), "/api/patients|?");
  EXPECT_EQ(Normalised("/api/patients?next=/a/?b"), "/api/patients|?next=/a/?b");
  EXPECT_EQ(Normalised("https://lab.example/results/?a"), "https://lab.example/results|/?a");
  EXPECT_EQ(Normalised("https://lab.example/"), "https://lab.example/|");
  EXPECT_EQ(Normalised("https://lab.example?a=1"), "https://lab.example|?a=1");
}

// BEHAVIOUR 7.2: stored endpoints stay relative.
// 7.2: "//host/x" is a path that leads to another host.
TEST(ReadEndpoint, RefusesAUrlOfTheOwnOriginWhosePathLeadsElsewhere) {
  for (const char* endpoint : {"https://clinic.example//evil.example/x", "https://clinic.example?x",
                               "https://clinic.example"}) {
    EXPECT_EQ(ReadEndpoint(endpoint, kOwn, {}).status().code(), ErrorCode::kInvalidEndpoint)
        << endpoint;
  }
}

TEST(ReadEndpoint, MakesUrlsOfTheOwnOriginRelative) {
  EXPECT_EQ(Normalised("https://clinic.example/api/v1/patients"), "/api/v1/patients|");
}

TEST(ReadEndpoint, KeepsUrlsOfListedOriginsOnly) {
  EXPECT_EQ(Normalised("http://localhost:3000/api/x"), "http://localhost:3000/api/x|");
  for (const char* foreign :
       {"https://evil.example/api", "http://clinic.example/api", "https://clinic.example:444/api",
        "https://clinic.example.evil.example/api", "https://lab.example@evil.example/api",
        "https://clinic.example@evil.example/"}) {
    EXPECT_EQ(Normalised(foreign), "FORBIDDEN_ORIGIN") << foreign;
  }
}

// BEHAVIOUR 7.2: whatever a browser would resolve somewhere else.
TEST(ReadEndpoint, RefusesWhatABrowserResolvesElsewhere) {
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

TEST(ReadEndpoint, RefusesANulCharacter) {
  EXPECT_EQ(Normalised(std::string_view("/api\0/x", 7)), "INVALID_ENDPOINT");
}

TEST(ReadEndpoint, DotsInsideSegmentsAndQueriesAreHarmless) {
  EXPECT_EQ(Normalised("/api/v1.2/a..b/..."), "/api/v1.2/a..b/...|");
  EXPECT_EQ(Normalised("/api/x?path=/../y"), "/api/x|?path=/../y");
}

TEST(ReadEndpoint, ARefusalSaysWhatToDo) {
  EXPECT_NE(ReadEndpoint("patients", kOwn, {}).status().message().find("/api/v1/patients"),
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

// BEHAVIOUR 2.2a: "//p1" would name a host.
TEST(EntityPath, OfTheRootIsAPathAndNoHost) {
  EXPECT_EQ(EntityPath({Resource("/"), EntityId("p1")}), "/p1");
  EXPECT_EQ(EntityPath({Resource("https://lab.example/"), EntityId("p1")}),
            "https://lab.example/p1");
}

TEST(EntityPath, KeepsEveryIdInOneSegment) {
  for (const char* id : {"a/b", "a?b", "a#b", "100%", "%2e%2e", "a b", "...", "\xF0\x9F\x98\x80"}) {
    const std::string path = EntityPath({Resource("/p"), EntityId(id)});
    EXPECT_EQ(path.find_first_of("/?# ", 3), std::string::npos) << path;
    EXPECT_EQ(DecodeSegment(path.substr(3)), id);
  }
}

TEST(ReplaceSegments, ReplacesWholeSegmentsAndWholeValuesOfTheQuery) {
  const auto renamed = [](const std::string& segment) { return segment == "t" ? "9/9" : segment; };
  EXPECT_EQ(ReplaceSegments("/a/t/t=t/x", renamed), "/a/9%2F9/t=t/x");
  EXPECT_EQ(ReplaceSegments("/a/?p=t&q=xt&r=p/t", renamed), "/a/?p=9%2F9&q=xt&r=p/t");
  EXPECT_EQ(ReplaceSegments("/a?p=%74", renamed), "/a?p=9%2F9");
  EXPECT_EQ(ReplaceSegments("", renamed), "");
  EXPECT_EQ(ReplaceSegments("/a//?", renamed), "/a//?");
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

// BEHAVIOUR 3.4, before anything else has named the resource.
TEST(ReadRawTarget, AnActionUnderWhatLooksLikeAnIdJoinsTheLaneOfItsRecord) {
  const std::string uuid = "0b0e4c8e-6f0a-4c1c-9d6c-1c2d3e4f5a6b";
  for (const Method method : {Method::kPost, Method::kPatch, Method::kDelete}) {
    EXPECT_EQ(Target(method, "/api/v1/beds/12/archive"),
              Action("/api/v1/beds", "12", "/api/v1/beds/12/archive"));
    EXPECT_EQ(Target(method, "/beds/" + uuid + "/status"),
              Action("/beds", uuid, "/beds/" + uuid + "/status"));
  }
  EXPECT_EQ(Target(Method::kPatch, "/beds/12/notes/3"),
            Record(Kind::kUpdate, "/beds/12/notes", "3"));
  EXPECT_EQ(Target(Method::kPost, "/beds/12/notes", "n1"),
            Record(Kind::kCreate, "/beds/12/notes", "n1"));
  // A version, and words.
  EXPECT_EQ(Target(Method::kPost, "/api/2/beds"), Action("/api/2/beds", "", "/api/2/beds"));
  EXPECT_EQ(Target(Method::kPatch, "/api/v1/beds/b1"), Record(Kind::kUpdate, "/api/v1/beds", "b1"));
}

TEST(ReadRawTarget, AnyOtherPathIsItsOwnLane) {
  EXPECT_EQ(Target(Method::kPut, "/settings"), Action("/settings", "", "/settings"));
  EXPECT_EQ(Target(Method::kPatch, "/api/v1/patients"),
            Action("/api/v1/patients", "", "/api/v1/patients"));
}

}  // namespace
}  // namespace synchrone::path_test
