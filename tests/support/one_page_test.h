#pragma once

#include <gtest/gtest.h>

#include "core/base/tuning.h"
#include "tests/support/world.h"

namespace synchrone {

// One page that edits patients: for tests of what an answer makes of an edit.
class OnePageTest : public testing::Test {
 protected:
  static constexpr char kPatients[] = "/api/v1/patients";
  static constexpr char kKnown[] = R"({"id":"p1","name":"A","version":3})";

  const Progress& progress(const MutationId& id) { return page_.Queued(id).progress; }
  // Sends what is queued, `id` included.
  MutationId Sent(const MutationId& id) {
    page_.SendNow();
    return id;
  }

  // The record is read soon after an answer, as it was. That read is early: the next one, which is
  // asked for now, counts.
  static void ReadEarly(World& world, Page& page) {
    ASSERT_TRUE(page.Observe(kPatients, "p1", kKnown, true).ok());
    world.Advance(tuning::kShownAfter_ms);
  }

  World world_;
  Page& page_ = world_.OpenPage();
};

}  // namespace synchrone
