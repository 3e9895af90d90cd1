#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

// What the module asks of its host: the object given to the factory as `host`, whose contract is
// ModuleHost in synchrone_module.d.ts. Plain imports, no Embind: they are on the path of every
// change.
namespace synchrone::host {

// A text that the host has put into the module's memory.
class HostText {
 public:
  explicit HostText(char* text) : text_(text) {}
  std::string_view view() const;

 private:
  struct Free {
    void operator()(char* text) const { std::free(text); }
  };
  std::unique_ptr<char, Free> text_;
};

double NowMs();
double Random();
// Each of the following answers "", "full" or "denied".
std::string PutHeld(const std::string& key, std::string_view head);
std::string Put(const std::string& key, std::string_view head, std::string_view body);
std::string Remove(const std::string& key);
// '=' + text, "" when missing, "!" when denied.
HostText Get(const std::string& key);
// What Get answers for each of `keys` (one a line), each answer followed by U+001E.
HostText GetMany(const std::string& keys);
// The keys that begin with `prefix`, one a line; "!" when denied.
HostText Keys(const std::string& prefix);
void Send(const std::string& request);
void SendBatch(const std::string& batch);
void Verify(const std::string& question);
void Probe(const std::string& url);
void Arm(const char* timer, double delay_ms);
void Cancel(const char* timer);
void RequestLeadership(const std::string& name);
bool IsCurrentLeader();
void Broadcast(std::string_view message);
// SHA-256 in base64url.
std::string DigestOf(std::string_view text);
std::string NewSalt();
void EventsReady();

}  // namespace synchrone::host
