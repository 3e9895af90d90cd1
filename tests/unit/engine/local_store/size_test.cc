// What is too large for a record is refused before it is applied, or left out and read again
// (BEHAVIOUR 5.4): no edit is lost beside it.
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/world.h"

namespace synchrone::size_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";

std::string PhotoOf(const std::string& id, size_t size) {
  return R"({"id":")" + id + R"(","version":2,"photo":")" + std::string(size, 'x') + R"("})";
}

class SizeTest : public testing::TestWithParam<size_t> {
 protected:
  SizeTest() { page_->SetUser("alice"); }

  void Reload() {
    page_ = &world_.Reload(*page_);
    page_->SetUser("alice");
    EXPECT_TRUE(world_.disk.ValuesOf("quarantine").empty());
  }

  int ReadsAskedFor() const { return page_->sink.Count<ReadNeededEvent>(); }

  World world_;
  Page* page_ = &world_.OpenPage();
};

TEST_P(SizeTest, ALargeAnswerDoesNotLoseTheNextEdit) {
  page_->Update(kPatients, "p1", R"({"a":1})");
  page_->Update(kPatients, "p1", R"({"b":2})");
  page_->SendNow();
  page_->Answer(200, R"({"success":true,"data":)" + PhotoOf("p1", GetParam()) + "}");
  ASSERT_EQ(page_->snapshot().pending, 1);
  Reload();
  EXPECT_EQ(page_->snapshot().pending, 1);
  // What is confirmed is known, or asked for.
  const bool is_known = page_->View(kPatients, "p1").find("photo") != std::string::npos;
  EXPECT_TRUE(is_known || ReadsAskedFor() > 0);
}

TEST_P(SizeTest, ALargeReadDoesNotLoseTheEdit) {
  page_->engine().SetOfflineMode(true);
  page_->Update(kPatients, "p1", R"({"a":1})");
  ASSERT_TRUE(page_->Observe(kPatients, "p1", PhotoOf("p1", GetParam())).ok());
  Reload();
  EXPECT_EQ(page_->snapshot().pending, 1);
}

TEST_P(SizeTest, ALargePreviousStateDoesNotRefuseTheEdit) {
  page_->engine().SetOfflineMode(true);
  const MutationId id = page_->Update(kPatients, "p1", R"({"a":1})", PhotoOf("p1", GetParam()));
  Reload();
  EXPECT_TRUE(page_->IsQueued(id));
}

TEST_P(SizeTest, ALargeRecordInAConflictLosesNothing) {
  const MutationId id = page_->Update(kPatients, "p1", R"({"a":1})", R"({"id":"p1","version":1})");
  page_->SendNow();
  page_->Answer(412, R"({"success":false,"data":)" + PhotoOf("p1", GetParam()) + "}");
  Reload();
  EXPECT_EQ(page_->Queued(id).progress.park, ParkKind::kConflict);
}

TEST_P(SizeTest, ALargeRecordOfAPutLosesNothing) {
  page_->Configure(kPatients, R"({"method":"PUT","putBody":"record"})");
  const MutationId id = page_->Update(kPatients, "p1", R"({"a":1})");
  ASSERT_TRUE(page_->Observe(kPatients, "p1", PhotoOf("p1", GetParam())).ok());
  page_->SendNow();
  Reload();
  EXPECT_TRUE(page_->Queued(id).pending());
}

TEST_P(SizeTest, ALargeMessageOfARefusalLosesNothing) {
  const MutationId id = page_->Update(kPatients, "p1", R"({"a":1})");
  page_->SendNow();
  page_->Answer(422,
                R"({"error":{"code":"RULE","message":")" + std::string(GetParam(), 'm') + R"("}})");
  Reload();
  EXPECT_EQ(page_->Queued(id).progress.park, ParkKind::kRefused);
}

// The page dies after the outcome was recorded.
TEST_P(SizeTest, ALargeAnswerIsStillAnOutcomeThatCanBeRead) {
  page_->Update(kPatients, "p1", R"({"a":1})");
  page_->SendNow();
  page_->storage().CutAfter(page_->storage().writes() + 1);
  page_->Answer(200, R"({"success":true,"data":)" + PhotoOf("p1", GetParam()) + "}");
  Reload();
  EXPECT_EQ(page_->snapshot().pending + page_->snapshot().attention, 0);
}

INSTANTIATE_TEST_SUITE_P(Sizes, SizeTest, testing::Values(200, 300'000, 1'100'000));

TEST(EntrySize, CountsEveryTextOfACaller) {
  World world;
  Page& page = world.OpenPage();
  const std::string large(tuning::kMaxEntryBytes, 'r');
  const auto refused = [&](const std::function<void(Draft&)>& change) {
    Draft draft;
    draft.resource = Resource(kPatients);
    draft.entity = EntityId("p1");
    draft.data = R"({"a":1})";
    change(draft);
    const Result<Receipt> receipt = page.Try(draft);
    return !receipt.ok() && receipt.status().code() == ErrorCode::kTooLarge;
  };
  EXPECT_TRUE(refused([&](Draft& draft) { draft.reason = large; }));
  EXPECT_TRUE(refused([&](Draft& draft) { draft.id = MutationId(large); }));
  EXPECT_TRUE(refused([&](Draft& draft) { draft.entity = EntityId(large); }));
  EXPECT_TRUE(refused([&](Draft& draft) { draft.resource = Resource("/" + large); }));
  EXPECT_TRUE(refused([&](Draft& draft) { draft.data = "\"" + large + "\""; }));
  EXPECT_FALSE(page.TryRaw("POST", "/api/v1/patients/p1/" + large, "{}").ok());
  EXPECT_EQ(page.snapshot().pending, 0);
}

}  // namespace
}  // namespace synchrone::size_test
