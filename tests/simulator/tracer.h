#pragma once

#include <string>
#include <utility>
#include <vector>

namespace synchrone::simulator {

// What happened in a simulation, for people to read: one line each, on demand.
class Tracer {
 protected:
  template <typename... Parts>
  void Say(const Parts&... parts) {
    if (!trace_) return;
    std::string line;
    (line.append(parts), ...);
    trace_->push_back(std::move(line));
  }

  std::vector<std::string>* trace_ = nullptr;
};

}  // namespace synchrone::simulator
