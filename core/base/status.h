#pragma once

#include <string_view>

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

// A sentence that the program itself contains. So it outlives every status, and never carries the
// contents of a record (BEHAVIOUR 7.3).
class Sentence {
 public:
  consteval Sentence(const char* text) : text_(text) {}  // NOLINT: implicit on purpose
  constexpr const char* text() const { return text_; }

 private:
  const char* text_;
};

// The result of an operation that yields nothing: ok, or a code with a sentence that says what to
// do.
class [[nodiscard]] Status {
 public:
  constexpr Status() = default;
  constexpr Status(ErrorCode code, Sentence message) : code_(code), message_(message.text()) {}
  static constexpr Status Ok() { return {}; }

  constexpr bool ok() const { return code_ == ErrorCode::kOk; }
  constexpr ErrorCode code() const { return code_; }
  // Ends with a NUL, as a literal does; "" of ok.
  constexpr std::string_view message() const { return message_; }
  constexpr bool operator==(const Status& other) const {
    return code_ == other.code_ && message() == other.message();
  }

 private:
  ErrorCode code_ = ErrorCode::kOk;
  const char* message_ = "";
};

}  // namespace synchrone
