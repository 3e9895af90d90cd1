#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/model/change.h"
#include "core/model/event.h"

namespace synchrone {

// Where a change comes from: decided in this tab, or recorded and announced by another one.
enum class Author { kHere, kElsewhere };

// What one turn did, collected for its end.
struct TurnLog {
  std::vector<Event> events;
  // Decided here, for the other tabs. Of an accepted mutation the sequence will do: the queue has
  // the rest when they are emitted.
  std::vector<Sequence> accepted;
  std::vector<Change> outgoing;
  // Records whose view may have changed for another reason than an enqueue in this tab.
  std::set<EntityKey> touched;
  // An action has no effect on the view that we could know.
  void Touch(const Mutation& mutation) {
    if (mutation.kind != Kind::kAction) touched.insert(mutation.entity);
  }
  // Mutations of which something changed, or why they wait.
  std::set<Sequence> advanced;
  // Records out of whose view a mutation was taken, with its Mutation::tail.
  std::map<EntityKey, std::string> rolled_back;
  // New id -> former id, of records that were renamed.
  std::map<EntityKey, EntityId> renamed;
};

}  // namespace synchrone
