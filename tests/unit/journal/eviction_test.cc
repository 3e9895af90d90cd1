// Storage that is full (BEHAVIOUR 5.4): audit records and names of every user are evicted before
// anybody's new work, and a crash between two writes loses nothing.
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "core/journal/format/key_schema.h"
#include "tests/support/world.h"

namespace synchrone::eviction_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr char kAppointments[] = "/api/v1/appointments";

bool IsDurable(Page& page, const std::string& id) {
  Draft draft;
  draft.resource = Resource(kPatients);
  draft.entity = EntityId(id);
  draft.data = R"({"a":1})";
  const Result<Receipt> receipt = page.Try(draft);
  return receipt.ok() && receipt->durable;
}

void Create(Page& page, int n) {
  page.Create(kPatients, TempId(n), RecordText(TempId(n)));
  page.SendNow();
  page.Answer(201, R"({"success":true,"data":{"id":")" + TempId(100'000 + n) + "\"}}");
}

TEST(Room, AuditOfOtherUsersIsEvictedBeforeNewWork) {
  World world;
  Page& page = world.OpenPage();
  for (const char* user : {"alice", "bob"}) {
    page.SetUser(user);
    for (int i = 0; i < 120; ++i) {
      page.Update(kPatients, "p" + std::to_string(i), R"({"a":1})");
      page.SendNow();
      page.Answer(200, R"({"success":true,"data":{"a":1}})");
    }
    page.Logout();
    world.Advance(1'000);
  }
  const size_t reserve = (*world.disk.Get(std::string(kReserveKey))).value_or("").size();
  world.storage.SetQuota(world.disk.bytes() + 100);
  page.SetUser("carol");
  page.engine().SetOfflineMode(true);
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(IsDurable(page, "p" + std::to_string(i))) << i;
  EXPECT_EQ((*world.disk.Get(std::string(kReserveKey))).value_or("").size(), reserve);
  // The oldest of all have gone, and alice's trail says where it begins.
  page.Logout();
  page.SetUser("alice");
  EXPECT_LT(world.disk.ValuesOf("/alice:h:").size(), 120u);
  EXPECT_EQ(world.disk.ValuesOf("/bob:h:").size(), 120u);
  EXPECT_EQ(world.disk.ValuesOf("/alice:c:").size(), 1u);
}

TEST(Room, NamesOlderThanAllThatWaitsAreEvictedToo) {
  World world;
  Page& page = world.OpenPage();
  page.SetUser("alice");
  for (int i = 0; i < 100; ++i) Create(page, i);
  world.Advance(1'000);
  size_t names = 0;
  for (const auto& [key, value] : world.disk.values()) {
    if (IsKeyOf(RecordKind::kIdMap, key)) names += key.size() + value.size();
  }
  world.storage.SetQuota(world.disk.bytes() + 100);
  page.engine().SetOfflineMode(true);
  int durable = 0;
  for (int i = 0; i < 300; ++i) durable += IsDurable(page, "p" + std::to_string(i)) ? 1 : 0;
  EXPECT_GT(names, 10'000u);
  EXPECT_LT(world.disk.ValuesOf(":i:").size(), 60u);
  EXPECT_GT(durable, 100);
}

TEST(Room, ANameThatIsYoungerThanWhatWaitsStays) {
  World world;
  Page& page = world.OpenPage();
  page.SetUser("alice");
  page.Update(kPatients, "p1", R"({"a":1})");
  page.SendNow();
  page.Answer(422, R"({"error":{"code":"RULE","message":"no"}})");  // waits for a person
  world.Advance(1'000);
  Create(page, 1);
  world.storage.SetQuota(world.disk.bytes());
  page.engine().SetOfflineMode(true);
  for (int i = 0; i < 10; ++i) IsDurable(page, "p" + std::to_string(i));
  EXPECT_EQ(world.disk.ValuesOf(":i:").size(), 1u);
}

// A page that was frozen before the merge would send the change once more.
TEST(Room, AMergeStaysWhileTheChangeThatTookItInWaits) {
  World world;
  Page& page = world.OpenPage();
  page.SetUser("alice");
  page.Configure(kPatients, R"({"coalesce":true})");
  Create(page, 1);
  world.Advance(1'000);
  page.engine().SetOfflineMode(true);
  page.Update(kPatients, "p1", R"({"a":1})");
  page.Update(kPatients, "p1", R"({"b":2})");
  page.engine().SetOfflineMode(false);
  page.SendNow();
  page.Answer(422, R"({"error":{"code":"RULE","message":"no"}})");  // waits for a person
  page.engine().SetOfflineMode(true);
  ASSERT_EQ(world.disk.ValuesOf("/alice:h:").size(), 2u);
  world.storage.SetQuota(world.disk.bytes());
  for (int i = 0; i < 10; ++i) IsDurable(page, "q" + std::to_string(i));
  const std::vector<std::string> kept = world.disk.ValuesOf("/alice:h:");
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_NE(kept[0].find("\"coalesced\""), std::string::npos);
}

TEST(Room, AuditAndNamesOfAllUsersStayUnderTheirBudget) {
  World world;
  // What two users have left, as the journal writes it.
  Page* page = &world.OpenPage();
  page->SetUser("alice");
  Create(*page, 1);
  const std::string text = world.disk.ValuesOf(":h:").at(0);
  size_t bytes = 0;
  for (int i = 0; bytes < tuning::kAuditBudget + 200'000; ++i) {
    const std::string key = "synchrone:1:-/bob:h:tabx:" + std::to_string(i);
    ASSERT_TRUE(world.disk.Put(key, text, "").ok());
    bytes += key.size() + text.size();
  }
  page = &world.Reload(*page);
  page->SetUser("alice");
  size_t kept = 0;
  for (const auto& [key, value] : world.disk.values()) {
    if (IsKeyOf(RecordKind::kHistory, key)) kept += key.size() + value.size();
  }
  EXPECT_LE(kept, tuning::kAuditBudget);
  EXPECT_GT(kept, tuning::kAuditBudget - 10'000);
}

// ---- While the queue waits, each probe looks whether other code has removed records (5.6a)

// What five probes without an answer write.
int WritesOfProbes(World& world, Page& page) {
  const int before = world.storage.writes();
  for (int probe = 0; probe < 5; ++probe) {
    page.RunTimer(Timer::kProbe);
    page.AnswerProbe(0);
  }
  return world.storage.writes() - before;
}

TEST(Room, AConfirmedRecordWithoutRoomIsNotTakenForRemoved) {
  World world;
  Page& page = world.OpenPage();
  page.SetUser("alice");
  page.Update(kPatients, "p1", R"({"name":"B"})");
  page.SendNow();
  page.Fail(TransportFailure::kNetwork);
  world.storage.SetQuota(world.disk.bytes());
  ASSERT_TRUE(page.Observe(kPatients, "p1", R"({"id":"p1","name":"A"})").ok());
  ASSERT_TRUE(world.disk.ValuesOf(":b:").empty());
  EXPECT_EQ(WritesOfProbes(world, page), 0);
  // It is written when it fits.
  world.storage.SetQuota(std::nullopt);
  ASSERT_TRUE(page.Observe(kPatients, "p1", R"({"id":"p1","name":"Z"})").ok());
  EXPECT_EQ(world.disk.ValuesOf(":b:").size(), 1u);
}

TEST(Room, ANameThatWasEvictedIsNotTakenForRemoved) {
  World world;
  Page& page = world.OpenPage();
  page.SetUser("alice");
  for (int i = 0; i < 100; ++i) Create(page, i);
  world.Advance(1'000);
  page.Update(kPatients, "p1", R"({"name":"B"})");
  page.SendNow();
  page.Fail(TransportFailure::kNetwork);
  world.storage.SetQuota(world.disk.bytes() + 100);
  for (int i = 0; world.disk.ValuesOf(":i:").size() == 100 && i < 400; ++i) {
    IsDurable(page, "p" + std::to_string(i));
  }
  ASSERT_LT(world.disk.ValuesOf(":i:").size(), 100u);
  EXPECT_EQ(WritesOfProbes(world, page), 0);
}

// ---- Crashes

class Crash : public testing::Test {
 protected:
  // A create that others refer to is confirmed, and the page dies `cut` writes later. False: it
  // was over by then.
  bool DieAfterTheAnswer(int cut, const std::string& note, int dependents,
                         std::optional<size_t> room, const std::string& answer) {
    World world;
    Page* page = &world.OpenPage();
    page->SetUser("alice");
    const std::string temp = TempId(1);
    page->Create(kPatients, temp, RecordText(temp));
    page->Update(kPatients, temp, R"({"b":1})");
    for (int i = 0; i < dependents; ++i) {
      const std::string id = TempId(10 + i);
      page->Create(kAppointments, id,
                   RecordText(id, R"({"patientId":")" + temp + R"(","note":")" + note + "\"}"));
    }
    page->SendNow();
    EXPECT_EQ(page->open_requests(), 1u);
    if (room) {
      EXPECT_TRUE(world.disk.Put(std::string(kReserveKey), "", "").ok());  // used up
      world.storage.SetQuota(world.disk.bytes() + *room);
    }
    page->storage().CutAfter(page->storage().writes() + cut);
    page->Answer(201, answer);
    const bool died = page->storage().cut();
    world.storage.SetQuota(std::nullopt);
    page = &world.Reload(*page);
    page->SetUser("alice");
    for (int round = 0; round < 12 && page->snapshot().pending > 0; ++round) {
      world.Advance(31'000);
      page->SendNow();
      while (page->open_requests() > 0) {
        const Request request = page->OpenRequest();
        const bool is_of_patient = request.resource.value() == kPatients;
        const bool is_create = request.method == Method::kPost;
        const bool names_temp = request.body.find(temp) != std::string::npos ||
                                request.url.find(temp) != std::string::npos;
        if (names_temp && !(is_of_patient && is_create)) ++lost_;
        page->Answer(is_create ? 201 : 200, is_of_patient ? answer : R"({"data":{"id":"A"}})");
      }
    }
    return died;
  }

  int lost_ = 0;
};

TEST_F(Crash, WithAStepOverOneMebibyteLosesNoName) {
  const std::string note(240'000, 'x');
  for (int cut = 0; DieAfterTheAnswer(cut, note, 5, {}, R"({"data":{"id":"P9"}})"); ++cut) {
  }
  EXPECT_EQ(lost_, 0);
}

TEST_F(Crash, WithoutRoomForAStepLosesNoName) {
  const std::string note(1'500, 'x');
  for (size_t room = 0; room < 3'000; room += 500) {
    for (int cut = 0; cut < 12; ++cut) {
      DieAfterTheAnswer(cut, note, 1, room, R"({"data":{"id":"P9"}})");
    }
  }
  EXPECT_EQ(lost_, 0);
}

// An answer without an id: what refers to the record waits, whenever the page dies.
TEST_F(Crash, WithoutRoomForAStepNothingGoesToARecordWithoutAName) {
  const std::string note(1'500, 'x');
  for (size_t room = 0; room < 3'000; room += 1'000) {
    for (int cut = 0; cut < 12; ++cut) DieAfterTheAnswer(cut, note, 1, room, R"({"success":true})");
  }
  EXPECT_EQ(lost_, 0);
}

// What is removed because storage refused its record may be written again before there is room.
TEST(Room, AKeyThatIsWrittenAgainIsNotRemoved) {
  World world;
  Page* page = &world.OpenPage();
  page->SetUser("alice");
  Create(*page, 1);
  ASSERT_TRUE(world.disk.Put(std::string(kReserveKey), "", "").ok());
  world.storage.SetQuota(world.disk.bytes());
  // The name of the first record is removed, later, and there is another of that key.
  page->Create(kPatients, TempId(1), RecordText(TempId(1)));
  page->SendNow();
  page->Answer(201, R"({"success":true,"data":{"id":"P2"}})");
  world.storage.SetQuota(std::nullopt);
  page->engine().Process();
  page = &world.Reload(*page);
  page->SetUser("alice");
  EXPECT_EQ(page->engine().ResolveId(EntityId(TempId(1))).value(), "P2");
}

}  // namespace
}  // namespace synchrone::eviction_test
