#pragma once

#include <memory>
#include <utility>

namespace synchrone {

// A value that is kept apart from what holds it: a variant is as large as its largest alternative,
// and a rare one should not be it. Copied and compared as the value is; empty once moved from.
template <typename Value>
class Boxed {
 public:
  Boxed(Value value) : value_(std::make_unique<Value>(std::move(value))) {}
  Boxed(const Boxed& other) : Boxed(*other) {}
  Boxed(Boxed&&) noexcept = default;
  Boxed& operator=(Boxed other) noexcept {
    value_ = std::move(other.value_);
    return *this;
  }
  ~Boxed() = default;

  const Value& operator*() const { return *value_; }
  const Value* operator->() const { return value_.get(); }
  bool operator==(const Boxed& other) const { return *value_ == *other; }

 private:
  std::unique_ptr<Value> value_;
};

}  // namespace synchrone
