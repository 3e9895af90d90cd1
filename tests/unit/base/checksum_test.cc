#include "core/base/checksum.h"

#include <gtest/gtest.h>

namespace synchrone::checksum_test {
namespace {

// The check value of CRC-32 (IEEE 802.3) that every catalogue of checksums gives.
TEST(Crc32, HasTheCheckValueOfItsStandard) {
  EXPECT_EQ(Crc32().Add("123456789").value(), 0xCBF43926u);
  EXPECT_EQ(Crc32().Add("123456789").hex(), "cbf43926");
}

TEST(Crc32, OfNothingIsZero) { EXPECT_EQ(Crc32().hex(), "00000000"); }

TEST(Crc32, OfPiecesIsThatOfTheWhole) {
  EXPECT_EQ(Crc32().Add("12345").Add("").Add("6789").value(), Crc32().Add("123456789").value());
}

TEST(Crc32, NoticesEveryFlippedBit) {
  const std::string text = "a record of a patient";
  const uint32_t whole = Crc32().Add(text).value();
  for (size_t at = 0; at < text.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = text;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      EXPECT_NE(Crc32().Add(flipped).value(), whole) << at << "/" << bit;
    }
  }
}

}  // namespace
}  // namespace synchrone::checksum_test
