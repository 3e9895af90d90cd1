#include "tests/support/scripted_transport.h"

#include <utility>

namespace synchrone {

Response JsonAnswer(int status, std::string body) {
  Response response;
  response.status = status;
  if (!body.empty()) response.content_type = "application/json; charset=utf-8";
  response.body = std::move(body);
  return response;
}

Response HtmlAnswer(int status) {
  Response response;
  response.status = status;
  response.content_type = "text/html";
  response.body = "<!DOCTYPE html><html><body>Not the API</body></html>";
  return response;
}

}  // namespace synchrone
