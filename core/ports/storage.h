#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/function_ref.h"
#include "core/base/result.h"

namespace synchrone {

// Durable text under text keys, shared by the tabs of one origin (localStorage in a browser).
//
// Contract (tests/contract/storage_contract.h): Get returns what the last successful Put stored,
// also after a restart; a failed Put leaves the old value; Remove of a missing key is ok; a storage
// error is an error, never "missing".
class Storage {
 public:
  virtual ~Storage() = default;

  // Stores `head` followed by `body` as one value. The two come apart so that a host which already
  // holds the body as a string of its own need not convert it again. kStorageFull, kStorageDenied.
  virtual Status Put(const std::string& key, std::string_view head, std::string_view body) = 0;
  virtual Result<std::optional<std::string>> Get(const std::string& key) = 0;
  virtual Status Remove(const std::string& key) = 0;
  // All keys that begin with `prefix`, sorted. kStorageDenied; kStorageUnreadable: not now.
  virtual Result<std::vector<std::string>> Keys(const std::string& prefix) = 0;
  // Calls `visit` with each of the keys that has a value, in their order, until a value cannot be
  // read. A host to which each call is expensive reads many at once.
  using Visit = FunctionRef<void(const std::string& key, std::string_view value)>;
  virtual Status ForEach(const std::vector<std::string>& keys, Visit visit) {
    for (const std::string& key : keys) {
      const Result<std::optional<std::string>> value = Get(key);
      if (!value.ok()) return value.status();
      if (value->has_value()) visit(key, **value);
    }
    return Status::Ok();
  }
};

}  // namespace synchrone
