#include "tests/simulator/oracle/oracle.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/model/path.h"

namespace synchrone::simulator {
namespace {

// {...base, ...changes}
Json Spread(Json base, const Json& changes) {
  for (auto it = changes.begin(); it != changes.end(); ++it) base[it.key()] = *it;
  return base;
}

RecordState Applied(const RecordState& before, const Entry& entry) {
  if (entry.kind == Kind::kAction) return before;
  if (entry.kind == Kind::kDelete) return RecordState::Absent();
  if (entry.kind == Kind::kCreate) return RecordState::Present(entry.data);
  if (before.knowledge == RecordState::Knowledge::kAbsent) return before;
  const Json known = before.record.is_object() ? before.record : Json::object();
  return {before.knowledge, Spread(known, entry.data)};
}

bool HasMembersOf(const Json& record, const Json& wanted) {
  if (!record.is_object()) return false;
  for (auto it = wanted.begin(); it != wanted.end(); ++it) {
    if (!record.contains(it.key())) return false;
  }
  return true;
}

std::string IdText(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_integer() ? DumpJson(value) : "";
}

bool SameLane(const Entry& a, const Entry& b) {
  return a.entity == b.entity || (a.habits().fifo && b.habits().fifo);
}

// Calls `on_value` for the values of the declared reference field.
template <typename OnValue>
void ForDeclared(const Entry& entry, Json& data, OnValue on_value) {
  if (!entry.habits().declares_references) return;
  if (!data.is_object() || !data.contains(kDeclaredReference)) return;
  Json& field = data[kDeclaredReference];
  if (!field.is_array()) return on_value(field);
  for (Json& element : field) on_value(element);
}

}  // namespace

bool IsUuid(const std::string& id) { return id.size() == 36 && id[8] == '-'; }

bool HoldsId(const Json& json, const std::string& id) {
  if (json.is_string()) return json.get<std::string>() == id;
  if (!json.is_structured()) return false;
  return std::any_of(json.begin(), json.end(),
                     [&](const Json& element) { return HoldsId(element, id); });
}

Json WithId(const Json& json, const std::string& former, const Json& next) {
  if (json.is_string()) return json.get<std::string>() == former ? next : json;
  if (!json.is_structured()) return json;
  Json changed = json;
  for (Json& element : changed) element = WithId(element, former, next);
  return changed;
}

std::string PathOf(const Entry& entry) {
  std::string path = entry.entity.resource.value();
  if (entry.kind == Kind::kCreate) return path;
  path += "/" + EncodeSegment(entry.entity.id.value());
  return entry.kind == Kind::kAction && !entry.action.empty() ? path + "/" + entry.action : path;
}

const Entry* Oracle::Find(const std::string& id) const {
  const auto place = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.id == id; });
  return place == entries_.end() ? nullptr : &*place;
}

Entry* Oracle::Find(const std::string& id) {
  return const_cast<Entry*>(std::as_const(*this).Find(id));
}

std::vector<EntityKey> Oracle::Entities() const {
  std::vector<EntityKey> entities;
  for (const Entry& entry : entries_) {
    const bool is_new = std::find(entities.begin(), entities.end(), entry.entity) == entities.end();
    if (is_new) entities.push_back(entry.entity);
  }
  return entities;
}

RecordState Oracle::ConfirmedOf(const EntityKey& entity) const {
  const auto place = confirmed_.find(entity);
  return place == confirmed_.end() ? RecordState::Unknown() : place->second;
}

RecordState Oracle::ViewOf(const EntityKey& entity) const {
  RecordState view = ConfirmedOf(entity);
  for (const Entry& entry : entries_) {
    if (entry.entity == entity && entry.in_view()) view = Applied(view, entry);
  }
  return view;
}

// ---- What happened

void Oracle::Accept(Entry entry, const Json& base) {
  const bool seen = std::any_of(entries_.begin(), entries_.end(), [&](const Entry& earlier) {
    return earlier.entity == entry.entity && earlier.in_view() && earlier.kind != Kind::kAction;
  });
  if (entry.kind == Kind::kCreate) {
    unnamed_.erase(entry.entity);
    confirmed_[entry.entity] = RecordState::Absent();
  } else if (!seen && !base.is_null()) {
    confirmed_[entry.entity] = RecordState::Present(base);
  }
  entries_.push_back(std::move(entry));
  const std::map<EntityKey, Json> renamed = server_ids_;
  for (const auto& [temp, next] : renamed) RenameIn(entries_.back(), temp, next);
  if (!NeedsUnnamed(entries_.back())) return;
  entries_.back().status = MutationStatus::kError;
  entries_.back().park = ParkKind::kDependency;
}

void Oracle::Erase(const std::string& id) {
  const EntityKey entity = Find(id)->entity;
  std::erase_if(entries_, [&](const Entry& entry) { return entry.id == id; });
  const bool is_last = std::none_of(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.entity == entity; });
  if (is_last) confirmed_.erase(entity);
}

void Oracle::Remove(const std::string& id) { Erase(id); }

void Oracle::Park(const std::string& id, ParkKind kind) {
  Entry& entry = *Find(id);
  entry.status = MutationStatus::kError;
  entry.park = kind;
  if (kind == ParkKind::kUncertain) return;
  if (entry.kind == Kind::kCreate) ParkDependents(entry);
}

void Oracle::ParkDependents(const Entry& create) {
  for (Entry& entry : entries_) {
    if (!entry.pending() || !Refers(entry, create)) continue;
    entry.status = MutationStatus::kError;
    entry.park = ParkKind::kDependency;
  }
}

void Oracle::Release(const Entry& create) {
  std::vector<std::string> released;
  for (const Entry& entry : entries_) {
    const bool waits = entry.park == ParkKind::kDependency && Refers(entry, create);
    if (waits && !NeedsUnnamed(entry)) released.push_back(entry.id);
  }
  for (const std::string& id : released) Retry(id, nullptr);
}

void Oracle::Discard(const std::string& id) {
  const Entry entry = *Find(id);
  if (entry.kind != Kind::kCreate) return Erase(id);
  ParkDependents(entry);
  std::erase_if(entries_, [&](const Entry& other) { return other.entity == entry.entity; });
  confirmed_.erase(entry.entity);
}

void Oracle::KeepOffline(const std::string& id) {
  Entry& entry = *Find(id);
  entry.status = MutationStatus::kPending;
  entry.park = ParkKind::kNone;
  entry.kept_offline = true;
  entry.retries = 0;
  entry.failures = 0;
}

void Oracle::ToTheEnd(const std::string& id) {
  const auto place = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.id == id; });
  const bool is_last = std::none_of(place + 1, entries_.end(),
                                    [&](const Entry& later) { return SameLane(*place, later); });
  if (!is_last) std::rotate(place, place + 1, entries_.end());
}

void Oracle::Retry(const std::string& id, const Json& data) {
  Entry& entry = *Find(id);
  const bool keeps_place = entry.kind == Kind::kCreate || entry.park == ParkKind::kUncertain ||
                           entry.park == ParkKind::kConflict || entry.outcome_unknown;
  entry.status = MutationStatus::kPending;
  entry.park = ParkKind::kNone;
  entry.kept_offline = false;
  entry.retries = 0;
  entry.failures = 0;
  if (!data.is_null()) {
    entry.data = data;
    entry.marks.push_back(StringOr(data, "mark"));
  }
  if (entry.kind == Kind::kCreate) Release(Entry(entry));
  if (!keeps_place) ToTheEnd(id);
}

void Oracle::TakeKeys(const Oracle& other) {
  for (Entry& entry : entries_) {
    const Entry* same = other.Find(entry.id);
    if (!same) continue;
    entry.key = same->key;
    entry.sent_body = same->sent_body;
    entry.sent_by = same->sent_by;
    entry.sent_if_match = same->sent_if_match;
    entry.sent = same->sent;
  }
}

void Oracle::TakeConfirmed(const Oracle& other, const EntityKey& entity) {
  confirmed_.erase(entity);
  const auto known = other.confirmed_.find(entity);
  if (known != other.confirmed_.end()) confirmed_.insert(*known);
}

// A record that is chosen in place of a deletion is an edit (3.8).
void Oracle::ResolveMine(const std::string& id, const Json& merged) {
  Entry& entry = *Find(id);
  if (merged.is_object() && entry.kind == Kind::kDelete) entry.kind = Kind::kUpdate;
  Retry(id, merged);
}

void Oracle::Observe(const EntityKey& entity, const Json& record) {
  const bool is_queued = std::any_of(entries_.begin(), entries_.end(),
                                     [&](const Entry& entry) { return entry.entity == entity; });
  if (!is_queued) return;
  confirmed_[entity] = record.is_null() ? RecordState::Absent() : RecordState::Present(record);
}

void Oracle::Unanswered(Entry& entry, bool may_have_arrived) {
  ++entry.failures;
  entry.outcome_unknown = entry.outcome_unknown || may_have_arrived;
  if (!may_have_arrived) {
    entry.key_may_change = !entry.outcome_unknown;
    return;
  }
  entry.key_may_change = false;
}

void Oracle::Hear(const std::string& id, const Answer& answer, bool key_counts) {
  Entry& entry = *Find(id);
  switch (answer.meaning) {
    case Meaning::kConfirmed:
      return Confirm(id, answer);
    case Meaning::kRefused: {
      // An earlier one may have done it, and this one found nothing to delete (4).
      const bool may_be_gone = entry.kind == Kind::kDelete && entry.is_repeated && !key_counts;
      if (may_be_gone && entry.awaits == Entry::Awaits::kNothing) {
        entry.awaits = Entry::Awaits::kRefused;
        return;
      }
      entry.outcome_unknown = false;
      entry.key_may_change = true;
      const bool may_be_route = answer.response.status == 404 && entry.kind == Kind::kUpdate &&
                                entry.sent_by == Method::kPatch &&
                                !patched_.contains(entry.entity.resource);
      if (may_be_route && entry.awaits == Entry::Awaits::kNothing) {
        entry.awaits = Entry::Awaits::kMissing;
        return;
      }
      return Park(id, ParkKind::kRefused);
    }
    case Meaning::kConflict:
      entry.outcome_unknown = false;
      entry.key_may_change = true;
      if (answer.current.is_null() && entry.awaits == Entry::Awaits::kNothing) {
        entry.awaits = Entry::Awaits::kConflict;
        return;
      }
      return HearConflict(id, answer.current);
    case Meaning::kRetry:
      entry.key_may_change = !entry.outcome_unknown;
      if (entry.retries == 3) {
        return Park(id, entry.looks ? ParkKind::kUncertain : ParkKind::kRefused);
      }
      ++entry.retries;
      return;
    case Meaning::kNoPatch:
      entry.outcome_unknown = false;
      entry.key_may_change = true;
      return;
    case Meaning::kUncertain:
      entry.outcome_unknown = true;
      entry.key_may_change = false;
      return Park(id, ParkKind::kUncertain);
    case Meaning::kNoAnswer:
    case Meaning::kGateway:
      return Unanswered(entry, true);
    case Meaning::kUnreachable:
    case Meaning::kProxyPage:
    case Meaning::kBlocked:
      return Unanswered(entry, false);
    case Meaning::kWait:
      entry.outcome_unknown = true;
      return;
    case Meaning::kRateLimited:
    case Meaning::kLogin:
      // What leads to a page for it has taken the request (3.12).
      entry.outcome_unknown |= !answer.response.redirected_to.empty();
      entry.key_may_change = !entry.outcome_unknown;
      return;
  }
}

void Oracle::Confirm(const std::string& id, const Answer& answer) {
  const Entry entry = *Find(id);
  const EntityKey temp = entry.entity;
  EntityKey entity = temp;
  RecordState confirmed = Applied(ConfirmedOf(temp), entry);
  if (entry.kind == Kind::kCreate || entry.kind == Kind::kUpdate) {
    Json record = confirmed.record.is_object() ? confirmed.record : Json::object();
    // An answer with less than was sent does not make a created record known in whole, and no
    // answer to an edit makes a record known that was not (2.6).
    const bool is_whole = entry.kind == Kind::kCreate && HasMembersOf(answer.record, record);
    if (answer.record.is_object()) record = Spread(std::move(record), answer.record);
    if (entry.kind == Kind::kCreate) {
      confirmed.knowledge =
          is_whole ? RecordState::Knowledge::kPresent : RecordState::Knowledge::kUnknown;
    }
    if (entry.kind == Kind::kCreate) {
      entity.id = EntityId(answer.server_id);
      if (!answer.record.is_object()) record["id"] = answer.server_id;
    } else if (confirmed.knowledge == RecordState::Knowledge::kAbsent) {
      // It was not there, and is: without the answer what else is in it is unknown.
      confirmed.knowledge = RecordState::Knowledge::kUnknown;
      if (!answer.record.is_object()) record = Spread(entry.data, Json::object());
    }
    confirmed.record = std::move(record);
  }
  std::erase_if(entries_, [&](const Entry& one) { return one.id == id; });
  if (entry.kind == Kind::kUpdate && entry.sent_by == Method::kPatch) {
    patched_.insert(entity.resource);
  }
  if (entity != temp) {
    const Json* shown = synchrone::Find(answer.record, "id");
    Rename(temp, server_ids_[temp] = shown ? *shown : Json(entity.id.value()));
    confirmed_.erase(temp);
  }
  if (entry.kind != Kind::kAction) confirmed_[entity] = std::move(confirmed);
  const bool is_last = std::none_of(entries_.begin(), entries_.end(),
                                    [&](const Entry& one) { return one.entity == entity; });
  if (is_last) confirmed_.erase(entity);
}

std::string Oracle::Merge(const std::string& id, const std::string& into) {
  Entry* gone = Find(id);
  Entry* kept = Find(into);
  if (!gone || !kept) return id + " was merged into " + into + ", which is not queued";
  std::vector<const Entry*> same;
  for (const Entry& entry : entries_) {
    if (entry.entity == gone->entity) same.push_back(&entry);
  }
  const auto first = std::find_if(
      same.begin(), same.end(), [&](const Entry* entry) { return entry == gone || entry == kept; });
  const bool neighbours = kept->entity == gone->entity && first + 1 != same.end() &&
                          (*(first + 1) == gone || *(first + 1) == kept);
  const bool unsent = !gone->sent && !kept->sent && gone->pending() && kept->pending() &&
                      !gone->kept_offline && !kept->kept_offline && gone->not_after_ms == 0 &&
                      kept->not_after_ms == 0;
  if (!neighbours || !unsent || !gone->habits().coalesces) {
    return id + " was merged into " + into + " although it may not be";
  }
  if (*first == kept) {
    const bool edits = (kept->kind == Kind::kCreate || kept->kind == Kind::kUpdate) &&
                       gone->kind == Kind::kUpdate &&
                       gone->method == (kept->kind == Kind::kUpdate ? kept->method : gone->method);
    if (!edits) return "an earlier " + into + " took the later " + id;
    kept->data = Spread(kept->data, gone->data);
    kept->marks.insert(kept->marks.end(), gone->marks.begin(), gone->marks.end());
    Erase(id);
    return "";
  }
  if (kept->kind != Kind::kDelete) return "a later " + into + " took the earlier " + id;
  const bool vanishes = gone->kind == Kind::kCreate;
  const EntityKey entity = gone->entity;
  Erase(id);
  if (vanishes) Erase(into);
  return "";
}

void Oracle::Rename(const EntityKey& temp, const Json& next) {
  for (Entry& entry : entries_) RenameIn(entry, temp, next);
}

void Oracle::RenameIn(Entry& entry, const EntityKey& temp, const Json& next) {
  const std::string former = temp.id.value();
  const bool is_own = entry.entity == temp;
  if (is_own) entry.entity.id = EntityId(IdText(next));
  if (IsUuid(former)) {
    entry.data = WithId(entry.data, former, next);
    return;
  }
  ForDeclared(entry, entry.data, [&](Json& value) {
    if (IdText(value) == former) value = next;
  });
  const bool names_itself = is_own && entry.data.is_object() && entry.data.contains("id");
  if (names_itself && IdText(entry.data["id"]) == former) entry.data["id"] = next;
}

// ---- Questions

bool Oracle::Refers(const Entry& entry, const Entry& create) const {
  const std::string id = create.entity.id.value();
  if (create.kind != Kind::kCreate || entry.entity == create.entity) return false;
  if (IsUuid(id)) return HoldsId(entry.data, id);
  bool found = false;
  Json data = entry.data;
  ForDeclared(entry, data, [&](const Json& value) { found = found || IdText(value) == id; });
  return found;
}

std::vector<const Entry*> Oracle::WaitsFor(const Entry& entry) const {
  std::vector<const Entry*> creates;
  for (const Entry& other : entries_) {
    if (Refers(entry, other)) creates.push_back(&other);
  }
  return creates;
}

std::vector<const Entry*> Oracle::Ahead(const Entry& wanted) const {
  std::vector<const Entry*> ahead;
  for (const Entry& entry : entries_) {
    if (entry.id == wanted.id) break;
    if (!SameLane(entry, wanted)) continue;
    const bool holds = entry.kind == Kind::kCreate || entry.park == ParkKind::kUncertain;
    bool may_be_overtaken = (entry.parked() && !holds) || (entry.kept_offline && !holds);
    // In one lane for everything, a conflict holds edits of its own record only (3.4a).
    const bool is_same = entry.entity == wanted.entity;
    if (entry.park == ParkKind::kConflict && !holds && is_same) {
      const bool both_update = entry.kind == Kind::kUpdate && wanted.kind == Kind::kUpdate;
      may_be_overtaken = both_update;
      for (auto it = wanted.data.begin(); both_update && it != wanted.data.end(); ++it) {
        if (entry.data.contains(it.key())) may_be_overtaken = false;
      }
    }
    if (!may_be_overtaken) ahead.push_back(&entry);
  }
  return ahead;
}

std::string Oracle::ServerId(const EntityKey& temp) const {
  const auto place = server_ids_.find(temp);
  return place == server_ids_.end() ? "" : IdText(place->second);
}

int Oracle::pending_count() const {
  return static_cast<int>(std::count_if(entries_.begin(), entries_.end(),
                                        [](const Entry& entry) { return entry.pending(); }));
}

int Oracle::parked_count() const { return static_cast<int>(entries_.size()) - pending_count(); }

bool Oracle::SameWork(const Oracle& other) const {
  const auto same = [](const Entry& a, const Entry& b) {
    return a.id == b.id && a.entity == b.entity && a.data == b.data && a.status == b.status &&
           a.park == b.park && a.kept_offline == b.kept_offline;
  };
  return std::equal(entries_.begin(), entries_.end(), other.entries_.begin(), other.entries_.end(),
                    same);
}

void Oracle::Verified(const std::string& id, VerifyResult verdict, const Json& record) {
  Entry& entry = *Find(id);
  switch (verdict) {
    case VerifyResult::kApplied: {
      if (record.is_null()) return ConfirmUnnamed(id);
      Answer found;
      found.record = record;
      found.server_id = IdText(record.at("id"));
      return Confirm(id, found);
    }
    case VerifyResult::kAbsent:
      entry.outcome_unknown = false;
      entry.key_may_change = true;
      return;
    case VerifyResult::kUnknown:
      return Park(id, ParkKind::kUncertain);
  }
}

}  // namespace synchrone::simulator
