// Gives back the bytes of the module that embed.mjs packed into text. A module of its own, without
// a library: it runs in the page before the other is there. JavaScript that has just been loaded is
// interpreted, and took twenty times as long.

#include <cstddef>
#include <cstdint>

extern "C" {
extern uint8_t __heap_base;  // NOLINT(bugprone-reserved-identifier): of the linker
}

namespace {

constexpr int kPrintable = 95;
constexpr int kCharacters = 89;
constexpr int kSingles = 87;  // each is a byte by itself; the two other characters begin a pair
constexpr char kUnused[] = "\"'`\\$<";  // they mean something in a script, or to a page's parser

// The bytes of the functions, by kind; before them in the text is what is outside of functions.
enum Stream : uint8_t { kInstructions, kLocals, kOffsets, kConstants, kStreams };

const uint8_t* next_of[kStreams];
uint8_t* body;
uint8_t place_of[128];           // of a character among those that are used
uint8_t values[kSingles + 256];  // by place, of single characters and of pairs
bool is_single[256];             // by value

uint8_t Take(Stream stream) {
  const uint8_t byte = *next_of[stream]++;
  *body++ = byte;
  return byte;
}

// A number of the binary format (LEB128). Its value, if it has at most 32 bits.
uint32_t TakeNumber(Stream stream) {
  uint32_t value = 0;
  uint8_t byte = 0;
  int shift = 0;
  do {
    byte = Take(stream);
    value |= uint32_t{byte & 127U} << (shift & 31);
    shift += 7;
  } while (byte > 127);
  return value;
}

void TakeNumbers(uint32_t count) {
  for (; count > 0; --count) TakeNumber(kInstructions);
}

// The body of one function (WebAssembly 2.0, 5.4): its locals, then instructions until the end of
// the last block. `walk` of embed.mjs is the same, and refuses modules with other instructions.
void TakeFunction() {
  TakeNumbers(2 * TakeNumber(kInstructions));
  for (int depth = 1; depth > 0;) {
    const uint8_t code = Take(kInstructions);
    if (code >= 2 && code <= 4) {  // a block
      ++depth;
      TakeNumbers(1);
    } else if (code == 11) {
      --depth;
    } else if (code == 14) {  // a table of labels
      TakeNumbers(TakeNumber(kInstructions) + 1);
    } else if (code == 17) {
      TakeNumbers(2);
    } else if (code == 12 || code == 13 || code == 16 || code == 35 || code == 36 || code == 252) {
      TakeNumbers(1);
    } else if (code >= 32 && code <= 34) {
      TakeNumber(kLocals);
    } else if (code >= 40 && code <= 62) {  // alignment and offset
      TakeNumbers(1);
      TakeNumber(kOffsets);
    } else if (code == 65 || code == 66) {
      TakeNumber(kConstants);
    } else if (code == 67 || code == 68) {
      for (int size = 4 * code - 264; size > 0; --size) Take(kConstants);
    }
  }
}

uint8_t* Copy(const uint8_t* from, const uint8_t* end, uint8_t* to) {
  while (from < end) *to++ = *from++;
  return to;
}

}  // namespace

extern "C" {

// Makes room for a text of `characters` characters and all that is made of it.
uint8_t* Room(size_t characters) {
  const size_t missing = 3 * characters;
  __builtin_wasm_memory_grow(0, missing / 65'536 + 1);
  return &__heap_base;
}

// `text` begins with the values of the single characters, in two hexadecimal digits each. The sizes
// are those of what is before the functions, after them, and of the first three streams. Returns
// where the module's bytes end; they begin twice the text's length behind the text.
uint8_t* Unpack(uint8_t* text, size_t characters, size_t before, size_t after, size_t instructions,
                size_t locals, size_t offsets) {
  int place = 0;
  for (int i = 0; i < kPrintable; ++i) {
    const char character = static_cast<char>(32 + i);
    bool is_used = true;
    for (const char unused : kUnused) is_used = is_used && character != unused;
    if (is_used) place_of[32 + i] = static_cast<uint8_t>(place++);
  }
  const uint8_t* from = text;
  for (int i = 0; i < kSingles; ++i) {
    uint8_t value = 0;
    for (int digit = 0; digit < 2; ++digit, ++from) {
      value = static_cast<uint8_t>(16 * value + (*from < 'a' ? *from - '0' : *from - 'a' + 10));
    }
    values[i] = value;
    is_single[value] = true;
  }
  for (int value = 0, at = kSingles; value < 256; ++value) {
    if (!is_single[value]) values[at++] = static_cast<uint8_t>(value);
  }

  uint8_t* const packed = text + characters;
  uint8_t* to = packed;
  for (const uint8_t* const end = text + characters; from < end; ++from) {
    int index = place_of[*from];
    if (index >= kSingles) {
      ++from;
      index = kSingles + (index - kSingles) * kCharacters + place_of[*from];
    }
    *to++ = values[index];
  }

  const uint8_t* const rest = packed + before;
  next_of[kInstructions] = rest + after;
  next_of[kLocals] = next_of[kInstructions] + instructions;
  next_of[kOffsets] = next_of[kLocals] + locals;
  next_of[kConstants] = next_of[kOffsets] + offsets;
  const uint8_t* const last = next_of[kLocals];
  uint8_t* out = Copy(packed, rest, text + 2 * characters);
  while (next_of[kInstructions] < last) {
    body = text;  // it has been read: a function is put together in its place
    TakeFunction();
    size_t size = static_cast<size_t>(body - text);
    for (; size > 127; size >>= 7) *out++ = static_cast<uint8_t>((size & 127) | 128);
    *out++ = static_cast<uint8_t>(size);
    out = Copy(text, body, out);
  }
  return Copy(rest, rest + after, out);
}
}
