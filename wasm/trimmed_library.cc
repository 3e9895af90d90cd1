#include <__verbose_abort>
#include <cstdlib>
#include <cstring>

// Functions of the C and C++ libraries of which the module needs no result. Those of the libraries
// format and read floating-point numbers with 128-bit arithmetic.

// The core keeps the text of a number: what nlohmann's lexer makes of a fraction is unused.
extern "C" double strtod(const char* text, char** end) {
  *end = const_cast<char*>(text) + std::strlen(text);
  return 0;
}
extern "C" float strtof(const char* text, char** end) {
  return static_cast<float>(strtod(text, end));
}
extern "C" long double strtold(const char* text, char** end) { return strtod(text, end); }

// A broken invariant traps. Emscripten's own function calls JavaScript for that.
extern "C" void abort() { __builtin_trap(); }

// What the C++ library says before it ends the program.
void std::__libcpp_verbose_abort(const char*,
                                 ...) noexcept(noexcept(std::__libcpp_verbose_abort(""))) {
  std::abort();
}
