#include "tests/support/json_oracle.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/object_text.h"

namespace synchrone {
namespace {

using Document = nlohmann::ordered_json;

Document DocumentOf(std::string_view text) {
  return Document::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
}

// A member of each name, whose contents are the same.
std::string Difference(const Json& ours, const Document& theirs) {
  const bool is_same_kind =
      ours.is_null() == theirs.is_null() && ours.is_boolean() == theirs.is_boolean() &&
      ours.is_number() == theirs.is_number() && ours.is_string() == theirs.is_string() &&
      ours.is_array() == theirs.is_array() && ours.is_object() == theirs.is_object();
  if (!is_same_kind) return "another type";
  if (ours.is_boolean() && ours.is_true() != theirs.get<bool>()) return "another truth";
  if (ours.is_string() && ours.text() != theirs.get<std::string>()) return "another text";
  if (ours.is_number() && DocumentOf(ours.text()) != theirs) return "another number";
  if (!ours.is_structured()) return "";
  if (ours.size() != theirs.size() || ours.empty() != theirs.empty()) return "another size";
  auto it = ours.begin();
  for (auto other = theirs.begin(); other != theirs.end(); ++other, ++it) {
    if (theirs.is_object() && it.key() != other.key()) return "another name";
    if (std::string found = Difference(*it, *other); !found.empty()) return found;
  }
  return "";
}

bool MayDiffer(std::string_view text, bool only_we_read_it) {
  if (!only_we_read_it) return IsTooDeep(text) || text.find('\0') != std::string_view::npos;
  return text.find("\\u") != std::string_view::npos || text.find('e') != std::string_view::npos ||
         text.find('E') != std::string_view::npos || text.find("00000") != std::string_view::npos;
}

}  // namespace

std::string SortedText(const Json& json) {
  if (!json.is_structured()) return DumpJson(json);
  std::vector<std::string> members;
  for (auto it = json.begin(); it != json.end(); ++it) {
    const std::string name = json.is_object() ? QuoteJson(it.key()) + ":" : "";
    members.push_back(name + SortedText(*it));
  }
  if (json.is_object()) std::sort(members.begin(), members.end());
  const std::string list = ArrayText(members);
  return json.is_object() ? "{" + list.substr(1, list.size() - 2) + "}" : list;
}

std::string DifferenceFromNlohmann(std::string_view text) {
  const Result<Json> ours = ParseJson(text);
  const Document theirs = DocumentOf(text);
  if (ours.ok() == theirs.is_discarded()) {
    if (MayDiffer(text, ours.ok())) return "";
    return ours.ok() ? "nlohmann refuses it" : "nlohmann reads it";
  }
  if (!ours.ok()) return "";
  if (std::string found = Difference(*ours, theirs); !found.empty()) return found;
  const Result<Json> again = ParseJson(DumpJson(*ours));
  if (!again.ok() || *again != *ours) return "not read again as it was written";
  return DocumentOf(DumpJson(*ours)) == theirs ? "" : "written as another document";
}

}  // namespace synchrone
