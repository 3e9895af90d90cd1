#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/journal/unwritten.h"

namespace synchrone {

// One write of a transaction.
struct Write {
  std::string key;
  std::optional<Unwritten> text;  // nothing: the key is to be removed
};
using Writes = std::vector<Write>;

// The record of a transaction (FORMAT.md, T1), with its frame.
std::string EncodeTransaction(const Writes& writes);
// Its writes, without those that no transaction may make (T4): what is stored is not trusted.
Writes ReadTransaction(const Json& transaction);

}  // namespace synchrone
