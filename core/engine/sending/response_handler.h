#pragma once

#include <string>

#include "core/engine/requests/gate.h"
#include "core/engine/tabs/recovery.h"

namespace synchrone {

// What each answer makes of its mutation (BEHAVIOUR section 4). Answers whose meaning depends on
// what is known of the record (a 404 to an update, a conflict) are judged by it (judging.cc); where
// it is not known, it is read first.
class ResponseHandler {
 public:
  ResponseHandler(Journal& journal, Ledger& ledger, Endpoints& endpoints, Gate& gate,
                  RequestTable& table, RequestMaker& maker, const RecordJudge& judge,
                  Transitions& transitions, Recovery& recovery, Random& random)
      : journal_(journal),
        ledger_(ledger),
        endpoints_(endpoints),
        gate_(gate),
        table_(table),
        maker_(maker),
        judge_(judge),
        transitions_(transitions),
        recovery_(recovery),
        random_(random) {}

  void TakeResponse(AttemptId attempt, const Response& response, Turn& turn);
  void TakeFailure(AttemptId attempt, TransportFailure failure, Turn& turn);
  // The answer to whether an earlier attempt was applied (3.12). `record`: JSON text, or "".
  void TakeVerdict(AttemptId attempt, Verdict verdict, const std::string& record, Turn& turn);
  // As Engine::OnBatchUnusable (3.13).
  void TakeUnusableBatch(AttemptId first, bool may_have_arrived, Turn& turn);
  void TakeProbe(const std::string& url, int status, bool html, Turn& turn);
  // The record is as `read` says ("": it does not exist): what the answers mean that waited for it.
  // False: one of them has shown the record, so that the API cannot read it by itself.
  bool JudgeBy(const EntityKey& entity, const std::string& read, Turn& turn);
  // An answer shows a record as it was before, and it could not be read in time: it is saved.
  void ConfirmUnread(Turn& turn);

 private:
  struct Answered {
    const Flight& flight;
    const QueuedMutation& queued;
    Progress progress;  // what it will be, unless the outcome says otherwise
    const Response& response;
    bool was_read = false;  // its record was to be read before the same answer was judged
  };

  void On(const ConfirmedOutcome& outcome, Answered& answered, Turn& turn);
  void On(const RefusedOutcome& outcome, Answered& answered, Turn& turn);
  void On(const ConflictOutcome& outcome, Answered& answered, Turn& turn);
  void On(const RetryOutcome& outcome, Answered& answered, Turn& turn);
  void On(const WaitOutcome& outcome, Answered& answered, Turn& turn);
  void On(const RateLimitedOutcome& outcome, Answered& answered, Turn& turn);
  void On(const LoginOutcome& outcome, Answered& answered, Turn& turn);
  void On(const UnreachableOutcome& outcome, Answered& answered, Turn& turn);
  void On(const UncertainOutcome& outcome, Answered& answered, Turn& turn);
  void On(const NoPatchOutcome& outcome, Answered& answered, Turn& turn);
  void On(const MissingOutcome& outcome, Answered& answered, Turn& turn);
  void On(const EmptyListOutcome& outcome, Answered& answered, Turn& turn);

  void Park(Answered& answered, ParkKind kind, const std::string& code, const std::string& message,
            Turn& turn);
  // The API does not answer; probes find out when it does again.
  void NoteUnanswered(Answered& answered, bool may_have_arrived, Turn& turn);
  void NoteUnreachable(const Flight& flight, const Moment& moment);
  // The origin answers, but did not answer these: that counts against them.
  void StrikeSuspects(const std::string& origin, Turn& turn);
  // A server that remembers the key of a request answers what it answered then, which may be older
  // than what it has applied to the record since: confirmed or given up, it was sent.
  bool MayBeOldNews(const Flight& flight, const QueuedMutation& queued) const;

  // judging.cc
  void ReadBeforeJudging(Answered& answered, Turn& turn, bool is_applied = false);
  void JudgeByRecord(const EmptyListOutcome& outcome, const std::string& read, Answered& answered,
                     Turn& turn);
  void JudgeMissing(const MissingOutcome& outcome, bool exists, Answered& answered, Turn& turn);
  void JudgeGone(const ConflictOutcome& outcome, Answered& answered, Turn& turn);
  void JudgeConflict(const ConflictOutcome& outcome, Answered& answered, Turn& turn);

  Journal& journal_;
  Ledger& ledger_;
  Endpoints& endpoints_;
  Gate& gate_;
  RequestTable& table_;
  RequestMaker& maker_;
  const RecordJudge& judge_;
  Transitions& transitions_;
  Recovery& recovery_;
  Random& random_;
};

}  // namespace synchrone
