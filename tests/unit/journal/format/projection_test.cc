#include "core/journal/format/projection.h"

#include <gtest/gtest.h>

#include "core/base/object_text.h"
#include "tests/support/world.h"

namespace synchrone::projection_test {
namespace {

QueuedMutation Queued() {
  QueuedMutation queued;
  Mutation& mutation = queued.mutation;
  mutation.sequence = {42, TabId("tabx")};
  mutation.id = MutationId("mutation-123");
  mutation.timestamp_ms = 1'699'508'400'000;
  mutation.method = Method::kPatch;
  mutation.data = R"({"name":"Jean"})";
  return queued;
}

LegacyEntry OnlyEntry(const std::string& projection) {
  const LegacyEntries found = ReadLegacyEntries(projection);
  EXPECT_EQ(found.entries.size(), 1u) << projection;
  return found.entries.empty() ? LegacyEntry{} : found.entries[0];
}

// ---- What readers see (BEHAVIOUR 5.2, the seed's "Audit & Compliance")

TEST(ProjectionElement, BeginsAsTheSeedShows) {
  const std::string text = ProjectionElement(Queued(), "/api/v1/patients/p1");
  EXPECT_EQ(text, R"({"id":"mutation-123","timestamp":1699508400000,"type":"PATCH",)"
                  R"("endpoint":"/api/v1/patients/p1","data":{"name":"Jean"},"retries":0,)"
                  R"("status":"pending","userId":null,"reason":null,"sequence":[42,"tabx"]})");
}

TEST(ProjectionElement, NamesUserReasonAndWhyItIsParked) {
  QueuedMutation queued = Queued();
  queued.mutation.user = {"u1", "clinic-9"};
  queued.mutation.reason = "correction";
  queued.mutation.data.clear();
  queued.progress.status = MutationStatus::kError;
  queued.progress.park = ParkKind::kRefused;
  queued.progress.retries = 3;
  const Json element = JsonOf(ProjectionElement(queued, "/x"));
  EXPECT_TRUE(element["data"].is_null());
  EXPECT_EQ(element["userId"], "u1");
  EXPECT_EQ(element["reason"], "correction");
  EXPECT_EQ(element["status"], "error");
  EXPECT_EQ(element["kind"], "refused");
  EXPECT_EQ(element["retries"], 3);
}

TEST(ReadLegacyEntries, LeavesOutWhatWeWrote) {
  const LegacyEntries found = ReadLegacyEntries(ArrayText({ProjectionElement(Queued(), "/x/1")}));
  EXPECT_TRUE(found.entries.empty());
  EXPECT_EQ(found.unreadable, 0);
}

// ---- What existing code left

TEST(ReadLegacyEntries, ReadsTheSeedsEntry) {
  const LegacyEntry entry = OnlyEntry(
      R"([{"id":"create-p1-1699","timestamp":1699508400000,"type":"POST",
           "endpoint":"/api/v1/patients","data":{"first_name":"Jean"},"retries":0,
           "status":"pending"}])");
  EXPECT_EQ(entry.id, "create-p1-1699");
  EXPECT_EQ(entry.type, "POST");
  EXPECT_EQ(entry.endpoint, "/api/v1/patients");
  EXPECT_EQ(entry.data, R"({"first_name":"Jean"})");
  EXPECT_EQ(entry.timestamp_ms, 1'699'508'400'000);
  EXPECT_EQ(entry.retries, 0);
  EXPECT_EQ(entry.previous, "");
}

TEST(ReadLegacyEntries, AnEntryWithoutAStatusIsUnsettled) {
  EXPECT_EQ(OnlyEntry(R"([{"id":"a","type":"PUT","endpoint":"/x/1"}])").id, "a");
}

TEST(ReadLegacyEntries, AnErrorIsUnsettledToo) {
  EXPECT_EQ(OnlyEntry(R"([{"id":"a","type":"PUT","endpoint":"/x/1","status":"error","retries":3}])")
                .retries,
            3);
}

TEST(ReadLegacyEntries, SettledEntriesStayBehind) {
  const LegacyEntries found = ReadLegacyEntries(
      R"([{"id":"a","type":"PUT","endpoint":"/x/1","status":"synced"},
          {"id":"b","type":"PUT","endpoint":"/x/2","status":"rolled-back"}])");
  EXPECT_TRUE(found.entries.empty());
  EXPECT_EQ(found.unreadable, 0);
}

TEST(ReadLegacyEntries, AnItemIdBesideTheEndpointBelongsToThePath) {
  EXPECT_EQ(OnlyEntry(R"([{"id":"a","type":"PATCH","endpoint":"/x","itemId":"p1"}])").endpoint,
            "/x/p1");
  EXPECT_EQ(OnlyEntry(R"([{"id":"a","type":"PATCH","endpoint":"/x/p1","itemId":"p1"}])").endpoint,
            "/x/p1");
  EXPECT_EQ(OnlyEntry(R"([{"id":"a","type":"POST","endpoint":"/x","itemId":"p1"}])").endpoint,
            "/x");
}

TEST(ReadLegacyEntries, AnItemIdIsEncodedAndMayBeANumber) {
  EXPECT_EQ(OnlyEntry(R"([{"id":"a","type":"PATCH","endpoint":"/x","itemId":"p 1/2"}])").endpoint,
            "/x/p%201%2F2");
  EXPECT_EQ(OnlyEntry(R"([{"id":"a","type":"DELETE","endpoint":"/x","itemId":12}])").endpoint,
            "/x/12");
}

TEST(ReadLegacyEntries, PreviousStateIsTheBase) {
  EXPECT_EQ(
      OnlyEntry(R"([{"id":"a","type":"PUT","endpoint":"/x/1","previousState":{"v":1}}])").previous,
      R"({"v":1})");
}

// Nothing may be lost or taken for something else when ids are missing or given twice.
TEST(ReadLegacyEntries, EveryEntryGetsAnIdOfItsOwnThatIsTheSameAtEachReading) {
  const std::string projection =
      R"([{"type":"PUT","endpoint":"/x/1","data":{"a":1}},
          {"type":"PUT","endpoint":"/x/1","data":{"a":1}},
          {"id":"same","type":"PUT","endpoint":"/x/2","data":{"a":2}},
          {"id":"same","type":"PUT","endpoint":"/x/3","data":{"a":3}}])";
  const LegacyEntries first = ReadLegacyEntries(projection);
  ASSERT_EQ(first.entries.size(), 4u);
  std::vector<std::string> ids;
  for (const LegacyEntry& entry : first.entries) {
    EXPECT_NE(entry.id, "");
    EXPECT_EQ(std::count(ids.begin(), ids.end(), entry.id), 0) << entry.id;
    ids.push_back(entry.id);
  }
  EXPECT_EQ(first.entries[2].id, "same");
  EXPECT_EQ(ReadLegacyEntries(projection).entries, first.entries);
}

TEST(ReadLegacyEntries, WhatIsNoEntryIsCounted) {
  EXPECT_EQ(ReadLegacyEntries("").unreadable, 0);
  EXPECT_EQ(ReadLegacyEntries("[]").unreadable, 0);
  for (const char* projection : {"{}", "nonsense", "[1]", "[null]", R"([{"id":"a"}])",
                                 R"([{"type":"PUT"}])", R"([{"endpoint":"/x"}])"}) {
    const LegacyEntries found = ReadLegacyEntries(projection);
    EXPECT_EQ(found.unreadable, 1) << projection;
    EXPECT_TRUE(found.entries.empty()) << projection;
  }
}

TEST(ReadLegacyEntries, ANeighbourIsUnharmed) {
  const LegacyEntries found =
      ReadLegacyEntries(R"([{"id":"a"},{"id":"b","type":"PUT","endpoint":"/x/1"},7,)"
                        R"({"id":"c","type":"POST","endpoint":"/x"}])");
  ASSERT_EQ(found.entries.size(), 2u);
  EXPECT_EQ(found.entries[0].id, "b");
  EXPECT_EQ(found.entries[1].id, "c");
  EXPECT_EQ(found.unreadable, 2);
}

}  // namespace
}  // namespace synchrone::projection_test
