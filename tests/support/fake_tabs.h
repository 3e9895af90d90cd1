#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace synchrone {

class Page;

// The browser's lock table (Web Locks): for each name a queue of pages, of which the first holds
// the lock. No page gets notice before GrantNext, as in a browser.
class FakeLeaderLocks {
 public:
  // Gives up what the page holds or waits for, and queues for `name`.
  void Request(Page& page, const std::string& name);
  // Forgets a page that closed or crashed.
  void Leave(Page& page);
  // Takes the lock that `thief` queues for from its holder, which gets notice of it.
  void Steal(Page& thief);
  // The same while the holder is blocked: it may ask, but has no notice yet.
  void StealUnheard(Page& thief);
  // No page has taken the lock from this one.
  bool IsCurrent(const Page& page) const { return !robbed_.contains(&page); }
  // Gives one page notice that it holds its lock now. False when none is left.
  bool GrantNext();
  // The page that knows it holds `name`, or nullptr.
  Page* HolderOf(const std::string& name) const;

 private:
  struct Queue {
    std::deque<Page*> pages;
    bool notified = false;  // the first of them knows that it holds the lock
  };
  Page* TakeFor(Page& thief);

  std::map<std::string, Queue> queues_;
  std::set<const Page*> robbed_;  // and have asked for no lock since
};

// What a tab receives from the others.
struct TabNotice {
  enum class Source { kMessage, kStorageKey };
  Source source = Source::kMessage;
  std::string text;  // the message, or the key
};

}  // namespace synchrone
