#include "core/base/sort.h"

#include <algorithm>

namespace synchrone {

std::vector<size_t> SortedPlaces(size_t count, FunctionRef<bool(size_t, size_t)> comes_before) {
  std::vector<size_t> places(count);
  for (size_t i = 0; i < count; ++i) places[i] = i;
  std::vector<size_t> merged(count);
  for (size_t width = 1; width < count; width *= 2) {
    for (size_t begin = 0; begin < count; begin += 2 * width) {
      const size_t middle = std::min(begin + width, count);
      const size_t end = std::min(begin + 2 * width, count);
      size_t left = begin;
      size_t right = middle;
      for (size_t to = begin; to < end; ++to) {
        const bool takes_right =
            left == middle || (right < end && comes_before(places[right], places[left]));
        merged[to] = takes_right ? places[right++] : places[left++];
      }
    }
    std::swap(places, merged);
  }
  // Mostly they are in order.
  if (std::is_sorted(places.begin(), places.end())) places.clear();
  return places;
}

}  // namespace synchrone
