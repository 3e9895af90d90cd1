// What a tab remembers of requests stays in proportion to its queue, however long it is open.
#include "core/engine/requests/request_table.h"

#include <gtest/gtest.h>

#include <string>

namespace synchrone::request_table_test {
namespace {

const TabId kTab("t1");
const Resource kPatients("/api/v1/patients");
constexpr int64_t kMade_ms = 1'000;

EntityKey Patient(uint64_t n) { return {kPatients, EntityId("p" + std::to_string(n))}; }

class RequestTableTest : public testing::Test {
 protected:
  // Everything that is remembered of a mutation and its record while they are sent.
  void Remember(uint64_t n) {
    const Sequence sequence{n, kTab};
    table_.StateOf(sequence).due_ms = kMade_ms;
    table_.unjudged()[sequence] = {};
    table_.NoteSeen(Patient(n), kMade_ms);
    table_.Ask(MutationOf(n + 1), kMade_ms);
    table_.ForgetUnqueued(queue_);
  }
  Mutation MutationOf(uint64_t n) const {
    Mutation mutation;
    mutation.sequence = {n, kTab};
    mutation.kind = Kind::kUpdate;
    mutation.entity = Patient(n);
    return mutation;
  }

  Queue queue_;
  RequestTable table_;
};

TEST_F(RequestTableTest, ForgetsWhatIsNotQueuedAnyMore) {
  for (uint64_t n = 1; n <= 1'000; ++n) Remember(n);
  EXPECT_LE(table_.remembered(), 100u);
}

TEST_F(RequestTableTest, KeepsWhatIsQueued) {
  const Mutation queued = MutationOf(1);
  queue_.Insert({queued, {}}, queued.entity, {});
  table_.NoteWaiting(kMade_ms - 1);
  for (uint64_t n = 1; n <= 1'000; ++n) Remember(n);
  EXPECT_EQ(table_.DueOf(queued.sequence), kMade_ms);
  EXPECT_TRUE(table_.unjudged().contains(queued.sequence));
  // Its record was seen after the wait.
  EXPECT_FALSE(table_.HasWaited(queued, {kMade_ms, kMade_ms}));
}

}  // namespace
}  // namespace synchrone::request_table_test
