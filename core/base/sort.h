#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "core/base/function_ref.h"

namespace synchrone {

// The places 0 to `count` - 1 in order; equal ones stay as they are. None where all are in order
// already. Written once for all types: each instance of std::sort is some kilobytes of the module.
std::vector<size_t> SortedPlaces(size_t count, FunctionRef<bool(size_t, size_t)> comes_before);

// Puts `values` in the order of `comes_before`; equal ones stay as they are.
template <typename T, typename Less>
void Sort(std::vector<T>& values, Less comes_before) {
  const auto by_place = [&](size_t a, size_t b) { return comes_before(values[a], values[b]); };
  const std::vector<size_t> places = SortedPlaces(values.size(), by_place);
  if (places.empty()) return;
  std::vector<T> sorted;
  sorted.reserve(values.size());
  for (const size_t place : places) sorted.push_back(std::move(values[place]));
  values = std::move(sorted);
}

}  // namespace synchrone
