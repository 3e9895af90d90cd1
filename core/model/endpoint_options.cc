#include "core/model/endpoint_options.h"

#include "core/base/tuning.h"

namespace synchrone {
namespace {

Status Bad(Sentence what) { return Status(ErrorCode::kInvalidArgument, what); }

Status ReadMethod(const Json& json, EndpointOptions& options) {
  const Json* method = Find(json, "method");
  if (!method) return Status::Ok();
  const std::optional<Method> parsed = ParseMethod(StringOr(json, "method"));
  if (parsed != Method::kPatch && parsed != Method::kPut) {
    return Bad("The endpoint option 'method' must be 'PATCH' or 'PUT'.");
  }
  options.update_method = *parsed;
  return Status::Ok();
}

// Reads an option that has one of two values. `is_second`: the option has the second value.
// `expected`: the message for any other value.
Status ReadChoice(const Json& json, const char* option, std::string_view first,
                  std::string_view second, bool& is_second, Sentence expected) {
  const Json* member = Find(json, option);
  if (!member) return Status::Ok();
  is_second = member->is_string() && member->text() == second;
  return is_second || (member->is_string() && member->text() == first) ? Status::Ok()
                                                                       : Bad(expected);
}

Status ReadFields(const Json& json, const char* option, std::vector<std::string>& fields,
                  Sentence expected) {
  const Json* list = Find(json, option);
  if (!list) return Status::Ok();
  fields.clear();
  if (!list->is_array()) return Bad(expected);
  for (const Json& field : *list) {
    if (!field.is_string()) return Bad(expected);
    fields.push_back(field.text());
  }
  return Status::Ok();
}

Status ReadFlag(const Json& json, const char* option, std::optional<bool>& flag,
                Sentence expected) {
  const Json* member = Find(json, option);
  if (!member) return Status::Ok();
  if (!member->is_boolean()) return Bad(expected);
  flag = member->is_true();
  return Status::Ok();
}

Status ReadBatch(const Json& json, EndpointOptions& options) {
  const Json* batch = Find(json, "batch");
  if (!batch || batch->is_null()) return Status::Ok();
  const Json* entries = Find(*batch, "maxEntries");
  options.batch_endpoint = StringOr(*batch, "endpoint");
  const bool is_whole = !entries || entries->is_number_integer();
  const int64_t count = entries ? entries->whole().value_or(0) : tuning::kBatchEntries;
  options.batch_entries = static_cast<int>(count);
  const bool is_sound = !options.batch_endpoint.empty() && is_whole && count >= 2 &&
                        count <= tuning::kMaxBatchEntries;
  return is_sound ? Status::Ok()
                  : Bad("The endpoint option 'batch' must be { endpoint: a path, maxEntries: a "
                        "whole number from 2 to 1000 }.");
}

}  // namespace

Result<EndpointOptions> ParseEndpointOptions(const Json& json) {
  if (!json.is_object()) return Bad("The endpoint option 'options' must be an object.");
  EndpointOptions options;
  bool record = true;
  bool resend = false;
  std::optional<bool> client_ids;
  std::optional<bool> weak_versions;
  for (const Status status :
       {ReadMethod(json, options),
        ReadChoice(json, "putBody", "changes", "record", record,
                   "The endpoint option 'putBody' must be 'changes' or 'record'."),
        ReadChoice(json, "onUnknown", "ask", "resend", resend,
                   "The endpoint option 'onUnknown' must be 'ask' or 'resend'."),
        ReadChoice(json, "ordering", "entity", "fifo", options.fifo,
                   "The endpoint option 'ordering' must be 'entity' or 'fifo'."),
        ReadChoice(json, "merge", "ask", "disjoint", options.merge_disjoint,
                   "The endpoint option 'merge' must be 'ask' or 'disjoint'."),
        ReadFields(json, "alwaysAsk", options.always_ask,
                   "The endpoint option 'alwaysAsk' must be a list of field names."),
        ReadBatch(json, options),
        ReadFields(json, "references", options.references,
                   "The endpoint option 'references' must be a list of field names."),
        ReadFlag(json, "idempotencyHeader", options.idempotency_header,
                 "The endpoint option 'idempotencyHeader' must be true or false."),
        ReadFlag(json, "clientIds", client_ids,
                 "The endpoint option 'clientIds' must be true or false."),
        ReadFlag(json, "weakVersions", weak_versions,
                 "The endpoint option 'weakVersions' must be true or false."),
        ReadFlag(json, "ifMatch", options.if_match,
                 "The endpoint option 'ifMatch' must be true or false.")}) {
    if (!status.ok()) return status;
  }
  options.put_body =
      record ? EndpointOptions::PutBody::kRecord : EndpointOptions::PutBody::kChanges;
  options.on_unknown =
      resend ? EndpointOptions::OnUnknown::kResend : EndpointOptions::OnUnknown::kAsk;
  if (const Json* create = Find(json, "create")) options.create_path = StringOr(*create, "path");
  options.client_ids = client_ids.value_or(false);
  options.weak_versions = weak_versions.value_or(false);
  options.version_field = StringOr(json, "versionField", options.version_field);
  options.coalesce = BoolOr(json, "coalesce", false);
  options.has_transform = BoolOr(json, "hasTransform", false);
  options.payload_version = static_cast<int>(IntOr(json, "payloadVersion", 0));
  return options;
}

}  // namespace synchrone
