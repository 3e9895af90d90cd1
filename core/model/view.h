#pragma once

#include <string>

#include "core/base/json.h"

namespace synchrone {

// A record as far as this tab knows it.
struct RecordState {
  enum class Knowledge {
    kUnknown,  // never seen: `record` is null, or holds only what pending mutations changed
    kAbsent,   // known not to exist
    kPresent,  // `record` is the whole record
  };
  Knowledge knowledge = Knowledge::kUnknown;
  Json record;

  static RecordState Unknown() { return {}; }
  static RecordState Absent() { return {Knowledge::kAbsent, nullptr}; }
  static RecordState Present(Json record) { return {Knowledge::kPresent, std::move(record)}; }
  bool present() const { return knowledge == Knowledge::kPresent; }
  bool operator==(const RecordState&) const = default;
};

// A RecordState as JSON text, "null" where there is no record: most records are passed on as they
// came, and never parsed.
struct RecordStateText {
  RecordState::Knowledge knowledge = RecordState::Knowledge::kUnknown;
  std::string record = "null";
  // The text of an object whose members are put over those of `record`, which is one too. Empty:
  // none are.
  std::string edits = {};

  static RecordStateText Of(const RecordState& state) {
    return {state.knowledge, DumpJson(state.record)};
  }
  RecordState Parsed() const {
    Json parsed = ParsedOrNull(record);
    if (!edits.empty()) parsed = ShallowMerge(parsed, ParsedOrNull(edits));
    return {knowledge, std::move(parsed)};
  }
  bool operator==(const RecordStateText&) const = default;
};

// What a row's badge says. kSynced: nothing of the record is queued any more.
enum class SyncState { kSynced, kPending, kError, kUncertain, kConflict };
const char* SyncStateName(SyncState state);  // "synced", "pending", ...

}  // namespace synchrone
