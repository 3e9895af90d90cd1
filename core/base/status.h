#pragma once

#include <cstdint>
#include <string_view>

namespace synchrone {

// What went wrong, as a closed set. The names reach JavaScript as SyncMutationError.code, so they
// are part of the public contract: add, never rename.
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
  kStorageUnreadable,
  kDamagedRecord,
  kNewerFormat,
  kStopped,
};

// The public spelling of a code, e.g. "TOO_LARGE".
const char* ErrorCodeName(ErrorCode code);

// A sentence that the program itself contains. So it outlives every status, and never carries the
// contents of a record.
class Sentence {
 public:
  consteval Sentence(const char* text) : text_(text) {}  // NOLINT: implicit on purpose
  constexpr const char* text() const { return text_; }

 private:
  const char* text_;
};

// What a status consists of.
#if defined(__EMSCRIPTEN__)
// In the module a single word, which functions return in a register: a code, or the address of a
// sentence about an argument. For every other code the client has a sentence of its own, in the
// language of the page.
class StatusWord {
 public:
  constexpr StatusWord() = default;
  constexpr StatusWord(ErrorCode code, Sentence message)
      : word_(code == ErrorCode::kInvalidArgument ? reinterpret_cast<uintptr_t>(message.text())
                                                  : static_cast<uintptr_t>(code)) {}
  constexpr ErrorCode code() const {
    return is_code() ? static_cast<ErrorCode>(word_) : ErrorCode::kInvalidArgument;
  }
  constexpr const char* message() const {
    return is_code() ? "" : reinterpret_cast<const char*>(word_);
  }

 private:
  constexpr bool is_code() const { return word_ <= static_cast<uintptr_t>(ErrorCode::kStopped); }

  uintptr_t word_ = 0;
};
#else
class StatusWord {
 public:
  constexpr StatusWord() = default;
  constexpr StatusWord(ErrorCode code, Sentence message) : code_(code), message_(message.text()) {}
  constexpr ErrorCode code() const { return code_; }
  constexpr const char* message() const { return message_; }

 private:
  ErrorCode code_ = ErrorCode::kOk;
  const char* message_ = "";
};
#endif

// The result of an operation that yields nothing: ok, or a code with a sentence that says what to
// do.
class [[nodiscard]] Status {
 public:
  constexpr Status() = default;
  constexpr Status(ErrorCode code, Sentence message) : word_(code, message) {}
  static constexpr Status Ok() { return {}; }

  constexpr bool ok() const { return code() == ErrorCode::kOk; }
  constexpr ErrorCode code() const { return word_.code(); }
  // Ends with a NUL, as a literal does; "" of ok.
  constexpr std::string_view message() const { return word_.message(); }
  constexpr bool operator==(const Status& other) const {
    return code() == other.code() && message() == other.message();
  }

 private:
  StatusWord word_;
};

}  // namespace synchrone
