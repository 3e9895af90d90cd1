// What cannot be read is not missing (BEHAVIOUR 5.3, 5.4).
#include <gtest/gtest.h>

#include "core/journal/journal.h"
#include "tests/support/memory_storage.h"

namespace synchrone::unreadable_storage_test {
namespace {

// A disk of which one record cannot be read.
class DiskWithABadSector : public MemoryStorage {
 public:
  Result<std::optional<std::string>> Get(const std::string& key) override {
    if (key == unreadable) return Status(ErrorCode::kStorageDenied, "Not now.");
    return MemoryStorage::Get(key);
  }
  std::string unreadable;
};

class UnreadableStorageTest : public testing::Test {
 protected:
  UnreadableStorageTest() {
    Mutation mutation;
    mutation.sequence = {1, TabId("t")};
    mutation.id = DefaultId(mutation.sequence);
    mutation.entity = {Resource("/api/v1/patients"), EntityId("p1")};
    mutation.data = "{}";
    Journal journal(disk_, TabId("t"));
    journal.PutMutation(mutation);
  }

  ErrorCode Recover() {
    Journal next(storage_, TabId("next"));
    return next.Recover(1'700'000'000'000).status().code();
  }

  DiskWithABadSector disk_;
  FaultyStorage storage_{disk_};
};

TEST_F(UnreadableStorageTest, IsAnErrorAndNeverEmpty) {
  storage_.Deny(true);
  EXPECT_EQ(Recover(), ErrorCode::kStorageDenied);
}

TEST_F(UnreadableStorageTest, ARecordThatCannotBeReadNowIsNeitherDamagedNorMissing) {
  const std::map<std::string, std::string> before = disk_.values();
  ASSERT_EQ(before.size(), 1u);
  disk_.unreadable = before.begin()->first;
  EXPECT_EQ(Recover(), ErrorCode::kStorageUnreadable);
  EXPECT_EQ(disk_.values(), before);
  disk_.unreadable.clear();
  EXPECT_EQ(Recover(), ErrorCode::kOk);
}

}  // namespace
}  // namespace synchrone::unreadable_storage_test
