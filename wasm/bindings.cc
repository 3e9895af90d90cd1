#include <emscripten/bind.h>

#include "wasm/handle.h"

// The table of what JavaScript sees. Contract: synchrone_module.d.ts.
EMSCRIPTEN_BINDINGS(synchrone) {
  using synchrone::Handle;
  emscripten::class_<Handle>("Engine")
      .constructor<>()
      .function("start", &Handle::Start)
      .function("enqueue", &Handle::Enqueue)
      .function("enqueueRaw", &Handle::EnqueueRaw)
      .function("withdraw", &Handle::Withdraw)
      .function("retry", &Handle::Retry)
      .function("discard", &Handle::Discard)
      .function("keepOffline", &Handle::KeepOffline)
      .function("migratePayload", &Handle::MigratePayload)
      .function("resolveConflict", &Handle::ResolveConflict)
      .function("pause", &Handle::Pause)
      .function("resume", &Handle::Resume)
      .function("setOfflineMode", &Handle::SetOfflineMode)
      .function("process", &Handle::Process)
      .function("clear", &Handle::Clear)
      .function("setUser", &Handle::SetUser)
      .function("logout", &Handle::Logout)
      .function("configureEndpoint", &Handle::ConfigureEndpoint)
      .function("alias", &Handle::Alias)
      .function("observe", &Handle::Observe)
      .function("response", &Handle::OnResponse)
      .function("transportFailed", &Handle::OnTransportFailed)
      .function("batchUnusable", &Handle::OnBatchUnusable)
      .function("verified", &Handle::OnVerified)
      .function("probeAnswered", &Handle::OnProbeAnswered)
      .function("timer", &Handle::OnTimer)
      .function("connectivity", &Handle::OnConnectivity)
      .function("leadership", &Handle::OnLeadership)
      .function("tabMessage", &Handle::OnTabMessage)
      .function("storageChanged", &Handle::OnStorageChanged)
      .function("takeEvents", &Handle::TakeEvents)
      .function("entry", &Handle::Entry)
      .function("entries", &Handle::Entries)
      .function("views", &Handle::Views)
      .function("snapshot", &Handle::GetSnapshot)
      .function("explain", &Handle::ExplainEntry)
      .function("resolveId", &Handle::ResolveId)
      .function("exportAudit", &Handle::ExportAudit)
      .function("verifyAudit", &Handle::VerifyAudit);
}
