#include "core/journal/history.h"

#include <gtest/gtest.h>

#include "core/journal/format/record_codec.h"

namespace synchrone::history_test {
namespace {

const Sequence kSequence{42, TabId("tabx")};

SettledMutation Settled(MutationStatus status, const std::string& cause) {
  SettledMutation settled;
  Mutation& mutation = settled.queued.mutation;
  mutation.sequence = kSequence;
  mutation.id = MutationId("m1");
  mutation.user = {"u1", "clinic-9"};
  mutation.kind = Kind::kUpdate;
  mutation.method = Method::kPut;
  mutation.entity = {Resource("/api/v1/patients"), EntityId("p1")};
  mutation.timestamp_ms = 1'000;
  mutation.reason = "correction";
  settled.queued.progress.status = status;
  settled.queued.progress.retries = 1;
  settled.queued.progress.attempts = 2;
  settled.queued.progress.generation = 3;
  settled.cause = cause;
  settled.settled_ms = 2'000;
  return settled;
}

TEST(HistoryRecord, WhatIsRememberedComesBack) {
  for (const SettledMutation& settled : {Settled(MutationStatus::kSynced, "confirmed"),
                                         Settled(MutationStatus::kRolledBack, "discarded"),
                                         Settled(MutationStatus::kRolledBack, "server")}) {
    const auto read = DecodeHistoryRecord(EncodeHistoryRecord(settled), kSequence);
    ASSERT_TRUE(read.ok()) << read.status().message();
    EXPECT_EQ(*read, settled);
  }
}

TEST(HistoryRecord, AnIdThatIsANumberComesBackAsOne) {
  SettledMutation settled = Settled(MutationStatus::kSynced, "confirmed");
  settled.is_number = true;
  EXPECT_EQ(*DecodeHistoryRecord(EncodeHistoryRecord(settled), kSequence), settled);
}

// A create that was dropped then may have arrived.
TEST(HistoryRecord, AnAttemptWithoutAnAnswerComesBack) {
  SettledMutation settled = Settled(MutationStatus::kRolledBack, "discarded");
  settled.queued.progress.possibly_sent = true;
  EXPECT_EQ(*DecodeHistoryRecord(EncodeHistoryRecord(settled), kSequence), settled);
}

TEST(HistoryRecord, AnActionKeepsItsPath) {
  SettledMutation settled = Settled(MutationStatus::kSynced, "confirmed");
  settled.queued.mutation.kind = Kind::kAction;
  settled.queued.mutation.action_path = "/api/v1/patients/p1/merge";
  EXPECT_EQ(*DecodeHistoryRecord(EncodeHistoryRecord(settled), kSequence), settled);
}

// BEHAVIOUR 3.10: who, when and what became of it; never the contents.
TEST(HistoryRecord, NeverHoldsContents) {
  SettledMutation settled = Settled(MutationStatus::kSynced, "confirmed");
  settled.queued.mutation.data = R"({"name":"SECRET"})";
  settled.queued.mutation.base = R"({"name":"SECRET"})";
  settled.queued.progress.error_body = "SECRET";
  settled.queued.progress.error_message = "SECRET";
  settled.queued.progress.server_record = R"({"name":"SECRET"})";
  EXPECT_EQ(EncodeHistoryRecord(settled).find("SECRET"), std::string::npos);
}

TEST(HistoryRecord, DamageIsReported) {
  const std::string text = EncodeHistoryRecord(Settled(MutationStatus::kSynced, "confirmed"));
  EXPECT_FALSE(DecodeHistoryRecord(text.substr(0, text.size() - 1), kSequence).ok());
  EXPECT_FALSE(DecodeHistoryRecord(EncodeFramed("{}"), kSequence).ok());
  EXPECT_FALSE(DecodeHistoryRecord(EncodeFramed("[]"), kSequence).ok());
  EXPECT_FALSE(DecodeHistoryRecord("", kSequence).ok());
}

// BEHAVIOUR 5.5.
TEST(HistoryRecord, ANewerFormatIsNoDamage) {
  EXPECT_EQ(DecodeHistoryRecord(EncodeFramed(R"({"v":2,"id":"m1"})"), kSequence).status().code(),
            ErrorCode::kNewerFormat);
}

}  // namespace
}  // namespace synchrone::history_test
