#pragma once

#include <string>
#include <string_view>

namespace synchrone::simulator {

// The line that found a broken law. As std::source_location, which Clang has from version 16 on.
struct CheckLine {
  std::string_view file;
  int line = 0;

  static CheckLine Here(std::string_view file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }

  bool operator==(const CheckLine& other) const = default;
};

struct BrokenLaw {
  int step = 0;     // of the schedule
  std::string law;  // what was broken, with the values
  CheckLine check;  // what found it; one law may be broken with many values

  bool IsOfSameLaw(const BrokenLaw& other) const { return check == other.check; }
};

}  // namespace synchrone::simulator
