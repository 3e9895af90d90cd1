#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

// Compiled once, in json.cc, instead of in every file that includes this one.
extern template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace synchrone {

// The one place that knows nlohmann. Keys keep their order, so that a merged record has the order
// that JavaScript's spread gives.
//
// Numbers keep their text, from the caller to the wire and back: a whole number of 64 bits is one,
// and any other (12.0, 1e400, 12345678901234567890123) is its text, which nlohmann keeps as a
// binary value. Nothing here formats a floating-point number: IsNumber and NumberText, not
// is_number and get.
using Json = nlohmann::ordered_json;

// Deeper documents are refused: dumping them recurses, and no clinical record is that deep.
inline constexpr int kMaxJsonDepth = 64;

// Reads RFC 8259 text, as JSON.stringify writes it: half a surrogate pair becomes U+FFFD. Refuses
// damaged text and depth over kMaxJsonDepth (kDamagedRecord).
Result<Json> ParseJson(std::string_view text);

// The same with null for damaged text.
Json ParsedOrNull(std::string_view text);

// Whether ParseJson would refuse the text for its depth. Looks at brackets only.
bool IsTooDeep(std::string_view text);

// Compact text without raw newlines (a journal record is line-oriented). Invalid UTF-8 becomes
// U+FFFD, never an error.
std::string DumpJson(const Json& json);

bool IsNumber(const Json& json);
// As it was written.
std::string NumberText(const Json& json);

// Members of `object` by type; the fallback when absent, of another type, or not an object.
std::string StringOr(const Json& object, const char* key, std::string fallback = {});
int64_t IntOr(const Json& object, const char* key, int64_t fallback);
bool BoolOr(const Json& object, const char* key, bool fallback);

// The member itself, or nullptr.
const Json* Find(const Json& object, std::string_view key);

// The text of a member of the JSON object `text` as it was written (the last of several), "" when
// there is none. Reads documents that ParseJson refuses for their depth or the size of a number.
std::string_view MemberText(std::string_view text, std::string_view key);

// Every bracket of the JSON text is closed: it was not cut off on its way.
bool IsBalanced(std::string_view text);

// Whether two values say the same: databases change the order of members, and write 12.0 as 12.
bool SameJson(const Json& a, const Json& b);

// `base` with every top-level member of `changes` put over it, as `{...base, ...changes}` does.
Json ShallowMerge(const Json& base, const Json& changes);

// A number that is the same for what SameJson holds to be the same, and hardly for anything else.
uint64_t Fingerprint(const Json& json);

// `text` as a JSON string literal, quotes included.
std::string QuoteJson(std::string_view text);

}  // namespace synchrone
