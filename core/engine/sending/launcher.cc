#include "core/engine/sending/launcher.h"

#include <utility>

#include "core/model/path.h"

namespace synchrone {

void Launcher::Send(const QueuedMutation& queued, Turn& turn) {
  if (Verifies(queued)) {
    Verify(queued);
  } else {
    transport_.Send(Launch(queued, turn, table_.NextAttempt()));
  }
}

bool Launcher::Verifies(const QueuedMutation& queued) const {
  return maker_.NeedsVerification(queued) && !table_.StateOf(queued.sequence()).may_resend;
}

void Launcher::SendBatch(const std::string& endpoint, const std::vector<QueuedMutation>& entries,
                         Turn& turn) {
  BatchRequest batch{endpoint, {}};
  for (const QueuedMutation& queued : entries) {
    const AttemptId attempt = table_.NextAttempt();
    const AttemptId first = batch.entries.empty() ? attempt : batch.entries[0].attempt;
    batch.entries.push_back(Launch(queued, turn, attempt, first, endpoint));
  }
  transport_.SendBatch(batch);
}

Request Launcher::Launch(const QueuedMutation& queued, Turn& turn, AttemptId attempt,
                         AttemptId batch, const std::string& batch_endpoint) {
  const Sequence sequence = queued.sequence();
  QueuedMutation sending = maker_.Prepared(queued);
  Request request = maker_.Make(sending, attempt);
  // Another page may not know that the API has no PATCH, and would use the key for two requests.
  if (sending.mutation != queued.mutation) local_store_.Commit(Rewritten{sending.mutation}, turn);
  Flight flight = FlightOf(sending);
  flight.possibly_sent_before = queued.progress.possibly_sent;
  const bool changes_known_record =
      request.operation == Kind::kUpdate || request.operation == Kind::kDelete;
  if (changes_known_record) {
    flight.version =
        maker_.VersionOf(request.resource, local_store_.confirmed(flight.asked.entity).record);
  }
  flight.is_unreadable = table_.ForgetUnjudged(sequence);
  flight.left_ms = turn.steady_ms;
  flight.batch = batch;
  flight.batch_endpoint = batch_endpoint;
  table_.flights().Add(attempt, std::move(flight));
  RequestTable::SendState& state = table_.StateOf(sequence);
  state.may_resend = false;
  state.due_ms = 0;
  if (state.first_attempt_ms == 0) state.first_attempt_ms = turn.steady_ms;
  Progress progress = std::move(sending.progress);
  ++progress.attempts;
  progress.possibly_sent = true;
  progress.last_attempt_ms = turn.now_ms;
  progress.failed_after_ms = 0;
  // The attempt is in the journal before the request leaves (3.7).
  local_store_.Advance(sequence, progress, turn);
  return request;
}

void Launcher::Verify(const QueuedMutation& queued) {
  const AttemptId attempt = table_.NextAttempt();
  const Mutation& mutation = queued.mutation;
  Flight flight = FlightOf(queued);
  flight.possibly_sent_before = true;
  table_.flights().Add(attempt, std::move(flight));
  table_.StateOf(queued.sequence()).due_ms = 0;
  transport_.Verify({attempt, mutation.id, mutation.entity.resource});
}

Flight Launcher::FlightOf(const QueuedMutation& queued) const {
  const Mutation& mutation = queued.mutation;
  const std::string& resource = mutation.entity.resource.value();
  const bool weak_versions = endpoints_.Get(mutation.entity.resource).weak_versions;
  Flight flight;
  flight.sequence = queued.sequence();
  flight.origin = OriginOf(resource);
  flight.probe_url = resource + mutation.tail;
  flight.asked = {mutation.kind, mutation.method, mutation.entity, weak_versions};
  return flight;
}

}  // namespace synchrone
