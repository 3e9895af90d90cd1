// The truth table of merged changes (BEHAVIOUR 3.9).
#include "core/queue/coalesce.h"

#include <gtest/gtest.h>

#include "core/base/tuning.h"

namespace synchrone::coalesce_test {
namespace {

Mutation Of(Kind kind, const std::string& data = R"({"a":1})") {
  Mutation mutation;
  mutation.kind = kind;
  mutation.entity = {Resource("/patients"), EntityId("p1")};
  mutation.data = kind == Kind::kDelete ? "" : data;
  return mutation;
}

TEST(CoalesceTest, TheWholeTable) {
  constexpr Kind kKinds[] = {Kind::kCreate, Kind::kUpdate, Kind::kDelete, Kind::kAction};
  constexpr auto kStay = Coalesced::kBothStay;
  constexpr Coalesced kTable[4][4] = {
      {kStay, Coalesced::kIntoEarlier, Coalesced::kNothing, kStay},    // create
      {kStay, Coalesced::kIntoEarlier, Coalesced::kIntoLater, kStay},  // update
      {kStay, kStay, kStay, kStay},                                    // delete
      {kStay, kStay, kStay, kStay}};                                   // action
  for (int earlier = 0; earlier < 4; ++earlier) {
    for (int later = 0; later < 4; ++later) {
      EXPECT_EQ(Coalesce(Of(kKinds[earlier]), Of(kKinds[later])), kTable[earlier][later])
          << KindName(kKinds[earlier]) << " then " << KindName(kKinds[later]);
    }
  }
}

TEST(CoalesceTest, TheLaterValueOfAFieldCounts) {
  EXPECT_EQ(CoalescedData(Of(Kind::kUpdate, R"({"a":1,"b":2})"), Of(Kind::kUpdate, R"({"b":3})")),
            R"({"a":1,"b":3})");
}

TEST(CoalesceTest, AFieldThatIsSetToNullStaysNull) {
  EXPECT_EQ(CoalescedData(Of(Kind::kCreate, R"({"a":1})"), Of(Kind::kUpdate, R"({"a":null})")),
            R"({"a":null})");
}

TEST(CoalesceTest, NothingIsMergedAcrossRecordsMethodsAndTransforms) {
  Mutation other = Of(Kind::kUpdate);
  other.entity.id = EntityId("p2");
  EXPECT_EQ(Coalesce(Of(Kind::kUpdate), other), Coalesced::kBothStay);
  Mutation put = Of(Kind::kUpdate);
  put.method = Method::kPut;
  EXPECT_EQ(Coalesce(Of(Kind::kUpdate), put), Coalesced::kBothStay);
  Mutation shaped = Of(Kind::kUpdate);
  shaped.needs_transform = true;
  EXPECT_EQ(Coalesce(Of(Kind::kUpdate), shaped), Coalesced::kBothStay);
}

TEST(CoalesceTest, WhatIsNoObjectOrWouldBeTooLargeStaysAsItIs) {
  EXPECT_EQ(Coalesce(Of(Kind::kUpdate, "[1]"), Of(Kind::kUpdate)), Coalesced::kBothStay);
  const std::string half(tuning::kMaxEntryBytes / 2, 'x');
  EXPECT_EQ(Coalesce(Of(Kind::kUpdate, R"({"a":")" + half + R"("})"),
                     Of(Kind::kUpdate, R"({"b":")" + half + R"("})")),
            Coalesced::kBothStay);
}

}  // namespace
}  // namespace synchrone::coalesce_test
