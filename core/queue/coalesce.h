#pragma once

#include <string>

#include "core/model/mutation.h"

namespace synchrone {

// What two unsent changes of one record, the second right after the first, are merged into:
//
// | earlier | later  | becomes                                                        |
// |---------|--------|----------------------------------------------------------------|
// | create  | update | the create, with the changes of the update                     |
// | create  | delete | nothing: the record was never on the server                    |
// | update  | update | the earlier update, with the changes of both, by one method     |
// | update  | delete | the delete                                                     |
// | delete  | any    | both stay: it is another record under the same id              |
// | action  | any    | both stay: only the server knows what an action does          |
// | any     | action | both stay                                                      |
enum class Coalesced { kBothStay, kIntoEarlier, kIntoLater, kNothing };

Coalesced Coalesce(const Mutation& earlier, const Mutation& later);

// The data of the earlier one with the changes of the later one, for kIntoEarlier; "" when they are
// not two JSON objects, or are too large together: then both stay.
std::string CoalescedData(const Mutation& earlier, const Mutation& later);

}  // namespace synchrone
