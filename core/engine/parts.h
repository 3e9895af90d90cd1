#pragma once

#include "core/engine/decisions/decisions.h"
#include "core/engine/decisions/enqueuer.h"
#include "core/engine/sending/response_handler.h"
#include "core/engine/sending/sender.h"
#include "core/engine/session/legacy_import.h"
#include "core/engine/session/session.h"
#include "core/ports/digest.h"
#include "core/ports/environment.h"
#include "core/ports/event_sink.h"
#include "core/ports/transport.h"

namespace synchrone {

// What the engine needs of the world. All must outlive it.
struct Ports {
  Storage& storage;
  Transport& transport;
  Clock& clock;
  Random& random;
  Scheduler& scheduler;
  LeaderLock& leader_lock;
  TabChannel& tabs;
  EventSink& events;
  Digest* digest = nullptr;  // none: the audit trail has no chains
};

// The parts of the engine in the order of their rooms (ARCHITECTURE.md): each knows only those
// before it.
struct Parts {
  Parts(const Ports& ports, EngineOptions options)
      : tab{std::move(options)},
        journal(ports.storage, tab.options.tab, ports.digest),
        local_store(journal, endpoints),
        gate(tab.options.online),
        maker(local_store, endpoints),
        judge(local_store, endpoints, table, maker),
        waits(tab, local_store, endpoints, table, maker),
        transitions(tab, journal, local_store, endpoints, table, judge),
        conflict_detector(local_store, judge, transitions),
        recovery(tab, journal, local_store, endpoints, gate, table, transitions, ports.tabs),
        outbox(tab, local_store, ports.tabs),
        sync(tab, journal, local_store, gate, table, recovery, outbox),
        coalescer(journal, local_store, endpoints, table, waits, transitions),
        launcher(local_store, endpoints, table, maker, ports.transport),
        sender(local_store, endpoints, gate, table, maker, waits, transitions, coalescer, launcher),
        responses(journal, local_store, endpoints, gate, table, maker, judge, transitions, recovery,
                  ports.random),
        enqueuer(tab, journal, local_store, endpoints, transitions, recovery),
        decisions(journal, local_store, endpoints, table, transitions, recovery),
        projection(tab, journal, local_store),
        legacy(tab, journal, local_store, enqueuer, projection),
        session(tab, journal, local_store, gate, table, conflict_detector, recovery, sync,
                projection, ports.leader_lock) {}
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  ThisTab tab;
  Journal journal;
  Endpoints endpoints;
  LocalStore local_store;
  // requests
  Gate gate;
  RequestTable table;
  RequestMaker maker;
  const RecordJudge judge;
  const Waits waits;
  // transitions
  Transitions transitions;
  ConflictDetector conflict_detector;
  // tabs
  Recovery recovery;
  Outbox outbox;
  TabSync sync;
  // sending
  Coalescer coalescer;
  Launcher launcher;
  Sender sender;
  ResponseHandler responses;
  // decisions
  Enqueuer enqueuer;
  Decisions decisions;
  // session
  ProjectionWriter projection;
  LegacyImport legacy;
  Session session;
};

}  // namespace synchrone
