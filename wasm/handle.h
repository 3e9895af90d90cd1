#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/engine/engine.h"
#include "wasm/browser_ports.h"

namespace synchrone {

// What an instance of the module is: the engine with its ports, spoken to in numbers and text.
// Each method is documented in synchrone_module.d.ts; here is only the translation.
class Handle {
 public:
  Handle();

  std::string Start(std::string_view options);

  std::string Enqueue(int kind, std::string_view resource, std::string_view entity,
                      std::string_view text, std::string_view options);
  std::string EnqueueRaw(std::string_view type, std::string_view path, std::string_view text,
                         std::string_view options);
  std::string Withdraw(std::string_view id);
  std::string Retry(std::string_view id, std::string_view data);
  std::string Discard(std::string_view id);
  std::string KeepOffline(std::string_view id);
  std::string MigratePayload(std::string_view id, std::string_view data, int version);
  std::string ResolveConflict(std::string_view id, std::string_view choice,
                              std::string_view record);
  std::string Pause();
  std::string Resume();
  std::string SetOfflineMode(bool on);
  std::string Process();
  std::string Clear();
  std::string SetUser(std::string_view user_id, std::string_view company_id);
  std::string Logout();
  std::string ConfigureEndpoint(std::string_view resource, std::string_view options);
  std::string Alias(std::string_view resource, std::string_view entity, std::string_view other);
  std::string Observe(std::string_view resource, std::string_view entity, std::string_view record,
                      std::string_view etag, bool was_asked);

  void OnResponse(unsigned attempt, int status, std::string_view meta, std::string_view body);
  void OnTransportFailed(unsigned attempt, std::string_view failure);
  void OnBatchUnusable(unsigned first, bool may_have_arrived);
  void OnVerified(unsigned attempt, std::string_view verdict, std::string_view record);
  void OnProbeAnswered(std::string_view url, int status, bool html);
  void OnSessionOver(std::string_view url);
  void OnTimer(std::string_view name);
  void OnConnectivity(bool online);
  void OnLeadership(bool held);
  void OnTabMessage(std::string_view message);
  void OnStorageChanged(std::string_view key);

  std::string TakeEvents();
  std::string Entry(std::string_view id) const;
  std::string Entries(std::string_view filter) const;
  std::string Views(std::string_view resource) const;
  std::string GetSnapshot() const;
  std::string ExplainEntry(std::string_view id) const;
  std::string Unsendable() const;
  bool CanSend(std::string_view id) const;
  std::string ResolveId(std::string_view id) const;
  std::string ExportAudit();
  std::string VerifyAudit(std::string_view known_heads);

 private:
  std::string Accept(Result<Receipt> receipt) const;

  BrowserStorage storage_;
  BrowserTransport transport_;
  BrowserClock clock_;
  BrowserRandom random_;
  BrowserScheduler scheduler_;
  BrowserDigest digest_;
  BrowserLeaderLock leader_lock_;
  BrowserTabChannel tabs_;
  EventBuffer events_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace synchrone
