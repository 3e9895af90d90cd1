#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/journal/format/audit_chain.h"

namespace synchrone {

// The text of an anchor (FORMAT.md, C1): where the trimmed part of a document's chain ended.
std::string EncodeAnchor(const ChainHead& anchor);
Result<ChainHead> DecodeAnchor(std::string_view text, const TabId& document);

}  // namespace synchrone
