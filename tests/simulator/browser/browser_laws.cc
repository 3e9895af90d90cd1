// The laws of the simulation of a whole browser.
#include <algorithm>
#include <utility>

#include "tests/simulator/browser/browser_tab.h"
#include "tests/simulator/oracle/oracle.h"

namespace synchrone::simulator {
namespace {

// The first line in which two differ.
std::string Difference(const std::string& a, const std::string& b) {
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto line = [](const std::string& text, std::string::const_iterator at) {
    const auto begin = std::find(std::make_reverse_iterator(at), text.rend(), '\n').base();
    return std::string(begin, std::find(at, text.end(), '\n'));
  };
  return "<" + line(a, in_a) + "> and <" + line(b, in_b) + ">";
}

}  // namespace

void BrowserSimulation::Break(std::string law, CheckLine check) {
  Say("BROKEN: ", law);
  if (!failure_) failure_ = BrokenLaw{step_, std::move(law), check};
}

// A request leaves: in the name of the person whose change it is (7.1).
void BrowserSimulation::Leave(Tab& tab, const Request& request) {
  const std::string& id = request.mutation.value();
  Say("  tab", std::to_string(tab.page), " sends ", id, " ", MethodName(request.method), " ",
      request.url, " ", request.body, " key ", request.idempotency_key, " if-match ",
      request.if_match);
  if (!WishOf(request.mutation)) return Break("sent, but never asked for: " + id);
  const QueuedMutation* queued = tab.engine().local_store().queue().FindId(request.mutation);
  if (queued && queued->mutation.payload_version > tab.version)
    Break("sent by a page of an earlier version: " + id);
  // No room to record the attempt: a tab that takes over cannot know of it (5.4).
  if (!tab.engine().GetSnapshot().durable) {
    for (Wish* wish : WishesIn(request.mutation, request.body)) {
      ++wish->sent_again;
      wish->unrecorded = true;
    }
  }
  // A PUT without a condition replaces a record by the same once more.
  const bool is_harmless = request.method == Method::kPut && request.if_match.empty() &&
                           !server_.HonoursKeys(request.resource);
  for (Wish* wish : WishesIn(request.mutation, request.body)) {
    if (std::exchange(wish->left, true) && is_harmless) ++wish->sent_again;
  }
  const User user = tab.user();
  if (user.anonymous()) return;
  const bool is_refused = session_.anonymous();  // no user is signed in
  if (!is_refused && !(user == session_)) Break("sent in another user's name: " + id);
  const auto [first, is_first] = sent_as_.emplace(id, user);
  if (!is_first && !(first->second == user)) Break("sent for two people: " + id);
}

// What storage refused when it was made, and whose settlement has left no trace, either: a page
// that was frozen may know nothing but that it was made (5.4).
void BrowserSimulation::NoteTraces() {
  for (Wish& wish : wishes_) {
    if (!wish.in_memory || wish.untraced || !IsApplied(wish)) continue;
    const bool has_trace =
        std::any_of(disk_.values().begin(), disk_.values().end(), [&](const auto& record) {
          const auto& [key, text] = record;
          return key.starts_with("synchrone:1:") &&
                 (key.ends_with(wish.place) || text.find(wish.id) != std::string::npos);
        });
    wish.untraced = !has_trace;
  }
}

bool BrowserSimulation::MayComeBack(const std::string& requests) const {
  return std::any_of(wishes_.begin(), wishes_.end(), [&](const Wish& wish) {
    return (wish.untraced || wish.unrecorded) &&
           std::any_of(wish.marks.begin(), wish.marks.end(), [&](const auto& mark) {
             return requests.find("\"" + mark + "\"") != std::string::npos;
           });
  });
}

void BrowserSimulation::CheckAlways() {
  if (failure_) return;
  const std::string& misuse = server_.key_misuse();
  if (!misuse.empty() && !MayComeBack(misuse)) Break("a key for two requests: " + misuse);
  for (const Wish& wish : wishes_) {
    if (wish.untraced) continue;
    for (const std::string& mark : wish.marks) {
      const int times = server_.TimesApplied(mark);
      if (times > 1 + wish.sent_again) {
        return Break("applied " + std::to_string(times) + " times: " + wish.id + " " + mark);
      }
    }
  }
  for (const auto& tab : tabs_) {
    const User user = tab->user();
    for (const QueuedMutation* queued : tab->engine().local_store().queue().All()) {
      // One that is parked or kept offline may be overtaken (3.4a), with what was merged into it.
      if (queued->parked() || queued->progress.kept_offline) {
        for (Wish* wish : WishesIn(queued->id(), queued->mutation.data)) wish->touched = true;
      }
      if (!(queued->mutation.user == user)) {
        return Break("shown to another user: " + queued->id().value());
      }
    }
  }
}

// At rest what one tab shows, every tab of that person shows; but what was given up while a tab was
// frozen may linger there.
void BrowserSimulation::CheckAgreement() {
  const auto shown_by = [&](const Engine& engine) {
    std::string work;
    for (const QueuedMutation* queued : engine.local_store().queue().All()) {
      const Wish* wish = WishOf(queued->id());
      if (wish && wish->given_up) continue;
      // By its mark: tabs may learn at different times what the records in it are called.
      const Result<Json> data = ParseJson(queued->mutation.data);
      work += queued->id().value() + " " + (data.ok() ? StringOr(*data, "mark") : "") + " " +
              StatusName(queued->progress.status) + " " + ParkKindName(queued->progress.park) +
              (queued->progress.kept_offline ? " kept offline" : "") + "\n";
    }
    return work;
  };

  if (failure_) return;
  std::map<std::string, const Tab*> first;
  for (const auto& tab : tabs_) {
    if (tab->sim->dead()) continue;
    const auto [one, is_first] = first.emplace(tab->lock, tab.get());
    const std::string mine = shown_by(tab->engine());
    const std::string theirs = shown_by(one->second->engine());
    if (mine != theirs) {
      return Break("tab" + std::to_string(one->second->page) + " and tab" +
                   std::to_string(tab->page) + " show " + Difference(theirs, mine));
    }
    if (!tab->engine().GetSnapshot().durable) return Break("not durable although there is room");
  }
}

bool BrowserSimulation::IsApplied(const Wish& wish) const {
  return std::any_of(wish.marks.begin(), wish.marks.end(),
                     [&](const std::string& mark) { return server_.TimesApplied(mark) > 0; });
}

// Merged into another change of the same record (3.9); or a change of a record that another person
// has given up in another tab meanwhile.
bool BrowserSimulation::IsSuperseded(const Wish& wish) const {
  const bool is_given_up = std::any_of(wishes_.begin(), wishes_.end(), [&](const Wish& other) {
    return other.kind == synchrone::Kind::kCreate && other.given_up && other.entity == wish.entity;
  });
  if (is_given_up) return true;
  if (!HabitsOf(wish.entity.resource).coalesces) return false;
  return std::any_of(wishes_.begin(), wishes_.end(), [&](const Wish& other) {
    return &other != &wish && other.entity.resource == wish.entity.resource;
  });
}

// Nothing is lost.
void BrowserSimulation::CheckWishes() {
  for (const Wish& wish : wishes_) {
    if (wish.given_up || wish.in_doubt || IsSuperseded(wish)) continue;
    if (wish.has_content
            ? IsApplied(wish)
            : wish.is_gone ||
                  server_.Read(wish.entity.resource, wish.entity.id.value()).is_null()) {
      continue;
    }
    return Break("lost: " + wish.id + " of " + wish.entity.id.value());
  }
}

// 3.4: what one tab asked for of one record came in that order. Not what a person has put
// elsewhere, nor what may have come twice, nor what storage refused: a tab that takes over from one
// that is frozen knows only what it has received.
void BrowserSimulation::CheckOrder() {
  std::map<std::string, const Wish*> by_mark;
  for (const Wish& wish : wishes_) {
    if (wish.touched || wish.in_memory || wish.marks.size() != 1) continue;
    if (server_.TimesApplied(wish.marks.front()) == 1) by_mark[wish.marks.front()] = &wish;
  }
  for (const ResourceHabits& habits : AllHabits()) {
    const Resource resource(habits.resource);
    for (const std::string& id : server_.IdsOf(resource)) {
      std::map<std::pair<int, std::string>, const Wish*> newest;  // by page and person
      for (const std::string& mark : server_.AppliedTo(resource, id)) {
        const auto place = by_mark.find(mark);
        if (place == by_mark.end()) continue;
        const auto owner = sent_as_.find(place->second->id);
        const std::string person = owner == sent_as_.end() ? "" : owner->second.id;
        const Wish*& before = newest[{place->second->page, person}];
        if (before && place->second < before) {
          return Break("in another order: " + before->id + " before " + place->second->id);
        }
        before = place->second;
      }
    }
  }
}

}  // namespace synchrone::simulator
