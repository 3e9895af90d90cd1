#include "core/engine/tabs/outbox.h"

#include <iterator>
#include <utility>

#include "core/engine/tabs/tab_message.h"
#include "core/journal/format/key_schema.h"

namespace synchrone {

void Outbox::Collect(Turn& turn, bool durable) {
  if (!durable) accepted_.insert(accepted_.end(), turn.accepted.begin(), turn.accepted.end());
  std::move(turn.outgoing.begin(), turn.outgoing.end(), std::back_inserter(changes_));
}

void Outbox::Flush(const Moment& moment, QueueWait waiting) {
  const bool taken_over = std::exchange(has_taken_over_, false);
  TabMessage message{ScopeName(tab_.user), {}, moment.now_ms, tab_.leader, waiting, taken_over};
  for (const Sequence& sequence : std::exchange(accepted_, {})) {
    // Its present state; the events that follow report what has left the queue since.
    const QueuedMutation* queued = local_store_.queue().Find(sequence);
    if (queued) message.changes.push_back(Accepted{queued->mutation});
  }
  for (Change& change : std::exchange(changes_, {})) message.changes.push_back(std::move(change));
  if (taken_over || !message.changes.empty()) channel_.Broadcast(EncodeTabMessage(message));
}

}  // namespace synchrone
