#pragma once

#include <cstddef>

namespace synchrone::bench {

// Bytes that this program holds by operator new, with what the allocator rounds up.
size_t HeldBytes();

}  // namespace synchrone::bench
