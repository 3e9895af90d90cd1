// Clocks that are set back, ahead, or wrong from the start (BEHAVIOUR 3.14, 3.5, 3.10).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/world.h"

namespace synchrone::clock_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr int64_t kHour_ms = 3'600'000;

class ClockTest : public testing::Test {
 protected:
  ClockTest() { page_->SetUser("alice"); }

  Draft Held(int64_t hold_ms) {
    Draft draft;
    draft.resource = Resource(kPatients);
    draft.entity = EntityId("p1");
    draft.data = R"({"a":1})";
    draft.hold_ms = hold_ms;
    return draft;
  }

  void Reload() {
    page_ = &world_.Reload(*page_);
    page_->SetUser("alice");
  }

  World world_;
  Page* page_ = &world_.OpenPage();
};

TEST_F(ClockTest, AHoldIsNoLongerWhenTheClockIsSetBack) {
  ASSERT_TRUE(page_->Try(Held(5'000)).ok());
  page_->SendNow();
  world_.clock.Set(world_.clock.now_ms() - kHour_ms);
  page_->engine().OnConnectivity(true);
  world_.Advance(4'000);
  page_->engine().Process();
  page_->SendNow();
  EXPECT_EQ(page_->transport.sent.size(), 0u);
  world_.Advance(2'000);
  page_->engine().Process();
  page_->SendNow();
  EXPECT_EQ(page_->transport.sent.size(), 1u);
}

TEST_F(ClockTest, AHoldIsNoLongerForTheNextPageEither) {
  ASSERT_TRUE(page_->Try(Held(5'000)).ok());
  world_.clock.Set(world_.clock.now_ms() - kHour_ms);
  Reload();
  page_->SendNow();
  world_.Advance(6'000);
  page_->SendNow();
  EXPECT_EQ(page_->transport.sent.size(), 1u);
}

TEST_F(ClockTest, AHoldLastsItsTimeOverAReload) {
  ASSERT_TRUE(page_->Try(Held(5'000)).ok());
  world_.Advance(2'000);
  Reload();
  world_.Advance(2'000);
  page_->SendNow();
  EXPECT_EQ(page_->transport.sent.size(), 0u);
  world_.Advance(2'000);
  page_->SendNow();
  EXPECT_EQ(page_->transport.sent.size(), 1u);
}

// setTimeout takes 32 bits, and fires at once with more.
TEST_F(ClockTest, ALongHoldFitsIntoATimer) {
  constexpr int64_t kDays30_ms = 30LL * 24 * kHour_ms;
  ASSERT_TRUE(page_->Try(Held(kDays30_ms)).ok());
  page_->SendNow();
  EXPECT_EQ(page_->scheduler.DelayOf(Timer::kDue), tuning::kLongestTimer_ms);
  world_.Advance(tuning::kLongestTimer_ms);
  page_->SendNow();
  EXPECT_EQ(page_->transport.sent.size(), 0u);
  EXPECT_LE(page_->scheduler.DelayOf(Timer::kDue).value_or(0),
            kDays30_ms - tuning::kLongestTimer_ms);
  world_.Advance(kDays30_ms - tuning::kLongestTimer_ms + 1);
  page_->SendNow();
  EXPECT_EQ(page_->transport.sent.size(), 1u);
}

TEST_F(ClockTest, AClockThatJumpsAheadIsNotTenMinutesOfAProxysPage) {
  const MutationId id = page_->Update(kPatients, "p1", R"({"a":1})");
  page_->SendNow();
  page_->Answer(HtmlAnswer(403));
  world_.clock.Advance(kHour_ms);
  page_->engine().Process();
  page_->SendNow();
  ASSERT_EQ(page_->open_requests(), 1u);
  page_->Answer(HtmlAnswer(403));
  EXPECT_TRUE(page_->Queued(id).pending());
}

TEST_F(ClockTest, TenMinutesOfAProxysPageStillPark) {
  const MutationId id = page_->Update(kPatients, "p1", R"({"a":1})");
  for (int i = 0; i < 40 && page_->Queued(id).pending(); ++i) {
    page_->SendNow();
    if (page_->open_requests() > 0) page_->Answer(HtmlAnswer(403));
    world_.Advance(30'000);
  }
  EXPECT_EQ(page_->Queued(id).progress.park, ParkKind::kBlocked);
}

class WrongClock : public testing::TestWithParam<int64_t> {};

// 1970, when its battery is empty, and 2100.
TEST_P(WrongClock, OfOnePageForgetsNoNamesAndNoHistory) {
  World world;
  Page* page = &world.OpenPage();
  const auto create = [&](int n) {
    page->Create(kPatients, TempId(n), RecordText(TempId(n)));
    page->SendNow();
    page->Answer(201, R"({"success":true,"data":{"id":"P)" + std::to_string(n) + "\"}}");
  };
  page->SetUser("alice");
  create(1);
  world.clock.Set(GetParam());
  page = &world.Reload(*page);
  page->SetUser("alice");
  create(2);
  world.clock.Set(FakeClock::kStart_ms + 10'000);
  page = &world.Reload(*page);
  page->SetUser("alice");
  EXPECT_EQ(page->engine().ResolveId(EntityId(TempId(1))).value(), "P1");
  EXPECT_EQ(page->engine().ResolveId(EntityId(TempId(2))).value(), "P2");
  EXPECT_EQ(page->engine().local_store().history().size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(Clocks, WrongClock, testing::Values(1'000, 4'102'444'800'000));

TEST(WrongClockFromTheStart, IsForgivenWhenItIsSetRight) {
  World world;
  world.clock.Set(1'000);
  Page* page = &world.OpenPage();
  page->SetUser("alice");
  page->Create(kPatients, TempId(1), RecordText(TempId(1)));
  page->SendNow();
  page->Answer(201, R"({"success":true,"data":{"id":"P9"}})");
  world.clock.Set(FakeClock::kStart_ms);
  page = &world.Reload(*page);
  page->SetUser("alice");
  EXPECT_EQ(page->engine().ResolveId(EntityId(TempId(1))).value(), "P9");
}

}  // namespace
}  // namespace synchrone::clock_test
