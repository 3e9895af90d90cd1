#pragma once

#include <vector>

#include "core/model/event.h"

namespace synchrone {

// Receives the events of a turn in one batch, after they were recorded and committed. May not call
// the engine from inside Emit.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void Emit(std::vector<Event> events) = 0;
};

}  // namespace synchrone
