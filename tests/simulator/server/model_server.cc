#include "tests/simulator/server/model_server.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/model/path.h"
#include "tests/support/scripted_transport.h"

namespace synchrone::simulator {
namespace {

using Ids = ResourceHabits::Ids;
using Versions = ResourceHabits::Versions;
using Answers = ResourceHabits::Answers;

std::string ETagOf(const ModelServer::StoredRecord& record) {
  return "\"e" + std::to_string(record.version) + "\"";
}

Answer Confirmation(Response response, Json record, std::string server_id) {
  Answer answer;
  answer.meaning = Meaning::kConfirmed;
  answer.response = std::move(response);
  answer.record = std::move(record);
  answer.server_id = std::move(server_id);
  return answer;
}

std::string Envelope(const Json& data) { return DumpJson({{"success", true}, {"data", data}}); }

std::string ErrorEnvelope(const char* code, const Json& details = nullptr) {
  Json error = {{"code", code}, {"message", std::string("Refused: ") + code}};
  if (!details.is_null()) error["details"] = details;
  return DumpJson({{"success", false}, {"error", error}});
}

}  // namespace

const char* MeaningName(Meaning meaning) {
  switch (meaning) {
    case Meaning::kConfirmed:
      return "confirmed";
    case Meaning::kRefused:
      return "refused";
    case Meaning::kConflict:
      return "conflict";
    case Meaning::kRetry:
      return "retry";
    case Meaning::kWait:
      return "wait";
    case Meaning::kRateLimited:
      return "rate-limited";
    case Meaning::kLogin:
      return "login";
    case Meaning::kUnreachable:
      return "unreachable";
    case Meaning::kGateway:
      return "gateway";
    case Meaning::kProxyPage:
      return "proxy-page";
    case Meaning::kUncertain:
      return "uncertain";
    case Meaning::kNoPatch:
      return "no-patch";
    case Meaning::kNoAnswer:
      return "no-answer";
    case Meaning::kBlocked:
      return "blocked";
  }
  return "";
}

Answer Failure(Meaning meaning, Response response) {
  Answer answer;
  answer.meaning = meaning;
  answer.response = std::move(response);
  return answer;
}

Answer Refusal(int status, const std::string& body) {
  return Failure(Meaning::kRefused, JsonAnswer(status, body));
}

Answer Unanswered(TransportFailure failure) {
  Answer answer;
  answer.failure = failure;
  if (failure == TransportFailure::kBlocked) answer.meaning = Meaning::kBlocked;
  return answer;
}

ModelServer::Target ModelServer::ReadTarget(const Request& request) {
  Target target;
  for (const ResourceHabits& habits : AllHabits()) {
    const std::string prefix = habits.resource;
    if (request.url == prefix) target.resource = Resource(prefix);
    if (!request.url.starts_with(prefix + "/")) continue;
    target.resource = Resource(prefix);
    const std::string rest = request.url.substr(prefix.size() + 1);
    const size_t slash = rest.find('/');
    target.id = DecodeSegment(rest.substr(0, slash));
    if (slash != std::string::npos) target.action = rest.substr(slash + 1);
    // POST to a record is an action on it.
    if (target.action.empty() && request.method == Method::kPost) target.action = "post";
  }
  SYNCHRONE_CHECK(!target.resource.empty(), request.url.c_str());
  return target;
}

bool ModelServer::HonoursKeys(const Resource& resource) const {
  return !HabitsOf(resource).foreign() && keys_of_api_ != Keys::kIgnored;
}

Answer ModelServer::Handle(const Request& request, int64_t now_ms, int64_t processing_ms,
                           const Answer* instead) {
  const Target target = ReadTarget(request);
  if (!signed_in_) return Failure(Meaning::kLogin, JsonAnswer(401, ErrorEnvelope("SESSION_OVER")));
  if (!HonoursKeys(target.resource) || request.idempotency_key.empty()) {
    return instead ? *instead : Process(request, target);
  }
  const std::string fingerprint =
      std::string(MethodName(request.method)) + " " + request.url + " " + request.body;
  const auto known = keys_.find(request.idempotency_key);
  if (known != keys_.end()) {
    if (known->second.fingerprint != fingerprint) {
      key_misuse_ =
          request.idempotency_key + ": " + known->second.fingerprint + " / " + fingerprint;
      return Refusal(422, ErrorEnvelope("IDEMPOTENCY_KEY_REUSED"));
    }
    if (known->second.busy_until_ms > now_ms) {
      return Failure(Meaning::kWait, JsonAnswer(409, ErrorEnvelope("IDEMPOTENCY_KEY_IN_PROGRESS")));
    }
    Answer again = known->second.answer;
    again.response.key_honoured = true;  // "replayed"
    return again;
  }
  Answer answer = instead ? *instead : Process(request, target);
  // Only 2xx results are stored (BEHAVIOUR 8).
  if (answer.meaning == Meaning::kConfirmed) {
    keys_[request.idempotency_key] = {fingerprint, now_ms + processing_ms, answer};
    // Some of its answers repeat the key.
    answer.response.key_honoured = target.id.empty();
  }
  return answer;
}

Answer ModelServer::Process(const Request& request, const Target& target) {
  const ResourceHabits& habits = HabitsOf(target.resource);
  const bool is_patch = request.method == Method::kPatch && target.action.empty();
  if (is_patch && !habits.has_patch) return Failure(Meaning::kNoPatch, JsonAnswer(405));
  const Json body = ParsedOrNull(request.body);
  if (BoolOr(body, "invalid", false)) return Refusal(422, ErrorEnvelope("VALIDATION_ERROR"));
  return target.id.empty() ? Create(request, target, body) : Change(request, target, body);
}

std::string ModelServer::NewId(const ResourceHabits& habits, const Json& body) {
  const std::string number = std::to_string(++last_id_);
  switch (habits.ids) {
    case Ids::kNumbers:
      return number;
    case Ids::kUuids:
      return "ffffffff-0000-4000-8000-00000000" + number;
    case Ids::kAsSent:
      return StringOr(body, "id", number);
  }
  return number;
}

Answer ModelServer::Create(const Request&, const Target& target, const Json& body) {
  const ResourceHabits& habits = HabitsOf(target.resource);
  Target created = target;
  created.id = NewId(habits, body);
  StoredRecord& record = collections_[target.resource][created.id];
  if (!record.fields.is_null()) return Refusal(409, ErrorEnvelope("ID_TAKEN"));
  record.fields = body.is_object() ? body : Json::object();
  const bool is_number = habits.ids == Ids::kNumbers;
  record.fields["id"] = is_number ? Json(std::stoi(created.id)) : Json(created.id);
  Log(created, body);
  return Describe(created, 201, record);
}

bool ModelServer::Matches(const Request& request, const Target& target,
                          const StoredRecord& record) const {
  if (request.if_match.empty()) return true;
  switch (HabitsOf(target.resource).versions) {
    case Versions::kNone:
      return true;
    case Versions::kField:
      return request.if_match == "\"" + std::to_string(record.version) + "\"";
    case Versions::kETag:
      return request.if_match == ETagOf(record);
  }
  return true;
}

Answer ModelServer::Change(const Request& request, const Target& target, const Json& body) {
  Collection& collection = collections_[target.resource];
  const auto place = collection.find(target.id);
  const bool is_delete = request.method == Method::kDelete && target.action.empty();
  if (place == collection.end() || place->second.deleted) {
    if (is_delete) return Confirmation(JsonAnswer(404, ErrorEnvelope("NOT_FOUND")), nullptr, "");
    return Refusal(404, ErrorEnvelope("NOT_FOUND"));
  }
  StoredRecord& record = place->second;
  const ResourceHabits& habits = HabitsOf(target.resource);
  if (!target.action.empty()) {
    if (habits.actions_change_version) ++record.version;
    Log(target, body);
    return Confirmation(JsonAnswer(200, R"({"success":true})"), nullptr, "");
  }
  if (!Matches(request, target, record)) return Conflict(target, record);
  ++record.version;
  const bool shows_all = habits.answers == Answers::kEnvelope || habits.answers == Answers::kBare;
  if (shows_all) record.edited_elsewhere = false;
  Log(target, body);
  if (is_delete) {
    record.deleted = true;
    return Confirmation(JsonAnswer(204), nullptr, "");
  }
  const Json id = record.fields["id"];
  const bool replaces = habits.whole_records && request.method == Method::kPut;
  record.fields = replaces ? body : ShallowMerge(record.fields, body);
  record.fields["id"] = id;
  return Describe(target, 200, record);
}

Answer ModelServer::Conflict(const Target& target, const StoredRecord& record) const {
  Answer answer = Failure(Meaning::kConflict, JsonAnswer(412, ErrorEnvelope("VERSION_CONFLICT")));
  if (HabitsOf(target.resource).versions == Versions::kETag) return answer;
  answer.current = Read(target.resource, target.id);
  answer.response =
      record.version % 2 == 0
          ? JsonAnswer(412, ErrorEnvelope("VERSION_CONFLICT", Json{{"current", answer.current}}))
          : JsonAnswer(409, DumpJson({{"success", false}, {"data", answer.current}}));
  return answer;
}

Answer ModelServer::Describe(const Target& target, int status, const StoredRecord& record) const {
  const ResourceHabits& habits = HabitsOf(target.resource);
  const bool is_create = status == 201;
  const Json full = Read(target.resource, target.id);
  Response response = JsonAnswer(status);
  Json shown;
  switch (habits.answers) {
    case Answers::kEnvelope:
      shown = full;
      response = JsonAnswer(status, Envelope(full));
      break;
    case Answers::kBare:
      shown = full;
      response = JsonAnswer(status, DumpJson(full));
      break;
    case Answers::kVersionOnly:
      shown = Json{{"id", full.at("id")}, {"version", record.version}};
      response = JsonAnswer(status, Envelope(shown));
      break;
    case Answers::kNothing:
      if (is_create) response.location = std::string(habits.resource) + "/" + target.id;
      if (!is_create) response.status = 204;
      break;
  }
  if (habits.versions == Versions::kETag) response.etag = ETagOf(record);
  return Confirmation(std::move(response), std::move(shown), is_create ? target.id : "");
}

void ModelServer::Log(const Target& target, const Json& body) {
  const std::string mark = StringOr(body, "mark");
  if (mark.empty()) return;
  ++applied_[mark];
  log_[target.resource.value() + "/" + target.id].push_back(mark);
}

void ModelServer::EditElsewhere(const Resource& resource, const std::string& id, Choice& choice) {
  const auto place = collections_[resource].find(id);
  if (place == collections_[resource].end() || place->second.deleted) return;
  StoredRecord& record = place->second;
  ++record.version;
  record.edited_elsewhere = true;
  // Without versions it would pass unnoticed, so others keep to a field of their own.
  const bool noticed = HabitsOf(resource).versions != Versions::kNone;
  const char* field = noticed && choice.Chance(60) ? "name" : "elsewhere";
  record.fields[field] = "elsewhere " + std::to_string(record.version);
}

void ModelServer::DeleteElsewhere(const Resource& resource, const std::string& id) {
  const auto place = collections_[resource].find(id);
  if (place == collections_[resource].end()) return;
  place->second.deleted = true;
  place->second.edited_elsewhere = true;
}

std::string ModelServer::Seed(const Resource& resource, const std::string& name) {
  const ResourceHabits& habits = HabitsOf(resource);
  const std::string id = NewId(habits, Json::object());
  const bool is_number = habits.ids == Ids::kNumbers;
  collections_[resource][id].fields = {{"id", is_number ? Json(std::stoi(id)) : Json(id)},
                                       {"name", name},
                                       {"phone", "0"},
                                       {"mark", "seed"}};
  return id;
}

const ModelServer::StoredRecord* ModelServer::Find(const Resource& resource,
                                                   const std::string& id) const {
  const auto collection = collections_.find(resource);
  if (collection == collections_.end()) return nullptr;
  const auto place = collection->second.find(id);
  return place == collection->second.end() ? nullptr : &place->second;
}

Json ModelServer::Read(const Resource& resource, const std::string& id) const {
  const StoredRecord* record = Find(resource, id);
  if (!record || record->deleted) return nullptr;
  Json full = record->fields;
  if (HabitsOf(resource).versions == Versions::kField) full["version"] = record->version;
  return full;
}

std::vector<std::string> ModelServer::IdsOf(const Resource& resource) const {
  std::vector<std::string> ids;
  const auto collection = collections_.find(resource);
  if (collection == collections_.end()) return ids;
  for (const auto& [id, record] : collection->second) ids.push_back(id);
  return ids;
}

std::string ModelServer::IdMarked(const Resource& resource, const std::string& mark) const {
  for (const std::string& id : IdsOf(resource)) {
    const std::vector<std::string> marks = AppliedTo(resource, id);
    if (std::find(marks.begin(), marks.end(), mark) != marks.end()) return id;
  }
  return "";
}

int ModelServer::TimesApplied(const std::string& mark) const {
  const auto place = applied_.find(mark);
  return place == applied_.end() ? 0 : place->second;
}

std::vector<std::string> ModelServer::AppliedTo(const Resource& resource,
                                                const std::string& id) const {
  const auto place = log_.find(resource.value() + "/" + id);
  return place == log_.end() ? std::vector<std::string>() : place->second;
}

}  // namespace synchrone::simulator
