#include <algorithm>
#include <utility>

#include "core/base/object_text.h"
#include "core/base/tuning.h"
#include "core/engine/engine.h"
#include "core/engine/tabs/tab_message.h"
#include "core/engine/turn.h"
#include "core/model/path.h"

namespace synchrone {

void Engine::Diagnose(const char* code, const char* message, TurnLog& log,
                      const Resource& resource) const {
  log.events.push_back(DiagnosticEvent{code, message, resource, MutationId()});
}

// Everything of the former user leaves memory; everything of the next one is read.
void Engine::EnterScope(const User& user, TurnLog& log) {
  FlushOutbox();  // what is still to be sent is the former user's
  // Other code cleared the storage: write the former user's work before this page forgets it.
  if (journal_.WasCleared() || (leader_ && !ledger_.IsRecorded())) ledger_.RecordAgain(now_ms_);
  user_ = user;
  journal_.SetUser(user);
  ledger_.Clear();
  flights_.Clear();
  sending_.clear();
  travelling_.clear();
  untold_.clear();
  unread_.clear();
  unjudged_.clear();
  decided_.clear();
  suspects_.clear();
  requests_.SetTags({});
  asked_.clear();
  left_for_others_.clear();
  senders_wait_ = QueueWait::kNone;
  last_synced_ms_.reset();
  batch_rest_until_ms_.clear();
  gate_.ForgetLogin();
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
  const std::string& resource = mutation.entity.resource.value();
  const std::string path = PathOf(mutation);
  return SplitEndpoint(resource).tail.empty() && is_sound(resource) &&
         (path == resource || is_sound(path));
}

void Engine::ForgetTimes(const Sequence& sequence) {
  sending_.erase(sequence);
  travelling_.erase(sequence);
}

void Engine::Recover(TurnLog& log, bool knows_all) {
  const auto known = [&](const Sequence& sequence) -> const Mutation* {
    const QueuedMutation* queued = ledger_.queue().Find(sequence);
    return queued ? &queued->mutation : nullptr;
  };
  Result<Recovered> recovered = journal_.Recover(now_ms_, known);
  if (!recovered.ok()) {
    Diagnose("STORAGE_DENIED",
             "Storage cannot be read: changes live in memory only. Allow site data for this page.",
             log);
    return;
  }
  std::erase_if(recovered->queued, [&](const QueuedMutation& queued) {
    const Mutation* same = known(queued.sequence());
    const bool is_known = same && *same == queued.mutation;
    if (is_known || HasSoundEndpoints(queued.mutation)) return false;
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
  NoteCounter(recovered->highest_counter);
  const int sealed = recovered->sealed;
  ledger_.RestoreNames(recovered->id_map);
  CatchUp(*recovered, knows_all, log);
  RewriteKnown(log);
  ledger_.Restore(std::move(*recovered), now_ms_, log);
  for (const QueuedMutation* queued : ledger_.queue().All()) {
    Know(queued->mutation.entity.resource, queued->mutation.tail);
  }
  sealed_ = sealed + static_cast<int>(left_for_others_.size());
}

// Entries of existing code that name another user wait like those of the journal.
int Engine::CountSealed() {
  return journal_.CountSealed() + static_cast<int>(left_for_others_.size());
}

// What this page has made may refer to records that a former sender gave their ids.
void Engine::RewriteKnown(TurnLog& log) {
  if (ledger_.ids().empty()) return;
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

// A tab uses what the former sender recorded, not its messages: that one may have died
// before it sent any.
void Engine::CatchUp(const Recovered& recovered, bool knows_all, TurnLog& log) {
  std::map<Sequence, const QueuedMutation*> stored;
  for (const QueuedMutation& queued : recovered.queued) stored[queued.sequence()] = &queued;
  std::set<Sequence> unfinished;  // the recovery settles these
  for (const UnfinishedSettlement& settlement : recovered.unfinished) {
    unfinished.insert(settlement.queued.sequence());
  }
  std::map<Sequence, const SettledMutation*> settled;
  for (const SettledMutation& one : recovered.history) settled[one.queued.sequence()] = &one;

  const bool cleared = journal_.WasCleared();
  // As old as can be: the mutations may have been sent since.
  TabMessage question{ScopeName(user_), {}, 0, false, QueueWait::kNone, false, true};
  const bool knows_any = ledger_.queue().size() > 0;
  std::vector<QueuedMutation> known;
  for (const QueuedMutation* queued : ledger_.queue().All()) {
    const auto same = stored.find(queued->sequence());
    if (same == stored.end() || *same->second != *queued) known.push_back(*queued);
  }
  for (const QueuedMutation& one : known) {
    const Sequence& sequence = one.sequence();
    if (unfinished.contains(sequence)) continue;
    const auto end = settled.find(sequence);
    const bool is_stored = stored.contains(sequence);
    const bool is_unknown = !is_stored && end == settled.end();
    if (is_stored ? LacksProgress(*stored[sequence], one) : is_unknown && IsSending(sequence)) {
      if (leader_) ledger_.RecordAgain(one);
      continue;
    }
    if (IsSending(sequence)) {
      // Discarded in a tab that died before its message: that counts after the answer.
      const bool given_up = !is_stored && end != settled.end() &&
                            end->second->queued.progress.status == MutationStatus::kRolledBack;
      if (given_up) decided_.try_emplace(sequence, Dropped{sequence, Dropped::Cause::kDiscarded});
      continue;
    }
    if (is_stored) {
      CatchUpWith(one, *stored[sequence], log);
      continue;
    }
    if (is_unknown) {
      // Without a trace: its record is damaged, other code removed it, or its history was evicted.
      // So it is neither confirmed nor lost. The sender settles, so the sender knows, or who sent
      // before it: the other tabs ask.
      if (!leader_ && !cleared && recovered.quarantined == 0) {
        question.changes.push_back(Accepted{one.mutation});
        continue;
      }
      ledger_.RecordAgain(one);
      // Another tab may have sent it since this one has heard of it.
      if (!knows_all && one.pending()) {
        Progress progress = one.progress;
        progress.possibly_sent = true;
        progress.last_attempt_ms = now_ms_;
        progress.failed_after_ms = 0;
        Commit(Advanced{sequence, std::move(progress)}, log);
      }
      continue;
    }
    TakeSettlement(SettlementOf(*end->second), log);
  }
  if (!question.changes.empty()) ports_.tabs.Broadcast(EncodeTabMessage(question));
  if (cleared && knows_any) RecordAgain();
}

// What this page knows is all that there is of it.
void Engine::RecordAgain() {
  if (user_told_ && !user_.anonymous()) journal_.PutDeviceUser(user_);
  ledger_.RecordAgain(now_ms_);
  journal_.NoteSeen(now_ms_);
  journal_.KeepReserve();
}

void Engine::OnStorageCleared() {
  RunTurn([&](TurnLog& log) {
    if (journal_.WasCleared()) return RecordAgain();
    if (!journal_.durable()) return;  // what is missing is about to be written
    if (ledger_.IsRecorded()) return;
    Recover(log);
    if (leader_) ledger_.RecordAgain(now_ms_);
  });
}

void Engine::CatchUpWith(const QueuedMutation& known, const QueuedMutation& stored, TurnLog& log) {
  const auto take = [&](Change change) {
    ledger_.Commit(std::move(change), Author::kElsewhere, now_ms_, log);
  };
  if (stored.mutation != known.mutation) take(Rewritten{stored.mutation});
  if (stored.progress != known.progress) take(Advanced{stored.sequence(), stored.progress});
}

// What has no user yet, with what is known of it and under way.
struct Engine::Unowned {
  std::vector<QueuedMutation> queued;
  std::vector<IdMapping> names;
  Flights flights;
  std::map<Sequence, SendState> sending;
  RequestMaker::Tags tags;
  std::optional<int64_t> last_synced_ms;
};

void Engine::SetUser(const User& user) {
  RunTurn([&](TurnLog& log) {
    // Only logout() forgets the device's user; an anonymous user is not announced.
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
    Unowned unowned;
    if (first) unowned = TakeUnowned();
    const User former = user_;
    journal_.EraseProjection();
    EnterScope(user, log);
    Adopt(std::move(unowned), former, log);
    sealed_ = CountSealed();
  });
}

Engine::Unowned Engine::TakeUnowned() {
  Unowned unowned;
  std::set<Sequence> adopted;
  for (const QueuedMutation* queued : ledger_.queue().All()) {
    if (queued->sequence().tab != options_.tab) continue;
    QueuedMutation one = *queued;
    // Another tab may have tried it.
    const auto stored = leader_ ? std::nullopt : journal_.ReadQueued(one.sequence());
    if (stored && !stored->settled()) one.progress = stored->progress;
    adopted.insert(one.sequence());
    unowned.queued.push_back(std::move(one));
  }
  unowned.names = ledger_.learned_names();
  unowned.flights = std::exchange(flights_, {});
  unowned.flights.Keep(adopted);
  unowned.sending = std::move(sending_);
  std::erase_if(unowned.sending, [&](const auto& one) { return !adopted.contains(one.first); });
  unowned.tags = requests_.TakeTags();
  unowned.last_synced_ms = std::max(last_synced_ms_, ledger_.last_synced_ms());
  return unowned;
}

// Completely or not at all, whenever the page dies.
void Engine::Adopt(Unowned unowned, const User& former, TurnLog& log) {
  flights_ = std::move(unowned.flights);
  sending_ = std::move(unowned.sending);
  requests_.SetTags(std::move(unowned.tags));
  last_synced_ms_ = unowned.last_synced_ms;
  TabMessage gone{ScopeName(former), {}, now_ms_};
  {
    const Journal::Step step(journal_);
    if (!user_.anonymous()) journal_.PutDeviceUser(user_);
    ledger_.AdoptNames(unowned.names);
    for (QueuedMutation& queued : unowned.queued) {
      const Sequence sequence = queued.sequence();
      gone.changes.push_back(Dropped{sequence, Dropped::Cause::kWithdrawn});
      queued.mutation.user = user_;
      Know(queued.mutation.entity.resource, queued.mutation.tail);
      ledger_.Adopt(std::move(queued), log);
      journal_.RemoveQueuedOf(former, sequence);
    }
  }
  // Other tabs of the former user know them, and might send them.
  if (!gone.changes.empty()) ports_.tabs.Broadcast(EncodeTabMessage(gone));
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

// Another tab has set the user, or signed out (7.1).
void Engine::FollowDeviceUser(TurnLog& log) {
  if (!SharesSession()) return;
  const std::optional<User> device = journal_.DeviceUser();
  sealed_ = CountSealed();
  if (user_.anonymous()) {
    // They are back: this page has their work and continues with it.
    if (!device || signed_out_ != device) return;
    signed_out_.reset();
    EnterScope(*device, log);
    gate_.SetUserUnknown(!user_told_);
  } else if (!journal_.HasDeviceUser()) {
    // Other code removed the record. Logout() stores an empty one.
    if (user_told_ && !elsewhere_) journal_.PutDeviceUser(user_);
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

// The session is another user's now: what is sent would go out under their name. The page
// continues recording for its own user until setUser() names another one.
void Engine::StandBack(TurnLog& log) {
  if (std::exchange(elsewhere_, true)) return;
  gate_.SetUserUnknown(true);
  journal_.EraseProjection();
  Diagnose("USER_CHANGED_ELSEWHERE",
           "Another tab has signed another user in. This tab sends nothing until setUser() or a "
           "reload says who works here.",
           log);
}

// Asked before each round of sending, because the notice of it may come late.
bool Engine::IsSomebodyElsesSession(TurnLog& log) {
  if (user_.anonymous() || !user_told_ || !SharesSession()) return false;
  const std::optional<User> device = journal_.DeviceUser();
  if (device && *device != user_) StandBack(log);
  return elsewhere_;
}

void Engine::OnLeadership(bool held) {
  RunTurn([&](TurnLog& log) {
    const bool was_sender = std::exchange(leader_, held);
    senders_wait_ = QueueWait::kNone;
    if (!held) return Resign();
    // The former sender may have recorded what it had no time to announce.
    Recover(log, was_sender);
    ImportLegacy(log);
    WaitOutFormerSender();
    journal_.KeepToBudget();
    journal_.NoteSeen(now_ms_);
    journal_.KeepReserve();
    takeover_untold_ = true;
    ++changed_bytes_;  // the projection is this tab's to write now
  });
}

// Its successor reads what was recorded, and sends again what has no answer.
void Engine::Resign() {
  leader_ = false;
  flights_.Clear();
  suspects_.clear();
  decided_.clear();
  travelling_.clear();
  asked_.clear();
}

// What a former sender has recorded may still be on its way (6.1). The page that sent it may be
// gone, so its answer is lost; but a second one of it, or the next change of its record, could
// arrive before it.
void Engine::WaitOutFormerSender() {
  travelling_.clear();
  for (const QueuedMutation* queued : ledger_.queue().All()) WaitOut(*queued);
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

}  // namespace synchrone
