#include "core/engine/describe.h"

#include <algorithm>
#include <set>

#include "core/base/object_text.h"
#include "core/model/audit_step_text.h"
#include "core/model/path.h"
#include "core/model/sequence_text.h"

namespace synchrone {
namespace {

const char* KnowledgeName(RecordState::Knowledge knowledge) {
  switch (knowledge) {
    case RecordState::Knowledge::kUnknown:
      return "unknown";
    case RecordState::Knowledge::kAbsent:
      return "absent";
    case RecordState::Knowledge::kPresent:
      return "present";
  }
  return "";
}

void AddEntity(ObjectText& object, const EntityKey& entity) {
  object.Text("resource", entity.resource.value()).Text("entity", entity.id.value());
}

void AddView(ObjectText& object, const ViewEvent& view) {
  AddEntity(object, view.entity);
  object.TextIfAny("previousEntity", view.previous_id.value());
  if (!view.aliases.empty()) {
    std::vector<std::string> aliases;
    for (const EntityId& id : view.aliases) aliases.push_back(QuoteJson(id.value()));
    object.Raw("aliases", ArrayText(aliases));
  }
  object.Text("state", KnowledgeName(view.view.knowledge));
  // The host puts them over the confirmed record, which it has to have as well.
  if (view.view.edits.empty()) {
    object.Raw("record", view.view.record);
  } else {
    object.Raw("edits", view.view.edits);
  }
  if (view.confirmed.knowledge != RecordState::Knowledge::kUnknown) {
    object.Raw("confirmed", view.confirmed.record);
  }
  object.Text("syncState", SyncStateName(view.sync)).TextIfAny("tail", view.tail);
}

std::string ErrorText(const Progress& progress) {
  return ObjectText()
      .Text("code", progress.error_code)
      .Text("message", progress.error_message)
      .Number("status", progress.error_status)
      .Text("body", progress.error_body)
      .str();
}

struct EventDescriber {
  std::string operator()(const QueuedEvent& event) const {
    ObjectText object;
    object.Text("type", "queued").Text("id", event.id.value());
    AddEntity(object, event.entity);
    return object.Text("operation", KindName(event.kind)).Flag("foreign", event.foreign).str();
  }
  std::string operator()(const ProgressEvent& event) const {
    ObjectText object;
    object.Text("type", "progress").Text("id", event.id.value());
    AddEntity(object, event.entity);
    return object.Text("status", StatusName(event.status))
        .Text("kind", ParkKindName(event.park))
        .Flag("sending", event.sending)
        .Number("retries", event.retries)
        .Text("waiting", EntryWaitName(event.waiting))
        .str();
  }
  std::string operator()(const SettledEvent& event) const {
    ObjectText object;
    object.Text("type", "settled").Text("id", event.id.value());
    AddEntity(object, event.entity);
    return object.TextIfAny("previousEntity", event.previous_id.value())
        .Text("operation", KindName(event.kind))
        .Text("status", StatusName(event.status))
        .Text("cause", event.cause)
        .TextIfAny("into", event.into.value())
        .Raw("record", event.record)
        .str();
  }
  std::string operator()(const ParkedEvent& event) const {
    return ObjectText()
        .Text("type", "parked")
        .Raw("mutation", DescribeEntry(*event.queued, event.base, false))
        .str();
  }
  std::string operator()(const ViewEvent& event) const {
    ObjectText object;
    object.Text("type", "view");
    AddView(object, event);
    return object.str();
  }
  std::string operator()(const ReadNeededEvent& event) const {
    ObjectText object;
    object.Text("type", "readNeeded");
    AddEntity(object, event.entity);
    object.Text("path", EntityPath(event.entity) + event.tail);
    return object.str();
  }
  std::string operator()(const SnapshotEvent& event) const {
    return ObjectText()
        .Text("type", "snapshot")
        .Raw("snapshot", DescribeSnapshot(event.snapshot))
        .str();
  }
  std::string operator()(const AuthRequiredEvent&) const {
    return ObjectText().Text("type", "authRequired").str();
  }
  std::string operator()(const DiagnosticEvent& event) const {
    return ObjectText()
        .Text("type", "diagnostic")
        .Text("code", event.code)
        .TextIfAny("resource", event.resource.value())
        .TextIfAny("mutation", event.mutation.value())
        .Text("message", event.message)
        .str();
  }
};

// A delay, a backoff or a read. While the whole queue waits, the end of it sends nothing and starts
// no turn: the queue's reason is the one that lasts.
bool EndsByItself(EntryWait wait, const QueuedMutation& queued) {
  if (wait == EntryWait::kHeld) return !queued.progress.kept_offline;
  return wait == EntryWait::kBackoff || wait == EntryWait::kRead;
}

// The code of the reason; the host has the sentences. "": it is sent next.
const char* ReasonOf(const Engine& engine, const QueuedMutation& queued) {
  if (engine.IsSending(queued.sequence())) return "sending";
  if (queued.parked()) return "error";
  const EntryWait own = engine.WaitOf(queued);
  const Snapshot snapshot = engine.GetSnapshot();
  const bool queue_waits = snapshot.waiting != QueueWait::kNone;
  if (own != EntryWait::kNone && !(queue_waits && EndsByItself(own, queued))) {
    return EntryWaitName(own);
  }
  if (queue_waits) return QueueWaitName(snapshot.waiting);
  if (!snapshot.sender) return "sender";
  const auto same = engine.local_store().queue().OfEntity(queued.mutation.entity);
  const bool is_first = !same.empty() && same.front()->sequence() == queued.sequence();
  return is_first ? "" : "lane";
}

}  // namespace

std::string DescribeSnapshot(const Snapshot& snapshot) {
  const bool waits = snapshot.waiting != QueueWait::kNone;
  const std::string storage =
      ObjectText().Flag("durable", snapshot.durable).Text("reason", snapshot.storage_reason).str();
  return ObjectText()
      .Flag("online", snapshot.online)
      .TextOrNull("waiting", waits ? QueueWaitName(snapshot.waiting) : "")
      .FlagIfSet("signInElsewhere", snapshot.led_away)
      .Number("pending", snapshot.pending)
      .Number("sending", snapshot.sending)
      .Number("held", snapshot.held)
      .Number("attention", snapshot.attention)
      .Number("sealed", snapshot.sealed)
      .Raw("storage", storage)
      .Raw("lastSyncedAt",
           snapshot.last_synced_ms ? std::to_string(*snapshot.last_synced_ms) : "null")
      .Flag("sender", snapshot.sender)
      .TextOrNull("userId", snapshot.user.id)
      .TextOrNull("companyId", snapshot.user.company)
      .str();
}

std::string DescribeView(const ViewEvent& view) {
  ObjectText object;
  AddView(object, view);
  return object.str();
}

std::string DescribeEvent(const Event& event) { return std::visit(EventDescriber{}, event); }

std::string DescribeEntry(const QueuedMutation& queued, const std::string& base, bool sending) {
  const Mutation& mutation = queued.mutation;
  const Progress& progress = queued.progress;
  ObjectText object;
  object.Text("id", mutation.id.value())
      .Number("timestamp", mutation.timestamp_ms)
      .Text("type", MethodName(mutation.method))
      .Text("endpoint", PathOf(mutation))
      .Raw("data", mutation.data)
      .Number("retries", progress.retries)
      .Text("status", StatusName(progress.status))
      .TextOrNull("userId", mutation.user.id)
      .TextOrNull("companyId", mutation.user.company)
      .TextOrNull("reason", mutation.reason);
  if (queued.parked()) object.Text("kind", ParkKindName(progress.park));
  object.Text("operation", KindName(mutation.kind))
      .Text("resource", mutation.entity.resource.value())
      .Text("entity", mutation.entity.id.value())
      .Raw("sequence", SequenceText(mutation.sequence));
  if (progress.place.counter > 0) object.Raw("place", SequenceText(progress.place));
  object.Number("generation", progress.generation)
      .Number("attempts", progress.attempts)
      .Flag("sending", sending)
      .FlagIfSet("unanswered", progress.possibly_sent)
      .Flag("keptOffline", progress.kept_offline)
      .NumberIfAny("payloadVersion", mutation.payload_version);
  if (queued.parked()) object.Raw("error", ErrorText(progress));
  if (progress.park == ParkKind::kConflict) {
    object.Raw("conflict", ObjectText()
                               .Raw("base", base)
                               .Raw("mine", mutation.data)
                               .Raw("server", progress.server_record)
                               .str());
  }
  return object.str();
}

std::string DescribeEntryOf(const Engine& engine, const MutationId& id) {
  if (const QueuedMutation* queued = engine.local_store().queue().FindId(id)) {
    return DescribeEntry(*queued, queued->mutation.base, engine.IsSending(queued->sequence()));
  }
  const auto& history = engine.local_store().history();
  const auto settled =
      std::find_if(history.rbegin(), history.rend(),
                   [&](const SettledMutation& one) { return one.queued.id() == id; });
  return settled == history.rend() ? "" : DescribeEntry(settled->queued, "", false);
}

std::string DescribeEntries(const Engine& engine, std::string_view filter) {
  std::vector<std::string> entries;
  for (const QueuedMutation* queued : engine.local_store().queue().All()) {
    const bool wanted = filter.empty() || filter == StatusName(queued->progress.status);
    if (!wanted) continue;
    entries.push_back(
        DescribeEntry(*queued, queued->mutation.base, engine.IsSending(queued->sequence())));
  }
  if (filter.empty()) {
    for (const SettledMutation& settled : engine.local_store().history()) {
      if (settled.cause == "coalesced") continue;  // it goes on in another
      entries.push_back(DescribeEntry(settled.queued, "", false));
    }
  }
  return ArrayText(entries);
}

std::string DescribeViews(const Engine& engine, const Resource& resource) {
  std::vector<std::string> views;
  for (const EntityKey& entity : engine.local_store().queue().Entities()) {
    if (entity.resource != resource || entity.id.empty()) continue;
    views.push_back(DescribeView(engine.local_store().ViewOf(entity)));
  }
  return ArrayText(views);
}

std::string Explain(const Engine& engine, const MutationId& id) {
  const QueuedMutation* queued = engine.local_store().queue().FindId(id);
  if (!queued) return "";
  return ObjectText()
      .Text("id", id.value())
      .Text("waiting", ReasonOf(engine, *queued))
      .Text("kind", ParkKindName(queued->progress.park))
      .Number("queuedAt", queued->mutation.timestamp_ms)
      .Number("attempts", queued->progress.attempts)
      .str();
}

namespace {

std::string HeadText(const ChainRecord& record) {
  return HeadsText({{record.link.document, record.link.index, record.hash}});
}

std::string AuditLine(const QueuedMutation& queued, const SettledMutation* settled,
                      const ChainRecord* record) {
  const Mutation& mutation = queued.mutation;
  ObjectText line;
  line.Text("id", mutation.id.value())
      .Number("timestamp", mutation.timestamp_ms)
      .Text("type", MethodName(mutation.method))
      .Text("endpoint", PathOf(mutation))
      .Text("operation", KindName(mutation.kind));
  AddEntity(line, mutation.entity);
  line.TextOrNull("userId", mutation.user.id)
      .TextOrNull("companyId", mutation.user.company)
      .TextOrNull("reason", mutation.reason)
      .Text("status", StatusName(queued.progress.status))
      .Number("retries", queued.progress.retries)
      .Number("attempts", queued.progress.attempts);
  const std::string steps = StepsText(queued.progress.steps);
  line.Raw("steps", steps.empty() ? "[]" : steps);
  if (settled) {
    line.TextIfAny("cause", settled->cause)
        .TextIfAny("into", settled->into.value())
        .NumberIfAny("settledAt", settled->settled_ms)
        .NumberIfAny("serverTime", settled->server_ms)
        .TextIfAny("digest", settled->digest)
        .TextIfAny("salt", settled->salt);
  }
  if (record && record->link.index > 0) {
    line.Text("head", HeadText(*record)).Text("previous", record->link.previous);
  }
  return line.str() + "\n";
}

}  // namespace

std::string DescribeAudit(Engine& engine) {
  const Journal::Audit audit = engine.ReadAudit();
  std::string lines;
  std::set<Sequence> stored;
  for (size_t i = 0; i < audit.settled.size(); ++i) {
    const SettledMutation& settled = audit.settled[i];
    stored.insert(settled.queued.sequence());
    lines += AuditLine(settled.queued, &settled, &audit.chain[i]);
  }
  // Adds the settled mutations for which storage had no room.
  for (const SettledMutation& settled : engine.local_store().history()) {
    if (stored.contains(settled.queued.sequence())) continue;
    lines += AuditLine(settled.queued, &settled, nullptr);
  }
  for (const QueuedMutation* queued : engine.local_store().queue().All()) {
    lines += AuditLine(*queued, nullptr, nullptr);
  }
  return lines;
}

std::string DescribeVerification(Engine& engine, std::string_view known_heads) {
  const Journal::Audit audit = engine.ReadAudit();
  const std::vector<ChainProblem> problems =
      VerifyChains(audit.chain, audit.anchors, ReadHeads(known_heads));
  std::vector<std::string> texts;
  texts.reserve(problems.size());
  for (const ChainProblem& problem : problems) {
    texts.push_back(ObjectText()
                        .Text("fault", ChainFaultName(problem.fault))
                        .Text("document", problem.document.value())
                        .Number("index", static_cast<int64_t>(problem.index))
                        .str());
  }
  return ObjectText()
      .Flag("ok", problems.empty())
      .Number("records", static_cast<int64_t>(audit.chain.size()))
      .Text("head", HeadsText(HeadsOf(audit.chain, audit.anchors)))
      .Raw("problems", ArrayText(texts))
      .str();
}

}  // namespace synchrone
