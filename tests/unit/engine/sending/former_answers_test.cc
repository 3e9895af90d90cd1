// Answers to an edit that show no record, or the record as it was before it (L3, section 4).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/one_page_test.h"

namespace synchrone::former_answers_test {
namespace {

using FormerAnswersTest = OnePageTest;

// What findByIdAndUpdate gives of an id that is not there, and a handler that returns nothing.
TEST_F(FormerAnswersTest, NullToAnUpdateIsJudgedByARead) {
  struct Case {
    const char* read;
    bool confirmed;
  };
  for (const Case& one : {Case{R"({"id":"p1","name":"B"})", true}, Case{kKnown, false},
                          Case{R"({"id":"p1","name":"A","version":4,"city":"Lyon"})", false},
                          Case{R"({"id":"p1","version":3})", true}, Case{"", false}}) {
    World world;
    Page& page = world.OpenPage();
    const MutationId id = page.Update(kPatients, "p1", R"({"name":"B"})", kKnown);
    page.SendNow();
    page.Answer(200, "null");
    ReadEarly(world, page);
    EXPECT_TRUE(page.Queued(id).pending());
    ASSERT_TRUE(page.Observe(kPatients, "p1", one.read, true).ok());
    EXPECT_EQ(page.snapshot().attention, one.confirmed ? 0 : 1) << one.read;
    EXPECT_EQ(page.snapshot().pending, 0) << one.read;
    if (!one.confirmed) {
      EXPECT_EQ(page.Queued(id).progress.error_code, "NOT_CHANGED");
    }
    if (*one.read == 0) {
      EXPECT_EQ(page.View(kPatients, "p1"), "absent");
    }
  }
}

// ---- The record as it was before (L3), as findByIdAndUpdate gives it

TEST_F(FormerAnswersTest, AnAnswerThatShowsTheRecordOfBeforeIsJudgedByARead) {
  struct Case {
    const char* read;
    const char* confirmed;
  };
  for (const Case& one :
       {Case{R"({"id":"p1","name":"B","version":4})", R"({"id":"p1","name":"B","version":4})"},
        Case{R"({"id":"p1","name":"b.","version":3})", R"({"id":"p1","name":"b.","version":3})"},
        Case{kKnown, kKnown}, Case{"", R"({"id":"p1","name":"B","version":3})"}}) {
    World world;
    Page& page = world.OpenPage();
    const MutationId id = page.Update(kPatients, "p1", R"({"name":"B"})", kKnown);
    page.SendNow();
    page.Answer(200, kKnown);
    ReadEarly(world, page);
    EXPECT_TRUE(page.Queued(id).pending());
    EXPECT_TRUE(page.Queued(id).progress.possibly_sent);
    ASSERT_TRUE(page.Observe(kPatients, "p1", kKnown).ok());  // a list that was read before
    EXPECT_TRUE(page.IsQueued(id));
    ASSERT_TRUE(page.Observe(kPatients, "p1", one.read, true).ok());
    EXPECT_FALSE(page.IsQueued(id));
    EXPECT_EQ(page.sink.Last<SettledEvent>().record, one.confirmed) << one.read;
    EXPECT_EQ(page.snapshot().attention, 0) << one.read;
    EXPECT_EQ(page.open_requests(), 0u);
  }
}

TEST_F(FormerAnswersTest, WhatWasSentCountsWhereTheRecordOfBeforeWasShownAndNoneCanBeRead) {
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(200, kKnown);
  world_.Advance(tuning::kRequestLife_ms + 1'000);
  EXPECT_FALSE(page_.IsQueued(id));
  EXPECT_EQ(page_.open_requests(), 0u);
  EXPECT_EQ(page_.sink.Last<SettledEvent>().record, R"({"id":"p1","name":"B","version":3})");
}

TEST_F(FormerAnswersTest, AMissingRecordThatAnAnswerHasJustShownIsThereForTheNextEdit) {
  Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Update(kPatients, "p1", R"({"name":"C"})");
  page_.Answer(200, kKnown);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", "", true).ok());
  page_.SendNow();
  page_.Answer(200, R"({"id":"p1","name":"B","version":3})");
  ASSERT_TRUE(page_.Observe(kPatients, "p1", "", true).ok());
  EXPECT_EQ(page_.sink.Last<SettledEvent>().record, R"({"id":"p1","name":"C","version":3})");
}

TEST_F(FormerAnswersTest, AListThatShowsWhatWasSavedDoesNotMakeTheRecordOfBeforeANewOne) {
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"id":"p1","name":"B","version":3})").ok());
  page_.Answer(200, kKnown);
  EXPECT_TRUE(page_.Queued(id).pending());
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"id":"p1","name":"B","version":3})", true).ok());
  EXPECT_EQ(page_.sink.Last<SettledEvent>().record, R"({"id":"p1","name":"B","version":3})");
}

TEST_F(FormerAnswersTest, AnAnswerThatShowsMoreThanTheRecordOfBeforeCountsAsItIs) {
  constexpr char kBefore[] = R"({"id":"p1","name":"A","phone":"1","version":3})";
  struct Case {
    const char* sent;
    const char* answer;
  };
  for (const Case& one : {
           Case{R"({"name":"B","phone":"2"})", R"({"id":"p1","name":"A","phone":"2"})"},
           Case{R"({"name":"B","phone":"2"})", R"({"id":"p1","name":"A","phone":"+2"})"},
           Case{R"({"name":"b "})", R"({"id":"p1","name":"B"})"},
           Case{R"({"name":"A"})", R"({"id":"p1","name":"A"})"},
           Case{R"({"name":"B"})", R"({"id":"p1","phone":"1"})"},
           Case{R"({"name":"B"})", R"({"id":"p1"})"},
       }) {
    World world;
    Page& page = world.OpenPage();
    const MutationId id = page.Update(kPatients, "p1", one.sent, kBefore);
    page.SendNow();
    page.Answer(200, one.answer);
    EXPECT_FALSE(page.IsQueued(id)) << one.sent << one.answer;
    EXPECT_EQ(page.sink.Count<ReadNeededEvent>(), 0u) << one.sent << one.answer;
  }
}

}  // namespace
}  // namespace synchrone::former_answers_test
