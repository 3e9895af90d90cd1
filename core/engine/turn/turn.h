#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/model/change.h"
#include "core/model/event.h"

namespace synchrone {

// Where a change was decided: in this tab, which records and announces it, or in another one, which
// has done so.
enum class DecidedIn { kThisTab, kAnotherTab };

// When a turn runs.
struct Moment {
  int64_t now_ms = 0;  // by the device's clock
  // `now_ms` without the clock's jumps back. Waits use it: otherwise a jump back would prolong
  // them. A jump forward only ends them early.
  int64_t steady_ms = 0;
};

// One turn: when it runs, and what it did, collected for its end.
struct Turn : Moment {
  explicit Turn(const Moment& moment) : Moment(moment) {}

  std::vector<Event> events;
  // Decided here, for the other tabs. Of an accepted mutation only the sequence is kept: the queue
  // has the rest when it is announced.
  std::vector<Sequence> accepted;
  std::vector<Change> outgoing;
  // Records whose view may have changed for another reason than an enqueue in this tab.
  std::set<EntityKey> touched;
  // Mutations whose progress or reason to wait has changed.
  std::set<Sequence> advanced;
  // Records out of whose view a mutation was taken, with its Mutation::tail.
  std::map<EntityKey, std::string> rolled_back;
  // New id -> former id, of records that were renamed.
  std::map<EntityKey, EntityId> renamed;

  // An action has no effect on the view that we could know.
  void Touch(const Mutation& mutation) {
    if (mutation.kind != Kind::kAction) touched.insert(mutation.entity);
  }
  // Asks to read its record: only the server knows it now.
  void AskForRecord(const Mutation& mutation) {
    events.push_back(ReadNeededEvent{mutation.entity, mutation.tail});
  }
  void Diagnose(const char* code, const char* message, const Resource& resource = {}) {
    events.push_back(DiagnosticEvent{code, message, resource, MutationId()});
  }
};

}  // namespace synchrone
