#pragma once

#include <gtest/gtest.h>

#include "core/journal/format/key_schema.h"
#include "tests/support/world.h"

namespace synchrone {

// Two tabs of one browser, of which the first sends. The other gets no message before Share.
class TwoTabs : public testing::Test {
 protected:
  TwoTabs() : leader_(Open()), other_(Open()) { Share(); }

  // One more.
  Page& Open() {
    PageOptions options;
    options.origins = {"https://partner.example"};
    return world_.OpenPage(options);
  }

  // Locks are granted, and every tab receives everything.
  void Share() {
    while (world_.locks.GrantNext()) {
    }
    for (const auto& page : world_.pages()) page->engine().FlushOutbox();
    bool more = true;
    while (more) {
      more = false;
      for (const auto& page : world_.pages()) more = page->DeliverOne() || more;
    }
  }

  // Not even what is kept for settling is free (5.4).
  void FillStorage() {
    ASSERT_TRUE(world_.disk.Put(std::string(kReserveKey), "", "").ok());
    world_.storage.SetQuota(world_.disk.bytes());
  }

  World world_{Pumping::kByHand};
  Page& leader_;
  Page& other_;
};

}  // namespace synchrone
