#include "core/journal/format/key_schema.h"

#include <charconv>

#include "core/model/path.h"

namespace synchrone {
namespace {

// ':' is not unreserved, so an encoded part never holds one. A lone "-" means none.
std::string Part(const std::string& text) {
  if (text.empty()) return "-";
  return text == "-" ? "%2D" : EncodeSegment(text);
}

// We never write a larger counter.
constexpr uint64_t kMaxCounter = uint64_t{1} << 62;

std::string EntityKeyText(const User& user, RecordKind kind, const EntityKey& entity) {
  return ScopePrefix(user) + static_cast<char>(kind) + ":" +
         EncodeSegment(entity.resource.value()) + ":" + EncodeSegment(entity.id.value());
}

std::optional<Sequence> ParseSequence(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  Sequence sequence;
  sequence.tab = TabId(DecodeSegment(text.substr(0, colon)));
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, sequence.counter);
  if (error != std::errc() || stop != end || sequence.counter > kMaxCounter) return std::nullopt;
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

std::string SequenceKeyIn(std::string_view prefix, RecordKind kind, const Sequence& sequence) {
  return std::string(prefix) + static_cast<char>(kind) + ":" + EncodeSegment(sequence.tab.value()) +
         ":" + std::to_string(sequence.counter);
}

std::string SequenceKey(const User& user, RecordKind kind, const Sequence& sequence) {
  return SequenceKeyIn(ScopePrefix(user), kind, sequence);
}

std::string TransactionKey(const TabId& tab) {
  return std::string(kTransactionPrefix) + EncodeSegment(tab.value());
}

std::string ConfirmedKey(const User& user, const EntityKey& entity) {
  return EntityKeyText(user, RecordKind::kConfirmed, entity);
}

std::string IdMapKey(const User& user, const EntityKey& former) {
  return EntityKeyText(user, RecordKind::kIdMap, former);
}

std::optional<ParsedKey> ParseKey(std::string_view scope_prefix, std::string_view key) {
  if (!key.starts_with(scope_prefix)) return std::nullopt;
  key.remove_prefix(scope_prefix.size());
  if (key.size() < 3 || key[1] != ':') return std::nullopt;
  const auto kind = static_cast<RecordKind>(key[0]);
  const std::string_view rest = key.substr(2);
  switch (kind) {
    case RecordKind::kIdMap:
    case RecordKind::kConfirmed:
      if (const auto former = ParseEntity(rest)) return ParsedKey{kind, {}, *former};
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

std::string_view ScopePrefixOf(const std::string& key) {
  if (!key.starts_with(kKeyPrefix) || key.starts_with(kQuarantinePrefix)) return {};
  const size_t scope_end = key.find(':', kKeyPrefix.size());
  return scope_end == std::string_view::npos ? std::string_view()
                                             : std::string_view(key).substr(0, scope_end + 1);
}

std::string KeyOfKind(RecordKind kind, std::string key) {
  key[ScopePrefixOf(key).size()] = static_cast<char>(kind);
  return key;
}

bool IsKeyOf(RecordKind kind, const std::string& key) {
  const std::string_view scope = ScopePrefixOf(key);
  const char part[] = {static_cast<char>(kind), ':'};
  return !scope.empty() && std::string_view(key)
                               .substr(scope.size())
                               .starts_with(std::string_view(part, sizeof part));
}

}  // namespace synchrone
