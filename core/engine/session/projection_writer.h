#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/engine/local_store/local_store.h"
#include "core/engine/turn/this_tab.h"

namespace synchrone {

// The legacy array, for code that reads it: what is queued and what was settled last. It is always
// written as a whole, so the larger it is, the more has to change first.
class ProjectionWriter {
 public:
  ProjectionWriter(const ThisTab& tab, Journal& journal, const LocalStore& local_store)
      : tab_(tab), journal_(journal), local_store_(local_store) {}

  void Write();
  void NoteChanged(size_t bytes) { changed_bytes_ += bytes; }
  // Enough has changed to write it again.
  bool IsStale() const;
  // The user changes.
  void Clear();

  // Entries of existing code that name another user, as they were left: they stay for them.
  void KeepForOthers(std::vector<std::string> entries) { left_for_others_ = std::move(entries); }
  int left_for_others() const { return static_cast<int>(left_for_others_.size()); }

 private:
  const ThisTab& tab_;
  Journal& journal_;
  const LocalStore& local_store_;
  std::vector<std::string> left_for_others_;
  size_t projected_bytes_ = 0;  // size of the projection as written last
  size_t changed_bytes_ = 0;    // how much has changed since
};

}  // namespace synchrone
