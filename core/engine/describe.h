#pragma once

#include <string>

#include "core/engine/engine.h"

namespace synchrone {

// The engine's answers as JSON text, in the shapes of wasm/synchrone_module.d.ts. The same text
// serves the browser and the native scenarios.

std::string DescribeSnapshot(const Snapshot& snapshot);
std::string DescribeView(const ViewEvent& view);
std::string DescribeEvent(const Event& event);
// An entry as it is seen from outside. `base`: what a conflict shows as the former record.
std::string DescribeEntry(const QueuedMutation& queued, const std::string& base, bool sending);

// One entry of the running engine, queued or settled and still remembered; "" when unknown.
std::string DescribeEntryOf(const Engine& engine, const MutationId& id);
// A JSON array of entries in order. `filter`: "" all, "pending", or "error".
std::string DescribeEntries(const Engine& engine, std::string_view filter);
// A JSON array of the views of a resource's records with queued mutations.
std::string DescribeViews(const Engine& engine, const Resource& resource);
// Why a mutation has not been sent yet, by a code; "" when it is unknown.
std::string Explain(const Engine& engine, const MutationId& id);
// JSON Lines, one mutation a line, oldest first, without contents.
std::string DescribeAudit(Engine& engine);
// What does not fit in the audit trail: {"ok","records","head","problems":[{"fault",
// "document","index"}]}. `known_heads`: a "head" that an earlier call gave, or "".
std::string DescribeVerification(Engine& engine, std::string_view known_heads);

}  // namespace synchrone
