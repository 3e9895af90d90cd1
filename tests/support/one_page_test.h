#pragma once

#include <gtest/gtest.h>

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

  World world_;
  Page& page_ = world_.OpenPage();
};

}  // namespace synchrone
