#pragma once

#include <source_location>
#include <string>
#include <string_view>

namespace synchrone::simulator {

struct BrokenLaw {
  int step = 0;                // of the schedule
  std::string law;             // what was broken, with the values
  std::source_location check;  // what found it; one law may be broken with many values

  bool IsOfSameLaw(const BrokenLaw& other) const {
    return check.line() == other.check.line() &&
           std::string_view(check.file_name()) == other.check.file_name();
  }
};

}  // namespace synchrone::simulator
