#include "core/journal/transaction_record.h"

#include <string_view>

#include "core/base/object_text.h"
#include "core/journal/format/key_schema.h"
#include "core/journal/format/record_codec.h"

namespace synchrone {
namespace {

bool IsRecordKey(std::string_view key) {
  return key.starts_with(kKeyPrefix) && !key.starts_with(kQuarantinePrefix) &&
         !key.starts_with(kTransactionPrefix);
}

}  // namespace

std::string EncodeTransaction(const Writes& writes) {
  ObjectText put;
  std::vector<std::string> removals;
  for (const auto& [key, text] : writes) {
    if (text) {
      put.Text(key, text->head + text->body);
    } else {
      removals.push_back(key);
    }
  }
  return EncodeFramed(ObjectText()
                          .Number("v", kFormatVersion)
                          .Raw("put", put.str())
                          .Raw("remove", TextArray(removals))
                          .str());
}

Writes ReadTransaction(const Json& transaction) {
  Writes writes;
  if (const Json* puts = Find(transaction, "put"); puts && puts->is_object()) {
    for (auto put = puts->begin(); put != puts->end(); ++put) {
      if (put->is_string() && IsRecordKey(put.key()))
        writes.push_back({put.key(), Unwritten{put->text(), ""}});
    }
  }
  if (const Json* removals = Find(transaction, "remove"); removals && removals->is_array()) {
    for (const Json& key : *removals) {
      if (key.is_string() && IsRecordKey(key.text())) {
        writes.push_back({key.text(), std::nullopt});
      }
    }
  }
  return writes;
}

}  // namespace synchrone
