#include "core/engine/tab_message.h"

#include <utility>

#include "core/base/json.h"
#include "core/journal/key_schema.h"
#include "core/journal/record_codec.h"

namespace synchrone {
namespace {

constexpr QueueWait kAllWaits[] = {
    QueueWait::kNone,  QueueWait::kOffline,   QueueWait::kOfflineMode, QueueWait::kUnreachable,
    QueueWait::kLogin, QueueWait::kRateLimit, QueueWait::kPaused,      QueueWait::kUser};

Json SequenceJson(const Sequence& sequence) {
  return Json::array({sequence.counter, sequence.tab.value()});
}

std::optional<Sequence> ReadSequence(const Json& json, const char* key) {
  const Json* pair = Find(json, key);
  const bool well_formed = pair && pair->is_array() && pair->size() == 2 &&
                           (*pair)[0].is_number_unsigned() && (*pair)[1].is_string();
  if (!well_formed) return std::nullopt;
  return Sequence{(*pair)[0].get<uint64_t>(), TabId((*pair)[1].get<std::string>())};
}

std::string MutationText(const Mutation& mutation) {
  MutationRecordText text = EncodeMutationRecord(mutation);
  return text.head + text.body;
}

std::string ProgressText(const Progress& progress) {
  return EncodeProgressRecord({progress, {}, {}, true, {}});
}

// One change as JSON; the records inside are those of the journal.
struct Encoder {
  Json operator()(const Accepted& change) const {
    return {{"type", "accepted"},
            {"at", SequenceJson(change.mutation.sequence)},
            {"mutation", MutationText(change.mutation)}};
  }
  Json operator()(const Rewritten& change) const {
    return {{"type", "rewritten"},
            {"at", SequenceJson(change.mutation.sequence)},
            {"mutation", MutationText(change.mutation)}};
  }
  Json operator()(const Requeued& change) const {
    return {{"type", "requeued"},
            {"former", SequenceJson(change.former)},
            {"at", SequenceJson(change.queued.sequence())},
            {"mutation", MutationText(change.queued.mutation)},
            {"progress", ProgressText(change.queued.progress)}};
  }
  Json operator()(const Advanced& change) const {
    return {{"type", "advanced"},
            {"at", SequenceJson(change.sequence)},
            {"progress", ProgressText(change.progress)}};
  }
  Json operator()(const Confirmed& change) const {
    return {{"type", "confirmed"},
            {"at", SequenceJson(change.sequence)},
            {"serverId", change.server_id.value()},
            {"record", change.record},
            {"whole", change.whole}};
  }
  Json operator()(const Dropped& change) const {
    return {{"type", "dropped"},
            {"at", SequenceJson(change.sequence)},
            {"cause", static_cast<int>(change.cause)}};
  }
  Json operator()(const Observed& change) const {
    return {{"type", "observed"},
            {"resource", change.entity.resource.value()},
            {"entity", change.entity.id.value()},
            {"record", change.record}};
  }
};

std::optional<Mutation> ReadMutation(const Json& json, const Sequence& at) {
  Result<MutationRecord> record = DecodeMutationRecord(StringOr(json, "mutation"), at);
  if (!record.ok()) return std::nullopt;
  return std::move(record->mutation);
}

std::optional<Progress> ReadProgress(const Json& json) {
  Result<ProgressRecord> record = DecodeProgressRecord(StringOr(json, "progress"));
  if (!record.ok()) return std::nullopt;
  return std::move(record->progress);
}

std::optional<Change> DecodeMutationChange(const Json& json, const std::string& type,
                                           const Sequence& at) {
  std::optional<Mutation> mutation = ReadMutation(json, at);
  if (!mutation) return std::nullopt;
  if (type == "accepted") return Accepted{std::move(*mutation)};
  if (type == "rewritten") return Rewritten{std::move(*mutation)};
  const std::optional<Sequence> former = ReadSequence(json, "former");
  std::optional<Progress> progress = ReadProgress(json);
  if (!former || !progress) return std::nullopt;
  return Requeued{*former, {std::move(*mutation), std::move(*progress)}};
}

std::optional<Change> DecodeChange(const Json& json) {
  const std::string type = StringOr(json, "type");
  if (type == "observed") {
    return Observed{{Resource(StringOr(json, "resource")), EntityId(StringOr(json, "entity"))},
                    StringOr(json, "record")};
  }
  const std::optional<Sequence> at = ReadSequence(json, "at");
  if (!at) return std::nullopt;
  if (type == "accepted" || type == "rewritten" || type == "requeued") {
    return DecodeMutationChange(json, type, *at);
  }
  if (type == "confirmed") {
    return Confirmed{*at, EntityId(StringOr(json, "serverId")), StringOr(json, "record"),
                     BoolOr(json, "whole", true)};
  }
  if (type == "dropped") {
    const int64_t cause = IntOr(json, "cause", 0);
    if (cause < 0 || cause > static_cast<int>(Dropped::Cause::kServerChosen)) return std::nullopt;
    return Dropped{*at, static_cast<Dropped::Cause>(cause)};
  }
  std::optional<Progress> progress = ReadProgress(json);
  if (type != "advanced" || !progress) return std::nullopt;
  return Advanced{*at, std::move(*progress)};
}

}  // namespace

std::string EncodeTabMessage(const TabMessage& message) {
  Json changes = Json::array();
  for (const Change& change : message.changes) changes.push_back(std::visit(Encoder{}, change));
  Json json = {{"v", kFormatVersion}, {"scope", message.scope}, {"changes", std::move(changes)}};
  if (message.from_sender) json["waiting"] = QueueWaitName(message.waiting);
  return DumpJson(json);
}

std::optional<TabMessage> DecodeTabMessage(const std::string& text) {
  const Result<Json> json = ParseJson(text);
  if (!json.ok() || IntOr(*json, "v", 0) != kFormatVersion) return std::nullopt;
  TabMessage message;
  message.scope = StringOr(*json, "scope");
  if (const Json* changes = Find(*json, "changes"); changes && changes->is_array()) {
    for (const Json& element : *changes) {
      if (std::optional<Change> change = DecodeChange(element)) {
        message.changes.push_back(std::move(*change));
      }
    }
  }
  if (const Json* waiting = Find(*json, "waiting"); waiting && waiting->is_string()) {
    message.from_sender = true;
    for (const QueueWait wait : kAllWaits) {
      if (waiting->get<std::string>() == QueueWaitName(wait)) message.waiting = wait;
    }
  }
  return message;
}

}  // namespace synchrone
