#include "tests/simulator/schedule.h"

#include "tests/simulator/choice.h"

namespace synchrone::simulator {
namespace {

// In the order of StepKind. Weights: work and its answers are most of what happens.
constexpr KindInfo kKinds[kStepKinds] = {
    {"create", 10},      {"update", 14}, {"delete", 3},       {"action", 4},     {"withdraw", 1},
    {"retry", 5},        {"discard", 2}, {"keep-offline", 2}, {"resolve", 4},    {"pause", 1},
    {"offline-mode", 1}, {"process", 2}, {"clear", 1},        {"observe", 3},    {"elsewhere", 3},
    {"session", 2},      {"weather", 3}, {"connectivity", 2}, {"clock-jump", 1}, {"run", 24},
    {"wait", 9},         {"reload", 1},  {"die-at-write", 3}, {"erase", 0},
};

// Into a third of the schedules, between the steps that they had without.
void AddErasures(Schedule& schedule) {
  Choice choice(schedule.seed * 2 + 0x9e3779b97f4a7c15);
  if (!choice.Chance(33)) return;
  for (int64_t count = choice.Between(1, 4); count > 0; --count) {
    const auto place = static_cast<std::ptrdiff_t>(choice.Below(schedule.steps.size()));
    schedule.steps.insert(schedule.steps.begin() + place, {StepKind::kErase, choice.Next()});
  }
}

}  // namespace

const char* StepName(StepKind kind) { return kKinds[static_cast<int>(kind)].name; }

Schedule MakeSchedule(uint64_t seed) {
  Choice choice(seed * 2 + 1);
  Schedule schedule;
  schedule.seed = seed;
  // A fifth of the schedules meets no faults of messages at all: what fails there fails for all.
  schedule.temper.message_faults = choice.Chance(20) ? 0 : static_cast<int>(choice.Below(50));
  schedule.temper.invalid_data = static_cast<int>(choice.Below(12));
  schedule.temper.references = static_cast<int>(choice.Below(60));
  std::vector<int> weights;
  for (const KindInfo& kind : kKinds) {
    // Each schedule does without some kinds, so that the others meet undisturbed.
    weights.push_back(choice.Chance(12) && kind.weight < 10 ? 0 : kind.weight);
  }
  const size_t count = kFewestSteps + choice.Below(30);
  for (size_t i = 0; i < count; ++i) {
    schedule.steps.push_back({static_cast<StepKind>(choice.Weighted(weights)), choice.Next()});
  }
  AddErasures(schedule);
  return schedule;
}

}  // namespace synchrone::simulator
