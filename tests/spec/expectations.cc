#include <algorithm>
#include <sstream>
#include <utility>

#include "core/engine/describe.h"
#include "tests/spec/replay.h"
#include "tests/support/json_oracle.h"

namespace synchrone {
namespace {

std::string Differs(const std::string& what, const Json& is, const Json& expected) {
  if (SortedText(is) == SortedText(expected)) return "";
  return what + " is " + DumpJson(is) + ", expected " + DumpJson(expected);
}

// The members that are named; of members that are objects the same.
std::string DiffersIn(const std::string& what, const Json& is, const Json& expected) {
  if (!expected.is_object() || !is.is_object()) return Differs(what, is, expected);
  for (auto it = expected.begin(); it != expected.end(); ++it) {
    const Json* member = Find(is, it.key());
    const std::string name = what + "." + it.key();
    std::string wrong = it->is_object() ? DiffersIn(name, member ? *member : Json(), *it)
                                        : Differs(name, member ? *member : Json(), *it);
    if (!wrong.empty()) return wrong;
  }
  return "";
}

Json Parsed(const std::string& text) { return text.empty() ? Json() : ParseJson(text).value(); }

Json Taken(std::vector<std::string>& texts) {
  Json taken = Json::array();
  for (std::string& text : std::exchange(texts, {})) taken.push_back(std::move(text));
  return taken;
}

}  // namespace

std::string Replay::Check(const Json& expected) {
  for (auto it = expected.begin(); it != expected.end(); ++it) {
    const std::string& what = it.key();
    std::string wrong;
    if (what == "requests") {
      wrong = CheckRequests(*it);
    } else if (what == "batches") {
      wrong = CheckBatches(*it);
    } else if (what == "probes") {
      wrong = Differs(what, Taken(probes_), *it);
    } else if (what == "reads") {
      wrong = Differs(what, Taken(reads_), *it);
    } else if (what == "events") {
      wrong = Differs(what, Taken(events_), *it);
    } else if (what == "entries") {
      for (auto entry = it->begin(); wrong.empty() && entry != it->end(); ++entry) {
        wrong = CheckEntry(entry.key(), *entry);
      }
    } else if (what == "views") {
      wrong = CheckViews(*it);
    } else if (what == "snapshot") {
      wrong = DiffersIn(what, Parsed(DescribeSnapshot(page_->snapshot())), *it);
    } else if (what == "all") {
      Json ids = Json::array();
      for (const Json& entry : Parsed(DescribeEntries(page_->engine(), ""))) {
        ids.push_back(entry.at("id"));
      }
      wrong = Differs(what, ids, *it);
    } else if (what == "resolveId") {
      for (auto id = it->begin(); wrong.empty() && id != it->end(); ++id) {
        const EntityId now = page_->engine().ResolveId(EntityId(id.key()));
        wrong = Differs("resolveId " + id.key(), now.empty() ? Json() : Json(now.value()), *id);
      }
    } else if (what == "audit") {
      std::istringstream lines(DescribeAudit(page_->engine()));
      std::map<std::string, Json> records;
      for (std::string line; std::getline(lines, line);) {
        const Json record = Parsed(line);
        records[StringOr(record, "id")] = record;
      }
      for (auto entry = it->begin(); wrong.empty() && entry != it->end(); ++entry) {
        wrong = DiffersIn("audit of " + entry.key(), records[entry.key()], *entry);
      }
    } else if (what == "projection") {
      const Json array = NewestProjection();
      for (auto entry = it->begin(); wrong.empty() && entry != it->end(); ++entry) {
        const auto place = std::find_if(array.begin(), array.end(), [&](const Json& one) {
          return StringOr(one, "id") == entry.key();
        });
        wrong =
            DiffersIn("projection " + entry.key(), place == array.end() ? Json() : *place, *entry);
      }
    } else {
      wrong = "unknown expectation '" + what + "'";
    }
    if (!wrong.empty()) return wrong;
  }
  return "";
}

Json Replay::NewestProjection() const {
  const std::string text = page_->Projection();
  return text.empty() ? Json::array() : ParseJson(text).value();
}

std::string Replay::CheckRequests(const Json& expected) {
  const std::vector<Request> sent = std::exchange(requests_, {});
  if (sent.size() != expected.size()) {
    std::string paths;
    for (const Request& request : sent) {
      paths += std::string(" ") + MethodName(request.method) + " " + request.url;
    }
    return std::to_string(sent.size()) + " requests left:" + paths;
  }
  for (size_t i = 0; i < sent.size(); ++i) {
    std::string wrong = CheckRequest(expected[i], sent[i]);
    if (!wrong.empty()) return "request " + std::to_string(i + 1) + ": " + wrong;
  }
  return "";
}

std::string Replay::CheckRequest(const Json& expected, const Request& request) {
  std::string wrong = Differs("of", request.mutation.value(), expected.at("of"));
  if (wrong.empty() && expected.contains("method")) {
    wrong = Differs("method", MethodName(request.method), expected["method"]);
  }
  if (wrong.empty() && expected.contains("path")) {
    wrong = Differs("path", request.url, expected["path"]);
  }
  if (wrong.empty() && expected.contains("body")) {
    wrong = Differs("body", Parsed(request.body), expected["body"]);
  }
  if (wrong.empty() && expected.contains("ifMatch")) {
    wrong = Differs("ifMatch", request.if_match.empty() ? Json() : Json(request.if_match),
                    expected["ifMatch"]);
  }
  if (!wrong.empty() || !expected.contains("key")) return wrong;
  const Json& label = expected["key"];
  if (label.is_null() || request.idempotency_key.empty()) {
    const bool same = label.is_null() == request.idempotency_key.empty();
    return same ? "" : "the key is '" + request.idempotency_key + "'";
  }
  const std::string name = label.get<std::string>();
  for (const auto& [other, key] : keys_) {
    if ((other == name) != (key == request.idempotency_key)) return "the key is that of " + other;
  }
  keys_[name] = request.idempotency_key;
  return "";
}

std::string Replay::CheckBatches(const Json& expected) {
  const std::vector<BatchRequest> sent = std::exchange(batches_, {});
  if (sent.size() != expected.size()) return std::to_string(sent.size()) + " batches left";
  for (size_t i = 0; i < sent.size(); ++i) {
    const Json& entries = expected[i].at("entries");
    std::string wrong = Differs("url", sent[i].url, expected[i].at("url"));
    if (wrong.empty() && entries.size() != sent[i].entries.size()) {
      wrong = std::to_string(sent[i].entries.size()) + " entries";
    }
    for (size_t j = 0; wrong.empty() && j < entries.size(); ++j) {
      wrong = CheckRequest(entries[j], sent[i].entries[j]);
    }
    if (!wrong.empty()) return "batch " + std::to_string(i + 1) + ": " + wrong;
  }
  return "";
}

std::string Replay::CheckEntry(const std::string& id, const Json& expected) {
  Json entry = Parsed(DescribeEntryOf(page_->engine(), MutationId(id)));
  if (entry.is_object()) {
    entry["waiting"] = StringOr(Parsed(Explain(page_->engine(), MutationId(id))), "waiting");
  }
  return DiffersIn(id, entry, expected);
}

std::string Replay::CheckViews(const Json& expected) {
  for (auto resource = expected.begin(); resource != expected.end(); ++resource) {
    for (auto id = resource->begin(); id != resource->end(); ++id) {
      const auto row = screen_.find({Resource(resource.key()), EntityId(id.key())});
      std::string wrong =
          Differs("view of " + id.key(), row == screen_.end() ? Json() : row->second, *id);
      if (!wrong.empty()) return wrong;
    }
  }
  return "";
}

}  // namespace synchrone
