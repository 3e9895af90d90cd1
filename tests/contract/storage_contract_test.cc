// The storages of the native tests keep the contract of the port; the browser's is tested in
// tests/web/host/storage/local_storage.test.ts.
#include "tests/contract/storage_contract.h"

#include "tests/support/memory_storage.h"

namespace synchrone {
namespace {

MemoryStorage disk;

// Passes everything on, to have an owner of its own.
class Borrowed : public Storage {
 public:
  explicit Borrowed(Storage& base) : base_(base) {}
  Status Put(const std::string& key, std::string_view head, std::string_view body) override {
    return base_.Put(key, head, body);
  }
  Result<std::optional<std::string>> Get(const std::string& key) override { return base_.Get(key); }
  Status Remove(const std::string& key) override { return base_.Remove(key); }
  Result<std::vector<std::string>> Keys(const std::string& prefix) override {
    return base_.Keys(prefix);
  }

 private:
  Storage& base_;
};

void ForgetEverything() { disk = MemoryStorage(); }

std::string NameOf(const testing::TestParamInfo<StorageSubject>& subject) {
  return subject.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Of, StorageContract,
    testing::Values(
        StorageSubject{"Memory", [] { return std::make_unique<Borrowed>(disk); }, ForgetEverything},
        StorageSubject{"FaultyWithoutAFault", [] { return std::make_unique<FaultyStorage>(disk); },
                       ForgetEverything},
        StorageSubject{
            "Announcing",
            [] { return std::make_unique<AnnouncingStorage>(disk, [](const std::string&) {}); },
            ForgetEverything}),
    NameOf);

// ---- The rest of the contract is about faults.

class FaultContract : public testing::Test {
 protected:
  MemoryStorage disk_;
  FaultyStorage storage_{disk_};
};

TEST_F(FaultContract, AFailedPutLeavesTheOldValue) {
  ASSERT_TRUE(storage_.Put("a", "old", "").ok());
  storage_.SetQuota(disk_.bytes());
  EXPECT_EQ(storage_.Put("a", "longer than before", "").code(), ErrorCode::kStorageFull);
  EXPECT_EQ(storage_.Get("a").value(), "old");
  storage_.DenyWrites(true);
  EXPECT_EQ(storage_.Put("a", "x", "").code(), ErrorCode::kStorageDenied);
  EXPECT_EQ(storage_.Get("a").value(), "old");
}

TEST_F(FaultContract, AStorageErrorIsAnErrorAndNeverMissing) {
  ASSERT_TRUE(storage_.Put("a", "x", "").ok());
  storage_.Deny(true);
  EXPECT_EQ(storage_.Get("a").status().code(), ErrorCode::kStorageDenied);
  EXPECT_EQ(storage_.Keys("").status().code(), ErrorCode::kStorageDenied);
  EXPECT_EQ(storage_.Remove("a").code(), ErrorCode::kStorageDenied);
  storage_.Deny(false);
  EXPECT_EQ(storage_.Get("a").value(), "x");
}

TEST_F(FaultContract, RoomThatIsGivenBackCanBeUsed) {
  ASSERT_TRUE(storage_.Put("a", "four", "").ok());
  storage_.SetQuota(disk_.bytes());
  EXPECT_FALSE(storage_.Put("b", "four", "").ok());
  ASSERT_TRUE(storage_.Remove("a").ok());
  EXPECT_TRUE(storage_.Put("b", "four", "").ok());
}

}  // namespace
}  // namespace synchrone
