#include "core/queue/endpoints.h"

#include <gtest/gtest.h>

#include "tests/support/world.h"

namespace synchrone::endpoints_test {
namespace {

const Resource kPatients("/api/v1/patients");
const Resource kConsents("/api/v1/consents");

void Configure(Endpoints& endpoints, const Resource& resource, const std::string& json) {
  const Status status = endpoints.Configure(resource, JsonOf(json));
  ASSERT_TRUE(status.ok()) << status.message();
}

TEST(Endpoints, AnUnknownResourceHasTheDefaults) {
  EXPECT_EQ(Endpoints().Get(kPatients), EndpointOptions{});
}

// BEHAVIOUR 2.2: module-level configuration and hook options feed one registry.
TEST(Endpoints, LaterOptionsAreAddedToEarlierOnes) {
  Endpoints endpoints;
  Configure(endpoints, kPatients, R"({"method":"PUT"})");
  Configure(endpoints, kPatients, R"({"versionField":"rev"})");
  EXPECT_EQ(endpoints.Get(kPatients).update_method, Method::kPut);
  EXPECT_EQ(endpoints.Get(kPatients).version_field, "rev");
  EXPECT_EQ(endpoints.Get(kConsents), EndpointOptions{});
}

TEST(Endpoints, DefaultsReachEveryResourceWhateverTheOrder) {
  Endpoints endpoints;
  Configure(endpoints, kPatients, R"({"versionField":"rev"})");
  Configure(endpoints, Resource(), R"({"versionField":"etag","method":"PUT"})");
  EXPECT_EQ(endpoints.Get(kPatients).version_field, "rev");
  EXPECT_EQ(endpoints.Get(kPatients).update_method, Method::kPut);
  EXPECT_EQ(endpoints.Get(kConsents).version_field, "etag");
  Configure(endpoints, kConsents, R"({"method":"PATCH"})");
  EXPECT_EQ(endpoints.Get(kConsents).version_field, "etag");
}

TEST(Endpoints, ARefusedConfigurationChangesNothing) {
  Endpoints endpoints;
  Configure(endpoints, kPatients, R"({"method":"PUT"})");
  EXPECT_FALSE(
      endpoints.Configure(kPatients, JsonOf(R"({"versionField":"x","method":"GET"})")).ok());
  EXPECT_FALSE(endpoints.Configure(Resource(), JsonOf(R"({"references":1})")).ok());
  EXPECT_EQ(endpoints.Get(kPatients).update_method, Method::kPut);
  EXPECT_EQ(endpoints.Get(kPatients).version_field, "version");
}

TEST(Endpoints, KnowsWhatWasConfiguredOrSeen) {
  Endpoints endpoints;
  endpoints.Know(kPatients);
  Configure(endpoints, kConsents, "{}");
  EXPECT_EQ(endpoints.Known(), (std::vector<Resource>{kConsents, kPatients}));
}

TEST(Endpoints, ASeenResourceHasTheDefaultsOfThatMoment) {
  Endpoints endpoints;
  Configure(endpoints, Resource(), R"({"method":"PUT"})");
  endpoints.Know(kPatients);
  EXPECT_EQ(endpoints.Get(kPatients).update_method, Method::kPut);
}

// BEHAVIOUR 2.2: once, for good.
TEST(Endpoints, AnApiWithoutPatchIsLearnedOnce) {
  Endpoints endpoints;
  EXPECT_EQ(endpoints.UpdateMethod(kPatients, Method::kPatch), Method::kPatch);
  EXPECT_TRUE(endpoints.SwitchToPut(kPatients));
  EXPECT_FALSE(endpoints.SwitchToPut(kPatients));
  EXPECT_EQ(endpoints.UpdateMethod(kPatients, Method::kPatch), Method::kPut);
  EXPECT_EQ(endpoints.UpdateMethod(kConsents, Method::kPatch), Method::kPatch);
}

TEST(Endpoints, WhatWasLearnedSurvivesALaterConfiguration) {
  Endpoints endpoints;
  endpoints.SwitchToPut(kPatients);
  Configure(endpoints, kPatients, R"({"method":"PATCH"})");
  EXPECT_EQ(endpoints.UpdateMethod(kPatients, Method::kPatch), Method::kPut);
}

}  // namespace
}  // namespace synchrone::endpoints_test
