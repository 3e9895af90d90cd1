#include "core/journal/history.h"

#include <utility>

#include "core/base/json.h"
#include "core/base/object_text.h"
#include "core/journal/key_schema.h"
#include "core/journal/record_codec.h"

namespace synchrone {

std::string EncodeHistoryRecord(const SettledMutation& settled) {
  const Mutation& mutation = settled.queued.mutation;
  const Progress& progress = settled.queued.progress;
  const bool has_default_id = mutation.id == DefaultId(mutation.sequence);
  ObjectText text;
  text.Number("v", kFormatVersion)
      .Text("kind", KindName(mutation.kind))
      .Text("type", MethodName(mutation.method))
      .Text("resource", mutation.entity.resource.value())
      .TextIfAny("id", has_default_id ? "" : mutation.id.value())
      .TextIfAny("entity", mutation.entity.id.value())
      .TextIfAny("path", mutation.action_path)
      .Number("timestamp", mutation.timestamp_ms)
      .Number("settled", settled.settled_ms)
      .FlagIfSet("synced", progress.status == MutationStatus::kSynced)
      .TextIfAny("cause", settled.cause)
      .NumberIfAny("retries", progress.retries)
      .NumberIfAny("attempts", progress.attempts)
      .Number("generation", progress.generation)
      .TextIfAny("user", mutation.user.id)
      .TextIfAny("company", mutation.user.company)
      .TextIfAny("reason", mutation.reason);
  return EncodeFramed(text.str());
}

Result<SettledMutation> DecodeHistoryRecord(std::string_view text, const Sequence& sequence) {
  const Result<Json> json = DecodeFramedJson(text);
  if (!json.ok()) return json.status();
  const auto kind = ParseKind(StringOr(*json, "kind"));
  const auto method = ParseMethod(StringOr(*json, "type"));
  if (!kind || !method) return Status(ErrorCode::kDamagedRecord, "The history is incomplete.");
  SettledMutation settled;
  Mutation& mutation = settled.queued.mutation;
  mutation.sequence = sequence;
  mutation.id = MutationId(StringOr(*json, "id", DefaultId(sequence).value()));
  mutation.kind = *kind;
  mutation.method = *method;
  mutation.entity = {Resource(StringOr(*json, "resource")), EntityId(StringOr(*json, "entity"))};
  mutation.action_path = StringOr(*json, "path");
  mutation.timestamp_ms = IntOr(*json, "timestamp", 0);
  mutation.user = {StringOr(*json, "user"), StringOr(*json, "company")};
  mutation.reason = StringOr(*json, "reason");
  Progress& progress = settled.queued.progress;
  progress.status =
      BoolOr(*json, "synced", false) ? MutationStatus::kSynced : MutationStatus::kRolledBack;
  progress.retries = static_cast<int>(IntOr(*json, "retries", 0));
  progress.attempts = static_cast<int>(IntOr(*json, "attempts", 0));
  progress.generation = static_cast<int>(IntOr(*json, "generation", 1));
  settled.settled_ms = IntOr(*json, "settled", 0);
  settled.cause = StringOr(*json, "cause");
  return settled;
}

}  // namespace synchrone
