#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace synchrone {

// Writes one JSON object as text, member by member, without building a document: for what is
// written on every change.
class ObjectText {
 public:
  ObjectText& Text(std::string_view key, std::string_view value);
  ObjectText& Text(const char* key, const std::string& value);
  ObjectText& Text(const char* key, const char* value);
  ObjectText& Number(const char* key, int64_t value);
  ObjectText& Flag(const char* key, bool value);
  // `json` is JSON text already; empty writes null.
  ObjectText& Raw(const char* key, const std::string& json);
  ObjectText& Null(const char* key);

  // null when the value is empty.
  ObjectText& TextOrNull(const char* key, const std::string& value);

  // As Text, Number and Flag; the member is left out when the value is empty, zero or false.
  ObjectText& TextIfAny(const char* key, const std::string& value);
  ObjectText& NumberIfAny(const char* key, int64_t value);
  ObjectText& FlagIfSet(const char* key, bool value);

  std::string str() const { return text_ + "}"; }

 private:
  void Key(std::string_view key);
  std::string text_ = "{";
};

// `elements`, each of them JSON text, as a JSON array.
std::string ArrayText(const std::vector<std::string>& elements);
// `texts` as a JSON array of strings.
std::string TextArray(const std::vector<std::string>& texts);

// How many bytes at the front of `text` are ASCII that needs no escape.
size_t PlainLength(std::string_view text);

// How many bytes the character at the front of `text` has; 0 when a JSON string cannot hold it as
// it is.
size_t PlainCharacterAt(std::string_view text);

// Every character is whole and valid (RFC 3629).
bool IsUtf8(std::string_view text);

// Appends `value` as a JSON string literal (RFC 8259, 7).
void AppendQuoted(std::string& text, std::string_view value);

}  // namespace synchrone
