// The scenarios of tests/spec/scenarios over the core. The same files go through the module and the
// client in tests/web/spec.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/spec/replay.h"

namespace synchrone {
namespace {

struct Named {
  std::string name;
  Json scenario;
};

std::vector<Named> AllScenarios() {
  std::vector<std::filesystem::path> files;
  for (const auto& file :
       std::filesystem::directory_iterator(SYNCHRONE_TESTS_DIR "/spec/scenarios"))
    files.push_back(file.path());
  std::sort(files.begin(), files.end());
  std::vector<Named> all;
  for (const auto& file : files) {
    std::ifstream stream(file);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const Result<Json> scenarios = ParseJson(text);
    SYNCHRONE_CHECK(scenarios.ok() && scenarios->is_array(), file.c_str());
    for (const Json& scenario : *scenarios) {
      all.push_back({file.stem().string() + "/" + StringOr(scenario, "name"), scenario});
    }
  }
  return all;
}

class Scenarios : public testing::TestWithParam<Named> {};

TEST_P(Scenarios, AreKept) { EXPECT_EQ(Replay(GetParam().scenario).Run(), ""); }

std::string TestName(const testing::TestParamInfo<Named>& info) {
  std::string name = info.param.name;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Spec, Scenarios, testing::ValuesIn(AllScenarios()), TestName);

// 3.1 to 3.14 and section 4: each has its scenarios.
TEST(ScenarioList, CoversEveryClause) {
  std::set<std::string> covered;
  for (const Named& named : AllScenarios()) {
    for (const Json& clause : named.scenario.at("clauses"))
      covered.insert(clause.get<std::string>());
  }
  for (const char* clause : {"3.2", "3.3", "3.4", "3.4a", "3.5", "3.6", "3.7", "3.8", "3.9", "3.10",
                             "3.11", "3.12", "3.12a", "3.13", "3.14", "4", "5.1", "5.2", "7.1"}) {
    EXPECT_TRUE(covered.contains(clause)) << clause;
  }
  EXPECT_GE(AllScenarios().size(), 120u);
}

}  // namespace
}  // namespace synchrone
