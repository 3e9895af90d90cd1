#include "core/journal/own_chain.h"

#include <map>
#include <set>

#include "core/journal/format/key_schema.h"

namespace synchrone {

void OwnChain::Clear() {
  head_ = {document_, 0, ""};
  to_join_.clear();
}

std::string OwnChain::Append(SettledMutation settled) {
  if (!digest_) return EncodeHistoryRecord(settled);
  settled.link = {document_, head_.index + 1, head_.hash, std::exchange(to_join_, {})};
  const std::string& contents = settled.queued.mutation.data;
  if (!contents.empty()) {
    settled.salt = digest_->NewSalt();
    settled.digest = digest_->Of(settled.salt + "\n" + contents);
  }
  std::string record = EncodeHistoryRecord(settled);
  head_ = {document_, settled.link.index, HashOf(record, settled.queued.sequence())};
  return record;
}

void OwnChain::Resume(const std::vector<SettledMutation>& history, const Anchors& anchors,
                      FunctionRef<std::string(const Sequence&)> hash_of) {
  if (!digest_) return;
  std::map<TabId, const SettledMutation*> newest;
  std::set<std::pair<TabId, uint64_t>> joined;
  for (const SettledMutation& settled : history) {
    if (settled.link.index == 0) continue;
    const SettledMutation*& last = newest[settled.link.document];
    if (!last || last->link.index < settled.link.index) last = &settled;
    for (const ChainHead& one : settled.link.joined) joined.insert({one.document, one.index});
  }
  to_join_.clear();
  const auto own_anchor = anchors.find(document_);
  if (own_anchor != anchors.end()) head_ = own_anchor->second;
  for (const auto& [document, settled] : newest) {
    const uint64_t index = settled->link.index;
    const bool is_own = document == document_;
    if (is_own ? index <= head_.index : joined.contains({document, index})) continue;
    ChainHead head{document, index, hash_of(settled->queued.sequence())};
    if (is_own) {
      head_ = std::move(head);
    } else {
      to_join_.push_back(std::move(head));
    }
  }
}

std::string OwnChain::HashOf(const std::string& record, const Sequence& sequence) const {
  return digest_ ? digest_->Of(HashedText(record, sequence)) : "";
}

std::optional<ChainHead> OwnChain::HeadOf(const std::string& key, const std::string& record) const {
  const auto parsed = ParseKey(ScopePrefixOf(key), key);
  if (!digest_ || !parsed) return std::nullopt;
  const Result<SettledMutation> settled = DecodeHistoryRecord(record, parsed->sequence);
  if (!settled.ok() || settled->link.index == 0) return std::nullopt;
  return ChainHead{settled->link.document, settled->link.index, HashOf(record, parsed->sequence)};
}

}  // namespace synchrone
