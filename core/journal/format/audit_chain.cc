#include "core/journal/format/audit_chain.h"

#include <charconv>
#include <utility>

namespace synchrone {
namespace {

using Chain = std::map<uint64_t, const ChainRecord*>;
using Chains = std::map<TabId, Chain>;

ChainHead AnchorOf(const Anchors& anchors, const TabId& document) {
  const auto anchor = anchors.find(document);
  return anchor == anchors.end() ? ChainHead{document, 0, ""} : anchor->second;
}

class ChainCheck {
 public:
  ChainCheck(const std::vector<ChainRecord>& records, const Anchors& anchors) : anchors_(anchors) {
    for (const ChainRecord& record : records) {
      const ChainLink& link = record.link;
      if (link.index == 0) continue;
      const bool is_new = chains_[link.document].emplace(link.index, &record).second;
      if (!is_new) Note(ChainFault::kRepeated, link.document, link.index);
    }
  }

  void CheckNeighbours() {
    for (const auto& [document, chain] : chains_) CheckChain(AnchorOf(anchors_, document), chain);
  }

  void CheckJoins() {
    for (const auto& [document, chain] : chains_) {
      for (const auto& [index, record] : chain) {
        for (const ChainHead& head : record->link.joined) CheckHead(head);
      }
    }
  }

  void CheckHead(const ChainHead& head) {
    const Chain& chain = chains_[head.document];
    const auto found = chain.find(head.index);
    const ChainHead anchor = AnchorOf(anchors_, head.document);
    if (found != chain.end()) {
      if (found->second->hash != head.hash) Note(ChainFault::kAltered, head.document, head.index);
    } else if (head.index == anchor.index) {
      if (head.hash != anchor.hash) Note(ChainFault::kAltered, head.document, head.index);
    } else if (head.index > anchor.index) {
      Note(ChainFault::kRemoved, head.document, head.index);
    }
  }

  std::vector<ChainProblem> Problems() const {
    std::vector<ChainProblem> problems;
    for (const auto& [place, fault] : problems_) {
      problems.push_back({fault, place.first, place.second});
    }
    return problems;
  }

 private:
  // Up to the anchor records may be missing: those were trimmed, by age and not by place.
  void CheckChain(const ChainHead& anchor, const Chain& chain) {
    ChainHead before = anchor;
    for (const auto& [index, record] : chain) {
      const bool is_next = index == before.index + 1;
      // One problem for a gap, however wide a forged index makes it.
      if (!is_next && index > anchor.index) {
        Note(ChainFault::kRemoved, before.document, before.index + 1);
      }
      if (is_next && record->link.previous != before.hash) {
        Note(ChainFault::kAltered, before.document, before.index == 0 ? index : before.index);
      }
      if (index > anchor.index) {
        before = {before.document, index, record->hash};
      }
    }
  }

  void Note(ChainFault fault, const TabId& document, uint64_t index) {
    problems_.try_emplace({document, index}, fault);
  }

  const Anchors& anchors_;
  Chains chains_;
  std::map<std::pair<TabId, uint64_t>, ChainFault> problems_;
};

}  // namespace

const char* ChainFaultName(ChainFault fault) {
  switch (fault) {
    case ChainFault::kRemoved:
      return "removed";
    case ChainFault::kAltered:
      return "altered";
    case ChainFault::kRepeated:
      return "repeated";
  }
  return "";
}

std::vector<ChainProblem> VerifyChains(const std::vector<ChainRecord>& records,
                                       const Anchors& anchors,
                                       const std::vector<ChainHead>& known) {
  ChainCheck check(records, anchors);
  check.CheckNeighbours();
  check.CheckJoins();
  for (const ChainHead& head : known) check.CheckHead(head);
  return check.Problems();
}

std::vector<ChainHead> HeadsOf(const std::vector<ChainRecord>& records, const Anchors& anchors) {
  Anchors newest = anchors;
  for (const ChainRecord& record : records) {
    ChainHead& head = newest[record.link.document];
    if (record.link.index > head.index) {
      head = {record.link.document, record.link.index, record.hash};
    }
  }
  std::vector<ChainHead> heads;
  for (auto& [document, head] : newest) {
    if (head.index > 0) heads.push_back(std::move(head));
  }
  return heads;
}

std::string HeadsText(const std::vector<ChainHead>& heads) {
  std::string text;
  for (const ChainHead& head : heads) {
    if (!text.empty()) text += ' ';
    text += head.document.value() + ":" + std::to_string(head.index) + ":" + head.hash;
  }
  return text;
}

std::vector<ChainHead> ReadHeads(std::string_view text) {
  std::vector<ChainHead> heads;
  while (!text.empty()) {
    const size_t end = text.find(' ');
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const size_t first = word.find(':');
    const size_t last = word.rfind(':');
    if (word.empty()) continue;
    ChainHead head{TabId(word.substr(0, first)), UINT64_MAX, ""};
    if (first != std::string_view::npos && last > first) {
      const char* const stop = word.data() + last;
      uint64_t index = 0;
      const auto [at, error] = std::from_chars(word.data() + first + 1, stop, index);
      if (error == std::errc() && at == stop) head.index = index;
      head.hash = word.substr(last + 1);
    }
    heads.push_back(std::move(head));
  }
  return heads;
}

}  // namespace synchrone
