#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/model/response.h"

namespace synchrone {

// An answer's body, read once. What it is follows from its content, never from its content type.
//
// Records: {success: true, data}, {data}, a list of one record, or the object itself when it has
// an id of its own and does not say success: true. Errors: {error: {message, code, details}},
// {error: "text", message, details}, {errors}, RFC 9457 problem details, a FHIR OperationOutcome,
// plain text.
class AnswerBody {
 public:
  explicit AnswerBody(const Response& response);
  AnswerBody(const AnswerBody&) = delete;
  AnswerBody& operator=(const AnswerBody&) = delete;

  bool empty() const { return text_.empty(); }
  bool is_json() const { return json_.has_value(); }
  // A page for people: not the API's answer.
  bool is_html() const { return html_; }
  // The beginning of a JSON document whose rest is missing.
  bool is_cut_off() const { return cut_off_; }
  // Neither JSON nor a page: a word or a sentence, text of another encoding, JSON that is damaged
  // or nested too deeply. It does not show whether it is the API's own answer.
  bool is_unreadable() const { return unreadable_; }
  // null, or an object of nothing else ({data: null}, {patient: null, errors: []}): APIs answer so
  // when they found no record, or when they show none.
  bool is_null() const;
  // A list without a record, where one record is expected.
  bool is_empty_list() const;
  // The body itself says that it was refused, whatever the status.
  bool says_failure() const;
  bool says_success() const;
  // The unwrapped record, or nullptr when the body holds none.
  const Json* record() const { return record_; }
  // The id of the record, spelled as the server wrote it: "12.0" is not "12". "" when it has none.
  std::string record_id() const;
  // The record is the only element of a list.
  bool record_is_listed() const { return listed_; }
  // A machine-readable code: error.code, code, the last segment of a problem's type; or "".
  std::string error_code() const;
  // A sentence for people, or "".
  std::string error_message() const;
  // The server's record in a conflict: data, error.details.current, details.current, current.
  const Json* current() const;

 private:
  void FindRecord(const Json* json, std::string_view text);

  std::string text_;
  std::optional<Json> json_;
  const Json* record_ = nullptr;
  std::string_view record_text_;  // within text_; also of a document that is not parsed
  bool is_error_ = false;         // by its status
  bool html_ = false;
  bool cut_off_ = false;
  bool unreadable_ = false;
  bool listed_ = false;
};

}  // namespace synchrone
