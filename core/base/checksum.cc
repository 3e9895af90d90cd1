#include "core/base/checksum.h"

#include <array>

namespace synchrone {
namespace {

std::array<uint32_t, 256> MakeTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder & 1) ? (remainder >> 1) ^ 0xEDB88320u : remainder >> 1;
    }
    table[byte] = remainder;
  }
  return table;
}

}  // namespace

Crc32& Crc32::Add(std::string_view piece) {
  // Made when it is needed: a kilobyte of the module that no compression makes smaller.
  static const std::array<uint32_t, 256> table = MakeTable();
  for (const char c : piece) {
    state_ = table[(state_ ^ static_cast<uint8_t>(c)) & 0xFFu] ^ (state_ >> 8);
  }
  return *this;
}

std::string Crc32::hex() const {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(8, '0');
  uint32_t rest = value();
  for (size_t i = 8; i-- > 0; rest >>= 4) text[i] = kDigits[rest & 0xFu];
  return text;
}

}  // namespace synchrone
