#pragma once

namespace synchrone {

// Ends the program with `message`: a law of the core was broken by the core itself. Bad input
// never comes here; it gets a Status. In WebAssembly this is a trap, after which the host starts a
// new engine from the journal.
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition,
                              const char* message);

}  // namespace synchrone

#define SYNCHRONE_CHECK(condition, message)                              \
  do {                                                                   \
    if (!(condition)) {                                                  \
      ::synchrone::CheckFailed(__FILE__, __LINE__, #condition, message); \
    }                                                                    \
  } while (false)
