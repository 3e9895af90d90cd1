#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/model/mutation.h"

namespace synchrone {

// The text of journal records (core/journal/FORMAT.md). Every record begins with the CRC-32 of all
// that follows the first space, in eight hexadecimal digits.

// A mutation record in the two pieces that Storage::Put takes: `head` ends with a newline, `body`
// is data, newline, base.
struct MutationRecordText {
  std::string head;
  std::string body;
};
// The base is left out where the record would be larger than an entry may be.
MutationRecordText EncodeMutationRecord(const Mutation& mutation);

// What the record of a mutation holds.
struct MutationRecord {
  Mutation mutation;
  // Written by 0.1.0 only: the former sequence of a requeued mutation.
  std::optional<Sequence> replaces;
  bool operator==(const MutationRecord&) const = default;
};
// kDamagedRecord for anything that EncodeMutationRecord would not write, kNewerFormat for a later
// format version. `sequence` comes from the key, which the checksum does not cover.
Result<MutationRecord> DecodeMutationRecord(std::string_view text, const Sequence& sequence);

// The progress of a mutation and, once it is settled, what the settlement has to finish.
struct ProgressRecord {
  Progress progress;
  EntityId server_id;  // set when the record got another id
  std::string record;  // confirmed record, JSON text
  bool whole = true;   // ... all of it, not only the fields that are known
  std::string cause;   // of a drop
  bool operator==(const ProgressRecord&) const = default;
};
// The record of a mutation that is not settled.
ProgressRecord UnsettledRecord(const Progress& progress);
// The server's records, and the body that was sent, are left out where they do not fit (FORMAT.md,
// S10).
std::string EncodeProgressRecord(const ProgressRecord& record);
Result<ProgressRecord> DecodeProgressRecord(std::string_view text);

// What is confirmed of a record with queued mutations.
struct ConfirmedRecord {
  EntityKey entity;
  std::string record;     // JSON text; empty: it does not exist
  bool whole = true;      // ... all of it, not only the fields that are known
  bool left_out = false;  // there was no room for it: it has to be read from the server
  std::string tag = {};   // RecordTag
  bool operator==(const ConfirmedRecord&) const = default;
};
std::string EncodeConfirmedRecord(const ConfirmedRecord& confirmed);
Result<ConfirmedRecord> DecodeConfirmedRecord(std::string_view text, const EntityKey& entity);

// A small JSON document with the same frame: history, id map and device records.
std::string EncodeFramed(const std::string& json);
// A record of any kind and version, as it was written.
bool IsWholeRecord(std::string_view text);
Result<std::string_view> DecodeFramed(std::string_view text);
// kNewerFormat when the document's "v" is a later format version.
Result<Json> ParseVersioned(std::string_view json);
// The document in the frame. kNewerFormat when its "v" is a later format version.
Result<Json> DecodeFramedJson(std::string_view text);

}  // namespace synchrone
