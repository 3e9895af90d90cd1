#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/json.h"
#include "core/base/object_text.h"

namespace synchrone {

namespace {

// Calls `visit(place, depth)` for every character outside of strings and for the opening quote of
// each string; the depth is that behind the character. Returns the depth at the end.
template <typename Visit>
int ForEachMark(std::string_view text, Visit visit) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    visit(i, depth);
    if (c != '"') continue;
    for (++i; i < text.size() && text[i] != '"'; ++i) i += text[i] == '\\' ? 1 : 0;
    if (i >= text.size()) return depth + 1;
  }
  return depth;
}

std::string_view Trimmed(std::string_view text) {
  constexpr char kBlank[] = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) + 1 - begin);
}

}  // namespace

namespace {

struct Depths {
  int deepest = 0;
  int last = 0;
  bool is_over = false;     // the document has ended
  bool is_several = false;  // another one follows it
};

Depths DepthsOf(std::string_view text) {
  Depths depths;
  depths.last = ForEachMark(text, [&](size_t i, int depth) {
    if (depth > 0 && depths.is_over) depths.is_several = true;
    if (depth == 0 && (text[i] == '}' || text[i] == ']')) depths.is_over = true;
    depths.deepest = std::max(depths.deepest, depth);
  });
  return depths;
}

}  // namespace

bool IsTooDeep(std::string_view text) { return DepthsOf(text).deepest > kMaxJsonDepth; }

bool IsOneDocument(std::string_view text) {
  const Depths depths = DepthsOf(text);
  return depths.last == 0 && !depths.is_several;
}

std::string_view MemberText(std::string_view text, std::string_view key) {
  constexpr size_t kNone = std::string_view::npos;
  std::string_view found;
  std::string_view name;
  size_t value = kNone;
  ForEachMark(text, [&](size_t i, int depth) {
    const char c = text[i];
    const bool ends = (depth == 1 && c == ',') || (depth == 0 && c == '}');
    if (ends && value != kNone) {
      if (name == key) found = Trimmed(text.substr(value, i - value));
      value = kNone;
    } else if (depth == 1 && value == kNone && c == '"') {
      name = text.substr(i + 1, text.find('"', i + 1) - i - 1);
    } else if (depth == 1 && value == kNone && c == ':') {
      value = i + 1;
    }
  });
  return found;
}

namespace {

// What nlohmann's lexer makes of numbers is unused: the core keeps their text.
struct TokenTypes {
  using number_integer_t = int64_t;
  using number_unsigned_t = uint64_t;
  using number_float_t = double;
  using string_t = std::string;
};
using Lexer =
    nlohmann::detail::lexer<TokenTypes, nlohmann::detail::iterator_input_adapter<const char*>>;

void AppendCharacter(std::string& text, unsigned code) {
  const auto add = [&](unsigned byte) { text += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  int shift = code < 0x800 ? 6 : code < 0x10000 ? 12 : 18;
  add((0x100u - (0x80u >> (shift / 6))) | code >> shift);
  while (shift > 0) {
    shift -= 6;
    add(0x80u | (code >> shift & 0x3Fu));
  }
}

}  // namespace
}  // namespace synchrone

// In place of nlohmann's own, which has a message for each of the characters that must not be
// there; the core discards it. That the text is UTF-8 is known before.
//
// JavaScript's strings may hold half a character (an emoji that was cut), which JSON.stringify
// writes as a lone escape. RFC 8259, 8.2 leaves open what that means; here it is U+FFFD.
template <>
synchrone::Lexer::token_type synchrone::Lexer::scan_string() {
  constexpr std::string_view kEscapes = "\"\\/bfnrt";
  reset();
  int high = 0;  // the first half of a character, for which U+FFFD was added
  while (get() != '"') {
    const int former_high = std::exchange(high, 0);
    if (current < 0x20) return token_type::parse_error;  // the end of the text is negative
    if (current != '\\') {
      add(current);
      continue;
    }
    if (get() != 'u') {
      const size_t known = current < 0 ? kEscapes.npos : kEscapes.find(static_cast<char>(current));
      if (known == kEscapes.npos) return token_type::parse_error;
      add("\"\\/\b\f\n\r\t"[known]);
      continue;
    }
    int code = get_codepoint();
    if (code < 0) return token_type::parse_error;
    const bool is_low = (code & 0xFC00) == 0xDC00;
    if ((code & 0xFC00) == 0xD800) high = code;
    if (is_low && former_high > 0) {
      code = 0x10000 + ((former_high & 0x3FF) << 10) + (code & 0x3FF);
      token_buffer.resize(token_buffer.size() - std::string_view("\uFFFD").size());
    } else if (is_low || high > 0) {
      code = 0xFFFD;
    }
    synchrone::AppendCharacter(token_buffer, static_cast<unsigned>(code));
  }
  return token_type::value_string;
}

namespace synchrone {
namespace {

// Builds the value of the tokens that nlohmann's lexer reads. Its SAX parser is not used for its
// error messages, which the core discards and which bring printf into the module.
class Parser {
 public:
  explicit Parser(std::string_view text)
      : lexer_(nlohmann::detail::input_adapter(text.data(), text.data() + text.size())) {}

  bool Document(Json& json) {
    Next();
    return Value(json, 0) && token_ == Token::end_of_input;
  }

 private:
  using Token = Lexer::token_type;

  void Next() { token_ = lexer_.scan(); }

  bool Value(Json& json, int depth) {
    switch (token_) {
      case Token::begin_object:
      case Token::begin_array:
        return depth < kMaxJsonDepth && Structure(json, depth + 1);
      case Token::literal_null:
        json = Json();
        break;
      case Token::literal_true:
      case Token::literal_false:
        json = Json(token_ == Token::literal_true);
        break;
      case Token::value_string:
        json = Json(std::move(lexer_.get_string()));
        break;
      case Token::value_unsigned:
      case Token::value_integer:
      case Token::value_float:
        json = Json::Number(lexer_.get_string());
        break;
      default:
        return false;
    }
    Next();
    return true;
  }

  bool Structure(Json& json, int depth) {
    const bool is_object = token_ == Token::begin_object;
    const Token closing = is_object ? Token::end_object : Token::end_array;
    json = is_object ? Json::object() : Json::array();
    Next();
    for (bool is_first = true; token_ != closing; is_first = false) {
      if (!is_first && !Take(Token::value_separator)) return false;
      if (!Value(is_object ? MemberOf(json) : ElementOf(json), depth)) return false;
    }
    Next();
    return true;
  }

  bool Take(Token token) {
    if (token_ != token) return false;
    Next();
    return true;
  }

  static Json& ElementOf(Json& array) {
    array.push_back(Json());
    return array.back();
  }

  // Reads its name. Where two members have one name, the last counts, as in JavaScript.
  Json& MemberOf(Json& object) {
    const bool is_name = token_ == Token::value_string;
    Json& member = object[is_name ? lexer_.get_string() : std::string()];
    Next();
    if (!is_name || !Take(Token::name_separator)) token_ = Token::parse_error;
    return member;
  }

  Lexer lexer_;
  Token token_ = Token::uninitialized;
};

// Reads compact JSON, as JSON.stringify writes it, in one pass. Everything else, rare escapes and
// exponents too, is left to the parser.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  // `json`: nullptr: no value is built.
  bool Document(Json* json) { return Value(json, 0) && rest_.empty(); }

 private:
  bool Value(Json* json, int depth) {
    if (Take('{')) return depth < kMaxJsonDepth && Structure(json, '}', depth + 1);
    if (Take('[')) return depth < kMaxJsonDepth && Structure(json, ']', depth + 1);
    if (rest_.starts_with('"')) {
      std::string text;
      if (!String(json ? &text : nullptr)) return false;
      if (json) *json = Json(std::move(text));
      return true;
    }
    const bool is_true = Word("true");
    const bool is_null = !is_true && Word("null");
    if (!is_true && !is_null && !Word("false")) return Number(json);
    if (json) *json = is_null ? Json() : Json(is_true);
    return true;
  }

  // Up to its closing bracket.
  bool Structure(Json* json, char closing, int depth) {
    const bool is_object = closing == '}';
    if (json) *json = is_object ? Json::object() : Json::array();
    if (Take(closing)) return true;
    do {
      Json* value = nullptr;
      std::string name;
      if (is_object && !(String(json ? &name : nullptr) && Take(':'))) return false;
      if (json && !is_object) json->push_back(Json());
      // Of two members of one name the last counts, as in JavaScript.
      if (json) value = is_object ? &(*json)[name] : &json->back();
      if (!Value(value, depth)) return false;
    } while (Take(','));
    return Take(closing);
  }

  bool String(std::string* text) {
    if (!Take('"')) return false;
    for (;;) {
      Append(text, PlainLength(rest_));
      if (Take('"')) return true;
      if (Take('\\')) {
        constexpr std::string_view kEscapes = "\"\\/bfnrt";
        const size_t known = rest_.empty() ? kEscapes.npos : kEscapes.find(rest_.front());
        if (known == kEscapes.npos) return false;
        rest_.remove_prefix(1);
        if (text) *text += "\"\\/\b\f\n\r\t"[known];
      } else {
        const size_t length = PlainCharacterAt(rest_);
        if (length == 0) return false;
        Append(text, length);
      }
    }
  }

  void Append(std::string* text, size_t length) {
    if (text) *text += rest_.substr(0, length);
    rest_.remove_prefix(length);
  }

  bool Number(Json* json) {
    const std::string_view all = rest_;
    Take('-');
    const bool is_read = (Take('0') || Digits()) && (!Take('.') || Digits());
    if (is_read && json) {
      *json = Json::Number(std::string(all.substr(0, all.size() - rest_.size())));
    }
    return is_read;
  }

  bool Digits() {
    const size_t before = rest_.size();
    rest_.remove_prefix(std::min(rest_.find_first_not_of("0123456789"), before));
    return rest_.size() < before;
  }

  bool Word(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool Take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view rest_;
};

}  // namespace

bool IsJson(std::string_view text) {
  return Scanner(text).Document(nullptr) || ParseJson(text).ok();
}

Result<Json> ParseJson(std::string_view text) {
  Json json;
  // White space is rare.
  if (Scanner(text).Document(&json) || (IsUtf8(text) && Parser(text).Document(json))) return json;
  return Status(ErrorCode::kDamagedRecord, "The text is not JSON, or is nested too deeply.");
}

Json ParsedOrNull(std::string_view text) {
  Result<Json> parsed = text.empty() ? Json() : ParseJson(text);
  return parsed.ok() ? std::move(*parsed) : Json();
}

Result<Json> ParseJson(const std::string& text) { return ParseJson(std::string_view(text)); }

Json ParsedOrNull(const std::string& text) { return ParsedOrNull(std::string_view(text)); }

}  // namespace synchrone
