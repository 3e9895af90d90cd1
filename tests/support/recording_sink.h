#pragma once

#include <iterator>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/check.h"
#include "core/ports/event_sink.h"

namespace synchrone {

// Keeps every event, in order.
class RecordingSink : public EventSink {
 public:
  void Emit(std::vector<Event> batch) override {
    ++batches;
    std::move(batch.begin(), batch.end(), std::back_inserter(events));
  }

  // The events of one type, in order: sink.Of<SettledEvent>().
  template <typename T>
  std::vector<T> Of() const {
    std::vector<T> found;
    for (const Event& event : events) {
      if (const T* one = std::get_if<T>(&event)) found.push_back(*one);
    }
    return found;
  }
  // The newest event of one type; CHECKs that there is one.
  template <typename T>
  T Last() const {
    std::vector<T> found = Of<T>();
    SYNCHRONE_CHECK(!found.empty(), "there was no event of this type");
    return found.back();
  }
  template <typename T>
  int Count() const {
    return static_cast<int>(Of<T>().size());
  }
  void Clear() { events.clear(); }

  std::vector<Event> events;
  int batches = 0;
};

}  // namespace synchrone
