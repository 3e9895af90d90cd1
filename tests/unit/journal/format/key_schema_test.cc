#include "core/journal/format/key_schema.h"

#include <gtest/gtest.h>

namespace synchrone::key_schema_test {
namespace {

const User kAnonymous;
const User kNurse{"u1", "clinic-9"};
const User kHostile{"a/b:c", "-"};

const Sequence kSequence{42, TabId("tabx")};
const EntityKey kTemp{Resource("/api/v1/patients"), EntityId("t:1")};

TEST(KeySchema, NamesCompanyAndUserWithADashForNone) {
  EXPECT_EQ(ScopeName(kAnonymous), "-/-");
  EXPECT_EQ(ScopeName(kNurse), "clinic-9/u1");
  EXPECT_EQ(ScopeName({"u1", ""}), "-/u1");
}

TEST(KeySchema, NoTwoUsersShareAScope) {
  const User users[] = {kAnonymous,   kNurse,       kHostile,    {"-", ""},    {"", "-"},
                        {"a", "b/c"}, {"b/a", "c"}, {"%2D", ""}, {"c", "a/b:"}};
  for (const User& one : users) {
    for (const User& other : users) {
      EXPECT_EQ(ScopeName(one) == ScopeName(other), one == other)
          << ScopeName(one) << " " << ScopeName(other);
      if (one != other) {
        EXPECT_FALSE(
            SequenceKey(one, RecordKind::kMutation, kSequence).starts_with(ScopePrefix(other)));
      }
    }
  }
}

TEST(KeySchema, KeysReadAsTheHeaderSays) {
  EXPECT_EQ(SequenceKey(kNurse, RecordKind::kMutation, kSequence),
            "synchrone:1:clinic-9/u1:m:tabx:42");
  EXPECT_EQ(SequenceKey(kAnonymous, RecordKind::kProgress, kSequence), "synchrone:1:-/-:s:tabx:42");
  EXPECT_EQ(SequenceKey(kAnonymous, RecordKind::kHistory, kSequence), "synchrone:1:-/-:h:tabx:42");
  EXPECT_EQ(IdMapKey(kAnonymous, kTemp), "synchrone:1:-/-:i:%2Fapi%2Fv1%2Fpatients:t%3A1");
}

TEST(KeySchema, EveryKeyIsReadBack) {
  for (const User& user : {kAnonymous, kNurse, kHostile}) {
    for (const RecordKind kind :
         {RecordKind::kMutation, RecordKind::kProgress, RecordKind::kHistory}) {
      const Sequence sequence{uint64_t{1} << 62, TabId("a:b c")};
      const auto parsed = ParseKey(ScopePrefix(user), SequenceKey(user, kind, sequence));
      ASSERT_TRUE(parsed.has_value());
      EXPECT_EQ(*parsed, (ParsedKey{kind, sequence, {}}));
    }
    const auto parsed = ParseKey(ScopePrefix(user), IdMapKey(user, kTemp));
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(*parsed, (ParsedKey{RecordKind::kIdMap, {}, kTemp}));
  }
}

TEST(KeySchema, TheKeyOfAConfirmedRecordNamesIt) {
  EXPECT_EQ(ConfirmedKey(kAnonymous, kTemp), "synchrone:1:-/-:b:%2Fapi%2Fv1%2Fpatients:t%3A1");
  EXPECT_EQ(ParseKey(ScopePrefix(kNurse), ConfirmedKey(kNurse, kTemp)),
            (ParsedKey{RecordKind::kConfirmed, {}, kTemp}));
  EXPECT_EQ(ScopePrefixOf(ConfirmedKey(kNurse, kTemp)), ScopePrefix(kNurse));
  EXPECT_EQ(ScopePrefixOf("synchrone:1:device"), "");
}

// A forged or damaged one would turn the order of a lane round.
TEST(KeySchema, ACounterThatNobodyHasReachedIsNotOurs) {
  for (const uint64_t counter : {(uint64_t{1} << 62) + 1, UINT64_MAX}) {
    const std::string key = SequenceKey(kNurse, RecordKind::kMutation, {counter, TabId("t")});
    EXPECT_FALSE(ParseKey(ScopePrefix(kNurse), key).has_value());
  }
}

TEST(KeySchema, WhatIsNoKeyOfOursIsLeftAlone) {
  const std::string prefix = ScopePrefix(kAnonymous);
  for (const std::string& key :
       {std::string("other"), prefix, prefix + "m", prefix + "m:", prefix + "m:tab",
        prefix + "m::1", prefix + "m:tab:", prefix + "m:tab:x", prefix + "m:tab:1x",
        prefix + "m:tab:-1", prefix + "m:tab:99999999999999999999", prefix + "x:tab:1",
        prefix + "i:nocolon", std::string("synchrone:2:-/-:m:tab:1"),
        std::string(kDeviceUserKey)}) {
    EXPECT_FALSE(ParseKey(prefix, key).has_value()) << key;
  }
}

TEST(KeySchema, KnowsAMutationOfAnyUser) {
  EXPECT_TRUE(
      IsKeyOf(RecordKind::kMutation, SequenceKey(kNurse, RecordKind::kMutation, kSequence)));
  EXPECT_TRUE(
      IsKeyOf(RecordKind::kMutation, SequenceKey(kHostile, RecordKind::kMutation, kSequence)));
  EXPECT_FALSE(
      IsKeyOf(RecordKind::kMutation, SequenceKey(kNurse, RecordKind::kProgress, kSequence)));
  EXPECT_FALSE(IsKeyOf(
      RecordKind::kMutation,
      std::string(kQuarantinePrefix) + SequenceKey(kNurse, RecordKind::kMutation, kSequence)));
  EXPECT_FALSE(IsKeyOf(RecordKind::kMutation, std::string(kDeviceUserKey)));
  EXPECT_FALSE(IsKeyOf(RecordKind::kMutation, std::string(kProjectionKey)));
}

}  // namespace
}  // namespace synchrone::key_schema_test
