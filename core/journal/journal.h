#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/function_ref.h"
#include "core/journal/history.h"
#include "core/journal/key_schema.h"
#include "core/journal/own_chain.h"
#include "core/journal/record_codec.h"
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

// The durable side of the queue: one small record per change under its own per-tab key (BEHAVIOUR
// 5.2, FORMAT.md). Laws:
//  - what was recorded is recovered, whatever the point at which the page died;
//  - the outcome of a mutation is recorded before its record is removed;
//  - the writes of a Transaction are recorded completely or not at all;
//  - a record that cannot be read is put into quarantine, its neighbours are unharmed (5.3);
//  - when storage is full or denied nothing is lost: what could not be written stays in memory and
//    is written as soon as there is room (5.4). The projection is evicted first, then the oldest
//    audit records and names of every user; attempts, outcomes and decisions may then use a
//    reserve that new work leaves alone.
class Journal {
 public:
  // `tab`: this page's. Without a digest, settled mutations are remembered in no chain.
  Journal(Storage& storage, TabId tab, Digest* digest = nullptr)
      : storage_(storage), tab_(std::move(tab)), chain_(tab_, digest) {}

  // Collects what the functions below write and remove while it lives, and carries it out at its
  // end. Several writes are first stored as one record, under `step` (FORMAT.md, T1), which a later
  // page carries out when this one dies in the middle. Transactions nest: the outermost counts.
  class Transaction {
   public:
    explicit Transaction(Journal& journal) : journal_(journal) { ++journal_.open_transactions_; }
    ~Transaction() {
      if (--journal_.open_transactions_ == 0) journal_.CarryOut();
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

   private:
    Journal& journal_;
  };

  // Whose records are read and written from now on.
  void SetUser(const User& user);

  // Carries out the transactions of any user that a dying page left half done. Call it before
  // anything is read.
  void FinishTransactions();
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
  // Records of other users in this storage: how many mutations wait there (BEHAVIOUR 7.1).
  int CountSealed();

  // Each of the following writes now, or keeps the text until there is room; `durable()` says
  // which. PutNewMutation is for a mutation that joins the queue, PutMutation for one that is in
  // it.
  void PutNewMutation(const Mutation& mutation);
  void PutMutation(const Mutation& mutation) { PutMutation(mutation, For::kSettling); }
  void PutProgress(const Sequence& sequence, const ProgressRecord& record);
  void PutIdMapping(const IdMapping& mapping);
  void RemoveIdMapping(const EntityKey& former);
  // A record is stored for each of these former ids. True where storage cannot be asked.
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
  // The confirmed state of the record is stored.
  bool HasConfirmed(const EntityKey& entity);
  // How it was settled; nothing when that is not recorded.
  std::optional<SettledMutation> ReadHistory(const Sequence& sequence);

  // The audit trail of this user, as it is stored now, of all tabs (BEHAVIOUR 3.10).
  struct Audit {
    std::vector<SettledMutation> settled;  // oldest first
    std::vector<ChainRecord> chain;        // of the same
    Anchors anchors;
  };
  Audit ReadAudit();

  // The device's user (BEHAVIOUR 7.1a).
  std::optional<User> DeviceUser();
  // The record of the device's user is stored; after Logout() it names none.
  bool HasDeviceUser() { return Has(std::string(kDeviceUserKey)); }
  void PutDeviceUser(const User& user);
  void RemoveDeviceUser();

  // The legacy array as text; "" when there is none.
  std::string ReadProjection();
  // `kept`: the part of it that is stored nowhere else, "" when there is none.
  void PutProjection(const std::string& text, const std::string& kept = {});
  // Removes from the array what we wrote; what existing code left stays, to be imported.
  void EraseProjection();
  // Moves a queued mutation's record to quarantine.
  void QuarantineMutation(const Sequence& sequence);
  // Copies `text`, which is stored under `key`, to quarantine, where a person can look at it.
  void CopyToQuarantine(const std::string& key, const std::string& text);

  // The queued mutation that another tab recorded; nothing when it cannot be read.
  std::optional<Mutation> ReadMutation(const Sequence& sequence);
  // As ReadMutation, with what some tab has recorded of its progress.
  std::optional<QueuedMutation> ReadQueued(const Sequence& sequence);

  // Everything that was given to the journal is in storage.
  bool durable() const { return unwritten_.empty() && unremoved_.empty(); }
  // Why not: kStorageFull or kStorageDenied; kOk when durable.
  ErrorCode trouble() const { return durable() ? ErrorCode::kOk : trouble_; }
  // Tries again to write what could not be written.
  void Flush();
  // A transaction that makes one of these mutations out of both finds room, without evicting
  // anything: writes as much as it may take, and removes that again (FORMAT.md, T6).
  bool HasRoomToMerge(const Mutation& first, const Mutation& second);
  // Writes the reserve for settling, if there is room for it and it is not there.
  void KeepReserve();
  // Records that this storage is in use at `now_ms`, by a clock that may be wrong.
  void NoteSeen(int64_t now_ms);
  // Evicts the oldest audit records and names, of every user, that exceed their budget.
  void KeepToBudget();
  // The storage was cleared: a record that is missing says nothing of its mutation.
  bool WasCleared();

 private:
  // New work may not take the room that is reserved for settling what is there.
  enum class For { kNewWork, kSettling };
  struct Unwritten {
    std::string head;
    std::string body;
    For what = For::kSettling;
  };

  bool IsRecordedSince(const std::string& key, const Unwritten& text);

  struct Write {
    std::string key;
    std::optional<Unwritten> text;  // nothing: the key is to be removed
  };
  using Writes = std::vector<Write>;

  bool Has(const std::string& key);
  void CarryOut();
  void CarryOut(const Writes& writes);
  void RemoveTheRest();
  static Writes ReadTransaction(const Json& transaction);
  void PutMutation(const Mutation& mutation, For what);
  void Put(const std::string& key, std::string head, std::string body, For what = For::kSettling);
  bool PutOrMakeRoom(const std::string& key, const std::string& head, const std::string& body,
                     For what);
  bool ReleaseReserve();
  void Remove(const std::string& key);
  bool MakeRoom();
  bool EvictOldest();
  void Evict(const std::vector<std::string>& keys);
  std::list<std::string> ListEvictable();
  bool IsMissingAnOutcome() const;
  bool StoreHistory(const std::string& key, const std::string& text);
  void StoreConfirmed(const std::string& key, const std::string& text);
  ChainRecord ReadChainRecord(const Sequence& sequence, const ChainLink& link);
  void Trim(const std::vector<std::string>& history_keys);
  void PutAnchor(std::string_view scope_prefix, const ChainHead& anchor);
  void Quarantine(const std::string& key, const std::string& text);
  void DropOldRecords(int64_t clock_ms, Recovered& recovered);
  int64_t BelievedMs(int64_t now_ms);
  std::vector<std::string> KeysOfUser(const std::vector<std::string>& stored) const;
  int CountSealed(const std::vector<std::string>& stored) const;
  // What is recorded under the key, whether it is written already or not.
  Result<std::optional<std::string>> Read(const std::string& key);
  // As Read; nothing also where storage cannot be read.
  std::optional<std::string> TextOf(const std::string& key);
  // What is written under the key; nothing also where storage cannot be read.
  std::optional<std::string> StoredTextOf(const std::string& key);
  Status ReadEach(const std::vector<std::string>& keys, Storage::Visit visit);

  Storage& storage_;
  const TabId tab_;
  User user_;
  int open_transactions_ = 0;
  Writes collected_;              // of the open transaction, in the order of the calls
  int damaged_transactions_ = 0;  // put into quarantine since the last recovery
  // Shorter keys first, so that the numbers in them rise: other tabs see records as they are
  // written.
  struct ShorterFirst {
    bool operator()(const std::string& a, const std::string& b) const {
      return a.size() != b.size() ? a.size() < b.size() : a < b;
    }
  };
  std::map<std::string, Unwritten, ShorterFirst> unwritten_;
  std::set<std::string> unremoved_;  // to be removed once everything is written
  ErrorCode trouble_ = ErrorCode::kOk;
  std::vector<std::string> history_keys_;  // of this user, oldest first
  // What may be evicted, of every user, oldest first; empty until there is no room.
  std::list<std::string> evictable_;
  bool listed_evictable_ = false;
  OwnChain chain_;
  bool wrote_projection_ = false;
  bool noted_seen_ = false;
  bool released_reserve_ = false;  // by this page, and not written again
};

}  // namespace synchrone
