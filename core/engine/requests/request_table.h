#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/engine/requests/flights.h"
#include "core/engine/turn/turn.h"
#include "core/model/change.h"
#include "core/model/response.h"
#include "core/queue/queue.h"

namespace synchrone {

// What this tab remembers of requests while it sends: those in flight, those of a former leader
// that may still arrive, when each mutation may be tried again, and what waits for an answer.
// Nothing of it is stored: a new leader starts with an empty table.
class RequestTable {
 public:
  // What is remembered of one mutation. Times are steady; 0: none.
  struct SendState {
    int64_t due_ms = 0;  // after backoff, or the wait for a busy server
    int64_t held_until_ms = 0;
    int64_t first_attempt_ms = 0;
    int proxy_pages = 0;      // answers of a proxy in a row
    bool may_resend = false;  // the outcome is unknown, and onUnknown is 'resend'
  };
  using SendStates = std::map<Sequence, SendState>;
  // A request of a former leader that may still arrive at the server.
  struct InheritedAttempt {
    int64_t until_ms = 0;  // a steady time
    int generation = 1;    // of its key
  };
  // An answer whose meaning depends on the record, which is being read.
  struct Unjudged {
    Flight flight;
    Response response;
    int64_t answered_ms = 0;      // a steady time
    int64_t asked_ms = 0;         // when the read was asked for, a steady time
    bool is_early = false;        // the read came too early: it is asked for again
    std::string early_read = {};  // what it showed, which counts where no later read comes
  };

  // A read that a mutation waits for.
  struct Asked {
    Sequence sequence;
    int64_t at_ms = 0;  // a steady time
  };

  // This tab is no longer the leader.
  void Resign();
  // The user changes.
  void Clear();
  // The mutation has left the queue of this tab: forgets everything about it.
  void Forget(const Sequence& sequence);
  // Mutations leave the queue in other ways, too, and records are read of which none is queued.
  // Forgets what it remembers of those once it is more than what the queue needs: call it after
  // each turn.
  void ForgetUnqueued(const Queue& queue);
  // How many mutations and records the table holds something of; what expires is not counted.
  size_t remembered() const {
    return states_.size() + asked_.size() + seen_ms_.size() + unjudged_.size();
  }

  Flights& flights() { return flights_; }
  const Flights& flights() const { return flights_; }
  bool IsSending(const Sequence& sequence) const { return flights_.Has(sequence); }
  AttemptId NextAttempt() { return ++last_attempt_; }
  // How many requests may be in flight where `pending` mutations are pending.
  size_t Limit(int pending) const;
  // How long the last answer took decides the limit.
  void NoteAnswerTime(int64_t took_ms);
  void NoteNoAnswer() { answers_are_quick_ = false; }

  SendState& StateOf(const Sequence& sequence) { return states_[sequence]; }
  int64_t DueOf(const Sequence& sequence) const;
  // All may go now, without waiting for backoff.
  void HurryAll();
  SendStates TakeStates() { return std::exchange(states_, {}); }
  void SetStates(SendStates states) { states_ = std::move(states); }

  // Another tab, or a page that is gone, may have a request of `queued` in flight: waits for it.
  void WaitOut(const QueuedMutation& queued, const Moment& moment);
  // The same where the outcome of `queued` is unknown, whatever its status is here.
  void WaitOutUnknown(const QueuedMutation& queued, const Moment& moment);
  // WaitOut for each of `all`.
  void WaitOutAll(const std::vector<const QueuedMutation*>& all, const Moment& moment);
  const InheritedAttempt* FindInheritedAttempt(const Sequence& sequence) const;
  // When the first of them has surely arrived; those that have are forgotten.
  std::optional<int64_t> NextArrivalMs(int64_t steady_ms);

  // Mutations that failed last while their origin did not answer.
  std::set<Sequence>& UnansweredOf(const std::string& origin) { return unanswered_[origin]; }
  void NoteSuccess(const std::string& origin, int64_t steady_ms) {
    last_success_ms_[origin] = steady_ms;
  }
  bool HasSucceededSince(const std::string& origin, int64_t steady_ms) const;

  // This PUT needs a read of its record. Returns false when it is being read for it already.
  bool Ask(const Mutation& mutation, int64_t steady_ms);
  // When the read was asked for; nothing: it was not, or for another mutation.
  std::optional<int64_t> AskedMs(const Mutation& mutation) const;
  // A read or an answer has shown what the server holds of the record.
  void NoteSeen(const EntityKey& entity, int64_t steady_ms);
  // A person sends an edit of the record again: what was seen before their decision is old.
  void ForgetSeen(const EntityKey& entity) {
    seen_ms_.erase(entity);
    asked_.erase(entity);
  }
  // Nothing can be sent at this moment.
  void NoteWaiting(int64_t steady_ms) { waiting_ms_ = std::max(waiting_ms_, steady_ms); }
  // Others may have deleted the record unseen: since the mutation was made and since its record was
  // seen last, there was a moment at which nothing could be sent, or tuning::kRequestLife_ms have
  // passed.
  bool HasWaited(const Mutation& mutation, const Moment& moment) const;

  // Answers that wait to be judged, while their mutations are pending and nothing of them is sent.
  std::map<Sequence, Unjudged>& unjudged() { return unjudged_; }
  const std::map<Sequence, Unjudged>& unjudged() const { return unjudged_; }
  // Returns whether there was one.
  bool ForgetUnjudged(const Sequence& sequence) { return unjudged_.erase(sequence) > 0; }
  // What people have decided in other tabs about mutations that are being sent here. It is applied
  // after the answer.
  std::map<Sequence, Change>& decided() { return decided_; }

  // This endpoint did not understand a batch: mutations are sent one by one for a while.
  void RestBatches(const std::string& endpoint, int64_t steady_ms);
  bool BatchesRest(const std::string& endpoint, int64_t steady_ms) const;

 private:
  Flights flights_;
  SendStates states_;
  std::map<Sequence, InheritedAttempt> inherited_;
  std::map<std::string, std::set<Sequence>> unanswered_;  // by origin
  std::map<std::string, int64_t> last_success_ms_;        // by origin
  std::map<std::string, int64_t> batch_rest_until_ms_;    // by batch endpoint
  std::map<EntityKey, Asked> asked_;
  std::map<EntityKey, int64_t> seen_ms_;  // steady times
  int64_t waiting_ms_ = 0;                // the last moment at which nothing could be sent
  std::map<Sequence, Unjudged> unjudged_;
  std::map<Sequence, Change> decided_;
  AttemptId last_attempt_ = 0;
  bool answers_are_quick_ = false;  // the last one was
};

}  // namespace synchrone
