#include "core/journal/key_schema.h"

#include <charconv>

#include "core/model/path.h"

namespace synchrone {
namespace {

// ':' is not unreserved, so an encoded part never holds one. A lone "-" means none.
std::string Part(const std::string& text) {
  if (text.empty()) return "-";
  return text == "-" ? "%2D" : EncodeSegment(text);
}

std::optional<Sequence> ParseSequence(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  Sequence sequence;
  sequence.tab = TabId(DecodeSegment(text.substr(0, colon)));
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, sequence.counter);
  if (error != std::errc() || stop != end) return std::nullopt;
  return sequence;
}

std::optional<EntityKey> ParseEntity(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return EntityKey{Resource(DecodeSegment(text.substr(0, colon))),
                   EntityId(DecodeSegment(text.substr(colon + 1)))};
}

}  // namespace

std::string ScopeName(const User& user) { return Part(user.company) + "/" + Part(user.id); }

std::string ScopePrefix(const User& user) {
  return std::string(kKeyPrefix) + ScopeName(user) + ":";
}

std::string SequenceKey(const User& user, RecordKind kind, const Sequence& sequence) {
  return ScopePrefix(user) + static_cast<char>(kind) + ":" + EncodeSegment(sequence.tab.value()) +
         ":" + std::to_string(sequence.counter);
}

std::string StepKey(const TabId& tab) {
  return std::string(kStepPrefix) + EncodeSegment(tab.value());
}

std::string IdMapKey(const User& user, const EntityKey& temp) {
  return ScopePrefix(user) + static_cast<char>(RecordKind::kIdMap) + ":" +
         EncodeSegment(temp.resource.value()) + ":" + EncodeSegment(temp.id.value());
}

std::optional<ParsedKey> ParseKey(std::string_view scope_prefix, std::string_view key) {
  if (!key.starts_with(scope_prefix)) return std::nullopt;
  key.remove_prefix(scope_prefix.size());
  if (key.size() < 3 || key[1] != ':') return std::nullopt;
  const auto kind = static_cast<RecordKind>(key[0]);
  const std::string_view rest = key.substr(2);
  switch (kind) {
    case RecordKind::kIdMap:
      if (const auto temp = ParseEntity(rest)) return ParsedKey{kind, {}, *temp};
      return std::nullopt;
    case RecordKind::kMutation:
    case RecordKind::kProgress:
    case RecordKind::kHistory:
    case RecordKind::kAnchor:
      if (const auto sequence = ParseSequence(rest)) return ParsedKey{kind, *sequence, {}};
      return std::nullopt;
  }
  return std::nullopt;
}

bool IsKeyOf(RecordKind kind, std::string_view key) {
  if (!key.starts_with(kKeyPrefix) || key.starts_with(kQuarantinePrefix)) return false;
  const size_t scope_end = key.find(':', kKeyPrefix.size());
  const char part[] = {':', static_cast<char>(kind), ':'};
  return scope_end != std::string_view::npos &&
         key.substr(scope_end).starts_with(std::string_view(part, sizeof part));
}

}  // namespace synchrone
