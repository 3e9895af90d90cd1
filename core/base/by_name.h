#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

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

inline bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> choices) {
  return std::find(choices.begin(), choices.end(), text) != choices.end();
}

}  // namespace synchrone
