#include "core/journal/audit_anchor.h"

#include "core/base/object_text.h"
#include "core/journal/format/key_schema.h"
#include "core/journal/format/record_codec.h"

namespace synchrone {

std::string EncodeAnchor(const ChainHead& anchor) {
  return EncodeFramed(ObjectText()
                          .Number("v", kFormatVersion)
                          .Number("index", static_cast<int64_t>(anchor.index))
                          .Text("hash", anchor.hash)
                          .str());
}

Result<ChainHead> DecodeAnchor(std::string_view text, const TabId& document) {
  const Result<Json> json = DecodeFramedJson(text);
  if (!json.ok()) return json.status();
  return ChainHead{document, static_cast<uint64_t>(IntOr(*json, "index", 0)),
                   StringOr(*json, "hash")};
}

}  // namespace synchrone
