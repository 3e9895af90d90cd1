#pragma once

#include <set>
#include <string>

#include "core/engine/transitions/transitions.h"

namespace synchrone {

// What others have changed on the server, as reads show it, and edits that conflict with it
// (BEHAVIOUR 3.8).
class Conflicts {
 public:
  Conflicts(Ledger& ledger, const RecordJudge& judge, Transitions& transitions)
      : ledger_(ledger), judge_(judge), transitions_(transitions) {}

  // Another user has changed a field that a waiting edit has changed: sent on their version, it
  // would undo theirs unseen, so a person compares. What was read is the base of all other edits.
  // While an edit may have left, what is read may be its own effect: nothing is taken, and the
  // record is read again when the server has answered.
  // `record`: JSON text, "": it does not exist; `read`: the same, parsed.
  void TakeRead(const EntityKey& entity, const std::string& record, const Json& read, Turn& turn);
  // Asks for the records that were not taken, once they can be.
  void AskAgain(Turn& turn);
  void Clear() { unread_.clear(); }

 private:
  Ledger& ledger_;
  const RecordJudge& judge_;
  Transitions& transitions_;
  std::set<EntityKey> unread_;  // to be read when it is known what became of their requests
};

}  // namespace synchrone
