#pragma once

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
  now_ms_ = ports_.clock.NowMs();
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
