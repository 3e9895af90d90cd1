#pragma once

#include <string>
#include <string_view>

#include "core/base/json.h"

namespace synchrone {

// The JSON text of `json` with members in the order of their names: databases change it.
std::string SortedText(const Json& json);

// What ParseJson and DumpJson make of the text that nlohmann's own document does not; "" when
// nothing. They differ on purpose in what ParseJson's contract names: depth, half a surrogate pair,
// a number that no double holds, NUL.
std::string DifferenceFromNlohmann(std::string_view text);

}  // namespace synchrone
