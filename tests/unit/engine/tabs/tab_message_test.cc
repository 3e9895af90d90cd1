#include "core/engine/tabs/tab_message.h"

#include <gtest/gtest.h>

#include "tests/support/world.h"

namespace synchrone::tab_message_test {
namespace {

Mutation Make(uint64_t counter) {
  Mutation mutation;
  mutation.sequence = {counter, TabId("t")};
  mutation.id = MutationId("m" + std::to_string(counter));
  mutation.user = {"u1", "clinic-9"};
  mutation.entity = {Resource("/api/v1/patients"), EntityId("p1")};
  mutation.data = R"({"name":"é\n"})";
  mutation.base = R"({"name":"x"})";
  return mutation;
}

Progress Parked() {
  Progress progress;
  progress.status = MutationStatus::kError;
  progress.park = ParkKind::kConflict;
  progress.server_record = R"({"version":3})";
  return progress;
}

TabMessage EveryChange() {
  TabMessage message;
  message.scope = "clinic-9/u1";
  message.from_leader = true;
  message.waiting = QueueWait::kUnreachable;
  message.changes = {
      Accepted{Make(1)},
      Rewritten{Make(2)},
      Advanced{{4, TabId("t")}, Parked()},
      Confirmed{{5, TabId("t")}, EntityId("p9"), R"({"id":"p9"})", false, ""},
      Dropped{{6, TabId("t")}, Dropped::Cause::kServerChosen},
      Observed{{Resource("/api/v1/patients"), EntityId("p1")}, R"({"name":"y"})"},
      Confirmed{{7, TabId("t")}, {}, "{}", true, "", false, "1 \"5f\""},
      Confirmed{{8, TabId("t")}, {}, "{}", true, "", false, "1 "},
  };
  return message;
}

// BEHAVIOUR 6.2.
TEST(TabMessage, EveryChangeArrivesAsItWasSent) {
  const std::optional<TabMessage> message = DecodeTabMessage(EncodeTabMessage(EveryChange()));
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(*message, EveryChange());
}

TEST(TabMessage, OnlyTheLeaderAnnouncesTheWait) {
  TabMessage message;
  message.scope = "-/-";
  EXPECT_EQ(*DecodeTabMessage(EncodeTabMessage(message)), message);
  message.from_leader = true;
  EXPECT_EQ(*DecodeTabMessage(EncodeTabMessage(message)), message);
  message.asks = true;
  EXPECT_EQ(*DecodeTabMessage(EncodeTabMessage(message)), message);
}

TEST(TabMessage, AnotherVersionOrNonsenseIsNoMessage) {
  for (const char* text : {"", "{", "[]", "1", R"({"v":2,"scope":"-/-","changes":[]})",
                           R"({"scope":"-/-","changes":[]})"}) {
    EXPECT_FALSE(DecodeTabMessage(text).has_value()) << text;
  }
}

TEST(TabMessage, AnUnreadableChangeIsLeftOutAndItsNeighboursArrive) {
  Json json = JsonOf(EncodeTabMessage(EveryChange()));
  json["changes"][0]["mutation"] = "00000000 damaged";
  json["changes"][2].erase("progress");
  json["changes"][4]["cause"] = 99;
  json["changes"].push_back(7);
  json["changes"].push_back({{"type", "unheard of"}, {"at", Json::array({1, "t"})}});
  json["changes"].push_back({{"type", "advanced"}, {"at", Json::array({-1, "t"})}});
  const std::optional<TabMessage> message = DecodeTabMessage(DumpJson(json));
  ASSERT_TRUE(message.has_value());
  const std::vector<Change> all = EveryChange().changes;
  EXPECT_EQ(message->changes, (std::vector<Change>{all[1], all[3], all[5], all[6], all[7]}));
}

// Records reach the page as text: one that is no JSON would make the whole batch of events
// unreadable.
TEST(TabMessage, ARecordThatIsNoJsonIsUnreadable) {
  TabMessage message;
  message.scope = "-/-";
  const EntityKey entity{Resource("/api/v1/patients"), EntityId("p1")};
  message.changes = {Confirmed{{5, TabId("t")}, EntityId("p9"), R"({"id":)", true, ""},
                     Observed{entity, R"({"name":"y"} {)"}, Observed{entity, ""}};
  const std::optional<TabMessage> read = DecodeTabMessage(EncodeTabMessage(message));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->changes, std::vector<Change>{message.changes.back()});
}

// A mutation that is settled leaves the queue by Confirmed or Dropped: another version of the
// application, or a fault, says otherwise, and no tab ends by it.
TEST(TabMessage, ProgressThatSaysSettledIsUnreadable) {
  for (const MutationStatus status : {MutationStatus::kSynced, MutationStatus::kRolledBack}) {
    Progress progress;
    progress.status = status;
    TabMessage message;
    message.changes = {Advanced{{4, TabId("t")}, progress}};
    EXPECT_TRUE(DecodeTabMessage(EncodeTabMessage(message))->changes.empty());
  }
}

}  // namespace
}  // namespace synchrone::tab_message_test
