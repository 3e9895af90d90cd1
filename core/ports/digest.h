#pragma once

#include <string>
#include <string_view>

namespace synchrone {

// SHA-256 (FIPS 180-4), for the audit trail.
class Digest {
 public:
  virtual ~Digest() = default;
  // The digest of the bytes of `text`, in base64url without padding (RFC 4648, 5).
  virtual std::string Of(std::string_view text) = 0;
  // At least 96 unguessable random bits, as text without spaces.
  virtual std::string NewSalt() = 0;
};

}  // namespace synchrone
