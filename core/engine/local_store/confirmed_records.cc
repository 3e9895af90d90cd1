#include "core/engine/local_store/confirmed_records.h"

#include <optional>
#include <string>

#include "core/model/record_tag.h"

namespace synchrone {
namespace {

// 0.1.0 kept the confirmed state of a record in one of its mutations: the last one with a base, or
// else the first one, of those whose base is what is confirmed; nullptr when there is none.
const QueuedMutation* CarrierIn(Queue::List queued) {
  const QueuedMutation* first = nullptr;
  const QueuedMutation* last_with_base = nullptr;
  for (const QueuedMutation* one : queued) {
    if (one->keeps_base()) continue;
    if (!first) first = one;
    if (!one->mutation.base.empty()) last_with_base = one;
  }
  return last_with_base ? last_with_base : first;
}

}  // namespace

void ConfirmedRecords::Keep(const EntityKey& entity, DecidedIn decided_in) {
  if (!queue_.HasEntity(entity)) {
    const bool is_stored = stored_.erase(entity) > 0;
    if (is_stored && decided_in == DecidedIn::kThisTab) journal_.RemoveConfirmed(entity);
    return;
  }
  const ConfirmedStates::Stored* known = states_.Find(entity);
  if (!known) return;
  stored_.insert(entity);
  if (decided_in != DecidedIn::kThisTab) return;
  journal_.PutConfirmed({entity, known->record, known->whole, false, TagOf(entity)});
}

std::string ConfirmedRecords::TagOf(const EntityKey& entity) const {
  const auto tag = tags_.find(entity);
  return tag == tags_.end() ? "" : tag->second;
}

std::optional<std::string> ConfirmedRecords::EtagOf(const EntityKey& entity) const {
  const std::string tag = TagOf(entity);
  if (tag.empty()) return std::nullopt;
  return EtagFor(states_.Get(entity).record, tag);
}

void ConfirmedRecords::NoteTag(const EntityKey& entity, std::string tag) {
  if (tag.empty()) {
    tags_.erase(entity);
  } else {
    tags_[entity] = std::move(tag);
  }
}

void ConfirmedRecords::NoteRead(const EntityKey& entity, const Json& record, std::string_view etag,
                                const std::string& version_field) {
  const std::string known = TagOf(entity);
  const bool is_unknown = known.ends_with(' ');
  if (etag.empty() && !is_unknown) return;
  const std::string tag = etag.empty() ? "" : RecordTag(record, etag, version_field);
  if (tag == known) return;
  NoteTag(entity, tag);
  // What is confirmed need not change: nothing else may write it with its tag.
  if (queue_.HasEntity(entity)) Keep(entity, DecidedIn::kThisTab);
}

void ConfirmedRecords::LearnBase(const Mutation& mutation) {
  if (mutation.kind == Kind::kCreate) {
    // What is created here is not on the server, unless the record is known as a whole.
    if (!states_.BaseOf(mutation.entity)) states_.Set(mutation.entity, "");
  } else if (!mutation.base.empty()) {
    RecallBase(mutation);
  }
}

void ConfirmedRecords::RecallBase(const Mutation& mutation) {
  states_.SetFromBase(mutation.entity, mutation.base);
  if (!mutation.tag.empty()) tags_[mutation.entity] = mutation.tag;
}

void ConfirmedRecords::Recall(const ConfirmedRecord& stored, Turn& turn) {
  if (!queue_.HasEntity(stored.entity)) return;
  stored_.insert(stored.entity);
  if (stored.left_out) {
    if (states_.Find(stored.entity)) return;
    const std::string& tail = queue_.OfEntity(stored.entity).front()->mutation.tail;
    turn.events.push_back(ReadNeededEvent{stored.entity, tail});
    return;
  }
  states_.Set(stored.entity, stored.record, stored.whole);
  if (!stored.tag.empty()) tags_[stored.entity] = stored.tag;
  turn.touched.insert(stored.entity);
}

void ConfirmedRecords::RecallFromBases(const EntityKey& entity) {
  const Queue::List queued = queue_.OfEntity(entity);
  if (states_.Find(entity) || queued.empty()) return;
  if (queued.front()->mutation.kind == Kind::kCreate) {
    return states_.SetFromBase(entity, queued.front()->progress.server_record);
  }
  const QueuedMutation* carrier = CarrierIn(queued);
  if (carrier && !carrier->mutation.base.empty()) {
    return RecallBase(carrier->mutation);
  }
  for (auto one = queued.rbegin(); one != queued.rend(); ++one) {
    const std::string& noted = (*one)->progress.server_record;
    const std::string& base = noted.empty() ? (*one)->mutation.base : noted;
    if (!base.empty()) return states_.SetFromBase(entity, base);
  }
}

bool ConfirmedRecords::IsRecorded(const EntityKey& entity) {
  return !stored_.contains(entity) || journal_.HasConfirmed(entity);
}

void ConfirmedRecords::RecordAgain(const EntityKey& entity) {
  if (stored_.contains(entity)) Keep(entity, DecidedIn::kThisTab);
}

void ConfirmedRecords::Clear() {
  states_.Clear();
  tags_.clear();
  stored_.clear();
}

}  // namespace synchrone
