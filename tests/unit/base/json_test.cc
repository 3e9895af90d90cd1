#include "core/base/json.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/json_oracle.h"

namespace synchrone::json_test {
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

// The lexer reads the strings of text that is not compact by a function of ours.
TEST(ParseJson, ReadsStringsAsNlohmannDoes) {
  for (const char* token : {
           R"("")",
           R"("plain")",
           R"("\"\\\/\b\f\n\r\t")",
           R"("\u0000\u001f\u007f\u0080\u07FF\u0800\uffff")",
           R"("\uD83D\uDE00 \udbff\udfff")",
           R"("\u12")",
           R"("\u123x")",
           R"("\x")",
           R"("\")",
           R"("open)",
           R"("\)",
           "\"tab\t\"",
           "\"\x7F \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\"",
           "\"\xC0\xAF\"",
           "\"\xE0\x80\xAF\"",
           "\"\xED\xA0\x80\"",
           "\"\xF4\x90\x80\x80\"",
           "\"\xFF\"",
           "\"\xC3\"",
           "\"\x80\"",
       }) {
    const std::string text = token;
    EXPECT_EQ(DifferenceFromNlohmann("[ " + text + " ]"), "") << text;
    EXPECT_EQ(DifferenceFromNlohmann("{ " + text + " : 1 }"), "") << text;
  }
}

TEST(IsJson, SaysWhatParseJsonReads) {
  for (const char* text : {
           R"({"a":[1,-2.5e+3,0,true,false,null],"b":{},"é":"\"\\\n \u00e9 €"})",
           R"( { "a" : [ ] } )",
           R"(["\ud83d"])",
           "1",
           "\"\"",
           "-0.0",
           "1e400",
           "\xEF\xBB\xBF{}",
           "",
           "{",
           "{\"a\"}",
           "{\"a\":}",
           "{1:2}",
           "[1,]",
           "[1 2]",
           "01",
           "1.",
           "-",
           "1e",
           "nul",
           "truex",
           "[]]",
           "\"\\x\"",
           "\"\x01\"",
           "\"\xC3\x28\"",
           "\"\xED\xA0\x80\"",
           "\"open",
       }) {
    EXPECT_EQ(IsJson(text), ParseJson(text).ok()) << text;
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

// BEHAVIOUR 3.5a: ids keep their text, and so does every number of a record.
TEST(Json, NumbersKeepTheirText) {
  for (const char* number :
       {"0", "-1", "12.0", "-0.0", "1e5", "1E+5", "0.1", "1.10", "1e400", "-1e-400",
        "9007199254740993", "9223372036854775807", "18446744073709551615", "18446744073709551616",
        "-9223372036854775809", "12345678901234567890123.5", "3.141592653589793238462643383279",
        "0.000000000000000000000e0"}) {
    EXPECT_EQ(DumpJson(Parsed(number)), number);
    const std::string text = std::string(R"({"a":[)") + number + R"(,1e999],"b":)" + number + "}";
    EXPECT_EQ(DumpJson(Parsed(text)), text);
    EXPECT_TRUE(Parsed(number).is_number()) << number;
    EXPECT_EQ(Parsed(number).text(), number);
  }
  EXPECT_FALSE(Parsed(R"("1")").is_number());
}

TEST(ParseJson, RefusesWhatIsNoNumber) {
  for (const char* text : {"01", "1.", ".5", "1e", "1e+", "--1", "+1", "1e400e1", "0x1", "NaN",
                           "Infinity", "[1e400,]", "1e400 1", R"({"a":1e4.0})"}) {
    EXPECT_FALSE(ParseJson(text).ok()) << text;
  }
}

TEST(ParseJson, ATextThatLooksLikeANumberIsAText) {
  EXPECT_EQ(DumpJson(Parsed(R"(["1e400",1e400,"a\"1e400"])")), R"(["1e400",1e400,"a\"1e400"])");
}

TEST(IntOr, ReadsAWholeNumberHoweverItIsWritten) {
  const Json json = Parsed(R"({"a":12,"b":12.0,"c":1.2e1,"d":12.7,"e":1e400,"f":"12"})");
  for (const char* key : {"a", "b", "c", "d"}) EXPECT_EQ(IntOr(json, key, 0), 12) << key;
  for (const char* key : {"e", "f", "g"}) EXPECT_EQ(IntOr(json, key, -1), -1) << key;
}

TEST(Json, GivesTheWholePartOfANumberThat64BitsHold) {
  EXPECT_EQ(Parsed("9223372036854775807").whole(), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(Parsed("-9223372036854775808").whole(), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(Parsed("-0").whole(), 0);
  EXPECT_EQ(Parsed("-12.99").whole(), -12);
  EXPECT_EQ(Parsed("0.9e1").whole(), 9);
  EXPECT_EQ(Parsed("1e-999999999999999999999").whole(), 0);
  EXPECT_EQ(Parsed("0e999999999999999999999").whole(), 0);
  for (const char* text : {"9223372036854775808", "18446744073709551615", "-9223372036854775809",
                           "1e19", "1e999999999999999999999", "\"12\"", "true", "null", "[1]"}) {
    EXPECT_EQ(Parsed(text).whole(), std::nullopt) << text;
  }
}

// PostgreSQL's jsonb, among others, gives members back in another order.
TEST(SameJson, IsSaidOfValuesAndNotOfTexts) {
  const auto same = [](const char* a, const char* b) { return SameJson(Parsed(a), Parsed(b)); };
  EXPECT_TRUE(same(R"({"a":{"x":1,"y":[1,2]},"b":2})", R"({"b":2,"a":{"y":[1,2],"x":1}})"));
  EXPECT_FALSE(same(R"({"a":[1,2]})", R"({"a":[2,1]})"));
  EXPECT_FALSE(same(R"({"a":1})", R"({"a":1,"b":1})"));
  EXPECT_FALSE(same(R"({"a":1,"c":1})", R"({"a":1,"b":1})"));
  EXPECT_TRUE(same("12", "12.0"));
  EXPECT_TRUE(same("1200", "1.2e3"));
  EXPECT_TRUE(same("0.0", "-0"));
  EXPECT_TRUE(same("1e400", "10e399"));
  EXPECT_FALSE(same("9007199254740993", "9007199254740992"));
  EXPECT_FALSE(same("9007199254740993.0", "9007199254740992"));
  EXPECT_FALSE(same("12", "-12"));
  EXPECT_FALSE(same("1e99999999999999999999", "1"));
  EXPECT_FALSE(same("12", R"("12")"));
  EXPECT_FALSE(same("null", "false"));
}

TEST(DumpJson, WritesTextAsJsonDoes) {
  const std::string text = "\x01\b\t\n\f\r\"\\/\x7F\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";
  EXPECT_EQ(QuoteJson(text),
            "\"\\u0001\\b\\t\\n\\f\\r\\\"\\\\/\x7F\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
  for (const char* broken : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\xFF"}) {
    EXPECT_TRUE(ParseJson(QuoteJson(broken)).ok()) << broken;
    EXPECT_NE(QuoteJson(broken).find("\xEF\xBF\xBD"), std::string::npos);
  }
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
}  // namespace synchrone::json_test
