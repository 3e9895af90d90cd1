#include "tests/simulator/server/network.h"

#include <algorithm>
#include <utility>

#include "core/model/path.h"
#include "tests/support/scripted_transport.h"

namespace synchrone::simulator {
namespace {

constexpr int64_t kTimeLimit_ms = 30'000;
constexpr int64_t kSlowProcessing_ms = 4'000;
// After the death of its page: all of a request's life but what it has had.
constexpr int64_t kLatest_ms = 29'000;

Answer ServerError(Choice& choice) {
  const std::vector<int> statuses = {500, 500, 500, 501, 505, 408, 425};
  const std::vector<std::string> bodies = {"", R"({"error":{"message":"Oops","code":"E1"}})",
                                           "Internal error", R"({"error":"text","message":"m"})"};
  return Failure(Meaning::kRetry, JsonAnswer(choice.OneOf(statuses), choice.OneOf(bodies)));
}

Answer BusyServer(Choice& choice) {
  const std::vector<std::string> headers = {"1",      "3",    "",
                                            "999999", "soon", "Tue, 14 Nov 2023 22:14:00 GMT"};
  Response response = JsonAnswer(429);
  response.retry_after = choice.OneOf(headers);
  if (!response.retry_after.empty() && choice.Chance(30)) response.status = 503;
  return Failure(Meaning::kRateLimited, std::move(response));
}

Answer RandomRefusal(const Request& request, Choice& choice) {
  const std::vector<int> statuses = {400, 403, 413, 415, 422, 428, 451};
  const std::vector<std::string> bodies = {
      R"({"success":false,"error":{"code":"RULE","message":"Not so","details":{"f":"name"}}})",
      R"({"type":"https://example.org/problems/rule","title":"Rule","detail":"Not so"})",
      R"({"error":"text","message":"Not so"})", "Not so", ""};
  Response response = JsonAnswer(choice.OneOf(statuses), choice.OneOf(bodies));
  if (choice.Chance(15)) response = JsonAnswer(200, R"({"success":false,"error":"Not so"})");
  if (request.operation == Kind::kCreate && choice.Chance(20)) response.status = 409;
  return Failure(Meaning::kRefused, std::move(response));
}

Answer GatewayPage(Choice& choice) {
  return Failure(Meaning::kGateway, HtmlAnswer(choice.OneOf(std::vector<int>{502, 503, 504})));
}

// A page in place of the answer, or one of another origin, may come after the API has carried the
// request out: only 511 says that it went nowhere (RFC 6585, 6).
Answer PortalPage(Choice& choice) {
  if (choice.Chance(70)) return Failure(Meaning::kGateway, HtmlAnswer(200));
  if (choice.Chance(50)) return Failure(Meaning::kUnreachable, HtmlAnswer(511));
  Response moved = HtmlAnswer(200);
  moved.redirected_to = "https://portal.example/";
  moved.same_origin = false;
  return Failure(Meaning::kGateway, std::move(moved));
}

Answer ProxyPage(Choice& choice) {
  return Failure(Meaning::kProxyPage, HtmlAnswer(choice.OneOf(std::vector<int>{403, 407, 451})));
}

Answer LoginPage() {
  Response moved = HtmlAnswer(200);
  moved.redirected_to = "/login";
  return Failure(Meaning::kLogin, std::move(moved));
}

}  // namespace

const char* WeatherName(Weather weather) {
  switch (weather) {
    case Weather::kFair:
      return "fair";
    case Weather::kDown:
      return "down";
    case Weather::kBlackHole:
      return "black-hole";
    case Weather::kGateway:
      return "gateway";
    case Weather::kPortal:
      return "portal";
    case Weather::kProxyPage:
      return "proxy-page";
    case Weather::kBlocked:
      return "blocked";
    case Weather::kServerErrors:
      return "server-errors";
    case Weather::kBusy:
      return "busy";
  }
  return "";
}

Weather Network::WeatherOf(const std::string& url) const {
  const auto place = weather_.find(OriginOf(url));
  return place == weather_.end() ? Weather::kFair : place->second;
}

Network::Plan Network::UnderWeather(const Request&, Weather weather, Choice& choice) {
  Plan plan;
  plan.arrives = false;
  switch (weather) {
    case Weather::kFair:
      plan.arrives = true;
      break;
    case Weather::kDown:
      plan.page_gets = Unanswered(TransportFailure::kNetwork);
      break;
    case Weather::kBlackHole:
      plan.page_gets = Unanswered(TransportFailure::kTimeout);
      break;
    case Weather::kGateway:
      plan.page_gets = GatewayPage(choice);
      break;
    case Weather::kPortal:
      plan.page_gets = PortalPage(choice);
      break;
    case Weather::kProxyPage:
      plan.page_gets = ProxyPage(choice);
      break;
    case Weather::kBlocked:
      plan.page_gets = Unanswered(TransportFailure::kBlocked);
      break;
    case Weather::kServerErrors:
      plan.page_gets = ServerError(choice);
      break;
    case Weather::kBusy:
      plan.page_gets = BusyServer(choice);
      break;
  }
  return plan;
}

Network::Plan Network::WithFault(const Request& request, Choice& choice) {
  Plan plan;
  switch (choice.Below(15)) {
    case 0:
      plan.arrives = false;
      [[fallthrough]];
    case 1:
    case 2:
      plan.page_gets = Unanswered(TransportFailure::kNetwork);
      break;
    case 3:
      plan.arrives = false;
      [[fallthrough]];
    case 4:
      plan.page_gets = Unanswered(TransportFailure::kTimeout);
      break;
    case 5:
      plan.arrives_twice = server_.HonoursKeys(request.resource);
      break;
    case 6:
      plan.answer_twice = true;
      break;
    case 7:
      plan.arrives = false;
      [[fallthrough]];
    case 8:
      plan.page_gets = GatewayPage(choice);
      break;
    case 9:
      plan.arrives = false;
      plan.page_gets = PortalPage(choice);
      break;
    case 10:
      plan.arrives = false;
      plan.page_gets = ProxyPage(choice);
      break;
    case 11:
      plan.arrives = false;
      plan.page_gets = ServerError(choice);
      break;
    case 12:
      plan.arrives = false;
      plan.page_gets = BusyServer(choice);
      break;
    case 13:
      plan.server_says = RandomRefusal(request, choice);
      break;
    default:
      if (choice.Chance(30)) {
        // Without a choice of its own: the seeds that are kept go on meaning what they meant.
        plan.arrives = request.attempt % 2 == 0;
        plan.page_gets = LoginPage();
      } else {
        plan.page_gets = Failure(Meaning::kUncertain, JsonAnswer(202));
      }
  }
  return plan;
}

Network::Plan Network::PlanFor(const Request& request, Weather weather, int64_t, Choice& choice,
                               int faults) {
  Plan plan = UnderWeather(request, weather, choice);
  if (weather == Weather::kFair && choice.Chance(faults)) plan = WithFault(request, choice);
  plan.travel_ms = choice.Between(1, 400);
  plan.reply_ms = choice.Between(1, choice.Chance(20) ? 5'000 : 400);
  const bool times_out = plan.page_gets && plan.page_gets->meaning == Meaning::kNoAnswer &&
                         plan.page_gets->failure == TransportFailure::kTimeout;
  if (times_out) plan.reply_ms = kTimeLimit_ms;
  return plan;
}

void Network::Send(int page, const Request& request, int64_t now_ms, Choice& choice, int faults) {
  Happening happening;
  happening.page = page;
  happening.request = request;
  happening.plan = PlanFor(request, WeatherOf(request.url), now_ms, choice, faults);
  happening.is_arrival = true;
  const Plan& plan = happening.plan;
  if (!plan.arrives) {
    Deliver(page, request, *plan.page_gets, now_ms + plan.reply_ms);
    return;
  }
  happenings_.emplace(now_ms + plan.travel_ms, happening);
  if (plan.arrives_twice) {
    happening.plan.page_gets.reset();
    happening.is_copy = true;
    // Before the page has the answer to the first: after that nothing of it is on its way.
    const int64_t later_ms = choice.Between(0, std::min<int64_t>(800, plan.reply_ms - 1));
    happenings_.emplace(now_ms + plan.travel_ms + later_ms, happening);
  }
}

void Network::SendBatch(int page, const BatchRequest& batch, int64_t now_ms, Choice& choice,
                        int faults) {
  if (WeatherOf(batch.url) != Weather::kFair || !choice.Chance(faults)) {
    for (const Request& request : batch.entries) Send(page, request, now_ms, choice, faults);
    return;
  }
  Happening happening;
  happening.page = page;
  Delivery& delivery = happening.delivery;
  delivery.page = page;
  delivery.kind = Delivery::Kind::kBatchUnusable;
  delivery.request = batch.entries.front();
  delivery.batch = batch.entries;
  delivery.arrived = choice.Chance(40);
  if (delivery.arrived) {
    for (const Request& request : batch.entries) server_.Handle(request, now_ms, 0);
  }
  happenings_.emplace(now_ms + choice.Between(1, 800), std::move(happening));
}

std::optional<Answer> Network::InsteadOfARecord(const std::string& url) const {
  switch (WeatherOf(url)) {
    case Weather::kFair:
    case Weather::kBlocked:
      break;
    case Weather::kDown:
    case Weather::kPortal:
    case Weather::kProxyPage:
      return Unanswered(TransportFailure::kNetwork);
    case Weather::kBlackHole:
      return Unanswered(TransportFailure::kTimeout);
    case Weather::kGateway:
      return Failure(Meaning::kGateway, JsonAnswer(503));
    case Weather::kServerErrors:
      return Failure(Meaning::kRetry, JsonAnswer(500));
    case Weather::kBusy:
      return Failure(Meaning::kRateLimited, JsonAnswer(429));
  }
  if (!server_.signed_in()) return Failure(Meaning::kLogin, JsonAnswer(401));
  return std::nullopt;
}

void Network::Verify(int page, const VerifyRequest& question, int64_t now_ms, Choice& choice) {
  if (const std::optional<Answer> instead = InsteadOfARecord(question.resource.value())) {
    Request asked;
    asked.attempt = question.attempt;
    asked.mutation = question.mutation;
    asked.resource = question.resource;
    const bool times_out = instead->failure == TransportFailure::kTimeout;
    const int64_t takes_ms = times_out ? kTimeLimit_ms : choice.Between(1, 800);
    return Deliver(page, asked, *instead, now_ms + takes_ms);
  }
  Happening happening;
  happening.page = page;
  happening.delivery.page = page;
  happening.delivery.kind = Delivery::Kind::kVerified;
  happening.delivery.question = question;
  happenings_.emplace(now_ms + choice.Between(1, 800), std::move(happening));
}

void Network::Deliver(int page, const Request& request, const Answer& answer, int64_t at_ms) {
  Happening happening;
  happening.page = page;
  happening.delivery.page = page;
  happening.delivery.request = request;
  happening.delivery.answer = answer;
  happenings_.emplace(at_ms, std::move(happening));
}

void Network::Arrive(const Happening& happening, int64_t now_ms) {
  const Plan& plan = happening.plan;
  const std::pair<int, AttemptId> request{happening.page, happening.request.attempt};
  if (happening.is_copy && turned_away_.contains(request)) return;
  const Answer* instead = plan.server_says ? &*plan.server_says : nullptr;
  // A server whose answer was lost may still be at work when the request comes again.
  const int64_t processing_ms = plan.reply_ms + (plan.page_gets ? kSlowProcessing_ms : 0);
  Answer answer = server_.Handle(happening.request, now_ms, processing_ms, instead);
  if (answer.meaning == Meaning::kLogin) turned_away_.insert(request);
  // "Accepted" means a confirmation only.
  const bool accepts = plan.page_gets && plan.page_gets->meaning == Meaning::kUncertain;
  const bool replaced = plan.page_gets && (!accepts || answer.meaning == Meaning::kConfirmed);
  if (replaced) answer = *plan.page_gets;
  Deliver(happening.page, happening.request, answer, now_ms + plan.reply_ms);
  if (plan.answer_twice) {
    Deliver(happening.page, happening.request, answer, now_ms + plan.reply_ms + 50);
  }
}

void Network::Probe(int page, const std::string& url, int64_t now_ms, Choice& choice, int faults) {
  Happening happening;
  happening.page = page;
  Delivery& delivery = happening.delivery;
  delivery.page = page;
  delivery.kind = Delivery::Kind::kProbeAnswer;
  delivery.url = url;
  int64_t takes_ms = choice.Between(1, 300);
  switch (WeatherOf(url)) {
    case Weather::kFair:
    case Weather::kBlocked:
      delivery.status = server_.signed_in() ? 200 : 401;
      break;
    case Weather::kDown:
      delivery.status = 0;
      break;
    case Weather::kBlackHole:
      takes_ms = kTimeLimit_ms;
      break;
    case Weather::kGateway:
      delivery.status = 503;
      break;
    case Weather::kPortal:
      delivery.status = 200;
      delivery.html = true;
      break;
    case Weather::kProxyPage:
      delivery.status = 403;
      delivery.html = true;
      break;
    case Weather::kServerErrors:
      delivery.status = choice.Chance(50) ? 500 : 200;
      break;
    case Weather::kBusy:
      delivery.status = 429;
      break;
  }
  if (choice.Chance(faults / 2)) delivery.status = 0;
  happenings_.emplace(now_ms + takes_ms, std::move(happening));
}

void Network::Forget(int page, int64_t now_ms, Choice& choice) {
  std::multimap<int64_t, Happening> kept;
  for (auto& [at_ms, happening] : happenings_) {
    if (happening.page != page) {
      kept.emplace(at_ms, std::move(happening));
    } else if (happening.is_arrival && choice.Chance(70)) {
      server_.Handle(happening.request, now_ms, 0);
    }
  }
  happenings_ = std::move(kept);
}

void Network::Orphan(int page, int64_t now_ms, Choice& choice) {
  std::multimap<int64_t, Happening> kept;
  for (auto& [at_ms, happening] : happenings_) {
    const bool is_ours = happening.page == page && happening.is_arrival;
    if (is_ours && choice.Chance(30)) continue;  // it never arrives
    const bool is_late = is_ours && choice.Chance(50);
    kept.emplace(is_late ? now_ms + choice.Between(1, kLatest_ms) : at_ms, std::move(happening));
  }
  happenings_ = std::move(kept);
}

std::optional<int64_t> Network::NextMs() const {
  if (happenings_.empty()) return std::nullopt;
  return happenings_.begin()->first;
}

std::optional<Delivery> Network::Step() {
  const int64_t now_ms = happenings_.begin()->first;
  const Happening happening = std::move(happenings_.extract(happenings_.begin()).mapped());
  if (!happening.is_arrival) return happening.delivery;
  Arrive(happening, now_ms);
  return std::nullopt;
}

}  // namespace synchrone::simulator
