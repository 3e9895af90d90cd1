#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/ids.h"

namespace synchrone {

// The audit trail's chains of hashes: one per user and document. Each settled mutation's record
// holds the hash of the one before it in its document, and the first record of a document also
// holds the heads of other documents' chains. So a record that was removed, edited or moved no
// longer fits its neighbours. Only the removal of the newest record does not show; a head that was
// kept elsewhere shows it.

// The newest record of a document's chain, now or at an earlier time.
struct ChainHead {
  TabId document;
  uint64_t index = 0;  // from 1; 0: nothing yet
  std::string hash;    // Digest::Of
  bool operator==(const ChainHead&) const = default;
};

// The place of a record in its chain, as the record states it.
struct ChainLink {
  TabId document;
  uint64_t index = 0;  // 0: a record from before there were chains
  std::string previous;
  std::vector<ChainHead> joined;
  bool operator==(const ChainLink&) const = default;
};

// A settled mutation as verification sees it: its place, and the digest of its text.
struct ChainRecord {
  ChainLink link;
  std::string hash;
  bool operator==(const ChainRecord&) const = default;
};

// What is wrong at one place of a chain.
enum class ChainFault {
  kRemoved,   // a record that others refer to is not there
  kAltered,   // a record is not the one that others refer to: edited, or moved
  kRepeated,  // two records claim one place
};
const char* ChainFaultName(ChainFault fault);  // "removed", "altered", "repeated"

// A fault, and the place of the record that has it.
struct ChainProblem {
  ChainFault fault = ChainFault::kRemoved;
  TabId document;
  uint64_t index = 0;
  bool operator==(const ChainProblem&) const = default;
};

using Anchors = std::map<TabId, ChainHead>;  // the newest record that was trimmed, by document

// Finds what does not fit, by document and index. `known`: heads that the caller has kept.
std::vector<ChainProblem> VerifyChains(const std::vector<ChainRecord>& records,
                                       const Anchors& anchors, const std::vector<ChainHead>& known);
// The newest record of each document's chain, also of those that are trimmed altogether.
std::vector<ChainHead> HeadsOf(const std::vector<ChainRecord>& records, const Anchors& anchors);

// "document:index:hash" separated by spaces: what a person keeps elsewhere, and gives back.
std::string HeadsText(const std::vector<ChainHead>& heads);
// Text that cannot be read gives a head that matches no record, so that verification reports it.
std::vector<ChainHead> ReadHeads(std::string_view text);

}  // namespace synchrone
