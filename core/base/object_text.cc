#include "core/base/object_text.h"

#include <algorithm>

#include "core/base/json.h"

namespace synchrone {
namespace {

bool IsPlain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

}  // namespace

void AppendQuoted(std::string& text, std::string_view value) {
  if (!std::all_of(value.begin(), value.end(), IsPlain)) {
    text += QuoteJson(value);
    return;
  }
  text += '"';
  text += value;
  text += '"';
}

std::string ArrayText(const std::vector<std::string>& elements) {
  std::string text = "[";
  for (const std::string& element : elements) {
    if (text.size() > 1) text += ',';
    text += element;
  }
  return text + "]";
}

void ObjectText::Key(std::string_view key) {
  if (text_.size() > 1) text_ += ',';
  text_ += '"';
  text_ += key;
  text_ += "\":";
}

ObjectText& ObjectText::Text(std::string_view key, std::string_view value) {
  Key(key);
  AppendQuoted(text_, value);
  return *this;
}

ObjectText& ObjectText::Number(std::string_view key, int64_t value) {
  Key(key);
  text_ += std::to_string(value);
  return *this;
}

ObjectText& ObjectText::Flag(std::string_view key, bool value) {
  Key(key);
  text_ += value ? "true" : "false";
  return *this;
}

ObjectText& ObjectText::Raw(std::string_view key, std::string_view json) {
  Key(key);
  text_ += json.empty() ? std::string_view("null") : json;
  return *this;
}

ObjectText& ObjectText::TextOrNull(std::string_view key, std::string_view value) {
  return value.empty() ? Null(key) : Text(key, value);
}

ObjectText& ObjectText::TextIfAny(std::string_view key, std::string_view value) {
  return value.empty() ? *this : Text(key, value);
}

ObjectText& ObjectText::NumberIfAny(std::string_view key, int64_t value) {
  return value == 0 ? *this : Number(key, value);
}

ObjectText& ObjectText::FlagIfSet(std::string_view key, bool value) {
  return value ? Flag(key, true) : *this;
}

}  // namespace synchrone
