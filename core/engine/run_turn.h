#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include "core/engine/engine.h"

namespace synchrone {

// One turn: `decide` records and applies its changes through Commit, then everything that follows
// from them is armed and emitted. For the .cc files of the engine only.
template <typename Decide>
auto Engine::RunTurn(Decide decide) {
  using Decision = std::invoke_result_t<Decide&, Turn&>;
  if constexpr (std::is_void_v<Decision>) {
    TakeTurn(decide);
  } else {
    std::optional<Decision> decision;
    TakeTurn([&](Turn& turn) { decision.emplace(decide(turn)); });
    return *std::move(decision);
  }
}

}  // namespace synchrone
