#pragma once

#include <optional>
#include <utility>

#include "core/base/check.h"
#include "core/base/status.h"

namespace synchrone {

// A value, or the Status that says why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}  // NOLINT: implicit on purpose
  Result(Status status) : status_(status) {      // NOLINT: implicit on purpose
    SYNCHRONE_CHECK(!status_.ok(), "an ok Result needs a value");
  }

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }
  const T& value() const {
    SYNCHRONE_CHECK(ok(), status_.message().data());
    return *value_;
  }
  T& value() {
    SYNCHRONE_CHECK(ok(), status_.message().data());
    return *value_;
  }
  const T& operator*() const { return value(); }
  T& operator*() { return value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

 private:
  std::optional<T> value_;
  Status status_;
};

}  // namespace synchrone
