#pragma once

#include <algorithm>
#include <type_traits>
#include <utility>

#include "core/engine/engine.h"

namespace synchrone {

// One turn: `decide` records and applies its changes through Commit, then everything that follows
// from them is armed and told. For the .cc files of the engine only.
template <typename Decide>
auto Engine::RunTurn(Decide decide) {
  SYNCHRONE_CHECK(!in_turn_, "a port called the engine from inside a turn");
  in_turn_ = true;
  const int64_t clock_ms = ports_.clock.NowMs();
  steady_ms_ += std::max<int64_t>(0, clock_ms - now_ms_);
  now_ms_ = clock_ms;
  pump_wanted_ = true;
  TurnLog log;
  if constexpr (std::is_void_v<decltype(decide(log))>) {
    decide(log);
    FinishTurn(log);
    in_turn_ = false;
  } else {
    auto result = decide(log);
    FinishTurn(log);
    in_turn_ = false;
    return result;
  }
}

}  // namespace synchrone
