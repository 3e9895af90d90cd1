#include "core/model/mutation.h"

#include <gtest/gtest.h>

namespace synchrone::mutation_test {
namespace {

QueuedMutation Queued(uint64_t counter, const std::string& tab, int generation) {
  QueuedMutation queued;
  queued.mutation.sequence = {counter, TabId(tab)};
  queued.progress.generation = generation;
  return queued;
}

TEST(Names, OfKindsAndMethodsAreReadBack) {
  for (const Kind kind : {Kind::kCreate, Kind::kUpdate, Kind::kDelete, Kind::kAction}) {
    EXPECT_EQ(ParseKind(KindName(kind)), kind);
  }
  for (const Method method : {Method::kPost, Method::kPut, Method::kPatch, Method::kDelete}) {
    EXPECT_EQ(ParseMethod(MethodName(method)), method);
  }
  EXPECT_FALSE(ParseKind("upsert").has_value());
  EXPECT_FALSE(ParseMethod("patch").has_value());
  EXPECT_FALSE(ParseMethod("").has_value());
}

// BEHAVIOUR 3.3.
TEST(Names, OfStatusesAreThoseOfTheSeed) {
  EXPECT_STREQ(StatusName(MutationStatus::kPending), "pending");
  EXPECT_STREQ(StatusName(MutationStatus::kSynced), "synced");
  EXPECT_STREQ(StatusName(MutationStatus::kError), "error");
  EXPECT_STREQ(StatusName(MutationStatus::kRolledBack), "rolled-back");
}

// BEHAVIOUR 3.4: the counter decides, then the tab, never a clock.
TEST(Sequence, OrdersByCounterThenTab) {
  const Sequence first{2, TabId("a")};
  const Sequence second{2, TabId("b")};
  const Sequence third{10, TabId("a")};
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
}

// BEHAVIOUR 3.7.
TEST(IdempotencyKey, DependsOnSequenceAndGenerationAlone) {
  QueuedMutation queued = Queued(7, "tabx", 1);
  const std::string key = IdempotencyKey(queued);
  queued.progress.attempts = 3;
  queued.progress.retries = 2;
  queued.mutation.data = "{}";
  EXPECT_EQ(IdempotencyKey(queued), key);
  EXPECT_NE(IdempotencyKey(Queued(7, "tabx", 2)), key);
  EXPECT_NE(IdempotencyKey(Queued(8, "tabx", 1)), key);
  EXPECT_NE(IdempotencyKey(Queued(7, "taby", 1)), key);
}

TEST(DefaultId, IsUniqueByTabAndCounter) {
  EXPECT_EQ(DefaultId({7, TabId("tabx")}).value(), "mutation-7-tabx");
}

// The law of the state (BEHAVIOUR 1): what is in the view.
TEST(QueuedMutation, IsInTheViewWhilePendingOrUncertain) {
  QueuedMutation queued;
  EXPECT_TRUE(queued.in_view());
  queued.progress.status = MutationStatus::kError;
  for (const ParkKind kind : {ParkKind::kRefused, ParkKind::kConflict, ParkKind::kBlocked,
                              ParkKind::kDependency, ParkKind::kExpired}) {
    queued.progress.park = kind;
    EXPECT_FALSE(queued.in_view()) << ParkKindName(kind);
  }
  queued.progress.park = ParkKind::kUncertain;  // 3.12: view kept
  EXPECT_TRUE(queued.in_view());
}

TEST(QueuedMutation, IsWhereItWasMadeUntilARetryMovesIt) {
  QueuedMutation queued = Queued(7, "taba", 1);
  EXPECT_EQ(queued.place(), queued.sequence());
  queued.progress.place = {9, TabId("tabb")};
  EXPECT_EQ(queued.place(), (Sequence{9, TabId("tabb")}));
  EXPECT_EQ(queued.sequence(), (Sequence{7, TabId("taba")}));
}

}  // namespace
}  // namespace synchrone::mutation_test
