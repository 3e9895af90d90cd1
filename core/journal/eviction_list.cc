#include "core/journal/eviction_list.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "core/base/json.h"
#include "core/base/sort.h"
#include "core/base/tuning.h"
#include "core/journal/format/key_schema.h"

namespace synchrone {
namespace {

// How many records are evicted at once when storage is full.
constexpr ptrdiff_t kEvictedAtOnce = 50;
// In the history record of a change that was merged into another one.
constexpr std::string_view kMergedInto = "\"into\":";

std::optional<std::string> TextIn(Storage& storage, const std::string& key) {
  Result<std::optional<std::string>> text = storage.Get(key);
  return text.ok() ? std::move(*text) : std::nullopt;
}

}  // namespace

std::vector<std::string> EvictionList::TakeOldest(const UnwrittenRecords& unwritten) {
  if (!std::exchange(is_listed_, true)) keys_ = List(unwritten);
  const auto end = keys_.begin() + std::min(kEvictedAtOnce, std::ssize(keys_));
  std::vector<std::string> oldest(keys_.begin(), end);
  keys_.erase(keys_.begin(), end);
  return oldest;
}

std::vector<std::string> EvictionList::List(const UnwrittenRecords& unwritten) const {
  struct Aged {
    int64_t at_ms;
    std::string key;
  };
  std::vector<Aged> aged;
  const Result<std::vector<std::string>> keys = storage_.Keys(std::string(kKeyPrefix));
  if (!keys.ok()) return {};
  int64_t oldest_work_ms = std::numeric_limits<int64_t>::max();
  const auto time_of = [](const std::optional<std::string>& text,
                          const char* member) -> std::optional<int64_t> {
    const std::string_view record = text ? std::string_view(*text) : std::string_view();
    const size_t begin = record.find('{');
    if (begin == std::string_view::npos) return std::nullopt;
    const Result<Json> line = ParseJson(record.substr(begin, record.find('\n') - begin));
    if (!line.ok() || !Find(*line, member)) return std::nullopt;
    return IntOr(*line, member, 0);
  };
  const auto note_work = [&](const std::optional<std::string>& text) {
    oldest_work_ms = std::min(oldest_work_ms, time_of(text, "timestamp").value_or(0));
  };
  for (const std::string& key : *keys) {
    if (IsKeyOf(RecordKind::kMutation, key)) note_work(TextIn(storage_, key));
  }
  for (const auto& [key, text] : unwritten) {
    if (IsKeyOf(RecordKind::kMutation, key)) note_work(text.head);
  }
  for (const std::string& key : *keys) {
    const bool is_history = IsKeyOf(RecordKind::kHistory, key);
    if (!is_history && !IsKeyOf(RecordKind::kIdMap, key)) continue;
    if (is_history && unwritten.contains(KeyOfKind(RecordKind::kMutation, key))) continue;
    const std::optional<std::string> text = TextIn(storage_, key);
    const auto at_ms = time_of(text, is_history ? "settled" : "confirmed");
    const bool serves_work = !is_history || (text && text->find(kMergedInto) < text->size());
    if (at_ms && (!serves_work || *at_ms < oldest_work_ms)) {
      aged.push_back({*at_ms, key});
    }
  }
  // Records of the same time: shorter keys first, so that the counters in the keys rise.
  Sort(aged, [](const Aged& a, const Aged& b) {
    return a.at_ms != b.at_ms ? a.at_ms < b.at_ms : ShorterFirst()(a.key, b.key);
  });
  std::vector<std::string> list;
  for (Aged& one : aged) list.push_back(std::move(one.key));
  return list;
}

std::vector<std::string> EvictionList::OverBudget(const UnwrittenRecords& unwritten) const {
  const Result<std::vector<std::string>> keys = storage_.Keys(std::string(kKeyPrefix));
  if (!keys.ok()) return {};
  const auto size_of = [&](const std::string& key) {
    const std::optional<std::string> text = TextIn(storage_, key);
    return text ? key.size() + text->size() : 0;
  };
  size_t total = 0;
  for (const std::string& key : *keys) {
    if (IsKeyOf(RecordKind::kHistory, key) || IsKeyOf(RecordKind::kIdMap, key)) {
      total += size_of(key);
    }
  }
  std::vector<std::string> oldest;
  if (total <= tuning::kAuditBudget) return oldest;
  for (std::string& key : List(unwritten)) {
    if (total <= tuning::kAuditBudget) break;
    total -= size_of(key);
    oldest.push_back(std::move(key));
  }
  return oldest;
}

}  // namespace synchrone
