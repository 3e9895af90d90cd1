#include "core/model/audit_step_text.h"

#include "core/base/object_text.h"

namespace synchrone {

std::string StepsText(const std::vector<AuditStep>& steps) {
  if (steps.empty()) return "";
  std::vector<std::string> texts;
  for (const AuditStep& step : steps) {
    std::string text = "[" + std::to_string(step.at_ms) + ",";
    AppendQuoted(text, step.what);
    texts.push_back(text + "]");
  }
  return ArrayText(texts);
}

std::vector<AuditStep> ReadSteps(const Json& object, const char* key) {
  std::vector<AuditStep> steps;
  const Json* found = Find(object, key);
  if (!found || !found->is_array()) return steps;
  for (const Json& pair : *found) {
    const bool is_pair = pair.is_array() && pair.size() == 2 && pair[1].is_string();
    const std::optional<int64_t> at_ms = is_pair ? pair[0].whole() : std::nullopt;
    if (at_ms) steps.push_back({*at_ms, pair[1].text()});
  }
  return steps;
}

}  // namespace synchrone
