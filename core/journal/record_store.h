#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/journal/eviction_list.h"
#include "core/journal/format/key_schema.h"
#include "core/journal/own_chain.h"
#include "core/journal/reserve.h"
#include "core/journal/transaction_record.h"
#include "core/journal/unwritten.h"
#include "core/ports/storage.h"

namespace synchrone {

// The texts of records under their keys, whatever they mean, of every user (FORMAT.md). Laws:
//  - the writes of a Transaction are recorded completely or not at all;
//  - when storage is full or denied nothing is lost: what could not be written stays in memory and
//    is written as soon as there is room. The projection is evicted first, then
//    the oldest audit records and names of every user; attempts, outcomes and decisions may then
//    use a reserve that new work leaves alone.
class RecordStore {
 public:
  // `tab`: this page's. `chain`: of the audit records that it writes.
  RecordStore(Storage& storage, TabId tab, const OwnChain& chain)
      : storage_(storage),
        tab_(std::move(tab)),
        chain_(chain),
        evictable_(storage),
        reserve_(storage) {}
  RecordStore(const RecordStore&) = delete;
  RecordStore& operator=(const RecordStore&) = delete;

  // Collects what is written and removed while it lives, and carries it out at its end. Several
  // writes are first stored as one record, under `step` (FORMAT.md, T1), which a later page carries
  // out when this one dies in the middle. Transactions nest: the outermost counts.
  class Transaction {
   public:
    explicit Transaction(RecordStore& records) : records_(records) {
      ++records_.open_transactions_;
    }
    ~Transaction() {
      if (--records_.open_transactions_ == 0) records_.CarryOut();
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

   private:
    RecordStore& records_;
  };
  // Carries out the transactions of any user that a dying page left half done. Call it before
  // anything is read.
  void FinishTransactions();
  // How many of them were damaged, and put into quarantine, since this was asked last.
  int TakeDamagedTransactions() { return std::exchange(damaged_transactions_, 0); }

  // Each of the following writes now, or keeps the text until there is room; `durable()` says
  // which. The record's text is `head` and then `body`.
  void Put(const std::string& key, std::string head, std::string body = {},
           WriteFor what = WriteFor::kSettling);
  // The record is new work no more: it may take the room that is reserved.
  void NoteTried(const std::string& key);
  void Remove(const std::string& key);
  // An audit record is written only where there is room: queued work does not need it. False: it is
  // not stored, or not yet (in a transaction).
  bool PutHistory(const std::string& key, const std::string& text);
  // A confirmed record can be read from the server again, so nothing is evicted for it. Where it
  // does not fit, its former value is removed: it is out of date.
  void PutConfirmed(const std::string& key, std::string text);
  // When storage is full, readers do without it; it is written again when more has changed.
  // `kept`: the part of it that is stored nowhere else, "" when there is none.
  void PutProjection(const std::string& text, const std::string& kept = {});
  // Moves a record to quarantine; where there is no room for the copy it stays.
  void Quarantine(const std::string& key, const std::string& text);

  // What is recorded under the key, whether it is written already or not.
  Result<std::optional<std::string>> Read(const std::string& key);
  // As Read; nothing also where storage cannot be read.
  std::optional<std::string> TextOf(const std::string& key);
  bool Has(const std::string& key) { return TextOf(key).has_value(); }
  // This page has evicted the record, or had no room to store it.
  bool HasGivenUp(const std::string& key) const { return given_up_.contains(key); }
  // What is written under the key; nothing also where storage cannot be read.
  std::optional<std::string> StoredTextOf(const std::string& key);
  // Visits each as Read reads it.
  Status ReadEach(const std::vector<std::string>& keys, Storage::Visit visit);
  // Those of `stored` that begin with `prefix`, and the keys that are not written yet.
  std::vector<std::string> KeysIn(const std::string& prefix,
                                  const std::vector<std::string>& stored) const;

  // Everything that was given to it is in storage.
  bool durable() const { return unwritten_.empty() && unremoved_.empty(); }
  // Why not: kStorageFull or kStorageDenied; kOk when durable.
  ErrorCode trouble() const { return durable() ? ErrorCode::kOk : trouble_; }
  // Tries again to write what could not be written.
  void Flush();

  // Whether a transaction of that many characters fits without evicting anything: writes as much,
  // and removes it again (FORMAT.md, T6).
  bool HasRoom(size_t size);
  Reserve& reserve() { return reserve_; }
  // Evicts the oldest audit records and names, of every user, that exceed their budget.
  void KeepToBudget();
  // The audit records of the user are now these, oldest first.
  void SetHistory(std::vector<std::string> keys);
  // Removes records of the trail, and notes for each chain where what is left begins. A document
  // has a chain for each of its users.
  void Trim(const std::vector<std::string>& history_keys);

 private:
  void CarryOut();
  void CarryOut(const Writes& writes);
  void RemoveTheRest();
  bool IsRecordedSince(const std::string& key, const Unwritten& text);
  bool PutOrMakeRoom(const std::string& key, const std::string& head, const std::string& body,
                     WriteFor what);
  bool MakeRoom();
  void Evict(const std::vector<std::string>& keys);
  bool IsMissingAnOutcome() const;
  bool StoreHistory(const std::string& key, const std::string& text);
  void StoreConfirmed(const std::string& key, const std::string& text);
  void PutAnchor(std::string_view scope_prefix, const ChainHead& anchor);

  Storage& storage_;
  const TabId tab_;
  const OwnChain& chain_;
  int open_transactions_ = 0;
  Writes collected_;              // of the open transaction, in the order of the calls
  int damaged_transactions_ = 0;  // put into quarantine
  UnwrittenRecords unwritten_;
  std::set<std::string> unremoved_;  // to be removed once everything is written
  std::set<std::string> given_up_;   // names and confirmed records
  ErrorCode trouble_ = ErrorCode::kOk;
  std::vector<std::string> history_keys_;  // of this user, oldest first
  EvictionList evictable_;
  bool wrote_projection_ = false;
  Reserve reserve_;
};

}  // namespace synchrone
