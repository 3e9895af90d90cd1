#include "tests/support/fake_tabs.h"

#include <algorithm>

#include "core/base/check.h"
#include "tests/support/world.h"

namespace synchrone {

void FakeLeaderLocks::Request(Page& page, const std::string& name) {
  Leave(page);
  queues_[name].pages.push_back(&page);
}

void FakeLeaderLocks::Leave(Page& page) {
  robbed_.erase(&page);
  for (auto& [name, queue] : queues_) {
    if (queue.pages.empty()) continue;
    if (queue.pages.front() == &page) queue.notified = false;
    std::erase(queue.pages, &page);
  }
}

// The page that held it, or nullptr.
Page* FakeLeaderLocks::TakeFor(Page& thief) {
  for (auto& [name, queue] : queues_) {
    if (std::find(queue.pages.begin(), queue.pages.end(), &thief) == queue.pages.end()) continue;
    Page* const holder = queue.notified ? queue.pages.front() : nullptr;
    SYNCHRONE_CHECK(holder != &thief, "the thief holds the lock already");
    std::erase(queue.pages, &thief);
    if (holder) queue.pages.pop_front();
    queue.pages.push_front(&thief);
    queue.notified = true;
    return holder;
  }
  SYNCHRONE_CHECK(false, "the thief queues for no lock");
  return nullptr;
}

void FakeLeaderLocks::Steal(Page& thief) {
  if (Page* const holder = TakeFor(thief)) holder->engine().OnLeadership(false);
  thief.engine().OnLeadership(true);
}

void FakeLeaderLocks::StealUnheard(Page& thief) {
  if (Page* const holder = TakeFor(thief)) robbed_.insert(holder);
  thief.engine().OnLeadership(true);
}

bool FakeLeaderLocks::GrantNext() {
  for (auto& [name, queue] : queues_) {
    if (queue.pages.empty() || queue.notified) continue;
    queue.notified = true;
    queue.pages.front()->engine().OnLeadership(true);
    return true;
  }
  return false;
}

Page* FakeLeaderLocks::HolderOf(const std::string& name) const {
  const auto place = queues_.find(name);
  const bool held =
      place != queues_.end() && !place->second.pages.empty() && place->second.notified;
  return held ? place->second.pages.front() : nullptr;
}

}  // namespace synchrone
