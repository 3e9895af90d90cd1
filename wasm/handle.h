#pragma once

#include <memory>
#include <string>

#include "core/engine/engine.h"
#include "wasm/browser_ports.h"

namespace synchrone {

// What an instance of the module is: the engine with its ports, spoken to in numbers and text.
// Each method is documented in synchrone_module.d.ts; here is only the translation.
class Handle {
 public:
  Handle();

  std::string Start(const std::string& options);

  std::string Enqueue(int kind, const std::string& resource, const std::string& entity,
                      const std::string& text, const std::string& options);
  std::string EnqueueRaw(const std::string& type, const std::string& path, const std::string& text,
                         const std::string& options);
  std::string Withdraw(const std::string& id);
  std::string Retry(const std::string& id, const std::string& data);
  std::string Discard(const std::string& id);
  std::string KeepOffline(const std::string& id);
  std::string MigratePayload(const std::string& id, const std::string& data, int version);
  std::string ResolveConflict(const std::string& id, const std::string& choice,
                              const std::string& record);
  std::string Pause();
  std::string Resume();
  std::string SetOfflineMode(bool on);
  std::string Process();
  std::string Clear();
  std::string SetUser(const std::string& user_id, const std::string& company_id);
  std::string Logout();
  std::string ConfigureEndpoint(const std::string& resource, const std::string& options);
  std::string Alias(const std::string& resource, const std::string& entity,
                    const std::string& other);
  std::string Observe(const std::string& resource, const std::string& entity,
                      const std::string& record, const std::string& etag, bool was_asked);

  void OnResponse(unsigned attempt, int status, const std::string& meta, const std::string& body);
  void OnTransportFailed(unsigned attempt, const std::string& failure);
  void OnBatchUnusable(unsigned first, bool may_have_arrived);
  void OnVerified(unsigned attempt, const std::string& verdict, const std::string& record);
  void OnProbeAnswered(const std::string& url, int status, bool html);
  void OnSessionOver(const std::string& url);
  void OnTimer(const std::string& name);
  void OnConnectivity(bool online);
  void OnLeadership(bool held);
  void OnTabMessage(const std::string& message);
  void OnStorageChanged(const std::string& key);

  std::string TakeEvents();
  std::string Entry(const std::string& id) const;
  std::string Entries(const std::string& filter) const;
  std::string Views(const std::string& resource) const;
  std::string GetSnapshot() const;
  std::string ExplainEntry(const std::string& id) const;
  std::string Unsendable() const;
  bool CanSend(const std::string& id) const;
  std::string ResolveId(const std::string& id) const;
  std::string ExportAudit();
  std::string VerifyAudit(const std::string& known_heads);

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
