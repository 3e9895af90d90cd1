#include "core/queue/answer_body.h"

#include <algorithm>
#include <cctype>

namespace synchrone {
namespace {

constexpr size_t kLongestPlainMessage = 300;

std::string Lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool LooksLikeHtml(const Response& response) {
  if (Lowered(response.content_type).find("html") != std::string::npos) return true;
  const size_t start = response.body.find_first_not_of(" \t\r\n");
  if (start == std::string::npos) return false;
  const std::string opening = Lowered(response.body.substr(start, 14));
  return opening.starts_with("<!doctype html") || opening.starts_with("<html");
}

// A member that is an object, or nullptr.
const Json* FindObject(const Json& object, const char* key) {
  const Json* member = Find(object, key);
  return member && member->is_object() ? member : nullptr;
}

std::string TextOrNumber(const Json& object, const char* key) {
  const Json* member = Find(object, key);
  if (member && member->is_number_integer()) return DumpJson(*member);
  return StringOr(object, key);
}

std::string FirstText(const Json& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    std::string text = StringOr(object, key);
    if (!text.empty()) return text;
  }
  return {};
}

}  // namespace

AnswerBody::AnswerBody(const Response& response) {
  empty_ = response.body.find_first_not_of(" \t\r\n") == std::string::npos;
  if (empty_) return;
  html_ = LooksLikeHtml(response);
  if (html_) return;
  Result<Json> parsed = ParseJson(response.body);
  if (parsed.ok()) {
    json_ = std::move(*parsed);
  } else {
    plain_text_ = response.body.substr(0, kLongestPlainMessage);
  }
}

bool AnswerBody::says_failure() const { return json_ && !BoolOr(*json_, "success", true); }

const Json* AnswerBody::record() const {
  if (!json_ || !json_->is_object()) return nullptr;
  if (const Json* data = FindObject(*json_, "data")) return data;
  const bool is_envelope = Find(*json_, "success") || Find(*json_, "data");
  return is_envelope ? nullptr : &*json_;
}

std::string AnswerBody::error_code() const {
  if (!json_) return {};
  if (const Json* error = FindObject(*json_, "error")) {
    if (std::string code = TextOrNumber(*error, "code"); !code.empty()) return code;
  }
  if (std::string code = TextOrNumber(*json_, "code"); !code.empty()) return code;
  const std::string type = StringOr(*json_, "type");
  return type == "about:blank" ? "" : type.substr(type.find_last_of("/#:") + 1);
}

std::string AnswerBody::error_message() const {
  if (!json_) return plain_text_;
  if (json_->is_string()) return json_->get<std::string>();
  if (const Json* error = FindObject(*json_, "error")) {
    return FirstText(*error, {"message", "detail", "title"});
  }
  return FirstText(*json_, {"message", "detail", "title", "error", "error_description"});
}

const Json* AnswerBody::current() const {
  if (!json_ || !json_->is_object()) return nullptr;
  const Json* error = FindObject(*json_, "error");
  const Json* details = FindObject(error ? *error : *json_, "details");
  for (const Json* holder : {details, error, &*json_}) {
    if (!holder) continue;
    if (const Json* current = FindObject(*holder, "current")) return current;
  }
  return FindObject(*json_, "data");
}

}  // namespace synchrone
