#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "core/base/function_ref.h"

namespace synchrone {

// The indices 0 to `count` - 1, sorted; equal ones keep their order. Empty when all are in order
// already. Written once for all types: each instance of std::sort is some kilobytes of the module.
std::vector<size_t> SortedPlaces(size_t count, FunctionRef<bool(size_t, size_t)> comes_before);

// Sorts `values` by `comes_before`; equal ones keep their order.
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
