#include "core/queue/answer_body.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>

#include "core/base/by_name.h"
#include "core/queue/error_text.h"

namespace synchrone {
namespace {

std::string Lowered(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lowered;
}

// Without white space and a byte order mark around it.
std::string_view Stripped(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  constexpr char kBlank[] = " \t\r\n";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) + 1 - begin);
}

// Many servers label any text as HTML by default.
bool LooksLikeHtml(const Response& response, std::string_view text) {
  const bool is_labelled = Lowered(response.content_type).find("html") != std::string::npos;
  if (is_labelled && text.starts_with('<')) return true;
  const std::string opening = Lowered(text.substr(0, 14));
  return opening.starts_with("<!doctype html") || opening.starts_with("<html");
}

// Flags as APIs write them: true, 1, "true".
bool SaysTrue(std::string_view flag) { return IsOneOf(flag, {"true", "1", R"("true")"}); }
bool SaysFalse(std::string_view flag) {
  return IsOneOf(flag, {"false", "0", R"("false")", R"("0")"});
}

// How APIs spell "it went well": success, Success, isSuccess, succeeded, ok.
bool IsSuccessFlag(std::string_view name) {
  const std::string flag = Lowered(name);
  const std::string_view bare = std::string_view(flag).substr(flag.starts_with("is") ? 2 : 0);
  return IsOneOf(bare, {"success", "succeeded", "ok"});
}

// Says something: not null, false, 0, or empty text, list or object.
bool SaysSomething(const Json* value) {
  if (!value || value->is_null()) return false;
  if (value->is_boolean()) return value->is_true();
  if (value->is_number()) return !SameJson(*value, 0);
  return value->is_string() ? !value->text().empty() : !value->empty();
}

bool HasOwnId(std::string_view object) { return !IsOneOf(MemberText(object, "id"), {"", "null"}); }

// A member that is an object, or nullptr.
const Json* FindObject(const Json& object, const char* key) {
  const Json* member = Find(object, key);
  return member && member->is_object() ? member : nullptr;
}

const Json* FirstOf(const Json& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    const Json* member = Find(object, key);
    if (SaysSomething(member)) return member;
  }
  return nullptr;
}

std::string TextOrNumber(const Json& object, const char* key) {
  const Json* member = Find(object, key);
  if (member && member->is_number_integer()) return DumpJson(*member);
  return StringOr(object, key);
}

// The object says only how the change went ({ok: true}, {message: "Saved"}): none of its members
// belongs to the record.
bool IsNote(const Json& object) {
  for (auto it = object.begin(); it != object.end(); ++it) {
    if (it.key() == "data" && it->is_null()) continue;
    if (!IsOneOf(it.key(), {"ok", "success", "status", "statusCode", "code", "message", "msg",
                            "error", "errors", "timestamp"})) {
      return false;
    }
  }
  return true;
}

bool IsOperationOutcome(const Json& json) {
  return StringOr(json, "resourceType") == "OperationOutcome";
}

// A result of a search has an id of its own, which is not a record's.
bool IsSearchResult(const Json& json) {
  return StringOr(json, "resourceType") == "Bundle" &&
         IsOneOf(StringOr(json, "type"), {"searchset", "history"});
}

// The status of a failure in a body, whatever the answer's own is.
bool IsFailureStatus(int64_t status) { return status >= 400 && status <= 599; }

// Codes of an API's own begin with the status they belong to: 40001, 5003.
bool IsFailureCode(int64_t code) {
  while (code >= 1000) code /= 10;
  return IsFailureStatus(code);
}

// How APIs name what went wrong: errorCode, err_code, hasError, exception.
bool NamesFailure(std::string_view name) {
  std::string bare = Lowered(name);
  std::erase(bare, '_');
  return IsOneOf(bare, {"error", "errors", "errorcode", "errcode", "errormessage", "haserror",
                        "haserrors", "iserror", "exception", "fault"});
}

// An OperationOutcome of a success may list warnings.
bool HasFailed(const Json& operation_outcome) {
  const Json* issues = Find(operation_outcome, "issue");
  return issues && issues->is_array() &&
         std::any_of(issues->begin(), issues->end(), [](const Json& issue) {
           return IsOneOf(StringOr(issue, "severity"), {"error", "fatal"});
         });
}

}  // namespace

AnswerBody::AnswerBody(const Response& response)
    : text_(Stripped(response.body)), is_error_(response.status >= 400) {
  if (text_.empty()) return;
  const bool is_document = text_.front() == '{' || text_.front() == '[';
  Result<Json> parsed = ParseJson(text_);
  if (parsed.ok() && (is_document || !LooksLikeHtml(response, text_))) {
    json_ = std::move(*parsed);
  } else {
    cut_off_ = is_document && !IsOneDocument(text_);
    html_ = !is_document && LooksLikeHtml(response, text_);
    unreadable_ = !html_ && !cut_off_;
  }
  if (is_document && !cut_off_) FindRecord(json_ ? &*json_ : nullptr, text_);
}

void AnswerBody::FindRecord(const Json* json, std::string_view text) {
  if (text.front() == '[') {
    const bool is_one = json && json->size() == 1 && json->front().is_object();
    const std::string_view only = Stripped(text.substr(1, text.size() - 2));
    if (!is_one || !HasOwnId(only)) return;
    listed_ = true;
    record_ = &json->front();
    record_text_ = only;
    return;
  }
  if (json && (IsOperationOutcome(*json) || IsSearchResult(*json))) return;
  const bool success = SaysTrue(MemberText(text, "success"));
  const std::string_view data = MemberText(text, "data");
  const bool has_data = data.starts_with('{') || data.starts_with('[');
  const bool is_record = HasOwnId(text) && !success;
  if (has_data && !is_record) {
    const Json* inner = json ? Find(*json, "data") : nullptr;
    if (data.starts_with('[')) return FindRecord(inner, data);
    record_ = inner;
    record_text_ = data;
    return;
  }
  record_text_ = text;
  const bool is_envelope = !MemberText(text, "success").empty() || !data.empty();
  if (json && (is_record || (!is_envelope && !IsNote(*json)))) record_ = json;
}

bool AnswerBody::is_null() const {
  if (!json_ || !json_->is_object()) return json_ && json_->is_null();
  const auto is_none = [](const Json& member) { return member.is_null(); };
  return std::any_of(json_->begin(), json_->end(), is_none) &&
         std::none_of(json_->begin(), json_->end(), [](const Json& member) {
           const bool holds = member.is_array() || member.is_object();
           return !member.is_null() && !(holds && member.empty());
         });
}

bool AnswerBody::is_empty_list() const {
  if (!json_) return false;
  const Json* data = Find(*json_, "data");
  const Json& list = data ? *data : *json_;
  return list.is_array() && list.empty();
}

bool AnswerBody::says_success() const { return SaysTrue(MemberText(text_, "success")); }

bool AnswerBody::says_failure() const {
  if (!json_ || !json_->is_object() || says_success()) return false;
  const bool refused = SaysFalse(MemberText(text_, "success"));
  const Json* error = Find(*json_, "error");
  if (HasOwnId(text_)) {
    // A record may have members of these names; an error object beside success: false is not a
    // member.
    return refused && error && error->is_object() && FirstOf(*error, {"code", "message"});
  }
  if (IsOperationOutcome(*json_)) return HasFailed(*json_);
  const std::string status = Lowered(StringOr(*json_, "status"));
  if (IsOneOf(status, {"error", "fail", "failed", "failure"})) return true;
  bool names_failure = false;
  for (auto it = json_->begin(); it != json_->end(); ++it) {
    if (IsSuccessFlag(it.key()) && SaysFalse(DumpJson(*it))) return true;
    names_failure |= NamesFailure(it.key()) && SaysSomething(&*it);
  }
  // A record may have a code of its own, of a diagnosis for instance.
  const bool has_failed = IsFailureStatus(IntOr(*json_, "status", 0)) ||
                          IsFailureStatus(IntOr(*json_, "statusCode", 0)) ||
                          (IsFailureCode(IntOr(*json_, "code", 0)) && IsNote(*json_));
  return record_id().empty() && (has_failed || names_failure);
}

std::string AnswerBody::record_id() const {
  const std::string_view id = MemberText(record_text_, "id");
  if (id.empty()) return {};
  if (id.front() == '-' || std::isdigit(static_cast<unsigned char>(id.front()))) {
    return std::string(id);
  }
  const Result<Json> parsed = ParseJson(id);
  const std::string text = parsed.ok() && parsed->is_string() ? parsed->text() : "";
  // A path cannot hold the last two.
  return Stripped(text).empty() || IsOneOf(text, {".", ".."}) ? "" : text;
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
  if (!json_) return html_ ? "" : CutToSentence(text_);
  return ErrorText(*json_, (is_error_ || says_failure()) && !HasOwnId(text_));
}

const Json* AnswerBody::current() const {
  if (!json_ || !json_->is_object()) return nullptr;
  const Json* error = FindObject(*json_, "error");
  const Json* details = FindObject(error ? *error : *json_, "details");
  for (const Json* holder : {details, error, &*json_}) {
    if (!holder) continue;
    if (const Json* current = FindObject(*holder, "current")) return current;
  }
  // Beside an error it may hold anything else.
  const Json* data = FindObject(*json_, "data");
  if (data && data->contains("id")) return data;
  // The bare record.
  const bool is_error = FirstOf(*json_, {"error", "errors", "code", "message", "title", "detail"});
  return HasOwnId(text_) && !is_error ? &*json_ : nullptr;
}

}  // namespace synchrone
