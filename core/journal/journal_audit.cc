#include <algorithm>
#include <set>
#include <utility>

#include "core/base/sort.h"
#include "core/base/tuning.h"
#include "core/journal/audit_anchor.h"
#include "core/journal/journal.h"

// The audit trail of the journal: chains, anchors, and reading it all (BEHAVIOUR 3.10).
namespace synchrone {

// Its place in the chain, and the proof of its contents.
void Journal::Chain(SettledMutation& settled) {
  if (!digest_) return;
  settled.link = {tab_, own_head_.index + 1, own_head_.hash, std::exchange(to_join_, {})};
  const std::string& contents = settled.queued.mutation.data;
  if (contents.empty()) return;
  settled.salt = digest_->NewSalt();
  settled.digest = digest_->Of(settled.salt + "\n" + contents);
}

ChainRecord Journal::ReadChainRecord(const Sequence& sequence, const ChainLink& link) {
  const auto text = TextOf(SequenceKey(user_, RecordKind::kHistory, sequence));
  return {link, digest_ && text ? digest_->Of(HashedText(*text, sequence)) : ""};
}

// After a recovery: where this document's chain continues, and which chains are not joined yet.
void Journal::ResumeChain(const std::vector<SettledMutation>& history, const Anchors& anchors) {
  if (!digest_) return;
  std::map<TabId, const SettledMutation*> newest;
  std::set<std::pair<TabId, uint64_t>> joined;
  for (const SettledMutation& settled : history) {
    if (settled.link.index == 0) continue;
    const SettledMutation*& head = newest[settled.link.document];
    if (!head || head->link.index < settled.link.index) head = &settled;
    for (const ChainHead& one : settled.link.joined) joined.insert({one.document, one.index});
  }
  to_join_.clear();
  const auto own_anchor = anchors.find(tab_);
  if (own_anchor != anchors.end()) own_head_ = own_anchor->second;
  for (const auto& [document, settled] : newest) {
    const uint64_t index = settled->link.index;
    const bool is_own = document == tab_;
    if (is_own ? index <= own_head_.index : joined.contains({document, index})) continue;
    ChainRecord record = ReadChainRecord(settled->queued.sequence(), settled->link);
    ChainHead head{document, index, std::move(record.hash)};
    if (is_own) {
      own_head_ = std::move(head);
    } else {
      to_join_.push_back(std::move(head));
    }
  }
}

std::optional<ChainHead> Journal::HeadOf(const std::string& key, const std::string& text) const {
  const auto parsed = ParseKey(ScopePrefixOf(key), key);
  if (!digest_ || !parsed) return std::nullopt;
  const Result<SettledMutation> settled = DecodeHistoryRecord(text, parsed->sequence);
  if (!settled.ok() || settled->link.index == 0) return std::nullopt;
  return ChainHead{settled->link.document, settled->link.index,
                   digest_->Of(HashedText(text, parsed->sequence))};
}

// Removes records of the trail, and notes for each chain where what is left begins. A document has
// a chain for each of its users.
void Journal::Trim(const std::vector<std::string>& history_keys) {
  std::map<std::string, Anchors> anchors;
  for (const std::string& key : history_keys) {
    const auto text = TextOf(key);
    if (const auto head = text ? HeadOf(key, *text) : std::nullopt) {
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
