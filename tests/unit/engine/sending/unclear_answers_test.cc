// Answers to updates and deletes that do not show whether anything was changed: a read of the
// record decides (BEHAVIOUR section 4).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/one_page_test.h"
#include "tests/support/scripted_transport.h"

namespace synchrone::unclear_answers_test {
namespace {

using UnclearAnswersTest = OnePageTest;

// What PostgREST answers when no row matched, and Laravel when all is well.
TEST_F(UnclearAnswersTest, AnEmptyListToAnUpdateIsJudgedByARead) {
  struct Case {
    const char* read;
    bool confirmed;
  };
  for (const Case& one : {Case{R"({"id":"p1","name":"B","version":4})", true},
                          Case{R"({"id":"p1","name":"b.","version":4})", true}, Case{kKnown, false},
                          Case{"", false}}) {
    World world;
    Page& page = world.OpenPage();
    const MutationId id = page.Update(kPatients, "p1", R"({"name":"B"})", kKnown);
    page.SendNow();
    page.Answer(200, "[]");
    EXPECT_TRUE(page.Queued(id).pending());
    EXPECT_EQ(page.sink.Count<ReadNeededEvent>(), 1u);
    ReadEarly(world, page);
    ASSERT_TRUE(page.Observe(kPatients, "p1", one.read, true).ok());
    EXPECT_EQ(page.snapshot().pending, 0) << one.read;
    EXPECT_EQ(page.snapshot().attention, one.confirmed ? 0 : 1) << one.read;
    if (!one.confirmed) {
      EXPECT_EQ(page.Queued(id).progress.error_code, "NOT_CHANGED");
    }
  }
}

TEST_F(UnclearAnswersTest, AnEmptyListToADeleteIsJudgedByARead) {
  for (const char* read : {"", R"({"id":"p1","name":"A","version":4,"deleted":true})", kKnown}) {
    World world;
    Page& page = world.OpenPage();
    page.Delete(kPatients, "p1", kKnown);
    page.SendNow();
    page.Answer(200, "[]");
    ReadEarly(world, page);
    ASSERT_TRUE(page.Observe(kPatients, "p1", read, true).ok());
    EXPECT_EQ(page.snapshot().pending, 0) << read;
    EXPECT_EQ(page.snapshot().attention, read == kKnown ? 1 : 0) << read;
  }
}

// A copy of the database may be behind for some moments.
TEST_F(UnclearAnswersTest, ARecordThatIsReadEarlyAndAsItWasIsReadAgain) {
  for (const bool is_done : {false, true}) {
    World world;
    Page& page = world.OpenPage();
    const MutationId id = page.Update(kPatients, "p1", R"({"name":"B"})", kKnown);
    page.SendNow();
    page.Answer(200, "[]");
    ASSERT_TRUE(page.Observe(kPatients, "p1", kKnown, true).ok());
    EXPECT_TRUE(page.Queued(id).pending());
    world.Advance(tuning::kShownAfter_ms - 1);
    EXPECT_EQ(page.sink.Count<ReadNeededEvent>(), 1u);
    world.Advance(1);
    EXPECT_EQ(page.sink.Count<ReadNeededEvent>(), 2u);
    const char* read = is_done ? R"({"id":"p1","name":"B","version":4})" : kKnown;
    ASSERT_TRUE(page.Observe(kPatients, "p1", read, true).ok());
    EXPECT_EQ(page.snapshot().pending, 0);
    EXPECT_EQ(page.snapshot().attention, is_done ? 0 : 1);
    EXPECT_EQ(page.open_requests(), 0u);
  }
}

// What took the server long need not have been done when the request left.
TEST_F(UnclearAnswersTest, ARecordThatIsReadEarlyAfterASlowAnswerIsReadAgain) {
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  world_.Advance(2 * tuning::kShownAfter_ms);
  page_.Answer(200, "[]");
  ASSERT_TRUE(page_.Observe(kPatients, "p1", kKnown, true).ok());
  EXPECT_TRUE(page_.Queued(id).pending());
  world_.Advance(tuning::kShownAfter_ms);
  EXPECT_EQ(page_.sink.Count<ReadNeededEvent>(), 2u);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", kKnown, true).ok());
  EXPECT_EQ(progress(id).error_code, "NOT_CHANGED");
}

// 3.8: the list is newer than the copy, and shows our own edit.
TEST_F(UnclearAnswersTest, AnEditThatIsNotJudgedYetIsNoConflictWithItself) {
  for (const char* answer : {"[]", "null", kKnown}) {
    World world;
    Page& page = world.OpenPage();
    const MutationId id = page.Update(kPatients, "p1", R"({"name":"b"})", kKnown);
    page.SendNow();
    const MutationId next = page.Update(kPatients, "p1", R"({"name":"c"})");
    page.Answer(200, answer);
    ASSERT_TRUE(page.Observe(kPatients, "p1", kKnown, true).ok());
    constexpr char kNow[] = R"({"id":"p1","name":"B","version":4})";
    ASSERT_TRUE(page.Observe(kPatients, "p1", kNow).ok());
    EXPECT_EQ(page.snapshot().attention, 0) << answer;
    world.Advance(tuning::kShownAfter_ms);
    ASSERT_TRUE(page.Observe(kPatients, "p1", kNow, true).ok());
    EXPECT_FALSE(page.IsQueued(id)) << answer;
    EXPECT_TRUE(page.Queued(next).pending()) << answer;
  }
}

TEST_F(UnclearAnswersTest, WhatAnEarlyReadHasShownCountsWhereNoLaterOneComes) {
  for (const char* answer : {"[]", kKnown}) {
    for (const bool is_hurried : {false, true}) {
      World world;
      Page& page = world.OpenPage();
      page.Update(kPatients, "p1", R"({"name":"B"})", kKnown);
      page.SendNow();
      page.Answer(200, answer);
      ASSERT_TRUE(page.Observe(kPatients, "p1", kKnown, true).ok());
      world.Advance(tuning::kShownAfter_ms);
      if (is_hurried) page.engine().Process();
      world.Advance(tuning::kRequestLife_ms);
      EXPECT_EQ(page.open_requests(), 0u) << answer;
      EXPECT_EQ(page.snapshot().pending, 0) << answer;
    }
  }
}

TEST_F(UnclearAnswersTest, AnEmptyListIsBelievedWhereTheRecordCannotBeRead) {
  Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(200, "[]");
  world_.Advance(tuning::kRequestLife_ms + 1'000);
  page_.Answer(200, "[]");
  EXPECT_EQ(page_.snapshot().pending, 0);
  EXPECT_EQ(page_.snapshot().attention, 0);
}

// So does a POST, which is looked up (3.12).
TEST_F(UnclearAnswersTest, AfterFourAnswersThatWereCutAPersonIsAskedWhereNothingCanBeRead) {
  for (const bool is_delete : {false, true}) {
    World world;
    Page& page = world.OpenPage();
    page.Configure(kPatients, R"({"method":"PUT"})");
    const MutationId id =
        is_delete ? page.Delete(kPatients, "p1", R"({"id":"p1","name":"A"})")
                  : page.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1","name":"A"})");
    int sent = 0;
    for (int minute = 0; minute < 10; ++minute) {
      world.Advance(60'000);
      for (; page.open_requests() > 0; ++sent) {
        page.Answer(200, R"({"id":"p1","na)");
        world.Advance(20'000);
      }
    }
    EXPECT_EQ(sent, 4);
    EXPECT_EQ(page.Queued(id).progress.park, ParkKind::kUncertain);
  }
}

TEST_F(UnclearAnswersTest, WordsInPlaceOfARecordAreJudgedByARead) {
  enum Outcome { kConfirmed, kUncertain };
  struct Case {
    bool is_delete;
    const char* read;
    Outcome outcome;
  };
  const char changed[] = R"({"id":"p1","name":"B","version":4})";
  for (const Case& one : {Case{false, changed, kConfirmed}, Case{false, "", kConfirmed},
                          Case{false, kKnown, kUncertain}, Case{true, "", kConfirmed},
                          Case{true, changed, kConfirmed}, Case{true, kKnown, kUncertain}}) {
    World world;
    Page& page = world.OpenPage();
    const MutationId id = one.is_delete ? page.Delete(kPatients, "p1", kKnown)
                                        : page.Update(kPatients, "p1", R"({"name":"B"})", kKnown);
    page.SendNow();
    Response words = JsonAnswer(200, R"({"message":"has appointments"})");
    words.override_outcome = "unclear";
    page.Answer(words);
    ReadEarly(world, page);
    ASSERT_TRUE(page.Observe(kPatients, "p1", one.read, true).ok());
    EXPECT_EQ(page.snapshot().pending, 0) << one.read;
    EXPECT_EQ(page.snapshot().attention, one.outcome == kUncertain ? 1 : 0) << one.read;
    if (one.outcome == kConfirmed) continue;
    EXPECT_EQ(page.Queued(id).progress.park, ParkKind::kUncertain);
    EXPECT_EQ(page.Queued(id).progress.error_message, "has appointments");
  }
}

TEST_F(UnclearAnswersTest, ARefusalInWordsIsKeptWithThem) {
  const MutationId id = Sent(page_.Delete(kPatients, "p1", kKnown));
  Response refusal = JsonAnswer(200, R"({"deleted":false,"message":"has appointments"})");
  refusal.override_outcome = "unchanged";
  page_.Answer(refusal);
  ReadEarly(world_, page_);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", kKnown, true).ok());
  EXPECT_EQ(progress(id).error_code, "NOT_CHANGED");
  EXPECT_EQ(progress(id).error_message, "has appointments");
}

}  // namespace
}  // namespace synchrone::unclear_answers_test
