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
  const bool well_formed = pair && pair->is_array() && pair->size() == 2 &&
                           (*pair)[0].is_number_unsigned() && (*pair)[1].is_string();
  if (!well_formed) return std::nullopt;
  return Sequence{(*pair)[0].get<uint64_t>(), TabId((*pair)[1].get<std::string>())};
}

}  // namespace synchrone
