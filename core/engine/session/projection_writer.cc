#include "core/engine/session/projection_writer.h"

#include <algorithm>
#include <iterator>

#include "core/base/object_text.h"
#include "core/base/tuning.h"
#include "core/journal/format/projection.h"
#include "core/model/path.h"

namespace synchrone {

void ProjectionWriter::Write() {
  if (tab_.is_suspended) return;
  std::vector<std::string> elements;
  const auto& history = local_store_.history();
  const size_t remembered = std::min(history.size(), tuning::kProjectionSettled);
  const auto oldest = std::prev(history.end(), static_cast<std::ptrdiff_t>(remembered));
  for (auto settled = oldest; settled != history.end(); ++settled) {
    if (settled->cause == "coalesced") continue;  // it goes on in another
    const QueuedMutation& queued = settled->queued;
    elements.push_back(ProjectionElement(queued, PathOf(queued.mutation)));
  }
  for (const QueuedMutation* queued : local_store_.queue().All()) {
    elements.push_back(ProjectionElement(*queued, PathOf(queued->mutation)));
  }
  elements.insert(elements.end(), left_for_others_.begin(), left_for_others_.end());
  const std::string text = ArrayText(elements);
  journal_.records().PutProjection(text,
                                   left_for_others_.empty() ? "" : ArrayText(left_for_others_));
  projected_bytes_ = text.size();
  changed_bytes_ = 0;
}

bool ProjectionWriter::IsStale() const {
  const bool is_small = projected_bytes_ < tuning::kProjectionSmall_bytes;
  return changed_bytes_ > 0 &&
         (is_small || changed_bytes_ >= projected_bytes_ || local_store_.queue().size() == 0);
}

void ProjectionWriter::Clear() {
  left_for_others_.clear();
  projected_bytes_ = 0;
  changed_bytes_ = 0;
}

}  // namespace synchrone
