#pragma once

#include <string>
#include <string_view>

#include "core/base/json.h"

namespace synchrone {

// The sentence for people in the body of an error, with the fields that are named in it, or "".
//
// What is wrong may stand in any member that is called after errors, at any depth: as text, as a
// list, by field, or as objects with a sentence and the field it is about.
//
// `is_failure`: the answer is one, so a body of no known shape is read whole.
std::string ErrorText(const Json& body, bool is_failure);

// No longer than people read.
std::string CutToSentence(std::string text);

}  // namespace synchrone
