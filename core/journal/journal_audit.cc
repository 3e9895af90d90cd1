#include <algorithm>
#include <set>
#include <utility>

#include "core/base/sort.h"
#include "core/base/tuning.h"
#include "core/journal/audit_anchor.h"
#include "core/journal/journal.h"

// The audit trail of the journal: chains, anchors, and reading it all (BEHAVIOUR 3.10).
namespace synchrone {

ChainRecord Journal::ReadChainRecord(const Sequence& sequence, const ChainLink& link) {
  const auto text = TextOf(SequenceKey(user_, RecordKind::kHistory, sequence));
  return {link, text ? chain_.HashOf(*text, sequence) : ""};
}

// Removes records of the trail, and notes for each chain where what is left begins. A document has
// a chain for each of its users.
void Journal::Trim(const std::vector<std::string>& history_keys) {
  std::map<std::string, Anchors> anchors;
  for (const std::string& key : history_keys) {
    const auto text = TextOf(key);
    if (const auto head = text ? chain_.HeadOf(key, *text) : std::nullopt) {
      ChainHead& anchor = anchors[std::string(ScopePrefixOf(key))][head->document];
      if (head->index > anchor.index) anchor = *head;
    }
    Remove(key);
  }
  for (const auto& [scope_prefix, of_scope] : anchors) {
    for (const auto& [document, anchor] : of_scope) PutAnchor(scope_prefix, anchor);
  }
}

void Journal::PutAnchor(std::string_view scope_prefix, const ChainHead& anchor) {
  const std::string key = SequenceKeyIn(scope_prefix, RecordKind::kAnchor, {0, anchor.document});
  if (const auto text = TextOf(key)) {
    const Result<ChainHead> former = DecodeAnchor(*text, anchor.document);
    if (former.ok() && former->index >= anchor.index) return;
  }
  Put(key, EncodeAnchor(anchor), "");
}

Journal::Audit Journal::ReadAudit() {
  Audit audit;
  const std::string prefix = ScopePrefix(user_);
  // Lists history and names only: queued work is not read, however much there is.
  for (const RecordKind kind : {RecordKind::kHistory, RecordKind::kAnchor}) {
    const auto stored = storage_.Keys(prefix + static_cast<char>(kind) + ':');
    if (!stored.ok()) return {};
    for (const std::string& key : KeysOfUser(*stored)) {
      const auto parsed = ParseKey(prefix, key);
      if (!parsed || parsed->kind != kind) continue;
      const auto text = TextOf(key);
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
