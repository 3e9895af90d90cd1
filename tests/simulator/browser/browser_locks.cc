// Locks of tabs, and what tabs receive from each other, in the simulation of a whole browser.
#include <algorithm>
#include <utility>

#include "core/journal/format/key_schema.h"
#include "tests/simulator/browser/browser_tab.h"

namespace synchrone::simulator {

void BrowserSimulation::WantLock(Tab& tab, const std::string& name) {
  for (auto& [other, lock] : locks_) {
    if (!lock.pages.empty() && lock.pages.front() == tab.page) lock.has_notice = false;
    std::erase(lock.pages, tab.page);
  }
  tab.lock = name;
  tab.lost_lock = false;
  locks_[name].pages.push_back(tab.page);
}

bool BrowserSimulation::HoldsLock(const Tab& tab) const {
  const auto place = locks_.find(tab.lock);
  return place != locks_.end() && place->second.has_notice &&
         place->second.pages.front() == tab.page;
}

bool BrowserSimulation::GrantNext() {
  for (auto& [name, lock] : locks_) {
    if (lock.pages.empty() || lock.has_notice) continue;
    Tab* tab = Find(lock.pages.front());
    if (tab->frozen) continue;  // it is not notified
    lock.has_notice = true;
    Say("  tab", std::to_string(tab->page), " sends for ", name);
    tab->engine().OnLeadership(true);
    AfterCall(*tab);
    return true;
  }
  return false;
}

// A tab with work asks a leader that does not answer, and takes the lock from it (6.1).
void BrowserSimulation::Steal() {
  Tab* thief = AnyTab();
  if (!thief || thief->engine().GetSnapshot().pending == 0) return;
  Lock& lock = locks_[thief->lock];
  Tab* holder = lock.pages.empty() ? nullptr : Find(lock.pages.front());
  if (!holder || !holder->frozen) return;
  Say("  tab", std::to_string(thief->page), " takes over from tab", std::to_string(holder->page));
  std::erase(lock.pages, thief->page);
  std::erase(lock.pages, holder->page);
  lock.pages.push_front(thief->page);
  holder->lost_lock = lock.has_notice;
  if (!lock.has_notice) lock.pages.push_back(holder->page);  // it never learned that it has it
  lock.has_notice = true;
  thief->engine().OnLeadership(true);
  AfterCall(*thief);
}

// A leader that lacks what queued work needs hands the lock on (6.1).
void BrowserSimulation::YieldToLaterVersions() {
  for (const auto& [name, lock] : locks_) {
    if (lock.pages.empty() || !lock.has_notice) continue;
    Tab* holder = Find(lock.pages.front());
    const bool has_later = std::any_of(lock.pages.begin(), lock.pages.end(), [&](int page) {
      return Find(page)->version > holder->version;
    });
    if (has_later) holder->lost_lock = true;
  }
}

void BrowserSimulation::NotifyOthers(const Tab& from, const TabNotice& notice) {
  for (const auto& tab : tabs_) {
    if (tab.get() == &from) continue;
    const bool is_message = notice.source == TabNotice::Source::kMessage;
    tab->inbox.push_back(
        {notice.source, is_message ? AsReceived(from, *tab, notice.text) : notice.text});
  }
}

// The message as a tab of that version would have written it.
std::string BrowserSimulation::AsReceived(const Tab& from, const Tab& to,
                                          const std::string& message) const {
  if (from.version == to.version || schedule_.versions == AppVersions::kSameMessages)
    return message;
  Json json = ParseJson(message).value();
  if (schedule_.versions == AppVersions::kOtherFormat) {
    json["v"] = kFormatVersion + 1;
    return DumpJson(json);
  }
  json["later"] = Json{{"of", "another version"}};
  Json changes = Json::array();
  changes.push_back(Json{{"type", "later"}, {"at", Json::array({1, "another"})}});
  for (const Json& change : json["changes"]) {
    changes.push_back(change);
    changes.back()["later"] = true;
  }
  json["changes"] = std::move(changes);
  return DumpJson(json);
}

bool BrowserSimulation::DeliverNews() {
  std::vector<Tab*> waiting;
  for (Tab* tab : Awake()) {
    if (!tab->inbox.empty() || tab->lost_lock || !tab->reads_wanted.empty()) waiting.push_back(tab);
  }
  if (waiting.empty()) return false;
  Tab& tab = *choice_.OneOf(waiting);
  if (tab.lost_lock) {
    Say("  tab", std::to_string(tab.page), " learns that it is no longer the leader");
    const std::string lock = tab.lock;
    tab.engine().OnLeadership(false);
    WantLock(tab, lock);
  } else if (!tab.inbox.empty()) {
    const TabNotice notice = std::move(tab.inbox.front());
    tab.inbox.pop_front();
    Say("  tab", std::to_string(tab.page), " receives ", notice.text.substr(0, 220));
    if (notice.source == TabNotice::Source::kMessage) {
      tab.engine().OnTabMessage(notice.text);
    } else {
      tab.engine().OnStorageKey(notice.text);
    }
  } else {
    const EntityKey entity = tab.reads_wanted.back();
    tab.reads_wanted.pop_back();
    const Json record = server_.Read(entity.resource, entity.id.value());
    const Status observed = tab.engine().Observe(
        entity.resource.value(), entity.id, record.is_null() ? "" : DumpJson(record), /*etag=*/"",
        /*was_asked=*/true);
    if (!observed.ok()) Break("a read was refused: " + std::string(observed.message()));
  }
  AfterCall(tab);
  return true;
}

void BrowserSimulation::Thaw(Tab& tab) {
  Say("  tab", std::to_string(tab.page), " thaws");
  tab.frozen = false;
  const int page = tab.page;
  std::deque<Delivery> held = std::move(tab.held);
  tab.held.clear();
  for (const Delivery& delivery : held) {
    if (Tab* alive = Find(page)) Take(*alive, delivery);
  }
}

}  // namespace synchrone::simulator
