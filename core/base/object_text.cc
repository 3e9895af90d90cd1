#include "core/base/object_text.h"

#include <algorithm>

namespace synchrone {
namespace {

bool IsPlain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

// How many bytes at the front of `text` are one character beyond ASCII (RFC 3629, 4); 0: none.
size_t CharacterAt(std::string_view text) {
  const auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned first = byte(0);
  const size_t length = first < 0xC2   ? 0
                        : first < 0xE0 ? 2
                        : first < 0xF0 ? 3
                        : first < 0xF5 ? 4
                                       : 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return 0;
  }
  const bool is_overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool is_surrogate = first == 0xED && byte(1) >= 0xA0;
  const bool is_beyond = first == 0xF4 && byte(1) >= 0x90;
  return is_overlong || is_surrogate || is_beyond ? 0 : length;
}

// Appends the character at the front of `rest`; what is none becomes U+FFFD. Returns its bytes.
size_t AppendSpecial(std::string& text, std::string_view rest) {
  constexpr std::string_view kSpecial = "\"\\\b\f\n\r\t";
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(rest[0]);
  if (const size_t known = kSpecial.find(rest[0]); known != kSpecial.npos) {
    text += '\\';
    text += "\"\\bfnrt"[known];
    return 1;
  }
  if (byte < 0x20) {
    text += "\\u00";
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
    return 1;
  }
  const size_t length = CharacterAt(rest);
  text += length > 0 ? rest.substr(0, length) : "\xEF\xBF\xBD";
  return std::max<size_t>(length, 1);
}

}  // namespace

size_t PlainLength(std::string_view text) {
  size_t length = 0;
  while (length < text.size() && IsPlain(text[length])) ++length;
  return length;
}

size_t PlainCharacterAt(std::string_view text) {
  if (text.empty()) return 0;
  return IsPlain(text[0]) ? 1 : CharacterAt(text);
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const bool is_ascii = static_cast<unsigned char>(text[0]) < 0x80;
    const size_t length = is_ascii ? 1 : CharacterAt(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void AppendQuoted(std::string& text, std::string_view value) {
  text += '"';
  while (!value.empty()) {
    const size_t plain = PlainLength(value);
    text += value.substr(0, plain);
    value.remove_prefix(plain);
    if (!value.empty()) value.remove_prefix(AppendSpecial(text, value));
  }
  text += '"';
}

std::string ArrayText(const std::vector<std::string>& elements) {
  size_t size = elements.size() + 2;
  for (const std::string& element : elements) size += element.size();
  std::string text = "[";
  text.reserve(size);
  for (const std::string& element : elements) {
    if (text.size() > 1) text += ',';
    text += element;
  }
  text += ']';
  return text;
}

std::string TextArray(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) AppendQuoted(quoted[i], texts[i]);
  return ArrayText(quoted);
}

void ObjectText::Key(std::string_view key) {
  if (text_.size() > 1) text_ += ',';
  AppendQuoted(text_, key);
  text_ += ':';
}

ObjectText& ObjectText::Text(std::string_view key, std::string_view value) {
  Key(key);
  AppendQuoted(text_, value);
  return *this;
}

ObjectText& ObjectText::Text(const char* key, const std::string& value) {
  return Text(std::string_view(key), std::string_view(value));
}

ObjectText& ObjectText::Text(const char* key, const char* value) {
  return Text(std::string_view(key), std::string_view(value));
}

ObjectText& ObjectText::Number(const char* key, int64_t value) {
  Key(key);
  text_ += std::to_string(value);
  return *this;
}

ObjectText& ObjectText::Flag(const char* key, bool value) {
  Key(key);
  text_ += value ? "true" : "false";
  return *this;
}

ObjectText& ObjectText::Raw(const char* key, const std::string& json) {
  if (json.empty()) return Null(key);
  Key(key);
  text_ += json;
  return *this;
}

ObjectText& ObjectText::Null(const char* key) {
  Key(key);
  text_ += "null";
  return *this;
}

ObjectText& ObjectText::TextOrNull(const char* key, const std::string& value) {
  return value.empty() ? Null(key) : Text(key, value);
}

ObjectText& ObjectText::TextIfAny(const char* key, const std::string& value) {
  return value.empty() ? *this : Text(key, value);
}

ObjectText& ObjectText::NumberIfAny(const char* key, int64_t value) {
  return value == 0 ? *this : Number(key, value);
}

ObjectText& ObjectText::FlagIfSet(const char* key, bool value) {
  return value ? Flag(key, true) : *this;
}

}  // namespace synchrone
