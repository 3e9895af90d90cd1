#pragma once

#include <string>

namespace synchrone::simulator {

struct BrokenLaw {
  int step = 0;     // of the schedule
  std::string law;  // what was broken, with the values
};

}  // namespace synchrone::simulator
