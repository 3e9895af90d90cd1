#include "core/base/object_text.h"

#include <gtest/gtest.h>

#include "core/base/json.h"

namespace synchrone::object_text_test {
namespace {

TEST(ObjectText, WritesMembersInTheirOrder) {
  EXPECT_EQ(ObjectText().Text("a", "x").Number("b", -3).Flag("c", true).Flag("d", false).str(),
            R"({"a":"x","b":-3,"c":true,"d":false})");
}

TEST(ObjectText, WithoutMembersIsAnEmptyObject) { EXPECT_EQ(ObjectText().str(), "{}"); }

TEST(ObjectText, PutsJsonTextInAsItIs) {
  EXPECT_EQ(ObjectText().Raw("data", R"({"x":[1]})").Raw("none", "").Null("base").str(),
            R"({"data":{"x":[1]},"none":null,"base":null})");
}

TEST(ObjectText, LeavesDefaultsOut) {
  EXPECT_EQ(ObjectText().TextIfAny("a", "").NumberIfAny("b", 0).FlagIfSet("c", false).str(), "{}");
  EXPECT_EQ(ObjectText().TextIfAny("a", "x").NumberIfAny("b", 1).FlagIfSet("c", true).str(),
            R"({"a":"x","b":1,"c":true})");
}

TEST(ObjectText, WhatItWritesIsJsonWhateverTheText) {
  for (const char* text : {"plain", "\"quoted\"", "back\\slash", "new\nline", "é", "\x01", "\x7F",
                           "</script>", "\xF0\x9F\x98\x80"}) {
    const Result<Json> parsed = ParseJson(ObjectText().Text("a", text).str());
    ASSERT_TRUE(parsed.ok()) << text;
    EXPECT_EQ(StringOr(*parsed, "a"), text);
  }
}

TEST(ObjectText, AnEmptyTextMayBeNull) {
  EXPECT_EQ(ObjectText().TextOrNull("a", "").TextOrNull("b", "x").str(), R"({"a":null,"b":"x"})");
}

TEST(ArrayText, JoinsItsElements) {
  EXPECT_EQ(ArrayText({}), "[]");
  EXPECT_EQ(ArrayText({"{}", R"({"a":1})"}), R"([{},{"a":1}])");
}

TEST(AppendQuoted, AddsToWhatIsThere) {
  std::string text = "[";
  AppendQuoted(text, "a");
  AppendQuoted(text, "\"");
  EXPECT_EQ(text, R"(["a""\"")");
}

}  // namespace
}  // namespace synchrone::object_text_test
