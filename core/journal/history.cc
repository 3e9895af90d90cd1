#include "core/journal/history.h"

#include <utility>

#include "core/base/json.h"
#include "core/base/object_text.h"
#include "core/journal/format/key_schema.h"
#include "core/journal/format/record_codec.h"
#include "core/model/audit_step_text.h"
#include "core/model/sequence_text.h"

namespace synchrone {

namespace {

// The document is named where it is not the mutation's own.
void AddLink(ObjectText& text, const ChainLink& link, const TabId& own) {
  if (link.index == 0) return;
  text.TextIfAny("document", link.document == own ? "" : link.document.value())
      .Number("index", static_cast<int64_t>(link.index))
      .TextIfAny("previous", link.previous)
      .TextIfAny("joined", HeadsText(link.joined));
}

ChainLink ReadLink(const Json& json, const TabId& own) {
  ChainLink link;
  link.index = static_cast<uint64_t>(IntOr(json, "index", 0));
  if (link.index == 0) return link;
  link.document = TabId(StringOr(json, "document", own.value()));
  ReadText(json, "previous", link.previous);
  link.joined = ReadHeads(StringOr(json, "joined"));
  return link;
}

}  // namespace

std::string HashedText(const std::string& record, const Sequence& sequence) {
  const size_t begin = record.find(' ') + 1;
  return SequenceText(sequence) + "\n" + record.substr(begin, record.find('\n') - begin);
}

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
      .FlagIfSet("number", settled.is_number)
      .TextIfAny("path", mutation.action_path)
      .Number("timestamp", mutation.timestamp_ms)
      .Number("settled", settled.settled_ms)
      .NumberIfAny("server", settled.server_ms)
      .FlagIfSet("synced", progress.status == MutationStatus::kSynced)
      .TextIfAny("cause", settled.cause)
      .TextIfAny("into", settled.into.value())
      .NumberIfAny("retries", progress.retries)
      .NumberIfAny("attempts", progress.attempts)
      .FlagIfSet("possiblySent", progress.possibly_sent)
      .Number("generation", progress.generation)
      .TextIfAny("user", mutation.user.id)
      .TextIfAny("company", mutation.user.company)
      .TextIfAny("reason", mutation.reason)
      .TextIfAny("digest", settled.digest);
  if (!progress.steps.empty()) text.Raw("steps", StepsText(progress.steps));
  AddLink(text, settled.link, mutation.sequence.tab);
  return EncodeFramed(text.str() + (settled.salt.empty() ? "" : "\n" + settled.salt));
}

Result<SettledMutation> DecodeHistoryRecord(std::string_view text, const Sequence& sequence) {
  const Result<std::string_view> content = DecodeFramed(text);
  if (!content.ok()) return content.status();
  const size_t line_end = content->find('\n');
  const Result<Json> json = ParseVersioned(content->substr(0, line_end));
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
  ReadText(*json, "path", mutation.action_path);
  mutation.timestamp_ms = IntOr(*json, "timestamp", 0);
  mutation.user = {StringOr(*json, "user"), StringOr(*json, "company")};
  ReadText(*json, "reason", mutation.reason);
  Progress& progress = settled.queued.progress;
  progress.status =
      BoolOr(*json, "synced", false) ? MutationStatus::kSynced : MutationStatus::kRolledBack;
  progress.retries = static_cast<int>(IntOr(*json, "retries", 0));
  progress.attempts = static_cast<int>(IntOr(*json, "attempts", 0));
  progress.possibly_sent = BoolOr(*json, "possiblySent", false);
  progress.generation = static_cast<int>(IntOr(*json, "generation", 1));
  settled.settled_ms = IntOr(*json, "settled", 0);
  settled.server_ms = IntOr(*json, "server", 0);
  ReadText(*json, "cause", settled.cause);
  settled.into = MutationId(StringOr(*json, "into"));
  settled.is_number = BoolOr(*json, "number", false);
  progress.steps = ReadSteps(*json, "steps");
  ReadText(*json, "digest", settled.digest);
  if (line_end != std::string_view::npos) settled.salt = content->substr(line_end + 1);
  settled.link = ReadLink(*json, sequence.tab);
  return settled;
}

}  // namespace synchrone
