#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/model/ids.h"

namespace synchrone {

// Every key that the journal uses (core/journal/FORMAT.md has those of the host as well). <scope>
// is company "/" user, each percent-encoded, "-" for none; <tab> and ids are percent-encoded too,
// so ':' only separates.
//
//   synchrone:1:device                    the device's user
//   synchrone:1:<scope>:m:<tab>:<counter> a queued mutation
//   synchrone:1:<scope>:s:<tab>:<counter> its progress
//   synchrone:1:<scope>:h:<tab>:<counter> a settled mutation, for the audit trail
//   synchrone:1:<scope>:i:<resource>:<former id>  the id that counts now
//   synchrone:1:<scope>:b:<resource>:<id> what is confirmed of a record with queued mutations
//   synchrone:1:<scope>:c:<tab>:0         where the trimmed part of its audit chain ended
//   synchrone:1:step:<tab>                a transaction: writes that are carried out together
//   synchrone:1:seen                      when this storage was in use last
//   synchrone:1:reserve                   room that is kept for settling
//   synchrone:1:quarantine:<key>          a record that could not be read, as it was
//   medicalPro_mutation_queue             the legacy array, a projection for readers

inline constexpr int kFormatVersion = 1;
inline constexpr std::string_view kProjectionKey = "medicalPro_mutation_queue";
inline constexpr std::string_view kKeyPrefix = "synchrone:1:";
inline constexpr std::string_view kDeviceUserKey = "synchrone:1:device";
inline constexpr std::string_view kReserveKey = "synchrone:1:reserve";
inline constexpr std::string_view kSeenKey = "synchrone:1:seen";
inline constexpr std::string_view kTransactionPrefix = "synchrone:1:step:";
inline constexpr std::string_view kQuarantinePrefix = "synchrone:1:quarantine:";

std::string ScopeName(const User& user);
// "synchrone:1:<scope>:", the prefix of all keys of one user.
std::string ScopePrefix(const User& user);

// The kinds of journal records, by the letter in their keys (core/journal/FORMAT.md).
enum class RecordKind : char {
  kMutation = 'm',
  kProgress = 's',
  kHistory = 'h',
  kIdMap = 'i',
  kAnchor = 'c',
  kConfirmed = 'b',
};

std::string SequenceKey(const User& user, RecordKind kind, const Sequence& sequence);
std::string TransactionKey(const TabId& tab);
// SequenceKey in the scope whose ScopePrefix is `prefix`.
std::string SequenceKeyIn(std::string_view prefix, RecordKind kind, const Sequence& sequence);
// The key of a mutation's record with the kind of another of its records.
std::string KeyOfKind(RecordKind kind, std::string key);
// The prefix of the scope that a record's key belongs to; "" when it is not a record's.
std::string_view ScopePrefixOf(const std::string& key);
std::string ConfirmedKey(const User& user, const EntityKey& entity);
std::string IdMapKey(const User& user, const EntityKey& former);

// What the key of a record says.
struct ParsedKey {
  RecordKind kind = RecordKind::kMutation;
  Sequence sequence;  // not for kIdMap
  EntityKey entity;   // for kIdMap under its former id, and for kConfirmed
  bool operator==(const ParsedKey&) const = default;
};

// Reads a key that begins with `scope_prefix`; nothing when it is not one of ours.
std::optional<ParsedKey> ParseKey(std::string_view scope_prefix, std::string_view key);

// True for the key of a record of this kind, of any user.
bool IsKeyOf(RecordKind kind, const std::string& key);

}  // namespace synchrone
