#include "core/journal/format/record_codec.h"

#include <algorithm>
#include <utility>

#include "core/base/by_name.h"
#include "core/base/checksum.h"
#include "core/base/json.h"
#include "core/base/object_text.h"
#include "core/base/tuning.h"
#include "core/journal/format/key_schema.h"
#include "core/model/audit_step_text.h"
#include "core/model/path.h"
#include "core/model/sequence_text.h"

namespace synchrone {
namespace {

constexpr size_t kFrame = 9;  // eight digits and a space

constexpr Status kDamaged(ErrorCode::kDamagedRecord, "The record is damaged.");

Status CheckVersion(const Json& head) {
  const int64_t version = IntOr(head, "v", 0);
  if (version > kFormatVersion) {
    return Status(ErrorCode::kNewerFormat, "The record was written by a newer version.");
  }
  return version < 1 ? kDamaged : Status::Ok();
}

// Members that are at their default are left out: a record is written for every change.
std::string MutationHead(const Mutation& mutation) {
  ObjectText head;
  head.Number("v", kFormatVersion)
      .Text("kind", KindName(mutation.kind))
      .Text("type", MethodName(mutation.method))
      .Text("resource", mutation.entity.resource.value())
      .TextIfAny("entity", mutation.entity.id.value())
      .Number("timestamp", mutation.timestamp_ms)
      .TextIfAny("user", mutation.user.id)
      .TextIfAny("company", mutation.user.company)
      .TextIfAny("path", mutation.action_path)
      .TextIfAny("tail", mutation.tail)
      .TextIfAny("version", mutation.version)
      .TextIfAny("reason", mutation.reason)
      .NumberIfAny("holdUntil", mutation.hold_until_ms)
      .NumberIfAny("notAfter", mutation.not_after_ms)
      .FlagIfSet("transform", mutation.needs_transform)
      .FlagIfSet("local", mutation.local_id)
      .NumberIfAny("payload", mutation.payload_version)
      .TextIfAny("tag", mutation.tag);
  if (mutation.id != DefaultId(mutation.sequence)) head.Text("id", mutation.id.value());
  return head.str();
}

bool IsJsonOrEmpty(const std::string& text) { return text.empty() || IsJson(text); }

}  // namespace

std::string EncodeFramed(const std::string& json) { return Crc32().Add(json).hex() + " " + json; }

namespace {

Result<std::string_view> DecodeFramedOfAnySize(std::string_view text) {
  if (text.size() < kFrame || text[kFrame - 1] != ' ') return kDamaged;
  const std::string_view content = text.substr(kFrame);
  if (Crc32().Add(content).hex() != text.substr(0, kFrame - 1)) return kDamaged;
  return content;
}

}  // namespace

bool IsWholeRecord(std::string_view text) { return DecodeFramedOfAnySize(text).ok(); }

Result<std::string_view> DecodeFramed(std::string_view text) {
  if (text.size() > tuning::kMaxStoredBytes) return kDamaged;
  return DecodeFramedOfAnySize(text);
}

Result<Json> DecodeFramedJson(std::string_view text) {
  const Result<std::string_view> content = DecodeFramed(text);
  if (!content.ok()) return content.status();
  return ParseVersioned(*content);
}

Result<Json> ParseVersioned(std::string_view text) {
  Result<Json> json = ParseJson(text);
  if (!json.ok()) return json;
  const Status version = CheckVersion(*json);
  return version.ok() ? json : Result<Json>(version);
}

MutationRecordText EncodeMutationRecord(const Mutation& mutation) {
  const std::string line = MutationHead(mutation) + "\n";
  MutationRecordText text;
  const bool base_fits = mutation.data.size() + mutation.base.size() <= tuning::kMaxEntryBytes;
  text.body = mutation.data + "\n" + (base_fits ? mutation.base : "");
  text.head = Crc32().Add(line).Add(text.body).hex() + " " + line;
  return text;
}

Result<MutationRecord> DecodeMutationRecord(std::string_view text, const Sequence& sequence) {
  const Result<std::string_view> content = DecodeFramedOfAnySize(text);
  if (!content.ok()) return content.status();
  const size_t data_at = content->find('\n');
  const size_t base_at =
      data_at == std::string_view::npos ? data_at : content->find('\n', data_at + 1);
  if (base_at == std::string_view::npos) return kDamaged;
  // 0.1.0 wrote bases that are larger than a record may be; the mutation is usable without.
  const bool base_fits = text.size() <= tuning::kMaxStoredBytes;
  if (base_at > tuning::kMaxStoredBytes) return kDamaged;
  const Result<Json> head = ParseJson(content->substr(0, data_at));
  if (!head.ok()) return head.status();
  if (const Status version = CheckVersion(*head); !version.ok()) return version;

  const std::optional<Kind> kind = ParseKind(StringOr(*head, "kind"));
  const std::optional<Method> method = ParseMethod(StringOr(*head, "type"));
  MutationRecord record;
  Mutation& mutation = record.mutation;
  mutation.id = MutationId(StringOr(*head, "id", DefaultId(sequence).value()));
  if (!kind || !method || mutation.id.empty()) return kDamaged;
  mutation.sequence = sequence;
  mutation.user = {StringOr(*head, "user"), StringOr(*head, "company")};
  mutation.kind = *kind;
  mutation.method = *method;
  // 0.1.0 took the query for a part of the resource.
  Endpoint written = SplitEndpoint(StringOr(*head, "resource"));
  mutation.entity = {Resource(std::move(written.path)), EntityId(StringOr(*head, "entity"))};
  ReadText(*head, "path", mutation.action_path);
  mutation.tail = StringOr(*head, "tail", *kind == Kind::kAction ? "" : written.tail);
  ReadText(*head, "version", mutation.version);
  mutation.data = content->substr(data_at + 1, base_at - data_at - 1);
  if (base_fits) mutation.base = content->substr(base_at + 1);
  mutation.timestamp_ms = IntOr(*head, "timestamp", 0);
  ReadText(*head, "reason", mutation.reason);
  mutation.hold_until_ms = IntOr(*head, "holdUntil", 0);
  mutation.not_after_ms = IntOr(*head, "notAfter", 0);
  mutation.needs_transform = BoolOr(*head, "transform", false);
  mutation.local_id = BoolOr(*head, "local", false);
  mutation.payload_version = static_cast<int>(IntOr(*head, "payload", 0));
  ReadText(*head, "tag", mutation.tag);
  record.replaces = ReadSequence(*head, "replaces");
  if (!IsJsonOrEmpty(mutation.data) || !IsJsonOrEmpty(mutation.base)) return kDamaged;
  return record;
}

namespace {

std::string ProgressText(const ProgressRecord& record) {
  const Progress& progress = record.progress;
  ObjectText line;
  line.Number("v", kFormatVersion)
      .Text("status", StatusName(progress.status))
      .TextIfAny("kind", ParkKindName(progress.park))
      .NumberIfAny("retries", progress.retries)
      .NumberIfAny("strikes", progress.strikes)
      .Number("generation", progress.generation)
      .NumberIfAny("attempts", progress.attempts)
      .FlagIfSet("possiblySent", progress.possibly_sent)
      .FlagIfSet("mayBeMade", progress.may_be_made)
      .NumberIfAny("lastAttempt", progress.last_attempt_ms)
      .NumberIfAny("firstStrike", progress.first_strike_ms)
      .FlagIfSet("keptOffline", progress.kept_offline)
      .TextIfAny("code", progress.error_code)
      .TextIfAny("message", progress.error_message)
      .NumberIfAny("http", progress.error_status)
      .TextIfAny("body", progress.error_body)
      .TextIfAny("server", progress.server_record)
      .TextIfAny("sent", progress.sent_record)
      .NumberIfAny("print", progress.sent_fingerprint)
      .NumberIfAny("failedAfterMs", progress.failed_after_ms)
      .TextIfAny("serverId", record.server_id.value())
      .TextIfAny("cause", record.cause)
      .FlagIfSet("partial", !record.whole);
  if (progress.place.counter > 0) line.Raw("place", SequenceText(progress.place));
  if (!progress.steps.empty()) line.Raw("steps", StepsText(progress.steps));
  return EncodeFramed(line.str() + "\n" + record.record);
}

}  // namespace

ProgressRecord UnsettledRecord(const Progress& progress) { return {progress, {}, {}, true, {}}; }

// A record that is too large is not read back, so what the server can be asked for again is left
// out.
std::string EncodeProgressRecord(const ProgressRecord& record) {
  std::string text = ProgressText(record);
  if (text.size() <= tuning::kMaxStoredBytes) return text;
  ProgressRecord smaller = record;
  smaller.progress.server_record.clear();
  smaller.progress.error_message.resize(
      std::min(record.progress.error_message.size(), tuning::kErrorBodyBytes));
  if (record.record.size() > tuning::kMaxEntryBytes) {
    smaller.record = "{}";
    smaller.whole = false;
  }
  text = ProgressText(smaller);
  if (text.size() <= tuning::kMaxStoredBytes) return text;
  smaller.progress.sent_record.clear();
  return ProgressText(smaller);
}

Result<ProgressRecord> DecodeProgressRecord(std::string_view text) {
  const Result<std::string_view> content = DecodeFramed(text);
  if (!content.ok()) return content.status();
  const size_t line_end = content->find('\n');
  if (line_end == std::string_view::npos) return kDamaged;
  const Result<Json> json = ParseJson(content->substr(0, line_end));
  if (!json.ok()) return json.status();
  if (const Status version = CheckVersion(*json); !version.ok()) return version;
  const auto status =
      ByName<MutationStatus, 4>(StringOr(*json, "status"),
                                {MutationStatus::kPending, MutationStatus::kSynced,
                                 MutationStatus::kError, MutationStatus::kRolledBack},
                                StatusName);
  const auto park = ByName<ParkKind, 7>(
      StringOr(*json, "kind"),
      {ParkKind::kNone, ParkKind::kRefused, ParkKind::kConflict, ParkKind::kUncertain,
       ParkKind::kBlocked, ParkKind::kDependency, ParkKind::kExpired},
      ParkKindName);
  if (!status || !park) return kDamaged;
  ProgressRecord record;
  Progress& progress = record.progress;
  progress.status = *status;
  progress.park = *park;
  progress.retries = static_cast<int>(IntOr(*json, "retries", 0));
  progress.strikes = static_cast<int>(IntOr(*json, "strikes", 0));
  progress.generation = static_cast<int>(IntOr(*json, "generation", 1));
  progress.attempts = static_cast<int>(IntOr(*json, "attempts", 0));
  progress.possibly_sent = BoolOr(*json, "possiblySent", false);
  progress.may_be_made = BoolOr(*json, "mayBeMade", false);
  progress.last_attempt_ms = IntOr(*json, "lastAttempt", 0);
  progress.first_strike_ms = IntOr(*json, "firstStrike", 0);
  progress.kept_offline = BoolOr(*json, "keptOffline", false);
  ReadText(*json, "code", progress.error_code);
  ReadText(*json, "message", progress.error_message);
  progress.error_status = static_cast<int>(IntOr(*json, "http", 0));
  ReadText(*json, "body", progress.error_body);
  ReadText(*json, "server", progress.server_record);
  ReadText(*json, "sent", progress.sent_record);
  progress.sent_fingerprint = static_cast<uint32_t>(IntOr(*json, "print", 0));
  progress.failed_after_ms = IntOr(*json, "failedAfterMs", 0);
  progress.steps = ReadSteps(*json, "steps");
  progress.place = ReadSequence(*json, "place").value_or(Sequence{});
  record.server_id = EntityId(StringOr(*json, "serverId"));
  record.record = content->substr(line_end + 1);
  record.whole = !BoolOr(*json, "partial", false);
  ReadText(*json, "cause", record.cause);
  if (!IsJsonOrEmpty(record.record)) return kDamaged;
  return record;
}

std::string EncodeConfirmedRecord(const ConfirmedRecord& confirmed) {
  const bool fits = confirmed.record.size() <= tuning::kMaxEntryBytes && !confirmed.left_out;
  ObjectText line;
  line.Number("v", kFormatVersion)
      .FlagIfSet("partial", !confirmed.whole)
      .FlagIfSet("leftOut", !fits)
      .TextIfAny("tag", confirmed.tag);
  return EncodeFramed(line.str() + "\n" + (fits ? confirmed.record : ""));
}

Result<ConfirmedRecord> DecodeConfirmedRecord(std::string_view text, const EntityKey& entity) {
  const Result<std::string_view> content = DecodeFramed(text);
  if (!content.ok()) return content.status();
  const size_t line_end = content->find('\n');
  if (line_end == std::string_view::npos) return kDamaged;
  const Result<Json> json = ParseVersioned(content->substr(0, line_end));
  if (!json.ok()) return json.status();
  ConfirmedRecord confirmed{entity, std::string(content->substr(line_end + 1)),
                            !BoolOr(*json, "partial", false), BoolOr(*json, "leftOut", false),
                            StringOr(*json, "tag")};
  if (!IsJsonOrEmpty(confirmed.record)) return kDamaged;
  return confirmed;
}

}  // namespace synchrone
