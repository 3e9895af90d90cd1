// Answers that the oracle cannot judge without the record: section 4, 3.5a.
#include <algorithm>
#include <utility>

#include "tests/simulator/oracle/oracle.h"

namespace synchrone::simulator {

bool Oracle::NeedsUnnamed(const Entry& entry) const {
  return std::any_of(unnamed_.begin(), unnamed_.end(), [&](const EntityKey& unnamed) {
    Entry made;
    made.kind = Kind::kCreate;
    made.entity = unnamed;
    return entry.kind != Kind::kCreate && entry.entity == unnamed ? true : Refers(entry, made);
  });
}

void Oracle::ForgetAnswers() {
  for (Entry& entry : entries_) entry.awaits = Entry::Awaits::kNothing;
}

// No other user has changed the record: the server has refused for another reason.
bool Oracle::IsAsKnown(const Entry& entry, const Json& current) const {
  const std::string version =
      current.contains("version") ? DumpJson(current.at("version")) : std::string();
  if (!version.empty() && !entry.known_version.empty()) return version == entry.known_version;
  const RecordState known = ConfirmedOf(entry.entity);
  bool same = known.present();
  for (auto it = known.record.begin(); same && it != known.record.end(); ++it) {
    same = current.contains(it.key()) && current.at(it.key()) == *it;
  }
  return same;
}

void Oracle::HearConflict(const std::string& id, const Json& current) {
  Entry& entry = *Find(id);
  entry.awaits = Entry::Awaits::kNothing;
  const EntityKey entity = entry.entity;
  bool as_sent = entry.kind == Kind::kUpdate && current.is_object();
  bool any = false;
  for (auto it = entry.data.begin(); as_sent && it != entry.data.end(); ++it) {
    if (it.key() == "version" || it.key() == "id") continue;
    any = true;
    as_sent = current.contains(it.key()) && current.at(it.key()) == *it;
  }
  if (as_sent && any) {
    Answer confirmed;
    confirmed.record = current;
    return Confirm(id, confirmed);
  }
  const bool refused = current.is_object() && IsAsKnown(entry, current);
  Park(id, refused ? ParkKind::kRefused : ParkKind::kConflict);
  if (!current.is_null()) Observe(entity, current);
}

void Oracle::JudgeBy(const EntityKey& entity, const Json& record, bool waits_on) {
  std::vector<std::string> waiting;
  for (const Entry& entry : entries_) {
    const bool waits = entry.awaits != Entry::Awaits::kNothing && entry.pending();
    if (entry.entity == entity && waits) waiting.push_back(entry.id);
  }
  for (const std::string& id : waiting) {
    Entry& entry = *Find(id);
    const Entry::Awaits awaits = std::exchange(entry.awaits, Entry::Awaits::kNothing);
    if (!record.is_null() && awaits == Entry::Awaits::kConflict) {
      HearConflict(id, record);
    } else if (!record.is_null() && awaits == Entry::Awaits::kMissing) {
      continue;
    } else if (!record.is_null() && awaits == Entry::Awaits::kRefused && waits_on) {
      entry.awaits = awaits;
    } else if (record.is_null() && entry.kind == Kind::kDelete) {
      Confirm(id, Answer{});
    } else {
      entry.outcome_unknown = false;
      entry.key_may_change = true;
      Park(id, ParkKind::kRefused);
    }
  }
}

// A person says that an uncertain change had been saved. The id of a created record stays unknown.
void Oracle::ConfirmUnnamed(const std::string& id) {
  const Entry entry = *Find(id);
  Answer said;
  said.server_id = entry.entity.id.value();
  Confirm(id, said);
  if (entry.kind != Kind::kCreate) return;
  const std::set<EntityKey> others = std::exchange(unnamed_, {entry.entity});
  for (Entry& waiting : entries_) {
    if (!waiting.pending() || !NeedsUnnamed(waiting)) continue;
    waiting.status = MutationStatus::kError;
    waiting.park = ParkKind::kDependency;
  }
  unnamed_.insert(others.begin(), others.end());
}

}  // namespace synchrone::simulator
