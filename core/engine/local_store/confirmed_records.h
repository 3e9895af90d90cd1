#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/engine/turn/turn.h"
#include "core/journal/journal.h"
#include "core/queue/queue.h"
#include "core/state/overlay.h"

namespace synchrone {

// What is confirmed of records with queued mutations: in memory, and in the journal as one record
// each, so that it survives the page. In memory also the newest tag of each record, queued or not.
class ConfirmedRecords {
 public:
  ConfirmedRecords(Journal& journal, const Queue& queue) : journal_(journal), queue_(queue) {}

  ConfirmedStates& states() { return states_; }
  const ConfirmedStates& states() const { return states_; }
  // Records what is confirmed of `entity`; removes that once `entity` has no queued mutations.
  void Keep(const EntityKey& entity, DecidedIn decided_in);
  // Takes the base of a new mutation as confirmed: a base is given only when nothing of the record
  // is pending, so it is the newest state.
  void LearnBase(const Mutation& mutation);
  // Takes in what the journal held.
  void Recall(const ConfirmedRecord& stored, Turn& turn);
  // Takes from mutations what is confirmed of a record for which the journal held nothing
  // (FORMAT.md, B4).
  void RecallFromBases(const EntityKey& entity);
  // The tag that the next change of the record is made on; nothing: the version that it shows is.
  std::optional<std::string> EtagOf(const EntityKey& entity) const;
  // RecordTag: the newest of the record, also where that has changed since; or empty.
  std::string TagOf(const EntityKey& entity) const;
  // Call it before Keep.
  void NoteTag(const EntityKey& entity, std::string tag);
  // The record was read, under that strong tag or "".
  void NoteRead(const EntityKey& entity, const Json& record, std::string_view etag,
                const std::string& version_field);
  using Tags = std::map<EntityKey, std::string>;
  Tags TakeTags() { return std::exchange(tags_, {}); }
  void SetTags(Tags tags) { tags_ = std::move(tags); }
  bool IsRecorded(const EntityKey& entity);
  void RecordAgain(const EntityKey& entity);
  void Clear();

 private:
  void RecallBase(const Mutation& mutation);

  Journal& journal_;
  const Queue& queue_;
  ConfirmedStates states_;
  Tags tags_;
  std::set<EntityKey> stored_;  // the journal has a confirmed record of these
};

}  // namespace synchrone
