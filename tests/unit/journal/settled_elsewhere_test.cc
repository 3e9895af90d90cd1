// Work that storage refused, that another tab has received by a message, and that it has sent while
// the tab that made it was frozen (BEHAVIOUR 5.4, FORMAT.md H3).
#include <gtest/gtest.h>

#include "core/journal/journal.h"
#include "tests/support/memory_storage.h"

namespace synchrone::settled_elsewhere_test {
namespace {

constexpr int64_t kNow_ms = 1'700'000'000'000;

Mutation Make(uint64_t counter) {
  Mutation mutation;
  mutation.sequence = {counter, TabId("frozen")};
  mutation.id = DefaultId(mutation.sequence);
  mutation.entity = {Resource("/api/v1/patients"), EntityId("p" + std::to_string(counter))};
  mutation.data = "{}";
  return mutation;
}

class SettledElsewhereTest : public testing::Test {
 protected:
  void MakeUnwritten(uint64_t counter) {
    storage_.DenyWrites(true);
    frozen_.PutNewMutation(Make(counter));
    storage_.DenyWrites(false);
  }
  void Settle(uint64_t counter) { leader_.PutHistory({{Make(counter), {}}, "confirmed", kNow_ms}); }
  bool IsStored(const std::string& record) { return !disk_.ValuesOf(record).empty(); }

  MemoryStorage disk_;
  FaultyStorage storage_{disk_};
  Journal frozen_{storage_, TabId("frozen")};
  Journal leader_{storage_, TabId("leader")};
};

TEST_F(SettledElsewhereTest, IsNotWritten) {
  MakeUnwritten(1);
  Settle(1);
  frozen_.records().Flush();
  EXPECT_TRUE(frozen_.records().durable());
  EXPECT_FALSE(IsStored(":m:frozen:1"));
}

// The tab was frozen before it learned the name: its work has the former id.
TEST_F(SettledElsewhereTest, ANameIsNotEvictedThatOlderWorkMayNeed) {
  MakeUnwritten(1);
  const EntityKey former{Resource("/api/v1/patients"), EntityId("temp")};
  leader_.PutIdMapping({former, EntityId("p9"), kNow_ms});
  Settle(2);
  storage_.SetQuota(disk_.bytes());
  frozen_.PutNewMutation(Make(3));
  EXPECT_FALSE(IsStored(":h:frozen:2"));
  EXPECT_TRUE(IsStored(":i:"));
}

TEST_F(SettledElsewhereTest, ItsSettlementIsNotEvictedForLaterWork) {
  MakeUnwritten(1);
  Settle(1);
  Settle(2);
  storage_.SetQuota(disk_.bytes());
  frozen_.PutNewMutation(Make(3));
  frozen_.records().Flush();
  EXPECT_TRUE(IsStored(":h:frozen:1"));
  EXPECT_FALSE(IsStored(":h:frozen:2"));
  EXPECT_TRUE(IsStored(":m:frozen:3"));
  EXPECT_FALSE(IsStored(":m:frozen:1"));
}

}  // namespace
}  // namespace synchrone::settled_elsewhere_test
