#include "core/queue/id_map.h"

#include <gtest/gtest.h>

namespace synchrone::id_map_test {
namespace {

const Resource kPatients("/api/v1/patients");
const Resource kConsents("/api/v1/consents");

EntityKey Patient(const std::string& id) { return {kPatients, EntityId(id)}; }

TEST(IdMap, WhatIsNotKnownStaysAsItIs) {
  const IdMap ids;
  EXPECT_EQ(ids.Resolve(Patient("p1")), Patient("p1"));
  EXPECT_EQ(ids.ResolveAnywhere(EntityId("p1")), EntityId());
  EXPECT_TRUE(ids.FormerIds(Patient("p1")).empty());
}

TEST(IdMap, FollowsRenamesToTheIdThatCountsNow) {
  IdMap ids;
  ids.Add(Patient("context"), EntityId("temp"));
  ids.Add(Patient("temp"), EntityId("server"));
  EXPECT_EQ(ids.Resolve(Patient("context")), Patient("server"));
  EXPECT_EQ(ids.ResolveAnywhere(EntityId("context")), EntityId("server"));
  EXPECT_EQ(ids.Resolve(Patient("server")), Patient("server"));
}

TEST(IdMap, KnowsWhichIdsAreNumbers) {
  IdMap ids;
  const EntityKey former{Resource("/p"), EntityId("a")};
  ids.Add(former, EntityId("7"), true, true);
  EXPECT_TRUE(ids.IsNumber(former));
  ids.Add({Resource("/p"), EntityId("7")}, EntityId("x"));
  EXPECT_FALSE(ids.IsNumber(former));
  EXPECT_FALSE(ids.IsNumber({Resource("/p"), EntityId("unknown")}));
}

TEST(IdMap, KnowsEveryFormerId) {
  IdMap ids;
  ids.Add(Patient("context"), EntityId("temp"));
  ids.Add(Patient("temp"), EntityId("server"));
  ids.Add(Patient("other"), EntityId("server"));
  EXPECT_EQ(ids.FormerIds(Patient("server")),
            (std::vector<EntityId>{EntityId("temp"), EntityId("other"), EntityId("context")}));
}

TEST(IdMap, AnIdOfAnotherResourceIsAnotherId) {
  IdMap ids;
  ids.Add(Patient("12"), EntityId("p9"));
  EXPECT_EQ(ids.Resolve({kConsents, EntityId("12")}), (EntityKey{kConsents, EntityId("12")}));
}

TEST(IdMap, ARenameToItselfIsNone) {
  IdMap ids;
  ids.Add(Patient("p1"), EntityId("p1"));
  EXPECT_FALSE(ids.Knows(Patient("p1")));
  EXPECT_TRUE(ids.FormerIds(Patient("p1")).empty());
}

TEST(IdMap, HoldsManyNames) {
  IdMap ids;
  const auto id = [](const char* kind, int n) { return EntityId(kind + std::to_string(n)); };
  for (int i = 0; i < 3'000; ++i) ids.Add({kPatients, id("temp", i)}, id("server", i));
  for (int i = 0; i < 3'000; i += 2) ids.Forget({kPatients, id("temp", i)});
  for (int i = 0; i < 3'000; ++i) {
    EXPECT_EQ(ids.Knows({kPatients, id("temp", i)}), i % 2 == 1) << i;
    EXPECT_EQ(ids.ResolveAnywhere(id("temp", i)), i % 2 == 1 ? id("server", i) : EntityId()) << i;
  }
  EXPECT_EQ(ids.All().size(), 1'500u);
}

// 3.5a: no chain of names is ever a circle.
TEST(IdMap, ANameThatCountsAgainIsNoFormerNameAnyMore) {
  IdMap ids;
  EXPECT_FALSE(ids.Add(Patient("12"), EntityId("temp")));
  EXPECT_TRUE(ids.Add(Patient("temp"), EntityId("12")));
  EXPECT_EQ(ids.Resolve(Patient("temp")), Patient("12"));
  EXPECT_EQ(ids.Resolve(Patient("12")), Patient("12"));
  EXPECT_EQ(ids.FormerIds(Patient("12")), (std::vector<EntityId>{EntityId("temp")}));
  EXPECT_TRUE(ids.FormerIds(Patient("temp")).empty());
}

TEST(IdMap, ALongCircleOpensAtTheNameThatCountsNow) {
  IdMap ids;
  ids.Add(Patient("a"), EntityId("b"));
  ids.Add(Patient("b"), EntityId("c"));
  EXPECT_TRUE(ids.Add(Patient("c"), EntityId("a")));
  for (const char* name : {"a", "b", "c"}) EXPECT_EQ(ids.Resolve(Patient(name)), Patient("a"));
  EXPECT_EQ(ids.FormerIds(Patient("a")).size(), 2u);
}

TEST(IdMap, AnyNumberOfRenamesIsFollowed) {
  IdMap ids;
  for (int i = 0; i < 50; ++i) {
    ids.Add(Patient("obs-" + std::to_string(i)), EntityId("obs-" + std::to_string(i + 1)));
  }
  EXPECT_EQ(ids.Resolve(Patient("obs-0")), Patient("obs-50"));
}

TEST(IdMap, ANewNameReplacesTheOneBefore) {
  IdMap ids;
  ids.Add(Patient("temp"), EntityId("1"));
  ids.Add(Patient("temp"), EntityId("2"));
  EXPECT_EQ(ids.Resolve(Patient("temp")), Patient("2"));
  EXPECT_TRUE(ids.FormerIds(Patient("1")).empty());
}

TEST(IdMap, AnUnnamedRecordKeepsItsNameUntilItHasOne) {
  IdMap ids;
  ids.Add(Patient("temp"), EntityId());
  EXPECT_TRUE(ids.Knows(Patient("temp")));
  EXPECT_TRUE(ids.IsUnnamed(Patient("temp")));
  EXPECT_EQ(ids.UnnamedResourcesOf(EntityId("temp")), (std::vector<Resource>{kPatients}));
  EXPECT_EQ(ids.Resolve(Patient("temp")), Patient("temp"));
  EXPECT_EQ(ids.ResolveAnywhere(EntityId("temp")), EntityId());
  ids.Add(Patient("temp"), EntityId("p9"));
  EXPECT_FALSE(ids.has_unnamed());
  EXPECT_EQ(ids.Resolve(Patient("temp")), Patient("p9"));
}

TEST(IdMap, ClearForgetsAll) {
  IdMap ids;
  ids.Add(Patient("a"), EntityId("b"));
  ids.Clear();
  EXPECT_EQ(ids.Resolve(Patient("a")), Patient("a"));
  EXPECT_EQ(ids.ResolveAnywhere(EntityId("a")), EntityId());
}

}  // namespace
}  // namespace synchrone::id_map_test
