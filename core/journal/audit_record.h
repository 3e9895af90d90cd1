#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/journal/audit_chain.h"

namespace synchrone {

// The text of an anchor: the newest record of a document's chain that was trimmed.
std::string EncodeAnchor(const ChainHead& anchor);
Result<ChainHead> DecodeAnchor(std::string_view text, const TabId& document);

}  // namespace synchrone
