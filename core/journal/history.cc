#include "core/journal/history.h"

#include <utility>

#include "core/base/json.h"
#include "core/journal/key_schema.h"
#include "core/journal/record_codec.h"

namespace synchrone {

std::string EncodeHistoryRecord(const SettledMutation& settled) {
  const Mutation& mutation = settled.queued.mutation;
  const Progress& progress = settled.queued.progress;
  Json json = {{"v", kFormatVersion},
               {"id", mutation.id.value()},
               {"kind", KindName(mutation.kind)},
               {"type", MethodName(mutation.method)},
               {"resource", mutation.entity.resource.value()},
               {"entity", mutation.entity.id.value()},
               {"path", mutation.action_path},
               {"timestamp", mutation.timestamp_ms},
               {"settled", settled.settled_ms},
               {"synced", progress.status == MutationStatus::kSynced},
               {"cause", settled.cause},
               {"retries", progress.retries},
               {"attempts", progress.attempts},
               {"generation", progress.generation},
               {"user", mutation.user.id},
               {"company", mutation.user.company},
               {"reason", mutation.reason}};
  return EncodeFramed(DumpJson(json));
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
  mutation.id = MutationId(StringOr(*json, "id"));
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
