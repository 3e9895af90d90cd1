// What the core costs as its work grows (Google Benchmark). What is made ready is not measured.
//
//   synchrone_benchmarks                      times and growth, for people
//   synchrone_benchmarks once NAME SIZE       one workload, once: for counting instructions
//   synchrone_benchmarks held                 bytes that an engine holds once all is settled

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <string_view>

#include "tests/bench/native/workloads.h"

namespace synchrone::bench {
namespace {

using Step = void (*)(Workload& workload, int size);

struct Measure {
  const char* name;
  Step prepare;
  Step measured;
  int smaller;
  int larger;
};

constexpr int kBatch = 100;

// NOLINTBEGIN(misc-unused-parameters): all steps have one shape
const Measure kMeasures[] = {
    {"enqueue", [](Workload& w, int size) { w.QueueCreates(size); },
     [](Workload& w, int) { w.QueueCreates(kBatch); }, 1'000, 4'000},
    {"enqueue_beside_discarded", [](Workload& w, int size) { w.DiscardCreates(size); },
     [](Workload& w, int) { w.QueueCreates(kBatch); }, 1'000, 4'000},
    {"drain", [](Workload& w, int size) { w.QueueCreates(size); },
     [](Workload& w, int) { w.Drain(); }, 1'000, 4'000},
    {"drain_unnamed",
     [](Workload& w, int size) {
       w.AnswerWithoutIds();
       w.QueueCreates(size);
     },
     [](Workload& w, int) { w.Drain(); }, 500, 2'000},
    {"drain_batches",
     [](Workload& w, int size) {
       w.UseBatches(kBatch);
       w.QueueCreates(size);
     },
     [](Workload& w, int) { w.Drain(); }, 1'000, 4'000},
    {"drain_edits_of_one_record",
     [](Workload& w, int size) {
       w.AnswerWithoutIds();  // each answer has an id of its own, which would be another record's
       w.QueueEdits(size);
     },
     [](Workload& w, int) { w.Drain(); }, 1'000, 4'000},
    {"answer_beside_parked",
     [](Workload& w, int size) {
       w.ParkCreates(size);
       w.QueueCreates(1);
       w.Send();
     },
     [](Workload& w, int) { w.AnswerOne(); }, 0, 5'000},
    {"pump_beside_queued",
     [](Workload& w, int size) {
       w.UseBatches(1'000);
       w.QueueCreates(1'000);
       w.Send();
       w.QueueCreates(size);
     },
     [](Workload& w, int) { w.Pump(); }, 1'000, 5'000},
    {"recover", [](Workload& w, int size) { w.QueueCreates(size); },
     [](Workload& w, int) { w.Reload(); }, 1'000, 4'000},
};
// NOLINTEND(misc-unused-parameters)

struct Holding {
  const char* name;
  Step settle;
  int size;
};

constexpr size_t kLongText = 20'000;

const Holding kHoldings[] = {
    {"settled_long_edits",
     [](Workload& w, int size) {
       for (int made = 0; made < size; made += kBatch) {
         w.QueueLongEdits(kBatch, kLongText);
         w.Drain();
         w.EndTask();
       }
     },
     2'000},
    {"settled_creates",
     [](Workload& w, int size) {
       for (int made = 0; made < size; made += kBatch) {
         w.QueueCreates(kBatch);
         w.Drain();
         w.EndTask();
       }
     },
     100'000},
    {"read_records",
     [](Workload& w, int size) {
       for (int made = 0; made < size; made += kBatch) {
         w.ReadRecords(kBatch);
         w.EndTask();
       }
     },
     100'000},
};

void Run(benchmark::State& state, const Measure& measure) {
  const int size = static_cast<int>(state.range(0));
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    auto workload = std::make_unique<Workload>();
    measure.prepare(*workload, size);
    state.ResumeTiming();
    measure.measured(*workload, size);
    state.PauseTiming();
    workload.reset();
    state.ResumeTiming();
  }
}

}  // namespace

// Callgrind counts what this calls, and nothing else (toolchains/bench_native.mjs).
[[gnu::noinline]] void SynchroneMeasured(const Measure& measure, Workload& workload, int size) {
  measure.measured(workload, size);
}

int RunOnce(std::string_view name, int size) {
  const auto* measure = std::find_if(std::begin(kMeasures), std::end(kMeasures),
                                     [&](const Measure& one) { return name == one.name; });
  if (measure == std::end(kMeasures)) return 1;
  Workload workload;
  measure->prepare(workload, size);
  SynchroneMeasured(*measure, workload, size);
  return 0;
}

// One line for each: its name and the two sizes whose costs are compared.
int List() {
  for (const Measure& measure : kMeasures) {
    std::printf("%s %d %d\n", measure.name, measure.smaller, measure.larger);
  }
  return 0;
}

// One line for each: its name, how many changes were settled or records read, and how many bytes
// are held.
int PrintHoldings() {
  for (const Holding& holding : kHoldings) {
    Workload workload;
    holding.settle(workload, holding.size);
    std::printf("%s %d %zu\n", holding.name, holding.size, workload.End());
  }
  return 0;
}

void RegisterAll() {
  for (const Measure& measure : kMeasures) {
    benchmark::RegisterBenchmark(measure.name,
                                 [&measure](benchmark::State& state) { Run(state, measure); })
        ->Arg(measure.smaller)
        ->Arg(measure.larger)
        ->Unit(benchmark::kMillisecond);
  }
}

}  // namespace synchrone::bench

int main(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command == "list") return synchrone::bench::List();
  if (command == "held") return synchrone::bench::PrintHoldings();
  if (command == "once" && argc == 4) return synchrone::bench::RunOnce(argv[2], std::atoi(argv[3]));
  synchrone::bench::RegisterAll();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
