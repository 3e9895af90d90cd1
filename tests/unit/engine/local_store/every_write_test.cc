// A page that dies at any storage write leaves each step done or not begun (BEHAVIOUR 5.1): what a
// page that starts afterwards finds is what an undisturbed one would have found before or after it.
#include <gtest/gtest.h>

#include <functional>

#include "tests/support/world.h"

namespace synchrone::every_write_test {
namespace {

constexpr char kPatients[] = "/api/v1/patients";
constexpr char kAppointments[] = "/api/v1/appointments";
constexpr char kPartner[] = "https://partner.example/orders";

// The page that the steps are about is the world's first.
using Step = std::function<void(World&)>;

struct Scenario {
  const char* name;
  std::vector<Step> steps;  // the first opens the page
};

Page& PageOf(World& world) { return *world.pages().front(); }

Step Open(PageOptions options = {}) {
  return [options](World& world) { world.OpenPage(options); };
}
Step Do(std::function<void(Page&)> act) {
  return [act](World& world) { act(PageOf(world)); };
}
Step Answer(int status, const std::string& json = "") {
  return Do([=](Page& page) { page.Answer(status, json); });
}
const Step kSend = Do([](Page& page) { page.SendNow(); });

MutationId Id(int counter) { return MutationId("mutation-" + std::to_string(counter) + "-tab1"); }

Step CreatePatient(int n) {
  return Do([=](Page& page) { page.Create(kPatients, TempId(n), RecordText(TempId(n))); });
}
Step CreateAppointmentFor(int patient, int n) {
  return Do([=](Page& page) {
    page.Create(kAppointments, TempId(n),
                RecordText(TempId(n), R"({"patientId":")" + TempId(patient) + R"("})"));
  });
}
Step UpdatePatient(const std::string& id, const std::string& changes) {
  return Do([=](Page& page) {
    page.Update(kPatients, id, changes, RecordText(id, R"({"name":"A","version":1})"));
  });
}

constexpr char kConflict[] = R"({"success":false,"error":{"code":"VERSION_CONFLICT",)"
                             R"("details":{"current":{"id":"p1","name":"C","version":2}}}})";
constexpr char kRefusal[] = R"({"success":false,"error":{"code":"RULE","message":"No"}})";
constexpr char kCreated[] = R"({"success":true,"data":{"id":"p1","version":1}})";

std::vector<Scenario> AllScenarios() {
  std::vector<Scenario> all;
  all.push_back({"ACreateGetsItsIdAndWhatRefersToItFollows",
                 {Open(), CreatePatient(1), UpdatePatient(TempId(1), R"({"name":"B"})"),
                  CreateAppointmentFor(1, 2), CreateAppointmentFor(1, 3), kSend,
                  Answer(201, kCreated), kSend, Answer(200), Answer(201)}});
  all.push_back({"ARefusedCreateParksWhatRefersToItAndReleasesItAgain",
                 {Open(), CreatePatient(1), CreateAppointmentFor(1, 2), CreateAppointmentFor(1, 3),
                  kSend, Answer(422, kRefusal), Do([](Page& page) {
                    EXPECT_TRUE(page.Retry(Id(1), RecordText(TempId(1), R"({"name":"B"})")).ok());
                  }),
                  kSend, Answer(201, kCreated)}});
  all.push_back({"WhatNeedsARecordWithoutAnIdIsParkedAtOnce",
                 {Open(), CreatePatient(1), kSend, Answer(201),
                  UpdatePatient(TempId(1), R"({"name":"B"})"), CreateAppointmentFor(1, 2)}});
  all.push_back({"ADiscardedCreateTakesItsChangesWithIt",
                 {Open(), CreatePatient(1), UpdatePatient(TempId(1), R"({"name":"B"})"),
                  CreateAppointmentFor(1, 2),
                  Do([](Page& page) { EXPECT_TRUE(page.Discard(Id(1)).ok()); })}});
  for (const Resolution resolution :
       {Resolution::kMine, Resolution::kServer, Resolution::kMerged}) {
    all.push_back(
        {"AConflictIsResolved",
         {Open(), UpdatePatient("p1", R"({"name":"B"})"), UpdatePatient("p1", R"({"phone":"1"})"),
          kSend, Answer(412, kConflict), Do([=](Page& page) {
            EXPECT_TRUE(page.Resolve(Id(1), resolution, R"({"name":"D"})").ok());
          }),
          kSend, Answer(200)}});
  }
  all.push_back({"ARefusedEditIsRetriedBehindLaterOnes",
                 {Open(), UpdatePatient("p1", R"({"name":"B"})"),
                  UpdatePatient("p1", R"({"phone":"1"})"), kSend, Answer(422, kRefusal),
                  Do([](Page& page) { EXPECT_TRUE(page.Retry(Id(1), R"({"name":"E"})").ok()); }),
                  kSend, Answer(200), kSend, Answer(200)}});
  all.push_back(
      {"ACreateOfItsOwnGetsItsId", {Open(), CreatePatient(1), kSend, Answer(201, kCreated)}});
  all.push_back({"AnUpdateOfItsOwnIsConfirmed",
                 {Open(), UpdatePatient("p1", R"({"name":"B"})"), kSend, Answer(200)}});
  all.push_back({"ADeleteIsConfirmed",
                 {Open(), Do([](Page& page) { page.Delete(kPatients, "p1", R"({"id":"p1"})"); }),
                  kSend, Answer(204)}});
  all.push_back({"AnUnknownOutcomeIsSettledByAPerson",
                 {Open({.origins = {"https://partner.example"}}),
                  Do([](Page& page) { page.Create(kPartner, TempId(1), RecordText(TempId(1))); }),
                  kSend, Answer(202), Do([](Page& page) {
                    EXPECT_TRUE(page.Resolve(Id(1), Resolution::kServer).ok());
                  })}});
  all.push_back({"WhatWasQueuedBeforeSignInIsAdopted",
                 {Open(), CreatePatient(1), CreateAppointmentFor(1, 2),
                  UpdatePatient("p7", R"({"name":"B"})"),
                  Do([](Page& page) { page.SetUser("nurse", "clinic"); }),
                  Do([](Page& page) { page.Logout(); })}});
  all.push_back({"AnArrayOfExistingCodeIsImported",
                 {[](World& world) {
                    ASSERT_TRUE(
                        world.disk
                            .Put("medicalPro_mutation_queue",
                                 R"([{"id":"a","type":"POST","endpoint":"/api/v1/patients",)"
                                 R"("data":{"id":"x1"},"retries":2},)"
                                 R"({"id":"b","type":"PATCH","endpoint":"/api/v1/patients/7",)"
                                 R"("data":{"name":"B"}}])",
                                 "")
                            .ok());
                  },
                  Open(), kSend, Answer(200)}});
  all.push_back({"KeptOfflineThenCleared",
                 {Open(), CreatePatient(1), UpdatePatient("p2", R"({"name":"B"})"),
                  UpdatePatient("p3", R"({"name":"B"})"),
                  Do([](Page& page) { EXPECT_TRUE(page.KeepOffline(Id(2)).ok()); }),
                  Do([](Page& page) { page.engine().Clear(); })}});
  all.push_back({"AnApiWithoutPatchGetsPut",
                 {Open(), UpdatePatient("p1", R"({"name":"B"})"), kSend, Answer(405, kRefusal),
                  kSend, Answer(200)}});
  return all;
}

// What a page that starts over this disk finds.
std::string Found(const MemoryStorage& disk) {
  World world;
  world.disk = disk;
  Page& page = world.OpenPage();
  std::string text = "user '" + page.snapshot().user.id + "'\n";
  for (const QueuedMutation* queued : page.engine().local_store().queue().All()) {
    const Mutation& mutation = queued->mutation;
    text += mutation.id.value() + " " + mutation.entity.resource.value() + " " +
            mutation.entity.id.value() + " " + mutation.data + " " +
            StatusName(queued->progress.status) + " " + ParkKindName(queued->progress.park) +
            (queued->progress.kept_offline ? " kept" : "") + " generation " +
            std::to_string(queued->progress.generation) + " view " +
            page.View(mutation.entity.resource.value(), mutation.entity.id.value()) + "\n";
  }
  for (const SettledMutation& settled : page.engine().local_store().history()) {
    text += "settled " + settled.queued.id().value() + " " + settled.cause + "\n";
  }
  text += "sealed " + std::to_string(page.snapshot().sealed) + "\n";
  for (const auto& [key, value] : world.disk.values()) {
    if (key.find(":quarantine:") != std::string::npos) text += "set aside " + key + "\n";
  }
  return text;
}

class EveryWrite : public testing::TestWithParam<size_t> {};

TEST_P(EveryWrite, LeavesAStepDoneOrNotBegun) {
  const Scenario scenario = AllScenarios()[GetParam()];
  SCOPED_TRACE(scenario.name);
  std::vector<std::string> found;
  World undisturbed;
  for (const Step& step : scenario.steps) {
    step(undisturbed);
    found.push_back(Found(undisturbed.disk));
  }
  const int writes = undisturbed.storage.writes();
  ASSERT_GT(writes, 0);
  for (int landed = 0; landed < writes; ++landed) {
    World world;
    world.storage.CutAfter(landed);
    size_t step = 0;
    while (step < scenario.steps.size() && !world.storage.cut()) scenario.steps[step++](world);
    ASSERT_TRUE(world.storage.cut());
    const std::string now = Found(world.disk);
    const std::string before = step < 2 ? Found(MemoryStorage()) : found[step - 2];
    const std::string after = found[step - 1];
    EXPECT_TRUE(now == before || now == after)
        << "cut after write " << landed << " in step " << step << ", found\n"
        << now << "\nbefore the step\n"
        << before << "\nafter it\n"
        << after;
  }
}

constexpr size_t kScenarios = 16;

INSTANTIATE_TEST_SUITE_P(Scenarios, EveryWrite, testing::Range<size_t>(0, kScenarios));

TEST(EveryWriteScenarios, AreAllRun) { EXPECT_EQ(AllScenarios().size(), kScenarios); }

}  // namespace
}  // namespace synchrone::every_write_test
