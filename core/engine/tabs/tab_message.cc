#include "core/engine/tabs/tab_message.h"

#include <utility>

#include "core/base/json.h"
#include "core/base/object_text.h"
#include "core/journal/format/key_schema.h"
#include "core/journal/format/record_codec.h"
#include "core/model/sequence_text.h"

namespace synchrone {
namespace {

constexpr QueueWait kAllWaits[] = {
    QueueWait::kNone,        QueueWait::kOffline, QueueWait::kOfflineMode,
    QueueWait::kUnreachable, QueueWait::kLogin,   QueueWait::kRateLimit,
    QueueWait::kPaused,      QueueWait::kStorage, QueueWait::kUser};

std::string MutationText(const Mutation& mutation) {
  MutationRecordText text = EncodeMutationRecord(mutation);
  return text.head + text.body;
}

std::string ProgressText(const Progress& progress) {
  return EncodeProgressRecord(UnsettledRecord(progress));
}

// One change as JSON; the records inside are those of the journal.
struct Encoder {
  std::string operator()(const Accepted& change) const {
    return WithMutation("accepted", change.mutation).str();
  }
  std::string operator()(const Rewritten& change) const {
    return WithMutation("rewritten", change.mutation).str();
  }
  std::string operator()(const Advanced& change) const {
    return At("advanced", change.sequence).Text("progress", ProgressText(change.progress)).str();
  }
  std::string operator()(const Confirmed& change) const {
    return At("confirmed", change.sequence)
        .Text("serverId", change.server_id.value())
        .Text("record", change.record)
        .Flag("whole", change.whole)
        .TextIfAny("tag", change.tag)
        .str();
  }
  std::string operator()(const Dropped& change) const {
    return At("dropped", change.sequence)
        .Number("cause", static_cast<int>(change.cause))
        .TextIfAny("into", change.into.value())
        .str();
  }
  std::string operator()(const Observed& change) const {
    return ObjectText()
        .Text("type", "observed")
        .Text("resource", change.entity.resource.value())
        .Text("entity", change.entity.id.value())
        .Text("record", change.record)
        .str();
  }

 private:
  static ObjectText At(const char* type, const Sequence& sequence) {
    ObjectText text;
    text.Text("type", type).Raw("at", SequenceText(sequence));
    return text;
  }
  static ObjectText WithMutation(const char* type, const Mutation& mutation) {
    ObjectText text = At(type, mutation.sequence);
    text.Text("mutation", MutationText(mutation));
    return text;
  }
};

std::optional<Mutation> ReadMutation(const Json& json, const Sequence& at) {
  Result<MutationRecord> record = DecodeMutationRecord(StringOr(json, "mutation"), at);
  if (!record.ok()) return std::nullopt;
  return std::move(record->mutation);
}

std::optional<Progress> ReadProgress(const Json& json) {
  Result<ProgressRecord> record = DecodeProgressRecord(StringOr(json, "progress"));
  // A settlement is announced by Confirmed or Dropped, not by Advanced.
  const auto is_queued = [](MutationStatus status) {
    return status == MutationStatus::kPending || status == MutationStatus::kError;
  };
  if (!record.ok() || !is_queued(record->progress.status)) return std::nullopt;
  return std::move(record->progress);
}

// Text that is passed on unparsed has to be JSON: messages are not trusted.
bool HoldsRecord(const Json& json) {
  const std::string record = StringOr(json, "record");
  return record.empty() || IsJson(record);
}

std::optional<Change> DecodeChange(const Json& json) {
  const std::string type = StringOr(json, "type");
  if (type == "observed") {
    if (!HoldsRecord(json)) return std::nullopt;
    return Observed{{Resource(StringOr(json, "resource")), EntityId(StringOr(json, "entity"))},
                    StringOr(json, "record")};
  }
  const std::optional<Sequence> at = ReadSequence(json, "at");
  if (!at) return std::nullopt;
  if (type == "accepted" || type == "rewritten") {
    std::optional<Mutation> mutation = ReadMutation(json, *at);
    if (!mutation) return std::nullopt;
    if (type == "accepted") return Accepted{std::move(*mutation)};
    return Rewritten{std::move(*mutation)};
  }
  if (type == "confirmed") {
    if (!HoldsRecord(json)) return std::nullopt;
    return Confirmed{*at,
                     EntityId(StringOr(json, "serverId")),
                     StringOr(json, "record"),
                     BoolOr(json, "whole", true),
                     "",
                     false,
                     StringOr(json, "tag")};
  }
  if (type == "dropped") {
    const int64_t cause = IntOr(json, "cause", 0);
    if (cause < 0 || cause > static_cast<int>(Dropped::Cause::kCoalesced)) return std::nullopt;
    return Dropped{*at, static_cast<Dropped::Cause>(cause), MutationId(StringOr(json, "into"))};
  }
  std::optional<Progress> progress = ReadProgress(json);
  if (type != "advanced" || !progress) return std::nullopt;
  return Advanced{*at, std::move(*progress)};
}

}  // namespace

std::string EncodeTabMessage(const TabMessage& message) {
  std::vector<std::string> changes;
  for (const Change& change : message.changes) changes.push_back(std::visit(Encoder{}, change));
  ObjectText text;
  text.Number("v", kFormatVersion).Text("scope", message.scope).Raw("changes", ArrayText(changes));
  text.Number("at", message.announced_ms);
  if (message.from_leader) text.Text("waiting", QueueWaitName(message.waiting));
  if (message.taken_over) text.Flag("takenOver", true);
  if (message.asks) text.Flag("asks", true);
  return text.str();
}

std::optional<TabMessage> DecodeTabMessage(std::string_view text) {
  const Result<Json> json = ParseJson(text);
  if (!json.ok() || IntOr(*json, "v", 0) != kFormatVersion) return std::nullopt;
  TabMessage message;
  ReadText(*json, "scope", message.scope);
  message.announced_ms = IntOr(*json, "at", 0);
  message.taken_over = BoolOr(*json, "takenOver", false);
  message.asks = BoolOr(*json, "asks", false);
  if (const Json* changes = Find(*json, "changes"); changes && changes->is_array()) {
    for (const Json& element : *changes) {
      if (std::optional<Change> change = DecodeChange(element)) {
        message.changes.push_back(std::move(*change));
      }
    }
  }
  if (const Json* waiting = Find(*json, "waiting"); waiting && waiting->is_string()) {
    message.from_leader = true;
    for (const QueueWait wait : kAllWaits) {
      if (waiting->text() == QueueWaitName(wait)) message.waiting = wait;
    }
  }
  return message;
}

}  // namespace synchrone
