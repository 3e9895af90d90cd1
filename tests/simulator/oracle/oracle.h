#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/model/mutation.h"
#include "core/model/view.h"
#include "core/ports/transport.h"
#include "tests/simulator/server/model_server.h"

namespace synchrone::simulator {

// One accepted mutation, as a person would keep it on paper.
struct Entry {
  std::string id;
  Kind kind = Kind::kUpdate;
  Method method = Method::kPatch;
  EntityKey entity;
  std::string action;  // kAction: what comes after the record's path
  Json data;           // null: none
  MutationStatus status = MutationStatus::kPending;
  ParkKind park = ParkKind::kNone;
  bool kept_offline = false;
  int retries = 0;
  int64_t not_after_ms = 0;
  std::vector<std::string> marks;  // one for each content it had

  // What became of its requests.
  std::string key;               // of the latest; "" : none
  Json sent_body;                // of the latest
  bool sent = false;             // one left
  bool outcome_unknown = false;  // one left, and its outcome is unknown
  bool is_repeated = false;      // so it was when the newest one left
  bool key_may_change = true;    // what the key stood for has a definite outcome
  int failures = 0;              // requests that got no verdict
  bool looks = false;            // the latest attempt was a question what became of it
  int persons_tries = 0;
  Method sent_by = Method::kPost;  // the method of the latest
  std::string sent_if_match;       // of the latest request
  std::string known_version;       // of the record when the latest request left
  // Its answer waits for a read of the record (section 4).
  enum class Awaits { kNothing, kConflict, kMissing, kRefused };
  Awaits awaits = Awaits::kNothing;

  bool pending() const { return status == MutationStatus::kPending; }
  bool parked() const { return status == MutationStatus::kError; }
  // Its effect is seen (BEHAVIOUR 1).
  bool in_view() const { return pending() || park == ParkKind::kUncertain; }
  const ResourceHabits& habits() const { return HabitsOf(entity.resource); }
};

// What the queue should be, kept in the simplest way that one can think of: a list of what was
// accepted and what the server said, gone through from the beginning for every question. Shares no
// code with core/state and core/queue.
class Oracle {
 public:
  // ---- What happened.
  // `base`: the record as the caller knew it, null: not given.
  void Accept(Entry entry, const Json& base);
  // An answer with this meaning reached the page that had asked.
  // `key_counts`: the server takes what is sent twice with one key as sent once.
  void Hear(const std::string& id, const Answer& answer, bool key_counts);
  void Observe(const EntityKey& entity, const Json& record);
  // The record was read because the queue had asked for it.
  // `waits_on`: the queue took it for an early read, and waits for the next one.
  void JudgeBy(const EntityKey& entity, const Json& record, bool waits_on);
  // A new page knows of no answer that waits.
  void ForgetAnswers();
  // It is about a record whose id on the server is unknown, or refers to one.
  bool NeedsUnnamed(const Entry& entry) const;
  void Discard(const std::string& id);
  // Taken back, or dropped for the server's version.
  void Remove(const std::string& id);
  void KeepOffline(const std::string& id);
  // `data`: null leaves the contents.
  void Retry(const std::string& id, const Json& data);
  void ResolveMine(const std::string& id, const Json& merged);
  void ConfirmUnnamed(const std::string& id);
  // The queue merged the change `id` into `into` before either was sent (BEHAVIOUR 3.9). "" or what
  // is wrong with that.
  std::string Merge(const std::string& id, const std::string& into);
  // What became of a request without an answer was found out (3.12). `record`: as the server has
  // it; null: unknown.
  void Verified(const std::string& id, VerifyResult verdict, const Json& record);
  // What left was sent under these keys, whatever was recorded of it.
  void TakeKeys(const Oracle& other);
  // What the other knows of the record is what was recorded of it.
  void TakeConfirmed(const Oracle& other, const EntityKey& entity);
  // The queue parked it by itself; the caller has checked that it may.
  void Park(const std::string& id, ParkKind kind);

  // ---- Questions.
  const std::vector<Entry>& entries() const { return entries_; }
  const Entry* Find(const std::string& id) const;
  Entry* Find(const std::string& id);
  std::vector<EntityKey> Entities() const;
  RecordState ConfirmedOf(const EntityKey& entity) const;
  // view = confirmed ⊕ pending.
  RecordState ViewOf(const EntityKey& entity) const;
  // Earlier entries of its lane that it may not overtake.
  std::vector<const Entry*> Ahead(const Entry& entry) const;
  // The queued creates that it refers to.
  std::vector<const Entry*> WaitsFor(const Entry& entry) const;
  // The server's id of a temp id; "" when the server never sent one.
  std::string ServerId(const EntityKey& temp) const;
  int pending_count() const;
  int parked_count() const;
  // The same work in the same order in the same state.
  bool SameWork(const Oracle& other) const;

 private:
  void Confirm(const std::string& id, const Answer& answer);
  void HearConflict(const std::string& id, const Json& current);
  bool IsAsKnown(const Entry& entry, const Json& current) const;
  void Rename(const EntityKey& temp, const Json& next);
  static void RenameIn(Entry& entry, const EntityKey& temp, const Json& next);
  void Unanswered(Entry& entry, bool may_have_arrived);
  void ParkDependents(const Entry& create);
  void Release(const Entry& create);
  void ToTheEnd(const std::string& id);
  void Erase(const std::string& id);
  bool Refers(const Entry& entry, const Entry& create) const;

  std::vector<Entry> entries_;  // in order
  std::map<EntityKey, RecordState> confirmed_;
  std::map<EntityKey, Json> server_ids_;  // as the server writes them: text, or a number
  std::set<EntityKey> unnamed_;
  std::set<Resource> patched_;  // where a PATCH has succeeded
};

// Whole string values of `json` that equal `id`, at any depth; names of members do not count.
bool HoldsId(const Json& json, const std::string& id);
Json WithId(const Json& json, const std::string& former, const Json& next);
// A UUID: counts wherever it stands. Others count in declared fields.
bool IsUuid(const std::string& id);

std::string PathOf(const Entry& entry);

}  // namespace synchrone::simulator
