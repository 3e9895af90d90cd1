#include "core/queue/coalesce.h"

#include "core/base/json.h"
#include "core/base/tuning.h"

namespace synchrone {

Coalesced Coalesce(const Mutation& earlier, const Mutation& later) {
  const bool may_merge = (earlier.kind == Kind::kCreate || earlier.kind == Kind::kUpdate) &&
                         earlier.entity == later.entity &&
                         earlier.needs_transform == later.needs_transform &&
                         earlier.payload_version == later.payload_version;
  if (!may_merge) return Coalesced::kBothStay;
  if (later.kind == Kind::kDelete) {
    return earlier.kind == Kind::kCreate ? Coalesced::kNothing : Coalesced::kIntoLater;
  }
  if (later.kind != Kind::kUpdate) return Coalesced::kBothStay;
  const bool other_method = earlier.kind == Kind::kUpdate && earlier.method != later.method;
  const bool fits = !other_method && !CoalescedData(earlier, later).empty();
  return fits ? Coalesced::kIntoEarlier : Coalesced::kBothStay;
}

std::string CoalescedData(const Mutation& earlier, const Mutation& later) {
  const Result<Json> before = ParseJson(earlier.data);
  const Result<Json> changes = ParseJson(later.data);
  if (!before.ok() || !changes.ok() || !before->is_object() || !changes->is_object()) return "";
  std::string data = DumpJson(ShallowMerge(*before, *changes));
  return data.size() + earlier.base.size() > tuning::kMaxEntryBytes ? "" : data;
}

}  // namespace synchrone
