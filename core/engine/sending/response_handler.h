#pragma once

#include <string>

#include "core/engine/requests/gate.h"
#include "core/engine/tabs/recovery.h"

namespace synchrone {

// Does what each answer means for its mutation. Answers whose meaning depends on what is known of
// the record (a 404 to an update, a conflict) are judged by it, in response_handler_judging.cc;
// where it is not known, it is read first.
class ResponseHandler {
 public:
  ResponseHandler(Journal& journal, LocalStore& local_store, Endpoints& endpoints, Gate& gate,
                  RequestTable& table, RequestMaker& maker, const RecordJudge& judge,
                  Transitions& transitions, Recovery& recovery, Random& random)
      : journal_(journal),
        local_store_(local_store),
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
  // The answer to whether an earlier attempt was applied. `record`: JSON text, or "".
  void TakeVerifyResult(AttemptId attempt, VerifyResult result, std::string_view record,
                        Turn& turn);
  // As Engine::OnBatchUnusable.
  void TakeUnusableBatch(AttemptId first, bool may_have_arrived, Turn& turn);
  void TakeProbe(const std::string& url, int status, bool html, Turn& turn);
  // Judges the answers that waited for a read of the record. `read`: the record, "" when the API
  // found none. Returns false when one of the answers has shown the record that the read did not
  // find: the API cannot read single records.
  bool JudgeBy(const EntityKey& entity, std::string_view read, Turn& turn);
  // Asks again for records that were read so early that they need not have shown what was done.
  void ReadAgain(Turn& turn);
  // Confirms mutations whose answers showed the record as it was before and whose record could not
  // be read in time.
  void ConfirmUnread(Turn& turn);

 private:
  struct Answered {
    const Flight& flight;
    const QueuedMutation& queued;
    Progress progress;  // the next one; what takes the outcome may change it
    const Response& response;
    bool was_read = false;  // the record was read to judge the answer, or cannot be read
  };

  void On(const ConfirmedOutcome& outcome, Answered& answered, Turn& turn);
  void On(const RefusedOutcome& outcome, Answered& answered, Turn& turn);
  void On(const ConflictOutcome& outcome, Answered& answered, Turn& turn);
  void On(const RetryOutcome& outcome, Answered& answered, Turn& turn);
  void On(const BusyOutcome& outcome, Answered& answered, Turn& turn);
  void On(const RateLimitedOutcome& outcome, Answered& answered, Turn& turn);
  void On(const LoginOutcome& outcome, Answered& answered, Turn& turn);
  void On(const UnreachableOutcome& outcome, Answered& answered, Turn& turn);
  void On(const UncertainOutcome& outcome, Answered& answered, Turn& turn);
  void On(const NoPatchOutcome& outcome, Answered& answered, Turn& turn);
  void On(const MissingOutcome& outcome, Answered& answered, Turn& turn);
  void On(const InconclusiveOutcome& outcome, Answered& answered, Turn& turn);

  void Park(Answered& answered, ParkKind kind, std::string_view code, std::string_view message,
            Turn& turn);
  // Returns how long the attempt took, as its progress says from now on.
  static int64_t NoteEnd(Answered& answered, const Moment& moment);
  // The answer leaves open whether it was carried out.
  static void NotePossiblySent(Answered& answered, const Moment& moment);
  // The API does not answer; probes find out when it does again.
  void NoteUnanswered(Answered& answered, bool may_have_arrived, Turn& turn);
  void NoteUnreachable(const Flight& flight, const Moment& moment);
  // The origin answers, but did not answer these mutations: counts that against them.
  void CountUnanswered(const std::string& origin, Turn& turn);
  // The answer may be a stored one, which the server gave to an earlier attempt with the same key:
  // other mutations of the record were sent since, and the answer may not show them.
  bool MayBeReplayed(const Flight& flight, const QueuedMutation& queued) const;

  // response_handler_judging.cc
  void ReadBeforeJudging(Answered& answered, Turn& turn, bool may_be_applied = false);
  void JudgeByRecord(const InconclusiveOutcome& outcome, std::string_view read, Answered& answered,
                     Turn& turn);
  bool ShowsNothingDone(const Outcome& outcome, std::string_view read, const QueuedMutation& queued,
                        const RequestTable::Unjudged& kept) const;
  bool IsDeleted(const InconclusiveOutcome& outcome, const Json& current, const Flight& flight,
                 const QueuedMutation& queued) const;
  void JudgeMissing(const MissingOutcome& outcome, bool exists, Answered& answered, Turn& turn);
  void JudgeRefused(const RefusedOutcome& outcome, bool exists, Answered& answered, Turn& turn);
  void JudgeConflict(const ConflictOutcome& outcome, Answered& answered, Turn& turn);

  Journal& journal_;
  LocalStore& local_store_;
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
