#pragma once

#include <optional>
#include <string>

#include "core/base/json.h"
#include "core/model/ids.h"

namespace synchrone {

// A sequence as JSON: [counter, tab].
std::string SequenceText(const Sequence& sequence);

// The sequence under `key`; nothing when there is none, or it is damaged.
std::optional<Sequence> ReadSequence(const Json& object, const char* key);

}  // namespace synchrone
