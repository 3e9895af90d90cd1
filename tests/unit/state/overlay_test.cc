#include "core/state/overlay.h"

#include <gtest/gtest.h>

#include "tests/support/world.h"

namespace synchrone::overlay_test {
namespace {

using Knowledge = RecordState::Knowledge;

Mutation Make(Kind kind, const std::string& data = "") {
  Mutation mutation;
  mutation.kind = kind;
  mutation.data = data;
  return mutation;
}

RecordState Present(const std::string& json) { return RecordState::Present(JsonOf(json)); }

// "present {...}", "absent", "unknown null".
std::string Text(const RecordState& state) {
  switch (state.knowledge) {
    case Knowledge::kAbsent:
      return "absent";
    case Knowledge::kPresent:
      return "present " + DumpJson(state.record);
    case Knowledge::kUnknown:
      break;
  }
  return "unknown " + DumpJson(state.record);
}

std::string Applied(const RecordState& before, const Mutation& mutation) {
  return Text(ApplyMutation(before, mutation));
}

TEST(ApplyMutation, ACreateIsPresentWhateverWasThere) {
  const Mutation create = Make(Kind::kCreate, R"({"id":"p1"})");
  EXPECT_EQ(Applied(RecordState::Absent(), create), R"(present {"id":"p1"})");
  EXPECT_EQ(Applied(RecordState::Unknown(), create), R"(present {"id":"p1"})");
  EXPECT_EQ(Applied(Present(R"({"old":1})"), create), R"(present {"id":"p1"})");
}

TEST(ApplyMutation, AnUpdateGoesOverWhatIsThere) {
  const Mutation update = Make(Kind::kUpdate, R"({"name":"B"})");
  EXPECT_EQ(Applied(Present(R"({"id":"p1","name":"A"})"), update),
            R"(present {"id":"p1","name":"B"})");
  EXPECT_EQ(Applied(RecordState::Absent(), update), "absent");
}

TEST(ApplyMutation, AnUpdateOfAnUnknownRecordIsKnownAsFarAsItGoes) {
  EXPECT_EQ(Applied(RecordState::Unknown(), Make(Kind::kUpdate, R"({"name":"B"})")),
            R"(unknown {"name":"B"})");
}

TEST(ApplyMutation, ADeleteIsAbsentAndAnActionChangesNothing) {
  EXPECT_EQ(Applied(Present("{}"), Make(Kind::kDelete)), "absent");
  EXPECT_EQ(Applied(RecordState::Unknown(), Make(Kind::kDelete)), "absent");
  EXPECT_EQ(Applied(Present(R"({"a":1})"), Make(Kind::kAction, R"({"a":2})")),
            R"(present {"a":1})");
}

TEST(ApplyMutation, DamagedDataChangesNothing) {
  EXPECT_EQ(Applied(Present(R"({"a":1})"), Make(Kind::kUpdate, "{")), R"(present {"a":1})");
}

// ---- The law: view = confirmed ⊕ pending (BEHAVIOUR 1)

QueuedMutation Queued(Kind kind, const std::string& data, ParkKind park = ParkKind::kNone) {
  QueuedMutation queued{Make(kind, data), {}};
  if (park != ParkKind::kNone) queued.progress.status = MutationStatus::kError;
  queued.progress.park = park;
  return queued;
}

std::string Folded(const RecordState& confirmed, const std::vector<QueuedMutation>& queued) {
  std::vector<const QueuedMutation*> order;
  for (const QueuedMutation& entry : queued) order.push_back(&entry);
  return Text(Fold(confirmed, order));
}

TEST(Fold, AppliesPendingMutationsInTheirOrder) {
  EXPECT_EQ(Folded(Present(R"({"a":0})"), {Queued(Kind::kUpdate, R"({"a":1})"),
                                           Queued(Kind::kUpdate, R"({"a":2,"b":1})")}),
            R"(present {"a":2,"b":1})");
}

TEST(Fold, LeavesOutWhatWasRefusedAndKeepsNewerEdits) {
  EXPECT_EQ(Folded(Present(R"({"a":0,"b":0})"),
                   {Queued(Kind::kUpdate, R"({"a":1,"b":1})", ParkKind::kRefused),
                    Queued(Kind::kUpdate, R"({"b":2})")}),
            R"(present {"a":0,"b":2})");
}

TEST(Fold, KeepsWhatMayHaveBeenApplied) {
  EXPECT_EQ(
      Folded(Present(R"({"a":0})"), {Queued(Kind::kUpdate, R"({"a":1})", ParkKind::kUncertain)}),
      R"(present {"a":1})");
}

TEST(Fold, ARefusedCreateLeavesNothing) {
  EXPECT_EQ(Folded(RecordState::Absent(), {Queued(Kind::kCreate, "{}", ParkKind::kRefused),
                                           Queued(Kind::kUpdate, R"({"a":1})")}),
            "absent");
}

TEST(SyncStateOf, ConflictBeforeErrorBeforePending) {
  const QueuedMutation pending = Queued(Kind::kUpdate, "{}");
  const QueuedMutation refused = Queued(Kind::kUpdate, "{}", ParkKind::kRefused);
  const QueuedMutation conflict = Queued(Kind::kUpdate, "{}", ParkKind::kConflict);
  const auto of = [](const std::vector<const QueuedMutation*>& queued) {
    return SyncStateOf(queued);
  };
  EXPECT_EQ(of({}), SyncState::kSynced);
  EXPECT_EQ(of({&pending}), SyncState::kPending);
  EXPECT_EQ(of({&pending, &refused}), SyncState::kError);
  EXPECT_EQ(of({&refused, &conflict, &pending}), SyncState::kConflict);
}

// ---- Confirmed states

const EntityKey kPatient{Resource("/api/v1/patients"), EntityId("p1")};

TEST(ConfirmedStates, AreUnknownUntilTold) {
  ConfirmedStates states;
  EXPECT_EQ(states.Find(kPatient), nullptr);
  EXPECT_EQ(states.Get(kPatient), RecordState::Unknown());
}

TEST(ConfirmedStates, TellPresentAbsentAndPartlyKnown) {
  ConfirmedStates states;
  states.Set(kPatient, R"({"a":1})");
  EXPECT_EQ(Text(states.Get(kPatient)), R"(present {"a":1})");
  states.Set(kPatient, R"({"a":1})", /*whole=*/false);
  EXPECT_EQ(Text(states.Get(kPatient)), R"(unknown {"a":1})");
  states.Set(kPatient, "");
  EXPECT_EQ(Text(states.Get(kPatient)), "absent");
  states.Forget(kPatient);
  EXPECT_EQ(states.Find(kPatient), nullptr);
}

TEST(ConfirmedStates, WhatIsNotJsonIsUnknown) {
  ConfirmedStates states;
  states.Set(kPatient, "{");
  EXPECT_EQ(states.Get(kPatient), RecordState::Unknown());
}

}  // namespace
}  // namespace synchrone::overlay_test
