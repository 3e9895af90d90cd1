#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace synchrone {

// CRC-32 (IEEE 802.3, reflected, polynomial 0xEDB88320) of the pieces as if they were one text.
// It finds torn and flipped records; it does not protect against a person, as encryption does.
class Crc32 {
 public:
  Crc32& Add(std::string_view piece);
  uint32_t value() const { return ~state_; }
  // Eight lower-case hexadecimal digits.
  std::string hex() const;

 private:
  uint32_t state_ = 0xFFFFFFFFu;
};

}  // namespace synchrone
