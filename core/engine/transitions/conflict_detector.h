#pragma once

#include <set>
#include <string>

#include "core/engine/transitions/transitions.h"

namespace synchrone {

// Finds edits that conflict with what others have changed on the server, as reads show it.
class ConflictDetector {
 public:
  ConflictDetector(LocalStore& local_store, const RecordJudge& judge, Transitions& transitions)
      : local_store_(local_store), judge_(judge), transitions_(transitions) {}

  // A record was read. Where another user has changed a field that a waiting edit changes, the edit
  // is parked as a conflict: sent on the new version, it would overwrite their change unseen. For
  // all other edits the read is what is confirmed. While a conflicting edit may have left, the read
  // may show its own effect: the read is ignored, and the record is read again after the answer.
  // `record`: JSON text, "": it does not exist; `read`: the same, parsed.
  void TakeRead(const EntityKey& entity, std::string_view record, const Json& read, Turn& turn);
  // Asks to read the records whose reads were ignored, once no edit of them may be in flight.
  void AskAgain(Turn& turn);
  void Clear() { unread_.clear(); }

 private:
  LocalStore& local_store_;
  const RecordJudge& judge_;
  Transitions& transitions_;
  std::set<EntityKey> unread_;  // reads were ignored; to be read again
};

}  // namespace synchrone
