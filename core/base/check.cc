#include "core/base/check.h"

#include <cstdlib>

#if !defined(__EMSCRIPTEN__)
#include <cstdio>
#endif

namespace synchrone {

void CheckFailed(const char* file, int line, const char* condition, const char* message) {
#if !defined(__EMSCRIPTEN__)
  std::fprintf(stderr, "%s:%d: check failed: %s: %s\n", file, line, condition, message);
#else
  (void)file, (void)line, (void)condition, (void)message;
#endif
  std::abort();
}

}  // namespace synchrone
