#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/function_ref.h"
#include "core/model/ids.h"

namespace synchrone {

// Ids of records inside opaque JSON text, found and replaced without parsing the document
// (wasm/README.md): whole string values that equal an id, never parts of text, never
// names of members.

// Only an id that cannot occur by chance may be found anywhere in a document: a UUID
// (8-4-4-4-12 hexadecimal digits, RFC 9562). Others count in declared fields only.
bool IsDistinctive(std::string_view id);
inline constexpr size_t kDistinctiveSize = 36;

// The distinct string values of `json` that are distinctive ids and satisfy `is_wanted`, in the
// order of their first appearance.
std::vector<EntityId> FindIds(const std::string& json,
                              FunctionRef<bool(const EntityId&)> is_wanted);

// `json` with each string value that equals `former` replaced by `next`, written as the server
// does.
std::string ReplaceIds(const std::string& json, const EntityId& former, const EntityId& next,
                       bool is_number = false);

// For ids that are not distinctive: the values of the top-level members `fields` of `json` (text or
// numbers; lists of them too) that satisfy `is_wanted`.
std::vector<EntityId> FindIdsInFields(const std::string& json,
                                      const std::vector<std::string>& fields,
                                      FunctionRef<bool(const EntityId&)> is_wanted);

// `json` with `former` replaced by `next` in the fields that FindIdsInFields looks at.
std::string ReplaceIdsInFields(const std::string& json, const std::vector<std::string>& fields,
                               const EntityId& former, const EntityId& next,
                               bool is_number = false);

// A field such as "patientId", "patient_id" or "patients" may well hold ids of a resource whose
// path ends in "patients".
bool MayName(const std::string& field, const Resource& resource);

}  // namespace synchrone
