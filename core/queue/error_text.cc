#include "core/queue/error_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>
#include <span>

#include "core/base/by_name.h"

namespace synchrone {
namespace {

constexpr size_t kLongestMessage = 300;
// Lists of errors inside of lists of errors: no message for people is deeper.
constexpr int kDeepest = 8;

using Names = std::initializer_list<std::string_view>;

// A member's name in lower case, without what joins its words.
std::string Bare(std::string_view name) {
  std::string bare;
  for (const char c : name) {
    if (c != '_' && c != '-')
      bare += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return bare;
}

// A member of that name holds what is wrong, and is not a field.
bool IsFrame(std::string_view bare) {
  return bare.find("error") != std::string_view::npos ||
         IsOneOf(bare, {"body", "children", "constraints", "data", "details", "fault", "fields",
                        "fieldviolations", "invalidparams", "issues", "message", "modelstate",
                        "properties", "validation", "violations"});
}

// What a person has typed, or what only programmers read.
bool IsUnsaid(std::string_view bare) {
  return IsOneOf(
      bare, {"value", "rejectedvalue", "target", "original", "current", "instance", "source",
             "keys", "stack", "stacktrace", "timestamp", "trace", "params", "schema", "arguments"});
}

// A single word in a member of that name is about the error, and does not say it.
bool IsLabel(std::string_view bare) {
  return bare.ends_with("code") ||
         IsOneOf(bare, {"success", "status", "type", "@type", "name", "path", "kind", "rule",
                        "traceid", "requestid", "property"});
}

bool IsSentence(const Json& part) {
  const Json& text = part.is_array() && !part.empty() ? part.front() : part;
  return text.is_string() && text.text().find(' ') != std::string::npos;
}

// An object with an id is a record, which says nothing.
bool IsRecord(const Json& part) { return part.is_object() && part.contains("id"); }

const Json* FirstText(const Json& object, std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    const auto member = object.find(name);
    if (member != object.end() && member->is_string() && !member->text().empty()) return &*member;
  }
  return nullptr;
}

// The field that an object says it is about, also at the end of a path: "/data/attributes/phone",
// ["body", "phone"], {pointer}.
std::string FieldOf(const Json& error, Names names) {
  for (const std::string_view name : names) {
    const auto member = error.find(name);
    if (member == error.end()) continue;
    if (member->is_object()) return FieldOf(*member, {"pointer"});
    if (name == "source") continue;
    const Json& last = member->is_array() && !member->empty() ? member->back() : *member;
    if (last.is_string()) return last.text().substr(last.text().rfind('/') + 1);
  }
  return "";
}

// Which texts count that stand by themselves, outside of an object with a sentence.
enum class Texts { kAll, kSentences, kNone };

// The names of a sentence.
constexpr std::array<std::string_view, 5> kSaid = {"message", "msg", "defaultMessage",
                                                   "diagnostics", "detail"};
// In a list of errors; elsewhere these may be fields.
constexpr std::array<std::string_view, 10> kListed = {
    "message", "msg",   "defaultMessage", "diagnostics", "detail",
    "details", "title", "text",           "reason",      "description"};

// Collects what is wrong.
class Reader {
 public:
  std::string text;

  // What follows says more of the sentence before it.
  void Explain() { separator_ = text.ends_with('.') ? " " : ": "; }

  // `field`: what is known of the field that the part is about.
  void Read(const Json& part, const std::string& field, Texts texts, int depth = 0) {
    if (depth > kDeepest) return;
    if (part.is_string() && texts != Texts::kNone) ReadText(part.text(), field, depth);
    if (part.is_array()) {
      for (const Json& one : part) {
        const bool is_said = texts != Texts::kNone && ReadSaying(one, field, kListed, depth);
        if (!is_said) Read(one, field, texts, depth + 1);
      }
    }
    if (part.is_object() && !ReadSaying(part, field, kSaid, depth)) {
      const std::string own = FieldOf(part, {"property"});
      ReadMembers(part, own.empty() ? field : own, texts, depth);
    }
  }

  // Members of an object that has no sentence of its own.
  void ReadMembers(const Json& object, const std::string& field, Texts texts, int depth) {
    for (auto it = object.begin(); it != object.end(); ++it) {
      const std::string bare = Bare(it.key());
      const bool is_label = IsLabel(bare) && !it->is_structured() && !IsSentence(*it);
      if (IsRecord(*it) || is_label || (IsUnsaid(bare) && !(it->is_array() && IsSentence(*it))))
        continue;
      ReadMember(it.key(), *it, field, texts, depth);
    }
  }

  // The members that are called after errors, beside a sentence.
  void ReadFrames(const Json& object, const std::string& field, int depth) {
    for (auto it = object.begin(); it != object.end(); ++it) {
      const std::string bare = Bare(it.key());
      const bool holds = it->is_structured() || IsOneOf(bare, {"details", "errors"});
      if (holds && IsFrame(bare) && bare != "message" && !IsRecord(*it)) {
        ReadMember(it.key(), *it, field, Texts::kNone, depth);
      }
    }
  }

 private:
  // An object that says what is wrong, under one of these names.
  bool ReadSaying(const Json& object, const std::string& field,
                  std::span<const std::string_view> names, int depth) {
    const Json* said = FirstText(object, names);
    if (!said) return false;
    std::string own =
        FieldOf(object, {"field", "path", "param", "property", "propertyPath", "loc", "expression",
                         "instancePath", "pointer", "source", "attr", "target", "members"});
    if (own.empty()) own = object.contains("reason") ? FieldOf(object, {"name"}) : field;
    ReadText(said->text(), own, depth);
    ReadFrames(object, own, depth);
    return true;
  }

  void ReadMember(const std::string& key, const Json& member, const std::string& field, Texts texts,
                  int depth) {
    const std::string bare = Bare(key);
    if (bare == "constraints" && member.is_object()) {
      for (const Json& rule : member) Read(rule, field, Texts::kAll, depth + 1);
    } else if (bare == "details" && member.is_object()) {
      ReadMembers(member, field, Texts::kSentences, depth + 1);
    } else if (!IsFrame(bare)) {
      const bool counts =
          texts == Texts::kAll || (texts == Texts::kSentences && IsSentence(member));
      Read(member, field.empty() ? key : field + "." + key, counts ? Texts::kAll : Texts::kNone,
           depth + 1);
    } else if (texts != Texts::kSentences || bare != "fields" || !member.is_array()) {
      // Forms show the `fields` of `details` beside their fields.
      Read(member, field, bare == "data" ? texts : Texts::kAll, depth + 1);
    }
  }

  // Some libraries write all that they have found into one text.
  void ReadText(const std::string& words, const std::string& field, int depth) {
    if (text.size() > kLongestMessage) return;
    const bool is_json = words.starts_with('[') || words.starts_with('{');
    const Json found = is_json ? ParsedOrNull(words) : Json();
    if (!found.is_null()) return Read(found, field, Texts::kAll, depth + 1);
    const bool is_said = text.find(words) != std::string::npos;
    if (words.empty() || (is_said && text.find(field) != std::string::npos)) return;
    if (!text.empty()) text += separator_;
    separator_ = "; ";
    text += field.empty() ? words : field + ": " + words;
  }

  std::string separator_;
};

// Only lists of sentences by field, as some frameworks answer without any frame.
bool IsErrorsByField(const Json& json) {
  return json.is_object() && !json.empty() &&
         std::all_of(json.begin(), json.end(), [](const Json& member) {
           return member.is_array() && !member.empty() && member.front().is_string();
         });
}

}  // namespace

std::string ErrorText(const Json& body, bool is_failure) {
  Reader reader;
  if (StringOr(body, "resourceType") == "OperationOutcome") {
    const Json* issues = Find(body, "issue");
    for (const Json& issue : issues ? *issues : Json::array()) {
      const Json* details = issue.contains("diagnostics") ? nullptr : Find(issue, "details");
      const Json* text = details ? Find(*details, "text") : nullptr;
      reader.Read(text ? *text : issue, "", text ? Texts::kAll : Texts::kNone);
    }
    return CutToSentence(reader.text);
  }
  if (!body.is_object() || IsErrorsByField(body)) {
    reader.Read(body, "", Texts::kAll);
    return CutToSentence(reader.text);
  }
  const Json* error = Find(body, "error");
  const Json& holder = error && error->is_object() ? *error : body;
  const std::string field = FieldOf(holder, {"field", "param", "property", "target"});
  for (const char* key :
       {"message", "Message", "msg", "detail", "title", "reason", "error_description", "error"}) {
    const Json* said = Find(holder, key);
    if (!said || said->is_object()) continue;
    reader.Read(*said, field, Texts::kAll);
    if (!reader.text.empty()) break;
  }
  reader.Explain();
  if (reader.text.empty() && &holder == error && !Find(*error, "code")) {
    reader.Read(*error, "", Texts::kAll);
  }
  reader.ReadFrames(holder, "", 0);
  if (&holder == error) reader.ReadFrames(body, "", 0);
  if (reader.text.empty() && is_failure) reader.ReadMembers(body, "", Texts::kAll, 0);
  return CutToSentence(reader.text);
}

std::string CutToSentence(std::string text) {
  if (text.size() <= kLongestMessage) return text;
  size_t end = kLongestMessage;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
  text.resize(end);
  return text;
}

}  // namespace synchrone
