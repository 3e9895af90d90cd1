// ParseJson and DumpJson beside nlohmann's own documents, on random texts.
#include "core/base/json.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/json_oracle.h"

namespace synchrone {
namespace {

class Texts {
 public:
  explicit Texts(unsigned seed) : random_(seed) {}

  std::string Value(int depth) {
    const size_t kinds = depth > 0 ? 6 : 4;
    switch (Below(kinds)) {
      case 0:
        return Of({"null", "true", "false"});
      case 1:
        return Number();
      case 2:
      case 3:
        return Text();
      case 4:
        return "[" + List(depth, "") + "]";
      default:
        return "{" + List(depth, "name") + "}";
    }
  }

  // One to three small changes, as of a torn write or a flipped bit.
  std::string Damaged(std::string text) {
    for (size_t changes = 1 + Below(3); changes > 0; --changes) {
      const size_t at = Below(text.size() + 1);
      switch (Below(4)) {
        case 0:
          text.resize(at);
          break;
        case 1:
          text.erase(at, 1 + Below(3));
          break;
        case 2:
          text.insert(at, Of({"\"", "\\", "{", "}", "[", "]", ",", ":", "-", ".", "0", "e", "\x80",
                              "\xC3", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x01", "\\u", "//"}));
          break;
        default:
          if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << Below(8)));
      }
    }
    return text;
  }

  size_t Below(size_t limit) { return random_() % limit; }

 private:
  std::string Of(std::initializer_list<const char*> choices) {
    return *(choices.begin() + Below(choices.size()));
  }

  std::string Digits() {
    std::string digits = std::to_string(1 + Below(9));
    for (size_t more = Below(Below(10) == 0 ? 40 : 5); more > 0; --more) {
      digits += static_cast<char>('0' + Below(10));
    }
    return digits;
  }

  std::string Number() {
    std::string number = Of({"", "-"}) + (Below(4) == 0 ? "0" : Digits());
    if (Below(3) == 0) number += "." + Of({"0", "00", ""}) + Digits();
    if (Below(4) == 0) number += Of({"e", "E", "e+", "e-", "E-"}) + Digits();
    if (Below(12) == 0) {
      number = Of({"-0", "-0.0", "1e400", "-1e-400", "18446744073709551615", "18446744073709551616",
                   "9223372036854775807", "-9223372036854775808", "-9223372036854775809", "01",
                   "1.", ".5", "+1", "1e", "0x1", "NaN"});
    }
    return number;
  }

  std::string Text() {
    std::string text = "\"";
    for (size_t pieces = Below(5); pieces > 0; --pieces) {
      text += Of({"a",
                  "id",
                  " ",
                  "e\xCC\x81",
                  "\xC3\xA9",
                  "\xE2\x82\xAC",
                  "\xF0\x9F\x98\x80",
                  "\\n",
                  "\\\"",
                  "\\\\",
                  "\\/",
                  "\\b\\f\\r\\t",
                  "\\u0000",
                  "\\u00e9",
                  "\\uD83D\\uDE00",
                  "\\ud83d",
                  "\\ude00",
                  "\x7F",
                  "[",
                  "}",
                  "\\u12",
                  "\xEF\xBF\xBD"});
    }
    return text + "\"";
  }

  std::string List(int depth, const std::string& named) {
    std::string list = Of({"", " ", "\n"});
    for (size_t i = Below(4); i > 0; --i) {
      if (!named.empty()) list += Of({"\"a\"", "\"b\"", "\"\"", "\"a\\u0062\""}) + Of({":", " : "});
      list += Value(depth - 1) + (i > 1 ? Of({",", " ,\t"}) : Of({"", "\r\n"}));
    }
    return list;
  }

  std::mt19937 random_;
};

TEST(Json, IsReadAndWrittenAsNlohmannReadsAndWritesIt) {
  Texts texts(20261128);
  for (int i = 0; i < 30'000; ++i) {
    std::string text = texts.Value(4);
    if (texts.Below(2) == 0) text = texts.Damaged(std::move(text));
    if (texts.Below(50) == 0) text.insert(0, "\xEF\xBB\xBF");
    ASSERT_EQ(DifferenceFromNlohmann(text), "") << text;
    ASSERT_EQ(IsJson(text), ParseJson(text).ok()) << text;
  }
}

TEST(Json, IsReadToTheSameDepthHoweverItIsNested) {
  for (const char* one : {"[", "{\"a\":", "[[],{\"b\":", "{\"a\":[],\"b\":["}) {
    for (int depth = 1; depth < 80; ++depth) {
      std::string text;
      std::string closing;
      for (int level = 0; level < depth; ++level) {
        text += one;
        for (const char* c = one; *c; ++c) {
          if (*c == '[' || *c == '{') closing.insert(0, *c == '[' ? "]" : "}");
          if (*c == ']' || *c == '}') closing.erase(0, 1);
        }
      }
      text += "1" + closing;
      ASSERT_EQ(ParseJson(text).ok(), !IsTooDeep(text)) << text;
      ASSERT_EQ(IsJson(text), ParseJson(text).ok()) << text;
      ASSERT_EQ(DifferenceFromNlohmann(text), "") << text;
    }
  }
}

}  // namespace
}  // namespace synchrone
