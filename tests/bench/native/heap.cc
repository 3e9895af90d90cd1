#include "tests/bench/native/heap.h"

#include <malloc.h>

#include <cstdlib>
#include <new>

namespace {

size_t held_bytes = 0;  // the program has one thread

}  // namespace

void* operator new(size_t size) {
  void* const block = std::malloc(size);
  if (block == nullptr) std::abort();
  held_bytes += malloc_usable_size(block);
  return block;
}

void operator delete(void* block) noexcept {
  held_bytes -= malloc_usable_size(block);
  std::free(block);
}

void operator delete(void* block, size_t) noexcept { operator delete(block); }

namespace synchrone::bench {

size_t HeldBytes() { return held_bytes; }

}  // namespace synchrone::bench
