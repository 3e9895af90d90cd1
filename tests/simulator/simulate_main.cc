// The simulator on demand (npm run simulate):
//
//   synchrone_simulator KIND range <first seed> <count>   each schedule that breaks a law
//   synchrone_simulator KIND trace <seed>                 one, shrunk, step by step
//
// KIND: page, browser or rough (kinds.h).
//
// Exit code: 0 when every law is kept, 1 when one is broken, 2 for arguments that make no sense.
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

#include "tests/simulator/kinds.h"
#include "tests/simulator/shrink.h"

namespace synchrone::simulator {
namespace {

constexpr int kKept = 0;
constexpr int kBroken = 1;
constexpr int kMisuse = 2;

template <typename Kind>
int GoThroughRange(uint64_t first, uint64_t count) {
  int verdict = kKept;
  for (uint64_t seed = first; seed < first + count; ++seed) {
    const std::string broken = BrokenBy<Kind>(seed);
    if (broken.empty()) continue;
    std::printf("%s\n", broken.c_str());
    std::fflush(stdout);
    verdict = kBroken;
  }
  return verdict;
}

template <typename Kind>
int Trace(uint64_t seed) {
  const auto whole = Kind::Make(seed);
  const auto schedule = Shrunk<typename Kind::World>(whole);
  std::vector<std::string> trace;
  const std::optional<BrokenLaw> broken = typename Kind::World(schedule).Run(&trace);
  for (const std::string& line : trace) std::printf("%s\n", line.c_str());
  std::printf("%zu steps, shrunk from %zu\n", schedule.steps.size(), whole.steps.size());
  if (broken) std::printf("step %d: %s\n", static_cast<int>(broken->step), broken->law.c_str());
  return broken ? kBroken : kKept;
}

std::optional<uint64_t> NumberIn(std::string_view text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

template <typename Kind>
int Run(const std::vector<std::string_view>& arguments) {
  const std::string_view command = arguments[1];
  const std::optional<uint64_t> seed = NumberIn(arguments[2]);
  if (command == "trace" && arguments.size() == 3 && seed) return Trace<Kind>(*seed);
  if (command != "range" || arguments.size() != 4) return kMisuse;
  const std::optional<uint64_t> count = NumberIn(arguments[3]);
  return seed && count ? GoThroughRange<Kind>(*seed, *count) : kMisuse;
}

int Main(const std::vector<std::string_view>& arguments) {
  if (arguments.size() < 3) return kMisuse;
  if (arguments[0] == "page") return Run<OnePage>(arguments);
  if (arguments[0] == "browser") return Run<WholeBrowser>(arguments);
  if (arguments[0] == "rough") return Run<RoughBrowser>(arguments);
  return kMisuse;
}

}  // namespace
}  // namespace synchrone::simulator

int main(int count, char** arguments) {
  const int verdict = synchrone::simulator::Main({arguments + 1, arguments + count});
  if (verdict == synchrone::simulator::kMisuse) {
    std::fprintf(stderr,
                 "usage: synchrone_simulator page|browser|rough range <first seed> <count>\n");
    std::fprintf(stderr, "       synchrone_simulator page|browser|rough trace <seed>\n");
  }
  return verdict;
}
