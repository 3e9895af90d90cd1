// The array under the seed's key (BEHAVIOUR 5.2): what existing code left in it is queued, and
// readers find in it what is queued.
#include <algorithm>
#include <iterator>
#include <utility>

#include "core/base/object_text.h"
#include "core/base/tuning.h"
#include "core/engine/engine.h"
#include "core/engine/turn.h"
#include "core/journal/key_schema.h"
#include "core/journal/projection.h"
#include "core/model/path.h"

namespace synchrone {

// Arrays that existing code left under the seed's key (5.2): queued once, with nothing lost. What
// cannot be queued stays in quarantine, since the sender overwrites the array.
void Engine::ImportLegacy(TurnLog& log) {
  const std::string projection = journal_.ReadProjection();
  LegacyEntries legacy = ReadLegacyEntries(projection, user_.id);
  left_for_others_ = std::move(legacy.of_others);
  sealed_ = CountSealed();
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
  raw.rest.reason = entry.reason;
  raw.rest.timestamp_ms = entry.timestamp_ms;
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
  const auto oldest = std::prev(history.end(), static_cast<std::ptrdiff_t>(remembered));
  for (auto settled = oldest; settled != history.end(); ++settled) {
    if (settled->cause == "coalesced") continue;  // it goes on in another
    const QueuedMutation& queued = settled->queued;
    elements.push_back(ProjectionElement(queued, PathOf(queued.mutation)));
  }
  for (const QueuedMutation* queued : ledger_.queue().All()) {
    elements.push_back(ProjectionElement(*queued, PathOf(queued->mutation)));
  }
  elements.insert(elements.end(), left_for_others_.begin(), left_for_others_.end());
  const std::string text = ArrayText(elements);
  journal_.PutProjection(text, left_for_others_.empty() ? "" : ArrayText(left_for_others_));
  projected_bytes_ = text.size();
  changed_bytes_ = 0;
}

}  // namespace synchrone
