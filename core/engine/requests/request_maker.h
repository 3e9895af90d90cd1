#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "core/engine/local_store/local_store.h"
#include "core/ports/transport.h"

namespace synchrone {

// What a request holds, and what it means to send it twice: its method, body, key and condition.
// It remembers which origins the answers of this page's life have shown to honour keys.
class RequestMaker {
 public:
  RequestMaker(const LocalStore& local_store, const Endpoints& endpoints)
      : local_store_(local_store), endpoints_(endpoints) {}

  // The mutation as it is sent now, with its method and body. A request that may have been applied
  // is repeated unchanged; any other is built again. A key names one request: a different request
  // gets a new key.
  QueuedMutation Prepared(QueuedMutation queued) const;
  // The request of a mutation that Prepared returned.
  Request Make(const QueuedMutation& queued, AttemptId attempt) const;
  // The version that it is made on; "": it is sent without a condition.
  std::string IfMatchOf(const Mutation& mutation) const;
  // The version in a record, as text; "" when it has none.
  std::string VersionOf(const Resource& resource, const Json& record) const;
  // It is a PUT that carries the whole record, the record is not known, and no earlier attempt can
  // be repeated as it was.
  bool LacksRecord(const QueuedMutation& queued) const;
  // It is a PUT without a condition, of a record that was known here: where others have deleted the
  // record, the API may make it again.
  bool MayMakeRecord(const QueuedMutation& queued) const;

  bool KeyIsSent(const Resource& resource) const;
  // ... and the API is known to honour it: by declaration, or by an answer of its origin.
  bool KeyIsHonoured(const Resource& resource) const;
  void NoteKeyHonoured(const std::string& origin) { honours_keys_.insert(origin); }
  // An earlier attempt may have been applied and a second one is not harmless: the host verifies it
  // first (Transport::Verify).
  bool NeedsVerification(const QueuedMutation& queued) const;

 private:
  Method MethodOf(const QueuedMutation& queued) const;
  bool SendsRecord(const Mutation& mutation, Method method) const;
  // Its confirmed state is known, and the record exists.
  bool KnowsRecord(const EntityKey& entity) const;
  // The body where it is not the mutation's data: the whole record of a PUT, or changes with the
  // version that counts where the caller's changes held one. "" for other requests.
  std::string BodyOf(const Mutation& mutation) const;
  std::string UrlOf(const Mutation& mutation) const;
  bool SafeToRepeat(const QueuedMutation& queued) const;
  // CRC-32 of what distinguishes requests: method, address and body; of a whole record also the
  // version or the contents that it is made on, because it would undo what has changed since; of a
  // transformed body also the version of the application's shapes. Never 0.
  uint32_t FingerprintOf(const QueuedMutation& queued) const;

  const LocalStore& local_store_;
  const Endpoints& endpoints_;
  std::set<std::string> honours_keys_;
};

}  // namespace synchrone
