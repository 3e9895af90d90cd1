#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/function_ref.h"
#include "core/journal/format/audit_chain.h"
#include "core/journal/history.h"
#include "core/ports/digest.h"

namespace synchrone {

// This document's chain of settled mutations for one user (audit_chain.h): it gives each its place,
// and lets the next one join the heads of chains that no record refers to yet. Without a digest
// there are no chains: records have no place and no hash.
class OwnChain {
 public:
  OwnChain(TabId document, Digest* digest) : document_(std::move(document)), digest_(digest) {
    Clear();
  }

  // Another user's chain begins.
  void Clear();
  // Puts the settled mutation at the end of the chain, with the proof of its contents. Returns the
  // text of its record.
  std::string Append(SettledMutation settled);
  // After a recovery: continues behind `history` and `anchors`, and joins the other chains.
  // `hash_of`: HashOf the record that is stored under this sequence.
  void Resume(const std::vector<SettledMutation>& history, const Anchors& anchors,
              FunctionRef<std::string(const Sequence&)> hash_of);

  // The hash of a history record.
  std::string HashOf(const std::string& record, const Sequence& sequence) const;
  // HashOf with the record's place in the chain. `key`: where the record is stored. Nothing when it
  // has no place.
  std::optional<ChainHead> HeadOf(const std::string& key, const std::string& record) const;

 private:
  const TabId document_;
  Digest* const digest_;
  ChainHead head_;
  std::vector<ChainHead> to_join_;  // heads that no record refers to yet
};

}  // namespace synchrone
