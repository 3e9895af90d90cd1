#pragma once

#include <map>
#include <string>

namespace synchrone {

// New work may not take the room that is reserved for settling what is there.
enum class WriteFor { kNewWork, kSettling };

// The text of a record that is not in storage yet.
struct Unwritten {
  std::string head;
  std::string body;
  WriteFor what = WriteFor::kSettling;
};

// Shorter keys first, so that the numbers in them rise: other tabs see records as they are written.
struct ShorterFirst {
  bool operator()(const std::string& a, const std::string& b) const {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  }
};
using UnwrittenRecords = std::map<std::string, Unwritten, ShorterFirst>;

}  // namespace synchrone
