#include "core/base/json.h"

#include <gtest/gtest.h>

namespace synchrone {
namespace {

Json Parsed(std::string_view text) {
  Result<Json> parsed = ParseJson(text);
  EXPECT_TRUE(parsed.ok()) << text;
  return parsed.ok() ? *parsed : Json();
}

std::string Nested(int depth) {
  return std::string(static_cast<size_t>(depth), '[') +
         std::string(static_cast<size_t>(depth), ']');
}

TEST(ParseJson, ReadsEveryKindOfValue) {
  EXPECT_EQ(DumpJson(Parsed(R"({"a":1,"b":[true,null,"x",-2.5]})")),
            R"({"a":1,"b":[true,null,"x",-2.5]})");
}

TEST(ParseJson, RefusesDamagedTextWithAStatus) {
  for (const char* text :
       {"", "{", "{\"a\":}", "{'a':1}", "[1,]", "nul", "{\"a\":1}x", "\"\x01\""}) {
    EXPECT_EQ(ParseJson(text).status().code(), ErrorCode::kDamagedRecord) << text;
  }
}

TEST(ParseJson, RefusesInvalidUtf8) { EXPECT_FALSE(ParseJson("\"\xC3\x28\"").ok()); }

TEST(ParseJson, AcceptsTheDeepestDocumentAndRefusesOneLevelMore) {
  EXPECT_TRUE(ParseJson(Nested(kMaxJsonDepth)).ok());
  EXPECT_FALSE(ParseJson(Nested(kMaxJsonDepth + 1)).ok());
}

TEST(ParseJson, RefusesHostileDepthWithoutRecursing) {
  EXPECT_FALSE(ParseJson(std::string(2'000'000, '[')).ok());
}

TEST(ParseJson, BracketsInStringsAreNoDepth) {
  EXPECT_TRUE(ParseJson("\"" + std::string(500, '[') + "\\\"" + std::string(500, '{') + "\"").ok());
}

// JSON.stringify writes a text that was cut in the middle of an emoji as a lone escape.
TEST(ParseJson, ALoneSurrogateBecomesTheReplacementCharacter) {
  EXPECT_EQ(Parsed(R"({"name":"Jean \ud83d"})")["name"], "Jean \xEF\xBF\xBD");
  EXPECT_EQ(Parsed(R"({"name":"\uDE00 Jean"})")["name"], "\xEF\xBF\xBD Jean");
  EXPECT_EQ(Parsed(R"(["\ud83d\ud83d\ude00"])")[0], "\xEF\xBF\xBD\xF0\x9F\x98\x80");
}

TEST(ParseJson, AWholeSurrogatePairIsOneCharacter) {
  EXPECT_EQ(Parsed(R"(["\ud83d\ude00"])")[0], "\xF0\x9F\x98\x80");
}

TEST(ParseJson, AnEscapedBackslashBeforeUIsNoEscape) {
  EXPECT_EQ(Parsed(R"(["\\ud83d"])")[0], "\\ud83d");
}

TEST(ParseJson, OfARepeatedNameTheLastValueCounts) {
  EXPECT_EQ(DumpJson(Parsed(R"({"a":1,"b":2,"a":3})")), R"({"a":3,"b":2})");
}

TEST(DumpJson, KeepsTheOrderOfNames) {
  EXPECT_EQ(DumpJson(Parsed(R"({"z":1,"a":2,"m":3})")), R"({"z":1,"a":2,"m":3})");
}

TEST(DumpJson, WritesNoRawNewline) {
  EXPECT_EQ(DumpJson(Json{{"note", "a\nb"}}), R"({"note":"a\nb"})");
}

TEST(DumpJson, ReplacesInvalidUtf8InsteadOfFailing) {
  EXPECT_EQ(DumpJson(Json(std::string("a\xC3\x28"))), "\"a\xEF\xBF\xBD(\"");
}

// BEHAVIOUR 7.3.
TEST(Json, PrototypeNamesAreOrdinaryNames) {
  const Json merged =
      ShallowMerge(Parsed(R"({"name":"x"})"), Parsed(R"({"__proto__":{"admin":true}})"));
  EXPECT_EQ(DumpJson(merged), R"({"name":"x","__proto__":{"admin":true}})");
}

TEST(ShallowMerge, PutsChangesOverTheBaseAsASpreadDoes) {
  EXPECT_EQ(
      DumpJson(ShallowMerge(Parsed(R"({"a":1,"b":{"x":1}})"), Parsed(R"({"b":{"y":2},"c":3})"))),
      R"({"a":1,"b":{"y":2},"c":3})");
}

TEST(ShallowMerge, NullIsAValue) {
  EXPECT_EQ(DumpJson(ShallowMerge(Parsed(R"({"a":1})"), Parsed(R"({"a":null})"))), R"({"a":null})");
}

TEST(ShallowMerge, WithoutABaseTheChangesAreAllThereIs) {
  EXPECT_EQ(DumpJson(ShallowMerge(nullptr, Parsed(R"({"a":1})"))), R"({"a":1})");
}

TEST(ShallowMerge, ChangesThatAreNoObjectChangeNothing) {
  EXPECT_EQ(DumpJson(ShallowMerge(Parsed(R"({"a":1})"), Parsed("[1]"))), R"({"a":1})");
}

TEST(Members, GiveTheFallbackForAnythingElse) {
  const Json json = Parsed(R"({"text":"x","number":7,"float":2.9,"huge":1e300,"flag":true})");
  EXPECT_EQ(StringOr(json, "text"), "x");
  EXPECT_EQ(StringOr(json, "number", "none"), "none");
  EXPECT_EQ(StringOr(json, "missing", "none"), "none");
  EXPECT_EQ(IntOr(json, "number", 1), 7);
  EXPECT_EQ(IntOr(json, "float", 1), 2);
  EXPECT_EQ(IntOr(json, "huge", 1), 1);
  EXPECT_EQ(IntOr(json, "text", 1), 1);
  EXPECT_TRUE(BoolOr(json, "flag", false));
  EXPECT_FALSE(BoolOr(json, "number", false));
  EXPECT_EQ(StringOr(Json::array(), "text", "none"), "none");
}

TEST(Find, GivesTheMemberOrNothing) {
  const Json json = Parsed(R"({"a":null})");
  ASSERT_NE(Find(json, "a"), nullptr);
  EXPECT_TRUE(Find(json, "a")->is_null());
  EXPECT_EQ(Find(json, "b"), nullptr);
  EXPECT_EQ(Find(Json(3), "a"), nullptr);
}

TEST(QuoteJson, EscapesAsJsonDoes) { EXPECT_EQ(QuoteJson("a\"b\\\n"), R"("a\"b\\\n")"); }

}  // namespace
}  // namespace synchrone
