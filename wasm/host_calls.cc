#include "wasm/host_calls.h"

#include <emscripten.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

// Names of the host's members are quoted, so that the closure compiler leaves them alone. Text
// comes back in UTF-8 behind its length (text_library.js), in memory that the caller frees.
// clang-format off
EM_JS(double, synchrone_host_now, (), { return Module['host']['now'](); });
EM_JS(double, synchrone_host_random, (), { return Module['host']['random'](); });
EM_JS(char*, synchrone_host_put_held, (const char* key, const char* head, int head_size), {
  return newText(
      Module['host']['putHeld'](UTF8ToString(key), UTF8ToString(head, head_size)));
});
EM_JS(char*, synchrone_host_put,
      (const char* key, const char* head, int head_size, const char* body, int body_size), {
  return newText(Module['host']['put'](
      UTF8ToString(key), UTF8ToString(head, head_size) + UTF8ToString(body, body_size)));
});
EM_JS(char*, synchrone_host_get, (const char* key), {
  return newText(Module['host']['get'](UTF8ToString(key)));
});
EM_JS(char*, synchrone_host_get_many, (const char* keys), {
  return newText(Module['host']['getMany'](UTF8ToString(keys)));
});
EM_JS(char*, synchrone_host_remove, (const char* key), {
  return newText(Module['host']['remove'](UTF8ToString(key)));
});
EM_JS(char*, synchrone_host_keys, (const char* prefix), {
  return newText(Module['host']['keys'](UTF8ToString(prefix)));
});
EM_JS(void, synchrone_host_send, (const char* request), {
  Module['host']['send'](UTF8ToString(request));
});
EM_JS(void, synchrone_host_send_batch, (const char* batch), {
  Module['host']['sendBatch'](UTF8ToString(batch));
});
EM_JS(void, synchrone_host_verify, (const char* question), {
  Module['host']['verify'](UTF8ToString(question));
});
EM_JS(void, synchrone_host_probe, (const char* url), {
  Module['host']['probe'](UTF8ToString(url));
});
EM_JS(void, synchrone_host_arm, (const char* timer, double delay_ms), {
  Module['host']['arm'](UTF8ToString(timer), delay_ms);
});
EM_JS(void, synchrone_host_cancel, (const char* timer), {
  Module['host']['cancel'](UTF8ToString(timer));
});
EM_JS(void, synchrone_host_request_leadership, (const char* name), {
  Module['host']['requestLeadership'](UTF8ToString(name));
});
EM_JS(int, synchrone_host_is_current_leader, (), {
  return Module['host']['isCurrentLeader']() ? 1 : 0;
});
EM_JS(void, synchrone_host_broadcast, (const char* message, int size), {
  Module['host']['broadcast'](UTF8ToString(message, size));
});
EM_JS(char*, synchrone_host_digest, (const char* text, int size), {
  return newText(Module['host']['digest'](UTF8ToString(text, size)));
});
EM_JS(char*, synchrone_host_salt, (), { return newText(Module['host']['salt']()); });
EM_JS(void, synchrone_host_events_ready, (), { Module['host']['eventsReady'](); });
// clang-format on

EM_JS_DEPS(synchrone_host, "$UTF8ToString,$newText");

namespace synchrone::host {

std::string_view HostText::view() const {
  uint32_t size = 0;
  std::memcpy(&size, text_.get(), sizeof size);
  return {text_.get() + sizeof size, size};
}

namespace {

std::string Taken(char* text) { return std::string(HostText(text).view()); }

int Size(std::string_view text) { return static_cast<int>(text.size()); }

}  // namespace

double NowMs() { return synchrone_host_now(); }

double Random() { return synchrone_host_random(); }

std::string PutHeld(const std::string& key, std::string_view head) {
  return Taken(synchrone_host_put_held(key.c_str(), head.data(), Size(head)));
}

std::string Put(const std::string& key, std::string_view head, std::string_view body) {
  return Taken(synchrone_host_put(key.c_str(), head.data(), Size(head), body.data(), Size(body)));
}

std::string Remove(const std::string& key) { return Taken(synchrone_host_remove(key.c_str())); }

HostText Get(const std::string& key) { return HostText(synchrone_host_get(key.c_str())); }

HostText GetMany(const std::string& keys) {
  return HostText(synchrone_host_get_many(keys.c_str()));
}

HostText Keys(const std::string& prefix) { return HostText(synchrone_host_keys(prefix.c_str())); }

void Send(const std::string& request) { synchrone_host_send(request.c_str()); }

void SendBatch(const std::string& batch) { synchrone_host_send_batch(batch.c_str()); }

void Verify(const std::string& question) { synchrone_host_verify(question.c_str()); }

void Probe(const std::string& url) { synchrone_host_probe(url.c_str()); }

void Arm(const char* timer, double delay_ms) { synchrone_host_arm(timer, delay_ms); }

void Cancel(const char* timer) { synchrone_host_cancel(timer); }

void RequestLeadership(const std::string& name) { synchrone_host_request_leadership(name.c_str()); }
bool IsCurrentLeader() { return synchrone_host_is_current_leader() != 0; }

void Broadcast(std::string_view message) {
  synchrone_host_broadcast(message.data(), Size(message));
}

std::string DigestOf(std::string_view text) {
  return Taken(synchrone_host_digest(text.data(), Size(text)));
}

std::string NewSalt() { return Taken(synchrone_host_salt()); }

void EventsReady() { synchrone_host_events_ready(); }

}  // namespace synchrone::host
