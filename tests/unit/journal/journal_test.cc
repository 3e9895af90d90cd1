#include "core/journal/journal.h"

#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/memory_storage.h"

namespace synchrone::journal_test {
namespace {

const User kNurse{"u1", "clinic-9"};
const User kDoctor{"u2", "clinic-9"};
constexpr int64_t kNow_ms = 1'700'000'000'000;

Mutation Make(uint64_t counter, const std::string& data = "{}") {
  Mutation mutation;
  mutation.sequence = {counter, TabId("t")};
  mutation.id = DefaultId(mutation.sequence);
  mutation.user = kNurse;
  mutation.entity = {Resource("/api/v1/patients"), EntityId("p" + std::to_string(counter))};
  mutation.data = data;
  return mutation;
}

ProgressRecord Status(MutationStatus status) {
  ProgressRecord record;
  record.progress.status = status;
  return record;
}

class JournalTest : public testing::Test {
 protected:
  JournalTest() { journal_.SetUser(kNurse); }

  // What a page that starts now finds.
  Recovered Recover(const User& user = kNurse, int64_t now_ms = kNow_ms) {
    Journal next(storage_, TabId("next"));
    next.SetUser(user);
    Result<Recovered> recovered = next.Recover(now_ms);
    EXPECT_TRUE(recovered.ok()) << recovered.status().message();
    return recovered.ok() ? std::move(*recovered) : Recovered{};
  }

  void Settle(uint64_t counter, int64_t settled_ms = kNow_ms) {
    journal_.PutHistory({{Make(counter), {}}, "confirmed", settled_ms});
  }

  // As 0.1.0 wrote it.
  void PutRequeued(const Sequence& sequence, const Sequence& former) {
    const std::string content =
        R"({"v":1,"kind":"update","type":"PATCH","resource":"/api/v1/patients","entity":"p1",)"
        R"("timestamp":5,"user":"u1","company":"clinic-9","id":"m1","replaces":[)" +
        std::to_string(former.counter) + ",\"" + former.tab.value() + "\"]}\n{}\n";
    ASSERT_TRUE(
        disk_.Put(SequenceKey(kNurse, RecordKind::kMutation, sequence), EncodeFramed(content), "")
            .ok());
  }

  MemoryStorage disk_;
  FaultyStorage storage_{disk_};
  Journal journal_{storage_, TabId("tab")};
};

// ---- Recovery

TEST_F(JournalTest, OfAnEmptyStorageIsEmpty) {
  const Recovered recovered = Recover();
  EXPECT_TRUE(recovered.queued.empty());
  EXPECT_EQ(recovered.highest_counter, 0u);
}

TEST_F(JournalTest, GivesMutationsBackInSequenceOrderWithTheirProgress) {
  journal_.PutMutation(Make(10));
  journal_.PutMutation(Make(9));
  ProgressRecord progress;
  progress.progress.retries = 2;
  journal_.PutProgress({9, TabId("t")}, progress);
  const Recovered recovered = Recover();
  ASSERT_EQ(recovered.queued.size(), 2u);
  EXPECT_EQ(recovered.queued[0].mutation, Make(9));
  EXPECT_EQ(recovered.queued[0].progress.retries, 2);
  EXPECT_EQ(recovered.queued[1].mutation, Make(10));
  EXPECT_EQ(recovered.highest_counter, 10u);
}

TEST_F(JournalTest, AMutationThatTheCallerHasCountsUntilItsRecordSaysAnotherThing) {
  Mutation known = Make(1, R"({"n":1})");
  known.base = R"({"id":"p1"})";
  journal_.PutMutation(known);
  const auto find = [&](const Sequence&) -> const Mutation* { return &known; };
  const auto recovered = [&] {
    Journal next(storage_, TabId("next"));
    next.SetUser(kNurse);
    return next.Recover(kNow_ms, find).value();
  };
  ASSERT_EQ(recovered().queued.size(), 1u);
  EXPECT_EQ(recovered().queued[0].mutation, known);

  Mutation changed = known;
  changed.data = R"({"n":2})";
  journal_.PutMutation(changed);
  ASSERT_EQ(recovered().queued.size(), 1u);
  EXPECT_EQ(recovered().queued[0].mutation, changed);

  // The same text under a damaged checksum.
  const auto [key, text] = *disk_.values().begin();
  known = changed;
  ASSERT_TRUE(disk_.Put(key, (text[0] == '0' ? "1" : "0") + text.substr(1), "").ok());
  EXPECT_EQ(recovered().quarantined, 1);
}

TEST_F(JournalTest, KnowsTheHighestCounterOfAnyRecord) {
  Settle(77);
  EXPECT_EQ(Recover().highest_counter, 77u);
}

// BEHAVIOUR 5.1: an outcome is recorded before the record is removed.
TEST_F(JournalTest, GivesASettlementThatWasNotFinished) {
  journal_.PutMutation(Make(1));
  ProgressRecord outcome = Status(MutationStatus::kSynced);
  outcome.server_id = EntityId("p9");
  outcome.record = R"({"id":"p9"})";
  journal_.PutProgress({1, TabId("t")}, outcome);
  const Recovered recovered = Recover();
  EXPECT_TRUE(recovered.queued.empty());
  ASSERT_EQ(recovered.unfinished.size(), 1u);
  EXPECT_EQ(recovered.unfinished[0].outcome, outcome);
  EXPECT_EQ(recovered.unfinished[0].queued.mutation, Make(1));
}

TEST_F(JournalTest, ClearsAwayTheProgressThatASettlementLeft) {
  journal_.PutProgress({1, TabId("t")}, Status(MutationStatus::kSynced));
  EXPECT_TRUE(Recover().unfinished.empty());
  EXPECT_TRUE(disk_.values().empty());
}

// FORMAT.md M5: 0.1.0 gave a requeued mutation another sequence.
TEST_F(JournalTest, OfAMutationThat010RequeuedTheNewRecordCounts) {
  journal_.PutMutation(Make(1));
  journal_.PutProgress({1, TabId("t")}, Status(MutationStatus::kError));
  PutRequeued({5, TabId("t")}, {1, TabId("t")});
  const Recovered recovered = Recover();
  ASSERT_EQ(recovered.queued.size(), 1u);
  EXPECT_EQ(recovered.queued[0].mutation.sequence.counter, 5u);
  EXPECT_EQ(disk_.values().size(), 1u);
}

TEST_F(JournalTest, OfAMutationThatTwoTabsOf010RequeuedTheLaterRecordCounts) {
  PutRequeued({3, TabId("t")}, {1, TabId("t")});
  PutRequeued({4, TabId("u")}, {1, TabId("t")});
  const Recovered recovered = Recover();
  ASSERT_EQ(recovered.queued.size(), 1u);
  EXPECT_EQ(recovered.queued[0].sequence(), (Sequence{4, TabId("u")}));
  EXPECT_EQ(disk_.ValuesOf(":m:").size(), 1u);
}

// ---- Damage (BEHAVIOUR 5.3)

// FORMAT.md M8
TEST_F(JournalTest, ASettledMutationThatComesBackIsSettled) {
  Settle(3);
  journal_.PutMutation(Make(3));
  EXPECT_TRUE(Recover().queued.empty());
  EXPECT_TRUE(disk_.ValuesOf(":m:").empty());
}

// Its page died before it had recorded what follows from the settlement (FORMAT.md M8).
TEST_F(JournalTest, ASettledCreateIsKnownByTheIdInItsHistory) {
  Mutation created = Make(3);
  created.kind = Kind::kCreate;
  created.entity.id = EntityId("00000000-0000-4000-8000-000000000003");
  journal_.PutMutation(created);
  journal_.PutProgress(created.sequence, Status(MutationStatus::kPending));
  Mutation named = created;
  named.entity.id = EntityId("p9");
  SettledMutation settled{{named, {}}, "confirmed", kNow_ms};
  settled.queued.progress.status = MutationStatus::kSynced;
  EXPECT_TRUE(journal_.PutHistory(settled));

  const Recovered recovered = Recover();
  EXPECT_EQ(recovered.id_map, (std::vector<IdMapping>{{created.entity, EntityId("p9"), kNow_ms}}));
  EXPECT_EQ(recovered.finished, std::vector<Mutation>{created});
  EXPECT_TRUE(disk_.ValuesOf(":m:").empty());
  EXPECT_TRUE(disk_.ValuesOf(":s:").empty());
  EXPECT_EQ(Recover().id_map, recovered.id_map);
}

// A caller may give an id again, and the clock may stand still meanwhile.
TEST_F(JournalTest, AnotherMutationOfTheSameIdAndTimeIsNotSettled) {
  Settle(3);
  Mutation again = Make(3);
  again.sequence = {5, TabId("t")};
  journal_.PutMutation(again);
  ASSERT_EQ(Recover().queued.size(), 1u);
  EXPECT_EQ(Recover().queued[0].mutation, again);
}

TEST_F(JournalTest, SetsADamagedRecordAsideAndLeavesItsNeighboursUnharmed) {
  journal_.PutMutation(Make(1));
  journal_.PutMutation(Make(2));
  const std::string key = SequenceKey(kNurse, RecordKind::kMutation, {1, TabId("t")});
  ASSERT_TRUE(storage_.Put(key, "garbage", "").ok());
  const Recovered recovered = Recover();
  EXPECT_EQ(recovered.quarantined, 1);
  ASSERT_EQ(recovered.queued.size(), 1u);
  EXPECT_EQ(recovered.queued[0].mutation, Make(2));
  EXPECT_FALSE(disk_.values().contains(key));
  EXPECT_EQ(disk_.values().at(std::string(kQuarantinePrefix) + key), "garbage");
}

TEST_F(JournalTest, ADamagedRecordStaysWhereItIsWhenThereIsNoRoomForACopy) {
  const std::string key = SequenceKey(kNurse, RecordKind::kMutation, {1, TabId("t")});
  ASSERT_TRUE(storage_.Put(key, "garbage", "").ok());
  storage_.SetQuota(disk_.bytes());
  EXPECT_EQ(Recover().quarantined, 1);
  EXPECT_EQ(disk_.values().at(key), "garbage");
}

TEST_F(JournalTest, WithoutReadableProgressARequestMayHaveLeft) {
  journal_.PutMutation(Make(1));
  ASSERT_TRUE(
      storage_.Put(SequenceKey(kNurse, RecordKind::kProgress, {1, TabId("t")}), "garbage", "")
          .ok());
  const Recovered recovered = Recover();
  ASSERT_EQ(recovered.queued.size(), 1u);
  EXPECT_TRUE(recovered.queued[0].progress.possibly_sent);
  EXPECT_EQ(recovered.queued[0].progress.park, ParkKind::kUncertain);
  EXPECT_EQ(recovered.quarantined, 1);
  const Recovered later = Recover();
  EXPECT_EQ(later.queued, recovered.queued);
  EXPECT_EQ(later.quarantined, 0);
}

TEST_F(JournalTest, ProgressOfALaterVersionParksItsMutationAndStays) {
  journal_.PutMutation(Make(1));
  const std::string key = SequenceKey(kNurse, RecordKind::kProgress, {1, TabId("t")});
  const std::string later = EncodeFramed("{\"v\":2,\"status\":\"held\"}\n");
  ASSERT_TRUE(storage_.Put(key, later, "").ok());
  const Recovered recovered = Recover();
  ASSERT_EQ(recovered.queued.size(), 1u);
  EXPECT_EQ(recovered.queued[0].progress.park, ParkKind::kUncertain);
  EXPECT_EQ(recovered.newer, 1);
  EXPECT_EQ(disk_.values().at(key), later);
}

TEST_F(JournalTest, KeepsTheProgressOfAMutationThatCannotBeRead) {
  const std::string progress = SequenceKey(kNurse, RecordKind::kProgress, {1, TabId("t")});
  ASSERT_TRUE(
      storage_.Put(SequenceKey(kNurse, RecordKind::kMutation, {1, TabId("t")}), "garbage", "")
          .ok());
  journal_.PutProgress({1, TabId("t")}, Status(MutationStatus::kError));
  Recover();
  EXPECT_TRUE(disk_.values().contains(progress));
}

TEST_F(JournalTest, ARecordUnderAnothersKeyIsDamage) {
  Mutation stolen = Make(1);
  stolen.user = kDoctor;
  journal_.PutMutation(stolen);
  const Recovered recovered = Recover();
  EXPECT_TRUE(recovered.queued.empty());
  EXPECT_EQ(recovered.quarantined, 1);
}

// BEHAVIOUR 5.5.
TEST_F(JournalTest, LeavesRecordsOfANewerVersionUntouched) {
  const std::string key = SequenceKey(kNurse, RecordKind::kMutation, {1, TabId("t")});
  const std::string record = EncodeFramed("{\"v\":2}\nsomething\nnew");
  ASSERT_TRUE(storage_.Put(key, record, "").ok());
  const Recovered recovered = Recover();
  EXPECT_EQ(recovered.newer, 1);
  EXPECT_EQ(recovered.quarantined, 0);
  EXPECT_EQ(disk_.values().at(key), record);
}

TEST_F(JournalTest, LeavesForeignKeysAlone) {
  for (const char* key : {"theme", "synchrone:1:clinic-9/u1:m:broken", "synchrone:9:x"}) {
    ASSERT_TRUE(storage_.Put(key, "x", "").ok());
  }
  Recover();
  EXPECT_EQ(disk_.values().size(), 3u);
}

// ---- Room (BEHAVIOUR 5.4)

TEST_F(JournalTest, KeepsWhatCouldNotBeWrittenUntilThereIsRoom) {
  storage_.SetQuota(0);
  journal_.PutMutation(Make(1));
  journal_.PutProgress({1, TabId("t")}, Status(MutationStatus::kPending));
  EXPECT_FALSE(journal_.records().durable());
  EXPECT_EQ(journal_.records().trouble(), ErrorCode::kStorageFull);
  EXPECT_TRUE(disk_.values().empty());

  storage_.SetQuota(std::nullopt);
  journal_.records().Flush();
  EXPECT_TRUE(journal_.records().durable());
  EXPECT_EQ(journal_.records().trouble(), ErrorCode::kOk);
  EXPECT_EQ(Recover().queued.size(), 1u);
}

TEST_F(JournalTest, OfAnUnwrittenRecordTheNewestTextCounts) {
  storage_.SetQuota(0);
  journal_.PutMutation(Make(1, R"({"a":1})"));
  journal_.PutMutation(Make(1, R"({"a":2})"));
  storage_.SetQuota(std::nullopt);
  journal_.records().Flush();
  EXPECT_EQ(Recover().queued[0].mutation.data, R"({"a":2})");
}

TEST_F(JournalTest, AnUnwrittenRecordThatIsRemovedIsNeverWritten) {
  storage_.SetQuota(0);
  journal_.PutMutation(Make(1));
  journal_.Remove(RecordKind::kMutation, {1, TabId("t")});
  EXPECT_TRUE(journal_.records().durable());
  storage_.SetQuota(std::nullopt);
  journal_.records().Flush();
  EXPECT_TRUE(disk_.values().empty());
}

TEST_F(JournalTest, FlushStopsWhereThereIsStillNoRoom) {
  storage_.SetQuota(0);
  journal_.PutMutation(Make(1));
  journal_.PutMutation(Make(2));
  journal_.records().Flush();
  EXPECT_FALSE(journal_.records().durable());
}

TEST_F(JournalTest, DeniedIsNotReportedAsFull) {
  storage_.DenyWrites(true);
  journal_.PutMutation(Make(1));
  EXPECT_EQ(journal_.records().trouble(), ErrorCode::kStorageDenied);
}

TEST_F(JournalTest, HistoryIsEvictedFirst) {
  for (uint64_t counter = 1; counter <= 60; ++counter) Settle(counter);
  storage_.SetQuota(disk_.bytes());
  journal_.PutMutation(Make(100));
  EXPECT_TRUE(journal_.records().durable());
  const Recovered recovered = Recover();
  EXPECT_EQ(recovered.queued.size(), 1u);
  ASSERT_EQ(recovered.history.size(), 10u);
  EXPECT_EQ(recovered.history.front().queued.sequence().counter, 51u);
}

// It can be made again from what it makes room for (5.2, 5.4).
TEST_F(JournalTest, TheProjectionIsEvictedBeforeHistory) {
  for (uint64_t counter = 1; counter <= 60; ++counter) Settle(counter);
  journal_.records().PutProjection("[" + std::string(1000, ' ') + "]");
  storage_.SetQuota(disk_.bytes());
  journal_.PutMutation(Make(100));
  EXPECT_TRUE(journal_.records().durable());
  EXPECT_EQ(journal_.ReadProjection(), "");
  EXPECT_EQ(Recover().history.size(), 60u);
}

// It may hold entries of existing code that are not imported yet (5.2).
TEST_F(JournalTest, AProjectionOfAnotherPageStays) {
  const std::string text = "[" + std::string(1000, ' ') + "]";
  Journal(storage_, TabId("other")).records().PutProjection(text);
  storage_.SetQuota(disk_.bytes());
  journal_.PutMutation(Make(100));
  EXPECT_FALSE(journal_.records().durable());
  EXPECT_EQ(journal_.ReadProjection(), text);
}

TEST_F(JournalTest, HistoryIsNotWrittenWhereThereIsNoRoom) {
  storage_.SetQuota(0);
  Settle(1);
  EXPECT_TRUE(journal_.records().durable());
  EXPECT_TRUE(disk_.values().empty());
}

TEST_F(JournalTest, RecoverySeesWhatIsNotInStorageYet) {
  storage_.SetQuota(0);
  journal_.PutMutation(Make(1));
  const Result<Recovered> recovered = journal_.Recover(kNow_ms);
  ASSERT_TRUE(recovered.ok());
  ASSERT_EQ(recovered->queued.size(), 1u);
  EXPECT_EQ(recovered->queued[0].mutation, Make(1));
}

// ---- History and ids (BEHAVIOUR 3.5, 3.10)

TEST_F(JournalTest, GivesHistoryOldestFirst) {
  Settle(2, kNow_ms - 10);
  Settle(1, kNow_ms);
  const Recovered recovered = Recover();
  ASSERT_EQ(recovered.history.size(), 2u);
  EXPECT_EQ(recovered.history[0].queued.sequence().counter, 2u);
}

TEST_F(JournalTest, ForgetsHistoryAfterThirtyDays) {
  Settle(1, kNow_ms);
  EXPECT_EQ(Recover(kNurse, kNow_ms + tuning::kHistoryAge_ms).history.size(), 1u);
  EXPECT_EQ(Recover(kNurse, kNow_ms + tuning::kHistoryAge_ms + 1).history.size(), 0u);
  EXPECT_TRUE(disk_.values().empty());
}

TEST_F(JournalTest, KeepsAtMostFiveThousandSettledMutations) {
  for (uint64_t counter = 1; counter <= tuning::kHistoryCount + 60; ++counter) Settle(counter);
  const Recovered recovered = Recover();
  EXPECT_LE(recovered.history.size(), tuning::kHistoryCount);
  EXPECT_EQ(recovered.history.back().queued.sequence().counter, tuning::kHistoryCount + 60);
}

TEST_F(JournalTest, RemembersIdsForNinetyDays) {
  const IdMapping mapping{
      {Resource("/api/v1/patients"), EntityId("temp")}, EntityId("p9"), kNow_ms};
  journal_.PutIdMapping(mapping);
  EXPECT_EQ(Recover(kNurse, kNow_ms + tuning::kIdMapAge_ms).id_map,
            (std::vector<IdMapping>{mapping}));
  EXPECT_TRUE(Recover(kNurse, kNow_ms + tuning::kIdMapAge_ms + 1).id_map.empty());
  EXPECT_TRUE(disk_.values().empty());
}

TEST_F(JournalTest, AnIdMapRecordWithoutAnIdIsDamage) {
  const std::string key = IdMapKey(kNurse, {Resource("/x"), EntityId("temp")});
  ASSERT_TRUE(storage_.Put(key, EncodeFramed(R"({"v":1})"), "").ok());
  EXPECT_EQ(Recover().quarantined, 1);
}

TEST_F(JournalTest, LeavesHistoryAndIdsOfANewerVersionUntouched) {
  const std::string id_key = IdMapKey(kNurse, {Resource("/x"), EntityId("temp")});
  const std::string history_key = SequenceKey(kNurse, RecordKind::kHistory, {1, TabId("t")});
  ASSERT_TRUE(storage_.Put(id_key, EncodeFramed(R"({"v":2,"serverId":"p9"})"), "").ok());
  ASSERT_TRUE(storage_.Put(history_key, EncodeFramed(R"({"v":2})"), "").ok());
  const Recovered recovered = Recover();
  EXPECT_EQ(recovered.newer, 2);
  EXPECT_TRUE(disk_.values().contains(id_key));
  EXPECT_TRUE(disk_.values().contains(history_key));
}

// ---- People (BEHAVIOUR 7.1)

TEST_F(JournalTest, ReadsNothingOfAnotherUserAndCountsTheirWork) {
  journal_.PutMutation(Make(1));
  journal_.PutMutation(Make(2));
  EXPECT_TRUE(Recover(kDoctor).queued.empty());
  Journal of_doctor(storage_, TabId("doctor"));
  of_doctor.SetUser(kDoctor);
  EXPECT_EQ(of_doctor.CountSealed(), 2);
  EXPECT_EQ(journal_.CountSealed(), 0);
}

TEST_F(JournalTest, RemembersTheDevicesUser) {
  EXPECT_FALSE(journal_.device_user().Read().has_value());
  journal_.device_user().Put(kNurse);
  EXPECT_EQ(journal_.device_user().Read(), kNurse);
  journal_.device_user().Put(User{});
  EXPECT_FALSE(journal_.device_user().Read().has_value());
}

TEST_F(JournalTest, ADamagedDeviceUserIsNobody) {
  for (const std::string& text : {std::string("x"), EncodeFramed("[]"), EncodeFramed("nonsense")}) {
    ASSERT_TRUE(storage_.Put(std::string(kDeviceUserKey), text, "").ok());
    EXPECT_FALSE(journal_.device_user().Read().has_value()) << text;
  }
}

// ---- Single records

TEST_F(JournalTest, ReadsWhatAnotherTabRecorded) {
  journal_.PutMutation(Make(1));
  Journal other(storage_, TabId("other"));
  other.SetUser(kNurse);
  EXPECT_EQ(other.ReadMutation({1, TabId("t")}), Make(1));
  EXPECT_FALSE(other.ReadMutation({2, TabId("t")}).has_value());
  other.SetUser(kDoctor);
  EXPECT_FALSE(other.ReadMutation({1, TabId("t")}).has_value());
}

TEST_F(JournalTest, TheProjectionIsEvictedWhenStorageIsFull) {
  journal_.records().PutProjection("[1]");
  EXPECT_EQ(journal_.ReadProjection(), "[1]");
  storage_.SetQuota(disk_.bytes());
  journal_.records().PutProjection("[1,2,3]");
  EXPECT_EQ(journal_.ReadProjection(), "");
  EXPECT_TRUE(journal_.records().durable());
}

}  // namespace
}  // namespace synchrone::journal_test
