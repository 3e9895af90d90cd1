#include "core/model/mutation.h"

#include <algorithm>
#include <utility>

#include "core/base/by_name.h"
#include "core/base/tuning.h"

namespace synchrone {
const char* KindName(Kind kind) {
  switch (kind) {
    case Kind::kCreate:
      return "create";
    case Kind::kUpdate:
      return "update";
    case Kind::kDelete:
      return "delete";
    case Kind::kAction:
      return "action";
  }
  return "";
}

const char* MethodName(Method method) {
  switch (method) {
    case Method::kPost:
      return "POST";
    case Method::kPut:
      return "PUT";
    case Method::kPatch:
      return "PATCH";
    case Method::kDelete:
      return "DELETE";
  }
  return "";
}

std::optional<Kind> ParseKind(const std::string& name) {
  return ByName<Kind, 4>(name, {Kind::kCreate, Kind::kUpdate, Kind::kDelete, Kind::kAction},
                         KindName);
}

std::optional<Method> ParseMethod(const std::string& name) {
  return ByName<Method, 4>(name, {Method::kPost, Method::kPut, Method::kPatch, Method::kDelete},
                           MethodName);
}

const char* StatusName(MutationStatus status) {
  switch (status) {
    case MutationStatus::kPending:
      return "pending";
    case MutationStatus::kSynced:
      return "synced";
    case MutationStatus::kError:
      return "error";
    case MutationStatus::kRolledBack:
      return "rolled-back";
  }
  return "";
}

const char* ParkKindName(ParkKind kind) {
  switch (kind) {
    case ParkKind::kNone:
      return "";
    case ParkKind::kRefused:
      return "refused";
    case ParkKind::kConflict:
      return "conflict";
    case ParkKind::kUncertain:
      return "uncertain";
    case ParkKind::kBlocked:
      return "blocked";
    case ParkKind::kDependency:
      return "dependency";
    case ParkKind::kExpired:
      return "expired";
  }
  return "";
}

Progress Uncertain(Progress progress) {
  progress.status = MutationStatus::kError;
  progress.park = ParkKind::kUncertain;
  progress.possibly_sent = true;
  progress.error_code = "OUTCOME_UNKNOWN";
  return progress;
}

bool AddsStep(const Progress& progress, const Progress& known) {
  return !progress.steps.empty() && std::find(known.steps.begin(), known.steps.end(),
                                              progress.steps.back()) == known.steps.end();
}

bool LacksProgress(const QueuedMutation& stored, const QueuedMutation& known) {
  const Progress& progress = stored.progress;
  if (progress == Progress{}) return known.progress != Progress{};
  return progress.attempts < known.progress.attempts && !AddsStep(progress, known.progress);
}

void KeepAttempts(Progress& progress, const Progress& known) {
  if (known.attempts <= progress.attempts) return;
  progress.attempts = known.attempts;
  progress.possibly_sent = known.possibly_sent;
  progress.may_be_made = known.may_be_made;
  progress.last_attempt_ms = known.last_attempt_ms;
  progress.failed_after_ms = known.failed_after_ms;
  progress.generation = known.generation;
  progress.sent_record = known.sent_record;
  progress.sent_fingerprint = known.sent_fingerprint;
}

MutationId DefaultId(const Sequence& sequence) {
  return MutationId("mutation-" + std::to_string(sequence.counter) + "-" + sequence.tab.value());
}

std::string IdempotencyKey(const QueuedMutation& queued) {
  const Sequence& sequence = queued.sequence();
  return sequence.tab.value() + "-" + std::to_string(sequence.counter) + "-" +
         std::to_string(queued.progress.generation);
}

void NoteStep(Progress& progress, int64_t at_ms, const char* what) {
  if (progress.steps.size() >= tuning::kMaxSteps) progress.steps.erase(progress.steps.begin() + 1);
  progress.steps.push_back({at_ms, what});
}

}  // namespace synchrone
