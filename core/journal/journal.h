#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/function_ref.h"
#include "core/journal/device_user.h"
#include "core/journal/format/key_schema.h"
#include "core/journal/format/record_codec.h"
#include "core/journal/history.h"
#include "core/journal/own_chain.h"
#include "core/journal/record_store.h"
#include "core/ports/storage.h"

namespace synchrone {

// A former id of a record and its id on the server since `confirmed_ms`. An empty `server_id`: the
// server has made the record and has not named it.
struct IdMapping {
  EntityKey former;
  EntityId server_id;
  int64_t confirmed_ms = 0;
  bool is_ours = true;  // `former` was made here; false: an update has replaced an id of the server
  bool is_number = false;  // the server writes its id as a number
  bool operator==(const IdMapping&) const = default;
};

// A mutation whose outcome was journaled, but not all of what follows from it.
struct UnfinishedSettlement {
  QueuedMutation queued;
  ProgressRecord outcome;
  bool operator==(const UnfinishedSettlement&) const = default;
};

// What the journal of one user holds.
struct Recovered {
  std::vector<QueuedMutation> queued;  // in sequence order
  std::vector<UnfinishedSettlement> unfinished;
  std::vector<IdMapping> id_map;
  std::vector<ConfirmedRecord> confirmed;
  std::vector<SettledMutation> history;  // oldest first
  // Settled according to the history, although their mutation record was still there.
  std::vector<Mutation> finished;
  uint64_t highest_counter = 0;
  int quarantined = 0;  // records put into quarantine now
  int newer = 0;        // records of a later version, left untouched
  int sealed = 0;       // mutations of other users
  Anchors anchors;      // of the audit trail
};

// The durable side of the queue: one small record per change under its own per-tab key (FORMAT.md),
// of one user at a time. Laws, beside those of RecordStore:
//  - what was recorded is recovered, whatever the point at which the page died;
//  - the outcome of a mutation is recorded before its record is removed;
//  - a record that cannot be read is put into quarantine, its neighbours are unharmed.
class Journal {
 public:
  // `tab`: this page's. Without a digest, settled mutations are remembered in no chain.
  Journal(Storage& storage, TabId tab, Digest* digest = nullptr)
      : storage_(storage),
        chain_(tab, digest),
        records_(storage, std::move(tab), chain_),
        device_user_(records_) {}

  // Whether everything is in storage, room for more, and transactions.
  RecordStore& records() { return records_; }
  const RecordStore& records() const { return records_; }
  DeviceUser& device_user() { return device_user_; }

  // Whose records are read and written from now on.
  void SetUser(const User& user);

  // Reads everything of this user. kStorageDenied when the page may not use storage,
  // kStorageUnreadable when its keys or one of its records cannot be read now. `known` gives a
  // mutation as the caller has it, or nullptr: a record with the same text is not decoded.
  using KnownMutation = FunctionRef<const Mutation*(const Sequence&)>;
  Result<Recovered> Recover(
      int64_t now_ms,
      KnownMutation known = [](const Sequence&) -> const Mutation* { return nullptr; });
  // The highest counter in the names of this user's records, for when one cannot be read: what is
  // made meanwhile comes after them. 0 when storage cannot be listed.
  uint64_t ListedCounter();
  // Records of other users in this storage: how many mutations wait there.
  int CountSealed();

  // Each of the following writes now, or keeps the text until there is room, as RecordStore does.
  // PutNewMutation is for a mutation that joins the queue, PutMutation for one that is in
  // it.
  void PutNewMutation(const Mutation& mutation);
  void PutMutation(const Mutation& mutation) { PutMutation(mutation, WriteFor::kSettling); }
  void PutProgress(const Sequence& sequence, const ProgressRecord& record);
  void PutIdMapping(const IdMapping& mapping);
  void RemoveIdMapping(const EntityKey& former);
  // A record is stored for each of these former ids, or was evicted by this page. True where
  // storage cannot be asked.
  bool HasNames(const std::vector<std::pair<EntityKey, EntityId>>& names);
  // What is confirmed of a record with queued mutations, where there is room for it.
  void PutConfirmed(const ConfirmedRecord& confirmed);
  void RemoveConfirmed(const EntityKey& entity);
  // False: it is not stored (for want of room), or not yet (in a transaction).
  bool PutHistory(SettledMutation settled);
  // Removes the record of this kind.
  void Remove(RecordKind kind, const Sequence& sequence);
  // Removes both records of a mutation of another user.
  void RemoveQueuedOf(const User& user, const Sequence& sequence);
  // Some tab has recorded this of it: the mutation itself; its progress, once it was tried or is
  // parked; its history, once it is settled.
  bool Has(RecordKind kind, const Sequence& sequence);
  // The confirmed state of the record is stored, or there was no room for it.
  bool HasConfirmed(const EntityKey& entity);
  // How it was settled; nothing when that is not recorded.
  std::optional<SettledMutation> ReadHistory(const Sequence& sequence);

  // The audit trail of this user, as it is stored now, of all tabs.
  struct Audit {
    std::vector<SettledMutation> settled;  // oldest first
    std::vector<ChainRecord> chain;        // of the same
    Anchors anchors;
  };
  Audit ReadAudit();

  // The legacy array as text; "" when there is none.
  std::string ReadProjection();
  // Removes from the array what we wrote; what existing code left stays, to be imported.
  void EraseProjection();
  // Moves a queued mutation's record to quarantine.
  void QuarantineMutation(const Sequence& sequence);

  // The queued mutation that another tab recorded; nothing when it cannot be read.
  std::optional<Mutation> ReadMutation(const Sequence& sequence);
  // As ReadMutation, with what some tab has recorded of its progress.
  std::optional<QueuedMutation> ReadQueued(const Sequence& sequence);

  // Whether a transaction that merges the two mutations fits without evicting anything: writes as
  // much as it may take, and removes that again (FORMAT.md, T6).
  bool HasRoomToMerge(const Mutation& first, const Mutation& second);
  // Records that this storage is in use at `now_ms`, by a clock that may be wrong.
  void NoteSeen(int64_t now_ms);
  // The storage was cleared: a record that is missing says nothing of its mutation.
  bool WasCleared();

 private:
  void PutMutation(const Mutation& mutation, WriteFor what);
  ChainRecord ReadChainRecord(const Sequence& sequence, const ChainLink& link);
  void DropOldRecords(int64_t clock_ms, Recovered& recovered);
  int64_t BelievedMs(int64_t now_ms);
  int CountSealed(const std::vector<std::string>& stored) const;

  Storage& storage_;
  User user_;
  OwnChain chain_;
  RecordStore records_;
  DeviceUser device_user_;
  bool noted_seen_ = false;
};

}  // namespace synchrone
