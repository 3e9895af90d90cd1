#include "tests/simulator/browser/browser_schedule.h"

#include "tests/simulator/choice.h"

namespace synchrone::simulator {
namespace {

// In the order of BrowserStepKind.
constexpr KindInfo kBrowserKinds[kBrowserStepKinds] = {
    {"create", 12},      {"update", 16},      {"delete", 3},       {"action", 4},
    {"decide", 8},       {"pause", 1},        {"process", 2},      {"clear", 1},
    {"sign-in", 3},      {"sign-out", 1},     {"open", 5},         {"close", 3},
    {"reload", 2},       {"freeze", 3},       {"thaw", 3},         {"steal", 3},
    {"die-at-write", 4}, {"kill-browser", 1}, {"fill-storage", 2}, {"free-storage", 2},
    {"elsewhere", 3},    {"weather", 3},      {"connectivity", 2}, {"clock-jump", 1},
    {"run", 26},         {"wait", 10},
};

// How many times more often a rough schedule has these kinds.
int TimesWhenRough(BrowserStepKind kind) {
  switch (kind) {
    case BrowserStepKind::kFillStorage:
      return 5;
    case BrowserStepKind::kDieAtWrite:
    case BrowserStepKind::kKillBrowser:
    case BrowserStepKind::kClockJump:
      return 3;
    case BrowserStepKind::kFreeStorage:
    case BrowserStepKind::kFreeze:
    case BrowserStepKind::kThaw:
    case BrowserStepKind::kSteal:
    case BrowserStepKind::kOpen:
      return 2;
    default:
      return 1;
  }
}

}  // namespace

const char* StepName(BrowserStepKind kind) { return kBrowserKinds[static_cast<int>(kind)].name; }

BrowserSchedule MakeBrowserSchedule(uint64_t seed, Disturbance disturbance) {
  const bool rough = disturbance == Disturbance::kRough;
  Choice choice(seed * 2 + 1);
  BrowserSchedule schedule;
  schedule.seed = seed;
  schedule.temper.message_faults = choice.Chance(30) ? 0 : static_cast<int>(choice.Below(40));
  schedule.temper.invalid_data = static_cast<int>(choice.Below(12));
  schedule.temper.references = static_cast<int>(choice.Below(60));
  schedule.has_people = choice.Chance(70);
  std::vector<int> weights;
  for (const KindInfo& kind : kBrowserKinds) {
    // Each schedule does without some kinds, so that the others meet undisturbed.
    const auto index = static_cast<BrowserStepKind>(weights.size());
    const int times = rough ? TimesWhenRough(index) : 1;
    weights.push_back(choice.Chance(20) && kind.weight < 10 ? 0 : kind.weight * times);
  }
  const size_t count = kFewestSteps + choice.Below(40);
  for (size_t i = 0; i < count; ++i) {
    schedule.steps.push_back(
        {static_cast<BrowserStepKind>(choice.Weighted(weights)), choice.Next()});
  }
  if (choice.Chance(35)) {
    schedule.versions =
        choice.Chance(50) ? AppVersions::kSameMessages : AppVersions::kLargerMessages;
    if (rough && choice.Chance(50)) schedule.versions = AppVersions::kOtherFormat;
  }
  // Without messages, what storage refuses is known to its own tab alone.
  if (schedule.versions == AppVersions::kOtherFormat) {
    std::erase_if(schedule.steps, [](const BrowserStep& step) {
      return step.kind == BrowserStepKind::kFillStorage;
    });
  }
  return schedule;
}

}  // namespace synchrone::simulator
