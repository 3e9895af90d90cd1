#include <emscripten/bind.h>

#include <string_view>

#include "wasm/handle.h"

// Text of a call is read where the caller has put it: it stays there until the call returns.
template <>
struct emscripten::internal::BindingType<std::string_view> {
  using WireType = BindingType<std::string>::WireType;
  static std::string_view fromWireType(WireType text) { return {text->data, text->length}; }
};

namespace synchrone {
namespace {

// One engine for each instance of the module: what is called on the module is called on this one.
Handle& Instance() {
  static auto* const handle = new Handle;
  return *handle;
}

template <auto kMethod>
struct Bound;
template <typename Reply, typename... Arguments, Reply (Handle::*kMethod)(Arguments...)>
struct Bound<kMethod> {
  static Reply Call(Arguments... arguments) { return (Instance().*kMethod)(arguments...); }
};
template <typename Reply, typename... Arguments, Reply (Handle::*kMethod)(Arguments...) const>
struct Bound<kMethod> {
  static Reply Call(Arguments... arguments) { return (Instance().*kMethod)(arguments...); }
};

template <auto kMethod>
void Bind(const char* name) {
  emscripten::function(name, &Bound<kMethod>::Call);
}

}  // namespace
}  // namespace synchrone

// The table of what JavaScript sees. Contract: synchrone_module.d.ts.
EMSCRIPTEN_BINDINGS(synchrone) {
  using synchrone::Bind;
  using synchrone::Handle;
  Bind<&Handle::Start>("start");
  Bind<&Handle::Enqueue>("enqueue");
  Bind<&Handle::EnqueueRaw>("enqueueRaw");
  Bind<&Handle::Withdraw>("withdraw");
  Bind<&Handle::Retry>("retry");
  Bind<&Handle::Discard>("discard");
  Bind<&Handle::KeepOffline>("keepOffline");
  Bind<&Handle::MigratePayload>("migratePayload");
  Bind<&Handle::ResolveConflict>("resolveConflict");
  Bind<&Handle::Pause>("pause");
  Bind<&Handle::Resume>("resume");
  Bind<&Handle::SetOfflineMode>("setOfflineMode");
  Bind<&Handle::Process>("process");
  Bind<&Handle::Clear>("clear");
  Bind<&Handle::SetUser>("setUser");
  Bind<&Handle::Logout>("logout");
  Bind<&Handle::ConfigureEndpoint>("configureEndpoint");
  Bind<&Handle::Alias>("alias");
  Bind<&Handle::Observe>("observe");
  Bind<&Handle::OnResponse>("response");
  Bind<&Handle::OnTransportFailed>("transportFailed");
  Bind<&Handle::OnBatchUnusable>("batchUnusable");
  Bind<&Handle::OnVerified>("verified");
  Bind<&Handle::OnProbeAnswered>("probeAnswered");
  Bind<&Handle::OnSessionOver>("sessionOver");
  Bind<&Handle::OnTimer>("timer");
  Bind<&Handle::OnConnectivity>("connectivity");
  Bind<&Handle::OnLeadership>("leadership");
  Bind<&Handle::OnTabMessage>("tabMessage");
  Bind<&Handle::OnStorageChanged>("storageChanged");
  Bind<&Handle::TakeEvents>("takeEvents");
  Bind<&Handle::Entry>("entry");
  Bind<&Handle::Entries>("entries");
  Bind<&Handle::Views>("views");
  Bind<&Handle::GetSnapshot>("snapshot");
  Bind<&Handle::ExplainEntry>("explain");
  Bind<&Handle::Unsendable>("unsendable");
  Bind<&Handle::CanSend>("canSend");
  Bind<&Handle::ResolveId>("resolveId");
  Bind<&Handle::ExportAudit>("exportAudit");
  Bind<&Handle::VerifyAudit>("verifyAudit");
}
