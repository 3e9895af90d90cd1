// Several writes that are right only together (FORMAT.md, T1 to T6).
#include <gtest/gtest.h>

#include "core/journal/journal.h"
#include "tests/support/memory_storage.h"

namespace synchrone::transaction_test {
namespace {

const User kNurse{"u1", "clinic"};
constexpr int64_t kNow_ms = 1'700'000'000'000;

Mutation Make(uint64_t counter) {
  Mutation mutation;
  mutation.sequence = {counter, TabId("t")};
  mutation.id = DefaultId(mutation.sequence);
  mutation.user = kNurse;
  mutation.kind = Kind::kCreate;
  mutation.method = Method::kPost;
  mutation.entity = {Resource("/api/v1/patients"), EntityId("p" + std::to_string(counter))};
  mutation.data = R"({"name":"Jean"})";
  mutation.timestamp_ms = kNow_ms;
  return mutation;
}

class TransactionTest : public testing::Test {
 protected:
  TransactionTest() { journal_.SetUser(kNurse); }

  // The ids of what a page that starts now finds queued.
  std::vector<std::string> QueuedNow() {
    Journal next(storage_, TabId("next"));
    next.SetUser(kNurse);
    Recovered recovered = next.Recover(kNow_ms).value();
    quarantined_ = recovered.quarantined;
    newer_ = recovered.newer;
    std::vector<std::string> ids;
    for (const QueuedMutation& queued : recovered.queued) ids.push_back(queued.id().value());
    return ids;
  }

  // 1 is taken out, 2 and 3 come in.
  void Exchange() {
    const RecordStore::Transaction outer(journal_.records());
    const RecordStore::Transaction inner(journal_.records());
    journal_.PutMutation(Make(2));
    journal_.PutMutation(Make(3));
    journal_.Remove(RecordKind::kMutation, {1, TabId("t")});
  }

  const std::string key_ = TransactionKey(TabId("tab"));
  const std::vector<std::string> before_ = {"mutation-1-t"};
  const std::vector<std::string> after_ = {"mutation-2-t", "mutation-3-t"};
  MemoryStorage disk_;
  FaultyStorage storage_{disk_};
  Journal journal_{storage_, TabId("tab")};
  int quarantined_ = 0;
  int newer_ = 0;
};

TEST_F(TransactionTest, IsCarriedOutAtTheEndOfTheOutermost) {
  journal_.PutMutation(Make(1));
  Exchange();
  EXPECT_EQ(QueuedNow(), after_);
  EXPECT_FALSE(disk_.values().contains(key_));
}

TEST_F(TransactionTest, OfOneWriteHasNoRecord) {
  const int before = storage_.writes();
  {
    const RecordStore::Transaction transaction(journal_.records());
    journal_.PutMutation(Make(1));
  }
  EXPECT_EQ(storage_.writes(), before + 1);
}

TEST_F(TransactionTest, IsCompleteOrNotBegunWheneverThePageDies) {
  journal_.PutMutation(Make(1));
  const MemoryStorage former = disk_;
  const int first = storage_.writes();
  Exchange();
  const int writes = storage_.writes() - first;
  ASSERT_GT(writes, 3);
  for (int landed = 0; landed <= writes; ++landed) {
    for (const bool torn : {false, true}) {
      disk_ = former;
      storage_.TearLastWrite(torn);
      storage_.CutAfter(storage_.writes() + landed);
      Exchange();
      storage_.Mend();
      const bool complete = torn ? landed > 1 : landed > 0;
      EXPECT_EQ(QueuedNow(), complete ? after_ : before_) << landed << (torn ? " torn" : "");
      EXPECT_EQ(QueuedNow(), complete ? after_ : before_) << "the second time";
      EXPECT_FALSE(disk_.values().contains(key_));
    }
  }
}

TEST_F(TransactionTest, IsCarriedOutWithoutItsRecordWhenThereIsNoRoom) {
  journal_.PutMutation(Make(1));
  storage_.RefuseWrite(1);
  Exchange();
  EXPECT_EQ(QueuedNow(), after_);
  EXPECT_TRUE(journal_.records().durable());
}

TEST_F(TransactionTest, OfAMergeIsGivenUpWhereItFindsNoRoom) {
  journal_.PutMutation(Make(1));
  journal_.PutMutation(Make(2));
  const MemoryStorage before = disk_;
  EXPECT_TRUE(journal_.HasRoomToMerge(Make(1), Make(2)));
  EXPECT_EQ(disk_.values(), before.values());
  storage_.SetQuota(disk_.bytes() + Make(1).data.size());
  EXPECT_FALSE(journal_.HasRoomToMerge(Make(1), Make(2)));
  EXPECT_EQ(disk_.values(), before.values());
  EXPECT_TRUE(journal_.records().durable());
}

TEST_F(TransactionTest, WithoutWritesIsRemovedByTheNextPage) {
  journal_.PutMutation(Make(1));
  journal_.PutMutation(Make(2));
  storage_.CutAfter(storage_.writes() + 1);
  journal_.HasRoomToMerge(Make(1), Make(2));
  storage_.Mend();
  ASSERT_TRUE(disk_.values().contains(key_));
  EXPECT_EQ(QueuedNow().size(), 2u);
  EXPECT_EQ(quarantined_, 0);
  EXPECT_FALSE(disk_.values().contains(key_));
}

TEST_F(TransactionTest, ReachesRecordsOnly) {
  ASSERT_TRUE(storage_.Put("somebody-elses", "x", "").ok());
  ASSERT_TRUE(storage_.Put(std::string(kProjectionKey), "[]", "").ok());
  ASSERT_TRUE(storage_.Put("synchrone:1:quarantine:a", "x", "").ok());
  const std::string hostile =
      EncodeFramed(R"({"v":1,"put":{"somebody-elses":"y","synchrone:1:quarantine:a":"y",)"
                   R"("synchrone:1:step:b":"y","synchrone:1:device":7},)"
                   R"("remove":["medicalPro_mutation_queue",7,null]})");
  ASSERT_TRUE(storage_.Put(key_, hostile, "").ok());
  QueuedNow();
  EXPECT_EQ(disk_.values().at("somebody-elses"), "x");
  EXPECT_EQ(disk_.values().at("synchrone:1:quarantine:a"), "x");
  EXPECT_EQ(disk_.values().at(std::string(kProjectionKey)), "[]");
  EXPECT_FALSE(disk_.values().contains("synchrone:1:step:b"));
  EXPECT_FALSE(disk_.values().contains("synchrone:1:device"));
  EXPECT_FALSE(disk_.values().contains(key_));
}

TEST_F(TransactionTest, IsSetAsideWhenDamagedAndStaysWhenOfALaterVersion) {
  journal_.PutMutation(Make(1));
  ASSERT_TRUE(storage_.Put(key_, "damaged", "").ok());
  const std::string later = EncodeFramed(R"({"v":2,"put":{"synchrone:1:device":"x"}})");
  ASSERT_TRUE(storage_.Put("synchrone:1:step:later", later, "").ok());
  EXPECT_EQ(QueuedNow(), before_);
  EXPECT_EQ(quarantined_, 1);
  EXPECT_EQ(disk_.values().at("synchrone:1:quarantine:" + key_), "damaged");
  EXPECT_EQ(disk_.values().at("synchrone:1:step:later"), later);
  EXPECT_FALSE(disk_.values().contains("synchrone:1:device"));
}

// Another tab that finds a mutation alone takes it for one that was never sent.
class ProgressFirstTest : public TransactionTest {
 protected:
  ProgressFirstTest() {
    storage_.OnWrite([this](int) {
      is_ever_alone_ =
          is_ever_alone_ || (Has(RecordKind::kMutation) && !Has(RecordKind::kProgress));
    });
  }

  bool Has(RecordKind kind) const {
    return disk_.values().contains(SequenceKey(kNurse, kind, {1, TabId("t")}));
  }
  void PutBoth() {
    const RecordStore::Transaction transaction(journal_.records());
    ProgressRecord attempted;
    attempted.progress.attempts = 1;
    attempted.progress.possibly_sent = true;
    journal_.PutProgress({1, TabId("t")}, attempted);
    journal_.PutMutation(Make(1));
  }
  void ExpectThatBothAreThere() {
    EXPECT_TRUE(Has(RecordKind::kMutation));
    EXPECT_TRUE(Has(RecordKind::kProgress));
    EXPECT_FALSE(is_ever_alone_);
  }

  bool is_ever_alone_ = false;
};

TEST_F(ProgressFirstTest, InATransaction) {
  PutBoth();
  ExpectThatBothAreThere();
}

TEST_F(ProgressFirstTest, InOneThatANextPageFinishes) {
  storage_.CutAfter(1);
  PutBoth();
  ASSERT_FALSE(Has(RecordKind::kProgress));
  storage_.Mend();
  Journal(storage_, TabId("next")).records().FinishTransactions();
  ExpectThatBothAreThere();
}

TEST_F(ProgressFirstTest, OnceThereIsRoom) {
  storage_.SetQuota(0);
  PutBoth();
  ASSERT_TRUE(disk_.values().empty());
  storage_.SetQuota(std::nullopt);
  journal_.records().Flush();
  ExpectThatBothAreThere();
}

TEST_F(ProgressFirstTest, OfAMutationThatFoundNoRoomWhenItWasMade) {
  storage_.SetQuota(0);
  journal_.PutNewMutation(Make(1));
  storage_.SetQuota(std::nullopt);
  ProgressRecord attempted;
  attempted.progress.attempts = 1;
  journal_.PutProgress({1, TabId("t")}, attempted);
  ExpectThatBothAreThere();
}

}  // namespace
}  // namespace synchrone::transaction_test
