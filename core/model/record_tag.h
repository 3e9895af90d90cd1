#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"

namespace synchrone {

// Under which strong tag (RFC 9110, 8.8.3) the server holds a record, as text: the fingerprint of
// the record, a space, the tag. No tag there: the version that the record shows is out of date, and
// the present one is not known.

// Empty where the version that the record shows says the same.
std::string RecordTag(const Json& record, std::string_view etag, const std::string& version_field);
// The tag in `record_tag`, where that was made for `record` or the record is not known.
std::optional<std::string> EtagFor(const Json& record, const std::string& record_tag);

}  // namespace synchrone
