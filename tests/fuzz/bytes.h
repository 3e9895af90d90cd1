#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// The entry point that libFuzzer calls, and replay.cc.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace synchrone {

// The bytes of one input, taken apart from the front. A corpus file is readable text: its parts are
// lines that end with a NUL or with the input.
class Bytes {
 public:
  Bytes(const uint8_t* data, size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  bool empty() const { return rest_.empty(); }
  // The next part, without the NUL that ends it.
  std::string Part() {
    const size_t end = rest_.find('\0');
    const std::string part(rest_.substr(0, end));
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return part;
  }
  // 0 to `below` - 1; 0 at the end of the input.
  int Number(int below) {
    if (rest_.empty()) return 0;
    const int number = static_cast<unsigned char>(rest_.front()) % below;
    rest_.remove_prefix(1);
    return number;
  }

 private:
  std::string_view rest_;
};

}  // namespace synchrone
