#include "core/journal/format/record_codec.h"

#include <gtest/gtest.h>

#include "core/base/checksum.h"
#include "core/base/tuning.h"

namespace synchrone::record_codec_test {
namespace {

const Sequence kSequence{42, TabId("tabx")};

Mutation FullMutation() {
  Mutation mutation;
  mutation.sequence = kSequence;
  mutation.id = MutationId("create-\"p1\"-1");
  mutation.user = {"u1", "clinic-9"};
  mutation.kind = Kind::kAction;
  mutation.method = Method::kPut;
  mutation.entity = {Resource("/api/v1/patients"), EntityId("é/1")};
  mutation.action_path = "/api/v1/patients/x/merge";
  mutation.tail = "/?notify=1";
  mutation.version = "\"v1\"";
  mutation.data = R"({"name":"Jean \u00e9","list":[1,2]})";
  mutation.base = R"({"name":"J"})";
  mutation.timestamp_ms = 1'700'000'000'123;
  mutation.reason = "line\nbreak";
  mutation.hold_until_ms = 5;
  mutation.not_after_ms = 6;
  mutation.needs_transform = true;
  mutation.local_id = true;
  return mutation;
}

Mutation PlainMutation() {
  Mutation mutation;
  mutation.sequence = kSequence;
  mutation.id = DefaultId(kSequence);
  mutation.entity = {Resource("/api/v1/patients"), EntityId("p1")};
  return mutation;
}

std::string Text(const Mutation& mutation) {
  const MutationRecordText text = EncodeMutationRecord(mutation);
  return text.head + text.body;
}

// A record with a checksum that matches, whatever it holds.
std::string Framed(const std::string& content) { return EncodeFramed(content); }

ErrorCode MutationError(const std::string& text) {
  return DecodeMutationRecord(text, kSequence).status().code();
}

ErrorCode ProgressError(const std::string& text) {
  return DecodeProgressRecord(text).status().code();
}

// ---- Mutation records

TEST(MutationRecord, EveryMemberComesBack) {
  const Result<MutationRecord> record = DecodeMutationRecord(Text(FullMutation()), kSequence);
  ASSERT_TRUE(record.ok()) << record.status().message();
  EXPECT_EQ(record->mutation, FullMutation());
}

TEST(MutationRecord, DefaultsComeBackThoughTheyAreNotWritten) {
  const Result<MutationRecord> record = DecodeMutationRecord(Text(PlainMutation()), kSequence);
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record->mutation, PlainMutation());
  EXPECT_FALSE(record->replaces.has_value());
}

// FORMAT.md M5: written by 0.1.0 only.
TEST(MutationRecord, TheFormerPlaceOfARequeuedMutationIsRead) {
  const Result<MutationRecord> record = DecodeMutationRecord(
      Framed(R"({"v":1,"kind":"update","type":"PATCH","resource":"/x","timestamp":1,)"
             R"("replaces":[7,"old"]})"
             "\n{}\n"),
      kSequence);
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record->replaces, (Sequence{7, TabId("old")}));
}

// The host already holds data and base as one string of its own (ports/storage.h).
TEST(MutationRecord, ItsBodyIsDataNewlineBase) {
  EXPECT_EQ(EncodeMutationRecord(FullMutation()).body,
            FullMutation().data + "\n" + FullMutation().base);
  EXPECT_EQ(EncodeMutationRecord(PlainMutation()).body, "\n");
}

// BEHAVIOUR 5.3.
TEST(MutationRecord, EveryTruncationIsDamage) {
  const std::string text = Text(FullMutation());
  for (size_t length = 0; length < text.size(); ++length) {
    EXPECT_EQ(MutationError(text.substr(0, length)), ErrorCode::kDamagedRecord) << length;
  }
}

TEST(MutationRecord, EveryFlippedBitIsDamage) {
  const std::string text = Text(FullMutation());
  for (size_t at = 0; at < text.size(); ++at) {
    std::string flipped = text;
    flipped[at] = static_cast<char>(flipped[at] ^ 4);
    EXPECT_EQ(MutationError(flipped), ErrorCode::kDamagedRecord) << at;
  }
}

TEST(MutationRecord, WellFramedNonsenseIsDamage) {
  const std::string head = R"({"v":1,"kind":"update","type":"PATCH","resource":"/x"})";
  for (const std::string& content : std::vector<std::string>{
           "", "{}", "{}\n\n", head, head + "\n{}", "[1]\n{}\n", "{\"v\":1}\n{}\n",
           R"({"v":1,"kind":"upsert","type":"PATCH"})"
           "\n{}\n",
           R"({"v":1,"kind":"update","type":"GET"})"
           "\n{}\n",
           R"({"v":0,"kind":"update","type":"PATCH"})"
           "\n{}\n",
           R"({"v":1,"kind":"update","type":"PATCH","id":""})"
           "\n{}\n",
           head + "\n{not json\n", head + "\n{}\nnot json"}) {
    EXPECT_EQ(MutationError(Framed(content)), ErrorCode::kDamagedRecord) << content;
  }
}

TEST(MutationRecord, MembersOfTheWrongKindAreTheirDefaults) {
  const Result<MutationRecord> record = DecodeMutationRecord(
      Framed(R"({"v":1,"kind":"update","type":"PATCH","resource":7,"timestamp":"x","replaces":[1]})"
             "\n{}\n"),
      kSequence);
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record->mutation.entity.resource, Resource());
  EXPECT_EQ(record->mutation.timestamp_ms, 0);
  EXPECT_FALSE(record->replaces.has_value());
}

// BEHAVIOUR 5.5.
TEST(MutationRecord, ANewerFormatIsNoDamage) {
  EXPECT_EQ(MutationError(Framed("{\"v\":2,\"anything\":1}\n{}\n")), ErrorCode::kNewerFormat);
}

TEST(MutationRecord, AHostileSizeIsNotRead) {
  EXPECT_EQ(MutationError(Framed(std::string(tuning::kMaxStoredBytes, 'x'))),
            ErrorCode::kDamagedRecord);
}

TEST(MutationRecord, HostileDepthIsDamage) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(MutationError(Framed(R"({"v":1,"kind":"update","type":"PATCH","resource":"/x"})"
                                 "\n" +
                                 deep + "\n")),
            ErrorCode::kDamagedRecord);
}

// ---- Progress records

ProgressRecord FullProgress() {
  ProgressRecord record;
  Progress& progress = record.progress;
  progress.status = MutationStatus::kError;
  progress.park = ParkKind::kConflict;
  progress.retries = 2;
  progress.strikes = 1;
  progress.generation = 3;
  progress.attempts = 9;
  progress.possibly_sent = true;
  progress.may_be_made = true;
  progress.last_attempt_ms = 123;
  progress.first_strike_ms = 45;
  progress.kept_offline = true;
  progress.error_code = "CONFLICT";
  progress.error_message = "Déjà\nmodifié";
  progress.error_status = 412;
  progress.error_body = "{\"x\":\"\\n\"}";
  progress.server_record = R"({"version":4})";
  record.server_id = EntityId("p9");
  record.record = R"({"id":"p9"})";
  record.whole = false;
  record.cause = "discarded";
  return record;
}

TEST(ProgressRecord, EveryMemberComesBack) {
  const Result<ProgressRecord> record = DecodeProgressRecord(EncodeProgressRecord(FullProgress()));
  ASSERT_TRUE(record.ok()) << record.status().message();
  EXPECT_EQ(*record, FullProgress());
}

TEST(ProgressRecord, DefaultsComeBackThoughTheyAreNotWritten) {
  const Result<ProgressRecord> record = DecodeProgressRecord(EncodeProgressRecord({}));
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(*record, ProgressRecord{});
}

TEST(ProgressRecord, EveryStatusAndReasonComesBack) {
  for (const MutationStatus status : {MutationStatus::kPending, MutationStatus::kSynced,
                                      MutationStatus::kError, MutationStatus::kRolledBack}) {
    for (int park = 0; park <= static_cast<int>(ParkKind::kExpired); ++park) {
      ProgressRecord record;
      record.progress.status = status;
      record.progress.park = static_cast<ParkKind>(park);
      const Result<ProgressRecord> read = DecodeProgressRecord(EncodeProgressRecord(record));
      ASSERT_TRUE(read.ok());
      EXPECT_EQ(*read, record);
    }
  }
}

TEST(ProgressRecord, EveryTruncationIsDamage) {
  const std::string text = EncodeProgressRecord(FullProgress());
  for (size_t length = 0; length < text.size(); ++length) {
    EXPECT_EQ(ProgressError(text.substr(0, length)), ErrorCode::kDamagedRecord) << length;
  }
}

TEST(ProgressRecord, WellFramedNonsenseIsDamageAndNewerIsNewer) {
  EXPECT_EQ(ProgressError(Framed("{\"v\":1}\n")), ErrorCode::kDamagedRecord);
  EXPECT_EQ(ProgressError(Framed("{\"v\":1,\"status\":\"pending\"}")), ErrorCode::kDamagedRecord);
  EXPECT_EQ(ProgressError(Framed("{\"v\":1,\"status\":\"lost\"}\n")), ErrorCode::kDamagedRecord);
  EXPECT_EQ(ProgressError(Framed("{\"v\":1,\"status\":\"error\",\"kind\":\"x\"}\n")),
            ErrorCode::kDamagedRecord);
  EXPECT_EQ(ProgressError(Framed("{\"v\":1,\"status\":\"synced\"}\n{")), ErrorCode::kDamagedRecord);
  EXPECT_EQ(ProgressError(Framed("{\"v\":9}\n")), ErrorCode::kNewerFormat);
}

// ---- The frame

TEST(Frame, IsTheChecksumOfTheRestInHexadecimal) {
  EXPECT_EQ(EncodeFramed("123456789"), "cbf43926 123456789");
  EXPECT_EQ(DecodeFramed("cbf43926 123456789").value(), "123456789");
}

TEST(Frame, AnythingElseIsDamage) {
  for (const char* text :
       {"", "cbf43926", "cbf43926123456789", "CBF43926 123456789", "00000000 x"}) {
    EXPECT_FALSE(DecodeFramed(text).ok()) << text;
  }
  EXPECT_EQ(DecodeFramed("00000000 ").value(), "");
}

}  // namespace
}  // namespace synchrone::record_codec_test
