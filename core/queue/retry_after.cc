#include "core/queue/retry_after.h"

#include <algorithm>
#include <array>

#include "core/base/tuning.h"

namespace synchrone {
namespace {

std::optional<int64_t> Digits(std::string_view text) {
  if (text.empty() || text.size() > 12) return std::nullopt;
  int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::optional<int64_t> MonthNumber(std::string_view name) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto found = std::find(kMonths.begin(), kMonths.end(), name);
  if (found == kMonths.end()) return std::nullopt;
  return found - kMonths.begin() + 1;
}

// Days since 1970-01-01 of a Gregorian date (H. Hinnant, "chrono-Compatible Low-Level Date
// Algorithms", days_from_civil).
int64_t DaysFromCivil(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

// "Sun, 06 Nov 1994 08:49:37 GMT" as milliseconds since the epoch.
std::optional<int64_t> HttpDateMs(std::string_view text) {
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") {
    return std::nullopt;
  }
  const auto day = Digits(text.substr(5, 2));
  const auto month = MonthNumber(text.substr(8, 3));
  const auto year = Digits(text.substr(12, 4));
  const auto hour = Digits(text.substr(17, 2));
  const auto minute = Digits(text.substr(20, 2));
  const auto second = Digits(text.substr(23, 2));
  if (!day || !month || !year || !hour || !minute || !second) return std::nullopt;
  const int64_t days = DaysFromCivil(*year, *month, *day);
  return (((days * 24 + *hour) * 60 + *minute) * 60 + *second) * 1000;
}

}  // namespace

std::optional<int64_t> RetryAfterMs(std::string_view header, int64_t now_ms) {
  while (!header.empty() && header.front() == ' ') header.remove_prefix(1);
  while (!header.empty() && header.back() == ' ') header.remove_suffix(1);
  std::optional<int64_t> delay_ms;
  // Sent twice, fetch joins the values with a comma; a date has one, too.
  if (const auto seconds = Digits(header.substr(0, header.find(',')))) {
    delay_ms = *seconds * 1000;
  } else if (const auto date_ms = HttpDateMs(header)) {
    delay_ms = *date_ms - now_ms;
  }
  if (!delay_ms) return std::nullopt;
  return std::clamp<int64_t>(*delay_ms, 0, tuning::kMaxRetryAfter_ms);
}

}  // namespace synchrone
