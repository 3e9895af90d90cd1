#include "core/queue/references.h"

#include <gtest/gtest.h>

#include "tests/support/world.h"

namespace synchrone::references_test {
namespace {

const EntityId kTemp(TempId(1));
const EntityId kOther(TempId(2));
const EntityId kServer("p-77");

constexpr auto kAnything = [](const EntityId&) { return true; };

std::string Replace(std::string text) { return ReplaceIds(text, kTemp, kServer); }

TEST(IsDistinctive, AUuidIs) {
  EXPECT_TRUE(IsDistinctive("00000000-0000-4000-8000-000000000001"));
  EXPECT_TRUE(IsDistinctive("ABCDEFab-0123-4567-89ab-cdefABCDEF01"));
}

// BEHAVIOUR 3.5: a context may use `12`.
TEST(IsDistinctive, NothingElseIs) {
  for (const char* id :
       {"", "12", "p1", "00000000000040008000000000000001", "00000000-0000-4000-8000-00000000000",
        "0000000g-0000-4000-8000-000000000001", "{0000000-0000-4000-8000-000000000001}"}) {
    EXPECT_FALSE(IsDistinctive(id)) << id;
  }
}

TEST(FindIds, FindsWholeValuesAtAnyDepthOnce) {
  const std::string json = R"({"a":")" + kTemp.value() + R"(","b":[{"c":")" + kOther.value() +
                           R"("},")" + kTemp.value() + R"("]})";
  EXPECT_EQ(FindIds(json, kAnything), (std::vector<EntityId>{kTemp, kOther}));
}

TEST(FindIds, GivesWantedIdsOnly) {
  const std::string json = "[\"" + kTemp.value() + "\",\"" + kOther.value() + "\"]";
  EXPECT_EQ(FindIds(json, [](const EntityId& id) { return id == kOther; }),
            (std::vector<EntityId>{kOther}));
}

// BEHAVIOUR 3.5: never parts of text, never names.
TEST(FindIds, LeavesPartsOfTextAndNamesAlone) {
  const std::string id = kTemp.value();
  for (const std::string& json :
       {R"({"note":"see )" + id + R"("})", R"({")" + id + R"(":1})", R"({")" + id + R"(" : 1})",
        R"({"note":"\")" + id + R"(\""})", std::string(R"({"note":"a\\","x":1})")}) {
    EXPECT_TRUE(FindIds(json, kAnything).empty()) << json;
  }
}

TEST(FindIds, OfDamagedTextReadsNothingBeyondItsEnd) {
  const std::string id = kTemp.value();
  for (const std::string& json :
       {std::string("\""), std::string("\"\\"), "[\"" + id, "[\"" + id + "\\", std::string()}) {
    EXPECT_TRUE(FindIds(json, kAnything).empty()) << json;
  }
}

TEST(ReplaceIds, ReplacesEachWholeValue) {
  const std::string id = kTemp.value();
  EXPECT_EQ(Replace(R"({"a":")" + id + R"(","b":[")" + id + R"("]})"),
            R"({"a":"p-77","b":["p-77"]})");
}

TEST(ReplaceIds, KeepsEveryOtherByte) {
  const std::string text = R"({ "a" : 1.50, "b":"\u00e9\n","c":")" + kOther.value() + R"("} )";
  EXPECT_EQ(Replace(text), text);
}

TEST(ReplaceIds, LeavesPartsOfTextAndNamesAlone) {
  const std::string text = R"({")" + kTemp.value() + R"(":"see )" + kTemp.value() + R"("})";
  EXPECT_EQ(Replace(text), text);
}

TEST(ReplaceIds, EscapesTheNewId) {
  EXPECT_EQ(ReplaceIds("[\"" + kTemp.value() + "\"]", kTemp, EntityId("a\"b")), R"(["a\"b"])");
}

TEST(ReplaceIds, WritesANumberAsTheServerDoes) {
  EXPECT_EQ(ReplaceIds("[\"" + kTemp.value() + "\"]", kTemp, EntityId("7"), true), "[7]");
}

TEST(FindIdsInFields, FindsTextsNumbersAndListsInDeclaredFields) {
  const std::string json =
      R"({"patientId":12,"others":["13",14],"age":12,"deep":{"patientId":15}})";
  EXPECT_EQ(FindIdsInFields(json, {"patientId", "others", "missing"}, kAnything),
            (std::vector<EntityId>{EntityId("12"), EntityId("13"), EntityId("14")}));
}

TEST(FindIdsInFields, WithoutDeclaredFieldsFindsNothing) {
  EXPECT_TRUE(FindIdsInFields(R"({"patientId":12})", {}, kAnything).empty());
}

TEST(FindIdsInFields, OfWhatIsNoObjectFindsNothing) {
  EXPECT_TRUE(FindIdsInFields("[12]", {"patientId"}, kAnything).empty());
  EXPECT_TRUE(FindIdsInFields("{", {"patientId"}, kAnything).empty());
}

TEST(ReplaceIdsInFields, ReplacesInDeclaredFieldsOnly) {
  const std::string json = R"({"patientId":12,"others":["12",13],"age":12,"code":"12"})";
  EXPECT_EQ(ReplaceIdsInFields(json, {"patientId", "others"}, EntityId("12"), EntityId("p9")),
            R"({"patientId":"p9","others":["p9",13],"age":12,"code":"12"})");
}

TEST(ReplaceIdsInFields, WritesANumberAsTheServerDoes) {
  EXPECT_EQ(
      ReplaceIdsInFields(R"({"a":"x","b":["x"]})", {"a", "b"}, EntityId("x"), EntityId("7"), true),
      R"({"a":7,"b":[7]})");
}

TEST(ReplaceIdsInFields, LeavesDamagedTextAsItIs) {
  EXPECT_EQ(ReplaceIdsInFields("{", {"a"}, EntityId("1"), EntityId("2")), "{");
}

}  // namespace
}  // namespace synchrone::references_test
