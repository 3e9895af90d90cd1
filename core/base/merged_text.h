#pragma once

#include <string>
#include <string_view>

namespace synchrone {

// ShallowMerge of two JSON texts, as text and without parsing them: most views are this. Empty
// where the merge needs parsing: one of them is no object, the name of a member is written with an
// escape, or they are long.
std::string MergedText(std::string_view base, std::string_view changes);

}  // namespace synchrone
