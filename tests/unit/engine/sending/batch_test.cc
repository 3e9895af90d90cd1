// Many mutations in one request (BEHAVIOUR 3.13).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/world.h"

namespace synchrone::batch_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr char kVisits[] = "/api/v1/appointments";
constexpr char kBatch[] =
    R"({"batch":{"endpoint":"/api/v1/batch","maxEntries":3},"idempotencyHeader":true})";

class BatchTest : public testing::Test {
 protected:
  BatchTest() { page_.Configure(kPatients, kBatch); }

  void Create(int n) { page_.Create(kPatients, TempId(n), RecordText(TempId(n))); }
  BatchRequest TakeBatch() {
    SYNCHRONE_CHECK(!page_.transport.open_batches.empty(), "a batch is open");
    BatchRequest batch = page_.transport.open_batches.front();
    page_.transport.open_batches.pop_front();
    return batch;
  }
  void AnswerEntry(const Request& request, int status, const std::string& body = "") {
    page_.engine().OnResponse(request.attempt, JsonAnswer(status, body));
  }

  World world_;
  Page& page_ = world_.OpenPage();
};

TEST_F(BatchTest, EntriesOfDifferentRecordsGoTogetherEachWithItsKey) {
  for (int n = 1; n <= 3; ++n) Create(n);
  page_.SendNow();
  ASSERT_EQ(page_.transport.batches.size(), 1u);
  const BatchRequest batch = TakeBatch();
  EXPECT_EQ(batch.url, "/api/v1/batch");
  ASSERT_EQ(batch.entries.size(), 3u);
  EXPECT_NE(batch.entries[0].idempotency_key, batch.entries[1].idempotency_key);
  EXPECT_FALSE(batch.entries[0].idempotency_key.empty());
  EXPECT_TRUE(page_.transport.sent.empty());
  EXPECT_EQ(page_.snapshot().sending, 3);
}

TEST_F(BatchTest, OneAloneGoesByItself) {
  Create(1);
  page_.SendNow();
  EXPECT_TRUE(page_.transport.batches.empty());
  EXPECT_EQ(page_.transport.sent.size(), 1u);
}

TEST_F(BatchTest, TheRestGathersUntilTheFirstBatchIsAnswered) {
  for (int n = 1; n <= 7; ++n) Create(n);
  page_.SendNow();
  ASSERT_EQ(page_.transport.batches.size(), 1u);
  for (const Request& request : TakeBatch().entries) AnswerEntry(request, 201);
  page_.SendNow();
  ASSERT_EQ(page_.transport.batches.size(), 2u);
  EXPECT_EQ(page_.transport.batches[1].entries.size(), 3u);
}

TEST_F(BatchTest, ChangesOfOneRecordStayInOrderOneBatchAfterTheOther) {
  page_.Update(kPatients, "p1", R"({"a":1})", R"({"id":"p1"})");
  const MutationId second = page_.Update(kPatients, "p1", R"({"a":2})");
  page_.Update(kPatients, "p2", R"({"a":1})", R"({"id":"p2"})");
  page_.SendNow();
  const BatchRequest batch = TakeBatch();
  ASSERT_EQ(batch.entries.size(), 2u);
  for (const Request& request : batch.entries) EXPECT_NE(request.mutation, second);
}

TEST_F(BatchTest, EachIsConfirmedOrRefusedOnItsOwn) {
  for (int n = 1; n <= 3; ++n) Create(n);
  page_.SendNow();
  const BatchRequest batch = TakeBatch();
  AnswerEntry(batch.entries[0], 201, R"({"id":"p1"})");
  AnswerEntry(batch.entries[1], 422);
  AnswerEntry(batch.entries[2], 201, R"({"id":"p3"})");
  EXPECT_EQ(page_.snapshot().pending, 0);
  EXPECT_EQ(page_.snapshot().attention, 1);
  EXPECT_EQ(page_.Queued(batch.entries[1].mutation).progress.park, ParkKind::kRefused);
  EXPECT_EQ(page_.engine().ResolveId(EntityId(TempId(3))), EntityId("p3"));
}

TEST_F(BatchTest, AnApiWithoutBatchesGetsEachByItselfWithTheSameKey) {
  for (int n = 1; n <= 3; ++n) Create(n);
  page_.SendNow();
  const BatchRequest batch = TakeBatch();
  page_.engine().OnBatchUnusable(batch.entries[0].attempt, false);
  page_.SendNow();
  ASSERT_EQ(page_.transport.sent.size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(page_.transport.sent[i].idempotency_key, batch.entries[i].idempotency_key);
    EXPECT_EQ(page_.transport.sent[i].body, batch.entries[i].body);
  }
  EXPECT_EQ(page_.sink.Count<DiagnosticEvent>(), 1);
  EXPECT_EQ(page_.snapshot().attention, 0);
}

TEST_F(BatchTest, LaterABatchIsTriedAgain) {
  for (int n = 1; n <= 2; ++n) Create(n);
  page_.SendNow();
  page_.engine().OnBatchUnusable(TakeBatch().entries[0].attempt, false);
  page_.SendNow();
  while (page_.open_requests() > 0) page_.Answer(201);
  world_.Advance(tuning::kBatchRest_ms + 1);
  for (int n = 3; n <= 4; ++n) Create(n);
  page_.SendNow();
  EXPECT_EQ(page_.transport.batches.size(), 2u);
}

TEST_F(BatchTest, AnAnswerThatWasLostIsAskedForWithTheSameKeys) {
  for (int n = 1; n <= 2; ++n) Create(n);
  page_.SendNow();
  const BatchRequest lost = TakeBatch();
  for (const Request& request : lost.entries) {
    page_.engine().OnTransportFailure(request.attempt, TransportFailure::kNetwork);
  }
  page_.RunTimer(Timer::kProbe);
  page_.AnswerProbe(200);
  page_.SendNow();
  const BatchRequest again = TakeBatch();
  ASSERT_EQ(again.entries.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(again.entries[i].idempotency_key, lost.entries[i].idempotency_key);
  }
}

TEST_F(BatchTest, APageThatDiesInTheMiddleSendsTheSameKeysAgain) {
  for (int n = 1; n <= 2; ++n) Create(n);
  page_.SendNow();
  const BatchRequest lost = TakeBatch();
  Page& later = world_.Reload(page_);
  later.Configure(kPatients, R"({"idempotencyHeader":true})");
  later.SendNow();
  ASSERT_EQ(later.transport.sent.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(later.Queued(later.transport.sent[i].mutation).progress.possibly_sent);
    EXPECT_EQ(later.transport.sent[i].idempotency_key, lost.entries[i].idempotency_key);
  }
}

TEST_F(BatchTest, ABatchIsOneRequestAmongTheFourThatMayBeUnderWay) {
  for (int n = 1; n <= 3; ++n) Create(n);
  for (int n = 0; n < 6; ++n) {
    page_.Update(kVisits, "v" + std::to_string(n), R"({"a":1})", R"({"id":"v"})");
  }
  page_.SendNow();
  EXPECT_EQ(page_.transport.batches.size(), 1u);
  EXPECT_EQ(page_.transport.sent.size(), 3u);
}

TEST_F(BatchTest, ABatchIsNoLargerThanServersTake) {
  page_.Configure(kPatients, R"({"batch":{"endpoint":"/api/v1/batch","maxEntries":50}})");
  const std::string note(tuning::kMaxBatchBytes / 3, 'x');
  for (int n = 1; n <= 5; ++n) {
    page_.Create(kPatients, TempId(n), RecordText(TempId(n), R"({"note":")" + note + "\"}"));
  }
  page_.SendNow();
  EXPECT_EQ(TakeBatch().entries.size(), 2u);
}

TEST_F(BatchTest, WithoutKeysThereIsNoBatch) {
  page_.Configure(kPatients, R"({"idempotencyHeader":false})");
  for (int n = 1; n <= 2; ++n) Create(n);
  page_.SendNow();
  EXPECT_TRUE(page_.transport.batches.empty());
  EXPECT_EQ(page_.transport.sent.size(), 2u);
}

TEST_F(BatchTest, ABadOptionIsRefusedAndSaysWhatItMustBe) {
  for (const char* option :
       {R"({"batch":{"maxEntries":3}})", R"({"batch":{"endpoint":"/b","maxEntries":1}})",
        R"({"batch":{"endpoint":"/b","maxEntries":"9"}})", R"({"batch":"/b"})"}) {
    const Status status = page_.engine().ConfigureEndpoint(kPatients, option);
    EXPECT_EQ(status.code(), ErrorCode::kInvalidArgument) << option;
    EXPECT_NE(status.message().find("maxEntries"), std::string::npos);
  }
}

}  // namespace
}  // namespace synchrone::batch_test
