// From enqueue to confirmation: what leaves, when, in which order, and what it does to the view.
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/world.h"

namespace synchrone::sending_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr char kAppointments[] = "/api/v1/appointments";

class SendingTest : public testing::Test {
 protected:
  World world_;
  Page& page_ = world_.OpenPage();
};

// ---- Create, update, delete

TEST_F(SendingTest, ACreateIsPostedToItsCollection) {
  page_.Create(kPatients, TempId(1), RecordText(TempId(1), R"({"name":"Jean"})"));
  page_.SendNow();
  ASSERT_EQ(page_.open_requests(), 1u);
  const Request& request = page_.OpenRequest();
  EXPECT_EQ(request.method, Method::kPost);
  EXPECT_EQ(request.url, kPatients);
  EXPECT_EQ(request.resource, Resource(kPatients));
  EXPECT_EQ(request.body, RecordText(TempId(1), R"({"name":"Jean"})"));
  EXPECT_EQ(request.if_match, "");
  EXPECT_NE(request.idempotency_key, "");
}

TEST_F(SendingTest, AnUpdateIsPatchedWithItsChangesAlone) {
  page_.Update(kPatients, "p 1", R"({"name":"Jean"})");
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().method, Method::kPatch);
  EXPECT_EQ(page_.OpenRequest().url, "/api/v1/patients/p%201");
  EXPECT_EQ(page_.OpenRequest().body, R"({"name":"Jean"})");
}

TEST_F(SendingTest, ADeleteHasNoBody) {
  page_.Delete(kPatients, "p1");
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().method, Method::kDelete);
  EXPECT_EQ(page_.OpenRequest().body, "");
}

TEST_F(SendingTest, AConfirmationSettlesTheMutationAndGivesTheRecord) {
  const MutationId id =
      page_.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1","name":"A","age":7})");
  page_.SendNow();
  page_.Answer(200, R"({"success":true,"data":{"id":"p1","name":"B","updated_at":"now"}})");
  EXPECT_FALSE(page_.IsQueued(id));
  const auto settled = page_.sink.Last<SettledEvent>();
  EXPECT_EQ(settled.id, id);
  EXPECT_EQ(settled.status, MutationStatus::kSynced);
  EXPECT_EQ(settled.cause, "confirmed");
  // L3: merged over (confirmed ⊕ what was sent); what the answer leaves out is kept.
  EXPECT_EQ(settled.record, R"({"id":"p1","name":"B","age":7,"updated_at":"now"})");
  EXPECT_EQ(page_.sink.Last<ViewEvent>().sync, SyncState::kSynced);
}

TEST_F(SendingTest, TheViewOfOneEditIsTheEditBesideTheConfirmedRecord) {
  const EntityKey entity{Resource(kPatients), EntityId("p1")};
  page_.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1","name":"A","age":7})");
  const ViewEvent view = page_.engine().local_store().ViewOf(entity);
  EXPECT_EQ(view.view.edits, R"({"name":"B"})");
  EXPECT_EQ(view.view.record, view.confirmed.record);
  EXPECT_EQ(page_.View(kPatients, "p1"), R"({"id":"p1","name":"B","age":7})");
  page_.Update(kPatients, "p1", R"({"age":8})");
  EXPECT_EQ(page_.engine().local_store().ViewOf(entity).view.edits, "");
  EXPECT_EQ(page_.View(kPatients, "p1"), R"({"id":"p1","name":"B","age":8})");
}

TEST_F(SendingTest, AnEmptyConfirmationConfirmsWhatWasSent) {
  page_.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1","name":"A"})");
  page_.SendNow();
  page_.Answer(204);
  EXPECT_EQ(page_.sink.Last<SettledEvent>().record, R"({"id":"p1","name":"B"})");
}

TEST_F(SendingTest, AConfirmedDeleteLeavesNoRecord) {
  page_.Delete(kPatients, "p1", R"({"id":"p1"})");
  page_.SendNow();
  page_.Answer(404, R"({"error":{"code":"NOT_FOUND"}})");
  EXPECT_EQ(page_.sink.Last<SettledEvent>().status, MutationStatus::kSynced);
  EXPECT_EQ(page_.sink.Last<SettledEvent>().record, "");
  EXPECT_EQ(page_.sink.Last<ViewEvent>().view.Parsed(), RecordState::Absent());
}

// ---- BEHAVIOUR 2.5a, 3.7: when a request leaves

TEST_F(SendingTest, NoRequestLeavesBeforeTheNextTask) {
  page_.Update(kPatients, "p1", "{}");
  EXPECT_TRUE(page_.transport.sent.empty());
  EXPECT_EQ(page_.scheduler.DelayOf(Timer::kSend), 0);
}

TEST_F(SendingTest, TheAttemptIsInStorageBeforeTheRequestLeaves) {
  const MutationId id = page_.Update(kPatients, "p1", "{}");
  bool recorded = false;
  page_.transport.on_send = [&](const Request&) {
    World next;
    for (const auto& [key, value] : world_.disk.values()) {
      ASSERT_TRUE(next.disk.Put(key, value, "").ok());
    }
    const QueuedMutation& queued = next.OpenPage().Queued(id);
    recorded = queued.progress.attempts == 1 && queued.progress.possibly_sent;
  };
  page_.SendNow();
  EXPECT_TRUE(recorded);
}

TEST_F(SendingTest, TheMutationIsInStorageWhenTheCallReturns) {
  const int before = page_.storage().writes();
  page_.storage().OnWrite([&](int number) { EXPECT_EQ(number, before + 1); });
  const MutationId id = page_.Update(kPatients, "p1", "{}");
  page_.storage().OnWrite(nullptr);
  EXPECT_EQ(page_.storage().writes(), before + 1);  // 5.2: one small record per change
  EXPECT_TRUE(world_.Reload(page_).IsQueued(id));
}

// ---- Order (3.4)

TEST_F(SendingTest, OneRequestOfALaneIsInFlightInOrder) {
  page_.Update(kPatients, "p1", R"({"n":1})");
  page_.Update(kPatients, "p1", R"({"n":2})");
  page_.SendNow();
  ASSERT_EQ(page_.open_requests(), 1u);
  EXPECT_EQ(page_.OpenRequest().body, R"({"n":1})");
  page_.Answer(200);
  page_.SendNow();
  ASSERT_EQ(page_.open_requests(), 1u);
  EXPECT_EQ(page_.OpenRequest().body, R"({"n":2})");
}

TEST_F(SendingTest, LaterMutationWaitsWhileEarlierOfSameLaneRetries) {
  page_.Update(kPatients, "p1", R"({"n":1})");
  page_.Update(kPatients, "p1", R"({"n":2})");
  page_.SendNow();
  page_.Answer(500);
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  world_.Advance(2'000);
  ASSERT_EQ(page_.open_requests(), 1u);
  EXPECT_EQ(page_.OpenRequest().body, R"({"n":1})");
}

TEST_F(SendingTest, SixGoAtATimeWhereManyWaitAndAnswersAreQuick) {
  for (int n = 1; n <= 40; ++n) page_.Create(kPatients, TempId(n), RecordText(TempId(n)));
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 4u);  // nothing is known of the API yet
  world_.Advance(tuning::kQuickAnswer_ms);
  page_.Answer(201, R"({"id":"p1"})");
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 6u);
  world_.Advance(tuning::kQuickAnswer_ms + 1);
  page_.Answer(201, R"({"id":"p2"})");
  page_.Answer(201, R"({"id":"p3"})");
  page_.Answer(201, R"({"id":"p4"})");
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 4u);  // it has become slow: two stay for the page's reads
}

TEST_F(SendingTest, FourGoAtATimeAfterARequestWithoutAnAnswer) {
  constexpr char kOther[] = "https://partner.example/orders";
  World world;
  PageOptions options;
  options.origins = {"https://partner.example"};
  Page& page = world.OpenPage(options);
  for (int n = 1; n <= 40; ++n) page.Create(kPatients, TempId(n), RecordText(TempId(n)));
  page.SendNow();
  page.Answer(201, R"({"id":"p1"})");
  page.SendNow();
  ASSERT_EQ(page.open_requests(), 6u);
  for (int n = 1; n <= 40; ++n) page.Update(kOther, "o" + std::to_string(n), "{}");
  while (page.open_requests() > 0) page.Fail(TransportFailure::kNetwork);
  page.SendNow();
  EXPECT_EQ(page.open_requests(), 4u);  // of the origin that can be reached
}

TEST_F(SendingTest, FourStayEnoughForFew) {
  for (int n = 1; n < tuning::kManyWaiting; ++n) {
    page_.Create(kPatients, TempId(n), RecordText(TempId(n)));
  }
  page_.SendNow();
  page_.Answer(201, R"({"id":"p1"})");
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 4u);
}

TEST_F(SendingTest, FourEntitiesGoAtATime) {
  for (int n = 1; n <= 6; ++n) page_.Update(kPatients, "p" + std::to_string(n), "{}");
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 4u);
  page_.Answer(200);
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 4u);
  EXPECT_EQ(page_.transport.sent.back().url, "/api/v1/patients/p5");
}

TEST_F(SendingTest, FifoSendsOneAtATimeOverAllRecords) {
  page_.Configure(kPatients, R"({"ordering":"fifo"})");
  page_.Update(kPatients, "p1", R"({"n":1})");
  page_.Update(kPatients, "p2", R"({"n":2})");
  page_.SendNow();
  ASSERT_EQ(page_.open_requests(), 1u);
  page_.Answer(200);
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().body, R"({"n":2})");
}

TEST_F(SendingTest, ABadEntryNeverBlocksAnotherLane) {
  page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.SendNow();
  page_.Answer(422, R"({"message":"No"})");
  page_.Update(kPatients, "p2", "{}");
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 1u);
}

// ---- The view (section 1)

TEST_F(SendingTest, TheViewIsConfirmedAndPendingTogether) {
  page_.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1","name":"A"})");
  page_.Update(kPatients, "p1", R"({"phone":"1"})");
  EXPECT_EQ(page_.View(kPatients, "p1"), R"({"id":"p1","name":"B","phone":"1"})");
  page_.Delete(kPatients, "p1");
  EXPECT_EQ(page_.View(kPatients, "p1"), "absent");
}

// 2.6: previousState counts only when nothing of the entity is pending.
TEST_F(SendingTest, ALaterPreviousStateIsNoNewBase) {
  page_.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1","name":"A"})");
  page_.Update(kPatients, "p1", R"({"age":1})", R"({"id":"p1","name":"B"})");
  page_.SendNow();
  page_.Answer(422);
  EXPECT_EQ(page_.View(kPatients, "p1"), R"({"id":"p1","name":"A","age":1})");
}

TEST_F(SendingTest, ConfirmingTheFirstKeepsTheSecondInTheView) {
  page_.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1","name":"A"})");
  page_.Update(kPatients, "p1", R"({"name":"C"})");
  page_.SendNow();
  page_.Answer(200, R"({"id":"p1","name":"B","seen":true})");
  EXPECT_EQ(page_.View(kPatients, "p1"), R"({"id":"p1","name":"C","seen":true})");
}

// ---- Methods (2.2, 3.14)

TEST_F(SendingTest, TheEndpointsMethodIsUsed) {
  page_.Configure(kPatients, R"({"method":"PUT"})");
  page_.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1","name":"A"})");
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().method, Method::kPut);
}

TEST_F(SendingTest, APutOfTheWholeRecordHoldsWhatCameBefore) {
  page_.Configure(kPatients, R"({"method":"PUT","putBody":"record"})");
  page_.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1","name":"A","age":7})");
  page_.Update(kPatients, "p1", R"({"name":"C"})");
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().body, R"({"id":"p1","name":"B","age":7})");
}

TEST_F(SendingTest, AnApiWithoutPatchIsSwitchedToPutOnceAndSaysSo) {
  page_.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1"})");
  page_.SendNow();
  const std::string first_key = page_.OpenRequest().idempotency_key;
  page_.Answer(405, R"({"message":"Method not allowed"})");
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().method, Method::kPut);
  EXPECT_NE(page_.OpenRequest().idempotency_key, first_key);  // another request: another key
  page_.Answer(200);
  page_.Update(kPatients, "p2", R"({"name":"C"})", R"({"id":"p2"})");
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().method, Method::kPut);
  EXPECT_EQ(page_.sink.Count<DiagnosticEvent>(), 1);
  EXPECT_EQ(page_.sink.Last<DiagnosticEvent>().code, "PATCH_NOT_SUPPORTED");
}

TEST_F(SendingTest, ARefusedPutStaysRefused) {
  page_.Update(kPatients, "p1", "{}", R"({"id":"p1"})");
  page_.SendNow();
  page_.Answer(405, R"({"message":"x"})");
  page_.SendNow();
  page_.Answer(405, R"({"message":"x"})");
  EXPECT_EQ(page_.sink.Count<ParkedEvent>(), 1);
}

// ---- Where headers go (3.7, 7.2)

TEST_F(SendingTest, KeyAndVersionStayOnTheOwnOriginUnlessConfigured) {
  Page& page = world_.OpenPage({"https://clinic.example", {"https://lab.example"}, true});
  world_.ClosePage(page_);
  const char* const resource = "https://lab.example/results";
  page.Update(resource, "r1", "{}", R"({"id":"r1","version":3})");
  page.SendNow();
  EXPECT_EQ(page.OpenRequest().idempotency_key, "");
  EXPECT_EQ(page.OpenRequest().if_match, "");
  page.Answer(200, R"({"id":"r1","version":3})");
  page.Configure(resource, R"({"idempotencyHeader":true,"ifMatch":true})");
  page.Update(resource, "r1", "{}", R"({"id":"r1","version":3})");
  page.SendNow();
  EXPECT_NE(page.OpenRequest().idempotency_key, "");
  EXPECT_EQ(page.OpenRequest().if_match, "\"3\"");
}

// ---- Transforms (2.2)

TEST_F(SendingTest, ATabThatLacksTheTransformDoesNotSend) {
  Draft draft;
  draft.resource = Resource(kPatients);
  draft.entity = EntityId("p1");
  draft.data = "{}";
  draft.needs_transform = true;
  const MutationId id = page_.Try(draft)->id;
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  EXPECT_EQ(page_.engine().WaitOf(page_.Queued(id)), EntryWait::kTransform);
  page_.Configure(kPatients, R"({"hasTransform":true})");
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 1u);
}

// ---- Holding and validity (3.14)

TEST_F(SendingTest, AHeldMutationLeavesAtItsTimeAndCanBeWithdrawnBefore) {
  Draft draft;
  draft.resource = Resource(kPatients);
  draft.entity = EntityId("p1");
  draft.data = "{}";
  draft.hold_ms = 5'000;
  const MutationId first = page_.Try(draft)->id;
  world_.Advance(4'999);
  EXPECT_TRUE(page_.transport.sent.empty());
  EXPECT_TRUE(page_.Withdraw(first).ok());
  EXPECT_EQ(page_.sink.Last<SettledEvent>().cause, "withdrawn");
  ASSERT_TRUE(page_.Try(draft).ok());
  world_.Advance(5'000);
  EXPECT_EQ(page_.transport.sent.size(), 1u);
}

TEST_F(SendingTest, WhatIsTooLateIsParkedForReviewAndNeverDeleted) {
  page_.engine().SetPaused(true);
  Draft draft;
  draft.resource = Resource(kPatients);
  draft.entity = EntityId("p1");
  draft.data = "{}";
  draft.not_after_ms = world_.clock.now_ms() + 1'000;
  const MutationId id = page_.Try(draft)->id;
  world_.Advance(1'001);
  page_.engine().SetPaused(false);
  page_.SendNow();
  EXPECT_TRUE(page_.transport.sent.empty());
  EXPECT_EQ(page_.Queued(id).progress.park, ParkKind::kExpired);
  EXPECT_TRUE(page_.Retry(id).ok());
  page_.SendNow();
  EXPECT_EQ(page_.transport.sent.size(), 1u);
}

// ---- Refused before anything happens (5.4, 7.2)

TEST_F(SendingTest, ABadDraftChangesNothing) {
  const auto refusal = [&](const std::string& resource, const std::string& entity,
                           const std::string& data, const std::string& id = "") {
    Draft draft;
    draft.resource = Resource(resource);
    draft.entity = EntityId(entity);
    draft.data = data;
    draft.id = MutationId(id);
    return page_.Try(std::move(draft)).status().code();
  };
  page_.sink.Clear();
  const auto before = world_.disk.values();
  EXPECT_EQ(refusal("patients", "p1", "{}"), ErrorCode::kInvalidEndpoint);
  EXPECT_EQ(refusal("https://evil.example/x", "p1", "{}"), ErrorCode::kForbiddenOrigin);
  EXPECT_EQ(refusal(kPatients, "", "{}"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(refusal(kPatients, ".", "{}"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(refusal(kPatients, "..", "{}"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(refusal(kPatients, "p1", "{}\n"), ErrorCode::kNotSerialisable);
  EXPECT_EQ(refusal(kPatients, "p1", std::string(100, '[') + std::string(100, ']')),
            ErrorCode::kNotSerialisable);
  EXPECT_EQ(refusal(kPatients, "p1", std::string(tuning::kMaxEntryBytes + 1, ' ')),
            ErrorCode::kTooLarge);
  EXPECT_TRUE(page_.sink.events.empty());
  EXPECT_EQ(world_.disk.values(), before);
  page_.Update(kPatients, "p1", "{}");
  EXPECT_EQ(
      refusal(kPatients, "p2", "{}", page_.engine().local_store().queue().All()[0]->id().value()),
      ErrorCode::kDuplicateId);
}

TEST_F(SendingTest, TheLargestEntryIsAcceptedAndRecovered) {
  // Its names count, too.
  const size_t names = std::string(kPatients).size() + std::string("p1{\"n\":\"\"}").size();
  const std::string text = "\"" + std::string(tuning::kMaxEntryBytes - names, 'x') + "\"";
  const MutationId id = page_.Update(kPatients, "p1", "{\"n\":" + text + "}");
  EXPECT_TRUE(world_.Reload(page_).IsQueued(id));
}

// ---- Raw calls (3.2, 3.4)

TEST_F(SendingTest, ARawCallBecomesAMutationOfItsRecord) {
  page_.Configure(kPatients, "{}");
  ASSERT_TRUE(page_.TryRaw("PATCH", "/api/v1/patients/p1", R"({"name":"B"})", "mine").ok());
  const QueuedMutation& queued = page_.Queued(MutationId("mine"));
  EXPECT_EQ(queued.mutation.kind, Kind::kUpdate);
  EXPECT_EQ(queued.mutation.entity, (EntityKey{Resource(kPatients), EntityId("p1")}));
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().method, Method::kPatch);
  EXPECT_EQ(page_.OpenRequest().url, "/api/v1/patients/p1");
}

TEST_F(SendingTest, AnActionIsSentToItsPathInTheLaneOfItsRecord) {
  page_.Configure(kPatients, "{}");
  page_.Update(kPatients, "p1", R"({"n":1})");
  ASSERT_TRUE(page_.TryRaw("POST", "/api/v1/patients/p1/archive", "{}").ok());
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 1u);
  page_.Answer(200);
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().url, "/api/v1/patients/p1/archive");
  EXPECT_EQ(page_.OpenRequest().method, Method::kPost);
  EXPECT_EQ(page_.OpenRequest().operation, Kind::kAction);
}

TEST_F(SendingTest, ABadRawCallIsRefused) {
  EXPECT_EQ(page_.TryRaw("GET", "/x", "").status().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(page_.TryRaw("POST", "//evil.example/x", "").status().code(),
            ErrorCode::kInvalidEndpoint);
  EXPECT_EQ(page_.TryRaw("POST", "https://evil.example/x", "").status().code(),
            ErrorCode::kForbiddenOrigin);
}

// ---- One turn

TEST_F(SendingTest, ATurnEmitsOneBatch) {
  const int before = page_.sink.batches;
  page_.Update(kPatients, "p1", "{}");
  EXPECT_EQ(page_.sink.batches, before + 1);
}

TEST_F(SendingTest, AnAnswerToNothingIsIgnored) {
  page_.engine().OnResponse(99, JsonAnswer(200));
  page_.engine().OnTransportFailure(99, TransportFailure::kNetwork);
  EXPECT_EQ(page_.snapshot().pending, 0);
}

TEST_F(SendingTest, StartsOnce) {
  EXPECT_EQ(page_.engine().Start().code(), ErrorCode::kNotAllowedNow);
}

TEST(OriginTest, ARecoveredEntryWaitsWhereThisPageDoesNotAllowItsOrigin) {
  World world;
  Page& allowed = world.OpenPage({.origins = {"https://partner.example"}, .online = false});
  const MutationId id = allowed.Create("https://partner.example/orders", TempId(1), "{}");
  world.ClosePage(allowed);
  Page& page = world.OpenPage();
  page.SendNow();
  EXPECT_TRUE(page.transport.sent.empty());
  EXPECT_EQ(page.engine().WaitOf(page.Queued(id)), EntryWait::kOrigin);
}

}  // namespace
}  // namespace synchrone::sending_test
