#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/journal/format/audit_chain.h"
#include "core/model/mutation.h"

namespace synchrone {

// A mutation that has left the queue: who made it, when, and what became of it; the stored record
// never has the contents. In memory the newest ones keep their data for the projection.
struct SettledMutation {
  QueuedMutation queued;
  std::string cause;  // "confirmed", "discarded", "withdrawn", "server", "coalesced"
  int64_t settled_ms = 0;
  // Digest of salt, newline, contents. The salt is stored beside the record and its hash does not
  // cover it: once the salt is removed, the digest says nothing of the contents.
  std::string digest = {};
  std::string salt = {};
  ChainLink link = {};
  // When it was made, by the server's clock as far as it is known; 0: no answer has had a date.
  int64_t server_ms = 0;
  MutationId into = {};    // "coalesced": the mutation that it became part of
  bool is_number = false;  // the record got an id that the server writes as a number
  bool operator==(const SettledMutation&) const = default;
};

// The text of a history record: the settled mutation without data, base and answer; its salt on a
// line of its own.
std::string EncodeHistoryRecord(const SettledMutation& settled);
Result<SettledMutation> DecodeHistoryRecord(std::string_view text, const Sequence& sequence);
// The text that the record's hash in its chain covers: its sequence, and the record without
// checksum and salt.
std::string HashedText(const std::string& record, const Sequence& sequence);

}  // namespace synchrone
