#include <algorithm>
#include <utility>

#include "core/base/object_text.h"
#include "core/base/tuning.h"
#include "core/engine/engine.h"
#include "core/engine/tab_message.h"
#include "core/engine/turn.h"
#include "core/journal/projection.h"
#include "core/model/path.h"

namespace synchrone {

void Engine::Diagnose(const char* code, const char* message, TurnLog& log,
                      const Resource& resource) const {
  log.events.push_back(DiagnosticEvent{code, message, resource, MutationId()});
}

// Everything of the former user leaves memory; everything of the next one is read.
void Engine::EnterScope(const User& user, TurnLog& log) {
  FlushOutbox();  // what is still to be told is the former user's
  user_ = user;
  journal_.SetUser(user);
  ledger_.Clear();
  flights_.clear();
  flying_.clear();
  due_ms_.clear();
  travelling_.clear();
  untold_.clear();
  unread_.clear();
  decided_.clear();
  suspects_.clear();
  first_attempt_ms_.clear();
  etags_.clear();
  asked_.clear();
  batch_rest_until_ms_.clear();
  gate_.ClearLogin();
  leader_ = false;
  projected_bytes_ = 0;
  changed_bytes_ = 0;
  Recover(log);
  ports_.leader_lock.Request("synchrone:" + ScopeName(user));
}

bool Engine::HasSoundEndpoints(const Mutation& mutation) const {
  const auto is_sound = [](const std::string& endpoint) {
    // Whether its origin is allowed is asked when it is sent: the application may say so later.
    const std::string origin = OriginOf(endpoint);
    const Result<Endpoint> written = ReadEndpoint(endpoint, "", {origin});
    return written.ok() && written->path + written->tail == endpoint;
  };
  return SplitEndpoint(mutation.entity.resource.value()).tail.empty() &&
         is_sound(mutation.entity.resource.value()) && is_sound(PathOf(mutation));
}

void Engine::Recover(TurnLog& log, bool took_over) {
  Result<Recovered> recovered = journal_.Recover(now_ms_);
  if (!recovered.ok()) {
    Diagnose("STORAGE_DENIED",
             "Storage cannot be read: changes live in memory only. Allow site data for this page.",
             log);
    return;
  }
  std::erase_if(recovered->queued, [&](const QueuedMutation& queued) {
    if (HasSoundEndpoints(queued.mutation)) return false;
    journal_.QuarantineMutation(queued.sequence());
    ++recovered->quarantined;
    return true;
  });
  if (recovered->quarantined > 0) {
    Diagnose("DAMAGED_RECORDS",
             "Stored records could not be read. They were set aside under "
             "'synchrone:1:quarantine:', their neighbours are unharmed.",
             log);
  }
  if (recovered->newer > 0) {
    Diagnose("NEWER_FORMAT",
             "Stored records were written by a newer version and wait for it, untouched.", log);
  }
  counter_ = std::max(counter_, recovered->highest_counter);
  CatchUp(*recovered, took_over, log);
  ledger_.Restore(std::move(*recovered), now_ms_, log);
  RewriteKnown(log);
  for (const QueuedMutation* queued : ledger_.queue().All()) {
    Know(queued->mutation.entity.resource, queued->mutation.tail);
  }
  sealed_ = journal_.CountSealed();
}

// What this page has made may refer to records that a former sender gave their ids.
void Engine::RewriteKnown(TurnLog& log) {
  std::vector<Mutation> known;
  for (const QueuedMutation* queued : ledger_.queue().All()) {
    Mutation mutation = ledger_.naming().WithKnownIds(queued->mutation);
    if (mutation != queued->mutation) known.push_back(std::move(mutation));
  }
  for (Mutation& mutation : known) {
    const Author author = leader_ ? Author::kHere : Author::kElsewhere;
    ledger_.Commit(Rewritten{std::move(mutation)}, author, now_ms_, log);
  }
}

// A tab goes by what the former sender recorded, not by what it was told: that one may have died
// before it told anything.
void Engine::CatchUp(const Recovered& recovered, bool took_over, TurnLog& log) {
  std::map<MutationId, const QueuedMutation*> stored;
  for (const QueuedMutation& queued : recovered.queued) stored[queued.id()] = &queued;
  std::set<Sequence> unfinished;  // the recovery settles these
  for (const UnfinishedSettlement& settlement : recovered.unfinished) {
    unfinished.insert(settlement.queued.sequence());
  }
  std::map<MutationId, const SettledMutation*> settled;
  for (const SettledMutation& one : recovered.history) settled[one.queued.id()] = &one;
  std::map<EntityKey, EntityId> server_ids;
  for (const IdMapping& mapping : recovered.id_map) server_ids[mapping.temp] = mapping.server_id;

  const bool cleared = journal_.WasCleared();
  std::vector<QueuedMutation> known;
  for (const QueuedMutation* queued : ledger_.queue().All()) known.push_back(*queued);
  for (const QueuedMutation& one : known) {
    const Sequence& sequence = one.sequence();
    if (unfinished.contains(sequence)) continue;
    auto end = settled.find(one.id());
    if (end != settled.end() && !IsSame(end->second->queued.mutation, one.mutation)) {
      end = settled.end();
    }
    const bool is_stored = stored.contains(one.id());
    if (IsSending(sequence)) {
      // Given up in a tab that died before it could tell: that counts after the answer.
      const bool given_up = !is_stored && end != settled.end() &&
                            end->second->queued.progress.status == MutationStatus::kRolledBack;
      if (given_up) decided_.try_emplace(sequence, Dropped{sequence, Dropped::Cause::kDiscarded});
      continue;
    }
    if (is_stored) {
      CatchUpWith(one, *stored[one.id()], log);
      continue;
    }
    if (end == settled.end()) {
      if (cleared || recovered.quarantined > 0) {
        WriteAnew(one, log);
      } else {
        TakeMissing(one, took_over, log);
      }
      continue;
    }
    const bool confirmed = end->second->queued.progress.status == MutationStatus::kSynced;
    ConfirmedOutcome outcome;
    const auto id = server_ids.find(one.mutation.entity);
    if (id != server_ids.end()) outcome.server_id = id->second.value();
    const bool coalesced = end->second->cause == "coalesced";
    const MutationId into = coalesced ? end->second->into : MutationId();
    const auto cause = coalesced ? Dropped::Cause::kCoalesced : Dropped::Cause::kDiscarded;
    const Change change =
        confirmed ? Change(ConfirmedBy(one, ledger_.confirmed(one.mutation.entity), outcome))
                  : Change(Dropped{sequence, cause, into});
    ledger_.Commit(change, Author::kElsewhere, now_ms_, log);
    // What the server answered is not known here.
    if (one.mutation.kind == Kind::kUpdate) {
      AskForRecord(one.mutation, log);
    }
  }
}

// The record is not there, and nothing says that it is settled: other code removed it, the tab that
// made it took it back, or its history was evicted. So it is neither confirmed nor lost. The leader
// settles, so the leader knows; the other tabs wait for what it says.
void Engine::TakeMissing(const QueuedMutation& one, bool took_over, TurnLog& log) {
  if (!leader_) return;
  QueuedMutation known = one;
  known.progress.possibly_sent |= took_over;  // its predecessor may have sent it
  WriteAnew(known, log);
}

void Engine::WriteAnew(const QueuedMutation& known, TurnLog& log) {
  const Journal::Step together(journal_);
  Commit(Rewritten{known.mutation}, log);
  if (known.progress != Progress()) Commit(Advanced{known.sequence(), known.progress}, log);
}

// Other code of the origin has removed records, or all of them (5.6a).
void Engine::CheckStorage(TurnLog& log) {
  if (!journal_.durable()) return;  // what is missing is about to be written
  const bool cleared = journal_.WasCleared();
  bool complete = !cleared;
  for (const QueuedMutation* queued : ledger_.queue().All()) {
    complete = complete && journal_.HasMutation(queued->sequence());
  }
  if (complete) return;
  Recover(log);
  if (!cleared) return;
  ledger_.WriteNames(now_ms_);
  if (!user_.anonymous() && !elsewhere_ && !journal_.DeviceUser()) journal_.PutDeviceUser(user_);
  if (leader_) journal_.KeepReserve();
}

void Engine::CatchUpWith(const QueuedMutation& known, const QueuedMutation& stored, TurnLog& log) {
  const auto take = [&](Change change) {
    ledger_.Commit(std::move(change), Author::kElsewhere, now_ms_, log);
  };
  if (stored.sequence() != known.sequence()) return take(Requeued{known.sequence(), stored});
  if (stored.mutation != known.mutation) take(Rewritten{stored.mutation});
  if (stored.progress != known.progress) take(Advanced{stored.sequence(), stored.progress});
}

void Engine::SetUser(const User& user) {
  RunTurn([&](TurnLog& log) {
    // Only logout() forgets the device's user: nobody is told anything by "nobody".
    const bool first = !user_told_ && !user.anonymous();
    user_told_ = user_told_ || !user.anonymous();
    elsewhere_ = false;
    signed_out_.reset();
    gate_.SetUserUnknown(false);
    if (user == user_) {
      if (!user.anonymous()) journal_.PutDeviceUser(user);
      return;
    }
    // What this page queued before anybody was named becomes theirs (7.1a).
    std::vector<Mutation> unowned;
    for (const QueuedMutation* queued : ledger_.queue().All()) {
      const bool made_here = queued->sequence().tab == options_.tab;
      const bool untried =
          queued->progress.attempts == 0 && !journal_.HasProgress(queued->sequence());
      if (first && made_here && untried) unowned.push_back(queued->mutation);
    }
    const User former = user_;
    journal_.EraseProjection();
    EnterScope(user, log);
    TabMessage gone{ScopeName(former), {}, now_ms_};
    for (const Mutation& mutation : unowned) {
      gone.changes.push_back(Dropped{mutation.sequence, Dropped::Cause::kWithdrawn});
    }
    Adopt(std::move(unowned), former, log);
    // Other tabs of the device's user were told of them, and might send them.
    if (!gone.changes.empty()) ports_.tabs.Broadcast(EncodeTabMessage(gone));
    sealed_ = journal_.CountSealed();
  });
}

// Completely or not at all, whenever the page dies.
void Engine::Adopt(std::vector<Mutation> unowned, const User& former, TurnLog& log) {
  const Journal::Step step(journal_);
  if (!user_.anonymous()) journal_.PutDeviceUser(user_);
  for (Mutation& mutation : unowned) {
    const Sequence sequence = mutation.sequence;
    mutation.user = user_;
    Commit(Accepted{std::move(mutation)}, log);
    journal_.SetUser(former);
    journal_.RemoveMutation(sequence);
    journal_.SetUser(user_);
  }
}

int Engine::Logout() {
  return RunTurn([&](TurnLog& log) {
    const int unsynced = static_cast<int>(ledger_.queue().size());
    journal_.RemoveDeviceUser();
    user_told_ = true;
    LeaveUser(log);
    signed_out_.reset();
    return unsynced;
  });
}

// What they left stays sealed under their keys; nothing of it is in memory or for readers.
void Engine::LeaveUser(TurnLog& log) {
  signed_out_ = user_;
  elsewhere_ = false;
  gate_.SetUserUnknown(false);
  journal_.EraseProjection();
  EnterScope(User{}, log);
}

bool Engine::SharesSession() const { return options_.shared_session || !user_told_; }

// Another tab said who works here now, or that nobody does (7.1).
void Engine::FollowDeviceUser(TurnLog& log) {
  if (!SharesSession()) return;
  const std::optional<User> device = journal_.DeviceUser();
  sealed_ = journal_.CountSealed();
  if (user_.anonymous()) {
    // They are back: this page was told of them and goes on where they left.
    if (!device || signed_out_ != device) return;
    signed_out_.reset();
    EnterScope(*device, log);
    gate_.SetUserUnknown(!user_told_);
  } else if (!device) {
    LeaveUser(log);
  } else if (*device == user_) {
    elsewhere_ = false;
    gate_.SetUserUnknown(!user_told_);
  } else if (user_told_) {
    StandBack(log);
  } else {
    journal_.EraseProjection();
    EnterScope(*device, log);
    gate_.SetUserUnknown(true);
  }
}

// The session belongs to somebody else now: what is sent would go out under their name. The page
// goes on recording for its own user until it is told of another one.
void Engine::StandBack(TurnLog& log) {
  if (std::exchange(elsewhere_, true)) return;
  gate_.SetUserUnknown(true);
  journal_.EraseProjection();
  Diagnose("USER_CHANGED_ELSEWHERE",
           "Another tab has signed somebody else in. This tab sends nothing until setUser() or a "
           "reload says who works here.",
           log);
}

// Asked before each round of sending, because the news of it may come late.
bool Engine::IsSomebodyElsesSession(TurnLog& log) {
  if (user_.anonymous() || !user_told_ || !SharesSession()) return false;
  const std::optional<User> device = journal_.DeviceUser();
  if (device && *device != user_) StandBack(log);
  return elsewhere_;
}

void Engine::OnLeadership(bool held) {
  RunTurn([&](TurnLog& log) {
    leader_ = held;
    senders_wait_ = QueueWait::kNone;
    if (!held) {
      // Its successor goes by what was recorded, and asks again for what has no answer.
      flights_.clear();
      flying_.clear();
      suspects_.clear();
      decided_.clear();
      asked_.clear();
      return;
    }
    // The former sender may have recorded what it had no time to tell.
    Recover(log, true);
    ImportLegacy(log);
    WaitOutFormerSender();
    ParkUnknownOutcomes(log);
    journal_.KeepReserve();
    takeover_untold_ = true;
    ++changed_bytes_;  // the projection is this tab's to write now
  });
}

// What a former sender has recorded may still be on its way (6.1). The page that sent it may be
// gone, so nobody will hear of it; but a second one of it, or the next change of its record, could
// arrive before it.
void Engine::WaitOutFormerSender() {
  travelling_.clear();
  for (const QueuedMutation* queued : ledger_.queue().All()) {
    const Progress& progress = queued->progress;
    if (!queued->pending() || !progress.possibly_sent) continue;
    const int64_t age_ms = std::max<int64_t>(0, now_ms_ - progress.last_attempt_ms);
    if (age_ms >= tuning::kRequestLife_ms) continue;
    travelling_[queued->sequence()] = {steady_ms_ + tuning::kRequestLife_ms - age_ms,
                                       progress.generation};
  }
}

// An attempt that was recorded and has no outcome may have been applied (3.12). With the same key
// it is simply sent again, or the application is asked when it can be; otherwise a person has to
// say. A page that has not been told of the endpoint yet (2.2) cannot know which.
void Engine::ParkUnknownOutcomes(TurnLog& log) {
  std::erase_if(travelling_, [&](const auto& one) { return one.second.until_ms <= steady_ms_; });
  std::vector<Advanced> steps;
  for (const QueuedMutation* queued : ledger_.queue().All()) {
    const bool unknown =
        queued->pending() && IsOutcomeUnknown(*queued) && !IsSending(queued->sequence()) &&
        !travelling_.contains(queued->sequence()) && PageWait(queued->mutation) == EntryWait::kNone;
    if (unknown) steps.push_back({queued->sequence(), Uncertain(queued->progress)});
  }
  const Journal::Step together(journal_);
  for (Advanced& step : steps) Commit(std::move(step), log);
}

Status Engine::MigratePayload(const MutationId& id, const std::string& data, int version) {
  return RunTurn([&](TurnLog& log) {
    const Result<QueuedMutation> queued = FindIdle(id, log);
    if (!queued.ok()) return queued.status();
    if (queued->progress.possibly_sent) {
      return Status(ErrorCode::kNotAllowedNow, "It may have been saved as it is: it stays so.");
    }
    const Result<Json> contents = ParseJson(data);
    if (!contents.ok() || data.size() > tuning::kMaxEntryBytes) {
      return Status(ErrorCode::kNotSerialisable, "The migrated data are not JSON, or too large.");
    }
    Mutation mutation = queued->mutation;
    SetData(mutation, *contents);
    mutation.payload_version = version;
    Commit(Rewritten{std::move(mutation)}, log);
    return Status::Ok();
  });
}

// Arrays that existing code left under the seed's key (5.2): queued once, with nothing lost. What
// cannot be queued stays in quarantine, since the sender overwrites the array.
void Engine::ImportLegacy(TurnLog& log) {
  const std::string projection = journal_.ReadProjection();
  const LegacyEntries legacy = ReadLegacyEntries(projection);
  bool complete = legacy.unreadable == 0;
  for (const LegacyEntry& entry : legacy.entries) {
    if (!WasQueued(MutationId(entry.id)) && !ImportOne(entry, log)) complete = false;
  }
  // At once, so that nothing is imported twice.
  if (!legacy.entries.empty()) WriteProjection();
  if (complete) return;
  journal_.SetAside(std::string(kProjectionKey), projection);
  Diagnose("IMPORT_INCOMPLETE",
           "Some entries of the former queue could not be read. They were set aside under "
           "'synchrone:1:quarantine:medicalPro_mutation_queue'.",
           log);
}

bool Engine::ImportOne(const LegacyEntry& entry, TurnLog& log) {
  const Journal::Step step(journal_);
  RawDraft raw{entry.type, entry.endpoint, {}};
  raw.rest.id = MutationId(entry.id);
  raw.rest.data = entry.data;
  raw.rest.base = entry.previous;
  Result<Draft> draft = ReadRaw(std::move(raw));
  if (!draft.ok()) return false;
  const Result<Receipt> receipt = Accept(std::move(*draft), log);
  if (!receipt.ok()) return false;
  if (entry.retries == 0) return true;
  // It was tried without a key of ours: only a person knows whether it was saved.
  Progress progress = Uncertain({});
  progress.error_code = "IMPORTED";
  Commit(Advanced{ledger_.queue().FindId(receipt->id)->sequence(), std::move(progress)}, log);
  return true;
}

bool Engine::WasQueued(const MutationId& id) const {
  if (id.empty()) return false;
  const auto& history = ledger_.history();
  return ledger_.queue().FindId(id) ||
         std::any_of(history.begin(), history.end(),
                     [&](const SettledMutation& settled) { return settled.queued.id() == id; });
}

void Engine::WriteProjection() {
  if (elsewhere_) return;
  std::vector<std::string> elements;
  const auto& history = ledger_.history();
  const size_t remembered = std::min(history.size(), tuning::kProjectionSettled);
  for (size_t i = history.size() - remembered; i < history.size(); ++i) {
    if (history[i].cause == "coalesced") continue;  // it goes on in another
    elements.push_back(ProjectionElement(history[i].queued, PathOf(history[i].queued.mutation)));
  }
  for (const QueuedMutation* queued : ledger_.queue().All()) {
    elements.push_back(ProjectionElement(*queued, PathOf(queued->mutation)));
  }
  const std::string text = ArrayText(elements);
  journal_.PutProjection(text);
  projected_bytes_ = text.size();
  changed_bytes_ = 0;
}

}  // namespace synchrone
