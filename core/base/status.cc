#include "core/base/status.h"

namespace synchrone {

const char* ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kOk:
      return "OK";
    case ErrorCode::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case ErrorCode::kInvalidEndpoint:
      return "INVALID_ENDPOINT";
    case ErrorCode::kForbiddenOrigin:
      return "FORBIDDEN_ORIGIN";
    case ErrorCode::kNotSerialisable:
      return "NOT_SERIALISABLE";
    case ErrorCode::kTooLarge:
      return "TOO_LARGE";
    case ErrorCode::kDuplicateId:
      return "DUPLICATE_ID";
    case ErrorCode::kUnknownMutation:
      return "UNKNOWN_MUTATION";
    case ErrorCode::kNotAllowedNow:
      return "NOT_ALLOWED_NOW";
    case ErrorCode::kInFlight:
      return "IN_FLIGHT";
    case ErrorCode::kStorageFull:
      return "STORAGE_FULL";
    case ErrorCode::kStorageDenied:
      return "STORAGE_DENIED";
    case ErrorCode::kStorageUnreadable:
      return "STORAGE_UNREADABLE";
    case ErrorCode::kDamagedRecord:
      return "DAMAGED_RECORD";
    case ErrorCode::kNewerFormat:
      return "NEWER_FORMAT";
    case ErrorCode::kStopped:
      return "STOPPED";
  }
  return "UNKNOWN";
}

}  // namespace synchrone
