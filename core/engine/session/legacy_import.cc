#include "core/engine/session/legacy_import.h"

#include <algorithm>
#include <utility>

#include "core/journal/format/key_schema.h"

namespace synchrone {

void LegacyImport::Import(Turn& turn) {
  const std::string projection = journal_.ReadProjection();
  LegacyEntries legacy = ReadLegacyEntries(projection, tab_.user.id);
  projection_.KeepForOthers(std::move(legacy.of_others));
  bool complete = legacy.unreadable == 0;
  for (const LegacyEntry& entry : legacy.entries) {
    if (!WasQueued(MutationId(entry.id)) && !ImportOne(entry, turn)) complete = false;
  }
  // At once, so that nothing is imported twice.
  if (!legacy.entries.empty()) projection_.Write();
  if (complete) return;
  journal_.records().Put(std::string(kQuarantinePrefix).append(kProjectionKey), projection);
  turn.Diagnose("IMPORT_INCOMPLETE",
                "Some entries of the former queue could not be read. They were copied to "
                "'synchrone:1:quarantine:medicalPro_mutation_queue'.");
}

bool LegacyImport::ImportOne(const LegacyEntry& entry, Turn& turn) {
  const RecordStore::Transaction transaction(journal_.records());
  RawDraft raw{entry.type, entry.endpoint, {}};
  raw.rest.id = MutationId(entry.id);
  raw.rest.data = entry.data;
  raw.rest.base = entry.previous;
  raw.rest.reason = entry.reason;
  raw.rest.timestamp_ms = entry.timestamp_ms;
  const Result<Receipt> receipt = enqueuer_.Accept(std::move(raw), turn);
  if (!receipt.ok()) return false;
  if (entry.retries == 0) return true;
  // It was tried without a key of ours: only a person knows whether it was saved.
  const QueuedMutation& imported = *local_store_.queue().FindId(receipt->id);
  Progress progress = Uncertain({});
  progress.error_code = "IMPORTED";
  progress.last_attempt_ms = imported.mutation.timestamp_ms;
  local_store_.Advance(imported.sequence(), progress, turn);
  return true;
}

bool LegacyImport::WasQueued(const MutationId& id) const {
  if (id.empty()) return false;
  const auto& history = local_store_.history();
  return local_store_.queue().FindId(id) ||
         std::any_of(history.begin(), history.end(),
                     [&](const SettledMutation& settled) { return settled.queued.id() == id; });
}

}  // namespace synchrone
