#include "core/engine/session/session.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/engine/tabs/tab_message.h"
#include "core/journal/format/key_schema.h"

namespace synchrone {

void Session::Begin(Turn& turn) {
  journal_.records().FinishTransactions();
  const std::optional<User> device_user = journal_.device_user().Read();
  gate_.SetUserUnknown(device_user.has_value());
  Enter(device_user.value_or(User{}), turn);
}

void Session::Enter(const User& user, Turn& turn) {
  sync_.Flush(turn);  // what is still to be sent is the former user's
  // Other code cleared the storage: write the former user's work before this page forgets it.
  const bool knows_any = !local_store_.empty();
  if (knows_any &&
      (journal_.WasCleared() || (tab_.leader && !local_store_.stored_copy().IsWhole())))
    local_store_.stored_copy().Write(turn.now_ms);
  tab_.user = user;
  journal_.SetUser(user);
  local_store_.Clear();
  table_.Clear();
  conflict_detector_.Clear();
  sync_.Clear();
  projection_.Clear();
  tab_.last_synced_ms.reset();
  gate_.ForgetLogin();
  tab_.leader = false;
  recovery_.Recover(turn);
  lock_.Request("synchrone:" + ScopeName(user));
}

std::string Session::SetUser(const User& user, Turn& turn) {
  // Only logout() forgets the device's user; an anonymous user is not announced.
  const bool first = !tab_.user_named && !user.anonymous();
  tab_.user_named = tab_.user_named || !user.anonymous();
  tab_.is_suspended = false;
  signed_out_.reset();
  gate_.SetUserUnknown(false);
  if (user == tab_.user) {
    if (!user.anonymous()) journal_.device_user().Put(user);
    return {};
  }
  // What this page queued before a user was named becomes theirs (7.1a).
  Unowned unowned;
  if (first) unowned = TakeUnowned();
  const User former = tab_.user;
  journal_.EraseProjection();
  Enter(user, turn);
  std::string gone = Adopt(std::move(unowned), former, turn);
  recovery_.CountSealed();
  return gone;
}

Session::Unowned Session::TakeUnowned() {
  Unowned unowned;
  std::set<Sequence> adopted;
  for (const QueuedMutation* queued : local_store_.queue().All()) {
    if (!tab_.HasMade(queued->sequence())) continue;
    QueuedMutation one = *queued;
    // Another tab may have tried it.
    const auto stored = tab_.leader ? std::nullopt : journal_.ReadQueued(one.sequence());
    if (stored && !stored->settled()) one.progress = stored->progress;
    adopted.insert(one.sequence());
    unowned.queued.push_back(std::move(one));
  }
  unowned.names = local_store_.known_ids().learned();
  unowned.flights = std::exchange(table_.flights(), {});
  unowned.flights.Keep(adopted);
  unowned.states = table_.TakeStates();
  std::erase_if(unowned.states, [&](const auto& one) { return !adopted.contains(one.first); });
  unowned.tags = local_store_.confirmed_records().TakeTags();
  unowned.last_synced_ms = std::max(tab_.last_synced_ms, local_store_.settled().last_synced_ms());
  return unowned;
}

std::string Session::Adopt(Unowned unowned, const User& former, Turn& turn) {
  table_.flights() = std::move(unowned.flights);
  table_.SetStates(std::move(unowned.states));
  local_store_.confirmed_records().SetTags(std::move(unowned.tags));
  tab_.last_synced_ms = unowned.last_synced_ms;
  TabMessage gone{ScopeName(former), {}, turn.now_ms};
  {
    const RecordStore::Transaction transaction(journal_.records());
    if (!tab_.user.anonymous()) journal_.device_user().Put(tab_.user);
    local_store_.known_ids().Adopt(unowned.names);
    for (QueuedMutation& queued : unowned.queued) {
      const Sequence sequence = queued.sequence();
      gone.changes.push_back(Dropped{sequence, Dropped::Cause::kWithdrawn});
      queued.mutation.user = tab_.user;
      recovery_.Know(queued.mutation.entity.resource, queued.mutation.tail, turn);
      local_store_.Adopt(std::move(queued), turn);
      journal_.RemoveQueuedOf(former, sequence);
    }
  }
  // Other tabs of the former user have these mutations, and might send them.
  return gone.changes.empty() ? "" : EncodeTabMessage(gone);
}

int Session::Logout(Turn& turn) {
  const int unsynced = static_cast<int>(local_store_.queue().size());
  DeviceUser& device_user = journal_.device_user();
  if (device_user.IsRecorded() || !tab_.user.anonymous()) device_user.Put(User{});
  tab_.user_named = true;
  Leave(turn);
  signed_out_.reset();
  return unsynced;
}

void Session::Leave(Turn& turn) {
  signed_out_ = tab_.user;
  tab_.is_suspended = false;
  gate_.SetUserUnknown(false);
  journal_.EraseProjection();
  Enter(User{}, turn);
}

void Session::FollowDeviceUser(Turn& turn) {
  if (!tab_.SharesSession()) return;
  const std::optional<User> device = journal_.device_user().Read();
  recovery_.CountSealed();
  if (tab_.user.anonymous()) {
    // The user is signed in again: this page has their work and continues with it.
    if (!device || signed_out_ != device) return;
    signed_out_.reset();
    Enter(*device, turn);
    gate_.SetUserUnknown(!tab_.user_named);
  } else if (!journal_.device_user().IsRecorded()) {
    // Other code removed the record. Logout() stores an empty one.
    if (tab_.user_named && !tab_.is_suspended) journal_.device_user().Put(tab_.user);
  } else if (!device) {
    Leave(turn);
  } else if (*device == tab_.user) {
    tab_.is_suspended = false;
    gate_.SetUserUnknown(!tab_.user_named);
  } else if (tab_.user_named) {
    SuspendForOtherUser(turn);
  } else {
    journal_.EraseProjection();
    Enter(*device, turn);
    gate_.SetUserUnknown(true);
  }
}

void Session::SuspendForOtherUser(Turn& turn) {
  if (std::exchange(tab_.is_suspended, true)) return;
  gate_.SetUserUnknown(true);
  journal_.EraseProjection();
  turn.Diagnose(
      "USER_CHANGED_ELSEWHERE",
      "Another tab has signed another user in. This tab sends nothing until setUser() or a "
      "reload says who works here.");
}

bool Session::SessionIsOtherUsers(Turn& turn) {
  if (tab_.user.anonymous() || !tab_.user_named || !tab_.SharesSession()) return false;
  const std::optional<User> device = journal_.device_user().Read();
  if (device && *device != tab_.user) SuspendForOtherUser(turn);
  return tab_.is_suspended;
}

}  // namespace synchrone
