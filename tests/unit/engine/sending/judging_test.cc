// Answers whose meaning depends on what is known of the record, and where ids come from
// (BEHAVIOUR 2.2, 3.5a, section 4).
#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/one_page_test.h"

namespace synchrone::judging_test {
namespace {

constexpr char kAppointments[] = "/api/v1/appointments";

class JudgingTest : public OnePageTest {
 protected:
  int reads_wanted() const { return page_.sink.Count<ReadNeededEvent>(); }
};

// ---- 404 and 410 to an update (2.2)

TEST_F(JudgingTest, NothingFoundWherePatchHasWorkedIsARecordThatIsGone) {
  Sent(page_.Update(kPatients, "p0", R"({"name":"B"})"));
  page_.Answer(200, R"({"id":"p0"})");
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(404);
  EXPECT_EQ(progress(id).park, ParkKind::kRefused);
  EXPECT_EQ(reads_wanted(), 1);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", "", true).ok());
  EXPECT_EQ(page_.View(kPatients, "p1"), "absent");
  EXPECT_EQ(progress(id).park, ParkKind::kRefused);
  Sent(page_.Update(kPatients, "p2", R"({"name":"C"})"));
  EXPECT_EQ(page_.OpenRequest().method, Method::kPatch);
}

TEST_F(JudgingTest, NothingFoundOfARecordThatIsThereIsAnApiWithoutPatch) {
  for (const char* body : {"", "Not Found", R"({"error":"Not Found","message":"no route"})"}) {
    World world;
    Page& page = world.OpenPage();
    page.Update(kPatients, "p1", R"({"name":"B"})", kKnown);
    page.SendNow();
    page.Answer(404, body);
    EXPECT_EQ(page.open_requests(), 0u);
    ASSERT_TRUE(
        page.Observe(kPatients, "p1", R"({"id":"p1","name":"A","city":"Lyon"})", true).ok());
    page.SendNow();
    EXPECT_EQ(page.OpenRequest().method, Method::kPut) << body;
    EXPECT_EQ(page.OpenRequest().body, R"({"id":"p1","name":"B","city":"Lyon"})") << body;
  }
}

TEST_F(JudgingTest, NothingFoundOfARecordThatIsGoneIsARefusal) {
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(404);
  EXPECT_TRUE(page_.Queued(id).pending());
  ASSERT_TRUE(page_.Observe(kPatients, "p1", "", true).ok());
  EXPECT_EQ(progress(id).park, ParkKind::kRefused);
  EXPECT_EQ(page_.View(kPatients, "p1"), "absent");
}

TEST_F(JudgingTest, AListThatWasReadBeforeSaysNothingOfTheRoute) {
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(404);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", kKnown).ok());
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  EXPECT_TRUE(page_.Queued(id).pending());
}

TEST_F(JudgingTest, ARecordThatCannotBeReadIsAskedAboutOnceMore) {
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(404);
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  page_.RunTimer(Timer::kDue);
  page_.SendNow();
  ASSERT_EQ(page_.open_requests(), 1u);
  EXPECT_EQ(page_.OpenRequest().method, Method::kPatch);
  page_.Answer(404);
  EXPECT_EQ(progress(id).park, ParkKind::kRefused);
}

TEST_F(JudgingTest, A410RefusesAnUpdateAndShowsTheRecordAsDeleted) {
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(410);
  EXPECT_EQ(progress(id).park, ParkKind::kRefused);
  EXPECT_EQ(page_.View(kPatients, "p1"), "absent");
}

TEST_F(JudgingTest, ARefusedPutOfARecordThatIsGoneIsNotMadeAgain) {
  page_.Configure(kPatients, R"({"method":"PUT","putBody":"record"})");
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(404);
  EXPECT_EQ(progress(id).park, ParkKind::kRefused);
  EXPECT_EQ(reads_wanted(), 1);
}

// ---- 409 and 412

TEST_F(JudgingTest, AConflictWithWhatWasSentIsConfirmed) {
  const MutationId id = Sent(
      page_.Update(kPatients, "p1", R"({"version":3,"name":"B","address":{"a":1,"b":2}})", kKnown));
  page_.Answer(
      409, R"({"data":{"id":"p1","name":"B","address":{"b":2,"a":1},"city":"Lyon","version":4}})");
  EXPECT_FALSE(page_.IsQueued(id));
  EXPECT_EQ(page_.sink.Last<SettledEvent>().status, MutationStatus::kSynced);
  EXPECT_EQ(page_.View(kPatients, "p1"), "unknown");
}

TEST_F(JudgingTest, AConflictOnTheVersionThatWasNamedIsARefusalWithTheApisSentence) {
  for (const char* current : {kKnown, R"({"id":"p1","name":"Z","version":3})"}) {
    for (const int status : {409, 412}) {
      World world;
      Page& page = world.OpenPage();
      const MutationId id = page.Delete(kPatients, "p1", kKnown);
      page.SendNow();
      page.Answer(status, R"({"error":{"code":"REFERENCED","message":"Has appointments"},"data":)" +
                              std::string(current) + "}");
      const Progress& progress = page.Queued(id).progress;
      EXPECT_EQ(progress.park, ParkKind::kRefused);
      EXPECT_EQ(progress.error_code, "REFERENCED");
      EXPECT_EQ(progress.error_message, "Has appointments");
      EXPECT_EQ(page.View(kPatients, "p1"), current);
    }
  }
}

TEST_F(JudgingTest, AConflictThatShowsNoRecordIsJudgedByARead) {
  const MutationId id = Sent(page_.Delete(kPatients, "p1", kKnown));
  page_.Answer(409, R"({"error":{"code":"REFERENCED","message":"Has appointments"}})");
  EXPECT_TRUE(page_.Queued(id).pending());
  EXPECT_EQ(reads_wanted(), 1);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", kKnown, true).ok());
  EXPECT_EQ(progress(id).park, ParkKind::kRefused);
  EXPECT_EQ(progress(id).error_message, "Has appointments");
  EXPECT_EQ(page_.View(kPatients, "p1"), kKnown);
}

TEST_F(JudgingTest, AConflictWithAnotherVersionIsOne) {
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(409);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"id":"p1","name":"C","version":4})", true).ok());
  EXPECT_EQ(progress(id).park, ParkKind::kConflict);
  EXPECT_EQ(progress(id).server_record, R"({"id":"p1","name":"C","version":4})");
}

TEST_F(JudgingTest, AConflictWithoutVersionsIsOneWhenTheRecordHasChanged) {
  for (const auto& [read, park] : std::vector<std::pair<std::string, ParkKind>>{
           {R"({"name":"A","id":"p1","more":1})", ParkKind::kRefused},
           {R"({"id":"p1","name":"C"})", ParkKind::kConflict}}) {
    World world;
    Page& page = world.OpenPage();
    const MutationId id =
        page.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1","name":"A"})");
    page.SendNow();
    page.Answer(409, R"({"message":"The phone is taken"})");
    ASSERT_TRUE(page.Observe(kPatients, "p1", read, true).ok());
    EXPECT_EQ(page.Queued(id).progress.park, park) << read;
  }
}

TEST_F(JudgingTest, AConflictAboutWhatIsGoneEndsADeleteAndRefusesAnUpdate) {
  const MutationId deleted = Sent(page_.Delete(kPatients, "p1", kKnown));
  page_.Answer(409);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", "", true).ok());
  EXPECT_FALSE(page_.IsQueued(deleted));
  const MutationId updated = Sent(page_.Update(kPatients, "p2", R"({"name":"B"})"));
  page_.Answer(412);
  ASSERT_TRUE(page_.Observe(kPatients, "p2", "", true).ok());
  EXPECT_EQ(progress(updated).park, ParkKind::kRefused);
}

TEST_F(JudgingTest, AConflictAboutADeletedRecordThatIsKeptEndsADelete) {
  for (const char* mark :
       {R"("deleted_at":"2026-11-28")", R"("archived":true)", R"("isDeleted":1)",
        R"("active":false)", R"("status":"archived")", R"("removedOn":1764324000)"}) {
    for (const bool is_read : {false, true}) {
      World world;
      Page& page = world.OpenPage();
      page.Delete(kPatients, "p1", kKnown);
      page.SendNow();
      const std::string record = std::string(R"({"id":"p1","name":"A","version":4,)") + mark + "}";
      page.Answer(is_read ? 409 : 412, is_read ? R"({"message":"Already archived"})"
                                               : R"({"success":false,"data":)" + record + "}");
      if (is_read) {
        ASSERT_TRUE(page.Observe(kPatients, "p1", record, true).ok());
      }
      EXPECT_EQ(page.snapshot().pending, 0) << record;
      EXPECT_EQ(page.snapshot().attention, 0) << record;
    }
  }
}

TEST_F(JudgingTest, AMarkThatWasKnownBeforeDeletesNothing) {
  const char archived[] = R"({"id":"p1","archived":true,"deleted_at":null,"version":3})";
  const MutationId id = Sent(page_.Delete(kPatients, "p1", archived));
  page_.Answer(412, R"({"data":{"id":"p1","archived":true,"deleted_at":null,"version":4}})");
  EXPECT_EQ(progress(id).park, ParkKind::kConflict);
}

TEST_F(JudgingTest, AConflictThatCannotBeReadIsAskedAboutOnceMoreAndParked) {
  const MutationId id = Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(409);
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  page_.RunTimer(Timer::kDue);
  page_.SendNow();
  page_.Answer(409);
  EXPECT_EQ(progress(id).park, ParkKind::kConflict);
}

// ---- Where an id comes from (3.5a)

TEST_F(JudgingTest, AnUpdateThatGivesAnotherIdRenamesTheRecord) {
  Sent(page_.Update(kPatients, "obs-1", R"({"value":2})", R"({"id":"obs-1","value":1})"));
  page_.Update(kPatients, "obs-1", R"({"value":3})");
  page_.Answer(200, R"({"id":"obs-2","value":2})");
  ASSERT_TRUE(page_.Observe(kPatients, "obs-1", "", true).ok());
  EXPECT_EQ(page_.sink.Last<SettledEvent>().previous_id, EntityId("obs-1"));
  EXPECT_EQ(page_.engine().ResolveId(EntityId("obs-1")), EntityId("obs-2"));
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().url, "/api/v1/patients/obs-2");
  page_.Answer(200, R"({"id":"obs-3","value":3})");
  ASSERT_TRUE(page_.Observe(kPatients, "obs-2", "", true).ok());
  Sent(page_.Update(kPatients, "obs-1", R"({"value":4})"));
  EXPECT_EQ(page_.OpenRequest().url, "/api/v1/patients/obs-3");
  Page& later = world_.Reload(page_);
  EXPECT_EQ(later.engine().ResolveId(EntityId("obs-1")), EntityId("obs-3"));
}

// It may be another person's record: one that is there under its own id has no other.
TEST_F(JudgingTest, AnotherIdWithOtherValuesIsNoNameOfARecordThatIsThere) {
  Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Update(kPatients, "p1", R"({"name":"C"})");
  page_.Answer(200, R"({"id":"p2","name":"Ana"})");
  EXPECT_EQ(reads_wanted(), 1);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"id":"p1","name":"B","version":4})", true).ok());
  EXPECT_EQ(page_.engine().ResolveId(EntityId("p1")), EntityId());
  EXPECT_EQ(page_.sink.Last<SettledEvent>().record, R"({"id":"p1","name":"B","version":4})");
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().url, "/api/v1/patients/p1");
}

// A colleague may have made the same change of another record.
TEST_F(JudgingTest, AnotherIdWithTheSameValuesIsNoNameOfARecordThatIsThere) {
  Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(200, R"({"id":"p2","name":"B"})");
  EXPECT_EQ(reads_wanted(), 1);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", R"({"id":"p1","name":"B","version":4})", true).ok());
  EXPECT_EQ(page_.engine().ResolveId(EntityId("p1")), EntityId());
  EXPECT_EQ(page_.sink.Last<SettledEvent>().record, R"({"id":"p1","name":"B","version":4})");
}

TEST_F(JudgingTest, AnotherIdIsTheNameWhereTheFormerVersionOfTheRecordIsKept) {
  Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(200, R"({"id":"p2","name":"B"})");
  ReadEarly(world_, page_);
  ASSERT_TRUE(page_.Observe(kPatients, "p1", kKnown, true).ok());
  EXPECT_EQ(page_.engine().ResolveId(EntityId("p1")), EntityId("p2"));
}

TEST_F(JudgingTest, AUuidInAnotherCaseNeedsNoRead) {
  const std::string upper = "AAAAAAAA-0000-4000-8000-00000000000A";
  const std::string lower = "aaaaaaaa-0000-4000-8000-00000000000a";
  Sent(page_.Update(kPatients, upper, R"({"name":"B"})"));
  page_.Answer(200, R"({"id":")" + lower + R"(","name":"b."})");
  EXPECT_EQ(reads_wanted(), 0);
  EXPECT_EQ(page_.engine().ResolveId(EntityId(upper)), EntityId(lower));
}

TEST_F(JudgingTest, AnotherIdWithOtherValuesIsTheNameOfARecordThatIsGone) {
  Sent(page_.Update(kPatients, "p1", R"({"name":"b"})", kKnown));
  page_.Answer(200, R"({"id":"p2","name":"B","version":4})");
  ASSERT_TRUE(page_.Observe(kPatients, "p1", "", true).ok());
  EXPECT_EQ(page_.engine().ResolveId(EntityId("p1")), EntityId("p2"));
  EXPECT_EQ(page_.sink.Last<SettledEvent>().record, R"({"id":"p2","name":"B","version":4})");
}

TEST_F(JudgingTest, AnotherIdWithOtherValuesIsNoNameWhereTheRecordCannotBeRead) {
  Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(200, R"({"id":"p2","name":"Ana"})");
  world_.Advance(tuning::kRequestLife_ms);
  EXPECT_EQ(page_.engine().ResolveId(EntityId("p1")), EntityId());
  EXPECT_EQ(page_.sink.Last<SettledEvent>().record, R"({"id":"p1","name":"B","version":3})");
}

TEST_F(JudgingTest, AnAnswerThatShowsNothingOfWhatWasSentGivesNoName) {
  Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(200, R"({"id":"n9","type":"notification"})");
  EXPECT_EQ(page_.engine().ResolveId(EntityId("p1")), EntityId());
  EXPECT_EQ(page_.sink.Last<SettledEvent>().record, R"({"id":"p1","name":"B","version":3})");
}

// A consent has the id of its patient, and each version of it one of its own.
TEST_F(JudgingTest, AnIdThatAnUpdateReplacesMayBeAnotherRecordsAsWell) {
  const std::string shared = "aaaaaaaa-0000-4000-8000-000000000001";
  const std::string next = "bbbbbbbb-0000-4000-8000-000000000002";
  const std::string of_both = R"({"patient_id":")" + shared + R"(","consent_id":")" + shared +
                              R"(","note":")" + shared + R"("})";
  const std::string expected = R"({"patient_id":")" + shared + R"(","consent_id":")" + next +
                               R"(","note":")" + shared + R"("})";
  page_.Configure(kAppointments, R"({"references":["patient_id","consent_id"]})");
  Sent(page_.Update("/api/v1/consents", shared, R"({"text":"yes"})"));
  const MutationId before = page_.Update(kAppointments, "a1", of_both);
  page_.Answer(200, R"({"id":")" + next + R"(","text":"yes"})");
  ASSERT_TRUE(page_.Observe("/api/v1/consents", shared, "", true).ok());
  EXPECT_EQ(page_.Queued(before).mutation.data, of_both);
  Page* page = &page_;
  for (int reloads = 0; reloads < 2; ++reloads) {
    const MutationId after = page->Update(kAppointments, "a2", of_both);
    EXPECT_EQ(page->Queued(after).mutation.data, expected);
    const MutationId patient = page->Update(kPatients, shared, R"({"name":"B"})");
    EXPECT_EQ(page->Queued(patient).mutation.entity.id.value(), shared);
    const MutationId consent = page->Update("/api/v1/consents", shared, R"({"text":"no"})");
    EXPECT_EQ(page->Queued(consent).mutation.entity.id.value(), next);
    page = &world_.Reload(*page);
    page->Configure(kAppointments, R"({"references":["patient_id","consent_id"]})");
  }
}

TEST_F(JudgingTest, AnAnswerUnderAFormerIdIsNoNewName) {
  ASSERT_TRUE(page_.engine().AddAlias(kPatients, EntityId("p1"), EntityId("12")).ok());
  Sent(page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown));
  page_.Answer(200, R"({"id":12,"name":"B"})");
  EXPECT_EQ(page_.engine().ResolveId(EntityId("12")), EntityId("p1"));
  EXPECT_EQ(page_.sink.Last<SettledEvent>().record, R"({"id":"p1","name":"B","version":3})");
}

TEST_F(JudgingTest, TheContextsIdThatTheServerGivesAsWellIsTheRecords) {
  page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  ASSERT_TRUE(page_.engine().AddAlias(kPatients, EntityId(TempId(1)), EntityId("12")).ok());
  page_.SendNow();
  page_.Answer(201, R"({"id":12})");
  Sent(page_.Update(kPatients, TempId(1), R"({"name":"B"})"));
  EXPECT_EQ(page_.OpenRequest().url, "/api/v1/patients/12");
  Page& later = world_.Reload(page_);
  EXPECT_EQ(later.engine().ResolveId(EntityId(TempId(1))), EntityId("12"));
}

TEST_F(JudgingTest, IdsGoOutAsTheyCame) {
  for (const char* id :
       {"9007199254740993", "12.0", "-7", "0", "1e400", "123456789012345678901234567890"}) {
    World world;
    Page& page = world.OpenPage();
    page.Create(kPatients, TempId(1), RecordText(TempId(1)));
    page.Update(kPatients, TempId(1), R"({"name":"B"})");
    page.SendNow();
    page.Answer(201, std::string(R"({"success":true,"data":{"id":)") + id + "}}");
    page.SendNow();
    EXPECT_EQ(page.OpenRequest().url, std::string("/api/v1/patients/") + id);
  }
}

// A create that is confirmed without an id: what refers to it waits, whenever it was made.
TEST_F(JudgingTest, AnUnnamedRecordKeepsTheIdThatItHasHere) {
  for (const char* id : {"null", "false", R"("")", R"(" ")", R"({"value":"x"})", R"(["x"])"}) {
    World world;
    Page& page = world.OpenPage();
    page.Create(kPatients, TempId(1), RecordText(TempId(1)));
    page.SendNow();
    page.Answer(201, std::string(R"({"id":)") + id + R"(,"name":"A"})");
    const Result<Json> record = ParseJson(page.sink.Last<SettledEvent>().record);
    EXPECT_EQ(StringOr(*record, "id"), TempId(1)) << id;
    EXPECT_EQ(page.engine().ResolveId(EntityId(TempId(1))), EntityId()) << id;
  }
}

TEST_F(JudgingTest, WhatNeedsAnUnnamedRecordIsParkedBeforeAndAfter) {
  page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  const std::string visit = R"({"id":")" + TempId(2) + R"(","patient_id":")" + TempId(1) + R"("})";
  const MutationId edit = page_.Update(kPatients, TempId(1), R"({"name":"B"})");
  const MutationId before = page_.Create(kAppointments, TempId(2), visit);
  page_.SendNow();
  page_.Answer(201);
  const MutationId later_edit = page_.Update(kPatients, TempId(1), R"({"name":"C"})");
  const MutationId gone = page_.Delete(kPatients, TempId(1));
  const MutationId after =
      page_.Create(kAppointments, TempId(3), R"({"id":"x","patient_id":")" + TempId(1) + R"("})");
  const std::vector<MutationId> all = {edit, before, later_edit, gone, after};
  for (const MutationId& id : all) {
    EXPECT_EQ(progress(id).park, ParkKind::kDependency) << id.value();
    EXPECT_EQ(progress(id).error_code, "MISSING_SERVER_ID");
  }
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);
  // A person's retry does not give it a name.
  EXPECT_EQ(page_.Retry(after).code(), ErrorCode::kNotAllowedNow);
  ASSERT_TRUE(page_.KeepOffline(edit).ok());
  page_.SendNow();
  EXPECT_EQ(page_.open_requests(), 0u);

  Page& reloaded = world_.Reload(page_);
  const MutationId late = reloaded.Update(kPatients, TempId(1), R"({"name":"D"})");
  EXPECT_EQ(reloaded.Queued(late).progress.error_code, "MISSING_SERVER_ID");
  reloaded.SendNow();
  EXPECT_EQ(reloaded.open_requests(), 0u);
  // The application says that the API keeps our ids.
  reloaded.Configure(kPatients, R"({"clientIds":true})");
  ASSERT_TRUE(reloaded.Retry(late).ok());
  reloaded.SendNow();
  EXPECT_EQ(reloaded.OpenRequest().url, std::string(kPatients) + "/" + TempId(1));
}

TEST_F(JudgingTest, WithClientIdsOursIsTheRecords) {
  page_.Configure(kPatients, R"({"clientIds":true})");
  page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.Update(kPatients, TempId(1), R"({"name":"B"})");
  page_.SendNow();
  page_.Answer(201);
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().url, std::string(kPatients) + "/" + TempId(1));
}

TEST_F(JudgingTest, ARecordThatIsMadeAgainUnderTheIdIsAnother) {
  page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.SendNow();
  page_.Answer(201);
  page_.Create(kPatients, TempId(1), RecordText(TempId(1)));
  page_.Update(kPatients, TempId(1), R"({"name":"B"})");
  page_.SendNow();
  page_.Answer(201, R"({"id":"p9"})");
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().url, "/api/v1/patients/p9");
}

// ---- Versions and waits

TEST_F(JudgingTest, AVersionThatNoHeaderCanCarryIsNotSent) {
  for (const char* version : {R"("a\r\nb")", R"("é")", R"("a\"b")", R"("\u0000")"}) {
    World world;
    Page& page = world.OpenPage();
    page.Update(kPatients, "p1", R"({"name":"B"})",
                std::string(R"({"id":"p1","version":)") + version + "}");
    page.SendNow();
    EXPECT_EQ(page.OpenRequest().if_match, "") << version;
  }
}

TEST_F(JudgingTest, AWeakTagGoesBackWhereTheApiComparesIt) {
  page_.Configure(kPatients, R"({"weakVersions":true})");
  page_.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1"})");
  page_.Update(kPatients, "p1", R"({"name":"C"})");
  page_.SendNow();
  Response response = JsonAnswer(200, R"({"id":"p1"})");
  response.etag = "W/\"3\"";
  page_.Answer(response);
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().if_match, "W/\"3\"");
}

TEST_F(JudgingTest, AVersionInTheRecordIsAWeakTagWhereTheApiComparesThose) {
  page_.Configure(kPatients, R"({"weakVersions":true})");
  page_.Update(kPatients, "p1", R"({"name":"B"})", R"({"id":"p1","version":"3"})");
  page_.SendNow();
  EXPECT_EQ(page_.OpenRequest().if_match, "W/\"3\"");
}

TEST_F(JudgingTest, ALockedRecordIsAskedForAtGrowingIntervals) {
  page_.Update(kPatients, "p1", R"({"name":"B"})", kKnown);
  int requests = 0;
  const int64_t end_ms = world_.clock.now_ms() + 600'000;
  page_.SendNow();
  while (world_.clock.now_ms() < end_ms) {
    ++requests;
    page_.Answer(423);
    page_.SendNow();
    page_.RunTimer(Timer::kDue);
    page_.SendNow();
  }
  EXPECT_LE(requests, 17);
}

}  // namespace
}  // namespace synchrone::judging_test
