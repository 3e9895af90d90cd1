#include "core/engine/requests/request_maker.h"

#include <algorithm>
#include <utility>

#include "core/base/checksum.h"
#include "core/model/path.h"
#include "core/queue/classify.h"

namespace synchrone {

bool RequestMaker::KeyIsSent(const Resource& resource) const {
  const bool same_origin = OriginOf(resource.value()).empty();
  return endpoints_.Get(resource).idempotency_header.value_or(same_origin);
}

// BEHAVIOUR 3.12a: an API that ignores keys makes two records of a create that is sent twice.
bool RequestMaker::KeyIsHonoured(const Resource& resource) const {
  const bool declared = endpoints_.Get(resource).idempotency_header.value_or(false);
  return declared || (KeyIsSent(resource) && honours_keys_.contains(OriginOf(resource.value())));
}

// BEHAVIOUR 3.12: again with a key that counts, or a method that is idempotent (RFC 9110, 9.2.2)
// and sent without a condition.
bool RequestMaker::SafeToRepeat(const QueuedMutation& queued) const {
  const Mutation& mutation = queued.mutation;
  const uint32_t sent = queued.progress.sent_fingerprint;
  // Another tab may have sent it, with changes merged into it: its request is unknown here.
  if (sent == 0 && queued.progress.attempts == 0) return false;
  // It cannot be sent as it was: the record has another name, or other contents.
  if (sent != 0 && sent != Prepared(queued).progress.sent_fingerprint) return false;
  if (KeyIsHonoured(mutation.entity.resource)) return true;
  const bool idempotent = mutation.method == Method::kPut || mutation.method == Method::kDelete;
  return idempotent && IfMatchOf(mutation).empty();
}

// Nothing is to be verified when no attempt has left since the mutation was made, or since a person
// asked to send it again.
bool RequestMaker::NeedsVerification(const QueuedMutation& queued) const {
  const bool is_open = queued.progress.possibly_sent && queued.progress.last_attempt_ms > 0;
  return is_open && !SafeToRepeat(queued);
}

std::string RequestMaker::IfMatchOf(const Mutation& mutation) const {
  const bool known_record = mutation.kind == Kind::kUpdate || mutation.kind == Kind::kDelete;
  const EndpointOptions& options = endpoints_.Get(mutation.entity.resource);
  const bool same_origin = OriginOf(mutation.entity.resource.value()).empty();
  if (!known_record || !options.if_match.value_or(same_origin)) return {};
  const std::optional<std::string> etag = local_store_.confirmed_records().EtagOf(mutation.entity);
  if (etag) return *etag;
  const RecordState confirmed = local_store_.confirmed(mutation.entity);
  const Json* version = Find(confirmed.record, options.version_field);
  if (!version || version->is_null() || version->is_structured()) return {};
  std::string tag = TextOf(*version);
  // Some APIs show the tag itself (@odata.etag).
  if (!IsVersion(tag, options.weak_versions)) {
    tag = (options.weak_versions ? "W/\"" : "\"") + tag + "\"";
  }
  // With a tag that no header can carry (RFC 9110, 8.8.3) the request could not leave.
  const bool can_leave =
      std::all_of(tag.begin() + static_cast<std::ptrdiff_t>(tag.find('"')) + 1, tag.end() - 1,
                  [](char c) { return c >= 0x20 && c < 0x7F && c != '"'; });
  return can_leave ? tag : "";
}

Method RequestMaker::MethodOf(const QueuedMutation& queued) const {
  const Mutation& mutation = queued.mutation;
  const bool is_free = mutation.kind == Kind::kUpdate && !queued.progress.possibly_sent;
  if (!is_free) return mutation.method;
  return endpoints_.UpdateMethod(mutation.entity.resource, mutation.method);
}

bool RequestMaker::SendsRecord(const Mutation& mutation, Method method) const {
  const EndpointOptions& options = endpoints_.Get(mutation.entity.resource);
  return mutation.kind == Kind::kUpdate && method == Method::kPut &&
         options.put_body == EndpointOptions::PutBody::kRecord;
}

bool RequestMaker::LacksRecord(const QueuedMutation& queued) const {
  const Progress& progress = queued.progress;
  const bool is_made = progress.possibly_sent && !progress.sent_record.empty() &&
                       FingerprintOf(queued) == progress.sent_fingerprint;
  if (is_made || !SendsRecord(queued.mutation, MethodOf(queued))) return false;
  return !KnowsRecord(queued.mutation.entity);
}

// Not of a record that was never known here: the caller may want the PUT to make it.
bool RequestMaker::MayMakeRecord(const QueuedMutation& queued) const {
  const Mutation& mutation = queued.mutation;
  return mutation.kind == Kind::kUpdate && MethodOf(queued) == Method::kPut &&
         IfMatchOf(mutation).empty() && local_store_.BaseOf(mutation.entity).has_value();
}

bool RequestMaker::KnowsRecord(const EntityKey& entity) const {
  const std::optional<std::string> known = local_store_.BaseOf(entity);
  return known && *known != kAbsentBase;
}

std::string RequestMaker::BodyOf(const Mutation& mutation) const {
  const bool whole = SendsRecord(mutation, mutation.method);
  if (!whole && mutation.version.empty()) return {};
  // Mutations before it are settled, or wait for a person: their changes are not sent with it.
  const RecordState confirmed = local_store_.confirmed(mutation.entity);
  const Result<Json> changes = ParseJson(whole ? "{}" : mutation.data);
  Json body = whole ? ApplyMutation(confirmed, mutation).record : changes.ok() ? *changes : Json();
  if (!body.is_object()) return {};
  if (!mutation.version.empty()) {
    const std::string& field = endpoints_.Get(mutation.entity.resource).version_field;
    const Json* version = Find(confirmed.record, field);
    const Result<Json> given = ParseJson(mutation.version);
    if (version || given.ok()) body[field] = version ? *version : *given;
  }
  return DumpJson(body);
}

std::string RequestMaker::UrlOf(const Mutation& mutation) const {
  return local_store_.id_rewriter().KnownPath(PathOf(mutation));
}

uint32_t RequestMaker::FingerprintOf(const QueuedMutation& queued) const {
  const Mutation& mutation = queued.mutation;
  const std::string& sent = queued.progress.sent_record;
  Crc32 fingerprint;
  fingerprint.Add(MethodName(mutation.method)).Add(UrlOf(mutation)).Add("\n");
  fingerprint.Add(sent.empty() ? mutation.data : sent);
  if (SendsRecord(mutation, mutation.method)) {
    const std::string version = IfMatchOf(mutation);
    const Json record = local_store_.confirmed(mutation.entity).record;
    fingerprint.Add("\n").Add(version.empty() ? std::to_string(Fingerprint(record)) : version);
  }
  const int shape = endpoints_.Get(mutation.entity.resource).payload_version;
  if (mutation.needs_transform) fingerprint.Add("\n").Add(std::to_string(shape));
  return std::max<uint32_t>(fingerprint.value(), 1);
}

QueuedMutation RequestMaker::Prepared(QueuedMutation queued) const {
  Progress& progress = queued.progress;
  queued.mutation.method = MethodOf(queued);
  if (!progress.possibly_sent) progress.sent_record.clear();
  if (progress.sent_record.empty()) progress.sent_record = BodyOf(queued.mutation);
  const uint32_t former = std::exchange(progress.sent_fingerprint, FingerprintOf(queued));
  if (former == 0 || former == progress.sent_fingerprint) return queued;
  // It is another request: it gets a key of its own, and the contents that count now.
  ++progress.generation;
  progress.sent_record = BodyOf(queued.mutation);
  progress.sent_fingerprint = FingerprintOf(queued);
  return queued;
}

Request RequestMaker::Make(const QueuedMutation& queued, AttemptId attempt) const {
  const Mutation& mutation = queued.mutation;
  const Resource& resource = mutation.entity.resource;
  Request request;
  request.attempt = attempt;
  request.mutation = mutation.id;
  request.resource = resource;
  request.entity = mutation.entity.id;
  request.company = mutation.user.company;
  request.operation = mutation.kind;
  request.local_id = mutation.local_id;
  request.method = mutation.method;
  request.url = UrlOf(mutation);
  const std::string& whole = queued.progress.sent_record;
  request.body = whole.empty() ? mutation.data : whole;
  if (KeyIsSent(resource)) request.idempotency_key = IdempotencyKey(queued);
  request.key_is_honoured = KeyIsHonoured(resource);
  request.may_be_made = queued.progress.may_be_made && !request.key_is_honoured;
  request.if_match = IfMatchOf(mutation);
  return request;
}

std::string RequestMaker::VersionOf(const Resource& resource, const Json& record) const {
  const Json* version = Find(record, endpoints_.Get(resource).version_field);
  if (!version || version->is_null() || version->is_structured()) return {};
  return TextOf(*version);
}

}  // namespace synchrone
