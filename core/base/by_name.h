#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>

namespace synchrone {

// The value whose name this is, nullopt when none of `all` has it.
template <typename Enum, size_t kCount>
std::optional<Enum> ByName(const std::string& name, const std::array<Enum, kCount>& all,
                           const char* (*name_of)(Enum)) {
  for (const Enum candidate : all) {
    if (name == name_of(candidate)) return candidate;
  }
  return std::nullopt;
}

}  // namespace synchrone
