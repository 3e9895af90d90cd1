#pragma once

#include <string>
#include <utility>

namespace synchrone {

// What went wrong, as a closed set. The names reach JavaScript as SyncMutationError.code
// (BEHAVIOUR 10), so they are part of the public contract: add, never rename.
enum class ErrorCode {
  kOk,
  kInvalidArgument,
  kInvalidEndpoint,
  kForbiddenOrigin,
  kNotSerialisable,
  kTooLarge,
  kDuplicateId,
  kUnknownMutation,
  kNotAllowedNow,
  kInFlight,
  kStorageFull,
  kStorageDenied,
  kDamagedRecord,
  kNewerFormat,
  kStopped,
};

// The public spelling of a code, e.g. "TOO_LARGE".
const char* ErrorCodeName(ErrorCode code);

// The result of an operation that yields nothing: ok, or a code with a sentence that says what to
// do. The sentence never carries the contents of a record (BEHAVIOUR 7.3).
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}
  static Status Ok() { return {}; }

  bool ok() const { return code_ == ErrorCode::kOk; }
  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  bool operator==(const Status&) const = default;

 private:
  ErrorCode code_ = ErrorCode::kOk;
  std::string message_;
};

}  // namespace synchrone
