// What an Emscripten must be able to do before the set-up calls it ready: C++20, Embind, the
// prebuilt libraries with link-time optimisation, and a factory that answers synchronously.
#include <emscripten/bind.h>

#include <concepts>
#include <string>

template <std::integral T>
T Twice(T number) {
  return number + number;
}

std::string Greet(const std::string& name) { return "hello " + name; }

EMSCRIPTEN_BINDINGS(probe) {
  emscripten::function("twice", &Twice<int>);
  emscripten::function("greet", &Greet);
}
