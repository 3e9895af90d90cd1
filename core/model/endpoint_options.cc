#include "core/model/endpoint_options.h"

#include "core/base/tuning.h"

namespace synchrone {
namespace {

Status Bad(const char* option, const char* expected) {
  return Status(ErrorCode::kInvalidArgument,
                std::string("The endpoint option '") + option + "' must be " + expected + ".");
}

Status ReadMethod(const Json& json, EndpointOptions& options) {
  const Json* method = Find(json, "method");
  if (!method) return Status::Ok();
  const std::string name = method->is_string() ? method->text() : "";
  const std::optional<Method> parsed = ParseMethod(name);
  if (!parsed || (*parsed != Method::kPatch && *parsed != Method::kPut)) {
    return Bad("method", "'PATCH' or 'PUT'");
  }
  options.update_method = *parsed;
  return Status::Ok();
}

Status ReadChoice(const Json& json, const char* option, const char* first, const char* second,
                  bool& is_second) {
  const Json* member = Find(json, option);
  if (!member) return Status::Ok();
  const std::string value = member->is_string() ? member->text() : "";
  if (value != first && value != second) {
    return Bad(option, (std::string("'") + first + "' or '" + second + "'").c_str());
  }
  is_second = value == second;
  return Status::Ok();
}

Status ReadFields(const Json& json, const char* option, std::vector<std::string>& fields) {
  const Json* list = Find(json, option);
  if (!list) return Status::Ok();
  if (!list->is_array()) return Bad(option, "a list of field names");
  fields.clear();
  for (const Json& field : *list) {
    if (!field.is_string()) return Bad(option, "a list of field names");
    fields.push_back(field.text());
  }
  return Status::Ok();
}

Status ReadFlag(const Json& json, const char* option, std::optional<bool>& flag) {
  const Json* member = Find(json, option);
  if (!member) return Status::Ok();
  if (!member->is_boolean()) return Bad(option, "true or false");
  flag = member->is_true();
  return Status::Ok();
}

Status ReadBatch(const Json& json, EndpointOptions& options) {
  constexpr char kExpected[] = "{ endpoint: a path, maxEntries: a whole number from 2 to 1000 }";
  const Json* batch = Find(json, "batch");
  if (!batch || batch->is_null()) return Status::Ok();
  const Json* entries = Find(*batch, "maxEntries");
  options.batch_endpoint = StringOr(*batch, "endpoint");
  if (options.batch_endpoint.empty()) return Bad("batch", kExpected);
  if (entries && !entries->is_number_integer()) return Bad("batch", kExpected);
  const int64_t count = entries ? entries->whole().value_or(0) : tuning::kBatchEntries;
  options.batch_entries = static_cast<int>(count);
  const bool sound = count >= 2 && count <= tuning::kMaxBatchEntries;
  return sound ? Status::Ok() : Bad("batch", kExpected);
}

}  // namespace

Result<EndpointOptions> ParseEndpointOptions(const Json& json) {
  if (!json.is_object()) return Bad("options", "an object");
  EndpointOptions options;
  bool record = true;
  bool resend = false;
  std::optional<bool> client_ids;
  std::optional<bool> weak_versions;
  for (const Status& status :
       {ReadMethod(json, options), ReadChoice(json, "putBody", "changes", "record", record),
        ReadChoice(json, "onUnknown", "ask", "resend", resend),
        ReadChoice(json, "ordering", "entity", "fifo", options.fifo),
        ReadChoice(json, "merge", "ask", "disjoint", options.merge_disjoint),
        ReadFields(json, "alwaysAsk", options.always_ask), ReadBatch(json, options),
        ReadFields(json, "references", options.references),
        ReadFlag(json, "idempotencyHeader", options.idempotency_header),
        ReadFlag(json, "clientIds", client_ids), ReadFlag(json, "weakVersions", weak_versions),
        ReadFlag(json, "ifMatch", options.if_match)}) {
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
