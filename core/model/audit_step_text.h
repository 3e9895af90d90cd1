#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/model/mutation.h"

namespace synchrone {

// Steps as JSON: [[at_ms, "what"], ...]; "" when there are none.
std::string StepsText(const std::vector<AuditStep>& steps);

// The steps under `key`; what is damaged is left out.
std::vector<AuditStep> ReadSteps(const Json& object, const char* key);

}  // namespace synchrone
