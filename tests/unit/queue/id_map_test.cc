#include "core/queue/id_map.h"

#include <gtest/gtest.h>

namespace synchrone {
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

// A context answers with 12, and the server's id is 12, too.
TEST(IdMap, ANameThatComesBackClosesNoCircle) {
  IdMap ids;
  ids.Add(Patient("12"), EntityId("temp"));
  ids.Add(Patient("temp"), EntityId("12"));
  EXPECT_EQ(ids.Resolve(Patient("temp")), Patient("12"));
  EXPECT_EQ(ids.Resolve(Patient("12")), Patient("12"));
  EXPECT_EQ(ids.FormerIds(Patient("12")), (std::vector<EntityId>{EntityId("temp")}));
}

TEST(IdMap, ALongerCircleIsNoneEither) {
  IdMap ids;
  ids.Add(Patient("a"), EntityId("b"));
  ids.Add(Patient("b"), EntityId("c"));
  ids.Add(Patient("c"), EntityId("a"));
  for (const char* id : {"a", "b", "c"}) EXPECT_EQ(ids.Resolve(Patient(id)), Patient("a")) << id;
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

TEST(IdMap, ClearForgetsAll) {
  IdMap ids;
  ids.Add(Patient("a"), EntityId("b"));
  ids.Clear();
  EXPECT_EQ(ids.Resolve(Patient("a")), Patient("a"));
  EXPECT_EQ(ids.ResolveAnywhere(EntityId("a")), EntityId());
}

}  // namespace
}  // namespace synchrone
