#include "core/model/endpoint_options.h"

#include <gtest/gtest.h>

#include "tests/support/world.h"

namespace synchrone::endpoint_options_test {
namespace {

EndpointOptions Read(const std::string& json) {
  Result<EndpointOptions> options = ParseEndpointOptions(JsonOf(json));
  EXPECT_TRUE(options.ok()) << options.status().message();
  return options.ok() ? *options : EndpointOptions{};
}

// The defaults of BEHAVIOUR 10.
TEST(EndpointOptions, WithoutMembersAreTheDefaults) {
  const EndpointOptions options = Read("{}");
  EXPECT_EQ(options, EndpointOptions{});
  EXPECT_EQ(options.update_method, Method::kPatch);
  EXPECT_EQ(options.put_body, EndpointOptions::PutBody::kRecord);
  EXPECT_EQ(options.version_field, "version");
  EXPECT_EQ(options.on_unknown, EndpointOptions::OnUnknown::kAsk);
  EXPECT_FALSE(options.fifo);
  EXPECT_FALSE(options.idempotency_header.has_value());
}

TEST(EndpointOptions, EveryMemberIsRead) {
  const EndpointOptions options = Read(
      R"({"method":"PUT","putBody":"changes","create":{"path":"/new"},"versionField":"rev",
          "references":["patientId","x"],
          "ordering":"fifo","onUnknown":"resend","idempotencyHeader":true,"ifMatch":false,
          "hasTransform":true})");
  EXPECT_EQ(options.update_method, Method::kPut);
  EXPECT_EQ(options.put_body, EndpointOptions::PutBody::kChanges);
  EXPECT_EQ(options.create_path, "/new");
  EXPECT_EQ(options.version_field, "rev");
  EXPECT_EQ(options.references, (std::vector<std::string>{"patientId", "x"}));
  EXPECT_TRUE(options.fifo);
  EXPECT_EQ(options.on_unknown, EndpointOptions::OnUnknown::kResend);
  EXPECT_EQ(options.idempotency_header, true);
  EXPECT_EQ(options.if_match, false);
  EXPECT_TRUE(options.has_transform);
}

TEST(EndpointOptions, UnknownMembersAreLeftAlone) {
  EXPECT_EQ(Read(R"({"coalesce":false,"awaitMs":100})"), EndpointOptions{});
}

TEST(EndpointOptions, AValueOfTheWrongKindIsRefusedByName) {
  for (const auto& [json, option] : std::vector<std::pair<std::string, std::string>>{
           {R"({"method":"POST"})", "method"},
           {R"({"method":1})", "method"},
           {R"({"method":"DELETE"})", "method"},
           {R"({"putBody":"all"})", "putBody"},
           {R"({"ordering":"lifo"})", "ordering"},
           {R"({"onUnknown":true})", "onUnknown"},
           {R"({"references":"patientId"})", "references"},
           {R"({"references":[1]})", "references"},
           {R"({"idempotencyHeader":"X-Key"})", "idempotencyHeader"},
           {R"({"ifMatch":1})", "ifMatch"},
           {R"([])", "options"}}) {
    const Result<EndpointOptions> options = ParseEndpointOptions(JsonOf(json));
    ASSERT_FALSE(options.ok()) << json;
    EXPECT_EQ(options.status().code(), ErrorCode::kInvalidArgument);
    EXPECT_NE(options.status().message().find("'" + option + "'"), std::string::npos) << json;
  }
}

}  // namespace
}  // namespace synchrone::endpoint_options_test
