#pragma once

#include <optional>
#include <string>

#include "core/base/json.h"
#include "core/model/response.h"

namespace synchrone {

// An answer's body, read once. Shapes of BEHAVIOUR section 4 and 8: {success, data}, a bare record,
// {success: false, error: {message, code, details}}, {error: "text", message}, RFC 9457 problem
// details, plain text.
class AnswerBody {
 public:
  explicit AnswerBody(const Response& response);

  bool empty() const { return empty_; }
  bool is_json() const { return json_.has_value(); }
  bool is_html() const { return html_; }
  // The envelope says success: false.
  bool says_failure() const;
  // The unwrapped record, or nullptr when the body holds none.
  const Json* record() const;
  // A machine-readable code: error.code, code, the last segment of a problem's type; or "".
  std::string error_code() const;
  // A sentence for people, or "".
  std::string error_message() const;
  // The server's record in a conflict: data, error.details.current, details.current, current.
  const Json* current() const;

 private:
  std::optional<Json> json_;
  std::string plain_text_;
  bool empty_ = false;
  bool html_ = false;
};

}  // namespace synchrone
