#pragma once

#include <cstdint>

#include "core/model/mutation.h"
#include "core/model/outcome.h"
#include "core/model/response.h"

namespace synchrone {

// What was asked, as far as the meaning of the answer depends on it.
struct AskedRequest {
  Kind kind = Kind::kUpdate;
  Method method = Method::kPatch;
};

// BEHAVIOUR section 4, the whole table, as one pure function. `now_ms` is for a Retry-After date.
// Codes and statuses decide, never the text of a message.
Outcome Classify(const Response& response, const AskedRequest& asked, int64_t now_ms);

}  // namespace synchrone
