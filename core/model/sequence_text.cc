#include "core/model/sequence_text.h"

#include "core/base/object_text.h"

namespace synchrone {

std::string SequenceText(const Sequence& sequence) {
  std::string text = "[" + std::to_string(sequence.counter) + ",";
  AppendQuoted(text, sequence.tab.value());
  return text + "]";
}

std::optional<Sequence> ReadSequence(const Json& object, const char* key) {
  const Json* pair = Find(object, key);
  if (!pair || !pair->is_array() || pair->size() != 2) return std::nullopt;
  const std::optional<int64_t> counter = (*pair)[0].whole();
  const Json& tab = (*pair)[1];
  if (!(*pair)[0].is_number_integer() || counter < 0 || !tab.is_string()) return std::nullopt;
  return Sequence{static_cast<uint64_t>(*counter), TabId(tab.text())};
}

}  // namespace synchrone
