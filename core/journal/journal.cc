#include "core/journal/journal.h"

#include <algorithm>
#include <utility>

#include "core/base/json.h"
#include "core/base/object_text.h"
#include "core/base/sort.h"
#include "core/base/tuning.h"
#include "core/journal/audit_anchor.h"

namespace synchrone {
namespace {

// The heads and the steps of the records of a merge, in characters.
constexpr size_t kMergeHeads = 8 * 1024;

std::string EncodeIdMapping(const IdMapping& mapping) {
  ObjectText text;
  text.Number("v", kFormatVersion).Text("serverId", mapping.server_id.value());
  text.Number("confirmed", mapping.confirmed_ms).FlagIfSet("notOurs", !mapping.is_ours);
  return EncodeFramed(text.FlagIfSet("number", mapping.is_number).str());
}

}  // namespace

void Journal::SetUser(const User& user) {
  user_ = user;
  records_.SetHistory({});
  chain_.Clear();
}

bool Journal::WasCleared() {
  const auto mark = storage_.Get(std::string(noted_seen_ ? kSeenKey : kReserveKey));
  return mark.ok() && !mark->has_value();
}

bool Journal::HasRoomToMerge(const Mutation& first, const Mutation& second) {
  size_t size = kMergeHeads;
  for (const Mutation* mutation : {&first, &second}) {
    const MutationRecordText text = EncodeMutationRecord(*mutation);
    // Twice in the transaction, which is JSON in JSON, and once in its own record.
    size += 3 * (text.head.size() + text.body.size());
  }
  return records_.HasRoom(size);
}

void Journal::PutMutation(const Mutation& mutation, WriteFor what) {
  MutationRecordText text = EncodeMutationRecord(mutation);
  records_.Put(SequenceKey(user_, RecordKind::kMutation, mutation.sequence), std::move(text.head),
               std::move(text.body), what);
}

void Journal::PutNewMutation(const Mutation& mutation) {
  PutMutation(mutation, WriteFor::kNewWork);
}

void Journal::PutProgress(const Sequence& sequence, const ProgressRecord& record) {
  records_.Put(SequenceKey(user_, RecordKind::kProgress, sequence), EncodeProgressRecord(record));
  // A mutation that was tried or decided about is new work no more: progress needs its record.
  records_.NoteTried(SequenceKey(user_, RecordKind::kMutation, sequence));
}

void Journal::PutIdMapping(const IdMapping& mapping) {
  records_.Put(IdMapKey(user_, mapping.former), EncodeIdMapping(mapping));
}

void Journal::RemoveIdMapping(const EntityKey& former) { records_.Remove(IdMapKey(user_, former)); }

bool Journal::PutHistory(SettledMutation settled) {
  const std::string key = SequenceKey(user_, RecordKind::kHistory, settled.queued.sequence());
  return records_.PutHistory(key, chain_.Append(std::move(settled)));
}

void Journal::PutConfirmed(const ConfirmedRecord& confirmed) {
  records_.PutConfirmed(ConfirmedKey(user_, confirmed.entity), EncodeConfirmedRecord(confirmed));
}

void Journal::RemoveConfirmed(const EntityKey& entity) {
  records_.Remove(ConfirmedKey(user_, entity));
}

void Journal::Remove(RecordKind kind, const Sequence& sequence) {
  records_.Remove(SequenceKey(user_, kind, sequence));
}

void Journal::RemoveQueuedOf(const User& user, const Sequence& sequence) {
  records_.Remove(SequenceKey(user, RecordKind::kMutation, sequence));
  records_.Remove(SequenceKey(user, RecordKind::kProgress, sequence));
}

bool Journal::Has(RecordKind kind, const Sequence& sequence) {
  return records_.Has(SequenceKey(user_, kind, sequence));
}

bool Journal::HasConfirmed(const EntityKey& entity) {
  const std::string key = ConfirmedKey(user_, entity);
  return records_.Has(key) || records_.HasGivenUp(key);
}

std::optional<Mutation> Journal::ReadMutation(const Sequence& sequence) {
  const auto text = records_.StoredTextOf(SequenceKey(user_, RecordKind::kMutation, sequence));
  if (!text) return std::nullopt;
  Result<MutationRecord> record = DecodeMutationRecord(*text, sequence);
  if (!record.ok() || !(record->mutation.user == user_)) return std::nullopt;
  return std::move(record->mutation);
}

std::string Journal::ReadProjection() {
  return records_.StoredTextOf(std::string(kProjectionKey)).value_or("");
}

void Journal::EraseProjection() {
  const std::string text = ReadProjection();
  Result<Json> json = ParseJson(text);
  if (!json.ok() || !json->is_array() || json->empty()) return;
  Json left = Json::array();
  for (Json& element : *json) {
    if (!Find(element, "sequence")) left.push_back(std::move(element));
  }
  if (left.empty()) return records_.PutProjection("[]");
  if (left.size() == json->size()) return;
  const std::string kept = DumpJson(left);
  records_.PutProjection(kept, kept);
}

// ---- The audit trail, with its chains and anchors (BEHAVIOUR 3.10)

ChainRecord Journal::ReadChainRecord(const Sequence& sequence, const ChainLink& link) {
  const auto text = records_.TextOf(SequenceKey(user_, RecordKind::kHistory, sequence));
  return {link, text ? chain_.HashOf(*text, sequence) : ""};
}

Journal::Audit Journal::ReadAudit() {
  Audit audit;
  const std::string prefix = ScopePrefix(user_);
  // Lists history and names only: queued work is not read, however much there is.
  for (const RecordKind kind : {RecordKind::kHistory, RecordKind::kAnchor}) {
    const auto stored = storage_.Keys(prefix + static_cast<char>(kind) + ':');
    if (!stored.ok()) return {};
    for (const std::string& key : records_.KeysIn(prefix, *stored)) {
      const auto parsed = ParseKey(prefix, key);
      if (!parsed || parsed->kind != kind) continue;
      const auto text = records_.TextOf(key);
      if (!text) continue;
      if (kind == RecordKind::kAnchor) {
        Result<ChainHead> anchor = DecodeAnchor(*text, parsed->sequence.tab);
        if (anchor.ok()) audit.anchors[parsed->sequence.tab] = std::move(*anchor);
        continue;
      }
      Result<SettledMutation> settled = DecodeHistoryRecord(*text, parsed->sequence);
      if (settled.ok()) audit.settled.push_back(std::move(*settled));
    }
  }
  Sort(audit.settled, [](const SettledMutation& a, const SettledMutation& b) {
    return std::pair(a.settled_ms, a.queued.sequence()) <
           std::pair(b.settled_ms, b.queued.sequence());
  });
  for (const SettledMutation& settled : audit.settled) {
    audit.chain.push_back(ReadChainRecord(settled.queued.sequence(), settled.link));
  }
  return audit;
}

}  // namespace synchrone
